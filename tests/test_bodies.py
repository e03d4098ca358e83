"""Which edits change nothing but function bodies."""

from __future__ import annotations

import ast
import sys

import pytest

from ipython_modreset.patching.bodies import body_edit
from ipython_modreset.patching.definitions import Default
from ipython_modreset.patching.patch import BodyEdit


def compared(old: str, new: str) -> BodyEdit | None:
    assert old != new
    return body_edit(old.encode(), new.encode(), "m.py")


REFUSED = [
    ("a constant", "X = 1", "X = 2"),
    ("the type of a constant", "X = 1", "X = True"),
    ("an expression", "f(1)", "f(2)"),
    ("a statement more", "X = 1", "X = 1\nY = 1"),
    ("a statement less", "X = 1\nY = 1", "X = 1"),
    ("an import", "import a", "import a as b"),
    ("a function more", "def f(): pass", "def f(): pass\ndef g(): pass"),
    ("a function less", "def f(): pass\ndef g(): pass", "def f(): pass"),
    ("a function renamed", "def f(): pass", "def g(): pass"),
    ("the order of functions", "def f(): 1\ndef g(): 2", "def g(): 2\ndef f(): 1"),
    ("the order of methods", "class A:\n def f(): 1\n def g(): 2",
     "class A:\n def g(): 2\n def f(): 1"),
    ("a default that is no constant", "def f(a=b): pass", "def f(a=c): pass"),
    ("a default that becomes none", "def f(a=1): pass", "def f(a=[]): pass"),
    ("a default more", "def f(a): pass", "def f(a=1): pass"),
    ("a keyword-only default less", "def f(*, a=1): pass", "def f(*, a): pass"),
    ("a default under a decorator", "@d\ndef f(a=1): pass", "@d\ndef f(a=2): pass"),
    ("a default under a property", "class A:\n @property\n def f(self, a=1): pass",
     "class A:\n @property\n def f(self, a=2): pass"),
    ("a default in a decorated class", "@d\nclass A:\n def f(self, a=1): pass",
     "@d\nclass A:\n def f(self, a=2): pass"),
    ("an argument more", "def f(a): pass", "def f(a, b): pass"),
    ("an argument renamed", "def f(a): pass", "def f(b): pass"),
    ("a positional-only argument", "def f(a): pass", "def f(a, /): pass"),
    ("a keyword-only argument", "def f(a): pass", "def f(*, a): pass"),
    ("an annotation", "def f(a: int): pass", "def f(a: str): pass"),
    ("a return annotation", "def f() -> int: pass", "def f() -> str: pass"),
    ("a decorator more", "def f(): pass", "@d\ndef f(): pass"),
    ("a decorator less", "@property\ndef f(): pass", "def f(): pass"),
    ("a decorator's argument", "@d(1)\ndef f(): pass", "@d(2)\ndef f(): pass"),
    ("the body under a decorator", "@d\ndef f(): 1", "@d\ndef f(): 2"),
    ("the body under a cache", "@lru_cache\ndef f(): 1", "@lru_cache\ndef f(): 2"),
    ("the body under two", "@property\n@d\ndef f(): 1", "@property\n@d\ndef f(): 2"),
    ("the body under another's setter", "@x.setter\ndef f(s): 1", "@x.setter\ndef f(s): 2"),
    ("the body under a called decorator", "@property()\ndef f(): 1", "@property()\ndef f(): 2"),
    ("the body under a lookalike", "@a.property\ndef f(): 1", "@a.property\ndef f(): 2"),
    ("the module's docstring", "'''Old.'''\ndef f(): 1", "'''New.'''\ndef f(): 1"),
    ("a class's docstring", "class A:\n '''Old.'''", "class A:\n '''New.'''"),
    ("a class attribute", "class A:\n x = 1", "class A:\n x = 2"),
    ("a base", "class A(B): pass", "class A(C): pass"),
    ("a metaclass", "class A: pass", "class A(metaclass=M): pass"),
    ("a class's decorator", "@a\nclass A: pass", "@b\nclass A: pass"),
    ("a special method more", "class A:\n x = 1", "class A:\n x = 1\n def __f__(self): pass"),
    ("a private method more", "class A:\n x = 1", "class A:\n x = 1\n def __f(self): pass"),
    ("a private parameter", "class A:\n x = 1", "class A:\n x = 1\n def f(self, __x): pass"),
    ("a property more", "class A:\n x = 1", "class A:\n x = 1\n @property\n def f(self): pass"),
    ("a method with a list", "class A:\n x = 1", "class A:\n x = 1\n def f(self, x=[]): pass"),
    ("a method with a call", "class A:\n x = 1", "class A:\n x = 1\n def f(self) -> g(): pass"),
    ("a method and an attribute more", "class A:\n x = 1",
     "class A:\n x = 1\n y = 1\n def f(self): pass"),
    ("a method under the name of an attribute", "class A:\n x = f",
     "class A:\n x = f\n def f(self): pass"),
    ("a method under the name of a default", "class A:\n def g(self, x=f): 1",
     "class A:\n def g(self, x=f): 1\n def f(self): pass"),
    ("a method of a class in a class", "class A:\n class B:\n  x = 1",
     "class A:\n class B:\n  x = 1\n  def f(self): pass"),
    ("a method of a class under a decorator", "@d\nclass A:\n x = 1",
     "@d\nclass A:\n x = 1\n def f(self): pass"),
    ("a method of a class under the user's own", "from .dataclasses import dataclass\n"
     "@dataclass\nclass A:\n x = 1", "from .dataclasses import dataclass\n"
     "@dataclass\nclass A:\n x = 1\n def f(self): pass"),
    ("a method of a class with a keyword", "class A(k=1):\n x = 1",
     "class A(k=1):\n x = 1\n def f(self): pass"),
    ("a method of a class in a branch", "if a:\n class A:\n  x = 1",
     "if a:\n class A:\n  x = 1\n  def f(self): pass"),
    ("a method of a class bound again", "class A:\n x = 1\nA = d(A)",
     "class A:\n x = 1\n def f(self): pass\nA = d(A)"),
    ("a method of a class that a function binds", "class A:\n x = 1\ndef g():\n global A\n A = 1",
     "class A:\n x = 1\n def f(self): pass\ndef g():\n global A\n A = 1"),
    ("a method of a class under an exception's name", "class A:\n x = 1\ntry: b\nexcept C as A: d",
     "class A:\n x = 1\n def f(self): pass\ntry: b\nexcept C as A: d"),
    ("a method of a class imported again", "class A:\n x = 1\nfrom a import b as A",
     "class A:\n x = 1\n def f(self): pass\nfrom a import b as A"),
    ("a function becomes a class", "def f(): pass", "class f: pass"),
    ("a function becomes a lambda", "def f(): pass", "f = lambda: None"),
    ("a lambda at the top level", "f = lambda: 1", "f = lambda: 2"),
    ("a lambda in a default", "def f(a=lambda: 1): pass", "def f(a=lambda: 2): pass"),
    ("a lambda in a class", "class A:\n f = lambda: 1", "class A:\n f = lambda: 2"),
    ("a comprehension", "x = [a for a in b]", "x = [a + 1 for a in b]"),
    ("a condition", "if a:\n def f(): pass", "if b:\n def f(): pass"),
    ("a branch", "if a:\n def f(): pass", "if a:\n def f(): pass\nelse: x = 1"),
    ("an exception caught", "try: a\nexcept B: c", "try: a\nexcept C: c"),
    ("a future", "def f(): pass", "from __future__ import annotations\ndef f(): pass"),
    ("a string's prefix", "x = 'a'", "x = b'a'"),
    ("all but the text", "", "x = 1"),
    ("an old version that is no source", "def f(:", "def f(): pass"),
    ("a new version that only the parser takes", "def f(): pass", "def f(): nonlocal x"),
]  # fmt: skip


@pytest.mark.parametrize("edit", REFUSED, ids=lambda edit: edit[0])
def test_refused(edit: tuple[str, str, str]) -> None:
    _, old, new = edit
    assert compared(old, new) is None


if sys.version_info >= (3, 12):

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("def f[T](a: T): pass", "def f[T: int](a: T): pass"),
            ("class A[T]: pass", "class A[S]: pass"),
            ("type A = int", "type A = str"),
            ("def f[T](a): return 1", "def f[T](a): return T"),
        ],
    )
    def test_refused_type_parameters(old: str, new: str) -> None:
        assert compared(old, new) is None


LINES = [
    ("a comment", "def f(): pass", "# Comment.\ndef f(): pass"),
    ("a blank line", "x = 1\ndef f(): pass", "x = 1\n\ndef f(): pass"),
    ("a comment in a body", "def f():\n    pass", "def f():\n    # Comment.\n    pass"),
    ("a comment at a line's end", "x = 1", "x = 1  # one"),
    ("parentheses", "x = a + b", "x = (a\n     + b)"),
    ("quotes", "x = 'a'", 'x = "a"'),
    ("the end of lines", "x = 1\ndef f(): pass\n", "x = 1\r\ndef f(): pass\r\n"),
    ("the last newline", "x = 1", "x = 1\n"),
    ("an encoding", "x = 'a'", "# -*- coding: latin-1 -*-\nx = 'a'"),
    ("a form feed", "x = 1\ndef f(): pass", "x = 1\n\x0c\ndef f(): pass"),
    ("a stub that moves", "@overload\ndef f(): ...", "#\n@overload\ndef f(): ..."),
    ("what runs as a script", "if __name__ == 'x':\n    f()", "#\nif __name__ == 'x':\n    f()"),
]


@pytest.mark.parametrize("edit", LINES, ids=lambda edit: edit[0])
def test_only_lines_move(edit: tuple[str, str, str]) -> None:
    _, old, new = edit
    found = compared(old, new)
    assert found is not None
    assert found.changed == ()


def test_a_byte_order_mark_changes_nothing() -> None:
    edit = body_edit(b"def f(): 'a'", "\ufeffdef f(): 'a'".encode(), "m.py")
    assert edit is not None
    assert edit.changed == ()


def test_the_same_bytes_in_another_encoding_are_an_edit() -> None:
    text = "x = 'ä'"
    latin = b"# coding: latin-1\n" + text.encode()
    assert body_edit(b"# coding: utf-8\n" + text.encode(), latin, "m.py") is None


CHANGED = [
    ("a function", "def f(): return 1", "def f(): return 2", "f"),
    ("the type of a constant", "def f(): return 1", "def f(): return True", "f"),
    ("a method", "class A:\n def f(self): 1", "class A:\n def f(self): return 2", "A.f"),
    ("a nested function", "def f():\n def g(): return 1", "def f():\n def g(): return 2", "f"),
    ("a method in a class in a class", "class A:\n class B:\n  def f(self): return 1",
     "class A:\n class B:\n  def f(self): return 2", "A.B.f"),
    ("a property", "class A:\n @property\n def f(self): return 1",
     "class A:\n @property\n def f(self): return 2", "A.f"),
    ("a setter", "class A:\n @f.setter\n def f(self, v): self.v = 1",
     "class A:\n @f.setter\n def f(self, v): self.v = 2", "A.f"),
    ("an abstract method", "class A:\n @classmethod\n @abc.abstractmethod\n def f(c): return 1",
     "class A:\n @classmethod\n @abc.abstractmethod\n def f(c): return 2", "A.f"),
    ("an override", "class A:\n @typing.override\n def f(c): return 1",
     "class A:\n @typing.override\n def f(c): return 2", "A.f"),
    ("a coroutine function", "async def f(): return 1", "async def f(): return 2", "f"),
    ("async-ness", "def f(): return 1", "async def f(): return 1", "f"),
    ("a branch", "if a:\n def f(): return 1\nelse:\n def f(): return 0",
     "if a:\n def f(): return 2\nelse:\n def f(): return 0", "f"),
    ("a handler", "try: a\nexcept A:\n def f(): return 1",
     "try: a\nexcept A:\n def f(): return 2", "f"),
    ("a loop and a match", "with a:\n for b in c:\n  match d:\n   case 1:\n    def f(): return 1",
     "with a:\n for b in c:\n  match d:\n   case 1:\n    def f(): return 2", "f"),
    ("a function with a class in it", "def f():\n class A: x = 1, 2\n return 1",
     "def f():\n class A: x = 1, 2\n return 2", "f"),
    ("a global", "def f(): pass", "def f():\n global X\n X = 1", "f"),
    ("indentation", "class A:\n def f(self):\n  return 1",
     "class A:\n    def f(self):\n        return 2", "A.f"),
]  # fmt: skip


@pytest.mark.parametrize("edit", CHANGED, ids=lambda edit: edit[0])
def test_changed(edit: tuple[str, str, str, str]) -> None:
    _, old, new, qualname = edit
    found = compared(old, new)
    assert found is not None
    assert [body.qualname for body in found.changed] == [qualname]


def test_what_is_said_of_a_changed_body() -> None:
    old = "x = 1\n@staticmethod\ndef f():\n    'Old.'\n\n\n"
    old += "def g():\n    yield 1\n\n\ndef h():\n    1\n"
    new = old.replace("Old", "New").replace("yield 1", "yield 2").replace("    1\n", "    yield\n")
    edit = compared(old, new)
    assert edit is not None
    f, g, h = edit.changed
    assert (f.line, f.redocumented, f.retyped, f.resumable) == (2, True, False, False)
    assert (g.line, g.redocumented, g.retyped, g.resumable) == (7, False, False, True)
    assert (h.line, h.redocumented, h.retyped, h.resumable) == (11, False, True, False)


_A = "class A:\n x = 1\n def f(self): 1\n"
MEMBERS = [
    ("a method more", _A, _A + " def g(self): 2", ["A.g"]),
    ("a method less", _A, "class A:\n x = 1", ["A.f"]),
    ("a method renamed", _A, _A.replace("f(", "g("), ["A.g", "A.f"]),
    ("a method between others", _A, _A.replace(" def", " async def g(s): 2\n def"), ["A.g"]),
    ("an annotated method", _A, _A + " def g(self, x: 'B' | C[D, 1] = -1, *y: e.f): 2", ["A.g"]),
    ("a method of a dataclass", "import dataclasses as d\n@d.dataclass(eq=1)\n" + _A,
     "import dataclasses as d\n@d.dataclass(eq=1)\n" + _A + " def g(self): 2", ["A.g"]),
    ("a method of a dataclass by its name",
     "from dataclasses import dataclass as data\n@data\n" + _A,
     "from dataclasses import dataclass as data\n@data\n" + _A + " def g(self): 2", ["A.g"]),
    ("methods of two classes", _A + _A.replace("A", "B"),
     _A + " def g(self): 2\n" + _A.replace("A", "B").replace("f(", "g("), ["A.g", "B.g", "B.f"]),
]  # fmt: skip


@pytest.mark.parametrize("edit", MEMBERS, ids=lambda edit: edit[0])
def test_methods_that_come_and_go(edit: tuple[str, str, str, list[str]]) -> None:
    _, old, new, qualnames = edit
    found = compared(old, new)
    assert found is not None
    assert [body.qualname for body in found.members] == qualnames
    assert not found.changed
    assert found.goes_further


def test_other_default_values() -> None:
    edit = compared("def f(a, b=1, *, c, d=2, e=3): 1", "def f(a, b=None, *, c, d=2, e=-3): 1")
    assert edit is not None
    (body,) = edit.changed
    assert body.defaults == (Default(0, 1, None), Default("e", 3, -3))
    assert edit.goes_further


@pytest.mark.parametrize(
    "broken",
    ["def f(:", "x = ", "def f():\nreturn 1", "\x00", "x = 1" + "+1" * 20_000, "-" * 20_000 + "1"],
    ids=["bracket", "value", "indentation", "NUL", "too deep", "too deep for the parser"],
)
def test_what_cannot_be_parsed_is_left_to_the_import(broken: str) -> None:
    assert compared("def f(): pass", broken) is None
    assert compared(broken, "def f(): pass") is None


def test_warnings_about_the_source_are_left_to_the_import(recwarn: pytest.WarningsRecorder) -> None:
    assert compared("def f(): return '\\d'", "def f(): return '\\w', 1 is 1") is not None
    assert recwarn.list == []


def test_no_two_functions_are_taken_for_each_other() -> None:
    """Each code object goes to the one that stands at its place, among many that look alike."""
    old = "".join(f"def f{n}():\n    return lambda: 1\n" for n in range(50))
    new = old.replace("def f25():\n    return lambda: 1", "def f25():\n    return lambda: 2")
    edit = compared(old, new)
    assert edit is not None
    assert [body.qualname for body in edit.changed] == ["f25"]
    moved = {code.co_qualname: code for code in edit.pairs.moved.values()}
    assert set(moved) == {"f25", "f25.<locals>.<lambda>"}
    lines = {n.name: n.lineno for n in ast.parse(new).body if isinstance(n, ast.FunctionDef)}
    assert moved["f25"].co_firstlineno == lines["f25"]
