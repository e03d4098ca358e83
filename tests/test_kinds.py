"""What kind of holder something is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ipython_modreset import strangers
from ipython_modreset.adopting.kinds import class_of, is_hashed, is_internal, iterates, runs


class Plain:
    def __init__(self) -> None:
        self.x = 1


class Slotted(Plain):
    __slots__ = ("y",)


class Bare(Slotted):
    __slots__ = ()


class Counter:
    def __iter__(self) -> Iterator[int]:
        return iter([])

    def __next__(self) -> int:
        return 1


@dataclass(frozen=True)
class Key:
    n: int


def test_classes_that_a_class_statement_made() -> None:
    assert all(map(strangers.is_python_class, [Plain, Slotted, Bare, Counter, Key]))
    in_c = [object, int, type, os.stat_result, time.struct_time, type(iter([]))]
    assert not any(map(strangers.is_python_class, in_c))


def test_what_is_under_way() -> None:
    generator = (x for x in [1])
    compiled = [iter([1]), iter({1: 1}), map(len, []), zip([])]
    assert all(map(iterates, compiled))
    assert all(map(runs, [*compiled, generator]))
    assert not any(map(iterates, [generator, Counter(), [], 1]))
    assert not any(map(runs, [Counter(), [1], Plain]))


def test_the_class_whose_members_a_dict_has() -> None:
    for cls in (Plain, Slotted, Bare, Key):
        assert class_of(strangers.raw_members(cls)) is cls
    for names in ([], ["__module__"], ["__doc__"], ["__module__", "__doc__"]):
        assert class_of(dict.fromkeys(names)) is None


def test_what_the_interpreter_makes_itself() -> None:
    assert all(map(is_internal, [Bare.__mro__, Bare.__bases__, vars(Slotted)["y"]]))
    assert not any(map(is_internal, [(), (1,), (Bare, Plain), [Bare], vars(Plain)["__init__"]]))


def test_what_may_be_filed_by_what_it_holds() -> None:
    assert all(map(is_hashed, [(1,), frozenset(), Key(1)]))
    assert not any(map(is_hashed, [[], {}, Plain(), set()]))
