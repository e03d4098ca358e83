"""Whether an import may have run a function, as far as the sources tell."""

from __future__ import annotations

import pytest

from ipython_modreset.patching import reach
from ipython_modreset.patching.bodies import BodyEdit, body_edit
from ipython_modreset.patching.reach import (
    TooMany,
    callers,
    looked_at_by_import,
    reached_by_import,
)
from ipython_modreset.sources import Sources

M = '''
import abc, enum, foreign, typing

def f(x=0):
    """Old."""
    return 1

class A:
    def __init__(self):
        self.a = 1

    def method(self):
        return 1

    def run(self):
        return 1

    @property
    def prop(self):
        return 1

    def __init_subclass__(cls):
        cls.x = 1

    def __add__(self, other):
        return 1

class Sub(A):
    def step(self):
        return 1

class Base:
    def process(self):
        return self.step()

class Meta(type):
    def __new__(mcs, *args):
        return 1

class Foreign(foreign.Base):
    def run(self):
        return 1

    def __hook__(self):
        return 1

class Abstract(abc.ABC, typing.Generic[T]):
    def __hook__(self):
        return 1

class E(enum.Enum):
    def _generate_next_value_(name, *args):
        return 1

def caller():
    return f()

def caller_of_caller():
    return [caller() for _ in range(3)]

def generator():
    yield 1

async def coroutine():
    return 1
'''


def edited(qualname: str) -> tuple[BodyEdit, bytes]:
    """An edit of one function of M."""
    lines = M.split("\n")
    at, owner = 0, 0
    for part in qualname.split("."):
        at = next(
            n
            for n, line in enumerate(lines)
            if n >= owner
            and line.strip().startswith((f"def {part}(", f"class {part}", f"async def {part}("))
        )
        owner = at
    while "1" not in lines[at]:
        at += 1
    lines[at] = lines[at].replace("1", "2")
    edit = body_edit(M.encode(), "\n".join(lines).encode(), "m.py")
    assert edit is not None
    assert [body.qualname for body in edit.changed] == [qualname]
    return edit, M.encode()


def reached(qualname: str, **modules: str) -> bool:
    edit, source = edited(qualname)
    others = {name: text.encode() for name, text in modules.items()}
    sources = Sources({"p.m": source, **others})
    return reached_by_import(edit, sources, "p.m")


REACHED = [
    ("a call", "f", "f()"),
    ("a call of an attribute", "f", "import m\nm.f()"),
    ("a call under another name", "f", "from m import f as h\nh()"),
    ("a call of a second name", "f", "h = f\nh()"),
    ("a call out of a table", "f", "TABLE = {'x': [f]}\nTABLE['x'][0]()"),
    ("a call out of an attribute", "f", "hooks.f = f\nrun(hooks.f)"),
    ("an item set", "f", "HOOKS['x'] = f\n[h() for h in HOOKS.values()]"),
    ("the key of an item set", "f", "TABLE[f()] = 1"),
    ("the key of an item set among others", "f", "x, TABLE[f()] = 1, 2"),
    ("a caller", "f", "caller()"),
    ("a caller's caller", "f", "caller_of_caller()"),
    ("a caller in another function", "f", "def h():\n    return caller()\nh()"),
    ("a decorator", "f", "@f\ndef h(): pass"),
    ("a decorator's argument", "f", "@d(f)\ndef h(): pass"),
    ("a decorated caller", "f", "@unknown\ndef h():\n    f()"),
    ("a class decorator", "f", "@f\nclass B: pass"),
    ("a default value", "f", "def h(x=f()): pass"),
    ("a keyword-only default", "f", "def h(*, x=f()): pass"),
    ("a method's default", "f", "class B:\n    def h(self, x=f()): pass"),
    ("an annotation", "f", "def h(x: f()): pass"),
    ("a class body", "f", "class B:\n    x = f()"),
    ("a base", "f", "class B(f()): pass"),
    ("a class's keyword", "f", "class B(x=f()): pass"),
    ("map", "f", "list(map(f, []))"),
    ("a comprehension", "f", "[f(x) for x in y]"),
    ("a lambda", "f", "h = lambda: f()\nh()"),
    ("a partial", "f", "from functools import partial\nh = partial(f, 1)\nh()"),
    ("a thread", "f", "Thread(target=f).start()"),
    ("a condition", "f", "if f(): pass"),
    ("an else", "f", "if __name__ == '__main__': pass\nelse: f()"),
    ("getattr", "f", "import m\ngetattr(m, 'f')()"),
    ("attrgetter", "f", "import m, operator\noperator.attrgetter('f')(m)()"),
    ("a computed name", "f", "from p import m\ngetattr(m, 'x' + y)()"),
    ("a namespace", "f", "from p import m\n[h() for h in vars(m).values()]"),
    ("an item of a namespace", "f", "import x\nvars(x)['f']()"),
    ("a default item of a namespace", "f", "import x\nx.__dict__.get('f')()"),
    ("a computed name in a function", "f",
     "from p import m\ndef h(n):\n    return getattr(m, n)()\nh('x')"),
    ("a computed module", "f", "import importlib\ngetattr(importlib.import_module(x), y)()"),
    ("eval", "f", "from p import m\neval('m.' + x)"),
    ("an instance", "A.__init__", "A()"),
    ("an instance of a subclass", "A.__init__", "Sub()"),
    ("an instance of a subclass elsewhere", "A.__init__",
     "class B(A): pass\nclass C(B): pass\nC()"),
    ("an operator", "A.__add__", "from m import A\nA() + A()"),
    ("an instance by a function", "A.__init__", "def h():\n    return A()\nh()"),
    ("a default factory", "A.__init__", "x = field(default_factory=A)"),
    ("a method", "A.method", "a.method()"),
    ("a property", "A.prop", "a.prop"),
    ("a property read", "A.prop", "X = a.prop"),
    ("a property read on the way", "A.prop", "a.prop.x = 1"),
    ("a property set", "A.prop", "a.prop = 1"),
    ("a property set in a function", "A.prop", "def h(a):\n    a.prop = 1\nh(a)"),
    ("a property deleted", "A.prop", "del a.prop"),
    ("a property in a table", "A.prop", "TABLE = [a.prop]"),
    ("a method called by a base", "Sub.step", "Base().process()"),
    ("a method by a computed name", "A.method", "getattr(A(), x)()"),
    ("a subclass", "A.__init_subclass__", "class B(A): pass"),
    ("a subclass's subclass", "A.__init_subclass__", "class B(Sub): pass"),
    ("a metaclass", "Meta.__new__", "class B(metaclass=Meta): pass"),
    ("a method that a foreign base calls", "Foreign.run", "Foreign().start()"),
    ("a hook of a foreign base", "Foreign.__hook__", ""),
    ("a hook of an enum", "E._generate_next_value_", ""),
    ("a generator", "generator", "list(generator())"),
    ("a coroutine", "coroutine", "asyncio.run(coroutine())"),
    ("a source that cannot be read", "f", "f(:"),
]  # fmt: skip


@pytest.mark.parametrize("case", REACHED, ids=lambda case: case[0])
def test_reached(case: tuple[str, str, str]) -> None:
    _, qualname, text = case
    assert reached(qualname, user=text)


NOT_REACHED = [
    ("nothing", "f", ""),
    ("an import", "f", "from m import f"),
    ("an import under another name", "f", "from m import f as h"),
    ("a second name", "f", "h = f"),
    ("a table", "f", "TABLE = {'x': [f, (f,)], 'y': m.f}"),
    ("a typed table", "f", "TABLE: dict = {'x': f}"),
    ("a class attribute", "f", "class B:\n    hook = staticmethod(f)\n    other = f"),
    ("an attribute set", "f", "import m\nm.f.calls = 0\nm.f.calls += 1"),
    ("a name that is only written", "f", "f = 1"),
    ("a partial", "f", "h = functools.partial(f, 1)"),
    ("wraps", "f", "@functools.wraps(m.f)\ndef h():\n    return m.f()"),
    ("a function that nobody calls", "f", "def h():\n    return f()"),
    ("a method that nobody calls", "f", "class B:\n    def h(self):\n        return f()"),
    ("a special method", "f", "class B:\n    def __add__(self, o):\n        return f()"),
    ("a cached caller", "f", "@functools.lru_cache(maxsize=3)\ndef h():\n    return f()"),
    ("a script", "f", "if __name__ == '__main__':\n    f()"),
    ("type checking", "f", "if TYPE_CHECKING:\n    f()"),
    ("a string", "f", "__all__ = ['f']"),
    ("a longer name", "f", "ff()"),
    ("a dynamic lookup of other things", "f", "vars(x)['y'] = 1\ngetattr(x, 'y')"),
    ("a dynamic lookup in another module", "f", "import x\ngetattr(x, y)"),
    ("a class that nobody makes", "A.__init__", "from m import A"),
    ("a subclass that nobody makes", "A.__init__", "class B(A): pass"),
    ("an annotation", "A.__init__", "def h(x: A) -> list[A]: pass\nclass B:\n    a: A"),
    ("another method of an instance", "A.method", "a = A()\na.prop"),
    ("a setter", "A.prop", "class B:\n    @prop.setter\n    def prop(self, x): pass"),
    ("a method of a class of a foreign base", "Foreign.run", "from m import Foreign"),
    ("a hook of an abstract class", "Abstract.__hook__", ""),
    ("a generator that nobody begins", "generator", "def h():\n    yield from generator()"),
]  # fmt: skip


@pytest.mark.parametrize("case", NOT_REACHED, ids=lambda case: case[0])
def test_not_reached(case: tuple[str, str, str]) -> None:
    _, qualname, text = case
    assert not reached(qualname, user=text)


def test_through_several_modules() -> None:
    modules = {
        "a": "from m import f\ndef first(): return f()",
        "b": "import a\ndef second(): return a.first()",
        "c": "from b import second as last\nX = [last() for _ in range(3)]",
    }
    assert reached("f", **modules)
    del modules["c"]
    assert not reached("f", **modules)


@pytest.mark.parametrize("name", ["__getattr__", "__dir__"])
def test_special_functions_of_a_module(name: str) -> None:
    source = f"def {name}(*args):\n    return 1\n".encode()
    edit = body_edit(source, source.replace(b"1", b"2"), "m.py")
    assert edit is not None
    assert reached_by_import(edit, Sources(m=source), "m")


def test_a_name_beyond_ascii_in_another_spelling() -> None:
    source = "def ﬁnd():\n    return 1\n".encode()
    edit = body_edit(source, source.replace(b"1", b"2"), "m.py")
    assert edit is not None
    assert reached_by_import(edit, Sources(m=source, user=b"find()"), "m")


def test_an_edit_that_only_moves_lines_reaches_nothing() -> None:
    edit = body_edit(M.encode(), b"\n" + M.encode(), "m.py")
    assert edit is not None
    assert not reached_by_import(edit, Sources(m=M.encode(), user=b"f(:"), "m")


CALLED = Sources(m=M.encode(), user=b"f()\nlist(generator())\nprint(f.__doc__)")


def test_where_it_is_known_what_ran_the_sources_are_not_asked() -> None:
    edit, _ = edited("f")
    assert not reached_by_import(edit, CALLED, "m", frozenset({"<module>"}))
    assert reached_by_import(edit, Sources(), "m", frozenset({"f"}))
    assert reached_by_import(edit, Sources(), "m", frozenset({"f.<locals>.g"}))
    assert not reached_by_import(edit, Sources(), "m", frozenset({"ff", "A.f"}))


def test_a_generator_may_be_yet_to_run() -> None:
    """Nobody is told when a generator function is called, only when the generator begins."""
    edit, _ = edited("generator")
    assert reached_by_import(edit, CALLED, "m", frozenset())
    assert not reached_by_import(edit, Sources(m=M.encode()), "m", frozenset())


@pytest.mark.parametrize("use", ["f.__doc__", "inspect.getdoc(f)"])
def test_a_docstring_may_have_been_read(use: str) -> None:
    edit = body_edit(M.encode(), M.replace("Old", "New").encode(), "m.py")
    assert edit is not None
    sources = Sources(m=M.encode(), user=f"TEXT = {use}".encode())
    assert reached_by_import(edit, sources, "m", frozenset())
    sources["user"] = f"def text():\n    return {use}".encode()
    assert not reached_by_import(edit, sources, "m", frozenset())


def test_the_kind_of_a_function_may_have_been_read() -> None:
    source = b"def f():\n    return 1\n"
    edit = body_edit(source, source.replace(b"return", b"yield"), "m.py")
    assert edit is not None
    sources = Sources(m=source, user=b"IS = inspect.isgeneratorfunction(m.f)")
    assert reached_by_import(edit, sources, "m", frozenset())
    assert not reached_by_import(edit, Sources(m=source), "m", frozenset())


@pytest.mark.parametrize(
    ("qualname", "expected"),
    [
        ("f", {"f", "caller", "caller_of_caller", "h"}),
        ("A.__init__", {"A", "Sub", "make"}),
        ("A.method", {"method"}),
    ],
)
def test_callers(qualname: str, expected: set[str]) -> None:
    edit, source = edited(qualname)
    user = b"def make(): return Sub()\n@unknown\ndef h(): return caller()\ncaller()\n"
    assert callers(edit, Sources(m=source, user=user), "m").names == expected


def test_a_name_that_is_everywhere_is_too_much_to_read() -> None:
    edit, source = edited("f")
    sources = Sources(m=source, a=b"f()", b=b"f(", c=b"g()")
    assert callers(edit, sources, "m", at_most=3).modules == {"m", "a", "b"}
    with pytest.raises(TooMany):
        callers(edit, sources, "m", at_most=2)


def test_a_class_that_is_everywhere_counts_as_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    old = b"class C:\n    def f(self): pass\n"
    edit = body_edit(old, old + b"    def g(self): pass\n", "m.py")
    assert edit is not None
    sources = Sources(m=old, a=b"from m import C", b=b"from m import C")
    assert not looked_at_by_import(edit, sources, "m")
    monkeypatch.setattr(reach, "_MANY", 2)
    assert looked_at_by_import(edit, sources, "m")


C = "import builtins\n\nclass C:\n    def f(self): pass\n\ndef f(x=1): pass\n"
USES = [
    ("nobody", C, "", False),
    ("an annotation", C, "from m import C\ndef g(c: C) -> C: pass", False),
    ("a base", C, "from m import C\nclass D(C): pass", False),
    ("a function that is not run", C, "import m\ndef g(): return dir(m.C), m.f()", False),
    ("an instance", C, "import m\nc = m.C()", True),
    ("an instance of a subclass", C, "from m import C\nclass D(C): pass\nd = D()", True),
    ("what its own module does", C + "c = C\nprint(c, f)", "", True),
    ("a function that is run", C, "import m\ndef g(): return dir(m.C), m.f()\ng()", True),
    ("what is put together", C, "import inspect, m\ntable = inspect.getmembers(m)", True),
    ("a base from elsewhere", C.replace("C:", "C(builtins.x.Y):"), "import m\nm.f", True),
]


@pytest.mark.parametrize("case", USES, ids=lambda case: case[0])
@pytest.mark.parametrize("kind", ["a method gained", "a method lost", "a default value"])
def test_looked_at(case: tuple[str, str, str, bool], kind: str) -> None:
    _, source, user, expected = case
    longer = source.replace("def f(self): pass\n", "def f(self): pass\n    def g(self): pass\n")
    old, new = {
        "a method gained": (source, longer),
        "a method lost": (longer, source),
        "a default value": (source, source.replace("x=1", "x=2")),
    }[kind]
    if kind == "a default value":
        user = user.replace("m.C()", "m.C(), m.f").replace("D()", "D(), f").replace("C\nc", "f\nc")
    edit = body_edit(old.encode(), new.encode(), "m.py")
    assert edit is not None
    assert looked_at_by_import(edit, Sources(m=old.encode(), u=user.encode()), "m") is expected
