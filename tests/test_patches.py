"""What a module put in the place of others' functions is taken back before it runs again."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.observing.patches import Patches
from ipython_modreset.undo import Journal

BASE = "def f(): return ['own']\nclass A:\n    def g(self): return 'own'\n"
WRAP = "former = base.f\ndef f(): return former() + [{!r}]\nbase.f = f\n"


def run(patches: Patches, name: str, code: str, **names: Any) -> ModuleType:
    """Run the code of a module, as an import does."""
    module = sys.modules[name] = ModuleType(name)
    vars(module).update(names)
    exec(code, vars(module))
    patches.end(name, module)
    return module


@pytest.fixture
def patches(monkeypatch: pytest.MonkeyPatch) -> Patches:
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return Patches()


def test_a_function_is_wrapped_once(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    run(patches, "one", WRAP.format("a"), base=base)
    patches.withdraw(["one"], Journal())
    run(patches, "one", WRAP.format("b"), base=base)
    assert base.f() == ["own", "b"]


def test_two_wrap_one_after_the_other(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    run(patches, "one", WRAP.format("a"), base=base)
    run(patches, "two", WRAP.format("b"), base=base)
    patches.withdraw(["two", "one"][::-1], Journal())
    assert base.f() == ["own"]


def test_what_another_has_wrapped_since_stays(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    run(patches, "one", WRAP.format("a"), base=base)
    run(patches, "two", WRAP.format("b"), base=base)
    patches.withdraw(["one"], Journal())
    assert base.f() == ["own", "a", "b"]


def test_a_method_and_one_that_was_not_there(patches: Patches) -> None:
    base = run(patches, "base", BASE.replace("class A:", "class A:\n    __module__ = 'base'"))
    run(patches, "one", "def g(self): return 'new'\nA.g = g\nA.h = g\n", A=base.A)
    assert base.A().h() == base.A().g() == "new"
    patches.withdraw(["one"], Journal())
    assert base.A().g() == "own"
    assert not hasattr(base.A, "h")


def test_what_a_cell_has_put_there_since_stays(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    one = run(patches, "one", WRAP.format("a"), base=base)
    base.f = list
    base.mine = one.f
    patches.withdraw(["one"], Journal())
    assert base.f is list
    assert base.mine is one.f


def test_what_the_module_did_not_define_itself_is_left_alone(patches: Patches) -> None:
    base = run(patches, "base", "f = len\n")
    run(patches, "one", "def f(): pass\nbase.f = f\n", base=base)
    patches.withdraw(["one"], Journal())
    assert base.f is sys.modules["one"].f


def test_the_way_back(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    run(patches, "one", WRAP.format("a"), base=base)
    journal = Journal()
    patches.withdraw(["one"], journal)
    journal.undo()
    assert base.f() == ["own", "a"]
    patches.withdraw(["one"], Journal())
    assert base.f() == ["own"]
