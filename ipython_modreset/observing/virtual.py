"""Which of a module's classes were registered with abstract base classes while it was imported.

Before the module runs again, they are taken out. So one that the new source does not register is
no virtual subclass any more; what cells registered stays.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable

from .. import strangers
from ..look import namespace
from ..undo import Journal
from .abstract import exchange, forget_answers, memories


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
    >>> virtual.withdraw(["m"], Journal())
    >>> issubclass(module.Disc, Shape)
    False
    """

    def __init__(self) -> None:
        self._memories: dict[str, list[weakref.ref[type]]] = {}

    def end(self, module: str, loaded: object) -> None:
        """Note what is remembered of a module's classes as its import is over."""
        values = list(namespace(loaded).values())
        classes = [
            x for x in values if strangers.is_class(x) and strangers.module_name(x) == module
        ]
        self._memories[module] = [found for cls in classes for found in memories(cls)]

    def forget(self, modules: Iterable[str], journal: Journal) -> None:
        """Look no longer after modules that go."""
        for name in modules:
            journal.del_item(self._memories, name)

    def withdraw(self, modules: Collection[str], journal: Journal) -> None:
        """Take out the classes of modules that are about to run again."""
        found = [memory for name in modules for memory in self._memories.get(name, ())]
        self.forget(modules, journal)
        if found:
            journal.note(forget_answers, (), ())
            for memory in found:
                exchange(memory, None, journal)
            classes = [cls for memory in found if (cls := memory()) is not None]
            forget_answers((), [x for cls in classes for x in strangers.with_subclasses(cls)])
