"""IPython in a terminal, and `jupyter console`: typed into, as somebody does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.sessions.terminal import CONSOLE, CTRL_C, CTRL_D, ENTER, IPYTHON, Terminal, terminal
from tests.shells import LOAD, TIMEOUT, write

FIRST = "def f(n=1):\n    return n * 1\nX = 1\n"
SLOW = "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n"
FAILS = "def f(n=1):\n    culprit = n * 100\n    return culprit / 0\nX = 2\n"


@pytest.fixture(params=[IPYTHON, CONSOLE], ids=["ipython", "jupyter console"])
def command(request: pytest.FixtureRequest) -> list[str]:
    found: list[str] = request.param
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "m.py", FIRST)
    return tmp_path


def _begin(session: Terminal) -> None:
    session.run(LOAD)
    assert "what changed on disk is refreshed" in session.run("%refresh_modules --auto")
    session.run("import m; from m import f, X")
    assert "Out[4]: (1, 1)" in session.run("f(), X")


def test_an_edit_arrives_and_a_slip_is_told(command: list[str], folder: Path) -> None:
    with terminal(folder, command) as session:
        _begin(session)
        write(folder, "m.py", "def f(n=1):\n    return n * 22\nX = 22\n")
        shown = session.run("f(), X")
        assert shown.index("refreshed 1 module in") < shown.index("Out[5]: (22, 22)")
        write(folder, "m.py", "X = 1 / 0\n")
        shown = session.run("f(), X")
        assert "m kept as before: ZeroDivisionError: division by zero (m.py:1)" in shown
        assert shown.count("Traceback") == 1
        assert "Out[6]: (22, 22)" in shown
        assert "m still as before its last edits" in session.run("f(), X")
        write(folder, "m.py", "def f(n=1):\n    return n * 333\nX = 333\n")
        assert "Out[8]: (333, 333)" in session.run("f(), X")
        session.type(CTRL_D)


def test_stop_rolls_back_and_the_session_goes_on(command: list[str], folder: Path) -> None:
    with terminal(folder, command) as session:
        _begin(session)
        write(folder, "m.py", SLOW)
        session.type(f"ran = f(){ENTER}")
        _until_there(folder / "begun")
        session.type(CTRL_C)
        session.until("; this cell did not run")
        write(folder, "m.py", "def f(n=1):\n    return n * 22\nX = 22\n")
        session.type(f"print(f(), X, 'r' 'an' in globals()){ENTER}")
        session.until("22 22 False")


def _until_there(file: Path) -> None:
    for _ in range(TIMEOUT * 10):
        if file.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{file} has not come")


def test_debug_opens_what_failed_after_a_refresh(command: list[str], folder: Path) -> None:
    with terminal(folder, command) as session:
        _begin(session)
        write(folder, "m.py", FAILS)
        shown = session.run("f(7)")
        assert "refreshed 1 module" in shown
        assert "return culprit / 0" in shown, "the new source"
        assert _asked_of_debugger(session, "p culprit, n", "(700, 7)")
        write(folder, "m.py", FIRST)
        assert "Out[7]: (1, 1)" in session.run("f(), X"), "the frames do not stand in the way"
        assert _asked_of_debugger(session, "p culprit", "700"), "the last failure is still it"
        write(folder, "m.py", "def at_import(deep):\n    return deep['none']\nat_import({})\n")
        assert "m kept as before: KeyError: 'none'" in session.run("f(), X")
        assert _asked_of_debugger(session, "p deep", "{}"), "an import that failed is, too"


def _asked_of_debugger(session: Terminal, question: str, answer: str) -> bool:
    """Open ``%debug``, ask something, and leave it."""
    session.type(f"%debug{ENTER}")
    session.until("ipdb>")
    session.type(f"{question}{ENTER}")
    session.until(answer)
    session.run("q")
    return True
