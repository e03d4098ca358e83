"""Cells in a real IPython shell, in a real terminal, in a real kernel; a script in plain Python.

Each in a process of its own, in a folder of its own: what a purge does to a process must not be
done to the tests. The processes of shells are forks of one in which IPython is imported already.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest

from tests.forks import CAN_FORK

ROOT = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("shell_worker.py")
LOAD = "%load_ext ipython_modreset"
# Whether bytecode is written, and where, is part of what is tested.
_UNWANTED = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
TIMEOUT = 120  # seconds; only a hang takes that long


class Cell(NamedTuple):
    """What a cell printed, and its error in one line, or None."""

    out: str
    error: str | None


def write(folder: Path, path: str, text: str = "") -> Path:
    """Save a file, and the folders that it needs."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return file


def environment(folder: Path) -> dict[str, str]:
    """The environment of a process that shall find this package, and write only to `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "IPYTHONDIR": str(folder / ".ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".jupyter"),
        "MPLCONFIGDIR": str(folder / ".matplotlib"),
    }


def python(folder: Path, script: str, *options: str) -> str:
    """Run a script in plain Python, and return what it printed; it must not fail."""
    done = subprocess.run(
        [sys.executable, *options, "-c", dedent(script)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@functools.cache
def warm_process() -> subprocess.Popen[str]:
    """Return the process from which the shells are forked."""
    started = subprocess.Popen(
        [sys.executable, str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(ROOT),
    )
    atexit.register(started.communicate)  # it ends with its input
    return started


def attempt(folder: Path, *cells: str, options: Sequence[str] = ()) -> list[Cell]:
    """Run cells in a terminal shell, and return what became of each."""
    request = {
        "folder": str(folder),
        "environment": environment(folder),
        "options": list(options),
        "cells": [dedent(cell) for cell in cells],
        "limit": TIMEOUT,
    }
    process = warm_process()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if not CAN_FORK:
        warm_process.cache_clear()  # it has ended
    assert isinstance(answer, list), f"the shell ended early\n{answer}"
    return [Cell(**cell) for cell in answer]


def shell(folder: Path, *cells: str, options: Sequence[str] = ()) -> list[str]:
    """Run cells in a terminal shell, and return what they printed; none of them must fail."""
    ran = attempt(folder, *cells, options=options)
    for cell, (out, error) in zip(cells, ran, strict=True):
        assert error is None, f"{error}\n{dedent(cell)}\n{out}"
    return [cell.out for cell in ran]


TERMINAL = """
import sys
from IPython.terminal.ipapp import TerminalIPythonApp
app = TerminalIPythonApp.instance()
options = ["--no-banner", "--simple-prompt", "--TerminalInteractiveShell.term_title=False"]
app.initialize(options)
for cell in sys.argv[1:]:
    app.shell.run_cell(cell)
"""


def terminal(folder: Path, *cells: str, columns: int = 100, **variables: str) -> str:
    """Run cells in a shell that has a terminal of its own; return all that it wrote there."""
    pty = pytest.importorskip("pty", reason="there are no such terminals on Windows")
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", TERMINAL, *map(dedent, cells)],
        cwd=folder,
        env={**environment(folder), "TERM": "xterm", "COLUMNS": str(columns), **variables},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    read = b""
    try:
        while select.select([ours], [], [], TIMEOUT)[0]:
            try:
                read += os.read(ours, 65536)
            except OSError:  # the last process that had it open has ended
                break
    finally:
        os.close(ours)
        running.kill()
        running.wait()
    return read.decode().replace("\r\n", "\n")


class Kernel:
    """A real kernel, and a client of it."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, code: str) -> str:
        """Run a cell, and return what it showed as text; it must not fail."""
        shown: list[str] = []

        def collect(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                shown.append(content["data"].get("text/plain", ""))
            elif message["msg_type"] == "error":
                shown.extend(content["traceback"])

        reply = self.client.execute_interactive(
            dedent(code), output_hook=collect, timeout=TIMEOUT, stop_on_error=False
        )
        assert reply["content"]["status"] == "ok", "\n".join(shown)
        return "".join(shown)

    def complete(self, text: str) -> list[str]:
        """Return what a press of Tab would offer."""
        reply = self.client.complete(text, reply=True, timeout=TIMEOUT)
        matches: list[str] = reply["content"]["matches"]
        return matches


@contextmanager
def kernel(folder: Path, monkeypatch: Any) -> Iterator[Kernel]:
    """Start a real kernel in `folder`, and end it."""
    from jupyter_client.manager import start_new_kernel  # it takes long: most tests have no kernel

    wanted = environment(folder)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", wanted["JUPYTER_RUNTIME_DIR"])
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=wanted)
    try:
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
