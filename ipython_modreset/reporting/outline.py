"""What a report says, line by line, before it becomes text or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from . import tree
from .words import harmless, one_line, packages, printable

Tone = Literal["plain", "quiet", "warning", "error"]

# Reasons that nobody wonders about: these modules are counted, and not named.
EXPECTED = frozenset({"baseline", "interpreter", "host"})

_MOST_ROWS = 60


@dataclass(frozen=True)
class Line:
    """One line that is always shown.

    Attributes
    ----------
    text
        The line, with nothing in it that a terminal would obey.
    tone
        How it is meant.
    """

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Row:
    """One row of a section.

    Attributes
    ----------
    lead
        What stands before the text: branches of a tree, the number of a source line.
    text
        What it is about.
    note
        What is said of it.
    marked
        Whether it is the one to look at.
    """

    lead: str
    text: str
    note: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Section:
    """Rows under a title, shown when somebody wants to know more.

    Attributes
    ----------
    title
        What the rows are.
    rows
        The rows, in order.
    kind
        ``"tree"``, ``"source"`` and ``"table"`` are aligned each in their way.
    tone
        How it is meant.
    """

    title: str
    rows: tuple[Row, ...]
    kind: Literal["tree", "list", "source", "table"] = "list"
    tone: Tone = "plain"


@dataclass(frozen=True)
class Outline:
    """All that a report says.

    Attributes
    ----------
    lines
        What is always shown.
    sections
        What is shown on demand.
    """

    lines: tuple[Line, ...]
    sections: tuple[Section, ...] = ()


def what_ran(because: Mapping[str, str | None], why: Mapping[str, str], title: str) -> Section:
    """Return the tree of what ran because of what.

    Parameters
    ----------
    because
        Each module that ran to the one that it depends on, None for a changed one.
    why
        Each changed module to what changed.
    title
        Heading of the section.
    """
    rows = []
    for row in tree.rows(because):
        name = printable(row.name)
        if row.depth:
            rows.append(Row(row.branches, name, "imports it"))
        else:
            reason = why.get(row.name, "changed").removeprefix(f"{row.name} ")
            rows.append(Row("", name, one_line(reason)))
    return Section(title, _some(rows), "tree")


def reasons(what: str, named: Mapping[str, str]) -> Section:
    """Return a section that gives each name a note."""
    rows = [Row("", printable(name), one_line(note)) for name, note in named.items()]
    return Section(what, _some(rows))


def said(what: str, pairs: Iterable[tuple[str, str]], tone: Tone) -> Section:
    """Return a section of things and what there is to say of them."""
    rows = [Row("", one_line(thing), one_line(note)) for thing, note in pairs]
    return Section(what, _some(rows), "list", tone)


def befell(purged: str, names: Iterable[str], kept: Mapping[str, str]) -> Section:
    """Return what befell the modules of which package, and how many.

    Parameters
    ----------
    purged
        What befell `names`.
    names
        The modules that did not stay.
    kept
        Those that did, each to the reason.
    """
    groups = {purged: list(names)}
    expected: dict[str, int] = {}
    for name, reason in kept.items():
        if reason in EXPECTED:
            expected[reason] = expected.get(reason, 0) + 1
        else:
            groups.setdefault(f"kept: {reason}", []).append(name)
    rows = [
        Row(what, package, str(number))
        for what, group in groups.items()
        for package, number in packages(group)
    ]
    counted = [Row(f"kept: {reason}", "", str(number)) for reason, number in expected.items()]
    return Section("", (*_some(rows), *counted), "table")


def source(title: str, lines: Iterable[tuple[int, str]], marked: int | None) -> Section:
    """Return lines of source, one of them marked."""
    rows = [
        Row(str(number), harmless(text.expandtabs(4).rstrip()), marked=number == marked)
        for number, text in lines
    ]
    return Section(one_line(title), tuple(rows), "source", "error")


def _some(rows: list[Row]) -> tuple[Row, ...]:
    """Cut a long list: a thousand rows after each edit would bury the notebook."""
    if len(rows) <= _MOST_ROWS:
        return tuple(rows)
    return (*rows[: _MOST_ROWS - 1], Row("…", f"and {len(rows) - _MOST_ROWS + 1} more"))
