"""Which names of a notebook were bound by an import, so that they can follow a refresh.

Functions, classes and modules follow by identity. A constant cannot: the number 1 is the number 1
everywhere. So the statement that bound a name is remembered, for as long as nothing else binds it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ..atoms import is_atom
from ..files import content_of
from ..identity import id
from ..look import namespace
from ..syntax import tree_of
from ..undo import Journal
from .assigned import Assigned, targets
from .bound_now import imported_now, is_from, is_lazy
from .made_since import Rebound
from .origins import (
    Origin,
    Origins,
    global_imports,
    modules_asked,
    origins_of,
    runs_scripts,
    statements_of,
)
from .run_scripts import body_of_script, namespaces_of_scripts
from .spots import ABSENT, is_in_list, put, reach, steps_to
from .stars import LoadedWith, Star, loaded_later, public_names, submodules


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
    awaited
        Whether this one has failed, and something else was bound.
    """

    origin: Origin
    value: object
    below: Binding | None = None
    awaited: bool = False

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
            found = imported_now(link.origin)
            anew = rebound.get(link.origin.module, {}).get(link.origin.attribute)
            if anew is not None and not link.origin.items:
                found = anew.imported(self.value, found)
            if found is not ABSENT:
                return found
        return ABSENT

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
    asked
        The modules that import statements have asked for, in the order of the cells, and whether
        each was there when the first of these cells had run.
    stars
        Module that was imported by ``import *`` to what is known of that.
    assigned
        What cells set on modules and in them, in order.
    scripts
        The same of scripts that cells have run: their functions see names of their own.

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
    asked: dict[str, bool] = field(default_factory=dict)
    stars: dict[str, Star] = field(default_factory=dict)
    assigned: dict[Assigned, None] = field(default_factory=dict)
    scripts: list[Cells] = field(default_factory=list)
    _by_functions: dict[str, Origin] = field(default_factory=dict)

    def modules(self) -> set[str]:
        """Return the modules that cells imported from."""
        links = (link for bound in self.bindings.values() for link in bound.links())
        return self.asked.keys() | {link.origin.module for link in links}

    def awaited(self) -> set[str]:
        """Return the modules that would bind a name if they had what a cell tried to import."""
        bound = (one for one in self.bindings.values() if one.awaited)
        return {link.origin.module for one in bound for link in one.links()}

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
        found = origins_of(tree, self._origin_before, public_names, package)
        for spot in [spot for spot in self.bindings if steps_to(spot)[0][1] in found]:
            if spot not in found:
                del self.bindings[spot]
        for name, origins in found.items():
            self._note(name, origins, self.bindings.pop(name, None))
        by_functions = global_imports(tree)
        self._by_functions.update(by_functions)
        for name, origin in self._by_functions.items():
            bound = self.bindings.get(name)
            if bound is None or all(link.origin.star for link in bound.links()):
                self._note(name, (origin,), bound)
        for statement in statements_of(tree.body):
            self._ask(statement, package)
            self.assigned.update(dict.fromkeys(targets(statement, self._imported_from)))
        self._note_asked(origin.module for origin in by_functions.values())
        if runs_scripts(tree):
            self.scripts = list(map(_cells_of_run, namespaces_of_scripts(self.names)))

    def _note(self, name: str, origins: Origins, before: Binding | None = None) -> None:
        value = self._held_at(name)
        if is_atom(value) and is_in_list(self.names, steps_to(name)):
            return  # people collect there what they have seen
        bound = None if None in origins else before  # which what is no import hides
        for origin in reversed(origins):
            if origin is None:
                continue
            if origin.star and (origin.attribute != name or origin.items):
                origin = replace(origin, star=False, copied=True)  # that is the cell's
            below = bound and bound.without(origin)
            if value is not ABSENT and (is_from(origin, value) or self._has(origin, value)):
                bound = Binding(origin, value, below)
            elif origin.tried and imported_now(origin) is ABSENT:
                bound = Binding(origin, value, below, awaited=True)
        if bound is not before and bound is not None:
            self.bindings[name] = bound

    def _has(self, origin: Origin, value: object) -> bool:
        """Tell whether a name has kept a value that its module no longer has."""
        bound = self.bindings.values()
        return any(one.value is value and one.origin == origin for one in bound)

    def _imported_from(self, name: str) -> tuple[str, str] | None:
        bound = self.bindings.get(name)
        if bound is None or bound.origin.items:
            return None
        return bound.origin.module, bound.origin.attribute

    def _ask(self, statement: ast.stmt, package: str | None) -> None:
        modules = modules_asked(statement, package)
        self._note_asked(modules)
        if modules and isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
            self.stars.pop(modules[0], None)  # the last one counts
            self.stars[modules[0]] = Star.of(modules[0], self.asked)

    def _note_asked(self, modules: Iterable[str]) -> None:
        for name in modules:
            self.asked.setdefault(name, name in sys.modules)

    def _origin_before(self, name: str) -> Origins:
        bound = self.bindings.get(name)
        return (None,) if bound is None else tuple(link.origin for link in bound.links())

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
            current = self._held_at(name)
            # What is out of a container may be what that held once, and does not any more.
            may_differ = () if bound.origin.items else (bound.value,)
            if not any(current is value for value in (*may_differ, bound.now())):
                journal.del_items(self.bindings, name)

    def _made_of(self, former: Mapping[str, object]) -> Iterator[tuple[str, Binding]]:
        """Return the names that come from these modules, through others' ``__getattr__`` too."""
        on_demand = {name for name, bound in self.bindings.items() if is_lazy(bound.origin)}
        spaces = map(namespace, former.values() if on_demand else ())
        values = {id(value) for space in spaces for value in space.values()}
        for name, bound in list(self.bindings.items()):
            modules = {module for link in bound.links() for module in link.origin.modules()}
            if not modules.isdisjoint(former) or (name in on_demand and id(bound.value) in values):
                yield name, bound

    def moved(self, refreshed: Collection[str]) -> Iterator[tuple[str, object, object]]:
        """Yield what a star import had brought, and what another one brings now by that name.

        Its definition has moved, and whoever holds it by another name cannot know where to.
        """
        stars = [(m, public_names(m) - self.stars[m].names) for m in self.stars if m in refreshed]
        for name, bound in self.bindings.items():
            homes = [module for module, new in stars if name in new]
            if homes and bound.origin.star and bound.now() is ABSENT:
                now = imported_now(Origin(homes[-1], name))
                yield f"{bound.origin.module}.{name}", bound.value, now

    def follow(
        self,
        refreshed: Collection[str],
        former: Mapping[str, object],
        by_functions: Collection[str],
        loaded_with: LoadedWith,
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
        by_functions
            Modules that cells imported first, or functions that they called.
        loaded_with
            Knows what has been imported with what.
        rebound
            Module to its names that the session has bound anew.
        journal
            Where the way back is noted.

        Returns
        -------
        list of str
            Names whose modules no longer have what they were bound to; they keep the old.
        """
        gone: dict[str, Binding] = {}
        dropped: set[str] = set()
        lacking = {
            module: loaded_later(module, star, by_functions, loaded_with)
            for module, star in self.stars.items()
        }
        later = {Origin(m, name, star=True) for m, names in lacking.items() for name in names}
        away = (name.rpartition(".") for name in refreshed if name not in sys.modules)
        later.update(Origin(package, name, star=True) for package, _, name in away)
        made_of = dict(self._made_of({**dict.fromkeys(refreshed), **former}))
        made_of.update((name, one) for name, one in self.bindings.items() if one.origin in later)
        for name, bound in made_of.items():
            now = bound.now(rebound, later)
            if now is not ABSENT:
                self._bind(name, replace(bound, value=now, awaited=False), journal)
            elif all(link.origin.star for link in bound.links()):
                journal.del_items(self.names, name)
                journal.del_items(self.bindings, name)
                dropped.add(name)
            elif not bound.awaited:
                gone[name] = bound
        self._follow_stars(refreshed, lacking, dropped, journal)
        for name, bound in {**dict(self._copies_of_nothing()), **gone}.items():
            if (anew := self._by_another_star(bound)) is not None:
                self._bind(name, anew, journal)
                gone.pop(name, None)
        return list(gone)

    def _follow_stars(
        self,
        refreshed: Collection[str],
        lacking: Mapping[str, frozenset[str]],
        dropped: Collection[str],
        journal: Journal,
    ) -> None:
        """Bind what star imports would bring as well, or would if another did not any more."""
        earlier: list[str] = []
        for module, star in list(self.stars.items()):  # of two, the later one counts
            public = public_names(module) - lacking[module]
            if module not in refreshed:
                public &= star.names | submodules(module)
            for name in (public - star.names).union(public.intersection(dropped)):
                bound, origin = self.bindings.get(name), Origin(module, name, star=True)
                is_later = bound and bound.origin.star and bound.origin.module in earlier
                if name in self.names and not is_later:
                    continue
                found = imported_now(origin)
                if found is not ABSENT:  # __getattr__ may know nothing of it
                    self._bind(name, Binding(origin, found, bound), journal)
            earlier.append(module)
            if public != star.names:
                journal.set_item(self.stars, module, replace(star, names=public))

    def _copies_of_nothing(self) -> Iterator[tuple[str, Binding]]:
        """Yield names that cells copied from what star imports had brought, and that is gone."""
        for name, bound in self.bindings.items():
            if bound.origin.copied and bound.now() is ABSENT and self._held_at(name) is bound.value:
                yield name, bound

    def _by_another_star(self, bound: Binding) -> Binding | None:
        """Return what a name is bound to where another star import brings what one had brought."""
        for origin in [link.origin for link in bound.links()]:
            name = origin.attribute.partition(".")[0]
            for module in reversed(self.stars if origin.star or origin.copied else ()):
                other = replace(origin, module=module)
                found = imported_now(other) if name in self.stars[module].names else ABSENT
                if found is not ABSENT:
                    return replace(bound, value=found, below=Binding(other, found, bound.below))
        return None

    def _bind(self, name: str, bound: Binding, journal: Journal) -> None:
        journal.set_item(self.bindings, name, bound)
        if self._held_at(name) is not bound.value:
            put(self.names, steps_to(name), bound.value, journal)

    def _held_at(self, spot: str) -> object:
        return reach(self.names, steps_to(spot))


def asked_by(notebooks: Iterable[Cells]) -> dict[str, bool]:
    """Return the modules that cells asked for, in order; and whether they were there, then."""
    found: dict[str, bool] = {}
    for cells in notebooks:
        found |= {name: there for name, there in cells.asked.items() if name not in found}
    return found


def _cells_of_run(names: dict[str, Any]) -> Cells:
    cells = Cells(names)
    cells.ran(ast.Module(body_of_script(names), []))
    return cells


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
        cells.ran(_tree(file), package if type(package) is str else None)
    return cells


@lru_cache(maxsize=16)
def _tree(file: str) -> ast.Module:
    """Read a script's source, once: what runs is what it was, and not what is saved later."""
    return tree_of(content_of(file) or b"")
