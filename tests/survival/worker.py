"""Runs cells in one real IPython shell and writes down how each of them ended.

``python -m tests.survival.worker REQUEST REPORT`` reads the cells from the file REQUEST and writes
one line of JSON to the file REPORT after each, so that a crash shows which cell it was.
"""

import json
import sys
import traceback
from typing import Any

from IPython.terminal.ipapp import TerminalIPythonApp

OPTIONS = ["--no-banner", "--no-confirm-exit", "--HistoryManager.enabled=False"]


def error_of(result: Any) -> dict[str, str] | None:
    """What went wrong in a cell: one line to show, and the whole traceback."""
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return None
    first = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    # A half-loaded C library may put anything into its message.
    readable = "".join(c if c.isprintable() else "?" for c in first.removesuffix(":"))
    return {
        "line": f"{readable} (at `{failing_line(error)}`)",
        "traceback": "".join(traceback.format_exception(error)),
    }


def failing_line(error: BaseException) -> str | None:
    """The line of the cell that raised: an assertion has nothing else to say for itself."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.line for f in reversed(frames) if f.filename.startswith("<ipython-input")), None)


def main() -> None:
    request_path, report_path = sys.argv[1:]
    with open(request_path, encoding="utf-8") as file:
        request = json.load(file)
    app = TerminalIPythonApp.instance()
    app.initialize(OPTIONS)
    before = None
    with open(report_path, "w", encoding="utf-8", buffering=1) as report:
        for stage, cell in request["stages"]:
            if stage == "purge":
                before = sys.modules.get(request["name"])
            error = error_of(app.shell.run_cell(cell))
            now = sys.modules.get(request["name"])
            seen = {"loaded": now is not None, "renewed": now is not before}
            print(json.dumps({"stage": stage, "error": error, **seen}), file=report)
            if error and stage not in ("again", "pair"):
                break


if __name__ == "__main__":
    main()
