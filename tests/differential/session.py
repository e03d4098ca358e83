"""What a session shows: IPython with this package switched on, whose files are edited."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from IPython.utils.capture import capture_output

from ipython_modreset.purging.host import packages_required
from ipython_modreset.refreshing.failures import Failure
from ipython_modreset.refreshing.imports import imports_of
from ipython_modreset.refreshing.stars import public_names
from ipython_modreset.reporting.report import RefreshReport
from ipython_modreset.session import current
from tests.differential.describe import describe_names, same_objects
from tests.differential.server import in_folder, loaded_since, serve
from tests.fidelity.project import save
from tests.fidelity.scenario import Scenario
from tests.fidelity.session import new_shell
from tests.fidelity.tools import THIS_PACKAGE, tool_named

_OWN = frozenset({"In", "Out", "exit", "quit", "open", "get_ipython"})


class Sessions:
    """A shell from which sessions are forked."""

    def __init__(self) -> None:
        self._shell = new_shell()
        self._shell.InteractiveTB.set_mode(mode="Minimal")  # the others read files
        with capture_output():
            self._get_ready()
        self._ours = set(self._shell.user_ns) | _OWN
        self._loaded = set(sys.modules)
        self._called = set[str]()  # modules that only calls have loaded, to see what they return

    def play(self, program: Scenario, root: Path) -> Any:
        """Run all cells, saving the edits in between; look at all names after each."""

        def session() -> list[dict[str, Any]]:
            reports = _reports()
            seen = [self._run(program.cells)]
            for edit in program.edits:
                save(root, edit)
                reports.clear()
                seen.append({**self._run(("pass", *edit.cells)), "reports": _told(reports)})
            return seen

        return in_folder(root, session)

    def _get_ready(self) -> None:
        """Switch the package on; load and look up what each fork would do anew."""
        self._shell.run_cell("no_such_name", silent=True)
        for cell in tool_named(THIS_PACKAGE).cells:
            self._shell.run_cell(cell, silent=True).raise_error()
        self._shell.run_cell("%config ModuleReset.report = 'off'", silent=True).raise_error()
        session = current()
        packages_required(session.host_roots | {"IPython"})
        notes = session.observer.notes
        for name in notes.modules:
            imports_of(notes.source_of(name) or b"", notes.package_of(name))

    def _run(self, cells: Sequence[str]) -> dict[str, Any]:
        errors = []
        for cell in cells:
            result = self._shell.run_cell(cell, store_history=True)
            error = result.error_before_exec or result.error_in_exec
            if error is not None:
                errors.append([cell, f"{type(error).__name__}: {error}"])
        brought = sorted(_brought_by_stars(cells))
        return {**self._look(), "cells": cells, "brought": brought, "errors": errors}

    def _look(self) -> dict[str, Any]:
        """Describe all names: apart from who ran the cells, whom the last traceback holds."""
        names = {
            n: value
            for n, value in self._shell.user_ns.items()
            if n not in self._ours and n[0] != "_"
        }
        by_cells = set(loaded_since(self._loaded))
        shown = describe_names(names)
        self._called.update(set(loaded_since(self._loaded)) - by_cells)
        return {
            "names": shown,
            "called": sorted(self._called),
            "same": same_objects(names),
            "loaded": loaded_since(self._loaded),
        }


def _reports() -> list[Any]:
    """Collect what is refreshed before cells from now on."""
    session, collected = current(), []
    refresh = session.refresh_before_cell

    def collecting(names: dict[str, Any]) -> Any:
        try:
            report = refresh(names)
        except Exception as error:  # which IPython would only print
            failure = Failure((), f"not refreshed: {error!r}", None, None, "", error)
            collected.append(RefreshReport(failed=(failure,)))
            raise
        collected.append(report)
        return report

    session.refresh_before_cell = collecting  # type: ignore[method-assign]
    return collected


def _brought_by_stars(cells: Iterable[str]) -> Iterator[str]:
    """Yield the names that star imports of cells have just bound."""
    for cell in cells:
        for node in ast.walk(ast.parse(cell)):
            if isinstance(node, ast.ImportFrom) and node.module and node.names[0].name == "*":
                yield from public_names(node.module)


def _told(reports: Iterable[Any]) -> dict[str, Any]:
    """Say in short what was done and what failed."""
    told = [report for report in reports if report is not None]
    return {
        "done": sorted({name for r in told for name in (*r.ran, *r.patched, *r.gone)}),
        "failed": [failure.error for r in told for failure in (*r.failed, *r.reminders)],
        "left": [f"{left.what}: {left.why}" for r in told for left in r.left_behind],
    }


if __name__ == "__main__":
    serve(lambda: Sessions().play)
