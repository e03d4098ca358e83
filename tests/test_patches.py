"""What a module put in the place of others' functions is taken back before it runs again."""

from __future__ import annotations

import shlex
import sys
import warnings
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
    patches.end(name, module, code.encode())
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


def test_what_is_installed_is_put_back(patches: Patches, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("quote", "nothing"):
        monkeypatch.setattr(shlex, name, vars(shlex).get(name), raising=False)
    monkeypatch.delattr(shlex, "nothing")
    quote, code = shlex.quote, "import shlex\nformer = shlex.quote\ndef f(): return former('a b')\n"
    code += (
        "shlex.quote = shlex.nothing = f\nclass A:\n    def g(self): pass\nshlex.shlex.made = A\n"
    )
    patches.begin(code.encode())
    run(patches, "one", code)
    patches.withdraw(["one"], journal := Journal())
    assert shlex.quote is quote
    assert not hasattr(shlex, "nothing")
    assert not hasattr(shlex.shlex, "made")
    journal.undo()
    assert shlex.quote is shlex.nothing  # type: ignore[attr-defined]
    patches.withdraw(["one"], Journal())
    assert shlex.quote is quote
    assert not hasattr(shlex.shlex, "made")


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
    base = run(patches, "base", "f = object()\n")
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


def test_the_way_back_of_a_run_that_has_failed(patches: Patches) -> None:
    base = run(patches, "base", BASE)
    run(patches, "one", WRAP.format("a"), base=base)
    patches.withdraw(["one"], journal := Journal())
    run(patches, "one", WRAP.format("b") + "base.new = f\n", base=base)
    journal.undo()
    assert base.f() == ["own", "a"]
    assert not hasattr(base, "new")


def test_constants_of_a_module_of_a_function_and_of_an_object(patches: Patches) -> None:
    defining = "class S: level = 1\ns = S()\ns.level = 2\nLIMIT = 1\ndef f(): pass\n"
    base = run(patches, "base", defining, __name__="base")
    setting = "base.LIMIT = 5\nbase.extra = []\nbase.f.price = 7\nsetattr(base.s, 'level', 9)\n"
    run(patches, "one", setting, base=base)
    patches.withdraw(["one"], Journal())
    assert (base.LIMIT, hasattr(base, "extra"), vars(base.f), base.s.level) == (1, False, {}, 2)


def test_a_constant_set_by_somebody_else_stays(patches: Patches) -> None:
    base = run(patches, "base", "LIMIT = 1\nother = 1\n")
    base.other = 5  # a cell
    run(patches, "one", "base.LIMIT = 2\n", base=base)
    base.LIMIT = 3  # a cell, later
    patches.withdraw(["one"], Journal())
    assert (base.LIMIT, base.other) == (3, 5)


def test_a_constant_of_a_submodule(patches: Patches) -> None:
    package = run(patches, "package", "__path__ = []\n", __name__="package")
    package.inner = run(patches, "package.inner", "LIMIT = 1\n")  # type: ignore[attr-defined]
    run(patches, "one", "import package.inner\npackage.inner.LIMIT = 2\n", package=package)
    patches.withdraw(["one"], Journal())
    assert package.inner.LIMIT == 1


def test_a_warning_about_the_source_is_left_to_the_import(patches: Patches) -> None:
    base = run(patches, "base", "LIMIT = 1\n")
    one = ModuleType("one")
    vars(one)["base"], base.LIMIT = base, 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        patches.end("one", one, b"base.LIMIT = 2\nDIGIT = '\\d'\n")
    patches.withdraw(["one"], Journal())
    assert base.LIMIT == 1
