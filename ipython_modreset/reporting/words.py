"""How counts, names and messages are put into one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..look import top_level

_MOST_NAMED = 4
_LONGEST_NAME = 60
_ITS_END = 40  # of a long name: what tells it from others
_LONGEST_MESSAGE = 400


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "module"), count(2, "module")
    ('1 module', '2 modules')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def duration(seconds: float) -> str:
    """Return how long something took, as people say it.

    Examples
    --------
    >>> duration(0.0123), duration(3.07)
    ('12 ms', '3.1 s')
    """
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def by_package(names: Iterable[str]) -> str:
    """Return the top-level packages of `names` with their number of modules, in one line.

    Examples
    --------
    >>> by_package(["a", "a.b", "c"])
    'a 2, c 1'
    """
    counted = packages(names)
    shown = [f"{package} {number}" for package, number in counted[:_MOST_NAMED]]
    more = len(counted) - len(shown)
    return ", ".join(shown) + (f", {more} more" if more else "")


def packages(names: Iterable[str]) -> list[tuple[str, int]]:
    """Return top-level packages and their number of modules, what matters most first."""
    counts = Counter(printable(top_level(name)) for name in names)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].startswith("_")))


def named(names: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Return the first of some names, and how many more there are.

    Examples
    --------
    >>> named(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    every = list(names)
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")


def printable(name: str) -> str:
    """Return a name that fits into a line, whatever somebody has put into ``sys.modules``."""
    short = name
    if len(name) > _LONGEST_NAME:
        short = f"{name[: _LONGEST_NAME - _ITS_END]}…{name[-_ITS_END:]}"
    return short if short.isprintable() and short.strip() else repr(short)


def one_line(text: str) -> str:
    r"""Return a message as one line that moves no cursor and changes no colour.

    Examples
    --------
    >>> one_line("no\n  good: \x1b[31mred")
    'no good: \\x1b[31mred'
    """
    line = " ".join(text[: 2 * _LONGEST_MESSAGE].split())
    return harmless(line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…")


def harmless(text: str) -> str:
    """Return text with whatever does not print, as terminals' control codes, spelled out."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
