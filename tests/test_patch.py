"""New code objects into live functions."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import linecache
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from ipython_modreset.patch import BodyEdit, CannotPatch, Patched, apply, body_edit
from ipython_modreset.undo import Journal

Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module `m` of the given source."""
    monkeypatch.syspath_prepend(tmp_path)

    def load_source(source: str) -> ModuleType:
        (tmp_path / "m.py").write_text(source)
        sys.modules.pop("m", None)
        importlib.invalidate_caches()
        return importlib.import_module("m")

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield load_source
    sys.modules.pop("m", None)


def edit(module: ModuleType, new: str) -> BodyEdit | None:
    """Save a new version of a module, and compare."""
    path = Path(module.__file__ or "")
    old = path.read_bytes()
    path.write_text(new)
    linecache.checkcache()
    return body_edit(old, path.read_bytes(), str(path))


def patch(module: ModuleType, new: str, journal: Journal | None = None) -> Patched:
    """Save a new version of a module, and patch it."""
    plan = edit(module, new)
    assert plan is not None
    return apply(plan, module, Journal() if journal is None else journal)


def fresh(source: str, cell: str, probe: str) -> object:
    """Give what a probe shows where only `source` was ever run."""
    module = ModuleType("m")
    exec(compile(source, "m.py", "exec", dont_inherit=True), vars(module))
    space = {"m": module}
    exec(cell, space)
    return eval(probe, space)


@dataclass(frozen=True)
class Follows:
    """An edit that every reference made by `cell` follows."""

    name: str
    source: str
    before: str
    after: str
    cell: str
    probe: str


FOLLOWS = [
    Follows("a name", "def f():\n    return 1\n", "1", "2", "f = m.f", "f()"),
    Follows("an attribute", "def f():\n    return 1\n", "1", "2", "", "m.f()"),
    Follows(
        "a partial",
        "def f(a):\n    return a + 1\n",
        "+ 1",
        "+ 2",
        "import functools\ng = functools.partial(m.f, 1)",
        "g()",
    ),
    Follows(
        "a registry",
        "def f():\n    return 1\nTABLE = {'f': f}\n",
        "return 1",
        "return 2",
        "table = {m.f: [(m.f,)]}",
        "m.TABLE['f'](), [t[0][0]() for t in table.values()], m.f in table",
    ),
    Follows(
        "an instance",
        "class A:\n    def __init__(self):\n        self.x = 1\n    def m(self):\n        return self.x\n",
        "return self.x",
        "return self.x + 1",
        "a = m.A()",
        "a.m()",
    ),
    Follows(
        "a bound method",
        "class A:\n    def m(self):\n        return 1\n",
        "1",
        "2",
        "f = m.A().m",
        "f()",
    ),
    Follows(
        "a property",
        "class A:\n    @property\n    def p(self):\n        return 1\n",
        "1",
        "2",
        "a = m.A()",
        "a.p",
    ),
    Follows(
        "a setter",
        "class A:\n    @property\n    def p(self):\n        return self._p\n"
        "    @p.setter\n    def p(self, value):\n        self._p = value\n"
        "    @p.deleter\n    def p(self):\n        self._p = 'gone'\n",
        "self._p = value",
        "self._p = value * 2",
        "a = m.A()",
        "[setattr(a, 'p', 4), a.p]",
    ),
    Follows(
        "a deleter",
        "class A:\n    @property\n    def p(self):\n        return self._p\n"
        "    @p.deleter\n    def p(self):\n        self._p = 'gone'\n",
        "'gone'",
        "'away'",
        "a = m.A()",
        "[delattr(a, 'p'), a.p]",
    ),
    Follows(
        "a classmethod",
        "class A:\n    @classmethod\n    def c(cls):\n        return cls.__name__\n",
        "cls.__name__",
        "cls.__name__ * 2",
        "f = m.A.c",
        "f(), m.A().c()",
    ),
    Follows(
        "a staticmethod",
        "class A:\n    @staticmethod\n    def s():\n        return 1\n",
        "1",
        "2",
        "f = m.A.s",
        "f(), m.A().s()",
    ),
    Follows(
        "an abstract property",
        "import abc\nclass A(abc.ABC):\n    @property\n    @abc.abstractmethod\n"
        "    def p(self):\n        return 1\n",
        "1",
        "2",
        "class B(m.A):\n    @property\n    def p(self):\n        return super().p",
        "B().p",
    ),
    Follows(
        "a subclass's super",
        "class A:\n    def m(self):\n        return 1\n"
        "class B(A):\n    def m(self):\n        return super().m() + 1\n",
        "super().m() + 1",
        "super().m() + 2",
        "class C(m.B):\n    def m(self):\n        return super().m() * 10\nc = C()",
        "c.m()",
    ),
    Follows(
        "a private method",
        "class _A:\n    def __m(self):\n        return 1\n    def m(self):\n        return self.__m()\n",
        "return 1",
        "return 2",
        "a = m._A()",
        "a.m()",
    ),
    Follows(
        "a class in a class",
        "class A:\n    class B:\n        def m(self):\n            return 1\n",
        "1",
        "2",
        "b = m.A.B()",
        "b.m()",
    ),
    Follows(
        "a class with a metaclass",
        "class Meta(type):\n    def __setattr__(cls, name, value):\n        raise TypeError\n"
        "    def hello(cls):\n        return 1\n"
        "class A(metaclass=Meta):\n    def m(self):\n        self.x = 1\n        return 1\n",
        "        self.x = 1\n        return 1",
        "        self.y = 2\n        return 2",
        "a = m.A()",
        "a.m(), vars(a), m.A.hello()",
    ),
    Follows(
        "a method of a metaclass",
        "class Meta(type):\n    def hello(cls):\n        return 1\nclass A(metaclass=Meta):\n    pass\n",
        "1",
        "2",
        "f = m.A.hello",
        "f()",
    ),
    Follows(
        "a slotted dataclass",
        "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    x: int\n"
        "    def m(self):\n        return self.x\n",
        "return self.x",
        "return -self.x",
        "a = m.A(3)",
        "a.m()",
    ),
    Follows(
        "an enum's method",
        "import enum\nclass E(enum.Enum):\n    A = 1\n    def m(self):\n        return self.name\n",
        "self.name",
        "self.name * 2",
        "e = m.E.A",
        "e.m()",
    ),
    Follows(
        "a generator function",
        "def f():\n    yield 1\n",
        "yield 1",
        "yield from (2, 3)",
        "f = m.f",
        "list(f())",
    ),
    Follows(
        "a coroutine function",
        "async def f():\n    return 1\n",
        "1",
        "2",
        "import asyncio\nf = m.f",
        "asyncio.run(f())",
    ),
    Follows(
        "an asynchronous generator",
        "async def f():\n    yield 1\n",
        "1",
        "2",
        "import asyncio\nasync def first(): return [x async for x in m.f()]",
        "asyncio.run(first())",
    ),
    Follows(
        "a function in a branch",
        "if True:\n    def f():\n        return 1\nelse:\n    def f():\n        return 3\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "a function where an import failed",
        "try:\n    import no_such_module\nexcept ImportError:\n    def f():\n        return 1\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "the last of two of a name",
        "def f():\n    return 0\ndef f():\n    return 1\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "a nested function",
        "def make(n):\n    def inner(a):\n        return a + n\n    return inner\n",
        "a + n",
        "a * n",
        "f = m.make(10)",
        "f(3), m.make(2)(3)",
    ),
    Follows(
        "two lambdas on a line",
        "def make():\n    return (lambda: 1), (lambda: 2)\n",
        "(lambda: 2)",
        "(lambda: 3)",
        "a, b = m.make()",
        "a(), b()",
    ),
    Follows(
        "a lambda beside a new one",
        "def make():\n    return lambda: 'old'\n",
        "return lambda: 'old'",
        "x = [lambda: 'new']\n    return lambda: 'old'",
        "f = m.make()",
        "f(), m.make()(), f.__code__.co_firstlineno",
    ),
    Follows(
        "a class made by a function",
        "def make():\n    class K:\n        def m(self):\n            return 1\n    return K\n",
        "return 1",
        "return 2",
        "K = m.make()\nk = K()",
        "k.m(), K().m()",
    ),
    Follows(
        "a decorator's wrapper in use elsewhere",
        "import functools\ndef deco(f):\n    @functools.wraps(f)\n    def wrapper(*args):\n"
        "        return f(*args) + 1\n    return wrapper\n",
        "+ 1",
        "+ 2",
        "@m.deco\ndef g():\n    return 1",
        "g()",
    ),
    Follows(
        "a nested generator's closure",
        "def make(n):\n    def gen():\n        yield n\n    return gen\n",
        "yield n",
        "yield from (n, n)",
        "f = m.make(1)",
        "list(f())",
    ),
    Follows(
        "a new global",
        "X = 1\ndef f():\n    return X\n",
        "return X",
        "global X, Y\n    X = Y = 2\n    return X + Y",
        "f = m.f",
        "f(), m.X, getattr(m, 'Y', None)",
    ),
    Follows(
        "a docstring",
        'def f():\n    """One."""\n',
        "One",
        "Two",
        "f = m.f",
        "f.__doc__",
    ),
    Follows("a docstring gained", "def f():\n    pass\n", "pass", "'New.'", "", "m.f.__doc__"),
    Follows("a docstring lost", "def f():\n    'Old.'\n", "'Old.'", "pass", "", "m.f.__doc__"),
    Follows(
        "a docstring held by a property",
        'class A:\n    @property\n    def p(self):\n        """One."""\n',
        "One",
        "Two",
        "",
        "m.A.p.__doc__",
    ),
    Follows(
        "a docstring held by a classmethod",
        'class A:\n    @classmethod\n    def c(cls):\n        """One."""\n',
        "One",
        "Two",
        "",
        "m.A.c.__doc__, vars(m.A)['c'].__doc__",
    ),
    Follows(
        "a signature stays",
        "def f(a, b=1, *, c=2, **kw):\n    return a\n",
        "return a",
        "d = e = 3\n    return a, b, c, d, e, kw",
        "f = m.f",
        "f(0, z=1), __import__('inspect').signature(f)",
    ),
]


@pytest.mark.parametrize("case", FOLLOWS, ids=lambda case: case.name)
def test_references_follow(load: Load, case: Follows) -> None:
    module, namespace, new = begin(load, case)
    before = dict(vars(module))
    patch(module, new)
    assert {name: vars(module)[name] for name in before} == before
    expected = fresh(new, case.cell, case.probe)
    assert eval(case.probe, namespace) == expected
    assert expected != fresh(case.source, case.cell, case.probe)


@pytest.mark.parametrize("case", FOLLOWS, ids=lambda case: case.name)
def test_undone_references_are_as_before(load: Load, case: Follows) -> None:
    module, namespace, new = begin(load, case)
    journal = Journal()
    patch(module, new, journal)
    journal.undo()
    assert eval(case.probe, namespace) == fresh(case.source, case.cell, case.probe)


def begin(load: Load, case: Follows) -> tuple[ModuleType, dict[str, Any], str]:
    """Load a case's module, and run its cell."""
    assert case.source.count(case.before) == 1
    module = load(case.source)
    namespace = {"m": module}
    exec(case.cell, namespace)
    return module, namespace, case.source.replace(case.before, case.after)
