"""A failing import, shown as IPython shows any error, but once and without ending the cell."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from typing import Any

from ..refreshing.failures import Failure
from ..refreshing.frames import all_in
from ..reporting.words import harmless, one_line
from . import terminal

# What IPython colours with: these codes move no cursor and set no title.
_COLOUR = re.compile(r"(\x1b\[[\d;]*m)")
_RESET = "\x1b[0m"


def show(shell: Any, failure: Failure) -> None:
    """Print the traceback of a failed import, and let ``%debug`` open it.

    Parameters
    ----------
    shell
        The shell: its settings say how a traceback looks.
    failure
        What failed; its exception holds the user's own frames only.
    """
    error = failure.exception
    if error is None:
        return  # a reminder: it was shown before
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    linecache.checkcache(failure.file)
    try:
        shown = _harmless(_formatted(shell, error), error, coloured=terminal.has_colours(shell))
    except Exception as broken:  # the user's exception class may not even tell its message
        shown = f"{failure.error} ({one_line(repr(type(broken)))} in its traceback)"
    print(shown, file=sys.stderr, flush=True)  # before anything that the cell prints


def _formatted(shell: Any, error: BaseException) -> str:
    kind, trace = type(error), error.__traceback__
    if isinstance(error, SyntaxError):
        lines = shell.SyntaxTB.structured_traceback(kind, error, [])
    elif isinstance(error, BaseExceptionGroup):
        return "".join(traceback.format_exception(error))  # IPython leaves groups to it, too
    elif trace is None:
        lines = shell.InteractiveTB.get_exception_only(kind, error)
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=0)
    text: str = shell.InteractiveTB.stb2text(lines)
    return text


def _harmless(shown: str, error: BaseException, *, coloured: bool) -> str:
    """Spell out whatever a terminal would obey in messages and source lines.

    The colours of IPython stay, those within a message do not.
    """
    for one in all_in(error):
        for line in _message(one).splitlines():
            if not line.isprintable():
                shown = shown.replace(line, harmless(line))
    parts = _COLOUR.split(shown) if coloured else [shown]
    parts[::2] = [_spelled_out(part) for part in parts[::2]]
    return "".join(parts) + _RESET * (len(parts) > 1)


def _message(error: BaseException) -> str:
    """Return what an exception and its notes say, as far as they can tell."""
    try:
        notes = getattr(error, "__notes__", None)
        return "\n".join(map(str, [error, *(notes if isinstance(notes, list) else [])]))
    except Exception:  # its own code fails: then nobody can show the message either
        return ""


def _spelled_out(text: str) -> str:
    return re.sub(r"[^\n\t]+", lambda found: harmless(found[0]), text)
