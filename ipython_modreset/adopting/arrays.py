"""Object arrays of numpy, which the garbage collector cannot look into, and pandas' tables of them.

Neither is ever imported for that: without numpy there are no arrays.
"""

from __future__ import annotations

import gc
import itertools
import sys
from collections.abc import Iterator, Set
from typing import Any

from .. import strangers
from ..identity import id
from ..look import is_a, namespace
from ..undo import Journal
from .heap import tracked
from .successors import Successors

_CHUNK = 2_000


def is_object_array(thing: object) -> bool:
    """Whether `thing` is a numpy array of Python objects."""
    kind = _array_type()
    return kind is not None and is_a(thing, kind) and _get(kind, "dtype", thing).kind == "O"


def _array_type() -> Any:
    found = namespace(sys.modules.get("numpy")).get("ndarray")
    return found if strangers.is_class(found) else None


def _get(kind: type, name: str, array: Any) -> Any:
    return strangers.members(kind)[name].__get__(array)


def arrays_that_hold(ids: Set[int]) -> list[Any]:
    """Return the object arrays that hold an object with one of `ids`, wherever they are."""
    kind = _array_type()
    if kind is None:
        return []
    arrays = (x for x in _all_arrays(kind) if _get(kind, "dtype", x).kind == "O")
    return [x for x in arrays if not ids.isdisjoint(map(id, contents(x)))]


def forget_lookups(arrays: list[Any]) -> None:
    """Let an index of pandas work out anew where in one of `arrays` it finds what.

    Nothing to undo: it does so when it is next asked.
    """
    engine = namespace(sys.modules.get("pandas._libs.index")).get("IndexEngine")
    if arrays and strangers.is_class(engine):
        for holder in gc.get_referrers(*arrays):
            if issubclass(type(holder), engine):
                strangers.members(engine)["clear_mapping"](holder)


def _all_arrays(kind: type) -> list[Any]:
    everything, found = tracked(), dict[int, Any]()
    for start in range(0, len(everything), _CHUNK):
        held = gc.get_referents(*everything[start : start + _CHUNK])
        found.update((id(x), x) for x in held if issubclass(type(x), kind))
    for array in list(found.values()):
        while is_a(array, kind) and (array := _get(kind, "base", array)) is not None:
            if is_a(array, kind):
                found[id(array)] = array
    return list(found.values())


def held_by(holder: Any) -> list[Any]:
    """Return what any object holds, as far as that can be seen."""
    return list(contents(holder)) if is_object_array(holder) else gc.get_referents(holder)


def contents(array: Any) -> Iterator[Any]:
    """Yield what an array holds, in the order of its indices."""
    return iter(_get(_array_type(), "flat", array))


def rewrite_array(array: Any, successors: Successors, journal: Journal) -> None:
    """Make an array hold the successors of what it holds.

    Raises
    ------
    ValueError
        If it cannot be written to.
    """
    places = itertools.product(*map(range, _get(_array_type(), "shape", array)))
    old = [(at, x) for at, x in zip(places, contents(array), strict=True) if x in successors]
    indices = [at for at, _ in old]
    journal.note(_put, array, indices, [x for _, x in old])
    _put(array, indices, [successors.of(x) for _, x in old])


def _put(array: Any, indices: list[tuple[int, ...]], values: list[Any]) -> None:
    kind = _array_type()
    locked = not _get(kind, "flags", array).writeable
    if locked:
        kind.setflags(array, write=True)
    try:
        for at, value in zip(indices, values, strict=True):
            kind.__setitem__(array, at, value)
    finally:
        if locked:
            kind.setflags(array, write=False)
