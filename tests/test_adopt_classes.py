"""Classes that stay the same objects, and those that cannot."""

from __future__ import annotations

import gc
from types import FunctionType

import pytest

from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)


def test_all_contents_follow(nb: Notebook) -> None:
    nb.write(
        m="class A:\n    'Old.'\n    x: int = 1\n    def f(self): pass\n    def gone(self): pass"
    )
    nb.run("import m; A = m.A; a = A()")
    nb.edit(
        m="class A:\n    'New.'\n    y: str = 'y'\n    def g(self): return 2\n    def f(self): pass"
    )
    assert nb.show("A is m.A and type(a) is A")
    assert nb.show("A.__doc__, A.__annotations__, a.g(), a.y") == ("New.", {"y": str}, 2, "y")
    assert nb.show("[n for n in vars(A) if n[0] != '_']") == ["y", "g", "f"]


def test_nested_classes_and_descriptors_stay_too(nb: Notebook) -> None:
    text = """
    import functools
    class A:
        class Inner:
            def f(self): return {n}
        @staticmethod
        def s(): return {n}
        @classmethod
        def c(cls): return {n}, cls
        @functools.cached_property
        def lazy(self): return {n}
    """
    nb.write(m=text.format(n=1))
    nb.run("from m import A; inner = A.Inner; i = inner(); s, c = A.s, A.c")
    nb.edit(m=text.format(n=2))
    assert nb.show("inner is A.Inner and i.f() == s() == A().lazy == 2 and c() == (2, A)")


def test_what_refers_to_the_new_class_refers_to_the_one_that_stays(nb: Notebook) -> None:
    text = """
    import functools, typing, weakref
    class A:
        k = {n}
        def me(self): return __class__
    A.itself, A.table = A, {{A: [A, (A,)]}}
    default = A()
    def f(x: A = default, *, y: "list[A]" = (A, [A])): return x
    many: list[A] = []
    Maybe, Either, Box = typing.Optional[A], A | int, list[A]
    pair, keyed, held = (A, (A, 1)), {{A: A}}, frozenset([A])
    @functools.singledispatch
    def show(x): return "any"
    @show.register
    def _(x: A): return "A"
    weak = weakref.ref(A)
    class B(A): pass
    """
    nb.write(m=text.format(n=1))
    nb.run("import m, typing; from m import A")
    nb.edit(m=text.format(n=2))
    assert nb.show("m.A is A and A.itself is A and A().me() is A and type(m.default) is A")
    assert nb.show("A.table == {A: [A, (A,)]} and m.f.__annotations__['x'] is A")
    assert nb.show("m.f.__kwdefaults__ == {'y': (A, [A])} and m.f() is m.default")
    assert nb.show("m.Maybe == typing.Optional[A] and m.Either == A | int and m.Box == list[A]")
    assert nb.show("m.pair == (A, (A, 1)) and m.keyed == {A: A} and m.held == {A}")
    assert nb.show("m.show(A()) == 'A' and m.weak() is A and m.B.__mro__[1] is A and A.k == 2")
    assert nb.passes == 0


def test_a_base_is_taken_from_another_module_that_ran_again(nb: Notebook) -> None:
    nb.write(base="class B:\n    def f(self): return 1", m="from base import B\nclass A(B): pass")
    nb.run("from m import A; from base import B; a = A()\nclass Mine(A): pass\nmine = Mine()")
    nb.edit(base="class B:\n    def f(self): return 2", run=("base", "m"))
    assert nb.show("a.f() == mine.f() == 2 and A.__bases__ == (B,) and isinstance(mine, B)")
    assert nb.passes == 0


def test_a_class_whose_name_was_there_before_its_base(nb: Notebook) -> None:
    text = """
    A = None
    class Base:
        def f(self): return {n}
    class A(Base):
        def g(self): return -{n}
    class Last: n = {n}
    """
    nb.write(m=text.format(n=1))
    nb.run("from m import A, Base, Last; a, last = A(), Last()")
    nb.edit(m=text.format(n=2))
    assert nb.show("a.f(), a.g(), last.n, A.__bases__ == (Base,)") == (2, -2, 2, True)


@pytest.mark.parametrize("gained", ["Base", "Generic[T]", "abc.ABC"])
def test_a_base_gained(nb: Notebook, gained: str) -> None:
    text = """
    import abc
    from typing import Generic, TypeVar
    T = TypeVar("T")
    class Base:
        def hello(self): return "hello"
    class A{bases}:
        def f(self): return {n}
    """
    nb.write(m=text.format(n=1, bases=""))
    nb.run("from m import A; import m; a = A(); a.x = 5; box = [a, (a,)]\nclass Mine(A): pass")
    nb.run("mine = Mine(); mine.x = 6")
    nb.edit(m=text.format(n=2, bases=f"({gained})"))
    assert nb.show("isinstance(a, m.A) and A is m.A and a.f() == mine.f() == 2")
    assert nb.show("(a.x, mine.x, box[0] is a, box[1][0] is a)") == (5, 6, True, True)
    assert nb.show("isinstance(mine, Mine) and Mine.__bases__[0] is A")


def test_a_metaclass_of_the_module_stays_as_well(nb: Notebook) -> None:
    text = """
    class Meta(type):
        made = []
        def __new__(meta, name, bases, space):
            cls = super().__new__(meta, name, bases, space)
            meta.made.append(cls)
            return cls
        def __setattr__(cls, name, value): raise RuntimeError("not to be asked")
        def hello(cls): return {n}
    class A(metaclass=Meta): pass
    """
    nb.write(m=text.format(n=1))
    nb.run("from m import A, Meta; a = A()")
    nb.edit(m=text.format(n=2))
    assert nb.show("A.hello() == 2 and type(A) is Meta and type(a) is A and Meta.made == [A]")


def test_a_metaclass_gained(nb: Notebook) -> None:
    nb.write(m="class A: pass")
    nb.run("from m import A; a = A()")
    nb.edit(m="class Meta(type):\n    def f(cls): return 2\nclass A(metaclass=Meta): pass")
    assert nb.show("A.f() == 2 and type(a) is A")


def test_what_notebook_classes_still_lack_is_worked_out_anew_and_put_back(nb: Notebook) -> None:
    text = """
    import abc
    class Shape(abc.ABC):
        @abc.abstractmethod
        def area(self): ...
        @abc.abstractmethod
        def {name}(self): ...
    """
    nb.write(m=text.format(name="edges"))
    nb.run(
        """
        from m import Shape
        class Sided(Shape):
            def edges(self): return 4
        class Square(Sided):
            def area(self): return 1
        def lacking(): return [sorted(x.__abstractmethods__) for x in (Sided, Square)]
        """
    )
    nb.edit(m=text.format(name="corners"), keep=False)
    assert nb.show("lacking()") == [["area", "corners"], ["corners"]]
    nb.journal.undo()
    assert nb.show("lacking(), Square().edges()") == ([["area"], []], 4)


def test_abstract_classes_know_their_virtual_subclasses(nb: Notebook) -> None:
    text = """
    import abc, collections.abc
    class Shape(abc.ABC):
        n = {n}
    class Square: pass
    Shape.register(Square)
    class Items:
        {method}
    {more}
    """
    nb.write(m=text.format(n=1, method="def __iter__(self): pass", more=""))
    nb.run("import collections.abc; from m import Shape, Square, Items\nclass Mine: pass")
    nb.run("Shape.register(Mine)")
    assert nb.show("isinstance(Items(), collections.abc.Iterable)")
    assert not nb.show("issubclass(Items, collections.abc.Sized)")
    assert not nb.show("issubclass(Square, collections.abc.Set)")
    more = "collections.abc.Set.register(Square)"
    nb.edit(m=text.format(n=2, method="def __len__(self): return 1", more=more))
    assert nb.show("issubclass(Square, Shape) and isinstance(Mine(), Shape)")
    assert nb.show("issubclass(Items, collections.abc.Sized)")
    assert not nb.show("isinstance(Items(), collections.abc.Iterable)")
    assert nb.show("issubclass(Square, collections.abc.Set)")


def test_a_class_that_cannot_stay_after_all_is_registered_where_the_new_one_is(
    nb: Notebook,
) -> None:
    text = """
    from collections.abc import Sized
    class Base: pass
    class First(Base): pass
    class Second({base}): n = {n}
    Sized.register(Second)
    """
    nb.write(m=text.format(n=1, base="Base"))
    nb.run("import m; from m import First, Second, Sized; held = [Second]")
    nb.run("class Mine(First, Second): pass")  # which forbids the old Second its new base
    nb.edit(m=text.format(n=2, base="First"))
    assert nb.show("Second.n == 2 and Second is held[0] is m.Second")
    assert nb.show("issubclass(Second, Sized)")


def test_an_enum_is_replaced_member_by_member(nb: Notebook) -> None:
    text = "import enum\nclass E(enum.Flag):\n    {members}"
    nb.write(m=text.format(members="A = 1\n    B = 2\n    GONE = 8"))
    nb.run("from m import E; a, ab, gone = E.A, E.A | E.B, E.GONE; d = {E.B: 'b', E.A: 'a'}")
    nb.run("import m; box = [(a, {gone})]")
    adoption = nb.edit(m=text.format(members="C = 4\n    B = 2\n    A = 1"))
    assert not adoption.left_behind
    assert nb.show("E is m.E and a is E.A and ab is E.A | E.B and list(d) == [E.B, E.A]")
    assert nb.show("box[0][0] is E.A and gone.name") == "GONE"


def test_a_named_tuple_stays(nb: Notebook) -> None:
    text = "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n{more}"
    nb.write(m=text.format(more=""))
    nb.run("from m import P; p = P(1); d = {p: 1}")
    nb.edit(m=text.format(more="    def twice(self): return self.x * 2"))
    assert nb.show("p.twice() == 2 and type(p) is P and d[P(1)] == 1")
    assert nb.passes == 0


def test_a_class_that_compiled_code_holds_is_replaced(nb: Notebook) -> None:
    pytest.importorskip("pydantic")
    text = """
    from pydantic import BaseModel
    class Inner(BaseModel):
        x: int = 1
        {more}
    class Outer(BaseModel):
        inner: Inner
    """
    nb.write(m=text.format(more=""))
    nb.run("from m import Inner, Outer; i = Inner(x=5); o = Outer(inner=i)")
    nb.edit(m=text.format(more="y: int = 7"))
    assert nb.show("isinstance(i, Inner) and i.x == 5 and Outer(inner=Inner()).inner.y == 7")
    assert nb.show("type(o) is Outer and type(o.inner) is Inner and o.inner is i")


def test_the_new_version_is_no_subclass_of_a_base_that_stays(nb: Notebook) -> None:
    nb.write(base="class Plugin: pass", m="from base import Plugin\nclass A(Plugin): x = 1")
    nb.run("import m; from base import Plugin")
    adoption = nb.edit(m="from base import Plugin\nclass A(Plugin): x = 2")
    assert adoption.adopted == 2  # the class, and the module
    assert nb.show("Plugin.__subclasses__() == [m.A] and m.A.x == 2")


def test_old_versions_are_let_go(nb: Notebook) -> None:
    text = "class A:\n    def f(self): return super().__hash__(), {n}\ndef g(): return {n}"
    nb.write(let_go=text.format(n=0))
    nb.run("from let_go import A, g; a = A()")
    for n in range(3):
        nb.edit(let_go=text.format(n=n))
    gc.collect()
    kinds = (type, FunctionType)
    ours = [x for x in gc.get_objects() if type(x) in kinds and x.__module__ == "let_go"]
    assert sorted(x.__qualname__ for x in ours) == ["A", "A.f", "g"]


def test_dataclasses_of_the_notebook_learn_of_new_fields(nb: Notebook) -> None:
    text = "from dataclasses import dataclass\n@dataclass({how})\nclass P:\n    x: int = 1\n{more}"
    cell = """
    from dataclasses import dataclass, field
    from m import P
    @dataclass
    class Mine(P):
        z: list = field(default_factory=list)
        def __repr__(self): return "mine"
    mine = Mine(5)
    """
    for how in ("", "slots=True"):
        nb.write(m=text.format(how=how, more=""))
        nb.run_again("m") if "P" in nb.names else None
        nb.run(cell)
        nb.edit(m=text.format(how=how, more="    y: int = 2"))
        assert nb.show("Mine(1, 3, [4]).y, mine.x, mine.y, mine.z, repr(mine)") == (
            3,
            5,
            2,
            [],
            "mine",
        )
        assert nb.show("mine == Mine(5) and type(mine) is Mine")


@pytest.mark.parametrize(("before", "after"), [("repr=False", ""), ("", "repr=False")])
def test_dataclasses_of_the_notebook_learn_what_fields_are_for_now(
    nb: Notebook, before: str, after: str
) -> None:
    text = """
    from dataclasses import dataclass, field
    class Odd:
        __hash__ = object.__hash__
        def __eq__(self, other): raise RuntimeError("not to be asked")
    @dataclass
    class Q: odd: Odd = Odd()
    @dataclass
    class P: x: int = field(default=1, {how})
    """
    nb.write(m=text.format(how=before))
    nb.run("from dataclasses import dataclass; from m import P, Q")
    nb.run("@dataclass\nclass Mine(P): z: int = 2\nmine = Mine()")
    nb.run("@dataclass\nclass MineToo(Q): pass")
    nb.edit(m=text.format(how=after))
    assert nb.show("repr(mine)") == ("Mine(z=2)" if after else "Mine(x=1, z=2)")


def test_a_dataclass_that_cannot_be_made_over_its_base_any_more_is_as_it_was(nb: Notebook) -> None:
    text = "from dataclasses import dataclass\n@dataclass(slots=True)\nclass P: x: int{default}"
    nb.write(m=text.format(default=""))
    nb.run("from dataclasses import dataclass; from m import P")
    nb.run("@dataclass(slots=True)\nclass Mine(P): z: int\nmine = Mine(1, 2)")
    adoption = nb.edit(m=text.format(default=" = 3"))
    (left,) = adoption.left_behind
    assert left.why.startswith("TypeError: non-default argument 'z' follows")
    assert nb.show("mine.z, Mine(3, 4).z, Mine(1, 2) == mine") == (2, 4, True)


def test_undone_a_class_has_the_bases_that_it_had(nb: Notebook) -> None:
    text = "class B: pass\nclass C: pass\nclass A({base}): pass"
    nb.write(m=text.format(base="B"))
    nb.run("from m import A, B, C")
    nb.edit(m=text.format(base="C"), keep=False)
    assert nb.show("A.__bases__ == (C,)")
    nb.journal.undo()
    assert nb.show("A.__bases__ == (B,)")
