"""Which names lead to something that may wrap a function."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from ipython_modreset.patching.wrappers import wrappers


def plain() -> None:
    pass


def closing_over(thing: object) -> Callable[[], object]:
    return lambda: thing


class Holder:
    """Holds something by some name."""

    def __init__(self, **held: Any) -> None:
        vars(self).update(held)

    def method(self) -> None:
        pass


def names(*spaces: dict[str, Any]) -> list[str]:
    return sorted(name for name, _ in wrappers(spaces))


@pytest.mark.parametrize(
    "thing",
    [
        closing_over(plain),
        functools.partial(plain),
        functools.lru_cache(plain),
        Holder().method,
        property(plain, plain),
        property(plain, None, plain),
        property(closing_over(plain)),
        property(functools.partial(plain)),
        Holder(plain=plain),
        Holder(__wrapped__=1),
    ],
    ids=repr,
)
def test_what_may_wrap_one(thing: object) -> None:
    assert names({"plain": thing, "N": 1}) == ["plain"]


@pytest.mark.parametrize(
    "thing",
    [plain, len, Holder, property(plain), Holder(other=Holder.method), Holder(plain=len), [plain]],
)
def test_what_wraps_none(thing: object) -> None:
    assert names({"plain": thing, "other": functools.partial(plain)}) == ["other"]
    assert names({1: functools.partial(plain)}) == []  # type: ignore[dict-item]


def test_it_is_found_in_classes_of_the_modules_themselves() -> None:
    space: dict[str, Any] = {"__name__": "m"}
    source = """
import functools
def one(): pass
class A:
    @staticmethod
    def static(): pass
    class B:
        class C:
            class D:
                deep = functools.partial(one)
"""
    exec(source, space)
    assert names(space) == ["deep", "static"]
    assert names({"A": space["A"], "__name__": "other"}) == []


def test_it_is_found_among_many_namespaces() -> None:
    spaces = [{f"f{number}": functools.partial(plain)} for number in range(99)]
    assert len(names(*spaces)) == 99


def test_no_code_of_a_metaclass_is_run() -> None:
    class Meta(type):
        def __hash__(cls) -> NoReturn:
            raise RuntimeError("not to be asked")

    class A(metaclass=Meta):
        pass

    assert names({"a": A(), "A": A, "part": functools.partial(plain)}) == ["part"]
