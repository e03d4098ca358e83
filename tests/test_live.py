"""Finding live functions, with a search of the heap only where one may hide."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest

from tests.patching import Load, load, patch

__all__ = ["load"]

THOUSAND = "".join(f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(1000))
METHODS = """
import dataclasses, functools

class A:
    @property
    def p(self):
        return 1

    @p.setter
    def p(self, value):
        pass

    @functools.cached_property
    def cached(self):
        return 1

    @classmethod
    def c(cls):
        return 1

    part = functools.partialmethod(c, 1)

    class B:
        @staticmethod
        def s():
            return 1

@dataclasses.dataclass
class D:
    x: list = dataclasses.field(default_factory=lambda: [1])

    def __post_init__(self):
        pass

def deco(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)
    return wrapper

@deco
@deco
def twice():
    return 1

@functools.lru_cache
def remembered():
    return 1

@functools.singledispatch
def single(x):
    return 1

@single.register
def _(x: int):
    return 2

@single.register
def _(x: str):
    return 3

part = functools.partial(deco, 1)
TABLE = {"x": [twice, {"y": remembered}]}
"""


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Count the searches of the heap."""
    found: list[object] = []
    search = gc.get_referrers

    def counted(*things: object) -> list[Any]:
        found.append(things)
        return search(*things)

    monkeypatch.setattr(gc, "get_referrers", counted)
    return found


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """Give every live function of a module, the slow and sure way."""
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__globals__ is vars(module):
            yield thing


def lines(module: ModuleType) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for function in functions_of(module):
        if function.__code__.co_filename == module.__file__:
            code = function.__code__
            found.setdefault(code.co_qualname, set()).add(code.co_firstlineno)
    return found


def expect_all_moved(module: ModuleType, new: str) -> None:
    before = lines(module)
    patch(module, new)
    after = lines(module)
    assert before
    assert after == {name: {n + 1 for n in numbers} for name, numbers in before.items()}


def test_one_of_a_thousand(load: Load, searches: list[object]) -> None:
    module = load(THOUSAND)
    new = THOUSAND.replace("return x + 500", "y = x\n    return y * 500")
    report = patch(module, new)
    assert (module.f500(2), module.f501(1)) == (1000, 502)
    assert report.functions == 500
    assert (report.searched, searches) == (False, [])


def test_functions_that_do_not_move_are_left_alone(load: Load) -> None:
    module = load(THOUSAND)
    code = module.f501.__code__
    assert patch(module, THOUSAND.replace("return x + 500", "return x - 500")).functions == 1
    assert module.f501.__code__ is code


def test_common_holders_need_no_search(load: Load, searches: list[object]) -> None:
    module = load(METHODS)
    expect_all_moved(module, "\n" + METHODS)
    assert searches == []


def test_all_of_them_again_after_a_patch(load: Load, searches: list[object]) -> None:
    module = load(METHODS)
    for count in range(1, 4):
        expect_all_moved(module, "\n" * count + METHODS)
    assert searches == []


def test_a_method_in_a_module_with_large_data(load: Load, searches: list[object]) -> None:
    source = "DATA = [{'x': [n]} for n in range(10_000)]\nclass A:\n    def f(self):\n        1\n"
    module = load(source)
    expect_all_moved(module, "\n" + source)
    assert searches == []


def test_overload_stubs_are_not_missed(load: Load, searches: list[object]) -> None:
    source = (
        "from typing import overload\nimport typing\n@overload\ndef f(x: int): ...\n"
        "class A:\n    @typing.overload\n    def m(self): ...\n"
        "    def m(self, x=1):\n        return 1\n"
        "@overload\ndef f(x: str): ...\ndef f(x):\n    return 1\n"
    )
    module = load(source)
    patch(module, source.replace("return 1", "return 2"))
    assert (module.f(1), module.A().m()) == (2, 2)
    assert searches == []


def test_a_kept_traceback_needs_no_search(
    load: Load, searches: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def f():\n    return g()\ndef g():\n    raise ValueError\n"
    module = load(source)
    try:
        module.f()
    except ValueError as error:
        try:
            raise TypeError from error
        except TypeError as last:
            error.__context__ = last  # some code makes them come round
            monkeypatch.setattr(sys, "last_value", last, raising=False)
    patch(module, source.replace("raise ValueError", "return 2"))
    assert module.f() == 2
    assert searches == []


HIDDEN = [
    (
        "a closure in a list",
        "def make(n):\n    def f():\n        return n\n    return f\n",
        "m.make(1)",
    ),
    ("a generator's closure", "def make(n):\n    return (lambda: n)\n", "(f for f in [m.make(1)])"),
    ("a deleted function", "def f():\n    return 1\n", "[m.__dict__.pop('f')]"),
    (
        "a decorated function elsewhere",
        "def deco(f):\n    def wrapper():\n        return f()\n    return wrapper\n",
        "m.deco(len)",
    ),
    (
        "a class made by a function",
        "def make():\n    class A:\n        def f(self): pass\n    return A",
        "m.make()",
    ),
    (
        "a function defined again",
        "KEPT = {1: None}\ndef f(): 1\n",
        "m.f, m.__dict__.update(f=None)",
    ),
]


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda hidden: hidden[0])
def test_hidden_functions_are_searched_once(
    load: Load, searches: list[object], hidden: tuple[str, str, str]
) -> None:
    _, source, hide = hidden
    module = load(source)
    kept = eval(hide, {"m": module})
    expect_all_moved(module, "\n" + source)
    assert len(searches) == 1
    assert kept is not None


def test_dead_closures_need_no_search(load: Load, searches: list[object]) -> None:
    source = "def make(n):\n    def f():\n        return n\n    return f\n"
    module = load(source)
    module.make(1)()
    patch(module, source.replace("return n", "return n + 1"))
    assert searches == []


def test_functions_defined_in_a_loop(load: Load) -> None:
    source = "ALL = []\nfor n in range(3):\n    def f(n=n):\n        return n\n    ALL.append(f)\n"
    module = load(source)
    assert patch(module, source.replace("return n", "return -n")).functions == 3
    assert [f() for f in module.ALL] == [0, -1, -2]


HOSTILE = """
class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit

    def __eq__(cls, other):
        raise SystemExit

    __hash__ = __instancecheck__ = __setattr__ = __eq__


class Hostile(metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit

    def __eq__(self, other):
        raise SystemExit

    __hash__ = __len__ = __bool__ = __iter__ = __call__ = __setattr__ = __eq__

    def f(self):
        return 1


hostile = Hostile()
HELD = [hostile, (hostile, Hostile), lambda: hostile]


def f():
    return 1
"""


def test_strangers_are_not_asked(load: Load) -> None:
    """Objects that object to every question may be anywhere."""
    module = load(HOSTILE)
    expect_all_moved(module, "\n" + HOSTILE)
    patch(module, HOSTILE.replace("return 1", "return 2"))
    assert module.f() == 2
    assert type.__getattribute__(module.Hostile, "f")(module.hostile) == 2


def test_a_second_module_of_the_same_file_is_left_alone(load: Load) -> None:
    source = "def f():\n    return 1\n"
    first = load(source)
    second = load(source)
    patch(second, source.replace("1", "3"))
    assert (first.f(), second.f()) == (1, 3)
