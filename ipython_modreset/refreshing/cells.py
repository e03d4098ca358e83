"""Which names of a notebook were bound by an import, so that they can follow a refresh.

Functions, classes and modules follow by identity. A constant cannot: the number 1 is the number 1
everywhere. So the statement that bound a name is remembered, for as long as nothing else binds it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Any

from ..files import read_file
from ..look import class_dict, is_a, mro, namespace
from ..undo import Journal
from .assigned import Assigned, targets
from .made_since import Rebound
from .origins import Origin, Origins, global_imports, origins_of, statements_of

_ABSENT = object()


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """Where a notebook's name comes from, and what it was bound to."""

    origin: Origin
    value: object


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

    Examples
    --------
    >>> import string
    >>> cells = Cells({"d": string.digits})
    >>> cells.ran(ast.parse("from string import digits as d"))
    >>> cells.bindings["d"].origin
    Origin(module='string', attribute='digits', star=False)
    """

    names: dict[str, Any]
    bindings: dict[str, Binding] = field(default_factory=dict)
    stars: dict[str, frozenset[str]] = field(default_factory=dict)
    assigned: dict[Assigned, None] = field(default_factory=dict)
    _by_functions: dict[str, Origin] = field(default_factory=dict)

    def modules(self) -> set[str]:
        """Return the modules that cells imported from."""
        return self.stars.keys() | {bound.origin.module for bound in self.bindings.values()}

    def module_of(self, name: str) -> str:
        """Return the module that a name was imported from."""
        return self.bindings[name].origin.module

    def ran(self, tree: ast.Module, package: str | None = None) -> None:
        """Remember the bindings of a cell that has just run, given its syntax tree."""
        found = origins_of(tree, self._origin_before, self._note_star, package)
        for name, origins in found.items():
            self.bindings.pop(name, None)
            self._note(name, origins)
        self._by_functions.update(global_imports(tree))
        for name, origin in self._by_functions.items():
            if name not in self.bindings:
                self._note(name, (origin,))
        for statement in statements_of(tree.body):
            self.assigned.update(dict.fromkeys(targets(statement, self._imported_from)))

    def _note(self, name: str, origins: Origins) -> None:
        value = self.names.get(name, _ABSENT)
        for origin in origins:
            if value is not _ABSENT and origin is not None and _is_from(origin, value):
                self.bindings[name] = Binding(origin, value)
                return

    def _imported_from(self, name: str) -> tuple[str, str] | None:
        bound = self.bindings.get(name)
        return None if bound is None else (bound.origin.module, bound.origin.attribute)

    def _note_star(self, module: str) -> frozenset[str]:
        self.stars[module] = _public_names(module)
        return self.stars[module]

    def _origin_before(self, name: str) -> Origin | None:
        bound = self.bindings.get(name)
        return None if bound is None else bound.origin

    def follow(
        self,
        refreshed: Collection[str],
        rebound: Mapping[str, Mapping[str, Rebound]],
        journal: Journal,
    ) -> list[str]:
        """Bind the names to what their import statements would bind them to now.

        Parameters
        ----------
        refreshed
            Modules that ran again.
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
        for name, bound in list(self.bindings.items()):
            if bound.origin.module not in refreshed:
                continue
            current, now = self.names.get(name, _ABSENT), _imported_now(bound.origin)
            anew = rebound.get(bound.origin.module, {}).get(bound.origin.attribute)
            now = now if anew is None else anew.imported(bound.value, now)
            if current is not bound.value and current is not now:
                journal.del_item(self.bindings, name)  # rebound by the user's code since
            elif now is not _ABSENT:
                self._bind(name, Binding(bound.origin, now), journal)
            elif bound.origin.star:
                journal.del_item(self.names, name)
                journal.del_item(self.bindings, name)
            else:
                lost.append(name)
        for module in self.stars.keys() & set(refreshed):
            public = _public_names(module)
            appeared = public - self.stars[module] - self.names.keys()
            journal.set_item(self.stars, module, public)
            for name in appeared:
                origin = Origin(module, name, star=True)
                self._bind(name, Binding(origin, _now(origin)), journal)
        return lost

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
    return found


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
    space = namespace(module)
    if module is None or not origin.attribute or "." in origin.attribute:
        return False
    makes = "__getattr__" in space or type(module) is not ModuleType
    return makes and origin.attribute not in space


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


def _public_names(module: str) -> frozenset[str]:
    space = namespace(sys.modules.get(module))
    declared: Any = space.get("__all__")
    if type(declared) in (list, tuple):
        return frozenset(name for name in declared if type(name) is str and name in space)
    return frozenset(name for name in space if type(name) is str and not name.startswith("_"))
