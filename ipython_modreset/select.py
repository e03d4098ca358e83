"""Which loaded modules a user means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from fnmatch import translate
from re import compile as compile_pattern

from .look import ancestors

_LONGEST = 500
_LONGEST_SHOWN = 60
_GLOB_SIGNS = "*?["
_CLOSE = 0.75  # from 0 to 1: so that a slip is recognised, and enum is none of numpy


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
        Where a pattern matches nothing, or is no name; the message says what was expected.

    Examples
    --------
    >>> select(["a"], ["a", "a.b", "ab"])
    ['a', 'a.b']
    """
    chosen: set[str] = set()
    for pattern in patterns:
        matched = _matches(_checked(pattern), names)
        if not matched:
            raise NoSuchModule(_complaint(pattern, names))
        chosen |= matched
    return [name for name in names if name in chosen]


def _checked(pattern: str) -> str:
    if type(pattern) is not str:
        raise TypeError(f"a module's name is a str, not {type(pattern).__name__}")
    if not pattern.strip():
        raise NoSuchModule("a module's name must not be empty")
    if len(pattern) > _LONGEST:
        raise NoSuchModule(f"no module's name is longer than {_LONGEST}: {_shown(pattern)}")
    if not _is_glob(pattern) and "" in pattern.split("."):
        raise NoSuchModule(f"{_shown(pattern)} is no module's full name, such as 'package.module'")
    return pattern


def _matches(pattern: str, names: Collection[str]) -> set[str]:
    if _is_glob(pattern):
        match = compile_pattern(translate(pattern)).match
        direct = {name for name in names if match(name)}
    else:
        direct = {pattern} & set(names)
    return {name for name in names if not direct.isdisjoint(ancestors(name))} if direct else set()


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in _GLOB_SIGNS)


def _complaint(pattern: str, names: Collection[str]) -> str:
    complaint = f"no loaded module matches {_shown(pattern)}"
    close = _close(pattern, names) if len(pattern) <= _LONGEST_SHOWN else None
    return f"{complaint}; did you mean {close!r}?" if close else complaint


def _close(pattern: str, names: Collection[str]) -> str | None:
    """Return the name that was meant, as far as one can tell: a full name, or a name's end."""
    ends = [name for name in names if name.endswith(f".{pattern}")]
    found = ends or get_close_matches(pattern, names, n=1, cutoff=_CLOSE)
    return found[0] if found else None


def _shown(pattern: str) -> str:
    return repr(pattern if len(pattern) <= _LONGEST_SHOWN else f"{pattern[:_LONGEST_SHOWN]}…")
