"""What modules put into the containers of other modules while they were imported.

A handler that registers itself, a name appended to a list of plugins. Before such a module runs
again, what its former run put there is taken out. So nothing is there twice, a registration that
the new source does not make is gone, and a registry that refuses a name twice refuses none.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from threading import local
from typing import Any

from ..identity import id
from ..undo import Journal
from .containers import KINDS, containers_of, put_back
from .loggers import handlers_and_filters, loggers
from .running import Running
from .withdrawn import Place, Withdrawn

# A registry is filled by code: what is larger holds data, and is not looked through.
_LARGEST = 1_000
_MOST = 100


class Registrations:
    """Keeps account of which module put what where.

    Examples
    --------
    >>> from types import ModuleType
    >>> registry, registrations = ModuleType("registry"), Registrations()
    >>> registrations.begin("registry")
    >>> registry.NAMES = []
    >>> registrations.end("registry", registry)
    >>> registrations.begin("plugin")
    >>> registry.NAMES.append("mine")
    >>> registrations.end("plugin", ModuleType("plugin"))
    >>> withdrawn = registrations.withdraw(["plugin"], ["registry"], Journal())
    >>> registry.NAMES
    []
    """

    def __init__(self) -> None:
        # Of each container of the user's modules, by id: itself, the module that owns it (and the
        # other way round), and the ids of what it held when last looked at. No references: they
        # would keep alive what the user has let go. Plain dicts, in which a search for holders
        # does not get lost.
        self._containers: dict[int, Any] = {}
        self._owners: dict[int, str] = {}
        self._owned: dict[str, list[int]] = {}
        self._known: dict[int, list[int]] = {}
        # The containers once more, and their sizes side by side: to walk along these is faster.
        self._in_line: list[Any] = []
        self._sizes: list[int] = []
        self._put: dict[str, list[Place]] = {}
        self._is_outdated = False
        self._loggers: list[int] = []
        self._running = local()

    def begin(self, module: str, source: bytes = b"") -> None:
        """Note that the code of a module is about to run in this thread."""
        running = self._stack()
        if not running or not running[-1].has_only_imported(sys._getframe(1)):
            self._account(running[-1].name if running else None)
        if self._is_outdated:
            self._look_at(list(self._containers))
            self._is_outdated = False
        running.append(Running(module, source))

    def end(self, module: str, loaded: object) -> None:
        """Note that it has run, or failed."""
        self._account(module)
        self._stack().pop()
        for container in containers_of(loaded, _MOST):
            self._track(container, module)

    def forget(self, modules: Collection[str], journal: Journal) -> None:
        """Look no longer after the containers of modules that go: this would keep them alive.

        Parameters
        ----------
        modules
            Their names.
        journal
            Where the way back is noted.
        """
        self._account(None)
        self._let_go(modules, journal)
        self._measure()

    def forget_interrupted(self) -> None:
        """Forget whose code an interrupt has ended: no import is under way in this thread."""
        self._stack().clear()

    def withdraw(
        self, modules: Collection[str], registries: Collection[str], journal: Journal
    ) -> list[Withdrawn]:
        """Take out what modules that are about to run again have put into others' containers.

        Parameters
        ----------
        modules
            Their names.
        registries
            Names of the modules that they import, and are about to put things into.
        journal
            Where the way back is noted.

        Returns
        -------
        list of Withdrawn
            To be given to `settle` when the modules have run again.
        """
        self._account(None)
        self._let_go(modules, journal)
        put = [place for name in modules for place in self._put.pop(name, ())]
        touched = {key for key, _ in put}
        inside = list(self._containers.items()) if touched else []
        withdrawn = [Withdrawn(x) for key, x in inside if key in touched]
        theirs = Counter(put) if put else Counter()
        # What is nested in another was tracked after it, and shows first whether it is empty now.
        for one in reversed(withdrawn):
            journal.note(put_back, one.container, one.before)
            self._leave(one.take_out(theirs, self._containers))
        self._look_at({*self._owned_by(registries), *self._filled()})
        return withdrawn

    def places(self, modules: Iterable[str]) -> frozenset[Place]:
        """Return what modules have put into which containers."""
        return frozenset(place for name in modules for place in self._put.get(name, ()))

    def settle(self, withdrawn: Iterable[Withdrawn]) -> None:
        """Let what was put in again take the old places."""
        by_id = {id(one.container): one for one in withdrawn}
        for one in reversed(by_id.values()):
            one.settle(by_id)
        if keys := self._filled().union(by_id):
            self._look_at(keys)

    def follow(self, rewritten: Collection[int]) -> None:
        """Note what was exchanged for what in the containers, when all has been handed over.

        Parameters
        ----------
        rewritten
            The ids of those that something was exchanged in.
        """
        exchanged: dict[Place, int] = {}
        for key in self._filled():
            known, now = self._known[key], _ids(self._containers[key])
            gone, came = Counter(known) - Counter(now), Counter(now) - Counter(known)
            old = [x for x in known if gone[x]]
            new = [x for x in now if came[x]]
            exchanged.update(((key, x), y) for x, y in zip(old, new, strict=False))
        for places in list(self._put.values()):
            places[:] = [(key, exchanged.get((key, item), item)) for key, item in places]
        if keys := self._filled().union(rewritten) & self._containers.keys():
            self._look_at(keys)

    def _leave(self, shared: Iterable[tuple[Place, int]]) -> None:
        """Put containers down to another of the modules that fill them."""
        for place, container in shared:
            for places in list(self._put.values()):
                if any(key == container for key, _ in places):
                    places.append(place)
                    break

    def _stack(self) -> list[Running]:
        if not hasattr(self._running, "modules"):
            self._running.modules = []
        running: list[Running] = self._running.modules
        return running

    def _account(self, module: str | None) -> None:
        """Put down to `module` what has been added since the last time; None for a cell."""
        self._account_loggers(module)
        sizes = list(map(len, self._in_line))  # which may grow: other threads import, too
        if sizes == self._sizes:
            return
        both = zip(self._in_line, sizes, self._sizes, strict=False)
        for container in [one for one, size, former in both if size != former]:
            self._account_one(container, module)
        self._sizes[: len(sizes)] = sizes

    def _account_loggers(self, module: str | None) -> None:
        """Look after the handlers of loggers, too: those of a new one are by `module`."""
        now = loggers()
        if (ids := list(map(id, now))) != self._loggers:
            self._loggers = ids
            for held in handlers_and_filters(now):
                self._track_inner(held, "logging", module)

    def _account_one(self, container: Any, module: str | None) -> None:
        known = self._known.get(id(container))
        if known is None or len(container) > _LARGEST:
            return  # another thread has just let it go, or it holds data
        new = Counter(now := _ids(container)) - Counter(known)
        self._known[id(container)] = now
        for item in list(container):
            if new[id(item)] > 0:
                new[id(item)] -= 1
                if module is not None:
                    self._put.setdefault(module, []).append((id(container), id(item)))
                if issubclass(type(container), dict):
                    self._track_inner(container[item], self._owners[id(container)], module)

    def _track_inner(self, inner: Any, owner: str, module: str | None) -> None:
        """Begin to look after a list within a dict: what it holds came from `module`, too."""
        if type(inner) in KINDS and id(inner) not in self._containers:
            self._track(inner, owner)
            if module is not None:
                places = [(id(inner), item) for item in self._known[id(inner)]]
                self._put.setdefault(module, []).extend(places)

    def _track(self, container: Any, owner: str) -> None:
        if id(container) in self._containers:
            return
        few = len(container) <= _LARGEST
        self._containers[id(container)] = container
        self._owners[id(container)] = owner
        self._owned.setdefault(owner, []).append(id(container))
        self._known[id(container)] = _ids(container) if few else []
        self._in_line.append(container)
        self._sizes.append(len(container))
        if few and issubclass(type(container), dict):
            for inner in list(container.values())[:_MOST]:
                self._track_inner(inner, owner, None)

    def _let_go(self, modules: Collection[str], journal: Journal | None = None) -> None:
        """Drop containers, and what was put there, while other threads may go on importing."""
        keys = self._owned_by(modules)
        owners = {key: self._owners[key] for key in keys if key in self._owners}
        if journal is not None:
            put = {name: list(places) for name, places in list(self._put.items())}
            containers = {key: self._containers[key] for key in owners}
            journal.note(self._restore, frozenset(modules), put, containers, owners)
        for key in owners:
            for tracked in (self._owners, self._known, self._containers):
                tracked.pop(key, None)
        for name in modules:
            self._owned.pop(name, None)
        for places in list(self._put.values()) if owners else ():
            places[:] = [place for place in places if place[0] in self._containers]

    def _owned_by(self, modules: Iterable[str]) -> list[int]:
        return [key for name in modules for key in list(self._owned.get(name, ()))]

    def _filled(self) -> set[int]:
        """Return the ids of the containers that some module has put something into."""
        filled = {key for places in list(self._put.values()) for key, _ in places}
        return filled & self._containers.keys()

    def _look_at(self, keys: Iterable[int]) -> None:
        """Put what containers hold now down to nobody."""
        self._measure()
        for key in keys:
            if (one := self._containers.get(key)) is not None:
                self._known[key] = _ids(one) if len(one) <= _LARGEST else []

    def _measure(self) -> None:
        self._in_line = list(self._containers.values())
        self._sizes = list(map(len, self._in_line))

    def _restore(
        self,
        modules: Collection[str],
        put: Mapping[str, list[Place]],
        containers: Mapping[int, Any],
        owners: Mapping[int, str],
    ) -> None:
        self._let_go(modules)  # what was tracked since
        self._put = {name: list(places) for name, places in put.items()}
        self._measure()
        for key, container in containers.items():
            self._track(container, owners[key])
        self._is_outdated = True


def _ids(container: Any) -> list[int]:
    return list(map(id, container))
