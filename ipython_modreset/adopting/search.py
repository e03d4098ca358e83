"""Who holds an object: the known places first, the heap only where reference counts say so."""

from __future__ import annotations

import builtins
import gc
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from contextvars import copy_context
from itertools import chain, compress
from operator import eq
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

from .. import strangers
from ..counts import held, references
from ..identity import by_id, id
from .arrays import arrays_that_hold, contents, forget_lookups
from .elsewhere import as_before, in_turn, leading_to, remember
from .heap import that_hold, tracked
from .own import unmeant
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
#: Specs and loaders, which every module has, hold nothing of its.
_IMPORT_SYSTEM = frozenset({"_frozen_importlib", "_frozen_importlib_external"})
#: Nor does what every namespace leads to lead any further.
_BUILTINS = vars(builtins)
_STRUCTURAL = frozenset(
    {None, "builtins", "collections", "dataclasses", "enum", "functools", "types"}
)
_LARGEST = 5_000
_BUDGET = 5_000
_BUDGET_PER_MODULE = 300
_NOTEBOOK_BUDGET = 20_000
_BY_HOME = -1
_VAST = -2
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
        self._kinds: dict[int, tuple[int, Any]] = {}
        seen.update(map(id, self.edge))

    def widen(self, budget: int) -> bool:
        """Go one step further; False where that would lead too far, or nowhere."""
        if not self.edge or self._depth == _DEPTH or len(self.nodes) + len(self.edge) > budget:
            return False
        self._depth += 1
        both = list(zip(self.edge, map(self._limit, self.edge), strict=True))
        # What is too large to look through is left to a search of the heap, and so are specs.
        self.nodes += [x for x, limit in both if limit != _VAST]
        inside = [x for x, limit in both if limit >= self._depth]
        # What is entered no further holds its attributes all the same, be they in a dict by now.
        around = gc.get_referents(*[x for x, limit in both if 0 < limit < self._depth])
        spaces = by_id([x for x in around if type(x) is dict and id(x) not in self._seen])
        self.nodes += [x for x in spaces.values() if len(x) <= _LARGEST]
        self._seen.update(spaces)
        del both, around, spaces
        self.edge[:] = neighbours(inside, self._seen)
        return True

    def _limit(self, thing: Any) -> int:
        """Return how far from the roots an object is entered."""
        if thing is _BUILTINS:
            return 0
        kind = type(thing)
        known = self._kinds.get(id(kind))
        if known is None:
            known = self._kinds[id(kind)] = self._limit_of_kind(kind)
        limit, size = known
        if limit == _BY_HOME:
            return _DEPTH if strangers.module_name(thing) in self._ours else 0
        return _VAST if size is not None and size(thing) > _LARGEST else limit

    def _limit_of_kind(self, kind: type) -> tuple[int, Any]:
        if issubclass(kind, type):
            return _BY_HOME, None
        if issubclass(kind, _CLOSED):
            return 0, None
        home = strangers.module_name(kind)
        if home in _IMPORT_SYSTEM:
            return _VAST, None
        limit = _DEPTH if home in self._ours or home in _STRUCTURAL else _FOREIGN_DEPTH
        return limit, next((base.__len__ for base in _SIZED if issubclass(kind, base)), None)


def budget(modules: int) -> int:
    """Return how many objects of so many modules and their namespaces are looked into at most."""
    return _BUDGET + _BUDGET_PER_MODULE * modules


class Search:
    """Finds the holders of given objects.

    Parameters
    ----------
    roots
        The modules and their namespaces before, and after, and the notebook's namespaces. The
        first are never holders.
    within
        Where to begin as well, before and after.
    ours
        Names of the modules whose classes are looked into.
    own
        What holds things without being meant, and is left alone.

    Attributes
    ----------
    found
        The holders that the last search found.
    outside
        The ids of the sought objects that have holders beyond those visited directly.
    hidden
        The ids of those that have holders which no search shows.
    live
        The ids of the new modules and the namespaces.
    """

    def __init__(
        self,
        roots: tuple[Sequence[Any], Sequence[Any], Sequence[dict[str, Any]]],
        within: tuple[Sequence[Any], Sequence[Any]],
        ours: Names,
        own: Sequence[Any],
    ) -> None:
        old, new, namespaces = roots
        named = {space.get("__name__") for space in namespaces}
        ours = frozenset(ours) | {name for name in named if type(name) is str}
        self.found: list[Any] = []
        self.outside: frozenset[int] = frozenset()
        self.hidden: frozenset[int] = frozenset()
        self._own = [*own, own, old, new, namespaces, *within, *unmeant()]
        self._seen = seen = set(map(id, (*self._own, sys.modules)))
        self._notebook = World([*namespaces, copy_context()], ours, seen)
        self._old = World([*old, *within[0]], ours, seen)
        self._new = World([*new, *within[1]], ours, seen)
        self._elsewhere = World((), ours, seen)
        self._worlds = (self._notebook, self._old, self._new, self._elsewhere)
        self._lists = [x for world in self._worlds for x in (world.nodes, world.edge)]
        self._lists += [self.found, self._own]
        self._roots = frozenset(map(id, (*old, sys.modules)))
        self.live = frozenset(map(id, (*new, *namespaces)))
        self._budget = budget(len(new))
        self._searched = False
        self._widen_notebook()
        self._widen_modules()

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
        self.found.clear()
        self.hidden = frozenset()
        tally = _Tally(sought, extra, self._own, self._worlds)
        self.outside = tally.missing()
        if self.outside - nearby:
            self._look_into(as_before(self._seen, nearby))
            self.outside = tally.missing()
        for names in in_turn() if self._searched else ():
            if not self.outside:
                break
            self._look_into(leading_to(self.outside, self._seen, names))
            self.outside = tally.missing()
        widenings = [self._widen_notebook, self._widen_modules]
        while self.outside and widenings:
            widen = widenings.pop(0)
            if widen():
                self.outside = tally.missing()
                widenings.append(widen)
        self.found += that_hold(self.nodes(), frozenset(map(id, sought)))
        if self.outside - nearby:
            tally.add(_on_stacks(sought))
            if wanted := tally.missing() - nearby:
                self._search_heap([x for x in sought if id(x) in wanted], tally)
        self.found[:] = [x for x in self.found if id(x) not in self._roots]

    def _widen_modules(self) -> bool:
        return self._old.widen(self._budget) | self._new.widen(self._budget)

    def _widen_notebook(self) -> bool:
        return self._notebook.widen(_NOTEBOOK_BUDGET)

    def _look_into(self, places: list[Any]) -> None:
        self._elsewhere.nodes += places
        self._seen.update(map(id, places))

    def _search_heap(self, wanted: list[Any], tally: _Tally) -> None:
        self._searched = True
        nodes = self.nodes()
        aside = set(map(id, (*nodes, *self._own, *self._lists, self._lists, wanted, nodes)))
        hits = [x for x in _all_that_hold(wanted) if id(x) not in aside]
        remember(hits)
        # What nobody refers to but this list was made by the search itself.
        self.found += [x for x, count in zip(hits, references(hits), strict=True) if count]
        tally.hold([*hits, hits, nodes, wanted, self.found])
        ids = frozenset(map(id, wanted))
        self.hidden = tally.missing() & ids
        if self.hidden and (arrays := arrays_that_hold(self.hidden)):
            forget_lookups(arrays)
            tally.add(Counter(id(x) for array in arrays for x in contents(array)))
            self.hidden = tally.missing() & ids
            self.found += arrays

    def nodes(self) -> list[Any]:
        """Return all that was visited so far."""
        return [x for world in self._worlds for x in world.nodes]

    def private(
        self, dying: Collection[int], living: Collection[int], lists: Sequence[list[Any]]
    ) -> set[int]:
        """Return the ids of what only the old modules, or `dying` objects, lead to.

        Parameters
        ----------
        dying
            The ids of the objects that nobody will hold for long.
        living
            The ids of those that go on, whoever holds them as yet.
        lists
            The caller's own lists of holders.
        """
        nodes = self.nodes()
        aside = by_id([*self._own, *self._lists, *lists, *nodes])
        known = held(nodes, [*aside.values(), aside])
        living = self.live.union(living, map(id, self._elsewhere.nodes))
        alive = [
            x
            for x, count, ours in zip(nodes, references(nodes), known, strict=True)
            if (count > ours or id(x) in living) and id(x) not in dying
        ]
        private = set(map(id, nodes)) - set(map(id, alive))
        seen: set[int] = set()
        while alive:
            alive = [x for x in neighbours(alive, seen) if id(x) in private and id(x) not in dying]
            private.difference_update(map(id, alive))
        return private

    def beyond(
        self, spaces: list[Any], following: Sequence[FunctionType]
    ) -> tuple[list[Any], list[Any]]:
        """Return what of old modules may be held by others; to be asked first.

        Parameters
        ----------
        spaces
            Their namespaces.
        following
            The functions that have successors.

        Returns
        -------
        tuple
            Those of `spaces` that others hold, and functions of theirs, if any may be.
        """
        ids = frozenset(map(id, spaces))
        # As long as no function has been looked into, to count them is as good.
        functions = by_id([*following, *self._going(ids)]).values()
        named = Counter(id(function.__globals__) for function in functions)
        del functions
        if not _Tally(spaces, named, self._own, [self._old]).missing():
            return [], []
        tally = _Tally(spaces, Counter(), self._own, [self._old])
        while (missing := tally.missing()) and self._widen_modules():
            pass
        inside = [x for x in self._old.nodes if type(x) is FunctionType]
        inside = [x for x in inside if id(x.__globals__) in ids]
        return [x for x in spaces if id(x) in missing], inside

    def _going(self, ids: Set[int]) -> list[FunctionType]:
        """Return functions of some namespaces that nobody holds but the old modules and classes."""
        functions = [x for x in self._old.edge if type(x) is FunctionType]
        functions = [x for x in functions if id(x.__globals__) in ids]
        known = held(functions, by_id([*self._own, *self._lists, *self._old.nodes]).values())
        return list(compress(functions, map(eq, references(functions), known)))


class _Tally:
    """Accounts for references: those that are left belong to holders not seen yet."""

    def __init__(
        self, sought: list[Any], extra: Counter[int], own: list[Any], worlds: Sequence[World]
    ) -> None:
        self._sought = sought
        self._left = list(range(len(sought)))
        self._known = [extra[id(x)] for x in sought]
        self._worlds = [(world, [0]) for world in worlds]
        self.hold(by_id([*own, own, sought]).values())

    def hold(self, holders: Iterable[Any]) -> None:
        """Account for the references of some holders."""
        self._add(held(self._things(), holders))

    def add(self, known: Counter[int]) -> None:
        """Account for some references, by id."""
        self._add([known[id(self._sought[at])] for at in self._left])

    def missing(self) -> frozenset[int]:
        """Return the ids of the sought objects with more references than are accounted for."""
        for world, counted in self._worlds:
            added = world.nodes[counted[0] :]
            counted[0] += len(added)
            # The nodes hold one another, and the list of nodes holds each of them.
            self.hold([*added, added])
            del added
        things = self._things()
        edges = held(things, [world.edge for world, _ in self._worlds])
        both = zip(self._left, references(things), edges, strict=True)
        self._left = [at for at, count, at_edge in both if count > self._known[at] + at_edge]
        return frozenset(id(self._sought[at]) for at in self._left)

    def _things(self) -> list[Any]:
        return list(map(self._sought.__getitem__, self._left))

    def _add(self, counts: Iterable[int]) -> None:
        for at, count in zip(self._left, counts, strict=True):
            self._known[at] += count


def _on_stacks(sought: list[Any]) -> Counter[int]:
    """Return how often the functions among `sought` are being run, in any thread."""
    running = Counter(chain.from_iterable(map(_codes, sys._current_frames().values())))
    return Counter(
        {
            id(x): running[id(x.__code__)]
            for x in sought
            if type(x) is FunctionType and id(x.__code__) in running
        }
    )


def _codes(frame: FrameType | None) -> Iterator[int]:
    """Yield the ids of the code objects that `frame` and its callers run."""
    while frame is not None:
        yield id(frame.f_code)
        frame = frame.f_back


def _all_that_hold(sought: list[Any]) -> list[Any]:
    """Return what refers to one of `sought`, anywhere: one pass over the heap."""
    global heap_passes
    heap_passes += 1
    if len(sought) <= _FEW:
        return gc.get_referrers(*sought)
    ids = frozenset(map(id, sought))
    everything = tracked()
    found: list[Any] = []
    for start in range(0, len(everything), _CHUNK):
        chunk = everything[start : start + _CHUNK]
        if not ids.isdisjoint(map(id, gc.get_referents(*chunk))):
            found += that_hold(chunk, ids)
    return found
