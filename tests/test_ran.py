"""Which functions were run by an import."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipython_modreset.observing.ran import RunWatch
from ipython_modreset.undo import Journal
from tests.patching import imported

M = """
def f(*args, **kwargs):
    return args[0] if args else type

def g():
    yield 1
    yield 2

class A:
    def __init__(self):
        pass

    def method(self):
        def inner():
            return 1
        return inner()

    def __init_subclass__(cls):
        pass

    def __set_name__(self, owner, name):
        pass

    def __add__(self, other):
        return 1

class Meta(type):
    def __new__(mcs, *args):
        return super().__new__(mcs, *args)

async def coroutine():
    return 1
"""
USES = [
    ("nothing", "", set()),
    ("a mention", "x = [m.f, m.A]", set()),
    ("a call", "m.f()", {"f"}),
    ("a decorator", "@m.f\ndef h(): pass", {"f"}),
    ("a default value", "def h(x=m.f()): pass", {"f"}),
    ("a class body", "class B:\n    x = m.f()", {"f"}),
    ("a metaclass", "class B(metaclass=m.Meta): pass", {"Meta.__new__"}),
    ("a subclass", "class B(m.A): pass", {"A.__init_subclass__"}),
    ("an instance", "m.A()", {"A.__init__"}),
    ("an operator", "m.A() + 1", {"A.__init__", "A.__add__"}),
    ("a descriptor", "class B:\n    x = m.A()", {"A.__init__", "A.__set_name__"}),
    ("a method", "m.A().method()", {"A.__init__", "A.method", "A.method.<locals>.inner"}),
    ("map", "list(map(m.f, [1]))", {"f"}),
    ("a lazy map", "x = map(m.f, [1])", set()),
    ("a comprehension", "[m.f(x) for x in [1]]", {"f"}),
    ("a sort", "sorted([1], key=m.f)", {"f"}),
    ("a generator consumed", "list(m.g())", {"g"}),
    ("a generator begun", "x = m.g()\nnext(x)", {"g"}),
    ("a coroutine run", "import asyncio\nasyncio.run(m.coroutine())", {"coroutine"}),
    ("a helper in another module", "import helper\nhelper.call(m.f)", {"f"}),
    ("a thread", "import threading\nt = threading.Thread(target=m.f)\nt.start()\nt.join()", {"f"}),
    ("a function that is only defined", "def h():\n    m.f()", set()),
]


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunWatch]:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "m.py").write_text(M)
    (tmp_path / "helper.py").write_text("def call(f):\n    return [f() for _ in range(2)]\n")
    watch = RunWatch(lambda filename: filename.startswith(str(tmp_path)))
    yield watch
    watch.uninstall()
    for name in ("m", "helper", "user", "late"):
        sys.modules.pop(name, None)


def watched_import(watch: RunWatch, name: str) -> None:
    importlib.invalidate_caches()
    watch.start()
    try:
        importlib.import_module(name)
    finally:
        watch.stop()


def functions(watch: RunWatch, path: Path) -> set[str] | None:
    """What ran of a file, less the bodies of modules and classes."""
    ran = watch.ran(str(path))
    return None if ran is None else {name for name in ran if name not in ("<module>", "A", "Meta")}


@pytest.mark.parametrize("use", USES, ids=lambda use: use[0])
def test_what_an_import_runs(
    watch: RunWatch, tmp_path: Path, use: tuple[str, str, set[str]]
) -> None:
    _, text, expected = use
    (tmp_path / "user.py").write_text("import m\n" + text)
    watched_import(watch, "user")
    assert functions(watch, tmp_path / "m.py") == expected


def test_what_a_cell_runs_is_not_noted(watch: RunWatch, tmp_path: Path) -> None:
    watched_import(watch, "m")
    sys.modules["m"].f()
    sys.modules["m"].A().method()
    assert functions(watch, tmp_path / "m.py") == set()


def test_what_a_later_import_runs_is_noted_after_a_cell_ran_it(
    watch: RunWatch, tmp_path: Path
) -> None:
    watched_import(watch, "m")
    sys.modules["m"].f()
    (tmp_path / "late.py").write_text("import m\nm.f()\n")
    watched_import(watch, "late")
    assert functions(watch, tmp_path / "m.py") == {"f"}


def test_new_code_is_noted_too(watch: RunWatch, tmp_path: Path) -> None:
    """A function that a patch gave new code is a new one to the interpreter."""
    watched_import(watch, "m")
    module = sys.modules["m"]
    (tmp_path / "late.py").write_text("import m\nm.f()\n")
    module.f.__code__ = module.f.__code__.replace(co_firstlineno=99)
    watched_import(watch, "late")
    assert functions(watch, tmp_path / "m.py") == {"f"}


def test_a_file_imported_unwatched_is_unknown(watch: RunWatch, tmp_path: Path) -> None:
    imported("m")
    (tmp_path / "user.py").write_text("import m\nm.f()\n")
    watched_import(watch, "user")
    assert watch.ran(str(tmp_path / "m.py")) is None
    assert watch.ran("/no/such/file.py") is None


def test_imports_nest(watch: RunWatch, tmp_path: Path) -> None:
    watch.start()
    watched_import(watch, "m")
    sys.modules["m"].f()
    watch.stop()
    sys.modules["m"].A()
    assert functions(watch, tmp_path / "m.py") == {"f"}


def test_a_watch_that_nobody_stops_stops_itself(tmp_path: Path, watch: RunWatch) -> None:
    watch.uninstall()
    under_way = [True]
    alone = RunWatch(lambda filename: filename.startswith(str(tmp_path)), lambda: under_way[0])
    try:
        alone.start()
        imported("m")
        under_way[0] = False
        sys.modules["m"].f()
        under_way[0] = True
        sys.modules["m"].A()
        assert functions(alone, tmp_path / "m.py") == set()
    finally:
        alone.uninstall()


def test_after_an_import_nobody_listens(tmp_path: Path, watch: RunWatch) -> None:
    (tmp_path / "late.py").write_text("X = 1\n")
    watched_import(watch, "late")
    if sys.version_info >= (3, 12):
        ours = [x for x in range(6) if sys.monitoring.get_tool(x) == "ipython_modreset"]
        assert [sys.monitoring.get_events(tool) for tool in ours] == [0]
    else:
        assert sys.getprofile() is None
        assert threading.getprofile() is None  # of the threads that are started from now on


def test_forgetting_can_be_undone(watch: RunWatch, tmp_path: Path) -> None:
    path = str(tmp_path / "m.py")
    watched_import(watch, "m")
    before = watch.ran(path)
    journal = Journal()
    watch.forget([path], journal)
    assert watch.ran(path) is None
    (tmp_path / "m.py").write_text(M + "\nf()\n")
    del sys.modules["m"]
    watched_import(watch, "m")
    assert functions(watch, tmp_path / "m.py") == {"f"}
    journal.undo()
    assert watch.ran(path) == before


def test_nobody_cares_for_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "m.py").write_text(M)
    watch = RunWatch(lambda filename: False)
    try:
        watched_import(watch, "m")
        assert watch.ran(str(tmp_path / "m.py")) is None
    finally:
        watch.uninstall()
        del sys.modules["m"]


if sys.version_info >= (3, 12):
    monitoring = sys.monitoring

    def test_each_function_is_told_of_once(tmp_path: Path, watch: RunWatch) -> None:
        watch.uninstall()
        told: list[str] = []
        counting = RunWatch(lambda filename: told.append(filename) is None)
        try:
            (tmp_path / "user.py").write_text("import m\nfor _ in range(1000):\n    m.f()\n")
            watched_import(counting, "user")
            ran = counting.ran(str(tmp_path / "m.py")) or frozenset()
            assert told.count(str(tmp_path / "m.py")) == len(ran)
        finally:
            counting.uninstall()

    def test_the_tool_id_is_given_back(watch: RunWatch, tmp_path: Path) -> None:
        names = [monitoring.get_tool(tool) for tool in range(6)]
        assert names.count("ipython_modreset") == 1
        watched_import(watch, "m")
        watch.uninstall()
        watch.uninstall()
        assert "ipython_modreset" not in [monitoring.get_tool(tool) for tool in range(6)]
        assert watch.ran(str(tmp_path / "m.py")) is None
        watched_import(watch, "helper")

    def test_ids_of_others_are_left_alone(watch: RunWatch, tmp_path: Path) -> None:
        watch.uninstall()
        taken = [tool for tool in range(6) if monitoring.get_tool(tool) is None]
        for tool in taken:
            monitoring.use_tool_id(tool, "other")
        try:
            alone = RunWatch(lambda filename: True)
            watched_import(alone, "m")
            assert alone.ran(str(tmp_path / "m.py")) is None
            alone.uninstall()
            assert all(monitoring.get_tool(tool) == "other" for tool in taken)
        finally:
            for tool in taken:
                monitoring.free_tool_id(tool)
