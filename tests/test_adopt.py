"""What the notebook holds follows an edit."""

from __future__ import annotations

import pytest

from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)


def test_a_function_imported_by_name_follows_without_a_search(nb: Notebook) -> None:
    nb.write(m="def f(): return 1")
    nb.run("from m import f")
    nb.edit(m="def f(): return 2")
    assert nb.show("f()") == 2
    assert nb.passes == 0


def test_a_class_stays_the_same_object_with_new_contents(nb: Notebook) -> None:
    nb.write(m="class A:\n    def m(self): return 1\n    def gone(self): pass")
    nb.run("import m; from m import A; kept = A; things = [A() for _ in range(10)]")
    nb.edit(m="class A:\n    def m(self): return 2\n    def added(self): return super().__hash__()")
    assert nb.show("kept is A is m.A")
    assert nb.show("[x.m() for x in things]") == [2] * 10
    assert nb.show("hash(things[0]) == things[0].added()")
    assert not nb.show("hasattr(A, 'gone')")
    assert nb.passes == 0


@pytest.mark.parametrize(
    ("made", "got"),
    [
        ("[f]", "x[0]"),
        ("(f,)", "x[0]"),
        ("((f, 1), [f])", "x[0][0]"),
        ("{f: 1}", "[*x][0]"),
        ("{1: f}", "x[1]"),
        ("{f}", "[*x][0]"),
        ("frozenset([f])", "[*x][0]"),
        ("deque([f], 3)", "x[0]"),
        ("partial(f)", "x"),
        ("partial(print, f).args", "x[0]"),
        ("lru_cache(f)", "x"),
        ("(lambda g: lambda: g())(f)", "x"),
        ("lambda g=f: g()", "x"),
        ("lambda *, g=f: g()", "x"),
        ("OrderedDict([(f, f)])", "[*x][0]"),
        ("SimpleNamespace(a=f)", "x.a"),
        ("MappingProxyType({1: f})", "x[1]"),
        ("weakref.ref(f)", "x()"),
        ("property(f)", "x.fget"),
        ("staticmethod(f)", "x.__func__"),
    ],
)
def test_a_function_follows_into(nb: Notebook, made: str, got: str) -> None:
    nb.write(m="def f(): return 1")
    nb.run(
        """
        import weakref
        from collections import OrderedDict, deque
        from functools import lru_cache, partial
        from types import MappingProxyType, SimpleNamespace
        from m import f
        """
    )
    nb.run(f"x = {made}")
    nb.edit(m="def f(): return 2")
    assert nb.show(f"({got})()") == 2
