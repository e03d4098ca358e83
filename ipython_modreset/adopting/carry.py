"""What the notebook put into a module that has run again: handlers, plugins, patches.

A restarted process would run those cells again and put it there once more.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import FunctionType
from typing import Any

from .. import strangers
from ..atoms import ATOMS, SYSTEM_NAMES
from ..identity import by_id, id
from ..look import mro
from ..undo import Journal
from .dispatch import registry_of
from .pairs import Pair, globals_of, neighbours
from .successors import Successors

_DEPTH = 4
_BREADTH = 200


class NotebookMade:
    """Tells what a notebook defines: its functions and classes, instances and wrappers of these."""

    def __init__(self, namespaces: Sequence[dict[str, Any]]) -> None:
        self._spaces = frozenset(map(id, namespaces))
        names = {space.get("__name__") for space in namespaces}
        self._names = frozenset(name for name in names if type(name) is str)

    def __bool__(self) -> bool:
        return bool(self._spaces)

    def defines(self, thing: Any) -> bool:
        """Whether `thing` is a function or a class of the notebook's."""
        if type(thing) is FunctionType:
            return id(thing.__globals__) in self._spaces
        return strangers.is_class(thing) and strangers.module_name(thing) in self._names

    def has_part_in(self, things: Collection[Any]) -> bool:
        """Whether any of `things` is defined by the notebook, or an instance of what is."""
        if not self:
            return False
        functions = [x for x in things if type(x) is FunctionType]
        if not self._spaces.isdisjoint(map(id, map(globals_of, functions))):
            return True
        kinds = by_id(list(map(type, things))).values()
        classes = [x for x in things if issubclass(type(x), type)]
        return any(map(self.defines, (*kinds, *classes)))

    def made(self, thing: Any) -> bool:
        """Whether `thing` can only come from the notebook."""
        if self.defines(thing) or self.defines(type(thing)):
            return True
        kind = type(thing)
        if kind in (property, staticmethod, classmethod):
            return any(map(self.made, gc.get_referents(thing)))
        if kind in ATOMS or strangers.is_class(thing) or not _is_callable(thing):
            return False
        if kind is FunctionType and not set(thing.__code__.co_freevars) - {"__class__"}:
            return False
        level, seen = [thing], {id(thing)}
        for _ in range(_DEPTH):
            inside = neighbours(level, seen)
            if any(map(self.defines, inside)):
                return True
            level = [x for x in inside if not strangers.is_class(x)][:_BREADTH]
        return False


def _is_callable(thing: Any) -> bool:
    return any("__call__" in strangers.members(cls) for cls in mro(type(thing)))


def carry_over(
    pairs: Iterable[Pair],
    spaces: Iterable[tuple[dict[str, Any], dict[str, Any]]],
    successors: Successors,
    notebook: NotebookMade,
    journal: Journal,
) -> None:
    """Put what the notebook had put into the old modules into the new ones."""
    if not notebook:
        return
    known = {id(pair.old) for pair in pairs if pair.made}
    for old, new in spaces:
        for name, value in list(old.items()):
            if id(value) in known or type(value) in ATOMS or name in SYSTEM_NAMES:
                continue
            if new.get(name) is not value and notebook.made(value):
                journal.set_item(new, name, successors.of(value))
    for old_one, new_one in _containers(pairs):
        if type(old_one) is dict:
            _carry_items(old_one, new_one, successors, notebook, journal)
        else:
            _carry_members(old_one, new_one, successors, notebook, journal)


def _containers(pairs: Iterable[Pair]) -> Iterator[tuple[Any, Any]]:
    """Yield the old and new containers that a module or class keeps, and those of dispatchers."""
    for pair in pairs:
        old, new = pair.old, pair.new
        if type(old) is type(new) and type(old) in (dict, list, set):
            yield old, new
        else:
            before, after = registry_of(old), registry_of(new)
            if before is not None and after is not None:
                yield before, after


def _carry_items(
    old: dict[Any, Any],
    new: dict[Any, Any],
    successors: Successors,
    notebook: NotebookMade,
    journal: Journal,
) -> None:
    for key, value in list(old.items()):
        if notebook.made(value) or notebook.made(key):
            key = successors.of(key)
            if key not in new:
                journal.set_item(new, key, successors.of(value))


def _carry_members(
    old: Any, new: Any, successors: Successors, notebook: NotebookMade, journal: Journal
) -> None:
    there = frozenset(map(id, list(new)))
    made = [successors.of(x) for x in list(old) if notebook.made(x)]
    added = [x for x in made if id(x) not in there]
    if not added:
        return
    journal.note(_take_out, new, added)
    for x in added:
        new.append(x) if type(new) is list else new.add(x)


def _take_out(container: Any, added: list[Any]) -> None:
    if type(container) is list:
        container[:] = [x for x in container if not any(x is y for y in added)]
    else:
        container.difference_update(added)
