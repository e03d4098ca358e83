"""Take modules out of the import system, and back."""

from __future__ import annotations

import _imp
import linecache
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

from ..look import is_a, loaded, look, namespace
from ..undo import Journal


def purge(names: Iterable[str], journal: Journal) -> dict[str, object]:
    """Take modules out of ``sys.modules`` and off the parents that stay.

    Parameters
    ----------
    names
        Names of loaded modules.
    journal
        Where the way back is noted.

    Returns
    -------
    dict
        Name to the module taken out, in the order in which their imports ended.

    Examples
    --------
    >>> import json.tool
    >>> journal = Journal()
    >>> list(purge(["json.tool"], journal))
    ['json.tool']
    >>> hasattr(json, "tool")
    False
    >>> journal.undo()
    >>> hasattr(json, "tool")
    True
    """
    doomed = frozenset(names) & sys.modules.keys()
    in_order = [name for name in loaded() if name in doomed] if len(doomed) > 1 else doomed
    taken: dict[str, object] = {name: sys.modules[name] for name in in_order}
    journal.note(_put_back, taken)
    for name, module in taken.items():
        sys.modules.pop(name, None)
        _forget_source_lines(look(name, module).origin)
    for parent, children in by_parent(taken).items():
        if parent not in taken:  # else whoever holds the old package has it whole
            stale = {attribute: taken[name] for attribute, name in children.items()}
            _unbind(stale, sys.modules.get(parent), journal)
    return taken


def children_left(names: Iterable[str], modules: Mapping[str, object]) -> dict[str, list[str]]:
    """Find the submodules that outlive their package.

    Parameters
    ----------
    names
        Names of the modules that go.
    modules
        The loaded modules.

    Returns
    -------
    dict
        Name of a package that goes, to the attributes that are submodules which stay.
    """
    doomed = frozenset(names)
    orphans: dict[str, list[str]] = {}
    for parent in doomed & modules.keys():
        for attribute, value in list(namespace(modules[parent]).items()):
            name = f"{parent}.{attribute}"
            if name not in doomed and name in modules and modules[name] is value:
                orphans.setdefault(parent, []).append(attribute)
    return orphans


def by_parent(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, for each package that modules lie in, or an empty name, what they are called there.

    Examples
    --------
    >>> by_parent(["a", "p.b", "p.c"])
    {'': {'a': 'a'}, 'p': {'b': 'p.b', 'c': 'p.c'}}
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        parent, _, attribute = name.rpartition(".")
        found.setdefault(parent, {})[attribute] = name
    return found


def _unbind(stale: Mapping[str, object], parent: object, journal: Journal) -> None:
    """Keep ``from pkg import mod`` from finding the stale module on a parent that stays."""
    if is_a(parent, ModuleType):
        space = namespace(parent)
        journal.del_items(space, *[name for name, x in stale.items() if space.get(name) is x])


def _forget_source_lines(origin: str | None) -> None:
    # Only a cache: it is filled again from the file when next asked, so there is nothing to undo.
    if origin is not None:
        linecache.cache.pop(origin, None)


def _put_back(taken: Mapping[str, object]) -> None:
    sys.modules.update(taken)  # type: ignore[arg-type]


@contextmanager
def imports_paused() -> Iterator[None]:
    """Let no other thread begin an import meanwhile.

    What is under way goes on. Nothing may be imported inside: another thread that holds that
    module's own lock would wait for this one.
    """
    _imp.acquire_lock()
    try:
        yield
    finally:
        _imp.release_lock()
