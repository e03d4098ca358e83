"""Containers of modules that stay, as they were before others registered themselves there."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import CellType, FunctionType
from typing import Any

from .. import strangers
from ..atoms import ATOMS
from ..identity import id
from ..look import is_a, mro, namespace
from ..undo import Journal
from .tallies import keeps_tally

#: The containers that are looked after: none of their methods runs a stranger's code, but hashes.
KINDS = frozenset({dict, defaultdict, OrderedDict, list, deque, set})

_OF_THE_IMPORT_SYSTEM = frozenset({"__builtins__", "__spec__", "__loader__", "__path__"})


#: How far what instances are made of is looked into, and how many parts of a module's.
_PARTS_DEPTH = 4
_MOST_PARTS = 50
#: Functions within the functions that a module defines: ``register`` of a dispatcher.
_DEPTH = 2


def remember_containers(modules: Iterable[object], journal: Journal) -> list[Any]:
    """Note the content of the dicts, lists and sets that modules, classes and functions hold.

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
        for container in containers_of(module):
            copies.append(content(container))
            journal.note(_restore, container, copies[-1])
    return copies


def containers_of(module: object, most: int | None = None) -> Iterator[Any]:
    """Yield the containers that a module, its classes and its instances of classes hold.

    Parameters
    ----------
    module
        The module.
    most
        How many at most; None for all.
    """
    return islice(_containers_of(module), most)


def _containers_of(module: object) -> Iterator[Any]:
    space = namespace(module)
    name = space.get("__name__")
    instances = []
    for attribute, value in list(space.items()):
        kind = type(value)
        if kind in ATOMS or attribute in _OF_THE_IMPORT_SYSTEM:
            continue
        if kind in KINDS:
            yield value
        elif kind is FunctionType:
            if keeps_tally(value) and strangers.module_name(value) == name:
                yield from _of_kind(value.__dict__.values())
                yield from _closed_over(value, _DEPTH)
        elif is_a(value, type):
            if strangers.module_name(value) == name:
                yield from _of_kind(strangers.members(value).values())
        elif _is_instance(value):
            instances.append(value)
    yield from _within(instances)


def _is_instance(value: Any) -> bool:
    is_class = is_a(value, type) or not strangers.is_python_class(type(value))
    return not is_class and not strangers.is_module(value)


def _within(instances: Iterable[Any]) -> Iterator[Any]:
    """Yield the containers of instances, and of what they are made of: ``app.router.routes``."""
    wave = known = {id(one): one for one in instances}
    left = _MOST_PARTS
    for _ in range(_PARTS_DEPTH):
        parts: dict[int, Any] = {}
        for one in wave.values():
            attributes = strangers.attributes(one)
            yield from _of_kind(attributes.values())
            parts.update((id(x), x) for x in _parts(one, attributes) if left and id(x) not in known)
        wave = dict(islice(parts.items(), left))
        left -= len(wave)
        known = known | wave


def _parts(instance: Any, attributes: Mapping[str, Any]) -> Iterator[Any]:
    """Yield instances in attributes. What all share is nobody's part: the manager of loggers."""
    found = {name: value for name, value in attributes.items() if _is_instance(value)}
    common = [strangers.members(cls) for cls in mro(type(instance))] if found else []
    yield from (x for name, x in found.items() if all(c.get(name) is not x for c in common))


def _closed_over(function: FunctionType, depth: int) -> Iterator[Any]:
    """Yield what a function closes over: the table of a ``register``, that of a dispatcher."""
    inside = [x for cell in function.__closure__ or () for x in _content(cell)]
    yield from _of_kind(inside)
    for inner in inside if depth else ():
        if type(inner) is FunctionType:
            yield from _closed_over(inner, depth - 1)


def _content(cell: CellType) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:  # an empty one
        return []


def _of_kind(values: Iterable[Any]) -> Iterator[Any]:
    yield from [value for value in list(values) if type(value) in KINDS]


def content(container: Any) -> list[Any]:
    """Return what a container holds: its items, or the pairs of a dict."""
    return list(container.items() if issubclass(type(container), dict) else container)


def put_back(container: Any, items: Iterable[Any]) -> None:
    """Let a container hold `items`, as `content` returns them, and nothing else."""
    if type(container) is list:
        container[:] = items
        return
    container.clear()
    if type(container) is deque:
        container.extend(items)
    else:
        container.update(items)


def _restore(container: Any, before: list[Any]) -> None:
    now = content(container)
    if len(now) != len(before) or any(map(_differ, now, before)):
        put_back(container, before)


def _differ(now: Any, before: Any) -> bool:
    if type(now) is tuple is type(before) and len(now) == len(before) == 2:
        return now[0] is not before[0] or now[1] is not before[1]
    return now is not before
