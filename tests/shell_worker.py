"""Runs the cells of a request, read as JSON, in one real IPython shell; a line of JSON for each."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

from IPython.terminal.ipapp import TerminalIPythonApp

OPTIONS = ["--no-banner", "--no-confirm-exit", "--colors=NoColor"]


def main() -> None:
    del sys.path[0]  # this file's own folder
    request = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what is written past sys.stdout must not end up in an answer
    app = TerminalIPythonApp.instance()
    app.initialize([*OPTIONS, *request["options"]])
    for cell in request["cells"]:
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            result = app.shell.run_cell(cell, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        said = None if error is None else f"{type(error).__name__}: {error}"
        print(json.dumps({"out": out.getvalue(), "error": said}), file=answers)


if __name__ == "__main__":
    main()
