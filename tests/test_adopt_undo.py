"""Whatever happens in the middle: undone, the session is as it was."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from ipython_modreset.adopting.adopt import adopt
from ipython_modreset.undo import Journal
from tests.adopting import Notebook, opened_notebook
from tests.pictures import Picture

nb = pytest.fixture(opened_notebook)

SOURCE = """
import enum, functools, abc
from dataclasses import dataclass, field
from typing import NamedTuple
import registry
K = {n}
def f(x={n}): return K
def outer(a):
    def inner(): return a, K
    return inner
@functools.lru_cache
def cached(): return {n}
@functools.singledispatch
def show(x): return "any {n}"
@registry.register
def handler(): return {n}
class Base:
    def hello(self): return "base {n}"
@registry.register
class A(Base):
    attribute = {n}
    def m(self): return super().hello()
    @property
    def p(self): return {n}
    {extra}
class Slim:
    __slots__ = {slots}
    def __init__(self): self.x = 1
class Colour(enum.Enum):
    RED = {n}
    BLUE = 20
@dataclass(frozen=True)
class Point:
    x: int = 0
    {fields}
@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    x: int = 0
    {fields}
class Shape(abc.ABC): pass
class Row(NamedTuple):
    a: int
    def sum(self): return self.a + {n}
class Mixin:
    pass
class Mixed({bases}):
    pass
STATE = {{"f": f}}
default = A()
"""

OLD = SOURCE.format(n=1, extra="def gone(self): pass", slots='("x",)', fields="", bases="")
NEW = SOURCE.format(
    n=2,
    extra="def added(self): return __class__",
    slots='("x", "y")',
    fields="tags: tuple = field(default_factory=tuple)",
    bases="Mixin",
)
REGISTRY = """
ALL, NAMED, KEYED = [], {}, {}
def register(thing):
    ALL.append(thing); NAMED[thing.__name__] = thing; KEYED[thing] = len(ALL)
    return thing
"""
CELL = """
import collections, dataclasses, functools, types, weakref
import m, registry
from m import *
from m import default
class Plain: pass
class Slotted:
    __slots__ = ("one", "two")
class Mine(A):
    kept, tool = f, staticmethod(f)
    def m(self): return super().m()
class MineToo(Slim): pass
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MineFixed(Fixed):
    z: int = 1
def closure():
    held = f
    return lambda: held()
@show.register
def _(x: Plain): return "plain"
Shape.register(Plain)
plain, slotted, slim, too = Plain(), Slotted(), Slim(), MineToo()
plain.f, plain.t = f, (f, (A, Colour.RED))
slotted.one, slotted.two = f, [f]
a, mine, point, mixed, row = A(), Mine(), Point(3), Mixed(), Row(1)
fixed = [Fixed(x=3), MineFixed(x=4)]
lists = [f, (f, 1), [f, cached], {f}, frozenset([f, 2]), collections.deque([f], 3)]
keys = {1: 2, f: "f", Colour.BLUE: "blue", (f, 1): "tuple", point: "point"}
ordered = collections.OrderedDict([(f, 1), (2, f), (Colour.RED, 3)])
ordered.move_to_end(2)
missing = collections.defaultdict(f, {"a": f})
sets = {f, Colour.RED, slim}
part, method, lam, put = functools.partial(f, f, a=f), a.m, closure(), STATE.update
made = outer(5)
refs = [weakref.ref(f), weakref.WeakSet([cached]), weakref.WeakKeyDictionary({Colour.RED: 1})]
alias, union = list[Colour], Colour | int
space = types.SimpleNamespace(x=f)
error = ValueError(f, Colour.RED)
def typed(x: Colour, y=f, *, z=Slim) -> Slim: pass
holder = property(f)
"""


def roots(notebook: Notebook) -> list[Any]:
    old = [vars(sys.modules[name]) for name in ("m", "registry")]
    return [notebook.names, *old, *(sys.modules[name] for name in ("m", "registry"))]


def start(notebook: Notebook) -> None:
    notebook.write(m=OLD, registry=REGISTRY)
    notebook.run(CELL)


class TakenBack:
    """Runs ``m`` again, adopts, undoes, and puts the old module back."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        registry = vars(sys.modules["registry"])
        self.registry = {name: registry[name].copy() for name in ("ALL", "NAMED", "KEYED")}

    def __call__(self, journal: Journal) -> None:
        swaps = self.notebook.run_again("m")
        try:
            adopt(swaps, [self.notebook.names], journal)
        finally:
            journal.undo()
            sys.modules["m"] = swaps[0].old
            for name, before in self.registry.items():  # the import's doing, not the adoption's
                container = vars(sys.modules["registry"])[name]
                container.clear()
                getattr(container, "extend" if name == "ALL" else "update")(before)


def test_undone_everything_is_as_before(nb: Notebook) -> None:
    start(nb)
    before = Picture(roots(nb))
    nb.write(m=NEW)
    TakenBack(nb)(Journal())
    assert before.differences(Picture(roots(nb))) == []


def test_the_picture_shows_what_an_adoption_changes(nb: Notebook) -> None:
    start(nb)
    before = Picture(roots(nb))
    nb.edit(m=NEW)
    changed = {line.split()[0] for line in before.differences(Picture(roots(nb)))}
    assert {"dict", "list", "set", "cell", "type", "partial", "deque", "OrderedDict"} <= changed


class Stop(BaseException):
    """What no ``except Exception`` stops."""


@pytest.mark.parametrize("before_or_after", ["before", "after"])
def test_stopped_at_any_note_everything_is_as_before(
    nb: Notebook, monkeypatch: pytest.MonkeyPatch, before_or_after: str
) -> None:
    """The note is made before the change: stopped before it, and between it and the change."""
    ordinary = Journal.note
    count = 0

    def note(self: Journal, step: Any, *args: Any) -> None:
        nonlocal count
        count -= 1
        if count == 0 and before_or_after == "before":
            raise Stop
        ordinary(self, step, *args)
        if count == 0:
            raise Stop

    start(nb)
    before = Picture(roots(nb))
    taken_back = TakenBack(nb)
    nb.write(m=NEW)
    monkeypatch.setattr(Journal, "note", note)
    stopped = 0
    while True:
        count = stopped + 1
        try:
            taken_back(Journal())
        except Stop:
            stopped += 1
            assert before.differences(Picture(roots(nb))) == [], f"stopped at note {stopped}"
        else:
            break
    assert stopped > 50
    monkeypatch.undo()
    nb.edit(m=NEW)
    assert nb.show("f(), a.m(), method(), lists[0](), keys[f], made()") == (
        (2, "base 2", "base 2", 2, "f", (5, 2))
    )
