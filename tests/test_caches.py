"""Results of old bodies that live caches still hand out."""

from __future__ import annotations

import functools
import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any, Never

import pytest

from ipython_modreset.patching.caches import Cache
from ipython_modreset.patching.patch import (
    BodyEdit,
    CannotPatch,
    apply,
    body_edit,
    stale_caches,
)
from ipython_modreset.sources import Sources
from ipython_modreset.undo import Journal
from tests.patching import Load, edit, imported, load

__all__ = ["load"]

HELPER = "def helper():\n    return 1\ndef other():\n    return 1\n"
EDITED = HELPER.replace("1", "2", 1)


def stale_in(
    plan: BodyEdit, source: str, module: ModuleType, *notebooks: dict[str, Any]
) -> list[Cache]:
    """Caches that are stale when the only module is edited."""
    sources = Sources(m=source.encode())
    return stale_caches(plan, sources, "m", {"m": vars(module)}.__getitem__, notebooks)


def found(load: Load, source: str, cell: str) -> list[str]:
    """Names of the caches that are stale when `helper` is edited."""
    module = load(HELPER + source)
    namespace = {"m": module, "__name__": "__main__"}
    exec(cell, namespace)
    plan = edit(module, EDITED + source)
    assert plan is not None
    stale = stale_in(plan, HELPER + source, module, namespace)
    apply(plan, module, Journal(), stale)
    return sorted(cache.name for cache in stale)


CACHED = "import functools\n@functools.lru_cache\ndef f(x):\n    return {}\n"
STALE = [
    ("of its caller", CACHED.format("helper() + x"), "m.f(1)", "m.f(1)"),
    (
        "of its caller's caller",
        "def between(x):\n    return [helper() for _ in range(x)]\n" + CACHED.format("between(x)"),
        "m.f(1)",
        "m.f(1)[0]",
    ),
    ("of what calls it in a lambda", CACHED.format("(lambda: helper())()"), "m.f(1)", "m.f(1)"),
    ("of itself", "import functools\nf = functools.cache(helper)\n", "m.f()", "m.f()"),
    (
        "of a method",
        "import functools\nclass A:\n    @functools.lru_cache\n    def f(self):\n"
        "        return helper()\n    class B:\n        @staticmethod\n        @functools.cache\n"
        "        def g():\n            return helper()\na = A()\n",
        "m.a.f(), m.A.B.g()",
        "m.a.f(), m.A.B.g()",
    ),
    (
        "under another decorator",
        "import functools\ndef deco(f):\n    @functools.wraps(f)\n    def wrapper(*args):\n"
        "        return f(*args)\n    return wrapper\n"
        "@deco\n@functools.lru_cache\n@deco\ndef f(x):\n    return helper()\n",
        "m.f(1)",
        "m.f(1)",
    ),
    (
        "in the notebook",
        "",
        "import functools\n@functools.lru_cache\ndef f():\n    return m.helper()\nf()\n",
        "f()",
    ),
    ("of a partial", "import functools\nf = functools.cache(functools.partial(helper))\n", "m.f()",
     "m.f()"),
    (
        "in the notebook, of what calls it in a function of its own",
        "",
        "import functools\ndef g():\n    def inside():\n        return m.helper()\n"
        "    return inside()\n@functools.lru_cache\ndef f():\n    return g()\nf()\n",
        "f()",
    ),
    ("of instances", "class A:\n    def __init__(self):\n        self.x = helper()\n"
     "import functools\n@functools.cache\ndef f():\n    return A()\n", "m.f()", "m.f().x"),
]  # fmt: skip


@pytest.mark.parametrize("case", STALE, ids=lambda case: case[0])
def test_stale_caches_are_emptied(load: Load, case: tuple[str, str, str, str]) -> None:
    _, source, cell, probe = case
    module = load(HELPER + source)
    namespace = {"m": module, "__name__": "__main__"}
    exec(cell, namespace)
    old = eval(probe, namespace)
    assert eval(probe, namespace) == old
    plan = edit(module, EDITED + source)
    assert plan is not None
    stale = stale_in(plan, HELPER + source, module, namespace)
    journal = Journal()
    apply(plan, module, journal, stale)
    assert eval(probe, namespace) != old
    journal.undo()
    assert eval(probe, namespace) == old


@pytest.mark.parametrize(
    ("source", "cell"),
    [
        (CACHED.format("x"), "m.f(1)"),
        (CACHED.format("other()"), "m.f(1)"),
        (CACHED.format("helper()"), ""),
        (CACHED.format("helper()"), "m.f(1), m.f.cache_clear()"),
        (CACHED.replace("lru_cache", "lru_cache(maxsize=0)").format("helper()"), "m.f(1)"),
        ("MEMO = {}\ndef f(x):\n    MEMO[x] = helper()\n", "m.f(1)"),
    ],
)
def test_other_caches_and_the_module_state_stay(load: Load, source: str, cell: str) -> None:
    assert found(load, source, cell) == []


def test_only_the_stale_one_of_two(load: Load) -> None:
    source = CACHED.format("helper()") + CACHED.format("[other()]").replace("f(x)", "g(x)")
    module = load(HELPER + source)
    kept, _ = module.g(1), module.f(1)
    plan = edit(module, EDITED + source)
    assert plan is not None
    stale = stale_in(plan, HELPER + source, module)
    apply(plan, module, Journal(), stale)
    assert module.g(1) is kept
    assert module.f(1) == 2


MEMOISING = """
import functools

def memoise(f):
    memory = {}
    @functools.wraps(f)
    def wrapper(x):
        if x not in memory:
            memory[x] = f(x)
        return memory[x]
    return wrapper

def on_itself(f):
    def wrapper(x):
        return wrapper.memory.setdefault(x, f(x))
    wrapper.memory = {}
    return wrapper

class Memoised:
    def __init__(self, f):
        self.f, self.memory = f, {}
    def __call__(self, x):
        return self.memory.setdefault(x, self.f(x))

class Memory:
    def __init__(self):
        self.data = {}

def with_a_memory(f, memory=None):
    memory = Memory()
    def wrapper(x):
        return memory.data.setdefault(x, f(x))
    return wrapper
"""
DECORATORS = ["memoise", "on_itself", "Memoised", "with_a_memory"]


@pytest.mark.parametrize("decorator", DECORATORS)
def test_a_memory_of_a_decorators_own_is_a_doubt(load: Load, decorator: str) -> None:
    source = MEMOISING + f"@{decorator}\ndef f(x):\n    return helper()\n"
    with pytest.raises(CannotPatch, match="f may remember"):
        found(load, source, "m.f(1)")


@pytest.mark.parametrize("decorator", DECORATORS)
def test_an_empty_memory_is_none(load: Load, decorator: str) -> None:
    assert found(load, MEMOISING + f"@{decorator}\ndef f(x):\n    return helper()\n", "") == []


@pytest.mark.parametrize("decorator", DECORATORS)
def test_a_memory_of_something_else_is_none(load: Load, decorator: str) -> None:
    source = MEMOISING + f"@{decorator}\ndef f(x):\n    return other()\n"
    assert found(load, source, "m.f(1)") == []


def test_a_compiled_function_is_a_doubt(load: Load) -> None:
    """As of `jax.jit` and others: what is under it is known, what it made of that is not."""
    module = load(HELPER + "def f():\n    return helper()\n")
    compiled = functools.partial(module.f)
    compiled.__wrapped__ = module.f  # type: ignore[attr-defined]
    plan = edit(module, EDITED + "def f():\n    return helper()\n")
    assert plan is not None
    source = HELPER + "def f():\n    return helper()\n"
    with pytest.raises(CannotPatch, match="quick may remember"):
        stale_in(plan, source, module, {"quick": Compiled(module.f)})
    assert stale_in(plan, source, module, {"quick": compiled}) == []


class Compiled:
    """Its call is not written in Python."""

    __call__ = len

    def __init__(self, function: object) -> None:
        self.__wrapped__ = function


class Unread(Sources):
    """Sources that may be searched, but not read."""

    def __getitem__(self, name: str) -> Never:
        raise AssertionError


@pytest.mark.parametrize("others", [1, 100])
def test_without_caches_the_sources_that_all_mention_a_name_are_not_read(
    load: Load, others: int
) -> None:
    module = load(HELPER)
    plan = edit(module, EDITED)
    assert plan is not None
    names = [f"user{number}" for number in range(others)]
    sources = Unread(dict.fromkeys(["m", *names], b"helper"))
    reading = pytest.raises(AssertionError) if others == 1 else nullcontext()
    with reading:
        assert stale_caches(plan, sources, "m", lambda name: {}, []) == []


def test_caches_are_found_where_all_sources_mention_a_name(load: Load) -> None:
    source = HELPER + CACHED.format("helper()")
    module = load(source)
    assert module.f(1) == 1
    plan = edit(module, EDITED + CACHED.format("helper()"))
    assert plan is not None
    sources = Sources(m=source.encode()) | {f"user{number}": b"helper" for number in range(100)}
    stale = stale_caches(plan, Sources(sources), "m", lambda name: vars(module))
    assert [cache.name for cache in stale[:1]] == ["f"]


def test_a_cache_in_another_module(load: Load, tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(
        "import functools, m\nf = functools.cache(lambda: m.helper())\n"
    )
    module = load(HELPER)
    user = imported("user")

    try:
        assert user.f() == 1
        plan = body_edit(HELPER.encode(), EDITED.encode(), str(module.__file__))
        assert plan is not None
        sources = Sources(m=HELPER.encode(), user=(tmp_path / "user.py").read_bytes())
        stale = stale_caches(
            plan, sources, "m", {"m": vars(module), "user": vars(user)}.__getitem__
        )
        apply(plan, module, Journal(), stale)
        assert user.f() == 2
    finally:
        del sys.modules["user"]
