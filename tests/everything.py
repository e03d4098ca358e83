"""A module of many kinds of things, before and after an edit, and a notebook that holds them."""

from __future__ import annotations

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
#: A notebook that holds on to all that in many ways.
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
