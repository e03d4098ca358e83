"""Where the live functions are not what the source says, nothing is patched."""

from __future__ import annotations

import types
from types import ModuleType

import pytest

from ipython_modreset.patching.patch import CannotPatch, apply
from ipython_modreset.undo import Journal
from tests.patching import Load, edit, load, patch

__all__ = ["load"]

METHOD = "class A:\n    def f(self):\n        return 1\n"
MORE = METHOD + "    def g(self, x: X = 2):\n        return x\n"
CLOSURE = "def make(n):\n    def inner(a=0):\n        return n\n    return inner\n"
DOUBTS = [
    ("replaced by hand", "def f():\n    return 1\n", "1", "2", "m.f = len"),
    ("deleted", "def f():\n    return 1\n", "1", "2", "del m.f"),
    (
        "wrapped by assignment",
        "import functools\ndef f():\n    return 1\nf = functools.lru_cache(f)\n",
        "1",
        "2",
        "",
    ),
    (
        "hidden in a closure",
        "def deco(f):\n    return lambda: f()\ndef f():\n    return 1\nf = deco(f)\n",
        "1",
        "2",
        "",
    ),
    (
        "a method replaced",
        "class A:\n    def f(self):\n        return 1\n",
        "1",
        "2",
        "m.A.f = lambda self: 3",
    ),
    ("a class replaced", "class A:\n    def f(self):\n        return 1\n", "1", "2", "m.A = int"),
    (
        "a property of another kind",
        "class Lazy:\n    def __init__(self, f): pass\nproperty = Lazy\n"
        "class A:\n    @property\n    def f(self):\n        return 1\n",
        "1",
        "2",
        "",
    ),
    (
        "more than the source says",
        "def f():\n    return 1\nexec(compile('def g(): pass', __file__, 'exec'))\n",
        "1",
        "2",
        "",
    ),
    ("a live closure that loses a cell", CLOSURE, "return n", "return 0", "f = m.make(1)"),
    ("a live closure with other arguments", CLOSURE, "a=0", "b=0", "f = m.make(1)"),
    ("a live closure of another name", CLOSURE, "def inner", "def other", "f = m.make(1)"),
    (
        "a live closure that is gone",
        CLOSURE,
        "    def inner(a=0):\n        return n\n    return inner\n",
        "    return n\n",
        "f = [m.make(1)]",
    ),
    (
        "live lambdas of which one is gone",
        "def make():\n    return [lambda: 1, lambda: 2, lambda: 3]\n",
        "lambda: 1, lambda: 2",
        "lambda: 4",
        "f = m.make()",
    ),
]


DOUBTS += [
    ("default values of a metaclass's class", "class M(type): pass\nclass B(metaclass=M): pass\n"
     "class A(B):\n"
     "    def f(self, x=1): pass\n", "x=1", "x=2", ""),
    ("a method lost that is held", MORE.replace(": X", ""), MORE[len(METHOD):].replace(": X", ""),
     "", "held = m.A.g"),
    ("a method lost that was replaced", MORE.replace(": X", ""),
     MORE[len(METHOD):].replace(": X", ""), "", "m.A.g = lambda self: 1"),
    ("a method gained whose annotation fails", METHOD, METHOD, MORE, ""),
    ("a method gained that somebody has set", "X = int\n" + METHOD, METHOD, MORE, "m.A.g = len"),
    ("a method gained that a subclass has", "X = int\n" + METHOD, METHOD, MORE,
     "class B(m.A):\n    g = 1"),
    ("a method gained that a base has", "X = int\nclass B: g = 1\n" + METHOD.replace("A", "A(B)"),
     METHOD.replace("A", "A(B)"), MORE.replace("A", "A(B)"), ""),
    ("a method gained by a class replaced", "X = int\n" + METHOD, METHOD, MORE, "m.A = int"),
    ("a method gained by a class of another module", "X = int\n" + METHOD, METHOD, MORE,
     "class A:\n    def f(self): pass\nA.__module__ = 'elsewhere'\nm.A = A"),
    ("a method with super() gained by a dataclass with slots",
     "import dataclasses\n@dataclasses.dataclass(slots=True)\nclass A:\n    x: int = 1\n",
     "= 1\n", "= 1\n    def g(self):\n        return super().__repr__()\n", ""),
    ("a method gained with a subclass that counts", "X = int\n" + METHOD, METHOD, MORE,
     "class B:\n    def __init_subclass__(cls): pass\nclass C(m.A, B): pass"),
    ("a method gained with a subclass that answers", "X = int\n" + METHOD, METHOD, MORE,
     "class B(m.A):\n    def __getattr__(self, name): pass"),
    ("a method gained with an abstract subclass", "X = int\n" + METHOD, METHOD, MORE,
     "import abc\nclass B(m.A, abc.ABC): pass"),
]  # fmt: skip


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt[0])
def test_in_doubt_nothing_is_patched(load: Load, doubt: tuple[str, ...]) -> None:
    _, source, before, after, cell = doubt
    module = load(source)
    namespace = {"m": module}
    exec(cell, namespace)
    plan = edit(module, source.replace(before, after))
    assert plan is not None
    assert plan.changed or plan.members
    codes = codes_of(module)
    journal = Journal()
    with pytest.raises(CannotPatch):
        apply(plan, module, journal)
    assert len(journal) == 0
    assert codes_of(module) == codes


@pytest.mark.parametrize("doubt", [d for d in DOUBTS if "live" in d[0]], ids=lambda d: d[0])
def test_closures_that_are_dead_are_no_obstacle(load: Load, doubt: tuple[str, ...]) -> None:
    _, source, before, after, _ = doubt
    module = load(source)
    assert patch(module, source.replace(before, after)).changed == ("make",)


def codes_of(module: ModuleType) -> dict[str, object]:
    return {
        name: value.__code__
        for name, value in vars(module).items()
        if isinstance(value, types.FunctionType)
    }


@pytest.mark.parametrize(
    "stranger", [object(), None, types.SimpleNamespace(f=len), ModuleType("m")]
)
def test_what_is_not_the_module_is_left_alone(load: Load, stranger: object) -> None:
    module = load("def f():\n    return 1\n")
    plan = edit(module, "def f():\n    return 2\n")
    assert plan is not None
    with pytest.raises(CannotPatch):
        apply(plan, stranger, Journal())  # type: ignore[arg-type]
    assert module.f() == 1
