"""What star imports of a notebook bring: in a new process, whose cells run in their order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ..look import namespace
from .bound_now import is_lazy
from .origins import Origin

#: Returns the modules that are loaded once some have been imported.
LoadedWith = Callable[[Iterable[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Star:
    """An ``import *``.

    Attributes
    ----------
    names
        What it has brought, and a refresh since.
    after
        The modules that the notebook had asked for by then, this one included.
    beside
        The submodules that the package had then, whoever had imported them.
    """

    names: frozenset[str]
    after: tuple[str, ...]
    beside: frozenset[str]

    @classmethod
    def of(cls, module: str, asked: Iterable[str]) -> Star:
        """Return what a cell has just brought from `module`."""
        return cls(public_names(module), tuple(asked), submodules(module))


def public_names(module: str) -> frozenset[str]:
    """Return what ``import *`` takes from a module."""
    space = namespace(sys.modules.get(module))
    declared: Any = space.get("__all__")
    if type(declared) in (list, tuple):
        names = [name for name in declared if type(name) is str]
        return frozenset(n for n in names if n in space or is_lazy(Origin(module, n)))
    return frozenset(name for name in space if type(name) is str and not name.startswith("_"))


def submodules(package: str) -> frozenset[str]:
    """Return the submodules that ``import *`` takes from a package because they are loaded."""
    space = namespace(sys.modules.get(package))
    if "__path__" not in space or "__all__" in space:
        return frozenset()
    return frozenset(
        name
        for name in public_names(package)
        if space[name] is sys.modules.get(f"{package}.{name}", space)
    )


def loaded_later(
    package: str, star: Star, by_functions: Collection[str], loaded_with: LoadedWith
) -> frozenset[str]:
    """Return the submodules that a package has now, and that the star import would not find.

    A new process that runs the cells in their order would import them later, or not at all.

    Parameters
    ----------
    package
        The package.
    star
        The star import.
    by_functions
        What cells imported first, or functions that they called: nobody knows which, and when.
    loaded_with
        Knows what has been imported with what.
    """
    shown = submodules(package)
    if not shown:
        return shown
    called = {f"{package}.{name}" for name in star.beside} & set(by_functions)
    loaded = loaded_with([*star.after, *called])
    return frozenset(name for name in shown if f"{package}.{name}" not in loaded)
