"""Which of a module's classes were registered with abstract base classes while it was imported.

Before the module runs again, they are taken out. So one that the new source does not register is
no virtual subclass any more; what cells registered stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .. import strangers
from ..look import namespace
from ..undo import Journal
from .abstract import exchange, forget_answers, memories, remembered_in


class VirtualSubclasses:
    """Keeps account of them, without keeping any class alive.

    Examples
    --------
    >>> from abc import ABC
    >>> from types import ModuleType
    >>> class Shape(ABC): pass
    >>> module, virtual = ModuleType("m"), VirtualSubclasses()
    >>> exec("class Disc: pass", vars(module))
    >>> _ = Shape.register(module.Disc)
    >>> virtual.end("m", module)
    >>> issubclass(module.Disc, Shape)
    True
    >>> virtual.withdraw({"m": module}, Journal())
    >>> issubclass(module.Disc, Shape)
    False
    """

    def __init__(self) -> None:
        # Of each module: the name of a class, and a weak reference to what remembers it. Not the
        # class: the one of the next import may be another, or stay and be remembered anew.
        self._remembered: dict[str, list[tuple[str, Any]]] = {}

    def end(self, module: str, loaded: object) -> None:
        """Note who remembers which of a module's classes as its import is over."""
        remembered = [
            (name, remembered_in(memory))
            for name, cls in _classes(module, loaded)
            for memory in memories(cls)
        ]
        if remembered or module in self._remembered:
            self._remembered[module] = remembered

    def forget(self, modules: Iterable[str], journal: Journal) -> None:
        """Look no longer after modules that go."""
        journal.del_items(self._remembered, *modules)

    def withdraw(self, modules: Mapping[str, object], journal: Journal) -> None:
        """Take out the classes of modules that are about to run again."""
        found = [
            (cls, memory)
            for module, loaded in modules.items()
            if (remembered := self._remembered.get(module))
            for name, cls in _classes(module, loaded)
            for memory in memories(cls)
            if any(name == one and where is remembered_in(memory) for one, where in remembered)
        ]
        self.forget(modules, journal)
        if found:
            journal.note(forget_answers, (), ())
            for _, memory in found:
                exchange(memory, None, journal)
            forget_answers((), [x for cls, _ in found for x in strangers.with_subclasses(cls)])


def _classes(module: str, loaded: object) -> Iterator[tuple[str, type]]:
    """Yield the classes that a module has defined, by name."""
    for name, value in list(namespace(loaded).items()):
        if strangers.is_class(value) and strangers.module_name(value) == module:
            yield name, value
