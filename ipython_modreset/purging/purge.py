"""Take modules out of the import system, and back."""

from __future__ import annotations

import _imp
import linecache
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

from ..look import is_a, loaded, look, namespace, parent_name
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
        if parent_name(name) not in taken:  # else whoever holds the old package has it whole
            _unbind_from_parent(name, module, journal)
        _forget_source_lines(look(name, module).origin)
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


def _unbind_from_parent(name: str, module: object, journal: Journal) -> None:
    """Keep ``from pkg import mod`` from finding the stale module on a parent that stays."""
    parent = sys.modules.get(parent_name(name))
    attribute = name.rpartition(".")[2]
    if is_a(parent, ModuleType) and namespace(parent).get(attribute) is module:
        journal.del_items(namespace(parent), attribute)


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
