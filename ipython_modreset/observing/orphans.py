"""Submodules that outlive their package: its next module object shows them again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, MutableMapping
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..look import namespace

# Name of a purged package to the attributes that its next module object must have again.
Orphans = MutableMapping[str, Iterable[str]]


def bind_on_creation(spec: ModuleSpec, orphans: Orphans) -> None:
    """Have the orphans of a package bound to its next module object, before its code runs.

    ``import pkg._core; pkg._core.f`` would fail otherwise: the import system binds a submodule to
    its package only when it imports the submodule.

    Parameters
    ----------
    spec
        Of a module that is about to be created.
    orphans
        What belongs to which package; what is bound is taken out.
    """
    if spec.name not in orphans:
        return
    if spec.loader is None or hasattr(spec.loader, "create_module"):
        stand_in: Any = _BindingLoader(spec.loader, orphans)
        spec.loader = stand_in


class _BindingLoader:
    """Stands in for a package's loader until it has made the module."""

    def __init__(self, ordinary: Any, orphans: Orphans) -> None:
        self._ordinary = ordinary
        self._orphans = orphans

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        spec.loader = self._ordinary
        made = None if self._ordinary is None else self._ordinary.create_module(spec)
        module = ModuleType(spec.name) if made is None else made
        for attribute in self._orphans.pop(spec.name, ()):
            child = sys.modules.get(f"{spec.name}.{attribute}")
            if child is not None:
                namespace(module)[attribute] = child
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Exist, as the import system demands; by now the spec names the ordinary loader."""
        raise AssertionError("the spec was given its own loader back")
