"""A real kernel, as a notebook talks to it: run, edit, run, interrupt, restart, complete."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from tests.shells import LOAD, TIMEOUT, environment, write

AUTO = f"{LOAD}\n%refresh_modules --auto"


class Notebook:
    """Runs cells in a kernel, and keeps what each publishes."""

    def __init__(self, manager: Any, client: Any) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str) -> tuple[str, list[dict[str, Any]]]:
        """Run a cell; return its status and the messages of its output area."""
        messages: list[dict[str, Any]] = []
        reply = self.client.execute_interactive(
            code, output_hook=messages.append, timeout=TIMEOUT, stop_on_error=False
        )
        return reply["content"]["status"], messages

    def html(self, code: str) -> str:
        """Run a cell, which must succeed; return the HTML that it shows."""
        status, messages = self.run(code)
        assert status == "ok", messages
        shown = (message["content"].get("data", {}) for message in messages)
        return "".join(data.get("text/html", "") for data in shown)

    def text(self, code: str) -> str:
        """Run a cell, which must succeed; return what it printed."""
        status, messages = self.run(code)
        assert status == "ok", messages
        streams = (message for message in messages if message["msg_type"] == "stream")
        return "".join(message["content"]["text"] for message in streams)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", "z = 1\n")
    write(tmp_path, "p/a.py", "from .c import z\n")
    return tmp_path


@pytest.fixture
def notebook(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    wanted = environment(folder)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", wanted["JUPYTER_RUNTIME_DIR"])
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=wanted)
    try:
        yield Notebook(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_day_of_work(notebook: Notebook, folder: Path) -> None:
    notebook.html(AUTO)
    assert notebook.text("from p.a import z\nprint(z)") == "1\n"

    write(folder, "p/c.py", "z = 22\n")
    card = notebook.html("before = z")
    assert "refreshed 2 modules" in card
    assert card.count("<details") == 1
    assert notebook.text("print(before, z)") == "22 22\n"
    assert notebook.html("z") == "", "nothing has changed: nothing is said"

    write(folder, "p/c.py", "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n")
    request = notebook.client.execute("never = True")
    for _ in range(TIMEOUT * 10):
        if (folder / "begun").exists():
            break
        time.sleep(0.1)
    notebook.manager.interrupt_kernel()
    reply = notebook.client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == request
    assert reply["content"]["status"] == "error"
    assert "this cell did not run" in reply["content"]["evalue"]

    write(folder, "p/c.py", "z = 333\n")
    assert notebook.text("print(z, 'never' in globals())") == "333 False\n"

    notebook.manager.restart_kernel(now=True)
    notebook.client.wait_for_ready(timeout=TIMEOUT)
    assert notebook.text("import sys; print('ipython_modreset' in sys.modules)") == "False\n"
    notebook.html(AUTO)
    assert notebook.text("from p.a import z; print(z)") == "333\n"
    write(folder, "p/c.py", "z = 4444\n")
    assert notebook.text("print(z)") == "4444\n"


def test_completion_and_all_forms_of_the_report(notebook: Notebook, folder: Path) -> None:
    notebook.html(f"{LOAD}\nimport p.a")
    reply = notebook.client.complete("%refresh_modules p.", reply=True, timeout=TIMEOUT)["content"]
    assert set(reply["matches"]) == {"p.a", "p.c"}
    assert "%refresh_modules p."[: reply["cursor_start"]] == "%refresh_modules "
    write(folder, "p/c.py", "z = 22\n")
    _, messages = notebook.run("%refresh_modules")
    (result,) = [each["content"] for each in messages if each["msg_type"] == "execute_result"]
    assert set(result["data"]) == {"text/plain", "text/html"}
    assert result["data"]["text/plain"].startswith("refreshed 2 modules in")
    assert "\x1b" not in result["data"]["text/plain"]
