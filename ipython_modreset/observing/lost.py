"""What modules no longer define, and others still hold: a later edit may bring it back.

Somebody cuts a function out, saves, and pastes it in again. What a list of the notebook's holds is
the function of before, to which no name leads any more.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import is_
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, cast

from ..identity import id
from ..look import class_dict, is_a, namespace
from ..undo import Journal

_CACHED: Any = type(lru_cache(lambda: None))


class Lost:
    """The functions and classes that modules defined once, as long as somebody holds them.

    Attributes
    ----------
    found
        Module to names to weak references.
    modules
        The modules whose file is gone, or that nobody imported any more when they should have run
        again: somebody may import them once more. Those, too, that were asked for in vain.
    """

    def __init__(self) -> None:
        self.found: dict[str, dict[str, weakref.ref[Any]]] = {}
        self.modules: dict[str, weakref.ref[ModuleType]] = {}

    def of(self, module: str) -> dict[str, Any]:
        """Return what a module has lost, by name."""
        alive = ((name, kept()) for name, kept in self.found.get(module, {}).items())
        return {name: value for name, value in alive if value is not None}

    def module(self, name: str) -> ModuleType:
        """Return a module that is gone, or one that holds nothing where nobody holds it."""
        kept = self.modules.get(name)
        return (kept and kept()) or ModuleType(name)

    def remember_module(self, name: str, module: object, journal: Journal) -> None:
        """Remember a module whose file is gone, and what it defined."""
        if is_a(module, ModuleType):
            self.remember(name, module, None, journal)
            journal.set_item(self.modules, name, weakref.ref(cast(ModuleType, module)))

    def expect(self, name: str) -> None:
        """Let a module that has never been there count as one that is gone."""
        self.modules[name] = weakref.ref(ModuleType(name))

    def remember(
        self,
        module: str,
        old: object,
        new: object,
        journal: Journal,
        followed: Mapping[int, object] = MappingProxyType({}),
        moved: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Remember what a module does not define any more, and forget what is back.

        Parameters
        ----------
        module
            Its name.
        old, new
            The module as it was, and as it is now.
        journal
            Where the way back is noted.
        followed
            The ids of old objects to what is held instead: what a decorator made, say, whose own
            module has run again.
        moved
            What has moved to another module, by its dotted name of before.
        """
        now = namespace(new)
        had = {**self.of(module), **defined(module, namespace(old), but=now)}
        for key in moved:
            home, _, name = key.rpartition(".")
            if home == module:
                had[name] = moved[key]
        lost = {
            name: weakref.ref(followed.get(id(value), value))
            for name, value in had.items()
            if name not in now
        }
        if lost or module in self.found:
            journal.set_item(self.found, module, lost)


def defined(module: str, space: Mapping[str, Any], but: Collection[str]) -> dict[str, Any]:
    """Return the functions and classes of its own that a module has under other names than some."""
    names, others = list(space), list(but)
    if len(names) == len(others) and all(map(is_, names, others)):
        return {}  # as nearly always, and quickly told
    return {
        name: value
        for name, value in list(space.items())
        if type(name) is str and name not in but and _module_of(value) == module
    }


def _module_of(value: Any) -> object:
    if type(value) is FunctionType:
        return value.__module__
    if is_a(value, type):
        return class_dict(value).get("__module__")
    is_wrapper = type(value) is _CACHED  # which has the names of what it wraps
    return namespace(value).get("__module__") if is_wrapper else None
