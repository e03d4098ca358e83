"""Who holds an object: the known places first, the heap only where reference counts say so."""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from types import (
    AsyncGeneratorType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    ModuleType,
    TracebackType,
)
from typing import Any

from . import strangers
from .arrays import arrays_that_hold, contents
from .pairs import neighbours

#: How often the whole heap was searched, for tests that promise it was not.
heap_passes = 0

#: Finishes on the old code, whatever it holds.
RUNNING = (FrameType, GeneratorType, CoroutineType, AsyncGeneratorType)

_CLOSED = (ModuleType, TracebackType, *RUNNING)
_SIZED = (list, dict, set, tuple, frozenset)
_DEPTH = 8
#: Objects of other packages are entered from the user's own, but not much further.
_FOREIGN_DEPTH = 4
_STRUCTURAL = frozenset(
    {None, "builtins", "collections", "dataclasses", "enum", "functools", "types"}
)
_BUDGET = 5_000
_NOTEBOOK_BUDGET = 20_000
_DRILL = 64
_FEW = 150
_CHUNK = 2_000

Names = Collection[str]


class World:
    """What can be reached from some roots without leaving the user's own things."""

    def __init__(self, roots: Iterable[Any], ours: Names, seen: set[int]) -> None:
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
        inside = neighbours([x for x in self.edge if self._leads_on(x, budget)])
        self.edge[:] = [x for x in inside if id(x) not in self._seen]
        self._seen.update(map(id, self.edge))
        return True

    def _leads_on(self, thing: Any, budget: int) -> bool:
        kind = type(thing)
        if issubclass(kind, type):
            return strangers.module_name(thing) in self._ours
        if issubclass(kind, _CLOSED):
            return False
        if issubclass(kind, _SIZED):
            size = next(base.__len__ for base in _SIZED if issubclass(kind, base))
            return size(thing) <= budget
        home = strangers.module_name(kind)
        return self._depth <= _FOREIGN_DEPTH or home in self._ours or home in _STRUCTURAL


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
        What holds things without being meant, and is left alone.

    Attributes
    ----------
    found
        The holders that the last search found.
    outside
        The sought objects that have holders beyond those visited directly.
    hidden
        Those that have holders which no search shows.
    """

    def __init__(
        self,
        old: Sequence[Any],
        new: Sequence[Any],
        namespaces: Sequence[dict[str, Any]],
        ours: Names,
        own: Sequence[Any],
    ) -> None:
        named = {space.get("__name__") for space in namespaces}
        ours = frozenset(ours) | {name for name in named if type(name) is str}
        self.found: list[Any] = []
        self.outside: list[Any] = []
        self.hidden: list[Any] = []
        self._own = [own, *own, old, new, namespaces, *_value_caches()]
        seen = set(map(id, (*self._own, sys.modules)))
        self._worlds = tuple(World(roots, ours, seen) for roots in (namespaces, old, new))
        self._notebook, self._old, self._new = self._worlds
        self._lists = [x for world in self._worlds for x in (world.nodes, world.edge)]
        self._lists += [self.found, self.outside, self.hidden, self._own, self._lists]
        self._roots = frozenset(map(id, (*old, sys.modules)))
        self._notebook.widen(_BUDGET)

    def holders(self, sought: list[Any], nearby: Set[int], extra: Counter[int]) -> None:
        """Find all that refer to one of `sought`; see the attributes.

        Parameters
        ----------
        sought
            The objects whose holders are wanted.
        nearby
            The ids of those whose holders are not worth a pass over the whole heap.
        extra
            References known from elsewhere, by id.
        """
        for result in (self.found, self.outside, self.hidden):
            result.clear()
        ids = frozenset(map(id, sought))
        self._look_around(sought, ids, extra)
        self.found += _that_hold(self._nodes(), ids)
        wanted = [x for x in self.outside if id(x) not in nearby]
        extra = extra + _on_stacks(wanted)
        if wanted and self._missing(wanted, ids, extra, [wanted, sought]):
            hits = self._search_heap(wanted, sought)
            self.hidden += self._missing(wanted, ids, extra, [wanted, sought, hits, *hits])
            if self.hidden and (arrays := arrays_that_hold(ids)):
                extra = extra + Counter(id(x) for array in arrays for x in contents(array))
                others = [wanted, sought, hits, *hits]
                self.hidden[:] = self._missing(self.hidden, ids, extra, others)
                self.found += arrays
            self.found += hits
        self.found[:] = [x for x in self.found if id(x) not in self._roots]

    def _look_around(self, sought: list[Any], ids: Set[int], extra: Counter[int]) -> None:
        """Visit the known places, only as far as there are references to account for."""
        widen: list[Callable[[], bool]] = [
            lambda: self._old.widen(_BUDGET) | self._new.widen(_BUDGET),
            lambda: self._notebook.widen(_NOTEBOOK_BUDGET),
        ]
        self.outside[:] = self._missing(sought, ids, extra, [sought])
        for step in widen:
            while self.outside and step():
                self.outside[:] = self._missing(sought, ids, extra, [sought])

    def _missing(
        self,
        sought: list[Any],
        ids: Set[int],
        extra: Counter[int],
        others: list[Any],
        worlds: Sequence[World] | None = None,
    ) -> list[Any]:
        """Return those of `sought` with more references than the holders known account for."""
        worlds = self._worlds if worlds is None else worlds
        known = Counter(extra)
        lists = {id(x): x for x in (*self._own, *self._lists, *others)}
        for holders in (lists.values(), *(world.nodes for world in worlds)):
            known.update(filter(ids.__contains__, map(id, gc.get_referents(*holders))))
        counts = references(sought)
        # `sought` is one of the lists, and so not among the references that are left.
        return [x for x, n in zip(sought, counts, strict=True) if n + 1 > known[id(x)]]

    def _search_heap(self, wanted: list[Any], sought: list[Any]) -> list[Any]:
        nodes = self._nodes()
        aside = set(map(id, (*nodes, *self._own, *self._lists, wanted, sought, nodes)))
        hits = [x for x in _all_that_hold(wanted) if id(x) not in aside]
        # What nobody refers to but this list was made by the search itself.
        return [x for x, count in zip(hits, references(hits), strict=True) if count]

    def _nodes(self) -> list[Any]:
        return [x for world in self._worlds for x in world.nodes]

    def private(self, dying: Collection[int], lists: Sequence[list[Any]]) -> set[int]:
        """Return the ids of what only the old modules, or `dying` objects, hold.

        Parameters
        ----------
        dying
            The ids of the objects that nobody will hold for long.
        lists
            The caller's own lists of holders.
        """
        nodes = list(self._old.nodes)
        aside = {id(x): x for x in (*self._own, *self._lists, *lists, *nodes)}
        known = Counter(map(id, gc.get_referents(*aside.values())))
        alive = [
            x
            for x, count in zip(nodes, references(nodes), strict=True)
            if count > known[id(x)] and id(x) not in dying
        ]
        private = set(map(id, nodes)) - set(map(id, alive))
        while alive:
            alive = [x for x in neighbours(alive) if id(x) in private and id(x) not in dying]
            private.difference_update(map(id, alive))
        return private

    def beyond(self, things: list[Any]) -> list[Any]:
        """Return those of `things` that not only the old modules hold."""
        ids, none = frozenset(map(id, things)), Counter[int]()
        while found := self._missing(things, ids, none, [things], [self._old]):
            found.clear()
            if not self._old.widen(_BUDGET):
                return self._missing(things, ids, none, [things], [self._old])
        return []

    def old_ids(self) -> frozenset[int]:
        """Return the ids of what was reached from the old modules."""
        return frozenset(map(id, self._old.nodes))

    def classes(self) -> Iterator[type]:
        """Yield the classes visited so far."""
        return filter(strangers.is_class, self._nodes())

    def functions(self) -> Iterator[FunctionType]:
        """Yield the functions visited so far."""
        return (x for x in self._nodes() if type(x) is FunctionType)


def references(things: list[Any]) -> list[int]:
    """Return how many references each of `things` has, that of the list itself aside."""
    return [count - _BASE for count in map(sys.getrefcount, things)]


(_BASE,) = map(sys.getrefcount, [object()])


def _value_caches() -> list[Any]:
    """Return the caches of ``re``: they hold patterns as values and name nobody's."""
    found = (vars(re).get(name) for name in ("_cache", "_cache2"))
    return [cache for cache in found if type(cache) is dict]


def _on_stacks(sought: list[Any]) -> Counter[int]:
    """Return how often the functions among `sought` are being run, in any thread."""
    running: Counter[int] = Counter()
    for top in sys._current_frames().values():
        frame: FrameType | None = top
        while frame is not None:
            running[id(frame.f_code)] += 1
            frame = frame.f_back
    return Counter(
        {
            id(x): running[id(x.__code__)]
            for x in sought
            if type(x) is FunctionType and id(x.__code__) in running
        }
    )


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
