"""Virtual subclasses that a module registered leave with it; those of cells stay."""

from __future__ import annotations

import gc
import weakref
from abc import ABC
from types import ModuleType

from ipython_modreset.observing.abstract import (
    exchange,
    forget_answers,
    memories,
    remember_instead,
    remembered_in,
)
from ipython_modreset.observing.virtual import VirtualSubclasses
from ipython_modreset.undo import Journal


class Shape(ABC):  # noqa: B024
    pass


def run(virtual: VirtualSubclasses, code: str) -> ModuleType:
    module = ModuleType("plugin")
    exec(code, vars(module) | {"Shape": Shape}, vars(module))
    virtual.end("plugin", module)
    return module


def test_what_the_module_registered_goes_and_its_answers_with_it() -> None:
    virtual = VirtualSubclasses()
    plugin = run(virtual, "@Shape.register\nclass A: pass\nclass B(A): pass\n")
    assert isinstance(plugin.B(), Shape)
    assert isinstance(plugin.A(), Shape)
    virtual.withdraw({"plugin": plugin}, Journal())
    assert not issubclass(plugin.A, Shape)
    assert not issubclass(plugin.B, Shape)


def test_what_a_cell_registered_later_stays() -> None:
    virtual = VirtualSubclasses()
    plugin = run(virtual, "class A: pass\n")
    Shape.register(plugin.A)
    virtual.withdraw({"plugin": plugin}, Journal())
    assert issubclass(plugin.A, Shape)


def test_the_way_back() -> None:
    virtual, journal = VirtualSubclasses(), Journal()
    plugin = run(virtual, "@Shape.register\nclass A: pass\n")
    virtual.withdraw({"plugin": plugin}, journal)
    assert not issubclass(plugin.A, Shape)
    journal.undo()
    assert issubclass(plugin.A, Shape)
    virtual.withdraw({"plugin": plugin}, Journal())  # it is still known whose it was
    assert not issubclass(plugin.A, Shape)


def test_a_class_that_stays_in_the_new_ones_place_goes_too() -> None:
    """As when a refresh gives the old class the new contents."""
    virtual, journal = VirtualSubclasses(), Journal()
    old = run(virtual, "@Shape.register\nclass A: pass\n")
    virtual.withdraw({"plugin": old}, journal)
    new = run(virtual, "@Shape.register\nclass A: pass\n")
    remember_instead(new.A, old.A, journal)
    new.A = old.A
    assert issubclass(old.A, Shape)
    virtual.withdraw({"plugin": new}, journal)
    assert not issubclass(old.A, Shape)


def test_who_answers_for_itself_is_asked_again() -> None:
    class Sized(ABC):  # noqa: B024
        @classmethod
        def __subclasshook__(cls, other: type) -> bool:
            return hasattr(other, "size")

    class Heir(Sized):
        pass

    class Box:
        size = 1

    assert issubclass(Box, Sized)
    assert issubclass(Box, Heir)
    del Box.size
    forget_answers([Sized], [])
    assert not issubclass(Box, Sized)
    assert not issubclass(Box, Heir)


def test_what_an_abstract_class_remembered_that_is_gone_is_left_alone() -> None:
    class Passing(ABC):  # noqa: B024
        pass

    class A:
        pass

    Passing.register(A)
    held = memories(A)
    del Passing
    gc.collect()
    gone = [memory for memory in held if remembered_in(memory)() is None]
    assert gone
    for memory in gone:
        exchange(memory, None, Journal())


def test_no_class_is_kept_alive() -> None:
    virtual = VirtualSubclasses()
    plugin = run(virtual, "@Shape.register\nclass A: pass\n")
    alive = weakref.ref(plugin.A)
    del plugin.A
    gc.collect()
    assert alive() is None
    virtual.withdraw({"plugin": plugin}, Journal())
