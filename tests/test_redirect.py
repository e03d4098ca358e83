"""Functions held where nobody can write: they call their successors."""

from __future__ import annotations

import gc
from types import FunctionType

import pytest

from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

TEXT = "K = {k}\ndef f(a, b={k}, *, c=0): return a, b, c, K\nclass A:\n    def g(self): return K\n"


def test_iterators_call_the_new_function(nb: Notebook) -> None:
    nb.write(m=TEXT.format(k=1))
    nb.run("from m import f, A; import itertools; todo = map(f, 'xy'); next(todo)")
    nb.run("bound = itertools.starmap(A().g, [()])")
    assert not nb.edit(m=TEXT.format(k=2)).left_behind
    assert nb.show("list(todo), list(bound)") == ([("y", 2, 0, 2)], [2])


def test_a_closure_with_cells_and_arguments_by_name(nb: Notebook) -> None:
    text = (
        "K = {k}\ndef outer(n):\n    def inner(x, *, by=1): return n, x, by, K\n    return inner\n"
    )
    nb.write(m=text.format(k=1))
    nb.run("from m import outer; import itertools")
    nb.run("todo = itertools.starmap(outer(7), [(1,), (2,)]); next(todo)")
    assert not nb.edit(m=text.format(k=2)).left_behind
    assert nb.show("list(todo)") == [(7, 2, 1, 2)]


def test_over_many_edits_only_the_newest_version_is_kept(nb: Notebook) -> None:
    text = TEXT.replace("def f(", "def counted(")
    nb.write(m=text.format(k=0))
    nb.run("from m import counted")
    nb.run("todo = map(counted, range(9)); next(todo)")
    for k in range(1, 5):
        nb.edit(m=text.format(k=k))
        assert nb.show("next(todo)")[1:] == (k, 0, k)
    gc.collect()
    named = [x for x in gc.get_objects() if type(x) is FunctionType and x.__name__ == "counted"]
    assert len(named) == 2  # the redirected one, and the newest


def test_undone_it_is_as_before(nb: Notebook) -> None:
    nb.write(m=TEXT.format(k=1))
    nb.run("from m import f; todo = map(f, 'xy'); old = [f]")
    before = nb.show("f")
    code, defaults = before.__code__, (before.__defaults__, before.__kwdefaults__)
    nb.edit(m=TEXT.format(k=2), keep=False)
    assert before.__code__ is not code
    nb.journal.undo()
    assert before.__code__ is code
    assert (before.__defaults__, before.__kwdefaults__) == defaults
    assert nb.show("next(todo)") == ("x", 1, 0, 1)


def test_what_is_no_function_any_more_is_left_behind(nb: Notebook) -> None:
    nb.write(m=TEXT.format(k=1))
    nb.run("from m import f; import functools; key = functools.cmp_to_key(f)")
    adoption = nb.edit(m="K = 2\nf = [1]\n")
    assert [(left.what, left.why) for left in adoption.left_behind] == [
        ("m.f", "a KeyWrapper holds it")
    ]


def test_a_closure_that_lacks_a_variable_of_the_new_code_is_left_behind(nb: Notebook) -> None:
    text = "def make(a, b):\n    def inner(): return a{more}\n    return inner\n"
    nb.write(m=text.format(more=""))
    nb.run("from m import make; inner = make(1, 2)")
    adoption = nb.edit(m=text.format(more=" + b"))
    assert nb.show("inner(), make(1, 2)()") == (1, 3)
    assert [(left.what, left.why) for left in adoption.left_behind] == [
        ("m.make.<locals>.inner", "it does not hold b")
    ]
