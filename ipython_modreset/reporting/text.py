"""A report as text for a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from textwrap import fill, wrap

from .outline import Line, Outline, Row, Section, Tone

_NARROWEST = 20
_OF_TRACEBACKS = 75  # columns of IPython's own tracebacks, where there is no terminal
_CODES: dict[Tone, str] = {"quiet": "2", "warning": "33", "error": "31"}
_BOLD = "1"
_PROMPT = len("Out[999]: ")


def width() -> int:
    """Return the terminal's width, or 80 where there is none."""
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def is_terminal() -> bool:
    """Tell whether what is printed goes to a terminal, which can move its cursor."""
    out = sys.stdout
    return bool(getattr(out, "isatty", bool)()) and os.environ.get("TERM") != "dumb"


def fitted(line: str) -> str:
    """Return a line broken between words, as what IPython shows of errors breaks anywhere.

    Examples
    --------
    >>> fitted("nothing to break")
    'nothing to break'
    """
    columns = width() if is_terminal() else _OF_TRACEBACKS
    return fill(line, columns, subsequent_indent="  ")


def beside_prompt(line: str) -> str:
    """Return a line that IPython is about to show, broken where its prompt and it are too wide.

    Examples
    --------
    >>> beside_prompt("nothing to break")
    'nothing to break'
    """
    columns = width()
    return fill(
        line, columns - _PROMPT if len(line) <= columns else columns, subsequent_indent="  "
    )


def render(outline: Outline, columns: int, *, colours: bool, full: bool) -> str:
    """Lay a report out.

    Parameters
    ----------
    outline
        What it says.
    columns
        How wide a line may be.
    colours
        Whether to colour it.
    full
        Whether the sections are shown, too.

    Examples
    --------
    >>> render(Outline((Line("purged 2 modules"),)), 80, colours=False, full=True)
    'purged 2 modules'
    """
    shown = [part for line in outline.lines for part in _line(line, columns, colours)]
    for section in outline.sections if full else ():
        shown += _section(section, columns, colours)
    return "\n".join(shown)


def _line(line: Line, columns: int, colours: bool) -> list[str]:
    parts = _wrapped(line.text, columns, "", "  ")
    return [_coloured(part, line.tone, colours) for part in parts]


def _section(section: Section, columns: int, colours: bool) -> list[str]:
    title = _wrapped(section.title, columns, "  ", "    ") if section.title else []
    shown = [_styled(part, _BOLD, colours) for part in title]
    if section.kind == "source":
        return shown + _source(section, columns, colours)
    if section.kind == "table":
        return shown + _table(section, columns)
    widest = max((len(row.lead + row.text) for row in section.rows), default=0)
    for row in section.rows:
        shown += _row(row, min(widest, columns // 2), columns, colours)
    return shown


def _row(row: Row, widest: int, columns: int, colours: bool) -> list[str]:
    """Set the note in a column of its own, unless what comes before it is too long."""
    head = f"    {row.lead}{row.text}"
    if not row.note:
        return _wrapped(head, columns, "", "      ", keep=row.lead)
    if len(head) > widest + 4:
        return _wrapped(f"{head}  {row.note}", columns, "", "      ", keep=row.lead)
    room = " " * (widest + 6)
    first, *others = _wrapped(row.note, columns, room, room)
    tone: Tone = "warning" if row.marked else "quiet"
    first = f"{head:<{len(room)}}" + _coloured(first.removeprefix(room), tone, colours)
    return [first, *(_coloured(part, tone, colours) for part in others)]


def _table(section: Section, columns: int) -> list[str]:
    leads, texts, notes = (
        max((len(cell) for cell in column), default=0)
        for column in zip(*((row.lead, row.text, row.note) for row in section.rows), strict=True)
    )
    lines = (
        f"  {row.lead:<{leads}}  {row.text:<{texts}}  {row.note:>{notes}}" for row in section.rows
    )
    return [line if len(line) <= columns else f"{line[: columns - 1]}…" for line in lines]


def _source(section: Section, columns: int, colours: bool) -> list[str]:
    digits = max((len(row.lead) for row in section.rows), default=0)
    shown = []
    for row in section.rows:
        line = f"  {'->' if row.marked else '  '} {row.lead:>{digits}} {row.text}".rstrip()
        line = line if len(line) <= columns else f"{line[: columns - 1]}…"
        shown.append(_coloured(line, "error" if row.marked else "quiet", colours))
    return shown


def _wrapped(line: str, columns: int, first: str, later: str, keep: str = "") -> list[str]:
    """Break a line at spaces; what is longer than a line is broken anywhere."""
    if len(first + line) <= columns:
        return [first + line]
    glued = line.replace(keep, keep.replace(" ", "\0"), 1) if keep else line
    start = len(glued) - len(glued.lstrip(" "))
    parts = wrap(
        glued.lstrip(" "), columns, initial_indent=first + " " * start, subsequent_indent=later
    )
    return [part.replace("\0", " ") for part in parts]


def _coloured(line: str, tone: Tone, colours: bool) -> str:
    return _styled(line, _CODES.get(tone, ""), colours)


def _styled(line: str, code: str, colours: bool) -> str:
    return f"\x1b[{code}m{line}\x1b[0m" if colours and code and line else line
