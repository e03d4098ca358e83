"""What arrays, contexts, dispatchers, inner functions and models hold follows an edit."""

from __future__ import annotations

import pytest

from tests.adopting import Notebook, opened_notebook
from tests.refreshing import Project, project

__all__ = ["project"]

nb = pytest.fixture(opened_notebook)

F = "def f(): return {n}\ndef g(): return -{n}"


def test_arrays_of_objects_hold_the_new_ones_in_the_same_places(nb: Notebook) -> None:
    pytest.importorskip("numpy")
    nb.write(m=F.format(n=1))
    nb.run(
        """
        import numpy as np
        from m import f, g
        grid = np.array([[f, 1], [None, g]], dtype=object)
        numbers, view, scalar = np.arange(3), grid[:, 1], np.array(f, dtype=object)
        rest = np.array([g, f, 0], dtype=object)[1:]
        locked = np.array([g], dtype=object)
        locked.setflags(write=False)
        class Table(np.ndarray):
            def __setitem__(self, at, value): raise RuntimeError("not to be asked")
        table = np.array([f], dtype=object).view(Table)
        """
    )
    adoption = nb.edit(m=F.format(n=2), keep=False)
    assert not adoption.left_behind
    assert nb.show("grid[0, 0] is f, grid[1, 1] is view[1] is g, grid[0, 1], grid[1, 0]") == (
        *(True, True, 1),
        None,
    )
    assert nb.show("f(), scalar.item()(), rest[0](), -rest.base[0](), table.item()()") == (2,) * 5
    assert nb.show("locked[0](), locked.flags.writeable, numbers.sum()") == (-2, False, 3)
    nb.journal.undo()
    assert nb.show("f(), grid[0, 0](), grid[1, 1](), scalar.item()(), rest[0]()") == (
        *(1, 1, -1, 1, 1),
    )
    assert nb.show("locked[0](), locked.flags.writeable") == (-1, False)


def test_an_index_looks_up_what_it_holds_now(nb: Notebook) -> None:
    pytest.importorskip("pandas")
    nb.write(m=F.format(n=1))
    nb.run("import pandas as pd; from m import f, g\ni = pd.Index([f, g]); i.get_loc(f)")
    nb.edit(m=F.format(n=2))
    assert nb.show("i.get_loc(f), i.get_loc(g), list(i) == [f, g]") == (
        0,
        1,
        True,
    )


def test_variables_of_the_context_are_set_anew(nb: Notebook) -> None:
    nb.write(m=F.format(n=1))
    nb.run("import contextvars; from m import f; v, w = map(contextvars.ContextVar, 'vw')")
    nb.run("v.set(f); w.set(7); task = contextvars.copy_context()")
    adoption = nb.edit(m=F.format(n=2), keep=False)
    assert nb.show("v.get() is f, f(), w.get(), task[v]()") == (True, 2, 7, 1)
    assert not adoption.left_behind
    nb.journal.undo()
    assert nb.show("v.get()()") == 1


DISPATCH = """
import functools
class A: pass
class B(A): pass
@functools.singledispatch
def show(x): return "any {n}"
@show.register
def _(x: A): return "A {n}"
{more}
class Shower:
    @functools.singledispatchmethod
    def show(self, x): return "any {n}"
    @show.register
    def _(self, x: A): return "A {n}"
"""


def test_implementations_follow_by_their_classes(nb: Notebook) -> None:
    more = "@show.register\ndef _(x: B): return 'B {n}'"
    nb.write(m=DISPATCH.format(n=1, more=more.format(n=1)))
    nb.run("from m import A, B, show, Shower; mine = [show.registry[A], show.registry[B]]")
    nb.run("a, b, shower = A(), B(), Shower(); of_method = vars(Shower)['show'].dispatcher")
    nb.run("of_method = of_method.registry[A]; show(b), shower.show(b)")
    nb.edit(m=DISPATCH.format(n=2, more=more.format(n=2)))
    assert nb.show("[x(None) for x in mine], of_method(None, None)") == (["A 2", "B 2"], "A 2")
    assert nb.show("show(a), show(b), show(1), shower.show(b), shower.show(1)") == (
        *("A 2", "B 2", "any 2"),
        *("A 2", "any 2"),
    )
    nb.edit(m=DISPATCH.format(n=3, more=""))
    assert nb.show("show(a), show(b), mine[0](None)") == ("A 3", "A 3", "A 3")
    nb.edit(m=DISPATCH.format(n=4, more=more.format(n=4)))
    assert nb.show("show(a), show(b), mine[0](None)") == ("A 4", "B 4", "A 4")
    other = "@show.register\ndef _(x: int): return 'int'\n"
    nb.run("mine = list(map(show.registry.get, [A, B]))")
    nb.edit(m=DISPATCH.format(n=5, more=other + more.format(n=5)))
    assert nb.show("[x(None) for x in mine], show(1)") == (["A 5", "B 5"], "int")


INNER = """
def make(a, b=0):
    {more}
    def inner(x=1, *, y=2):
        '''Doc {n}.'''
        return a, {n}, x, y{uses}
    inner.note = {n}
    return inner
def two(): return (lambda: "one {n}"), (lambda: "two {n}")
def plain():
    def ready(): return {n}
    return ready
READY = plain()
class A:
    def method(self):
        def deep():
            def deeper(): return self, {n}
            return deeper
        return deep
"""


def test_a_function_that_only_looks_like_a_dispatcher(nb: Notebook) -> None:
    text = """
    def f(): return {n}
    f.dispatch = len
    def make(n):
        registry = n
        def g(): return registry, {n}
        return g
    g = make(0)
    g.dispatch = g
    """
    nb.write(m=text.format(n=1))
    nb.run("from m import f, g")
    nb.edit(m=text.format(n=2))
    assert nb.show("f(), g(), f.dispatch is len, g.dispatch is g") == (2, (0, 2), True, True)


def test_dispatchers_that_stay_choose_again(project: Project) -> None:
    project.write("show.py", "import functools\n@functools.singledispatch\ndef show(x): return 0\n")
    source = "import show\nclass Shape: pass\nclass Round: pass\nclass Disc({base}): n = {n}\n"
    project.write("m.py", source.format(base="Shape", n=1))
    project.run("import m; from show import show\n@show.register\ndef _(x: m.Shape): return 1")
    project.run("disc = m.Disc(); before = show(disc), show(1)")
    project.write("m.py", source.format(base="Round", n=2))
    project.refresh()
    assert project.show("before, show(disc), show(1)") == ((1, 0), 0, 0)


def test_functions_that_functions_made_get_new_code_and_keep_what_they_close_over(
    nb: Notebook,
) -> None:
    nb.write(m=INNER.format(n=1, more="", uses=""))
    nb.run("from m import make, two, plain, A; i = make('a'); one, other = two(); a = A()")
    nb.run("from m import READY; again = plain(); i.mine = 'mine'; deep = a.method()")
    nb.run("i.__defaults__, i.__kwdefaults__, i.__name__ = (5,), {'y': 6}, 'renamed'")
    nb.run("i.__annotations__['x'] = int; own = make('b'); own.__doc__ = 'My own.'")
    adoption = nb.edit(m=INNER.format(n=2, more="", uses=""))
    assert not adoption.left_behind
    assert nb.show("i(), i.mine, i.__name__, i.__doc__, i.note, i.__annotations__") == (
        *(("a", 2, 5, 6), "mine", "renamed", "Doc 2.", 1),
        {"x": int},
    )
    assert nb.show("i.__globals__ is make.__globals__ and i.__qualname__ == own.__qualname__")
    assert nb.show("own(), own.__doc__, own.__name__") == (("b", 2, 1, 2), "My own.", "inner")
    assert nb.show("one(), other(), again(), READY(), deep()() == (a, 2)") == (
        *("one 2", "two 2", 2, 2),
        True,
    )


def test_functions_made_by_one_that_has_moved(nb: Notebook) -> None:
    text = """
    def {name}(a):
        def inner(): return a, {n}
        def other(): return -{n}, a
        return inner, other
    """
    nb.write(m=text.format(name="make", n=1), elsewhere="X = 1")
    nb.run("import elsewhere; from m import make; inner, other = make('a')")
    nb.write(elsewhere=text.format(name="made", n=2))
    nb.edit(m="from elsewhere import made as make", run=("elsewhere", "m"))
    assert nb.show("inner(), other(), make('b')[0]()") == (("a", 2), (-2, "a"), ("b", 2))


def test_a_function_that_closes_over_something_new_is_left_behind_and_said(nb: Notebook) -> None:
    nb.write(m=INNER.format(n=1, more="", uses=""))
    nb.run("from m import make; i = make('a')")
    adoption = nb.edit(m=INNER.format(n=2, more="", uses=", b"))
    assert [(left.what, left.why) for left in adoption.left_behind] == [
        ("m.make.<locals>.inner", "it does not hold b")
    ]
    assert nb.show("i()") == ("a", 1, 1, 2)


MODELS = """
from typing import Generic, TypeVar
from pydantic import BaseModel, PrivateAttr
T = TypeVar("T")
class Inner(BaseModel):
    x: int = 1
    {more}
class Box(BaseModel, Generic[T]):
    inside: T
    {more}
"""
NOTEBOOK_MODELS = """
from pydantic import BaseModel, PrivateAttr, TypeAdapter, field_validator
from m import Box, Inner
class Mine(Inner):
    model_config = {"extra": "forbid"}
    z: int = 3
    _secret: int = PrivateAttr(default=9)
    @field_validator("z")
    @classmethod
    def doubled(cls, value): return 2 * value
    def model_post_init(self, context): self._secret += 1
class Outer(BaseModel):
    inner: Inner
    boxes: list[Box[int]] = []
class Outermost(BaseModel):
    outer: Outer
class Either(BaseModel):
    value: Inner | str
mine, outer = Mine(z=4), Outer(inner=Inner(x=5), boxes=[Box[int](inside=1)])
IntBox, adapter, inner = Box[int], TypeAdapter(list[Inner]), outer.inner
"""


@pytest.fixture
def models(nb: Notebook) -> Notebook:
    pytest.importorskip("pydantic")
    nb.write(m=MODELS.format(more=""))
    nb.run(NOTEBOOK_MODELS)
    more = "y: int = 2; _kept: int = PrivateAttr(default=4)"
    adoption = nb.edit(m=MODELS.format(more=more), keep=False)
    assert not adoption.left_behind
    return nb


def test_models_over_a_model_are_compiled_again(models: Notebook) -> None:
    assert models.show("Mine(z=5).model_dump()") == {"x": 1, "y": 2, "z": 10}
    assert models.show("Mine(z=5)._secret, mine._secret, mine.z, mine.y") == (10, 10, 8, 2)
    assert models.show("isinstance(mine, Inner) and type(mine) is Mine")
    assert models.show("list(vars(mine)), mine._kept, inner._kept") == (["x", "y", "z"], 4, 4)
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        models.show("Mine(other=1)")
    assert models.show("Inner(other=1).model_dump()") == {"x": 1, "y": 2}


def test_models_of_models_take_the_new_ones(models: Notebook) -> None:
    assert models.show("Outer(inner=Inner(y=7)).inner.y, outer.inner is inner, inner.y") == (
        *(7, True),
        2,
    )
    assert (
        models.show("Outermost.model_validate({'outer': {'inner': {'y': 4}}}).outer.inner.y") == 4
    )
    assert models.show("adapter.validate_python([{'y': 8}])[0].y") == 8
    assert models.show("isinstance(inner, Inner) and inner.x == 5")
    assert models.show("Either.model_validate({'value': {'y': 6}}).value.y") == 6


def test_generic_models_for_the_same_arguments(models: Notebook) -> None:
    assert models.show("IntBox is Box[int] and IntBox(inside=3).y == 2")
    assert models.show("type(outer.boxes[0]) is IntBox and outer.boxes[0].inside == 1")
    with pytest.raises(ValueError, match="valid integer"):
        models.show("Outer(inner=Inner(), boxes=[{'inside': 'x'}])")


def test_undone_the_models_are_as_they_were(models: Notebook) -> None:
    models.journal.undo()
    assert models.show("Mine(z=5).model_dump(), mine._secret") == ({"x": 1, "z": 10}, 10)
    assert models.show("adapter.validate_python([{'x': 8}])[0] == Inner(x=8)")
    assert models.show("IntBox is Box[int] and type(outer.boxes[0]) is IntBox")
    assert models.show("Outer(inner=Inner()).model_dump()") == {"inner": {"x": 1}, "boxes": []}


FACE = """
import sys
def helper(): return {n}
class Face:
    __file__ = __file__
    number = {n}
    def f(self): return helper(), self.number
sys.modules[__name__] = Face()
"""


def test_an_object_in_the_place_of_its_module(nb: Notebook) -> None:
    nb.write(m=FACE.format(n=1))
    nb.run("import m; f, helper, Face, held = m.f, m.f.__globals__['helper'], type(m), [m]")
    nb.edit(m=FACE.format(n=2))
    assert nb.show("f(), helper(), Face.number, held[0].f()") == ((2, 2), 2, 2, (2, 2))
    assert nb.show("held[0] is m and type(m) is Face and helper is f.__globals__['helper']")


def test_an_object_that_takes_the_place_of_its_module(nb: Notebook) -> None:
    nb.write(m="def helper(): return 1")
    nb.run("import m; from m import helper; held = [m]")
    nb.edit(m=FACE.format(n=2))
    assert nb.show("helper(), m.f(), held[0] is m") == (2, (2, 2), True)


def test_what_goes_by_another_name_follows_by_that(nb: Notebook) -> None:
    nb.write(m="def f(): return 1\ndef gone(): return 1\nalias, also = gone, f")
    nb.run("from m import alias, also, f; box = [alias]")
    nb.edit(m="def f(): return 2\ndef other(): return 3\nalias, also = other, other")
    assert nb.show("alias(), box[0](), f(), also()") == (3, 3, 2, 2)


def test_a_function_or_class_that_has_become_a_constant(nb: Notebook) -> None:
    nb.write(m="def f(): return 1\nclass A: pass\nlater = None")
    nb.run("import m; from m import f, A; box = [f, A]; m.later = mine = [1]")
    nb.edit(m="f, A, later = None, 2, None")
    assert nb.show("box, mine") == ([None, 2], [1])


def test_what_was_wrapped_and_is_no_longer(nb: Notebook) -> None:
    text = """
    from functools import wraps
    def minus(f):
        @wraps(f)
        def wrapper(): return -f()
        return wrapper
    {decorator}
    def f(): return {n}
    """
    nb.write(m=text.format(decorator="@minus", n=1))
    nb.run("from m import f; inside = f.__wrapped__; box = [inside]")
    nb.edit(m=text.format(decorator="", n=2))
    assert nb.show("f() == 2 and inside is box[0] is f")


def test_a_class_that_a_helper_of_another_module_makes(nb: Notebook) -> None:
    nb.write(
        helpers="def make(n):\n    class A: k = n\n    return A",
        m="from helpers import make\nA = make(1)",
    )
    nb.run("from m import A; a, box = A(), [A]")
    nb.edit(m="from helpers import make\nA = make(2)")
    assert nb.show("A.k, a.k, box[0].k, type(a) is A") == (2, 2, 2, True)


def test_what_a_module_that_is_gone_defined_follows_to_who_had_imported_it(
    project: Project,
) -> None:
    gone = project.write("helpers.py", "def f(): return 1\n")
    project.write("m.py", "from helpers import f\n")
    project.run("from m import f; box = [f]")
    gone.unlink()
    project.write("m.py", "def f(): return 2\n")
    report = project.refresh()
    assert report.gone == ("helpers",)
    assert project.show("f(), box[0]()") == (2, 2)


@pytest.mark.parametrize(("first", "then"), [(5, 5), (5, 7)])
def test_what_a_partial_method_made_for_an_instance(nb: Notebook, first: int, then: int) -> None:
    text = """
    from functools import partialmethod
    class A:
        def go(self, x, y=0): return {n}, x, y
        five = partialmethod(go, {x}, y=1)
        other = partialmethod(go, 8)
    """
    nb.write(m=text.format(n=1, x=first))
    nb.run("from functools import partial; from m import A; a = A(); five, other = a.five, a.other")
    nb.run("mine = partial(a.go, 5, y=1)")
    nb.edit(m=text.format(n=2, x=then))
    assert nb.show("five(), other(), mine()") == ((2, then, 1), (2, 8, 0), (2, 5, 1))
