"""A function's code object and its cells, changed together."""

from __future__ import annotations

import sys
import threading
from types import CellType, CodeType, FunctionType
from typing import Any

import pytest

from ipython_modreset.patching import closures
from ipython_modreset.patching.closures import Closure, become, can_become
from tests.patching import InterruptedAfter


def plain() -> str:
    return "plain"


def with_cell(content: str) -> FunctionType:
    def cell() -> str:
        return content

    assert isinstance(cell, FunctionType)
    return cell


def state(function: FunctionType) -> tuple[CodeType, Closure]:
    return function.__code__, function.__closure__


def copy(function: Any) -> FunctionType:
    return FunctionType(function.__code__, {}, closure=function.__closure__)


KINDS = {"no cell": plain, "a cell": with_cell("cell"), "another cell": with_cell("other")}


@pytest.mark.parametrize("after", KINDS)
@pytest.mark.parametrize("before", KINDS)
def test_it_becomes_the_other(before: str, after: str) -> None:
    function, wanted = copy(KINDS[before]), KINDS[after]
    if len(wanted.__closure__ or ()) == len(function.__closure__ or ()) == 1:
        wanted = FunctionType(wanted.__code__, {}, closure=function.__closure__)
    become(function, *state(wanted))
    assert state(function) == state(wanted)
    assert function() == wanted()


def test_without_ctypes_a_function_keeps_the_cells_that_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = with_cell("one"), with_cell("other")
    assert can_become(copy(plain), one.__code__)
    monkeypatch.setattr(closures, "_set_closure", None)
    assert can_become(copy(plain), plain.__code__)
    assert can_become(one, other.__code__)
    assert not can_become(copy(plain), one.__code__)
    assert not can_become(one, plain.__code__)


@pytest.mark.parametrize("after", ["no cell", "a cell"])
@pytest.mark.parametrize("before", ["no cell", "a cell"])
def test_interrupted_anywhere_it_can_be_called_and_taken_back(before: str, after: str) -> None:
    wanted = KINDS[after]
    lines = 0
    while True:
        function = copy(KINDS[before])
        was = state(function)
        try:
            with InterruptedAfter(lines, closures):
                become(function, *state(wanted))
        except KeyboardInterrupt:
            assert function() in (KINDS[before](), wanted())
            become(function, *was)
            assert state(function) == was
            assert function() == KINDS[before]()
            lines += 1
        else:
            break
    assert lines > 3


def test_other_threads_may_call_it_all_the_while() -> None:
    function, done, seen = copy(plain), threading.Event(), set()

    def call() -> None:
        while not done.is_set():
            seen.add(function())

    thread = threading.Thread(target=call)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        thread.start()
        for _ in range(2000):
            become(function, *state(KINDS["a cell"]))
            become(function, *state(KINDS["no cell"]))
    finally:
        done.set()
        thread.join()
        sys.setswitchinterval(interval)
    assert seen <= {"plain", "cell"}


def test_the_cell_is_the_one_given() -> None:
    function, cell = copy(plain), CellType("mine")
    become(function, KINDS["a cell"].__code__, (cell,))
    cell.cell_contents = "changed"
    assert function() == "changed"


def test_references_are_balanced() -> None:
    cell = CellType("mine")
    count = sys.getrefcount(cell)
    function = copy(plain)
    for _ in range(5):
        become(function, KINDS["a cell"].__code__, (cell,))
        become(function, *state(KINDS["no cell"]))
    assert sys.getrefcount(cell) == count


def test_a_change_of_kind_warns_nobody(recwarn: pytest.WarningsRecorder) -> None:
    def generator() -> Any:
        yield 1

    function = copy(plain)
    become(function, generator.__code__, None)
    assert list(function()) == [1]
    assert recwarn.list == []
