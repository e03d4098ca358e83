"""What a source says of the values that its names are bound to."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ipython_modreset.refreshing.bindings import Way, begin_alike, caches, counters


def alike(old: str, new: str | None = None) -> list[Way]:
    """The names that begin alike, where only `mine` is the user's."""
    before, after = (dedent(x).encode() for x in (old, old if new is None else new))
    return sorted(begin_alike(before, after, lambda name: name == "mine"))


@pytest.mark.parametrize(
    "source",
    [
        "x = []",
        "x: list = []",
        "import queue\nx = queue.Queue(3)",
        "from threading import Lock as L\nx = L()",
        "import logging\nx = logging.getLogger(__name__)",
        "x = object()",
        "x = -1 + 2",
    ],
)
def test_a_name_bound_once_to_what_no_edit_changes_begins_alike(source: str) -> None:
    assert alike(source) == [("x",)]


@pytest.mark.parametrize(
    "source",
    [
        "N = 3\nx = [N]",
        "from mine import N\nx = [N]",
        "import mine\nx = mine.make()",
        "from . import make\nx = make()",
        "def make(): ...\nx = make()",
        "list = make\nx = list()",
        "x = [n for n in (1, 2)]",
        "x = lambda: 1",
        "x = []\nx = [1]",
        "x = []\nx += [1]",
        "x = []\nx.append(1)",
        "x = []\nfor x in (): pass",
        "x = []\nuse(x)",
        "x = []\ndef f(y=x): ...",
        "import mine\nx = []\n@mine.register(x)\ndef f(): ...",
        "x = y = []",
        "if True:\n    x = []",
    ],
)
def test_one_that_other_code_of_the_import_may_have_a_say_in_does_not(source: str) -> None:
    assert ("x",) not in alike(source)


def test_names_in_tuples_and_in_classes_count_each_by_itself() -> None:
    source = "import itertools\na, b = 1, object()\nclass A:\n    ids = itertools.count()"
    assert alike(source) == [("A", "ids"), ("a",), ("b",)]


def test_functions_may_use_a_name() -> None:
    assert alike("x = []\ndef f():\n    x.append(1)") == [("x",)]


def test_both_versions_must_say_the_same() -> None:
    assert alike("x, y = [], []", "x, y = [], [1]") == [("x",)]


def test_a_source_that_cannot_be_parsed_says_nothing() -> None:
    assert alike("x = (") == []
    assert not caches(b"\0")


def test_what_functions_fill_where_they_find_nothing_is_a_cache() -> None:
    source = """
    def f(x):
        if x not in by_key:
            by_key[x] = x * 2
        return by_key[x]
    def g(x):
        found = by_get.get(x)
        if found is None:
            found = by_get[x] = x * 2
        return found
    def h(x):
        try:
            return tried[x]
        except KeyError:
            tried[x] = x * 2
            return tried[x]
    def table():
        global loaded
        if loaded is None:
            loaded = load()
        return loaded
    """
    assert {"by_key", "by_get", "tried", "loaded"} <= caches(dedent(source).encode())


def test_a_sum_a_registry_and_a_setting_are_none() -> None:
    source = """
    def count(x):
        if x not in counts:
            counts[x] = 0
        counts[x] += 1
        return counts[x]
    def total(x, n):
        totals[x] = totals.get(x, 0) + n
        return totals[x]
    def register(f):
        if f.__name__ in registry:
            raise ValueError
        registry[f.__name__] = f
        return f
    def login(name):
        global user
        if not name:
            raise ValueError
        user = name
        return user
    """
    assert caches(dedent(source).encode()).isdisjoint({"counts", "totals", "registry", "user"})


def test_counters_are_added_to_by_functions() -> None:
    source = b"top += 1\ndef f(self):\n    global n\n    n -= 1; self.m += 1; x = 1; y *= 2"
    assert counters(source) == {"n", "m"}
