"""Which names of a notebook were bound by an import, so that they can follow a refresh.

Functions, classes and modules follow by identity. A constant cannot: the number 1 is the number 1
everywhere. So the statement that bound a name is remembered, for as long as nothing else binds it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from ..files import read_file
from ..identity import id
from ..look import class_dict, is_a, makes_attributes, mro, namespace
from ..undo import Journal
from .assigned import Assigned, targets
from .made_since import Rebound
from .origins import Origin, Origins, global_imports, origins_of, statements_of

_ABSENT = object()


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """Where a notebook's name comes from, and what it was bound to.

    Attributes
    ----------
    origin
        Where the last import that bound it found it.
    value
        What it was bound to then, or by a refresh since.
    below
        The import that had bound it before: in a new process that would count, if this one fails.
    """

    origin: Origin
    value: object
    below: Binding | None = None

    def links(self) -> Iterator[Binding]:
        """Yield this one, and those below."""
        link: Binding | None = self
        while link is not None:
            yield link
            link = link.below

    def now(
        self,
        rebound: Mapping[str, Mapping[str, Rebound]] = MappingProxyType({}),
        but: Collection[Origin] = (),
    ) -> object:
        """Return what the imports would bind now; the session may have rebound names of modules."""
        for link in (link for link in self.links() if link.origin not in but):
            found = _imported_now(link.origin)
            anew = rebound.get(link.origin.module, {}).get(link.origin.attribute)
            if anew is not None and not link.origin.items:
                found = anew.imported(self.value, found)
            if found is not _ABSENT:
                return found
        return _ABSENT

    def without(self, origin: Origin) -> Binding | None:
        """Return the same less what comes from `origin`."""
        below = self.below and self.below.without(origin)
        return below if self.origin == origin else replace(self, below=below)


@dataclass(eq=False)
class Cells:
    """The names of a notebook that the cells run so far bound by import statements.

    Attributes
    ----------
    names
        The notebook's namespace.
    bindings
        Name to where it comes from.
    stars
        Module that was imported by ``import *`` to the names that it had then.
    assigned
        What cells set on modules and in them, in order.
    asked
        Modules below others that cells imported by ``import p.c``, which binds ``p`` alone.

    Examples
    --------
    >>> import string
    >>> cells = Cells({"d": string.digits})
    >>> cells.ran(ast.parse("from string import digits as d"))
    >>> cells.bindings["d"].origin
    Origin(module='string', attribute='digits', star=False, items=())
    """

    names: dict[str, Any]
    bindings: dict[str, Binding] = field(default_factory=dict)
    stars: dict[str, frozenset[str]] = field(default_factory=dict)
    assigned: dict[Assigned, None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    _by_functions: dict[str, Origin] = field(default_factory=dict)

    def modules(self) -> set[str]:
        """Return the modules that cells imported from."""
        links = (link for bound in self.bindings.values() for link in bound.links())
        return self.asked | self.stars.keys() | {link.origin.module for link in links}

    def module_of(self, name: str) -> str:
        """Return the module that a name was imported from."""
        return self.bindings[name].origin.module

    def names_from(self, modules: Collection[str]) -> set[str]:
        """Return the names by which code of the notebook may get at something of `modules`."""
        found = {module.rpartition(".")[2] for module in modules}
        for name, bound in self.bindings.items():
            if any(link.origin.module in modules for link in bound.links()):
                found.add(name)
        return found

    def ran(self, tree: ast.Module, package: str | None = None) -> None:
        """Remember the bindings of a cell that has just run, given its syntax tree."""
        found = origins_of(tree, self._origin_before, self._note_star, package)
        for name, origins in found.items():
            self._note(name, origins, self.bindings.pop(name, None))
        self._by_functions.update(global_imports(tree))
        for name, origin in self._by_functions.items():
            if name not in self.bindings:
                self._note(name, (origin,))
        for statement in statements_of(tree.body):
            if isinstance(statement, ast.Import):
                self.asked.update(each.name for each in statement.names if "." in each.name)
            self.assigned.update(dict.fromkeys(targets(statement, self._imported_from)))

    def _note(self, name: str, origins: Origins, before: Binding | None = None) -> None:
        value = self.names.get(name, _ABSENT)
        bound = None if None in origins else before  # which what is no import hides
        for origin in reversed(origins):
            if value is not _ABSENT and origin is not None and _is_from(origin, value):
                # What a star import brought, and a cell gave another name to, is that cell's.
                origin = replace(origin, star=origin.star and origin.attribute == name)
                bound = Binding(origin, value, bound and bound.without(origin))
        if bound is not before and bound is not None:
            self.bindings[name] = bound

    def _imported_from(self, name: str) -> tuple[str, str] | None:
        bound = self.bindings.get(name)
        if bound is None or bound.origin.items:
            return None
        return bound.origin.module, bound.origin.attribute

    def _note_star(self, module: str) -> frozenset[str]:
        self.stars.pop(module, None)  # the last one counts
        self.stars[module] = _public_names(module)
        return self.stars[module]

    def _origin_before(self, name: str) -> Origin | None:
        bound = self.bindings.get(name)
        return None if bound is None else bound.origin

    def forget_rebound(self, refreshed: Collection[str], journal: Journal) -> None:
        """Forget which names came from modules, where the user's code has bound them to else.

        Parameters
        ----------
        refreshed
            Modules that are about to run again.
        journal
            Where the way back is noted.
        """
        former = {name: sys.modules.get(name) for name in refreshed}
        for name, bound in self._made_of(former):
            current = self.names.get(name, _ABSENT)
            # What is out of a container may be what that held once, and does not any more.
            may_differ = () if bound.origin.items else (bound.value,)
            if not any(current is value for value in (*may_differ, bound.now())):
                journal.del_items(self.bindings, name)

    def _made_of(self, former: Mapping[str, object]) -> Iterator[tuple[str, Binding]]:
        """Return the names that come from these modules, through others' ``__getattr__`` too."""
        on_demand = {name for name, bound in self.bindings.items() if _is_lazy(bound.origin)}
        spaces = map(namespace, former.values() if on_demand else ())
        values = {id(value) for space in spaces for value in space.values()}
        for name, bound in list(self.bindings.items()):
            if any(link.origin.module in former for link in bound.links()) or (
                name in on_demand and id(bound.value) in values
            ):
                yield name, bound

    def moved(self, refreshed: Collection[str]) -> Iterator[tuple[str, object, object]]:
        """Yield what a star import had brought, and what another one brings now by that name.

        Its definition has moved, and whoever holds it by another name cannot know where to.
        """
        stars = [(m, _public_names(m) - self.stars[m]) for m in self.stars if m in refreshed]
        for name, bound in self.bindings.items():
            homes = [module for module, new in stars if name in new]
            if homes and bound.origin.star and bound.now() is _ABSENT:
                now = _imported_now(Origin(homes[-1], name))
                yield f"{bound.origin.module}.{name}", bound.value, now

    def follow(
        self,
        refreshed: Collection[str],
        former: Mapping[str, object],
        asked: Mapping[str, Collection[str]],
        rebound: Mapping[str, Mapping[str, Rebound]],
        journal: Journal,
    ) -> list[str]:
        """Bind the names to what their import statements would bind them to now.

        Parameters
        ----------
        refreshed
            Modules that ran again.
        former
            The modules as they were before, by name.
        asked
            Module to the names that its top-level code asked for.
        rebound
            Module to its names that the session has bound anew.
        journal
            Where the way back is noted.

        Returns
        -------
        list of str
            Names whose modules no longer have what they were bound to; they keep the old.
        """
        lost: list[str] = []
        dropped: set[str] = set()
        by_chance = {
            Origin(module, name, star=True)
            for module in self.stars.keys() & set(refreshed)
            for name in _there_by_chance(module, former.get(module), asked)
        }
        known = self.modules().union(*asked.values())
        alone = {one for one in by_chance if f"{one.module}.{one.attribute}" not in known}
        for name, bound in self._made_of({**dict.fromkeys(refreshed), **former}):
            now = bound.now(rebound, alone)  # who else asks for it may have come before the star
            if now is not _ABSENT:
                self._bind(name, replace(bound, value=now), journal)
            elif all(link.origin.star for link in bound.links()):
                journal.del_items(self.names, name)
                journal.del_items(self.bindings, name)
                dropped.add(name)
            else:
                lost.append(name)
        self._follow_stars(refreshed, by_chance, dropped, journal)
        return lost

    def _follow_stars(
        self,
        refreshed: Collection[str],
        by_chance: Collection[Origin],
        dropped: Collection[str],
        journal: Journal,
    ) -> None:
        """Bind what star imports would bring as well, or would if another did not any more."""
        earlier: list[str] = []
        for module in list(self.stars):  # of two, the later one counts
            public = _public_names(module)
            public -= {origin.attribute for origin in by_chance if origin.module == module}
            new = public - self.stars[module] if module in refreshed else frozenset()
            for name in new.union(public.intersection(dropped)):
                bound, origin = self.bindings.get(name), Origin(module, name, star=True)
                is_later = bound and bound.origin.star and bound.origin.module in earlier
                if name in self.names and not is_later:
                    continue
                found = _imported_now(origin)
                if found is not _ABSENT:  # __getattr__ may know nothing of it
                    self._bind(name, Binding(origin, found, bound), journal)
            earlier.append(module)
            if module in refreshed:
                journal.set_item(self.stars, module, public)

    def _bind(self, name: str, bound: Binding, journal: Journal) -> None:
        journal.set_item(self.bindings, name, bound)
        if self.names.get(name, _ABSENT) is not bound.value:
            journal.set_item(self.names, name, bound.value)


def cells_of_script(names: dict[str, Any]) -> Cells:
    """Return what the import statements of a script have bound, as far as it has run.

    Parameters
    ----------
    names
        ``globals()`` of a script or of any module; of a plain interpreter nothing is known.
    """
    cells = Cells(names)
    file, package = names.get("__file__"), names.get("__package__")
    if type(file) is str:
        try:
            cells.ran(_tree(file), package if type(package) is str else None)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return cells  # it has no source, or none any more
    return cells


@lru_cache(maxsize=16)
def _tree(file: str) -> ast.Module:
    """Read a script's source, once: what runs is what it was, and not what is saved later."""
    return ast.parse(read_file(file))


def _now(origin: Origin) -> object:
    """Return what an import would bind now, looking only into namespaces."""
    found: object = sys.modules.get(origin.module, _ABSENT)
    for attribute in origin.attribute.split(".") if origin.attribute else ():
        found = _attribute(found, attribute)
    for key in origin.items:
        found = _item(found, key)
    return found


def _item(owner: Any, key: str | int) -> object:
    """Look a constant key up, in what is just a dict, a list or a tuple."""
    if type(owner) is dict:
        return owner.get(key, _ABSENT)
    if type(owner) in (list, tuple) and type(key) is int and -len(owner) <= key < len(owner):
        return owner[key]
    return _ABSENT


def _attribute(owner: Any, name: str) -> object:
    """Look a plain attribute up in an instance or a class, in its bases too."""
    space = namespace(owner)
    if name in space:
        return space[name]
    for base in mro(owner if is_a(owner, type) else type(owner)):
        if name in (members := class_dict(base)):
            return members[name]
    return _ABSENT


def _is_from(origin: Origin, value: object) -> bool:
    """Tell whether an import statement that has just run may have bound this value."""
    return _now(origin) is value or (_now(origin) is _ABSENT and _is_lazy(origin))


def _is_lazy(origin: Origin) -> bool:
    """Tell whether the module makes the attribute when asked: by PEP 562, or as an instance."""
    module = sys.modules.get(origin.module)
    if module is None or not origin.attribute or "." in origin.attribute or origin.items:
        return False
    return makes_attributes(module) and origin.attribute not in namespace(module)


def _imported_now(origin: Origin) -> object:
    """Return what the import statement would bind now, asking the module as that would."""
    found = _now(origin)
    if found is _ABSENT and _is_lazy(origin):
        return getattr(sys.modules[origin.module], origin.attribute, _ABSENT)
    if type(found) is cached_property:
        return _computed(origin)
    return found


def _computed(origin: Origin) -> object:
    """Return the value of a cached property, worked out now if need be; absent where that fails."""
    path, _, name = origin.attribute.rpartition(".")
    try:
        return getattr(_now(replace(origin, attribute=path)), name)
    except Exception:  # as the cell would, if it ran again
        return _ABSENT


def _there_by_chance(
    package: str, former: object, asked: Mapping[str, Collection[str]]
) -> set[str]:
    """Return the submodules that a package has because others had imported them.

    A new process may come to the star import first, and that would not bring them.
    """
    space = namespace(sys.modules.get(package))
    if "__all__" in space:
        return set()
    imported = _asked_at_any_remove(package, asked)
    return {
        name
        for name in namespace(former)
        if (submodule := f"{package}.{name}") not in imported
        and space.get(name, _ABSENT) is sys.modules.get(submodule)
    }


def _asked_at_any_remove(module: str, asked: Mapping[str, Collection[str]]) -> set[str]:
    found = {module}
    waiting = [module]
    while waiting:
        new = set(asked.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _public_names(module: str) -> frozenset[str]:
    space = namespace(sys.modules.get(module))
    declared: Any = space.get("__all__")
    if type(declared) in (list, tuple):
        names = [name for name in declared if type(name) is str]
        return frozenset(n for n in names if n in space or _is_lazy(Origin(module, n)))
    return frozenset(name for name in space if type(name) is str and not name.startswith("_"))
