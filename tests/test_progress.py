"""A long refresh shows how far it is, in place, and then no longer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.shells import LOAD, TIMEOUT, kernel, terminal, write

AUTO = f"{LOAD}\n%refresh_modules --auto"
MODULES = ("c", "b", "a")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three modules, each of which takes its time when it is told to."""
    slow = "import os, time\ntime.sleep(float(os.environ.get('PAUSE', 0)))\n"
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", f"{slow}x = 1\n")
    write(tmp_path, "p/b.py", f"from .c import x\n{slow}")
    write(tmp_path, "p/a.py", f"from .b import x\n{slow}")
    return tmp_path


def _published(
    folder: Path, monkeypatch: Any, pause: str, cell: str = "x", settings: str = AUTO
) -> list[tuple[str, str, str | None]]:
    """Return kind, text and display id of what the cell after an edit shows."""
    found: list[tuple[str, str, str | None]] = []

    def collect(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] in ("display_data", "update_display_data"):
            shown = content["data"]["text/plain"]
            found.append((message["msg_type"], shown, content["transient"].get("display_id")))

    with kernel(folder, monkeypatch) as session:
        session.run(f"{settings}\nfrom p.a import x")
        session.run(f"import os; os.environ['PAUSE'] = '{pause}'")
        source = (folder / "p/c.py").read_text()
        write(folder, "p/c.py", f"{source}x = 22\n")
        session.client.execute_interactive(cell, output_hook=collect, timeout=TIMEOUT)
    return found


def test_a_notebook_sees_it_in_place_and_the_report_takes_the_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others, last = _published(folder, monkeypatch, "0.7")
    assert first[0] == "display_data"
    assert {kind for kind, _, _ in (*others, last)} == {"update_display_data"}
    assert len({display_id for _, _, display_id in (first, *others, last)}) == 1
    said = [text for _, text, _ in (first, *others)]
    assert {re.fullmatch(r"importing (\d) of 3: p\.[abc]", text)[1] for text in said} == set("123")
    assert last[1].startswith("refreshed 3 modules in 2")


def test_it_is_gone_when_the_report_is_a_value(folder: Path, monkeypatch: Any) -> None:
    shown = _published(folder, monkeypatch, "0.7", "%refresh_modules", LOAD)
    (kind, text, display_id), (last_kind, last_text, last_id) = shown[0], shown[-1]
    assert (kind, last_kind) == ("display_data", "update_display_data")
    assert text.startswith("importing 1 of 3: p.c")
    assert last_text == ""
    assert display_id == last_id


def test_a_short_refresh_shows_none_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (only,) = _published(folder, monkeypatch, "0")
    assert only[0] == "display_data"
    assert only[1].startswith("refreshed 3 modules")


def test_a_terminal_sees_one_line_that_is_cleared(folder: Path) -> None:
    shown = _refreshed_in_terminal(folder, "x = 22")
    lines = re.findall(r"\r\x1b\[2Kimporting (\d) of 3: p\.[abc]", shown)
    assert lines[-1] == "3"
    *_, after = re.split(r"of 3: p\.[abc]", shown)
    assert after.startswith("\r\x1b[2K")
    assert "refreshed 3 modules" in after
    assert _screen(shown)[-1] == "x is 22"


PRINTS = """
import logging, sys
logging.warning("logged")
handler = logging.StreamHandler(sys.stdout)
time.sleep(0.8)
print("printed", flush=True)
print("by the other stream", file=sys.stderr)
handler.emit(logging.makeLogRecord({"msg": "by a handler"}))
print("begun, ", end="")
time.sleep(0.3)
print("ended")
time.sleep(0.3)
print("open", end="")
x = 22
"""


def test_it_gives_way_to_whatever_the_modules_print(folder: Path) -> None:
    shown = _refreshed_in_terminal(folder, PRINTS)
    assert "importing 1 of 3: p.c" in shown
    *_, logged, printed, other, handled, whole, ended, report, cell = _screen(shown)
    assert logged == "WARNING:root:logged"
    assert [printed, other, handled, whole] == [
        "printed",
        "by the other stream",
        "by a handler",
        "begun, ended",
    ]
    assert ended == "open"
    assert report.startswith("refreshed 3 modules")
    assert cell == "x is 22"


def test_nothing_is_left_of_it_in_the_streams(folder: Path) -> None:
    look = "import sys; print([name for s in (sys.stdout, sys.stderr) for name in vars(s)])"
    before, after = re.findall(r"^\[.*\]$", _refreshed_in_terminal(folder, "x = 22", look), re.M)
    assert before == after


def _refreshed_in_terminal(folder: Path, end: str, look: str = "") -> str:
    """Return what a terminal is sent where `p.c` gets another end, and all modules take long."""
    source = (folder / "p/c.py").read_text()
    return terminal(
        folder,
        f"{AUTO}\nfrom p.a import x",
        f"import os; os.environ['PAUSE'] = '0.7'\n{look}",
        f"from pathlib import Path; _ = Path('p/c.py').write_text({f'{source}{end}{chr(10)}'!r})",
        "print('x is', x)",
        look,
    )


def _screen(sent: str) -> list[str]:
    """Return the lines that somebody sees in the end."""
    lines = []
    for line in sent.rstrip("\n").split("\n"):
        *_, last = line.split("\r\x1b[2K")
        assert "\x1b" not in last
        assert "\r" not in last
        lines.append(last)
    return lines
