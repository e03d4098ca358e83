"""What abstract base classes remember of classes: which are registered, and what they answered."""

from __future__ import annotations

import weakref
from _abc import _get_dump, _reset_caches  # type: ignore[import-not-found]
from abc import ABCMeta
from collections.abc import Collection, Iterator
from types import BuiltinFunctionType
from typing import Any

from .. import strangers
from ..identity import id
from ..undo import Journal


def registered(cls: type) -> list[type]:
    """Return the virtual subclasses of `cls`, if it is an abstract base class."""
    if "_abc_impl" not in strangers.members(cls):
        return []
    references = _get_dump(cls)[0]
    return [found for reference in references if (found := reference()) is not None]


def is_memory(reference: Any) -> bool:
    """Whether an abstract base class holds this weak reference, to remember a class."""
    if type(reference) is not weakref.ref:
        return False
    tell = reference.__callback__
    return type(tell) is BuiltinFunctionType and type(tell.__self__) is weakref.ref


def memories(cls: type) -> list[weakref.ref[type]]:
    """Return what abstract base classes remember of `cls`: registrations, and answers."""
    return list(filter(is_memory, weakref.getweakrefs(cls)))


def remembered_in(memory: Any) -> Any:
    """Return the weak reference to the set that holds what `memories` returns: one for each set."""
    return memory.__callback__.__self__


def exchange(memory: Any, other: type | None, journal: Journal) -> None:
    """Let an abstract base class remember `other`, or nothing, instead of what it remembers."""
    remembered = remembered_in(memory)()
    if type(remembered) is set and memory in remembered:
        into = [] if other is None else [weakref.ref(other, memory.__callback__)]
        journal.note(_exchange, remembered, into, [memory])
        _exchange(remembered, [memory], into)


def _exchange(remembered: set[Any], out: list[Any], into: list[Any]) -> None:
    remembered.difference_update(out)
    remembered.update(into)


def remember_instead(new: type, old: type, journal: Journal) -> None:
    """Let abstract base classes remember of `old` what they remember of `new`."""
    for memory in memories(new):
        exchange(memory, old, journal)


def forget_answers(changed: Collection[type], lost: Collection[type]) -> None:
    """Have abstract base classes ask again which classes are subclasses.

    Parameters
    ----------
    changed
        Classes that have new contents. Those that answer for themselves may answer otherwise.
    lost
        Classes that have lost special methods, so that what was true may not be true any more.
    """
    # A registration anywhere makes all of them forget what they denied.
    _Bell.register(type("_", (), {}))
    for cls in changed:
        if "__subclasshook__" in strangers.members(cls):
            for heir in strangers.with_subclasses(cls):
                if "_abc_impl" in strangers.members(heir):
                    _reset_caches(heir)
    if lost:
        ids = frozenset(map(id, lost))
        for cls in _abstract_classes(object, set()):
            if not ids.isdisjoint(id(reference()) for reference in _get_dump(cls)[1]):
                _reset_caches(cls)


class _Bell(metaclass=ABCMeta):  # noqa: B024
    pass


def _abstract_classes(root: Any, seen: set[int]) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        cls = waiting.pop()
        if id(cls) not in seen:
            seen.add(id(cls))
            waiting += type.__subclasses__(cls)
            if "_abc_impl" in strangers.members(cls):
                yield cls
