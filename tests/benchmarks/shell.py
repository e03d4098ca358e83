"""Real IPython shells, each in a process and a project of its own, to measure in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

from tests.benchmarks import user_code
from tests.benchmarks.options import Clock, Options

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("timed_shell.py")

OURS = ("%load_ext ipython_modreset", "%refresh_modules --auto")
AUTORELOAD = ("%load_ext autoreload", "%autoreload 2")

# Bytecode of a file that was saved within the second before counts as doubtful, and is not used.
_UNTIL_SETTLED = 1.2

_PREPARE = """
import gc, os, sys, time
sys.path.insert(0, {folder!r})
now = time.perf_counter if {clock!r} == "wall" else time.process_time

def taken(action):
    before = now()
    action()
    return now() - before
"""


class Failed(Exception):
    """Something did not run as it must, so that its time means nothing."""


class Ran(NamedTuple):
    """What a cell printed, and what its hooks took, in seconds."""

    out: str
    seconds: float


class Shell:
    """A real IPython shell in a process of its own.

    Parameters
    ----------
    folder
        Where it runs, and imports from first.
    tool
        The cells that load the tool.
    clock
        What is measured.
    """

    def __init__(self, folder: Path, tool: tuple[str, ...], clock: Clock) -> None:
        self.folder = folder
        self._clock = clock
        kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        self._process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / ".ipython")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.do(_PREPARE.format(folder=str(folder), clock=clock))
        for cell in tool:
            self.cell(cell)

    def save(self, module: str, text: str) -> None:
        """Save a module of its project."""
        user_code.save(self.folder, module, text)

    def cell(self, source: str) -> Ran:
        """Run a cell."""
        reply = self._ask(cell=dedent(source))
        return Ran(reply["out"], reply[self._clock])

    def do(self, source: str) -> Any:
        """Run code outside the notebook, and return what it has left in `answer`.

        It finds ``shell``, and ``taken(action)``, which returns how long a call takes.
        """
        return self._ask(code=dedent(source))["answer"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, **request: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        reply: dict[str, Any] = json.loads(line or '{"error": "the shell has ended", "out": ""}')
        if reply["error"] is not None:
            raise Failed(f"{reply['error']}\n{request}\n{reply['out']}")
        return reply


_UNWANTED = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}


@contextmanager
def shells(
    options: Options, *tools: tuple[str, ...], sharing_a_constant: bool = False
) -> Iterator[list[Shell]]:
    """Open a shell for each tool, in which a project of its own is imported, and close them."""
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in tools]
        for folder in folders:
            user_code.write(folder, options.modules, sharing_a_constant=sharing_a_constant)
        time.sleep(_UNTIL_SETTLED)
        opened = []
        for folder, tool in zip(folders, tools, strict=True):
            shell = Shell(folder, tool, options.clock)
            stack.callback(shell.close)
            shell.cell("import everything")
            opened.append(shell)
        yield opened
