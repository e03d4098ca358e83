"""An interrupted refresh is rolled back and says so; the cell behind it does not run."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from tests.shells import LOAD, TIMEOUT, attempt, environment, terminal, write

SLOW = """
import pathlib, time
pathlib.Path("begun").touch()
z = 2
time.sleep(60)
"""
SAID = "refresh interrupted while p.c was imported: rolled back, the old code goes on working"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", "z = 1\n")
    write(tmp_path, "p/a.py", "from .c import z\nx = z\nfrom . import last\n")
    write(tmp_path, "p/last.py")
    return tmp_path


@pytest.fixture
def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    wanted = environment(folder)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", wanted["JUPYTER_RUNTIME_DIR"])
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=wanted)
    try:
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _run(client: Any, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run a cell; return the reply and all that the cell published."""
    messages: list[dict[str, Any]] = []
    reply = client.execute_interactive(
        code, output_hook=messages.append, timeout=TIMEOUT, stop_on_error=False
    )
    return reply["content"], messages


def _run_and_stop(manager: Any, client: Any, code: str, begun: Path) -> dict[str, Any]:
    """Run a cell, press stop once `begun` is there, and return what became of it."""
    request = client.execute(code)
    _until(begun.exists)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == request
    published = []
    while True:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        if message["parent_header"].get("msg_id") == request:
            published.append(message)
            if message["content"].get("execution_state") == "idle":
                return {"reply": reply["content"], "published": published}


def _joined(traceback: list[str]) -> str:
    """Return a traceback as one line; in a notebook, none of its lines breaks within a word."""
    (text,) = traceback
    assert max(map(len, text.splitlines())) <= 75
    return " ".join(text.split())


def _until(true: Any) -> None:
    for _ in range(TIMEOUT * 10):
        if true():
            return
        time.sleep(0.1)
    raise queue.Empty


@pytest.mark.parametrize(
    "cell",
    ["ran.append(x)", "import asyncio\nawait asyncio.sleep(0)\nran.append(x)"],
    ids=["ordinary", "awaiting"],
)
def test_stop_rolls_back_and_the_cell_does_not_run(
    session: tuple[Any, Any], folder: Path, cell: str
) -> None:
    manager, client = session
    _run(client, f"{LOAD}\n%refresh_modules --auto\nfrom p.a import x\nran = []; import p.c")
    write(folder, "p/c.py", SLOW)
    stopped = _run_and_stop(manager, client, cell, folder / "begun")
    assert stopped["reply"]["status"] == "error"
    (error,) = [each["content"] for each in stopped["published"] if each["msg_type"] == "error"]
    assert _joined(error["traceback"]) == f"{SAID}; this cell did not run"
    write(folder, "p/c.py", "z = 3\n")
    reply, _ = _run(client, "assert (ran, x, p.c.z) == ([], 3, 3), (ran, x, p.c.z)")
    assert reply["status"] == "ok", reply


def test_stop_rolls_back_the_magic_too(session: tuple[Any, Any], folder: Path) -> None:
    manager, client = session
    _run(client, f"{LOAD}\nfrom p.a import x\nimport p.c; old = p.c; ran = []")
    write(folder, "p/c.py", SLOW)
    code = "%refresh_modules\nran.append(1)"
    stopped = _run_and_stop(manager, client, code, folder / "begun")
    (error,) = [each["content"] for each in stopped["published"] if each["msg_type"] == "error"]
    assert _joined(error["traceback"]) == SAID
    reply, _ = _run(client, "assert (ran, x, p.c.z, p.c is old) == ([], 1, 1, True)")
    assert reply["status"] == "ok", reply


def test_it_says_where_it_was_and_what_was_done_before(folder: Path) -> None:
    write(folder, "q.py", "def f():\n    return 1\n")
    ran = attempt(
        folder,
        f"{LOAD}\n%refresh_modules --auto\nfrom pathlib import Path",
        "import p.a, q",
        """
        _ = Path('q.py').write_text('def f():\\n    return 22\\n')
        _ = Path('p/c.py').write_text('z = 22\\n')
        _ = Path('p/a.py').write_text('from .c import z\\nraise KeyboardInterrupt\\n')
        """,
        "never = True",
        "never = True",
        "%refresh_modules --off",
        "assert q.f() == 22 and p.a.z == 1 and 'never' not in globals()",
    )
    said = SAID.replace("p.c", "p.a")
    assert ran[3].error == f"NotRun: {said}; refreshed before that: q; this cell did not run"
    assert ran[4].error == f"NotRun: {said}; this cell did not run", "it is tried again each time"
    assert [cell.error for cell in ran[5:]] == [None, None], "but can be switched off"


def test_a_cell_that_cannot_be_parsed_says_that_and_the_interrupt(folder: Path) -> None:
    ran = attempt(
        folder,
        f"{LOAD}\n%refresh_modules --auto",
        "import p.c; from pathlib import Path",
        "_ = Path('p/c.py').write_text('raise KeyboardInterrupt\\n')",
        "1 +",
        "%refresh_modules --off",
        "1",
    )
    assert "SyntaxError" in str(ran[3].error)
    assert SAID in " ".join(ran[3].out.split())


def test_a_terminal_breaks_what_it_says_between_words(folder: Path) -> None:
    stop = "from pathlib import Path; _ = Path('p/c.py').write_text('raise KeyboardInterrupt\\n')"
    shown = terminal(
        folder,
        f"{LOAD}\n%refresh_modules --auto\nimport p.a",
        stop,
        "never = 1",
        "%refresh_modules",
        columns=60,
    )
    assert shown.count("\nrefresh interrupted while p.c was imported:") == 2
    assert max(map(len, shown.splitlines())) <= 60
