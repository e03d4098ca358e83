"""Who must run again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import compress
from operator import not_
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

from ..atoms import is_atom
from ..identity import id
from ..look import ancestors, is_a, namespace
from ..observing.notes import Notes
from ..sources import Sources
from .imports import Import, imports_of, modules_imported

_FEW = 64


@dataclass(frozen=True)
class Affected:
    """A module that runs again, and because of which ones.

    Attributes
    ----------
    name
        The module.
    because_of
        The module it depends on that was the first to run again; None for one that changed itself.
    depends_on
        All modules that run again and that it depends on directly.
    """

    name: str
    because_of: str | None
    depends_on: frozenset[str] = frozenset()


def dependants(
    changed: Iterable[str],
    notes: Notes,
    modules: Mapping[str, object],
    stays: Callable[[str], bool] = lambda name: False,
    besides: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Affected]:
    """Find every module that must run again when `changed` do.

    Three sources are united: what the sources import, which imports were observed, and which
    namespaces hold functions, classes or the module object itself.

    Parameters
    ----------
    changed
        Names of changed modules.
    notes
        What was observed.
    modules
        The loaded modules.
    stays
        Tells of a module that it cannot run again, whatever it depends on.
    besides
        Further modules that must run again, and because of which one.

    Returns
    -------
    dict
        Name to why, the changed ones first, then those nearest to them.
    """
    edited = dict.fromkeys(changed)
    causes: dict[str, str | None] = {**edited, **besides, **edited}
    depends_on = {name: {cause} if cause else set[str]() for name, cause in causes.items()}
    staying: set[str] = set()
    step = _Step(notes, modules)
    wave = list(causes)
    while wave:
        newcomers = []
        for name, targets in step.from_wave(wave):
            if name not in causes and name not in staying:
                if stays(name):
                    staying.add(name)
                    continue
                causes[name], depends_on[name] = targets[0], set()
                newcomers.append(name)
            if name in causes:
                depends_on[name].update(targets)
        wave = newcomers
    return {
        name: Affected(name, cause, frozenset(depends_on[name])) for name, cause in causes.items()
    }


def chain(name: str, affected: Mapping[str, Affected]) -> list[str]:
    """Return the modules that lead from a changed one to `name`.

    Examples
    --------
    >>> chain("a", {"a": Affected("a", "b"), "b": Affected("b", None)})
    ['b', 'a']
    """
    links = [name]
    while (because_of := affected[links[-1]].because_of) is not None:
        links.append(because_of)
    return links[::-1]


class _Step:
    """One step from modules to those that depend on them directly."""

    def __init__(self, notes: Notes, modules: Mapping[str, object]) -> None:
        self._notes = notes
        self._modules = modules
        self._dependencies: dict[str, frozenset[str]] = {}
        # Of a thousand that hold things of one another, each is asked for by all others.
        self._imported_by = cache(partial(imported_by, notes=notes, modules=modules))

    @cached_property
    def _of_user(self) -> Sources:
        return self._notes.user_sources()

    @cached_property
    def _all(self) -> Sources:
        found = ((name, self._notes.source_of(name)) for name in self._notes.modules)
        return Sources((name, source or b"") for name, source in found)

    def from_wave(self, wave: Collection[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield each module that depends on some of `wave`, and on which of them."""
        targets = frozenset(wave)
        # Installed code imports no user code by name: it need not be read for the user's edits.
        sources = self._of_user if all(map(self._notes.is_user, wave)) else self._all
        importers = self._that_mention(targets, sources)
        own = {name: list(_own_objects(name, self._modules.get(name))) for name in wave}
        holders = self._that_hold(
            [x for objects in own.values() for x in objects], targets, sources
        )
        owners = {id(x): name for name, objects in own.items() for x in objects}
        askers = set(that_meet(targets, self._notes.asked))
        finders = dict(self._that_found(targets))
        notes = self._notes.modules
        candidates = {*importers, *holders, *askers, *finders}
        known = [name for name in candidates if name in notes and name in self._modules]
        for name in sorted(known, key=lambda name: notes[name].order):
            found: list[str] = []
            if name in askers:
                found += self._observed(name, targets)
            if name in importers:
                found += self._imported_by_source(name, sources[name], targets)
            if name in holders:
                found += self._held(name, owners, found)
            found += [target for target in finders.get(name, ()) if target not in found]
            if found:
                yield name, found

    def _that_mention(self, targets: frozenset[str], sources: Sources) -> Collection[str]:
        """Return whose source could import one of `targets`: a quick look, before parsing it."""
        tails = {name.rpartition(".")[2].encode() for name in targets}
        if len(tails) > _FEW:
            return sources.keys()
        if any(map(self._notes.is_package, targets)):
            tails.add(b"from .")  # names no package where it imports from its own
        return {name for tail in tails for name in sources.mentioning(tail)}

    def _imported_by_source(self, name: str, source: bytes, targets: frozenset[str]) -> list[str]:
        return [
            module
            for found in imports_of(source, self._notes.package_of(name))
            for module in modules_imported(found, self._modules)
            if module in targets and module != name
        ]

    def _observed(self, name: str, targets: frozenset[str]) -> list[str]:
        passed = self._passed(name)
        asked = sorted(
            self._notes.asked[name] & targets
        )  # so that a report says the same each time
        return [target for target in asked if target not in passed]

    def _passed(self, name: str) -> set[str]:
        """Return the packages on the way to what a module imports.

        Importing p.c asks for p, and binds it: that alone is no dependence on the code of p.
        """
        notes = self._notes
        imported = imports_noted(name, notes)
        asked = [found.module for found in imported]
        asked += notes.asked.get(name, ())
        return {outer for other in asked for outer in ancestors(other)[1:]}

    def _that_hold(
        self, things: list[Any], targets: frozenset[str], names: Sources
    ) -> Collection[str]:
        """Return whose namespaces may hold any of `things`, which are those of `targets`.

        Held when their import was over, that is: what came later was made by the session, and
        follows. Where that is not known, what is held now counts.
        """
        ids, known = frozenset(map(id, things)), self._notes.held
        others = [name for name in names if name not in known and name in self._modules]
        now = {name: list(map(id, namespace(self._modules[name]).values())) for name in others}
        return targets.union(self._notes.that_held(ids), that_meet(ids, now))

    def _that_found(self, targets: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield each module that has since found values of `targets` when asked, and of which."""
        for name, own in self._notes.by_itself.items():
            space = namespace(self._modules.get(name))
            later = {key: value for key, value in list(space.items()) if key not in own}
            if later:
                known = set(_values(later))
                spaces = {t: namespace(self._modules.get(t)) for t in targets if t != name}
                found = [t for t, space in spaces.items() if not known.isdisjoint(_values(space))]
                if found:
                    yield name, sorted(found)

    def _held(self, name: str, owners: Mapping[int, str], known: Collection[str]) -> list[str]:
        found: list[str] = []
        for attribute, value in list(namespace(self._modules[name]).items()):
            owner = owners.get(id(value))
            if owner is None or owner in (name, *known, *found):
                continue
            if value is self._modules.get(owner) and (
                owner == f"{name}.{attribute}" or owner in self._passed(name)
            ):
                continue  # a package has its submodules as attributes, whoever imported them
            # A module may have put its objects into one that it imports: into a registry, say.
            if name not in self._dependencies_of(owner):
                found.append(owner)
        return found

    def _dependencies_of(self, name: str) -> Collection[str]:
        if name not in self._dependencies:
            found = dependencies([name], self._notes, self._imported_by)
            self._dependencies[name] = frozenset(found)
        return self._dependencies[name]


def that_meet(some: frozenset[Any], sets: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """Return the keys of the sets that have any of `some`: of thousands, hardly one."""
    return compress(sets, map(not_, map(some.isdisjoint, sets.values())))


def imports_noted(name: str, notes: Notes) -> tuple[Import, ...]:
    """Return what a module's source imports; nothing where it has none."""
    return imports_of(notes.source_of(name) or b"", notes.package_of(name))


def asked_at_top(name: str, notes: Notes, modules: Container[str]) -> Iterator[str]:
    """Return the loaded modules that are imported with a module, as its source says."""
    for found in imports_noted(name, notes):
        for module in modules_imported(found, modules) if found.at_top else ():
            yield from (each for each in ancestors(module) if each in modules)


def loaded_with(names: Iterable[str], notes: Notes, modules: Container[str]) -> set[str]:
    """Return the modules that are loaded when `names` have been imported, as far as is known."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        for name in ancestors(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting += notes.asked.get(name, ())
                if notes.is_user(name):
                    waiting += asked_at_top(name, notes, modules)
    return found


def imported_by(name: str, notes: Notes, modules: Container[str]) -> Collection[str]:
    """Return the loaded modules that one imports, as its source says."""
    found = imports_noted(name, notes)
    return dict.fromkeys(module for one in found for module in modules_imported(one, modules))


def dependencies(
    names: Iterable[str], notes: Notes, imported: Callable[[str], Iterable[str]]
) -> Collection[str]:
    """Return the modules that `names` import at any remove, those of the user's from one another.

    Parameters
    ----------
    names
        Where to begin.
    notes
        What was observed.
    imported
        Returns what one imports.
    """
    seen = dict.fromkeys(names)
    wave, begun = list(seen), len(seen)
    while wave:
        found = dict.fromkeys(other for one in wave for other in imported(one))
        new = [name for name in found if name not in seen]
        seen.update(dict.fromkeys(new))
        wave = list(filter(notes.is_user, new))
    return list(seen)[begun:]


def _values(space: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Return what tells each value of a namespace: its id; of a constant, its name as well."""
    for name, value in list(space.items()):
        if not is_a(value, ModuleType):
            yield name if is_atom(value) else "", id(value)


def _own_objects(name: str, module: object) -> Iterator[Any]:
    """Return the module, and the functions and classes that it defines."""
    yield module
    for value in list(namespace(module).values()):
        if type(value) is FunctionType:
            owner = value.__module__
        elif is_a(value, type):
            owner = type.__dict__["__dict__"].__get__(value).get("__module__")
        else:
            continue
        if type(owner) is str and owner == name:
            yield value
