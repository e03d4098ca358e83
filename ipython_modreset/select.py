"""Which loaded modules a user means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from fnmatch import translate
from re import compile as compile_pattern

from .look import ancestors

_LONGEST_SHOWN = 60


class NoSuchModule(ValueError):
    """A name or glob that matches no loaded module."""


def select(patterns: Iterable[str], names: Collection[str]) -> list[str]:
    """Return the loaded modules that `patterns` name, in the order of `names`.

    Parameters
    ----------
    patterns
        Names, which take their submodules along, or globs.
    names
        Names of loaded modules.

    Raises
    ------
    NoSuchModule
        Where a pattern matches nothing; the message suggests a name.

    Examples
    --------
    >>> select(["a"], ["a", "a.b", "ab"])
    ['a', 'a.b']
    """
    chosen: set[str] = set()
    for pattern in patterns:
        matched = _matches(pattern, names)
        if not matched:
            raise NoSuchModule(_complaint(pattern, names))
        chosen |= matched
    return [name for name in names if name in chosen]


def _matches(pattern: str, names: Collection[str]) -> set[str]:
    if any(sign in pattern for sign in "*?["):
        match = compile_pattern(translate(pattern)).match
        direct = {name for name in names if match(name)}
    else:
        direct = {pattern} & set(names)
    return {name for name in names if not direct.isdisjoint(ancestors(name))} if direct else set()


def _complaint(pattern: str, names: Collection[str]) -> str:
    shown = pattern if len(pattern) <= _LONGEST_SHOWN else pattern[: _LONGEST_SHOWN - 1] + "…"
    complaint = f"no loaded module matches {shown!r}"
    close = get_close_matches(pattern, names, n=1) if len(pattern) <= _LONGEST_SHOWN else []
    return f"{complaint}; did you mean {close[0]!r}?" if close else complaint
