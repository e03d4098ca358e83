"""What is cut out of a module and pasted in again."""

from __future__ import annotations

import gc
from types import ModuleType

from ipython_modreset.observing.lost import Lost
from ipython_modreset.undo import Journal
from tests.refreshing import Project, project

__all__ = ["project"]

BOTH = "def f(): return {n}\nclass A:\n    def g(self): return {n}\n"


def module(source: str) -> ModuleType:
    made = ModuleType("m")
    exec(source, vars(made))
    return made


def test_it_follows_wherever_it_is_held(project: Project) -> None:
    project.write("m.py", BOTH.format(n=1))
    project.run("import m\nfrom m import f, A\na = A()\nheld = [f, a.g]")
    for text in ("L = 1\n", "L = 2\n", BOTH.format(n=2)):
        project.write("m.py", text)
        assert project.before_cell()
    assert project.show("[x() for x in held]") == [2, 2]
    assert project.show("held[0] is m.f, type(a) is m.A is A") == (True, True)


def test_it_is_as_it_was_where_the_module_cannot_be_imported(project: Project) -> None:
    project.write("m.py", BOTH.format(n=1))
    project.run("from m import f\nheld = [f]")
    for text in ("L = 1\n", BOTH.format(n=2) + "raise RuntimeError\n", BOTH.format(n=3)):
        project.write("m.py", text)
        assert project.before_cell()
    assert project.show("held[0]()") == 3


def test_what_the_module_has_again_is_no_longer_lost() -> None:
    lost, old = Lost(), module(BOTH.format(n=1))
    lost.remember("m", old, module("L = 1"), Journal())
    assert lost.of("m") == {"f": old.f, "A": old.A}
    lost.remember("m", module("L = 1"), module("def f(): pass"), Journal())
    assert lost.of("m") == {"A": old.A}


def test_what_is_another_modules_or_a_value_is_not_kept() -> None:
    lost, old = Lost(), module("from os.path import join\nx = [1]\nK = 1\nfrom enum import Enum")
    lost.remember("m", old, module(""), Journal())
    assert lost.of("m") == {}
    assert lost.found == {}


def test_what_nobody_holds_is_let_go() -> None:
    lost, old = Lost(), module(BOTH.format(n=1))
    lost.remember("m", old, module(""), Journal())
    f = old.f
    del old.f, old.A
    gc.collect()
    assert lost.of("m") == {"f": f}


def test_to_remember_can_be_taken_back() -> None:
    lost, old, journal = Lost(), module(BOTH.format(n=1)), Journal()
    lost.remember("m", old, module("def f(): pass"), journal)
    journal.undo()
    assert lost.found == {}
