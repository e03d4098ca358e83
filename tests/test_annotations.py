"""Annotations follow, and nobody works them out who was not asked to."""

from __future__ import annotations

import sys

import pytest

from ipython_modreset.annotations import annotated_in
from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

MODULE = """
class A:
    n = {n}
class B(tuple):
    __slots__ = ()
    def __new__(cls): return tuple.__new__(cls, ({n},))
"""
late = pytest.mark.skipif(sys.version_info < (3, 14), reason="worked out at once, before 3.14")


def test_annotations_of_the_notebooks_functions_follow(nb: Notebook) -> None:
    nb.write(m=MODULE.format(n=1))
    nb.run("from m import A, B\ndef f(a: A, b: list[B]) -> B: ...\nseen = f.__annotations__")
    nb.edit(m=MODULE.format(n=2) + "    m = property(len)\n")
    assert nb.show("f.__annotations__ == {'a': A, 'b': list[B], 'return': B}")
    assert nb.show("A.n, B()") == (2, (2,))


@late
def test_what_cannot_be_worked_out_is_no_concern_of_a_refresh(nb: Notebook) -> None:
    nb.write(m=MODULE.format(n=1))
    nb.run("import m\nclass C:\n    x: Missing\n    def f(self, a: Missing, b: m.B = m.B): ...")
    nb.run("def make():\n    def inner(a: Missing, b=m.B): ...\n    return inner\ninner = make()")
    nb.edit(m=MODULE.format(n=2))
    assert nb.show("C.f.__defaults__ == inner.__defaults__ == (m.B,)")
    assert list(annotated_in(nb.names["C"])) == ["x"]


@late
def test_annotations_of_inner_functions_are_worked_out_in_the_new_module(nb: Notebook) -> None:
    text = "K = {n}\ndef make(y):\n    def inner(a: K): return y, K\n    return inner\n"
    nb.write(m=text.format(n=1))
    nb.run("import m\ninner = m.make(5)")
    nb.edit(m=text.format(n=2))
    assert nb.show("inner(0), inner.__annotations__") == ((5, 2), {"a": 2})
