"""A failing import shows what a person can act on: once, and nothing of the machinery."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.shells import LOAD, attempt, shell, terminal, write

AUTO = f"{LOAD}\n%refresh_modules --auto"
EDIT = """
from pathlib import Path
def save(path, text):
    _ = Path(path).write_text(text)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", "z = 1\n")
    write(tmp_path, "p/a.py", "from .c import z\nx = z\n")
    return tmp_path


def _edited(folder: Path, source: str, *cells: str) -> list[str]:
    save = f"save('p/c.py', {source!r})"
    return shell(folder, AUTO, EDIT, "from p.a import x", save, *cells)[4:]


def test_only_the_users_frames_are_shown_below_one_line(folder: Path) -> None:
    source = "import json\n\ndef f():\n    return json.loads('{')\nz = f()\n"
    (shown,) = _edited(folder, source, "x")
    line, below, trace = shown.partition("---")
    said = " ".join(line.split())
    assert said.startswith("p.c kept as before: JSONDecodeError: Expecting property name")
    assert said.endswith("(p/c.py:4); mend it, and the next refresh picks it up")
    assert below
    assert trace.count("Traceback (most recent call last)") == 1
    assert "----> 5 z = f()" in trace
    assert "return json.loads('{')" in trace
    for machinery in ("importlib", "ipython_modreset", "raw_decode", "json/decoder.py"):
        assert machinery not in trace
    assert trace.rstrip().endswith(": 1"), "the cell itself runs, on the old code"


def test_it_is_shown_once_and_then_reminded_of_in_one_line(folder: Path) -> None:
    first, second, third = _edited(folder, "z = 1 / 0\n", "x", "x", "x")
    assert first.count("Traceback") == 1
    for later in (second, third):
        assert "Traceback" not in later
        assert later.count("p.c still as before its last edits: ZeroDivisionError") == 1


def test_a_slip_of_syntax_points_at_the_place(folder: Path) -> None:
    (shown,) = _edited(folder, "z = 1\ny = (2,\n", "x")
    assert "p.c kept as before: SyntaxError: '(' was never closed (p/c.py:2)" in shown
    assert "y = (2," in shown
    assert "^" in shown
    assert "ipython_modreset" not in shown


def test_causes_show_the_users_frames_only_too(folder: Path) -> None:
    source = """\
import importlib
try:
    importlib.import_module("not_there")
except ImportError as error:
    raise RuntimeError("no luck") from error
"""
    (shown,) = _edited(folder, source, "x")
    assert "ModuleNotFoundError: No module named 'not_there'" in shown
    assert "RuntimeError: no luck" in shown
    assert "bootstrap" not in shown
    assert "importlib/__init__.py" not in shown


def test_a_group_of_exceptions_and_one_that_cannot_be_told_are_shown_too(folder: Path) -> None:
    (shown,) = _edited(folder, "raise ExceptionGroup('both', [ValueError(1), TypeError(2)])\n", "x")
    assert "ValueError: 1" in shown
    assert "TypeError: 2" in shown
    write(folder, "p/c.py", "z = 1\n")
    (shown,) = _edited(
        folder,
        "class Mute(Exception):\n    def __str__(self):\n        raise OSError\nraise Mute\n",
        "x",
    )
    assert "p.c kept as before: Mute: (OSError in its own __str__)" in shown


WILD = """
def f():
    try:
        1 / 0  # \x1b]0;in the source\x07
    except ZeroDivisionError as error:
        error.add_note("note \\x1b[2J")
        raise ValueError("red \\x1b[31m\\n\\x1b]0;title\\x07 \\rback \\x9b2J") from error
f()
"""
GROUP = "raise ExceptionGroup('g \\x1b[31m', [ValueError('red \\x1b[31m \\x1b]0;t\\x07')])\n"


@pytest.mark.parametrize("colours", ["NoColor", "Linux"])
@pytest.mark.parametrize("source", [WILD, GROUP], ids=["chain", "group"])
def test_what_a_terminal_would_obey_is_spelled_out(folder: Path, source: str, colours: str) -> None:
    choose = f"%colors {colours}"
    cells = (LOAD, AUTO, choose, EDIT, "from p.a import x", f"save('p/c.py', {source!r})", "x")
    *_, shown = shell(folder, *cells)
    assert "red \\x1b[31m" in shown, "the colours of a message are spelled out"
    assert shown.count("\\x1b]0;") >= 2, "titles too"
    assert not re.search(r"[^\n\t -\uffff]|[\x7f-\x9f]", shown)
    if source is WILD:
        assert "\\rback \\x9b2J" in shown


def test_a_terminal_is_coloured_unless_nobody_wants_it(folder: Path) -> None:
    red = "\x1b[31mp.c kept as before: ZeroDivisionError"
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        write(folder, "p/c.py", "z = 1\n")
        cells = (AUTO, EDIT, "import p.a", "save('p/c.py', '1 / 0\\n')", "1")
        shown = terminal(folder, *cells, **variables)
        assert "p.c kept as before: ZeroDivisionError" in shown
        assert (red in shown) == coloured, variables


def test_the_magic_shows_the_line_above_the_traceback(folder: Path) -> None:
    for magic in ("%refresh_modules", "report = %refresh_modules"):
        write(folder, "p/c.py", "z = 1\n")
        shown = shell(folder, LOAD, EDIT, "import p.a", "save('p/c.py', 'z = 1 / 0\\n')", magic)[4]
        assert shown.index("p.c kept as before") < shown.index("Traceback")
        assert shown.count("Traceback") == 1


def test_off_is_silent_but_for_failures(folder: Path) -> None:
    off = "%config ModuleReset.report = 'off'"
    fail = "save('p/c.py', 'z = 1 / 0\\n')"
    cells = ["save('p/c.py', 'z = 33\\n')", "assert x == 33", fail, "assert x == 33", "x"]
    _, edit, refreshed, edit, failed, later = _edited(folder, "z = 22\n", off, *cells)
    assert edit == refreshed == ""
    assert failed.startswith("p.c kept as before: ZeroDivisionError")
    assert failed.count("Traceback") == 1
    assert "kept" not in later


def test_debug_opens_the_failed_import_whatever_failed_before(folder: Path) -> None:
    ran = attempt(
        folder,
        AUTO,
        EDIT,
        "import p.a",
        "def g(culprit):\n    raise OSError(culprit)\ng('of a cell before')",
        "save('p/c.py', 'def f(culprit):\\n    return 1 / culprit\\nf(0)\\n')",
        "1",
        "import io, sys; sys.stdin = io.StringIO('p repr(culprit) * 3\\nq\\n')",
        "%debug",
    )
    assert "OSError" in str(ran[3].error)
    assert "return 1 / culprit" in ran[7].out
    assert "'000'" in ran[7].out


def test_what_looks_back_at_an_error_finds_that_one(folder: Path) -> None:
    """A refresh before it might put its own error in that one's place."""
    cells = (AUTO, EDIT, "import p.a", "raise OSError('mine')", "save('p/c.py', '1 / 0\\n')")
    *_, looked, later = attempt(folder, *cells, "%tb", "1")
    assert "OSError: mine" in looked.out
    assert "ZeroDivisionError" not in looked.out
    assert "p.c kept as before: ZeroDivisionError" in later.out
