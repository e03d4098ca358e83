"""Who holds an object: the known places first, the heap only where reference counts say so."""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from types import (
    AsyncGeneratorType,
    CoroutineType,
    FrameType,
    GeneratorType,
    ModuleType,
    TracebackType,
)
from typing import Any

from . import strangers
from .pairs import neighbours

#: How often the whole heap was searched, for tests that promise it was not.
heap_passes = 0

#: What is left to finish on the old code, and what leads to all other things.
CLOSED = (
    ModuleType, FrameType, TracebackType, GeneratorType, CoroutineType, AsyncGeneratorType,
)  # fmt: skip
_PACKAGE = __name__.rpartition(".")[0] + "."
_DEPTH = 8
_BUDGET = 5_000
_NOTEBOOK_BUDGET = 20_000
_DRILL = 64
_FEW = 150
_CHUNK = 2_000


class World:
    """What can be reached from some roots without leaving the user's own things."""

    def __init__(self, roots: Iterable[Any], ours: Collection[str], seen: set[int]) -> None:
        self.nodes: list[Any] = []
        self.edge: list[Any] = [x for x in roots if id(x) not in seen]
        self._ours = ours
        self._seen = seen
        self._depth = 0
        seen.update(map(id, self.edge))

    def widen(self, budget: int) -> bool:
        """Go one step further; False where that would lead too far, or nowhere."""
        if not self.edge or self._depth == _DEPTH or len(self.nodes) + len(self.edge) > budget:
            return False
        self._depth += 1
        self.nodes += self.edge
        narrow = [x for x in self.edge if not _is_vast(x, budget)]
        self.edge[:] = [x for x in neighbours(narrow) if self._is_next(x)]
        self._seen.update(map(id, self.edge))
        return True

    def _is_next(self, thing: Any) -> bool:
        if id(thing) in self._seen:
            return False
        if strangers.is_class(thing):
            return strangers.module_name(thing) in self._ours
        return not issubclass(type(thing), CLOSED)


class Search:
    """Finds the holders of given objects.

    Parameters
    ----------
    old, new
        The modules and their namespaces, before and after; the old ones are never holders.
    namespaces
        The notebook's.
    ours
        Names of the modules whose classes are looked into.
    own
        Objects of the caller's that hold things without being meant.
    """

    def __init__(
        self,
        old: Sequence[Any],
        new: Sequence[Any],
        namespaces: Sequence[dict[str, Any]],
        ours: Collection[str],
        own: Sequence[Any],
    ) -> None:
        seen: set[int] = set()
        named = {space.get("__name__") for space in namespaces}
        ours = frozenset(ours) | {name for name in named if type(name) is str}
        self.notebook = World(namespaces, ours, seen)
        self.old = World(old, ours, seen)
        self.new = World(new, ours, seen)
        self._worlds = (self.notebook, self.old, self.new)
        self._missing: list[Any] = []
        self._lists = [x for world in self._worlds for x in (world.nodes, world.edge)]
        self._lists.append(self._missing)
        self._own = opened([own, *own, old, new, namespaces, *_value_caches()])
        seen.update(map(id, self._own))
        self._roots = frozenset(map(id, old))
        self.notebook.widen(_BUDGET)

    def holders(
        self, sought: list[Any], elsewhere: Collection[int], extra: Counter[int]
    ) -> tuple[list[Any], list[Any]]:
        """Return all that refer to one of `sought`, and those of them that others hold too.

        Parameters
        ----------
        sought
            The objects whose holders are wanted.
        elsewhere
            The ids of those whose holders are worth a pass over the whole heap.
        extra
            References known from elsewhere, by id.
        """
        ids = frozenset(map(id, sought))
        while self._are_missing(sought, ids, extra) and (
            self.old.widen(_BUDGET) | self.new.widen(_BUDGET)
        ):
            pass
        while self._missing and self.notebook.widen(_NOTEBOOK_BUDGET):
            self._are_missing(sought, ids, extra)
        known = [x for world in self._worlds for x in world.nodes]
        found = _that_hold(known, ids)
        wanted = [x for x in self._missing if id(x) in elsewhere]
        if wanted:
            aside = set(map(id, (*known, *self._own, *self._lists)))
            aside.update(map(id, (sought, wanted, known, found, self._lists, self._own)))
            hits = [x for x in _all_that_hold(wanted) if id(x) not in aside]
            # What nobody refers to but this list was made by the search itself.
            found += [x for x, count in zip(hits, references(hits), strict=True) if count]
        return [x for x in found if id(x) not in self._roots], list(self._missing)

    def _are_missing(self, sought: list[Any], ids: Set[int], extra: Counter[int]) -> bool:
        """Find those of `sought` that have more references than the known holders account for."""
        self._missing.clear()
        known = Counter(extra)
        for holders in (self._own, self._lists, *(world.nodes for world in self._worlds)):
            known.update(filter(ids.__contains__, map(id, gc.get_referents(*holders))))
        self._missing += [
            x for x, count in zip(sought, references(sought), strict=True) if count > known[id(x)]
        ]
        return bool(self._missing)

    def private(self, dying: Collection[int], lists: Sequence[list[Any]]) -> set[int]:
        """Return the ids of what only the old modules, or `dying` objects, hold.

        Parameters
        ----------
        dying
            The ids of the objects that nobody will hold for long.
        lists
            The caller's own lists of holders.
        """
        nodes = list(self.old.nodes)
        aside = [*self._own, *self._lists, *lists, *nodes]
        inner = Counter(map(id, gc.get_referents(*aside)))
        counts = references(nodes)
        alive = [
            x
            for x, count in zip(nodes, counts, strict=True)
            if count > inner[id(x)] and id(x) not in dying
        ]
        private = set(map(id, nodes)) - set(map(id, alive))
        while alive:
            alive = [x for x in neighbours(alive) if id(x) in private and id(x) not in dying]
            private.difference_update(map(id, alive))
        return private

    def bodies(self) -> dict[int, type]:
        """Return the classes seen so far, by the id of the dict with their members."""
        seen = [x for world in self._worlds for x in world.nodes if strangers.is_class(x)]
        return {id(strangers.raw_members(cls)): cls for cls in seen}


def references(things: list[Any]) -> list[int]:
    """Return how many references each of `things` has, those of the list itself aside."""
    return [count - _BASE for count in map(sys.getrefcount, things)]


(_BASE,) = map(sys.getrefcount, [object()])


def opened(things: Iterable[Any]) -> list[Any]:
    """Return `things` with the lists and tuples in them, and objects of this package."""
    result: dict[int, Any] = {}
    level = list(things)
    while level:
        level = [x for x in level if id(x) not in result]
        result.update((id(x), x) for x in level)
        level = [x for x in gc.get_referents(*filter(_is_plain, level)) if _is_plain(x)]
    return list(result.values())


def _is_plain(thing: Any) -> bool:
    kind = type(thing)
    if kind in (list, tuple):
        return True
    home = strangers.module_name(kind)
    return home is not None and home.startswith(_PACKAGE)


def _value_caches() -> list[Any]:
    """Return the caches of ``re``: they hold patterns as values and name nobody's."""
    found = (vars(re).get(name) for name in ("_cache", "_cache2"))
    return [cache for cache in found if type(cache) is dict]


def _is_vast(thing: Any, budget: int) -> bool:
    if issubclass(type(thing), (list, dict, set, tuple, frozenset)):
        kind = next(k for k in (list, dict, set, tuple, frozenset) if issubclass(type(thing), k))
        return kind.__len__(thing) > budget
    return False


def _that_hold(things: Sequence[Any], ids: Set[int]) -> list[Any]:
    found = []
    for start in range(0, len(things), _DRILL):
        chunk = things[start : start + _DRILL]
        if not ids.isdisjoint(map(id, gc.get_referents(*chunk))):
            found += [x for x in chunk if not ids.isdisjoint(map(id, gc.get_referents(x)))]
    return found


def _all_that_hold(sought: list[Any]) -> list[Any]:
    """Return what refers to one of `sought`, anywhere: one pass over the heap."""
    global heap_passes
    heap_passes += 1
    if len(sought) <= _FEW:
        return gc.get_referrers(*sought)
    ids = frozenset(map(id, sought))
    everything = gc.get_objects()
    found: list[Any] = []
    for start in range(0, len(everything), _CHUNK):
        chunk = everything[start : start + _CHUNK]
        if not ids.isdisjoint(map(id, gc.get_referents(*chunk))):
            found += _that_hold(chunk, ids)
    return [x for x in found if x is not everything]
