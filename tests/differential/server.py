"""A warm process that plays programs: IPython is imported once, every session is a fork.

One such process has this package switched on already, and plays whole sessions. Another has not,
and plays what fresh processes show.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from tests.differential.describe import describe_names
from tests.fidelity.forks import in_fork
from tests.fidelity.project import lay_out, save
from tests.fidelity.scenario import Scenario
from tests.fidelity.server import scenario_from
from tests.fidelity.session import new_shell
from tests.fidelity.tools import THIS_PACKAGE, tool_named

HANG_LIMIT = 60.0
_OWN = frozenset({"In", "Out", "exit", "quit", "open", "get_ipython"})


def serve(tool_name: str) -> None:
    """Play the programs that come as lines of JSON, and answer each with all that was seen."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else writes to the standard output must not end up in an answer
    shell = new_shell()
    shell.InteractiveTB.set_mode(mode="Minimal")  # the others read files, and take their time
    for cell in tool_named(tool_name).cells:
        shell.run_cell(cell, silent=True).raise_error()
    play = _play_session if tool_name == THIS_PACKAGE else _play_fresh
    for line in sys.stdin:
        with tempfile.TemporaryDirectory(prefix="programs-", ignore_cleanup_errors=True) as folder:
            root = Path(folder).resolve() / "project"
            root.mkdir()
            program = scenario_from(json.loads(line))
            lay_out(root, program.files, "")
            answers.write(json.dumps(play(shell, program, root)) + "\n")
        answers.flush()


def _play_session(shell: InteractiveShell, program: Scenario, root: Path) -> Any:
    """Run all cells, saving the edits in between; look at all names after each."""
    ours = set(shell.user_ns)

    def session() -> list[dict[str, Any]]:
        reports = _reports()
        seen = [_run(shell, program.cells, ours)]
        for edit in program.edits:
            save(root, edit)
            reports.clear()
            seen.append({**_run(shell, ("pass", *edit.cells), ours), "reports": _told(reports)})
        return seen

    return _in_folder(root, session)


def _play_fresh(shell: InteractiveShell, program: Scenario, root: Path) -> Any:
    """Run all cells so far on the files as they are after each edit, in a process each time."""
    sys.dont_write_bytecode = True  # nor is there any to be mistaken for that of an edited file
    ours, cells = set(shell.user_ns), list(program.cells)

    def fresh() -> dict[str, Any]:
        return _run(shell, cells, ours)

    seen = [_in_folder(root, fresh)]
    for edit in program.edits:
        save(root, edit)
        cells += edit.cells
        seen.append(_in_folder(root, fresh))
    return seen


def _in_folder(root: Path, work: Any) -> Any:
    def inside() -> Any:
        os.chdir(root)
        sys.path[:] = [str(root), *(entry for entry in sys.path if entry)]
        return json.loads(json.dumps(work()).replace(str(root), "<project>"))

    log = root.parent / "output"
    answer = in_fork(inside, log, HANG_LIMIT)
    return log.read_text(encoding="utf-8", errors="replace") if answer is None else answer


def _reports() -> list[Any]:
    """Collect what is refreshed before cells from now on."""
    from ipython_modreset.session import current

    session, collected = current(), []
    refresh = session.refresh_before_cell

    def collecting(names: dict[str, Any]) -> Any:
        report = refresh(names)
        collected.append(report)
        return report

    session.refresh_before_cell = collecting  # type: ignore[method-assign]
    return collected


def _told(reports: Iterable[Any]) -> dict[str, Any]:
    """Say in short what was done and what failed."""
    told = [report for report in reports if report is not None]
    return {
        "done": sorted({name for r in told for name in (*r.ran, *r.patched, *r.gone)}),
        "failed": [failure.error for r in told for failure in (*r.failed, *r.reminders)],
        "left": [f"{left.what}: {left.why}" for r in told for left in r.left_behind],
    }


def _loaded() -> list[str]:
    """Return the modules of the project."""
    here = f"{os.getcwd()}{os.sep}"
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return [name for name, file in files.items() if file is not None and file.startswith(here)]


def _run(shell: InteractiveShell, cells: Iterable[str], ours: set[str]) -> dict[str, Any]:
    errors = []
    for cell in cells:
        result = shell.run_cell(cell, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            errors.append([cell, f"{type(error).__name__}: {error}"])
    hidden = ours | _OWN
    names = {name: value for name, value in shell.user_ns.items() if name not in hidden}
    shown = describe_names(names)
    return {"names": shown, "errors": errors, "loaded": _loaded()}


if __name__ == "__main__":
    serve(sys.argv[1])
