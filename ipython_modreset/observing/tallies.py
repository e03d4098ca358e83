"""What functions keep by themselves: in attributes, in variables they close over, in defaults."""

from __future__ import annotations

from types import CellType, FunctionType
from typing import Any

_COUNTED = frozenset({bool, int, float, str})


def keeps_tally(function: FunctionType) -> bool:
    """Whether a function has variables of its own, or names itself, to reach its attributes."""
    return function.__closure__ is not None or function.__name__ in function.__code__.co_names


def tallies(function: FunctionType) -> list[tuple[Any, Any]]:
    """Return the numbers, flags and texts that a function keeps, under what.

    Anything else may be a memory of results: new code makes these anew.

    Examples
    --------
    >>> def meter():
    ...     n = 0
    ...     def tick():
    ...         nonlocal n
    ...         n += 1
    ...     return tick
    >>> tick = meter()
    >>> tick()
    >>> tallies(tick)
    [(('variable', 'n'), 1)]
    """
    found: list[tuple[Any, Any]] = list(function.__dict__.items())
    for name, cell in _cells(function).items():
        try:
            found.append((("variable", name), cell.cell_contents))
        except ValueError:  # an empty one
            continue
    return [(key, value) for key, value in found if type(value) in _COUNTED]


def set_tally(function: FunctionType, key: Any, value: object) -> None:
    """Give a function a number that `tallies` has returned of another one."""
    if type(key) is str:
        function.__dict__[key] = value
    else:
        _cells(function)[key[1]].cell_contents = value


def defaults(function: FunctionType) -> list[tuple[str, Any]]:
    """Return the values that a function's parameters have by default, each by ``name=``.

    Examples
    --------
    >>> def note(x, seen=[], *, limit=9): ...
    >>> defaults(note)
    [('seen=', []), ('limit=', 9)]
    """
    given, code = function.__defaults__ or (), function.__code__
    last = code.co_varnames[: code.co_argcount][-len(given) :] if given else ()
    found = [*zip(last, given, strict=False), *(function.__kwdefaults__ or {}).items()]
    return [(f"{name}=", value) for name, value in found]


def _cells(function: FunctionType) -> dict[str, CellType]:
    return dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
