"""A warm process in which IPython is imported, and nothing more: each shell is a fork of it.

A line of JSON on its standard input is a request: the folder, the environment and the options of a
shell, and the cells that it runs. A line on its standard output is the answer: what each cell
printed and its error; or, in a text, what the shell left behind that ended early.
"""

from __future__ import annotations

import functools
import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from IPython.terminal.ipapp import TerminalIPythonApp

from tests.forks import CAN_FORK, in_fork, in_this_process

OPTIONS = ["--no-banner", "--no-confirm-exit", "--colors=NoColor"]


def main() -> None:
    del sys.path[0]  # this file's own folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]  # no shell shall find these loaded
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else writes to the standard output must not end up in an answer
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()
        if not CAN_FORK:
            break  # the next shell needs a process of its own


def answer(request: dict[str, Any]) -> Any:
    """Return what each cell printed and its error, or what a shell left behind that ended early."""
    with tempfile.TemporaryDirectory(prefix="shell-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "output"
        work = functools.partial(run, request)
        ran = in_fork(work, log, request["limit"]) if CAN_FORK else in_this_process(work, log)
        return log.read_text(encoding="utf-8", errors="replace") if ran is None else ran


def run(request: dict[str, Any]) -> list[dict[str, str | None]]:
    """Run the cells in a real IPython shell."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    app = TerminalIPythonApp.instance()
    app.initialize([*OPTIONS, *request["options"]])
    return [run_cell(app.shell, cell) for cell in request["cells"]]


def run_cell(shell: Any, cell: str) -> dict[str, str | None]:
    """Run one cell, and return what it printed and its error in a line."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        result = shell.run_cell(cell, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    said = None if error is None else f"{type(error).__name__}: {error}"
    return {"out": out.getvalue(), "error": said}


if __name__ == "__main__":
    main()
