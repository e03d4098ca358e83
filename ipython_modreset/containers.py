"""Containers of modules that stay, as they were before others registered themselves there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .look import is_a, namespace
from .undo import Journal

_CLASS_DICT: Any = type.__dict__["__dict__"]


def remember_containers(modules: Iterable[object], journal: Journal) -> list[Any]:
    """Note the content of the dicts, lists and sets that modules and their classes hold.

    A module that fails half-way may have put itself into a registry by then.

    Parameters
    ----------
    modules
        Modules that stay.
    journal
        Where the way back is noted.

    Returns
    -------
    list
        The copies, which nobody must change meanwhile.

    Examples
    --------
    >>> from types import ModuleType
    >>> registry, journal = ModuleType("registry"), Journal()
    >>> registry.handlers = [1]
    >>> remember_containers([registry], journal)
    [[1]]
    >>> registry.handlers.append(2)
    >>> journal.undo()
    >>> registry.handlers
    [1]
    """
    copies: list[Any] = []
    for module in modules:
        for container in _containers(module):
            copies.append(container.copy())
            journal.note(_restore, container, copies[-1])
    return copies


def _containers(module: object) -> Iterator[Any]:
    space = namespace(module)
    name = space.get("__name__")
    for attribute, value in list(space.items()):
        if type(value) in (dict, list, set) and attribute != "__builtins__":
            yield value
        elif is_a(value, type):
            members = _CLASS_DICT.__get__(value)
            if members.get("__module__") is name:
                yield from (
                    inner for inner in list(members.values()) if type(inner) in (dict, list, set)
                )


def _restore(container: Any, before: Any) -> None:
    if type(container) is list:
        container[:] = before
    elif len(container) != len(before) or _differs(container, before):
        container.clear()
        container.update(before)


def _differs(container: Any, before: Any) -> bool:
    if type(container) is set:
        return {id(item) for item in container} != {id(item) for item in before}
    pairs = zip(container.items(), before.items(), strict=False)
    return any(key is not old or now is not was for (key, now), (old, was) in pairs)
