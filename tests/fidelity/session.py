"""One scenario, played cell by cell in a real IPython shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from tests.fidelity.project import save
from tests.fidelity.scenario import Scenario
from tests.fidelity.tools import Tool


@dataclass(frozen=True)
class Outcome:
    """What a session showed.

    Attributes
    ----------
    shown
        The probe's ``repr``, or ``ExceptionType: message``, or in parentheses why there is none.
    errors
        Errors of the cells (and of the probe), in order.
    output
        All that was written to the standard streams.
    """

    shown: str
    errors: tuple[str, ...] = ()
    output: str = ""


def new_shell() -> InteractiveShell:
    """A plain shell with no profile, no history file and no colours."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(config=config)


def play(shell: InteractiveShell, scenario: Scenario, tool: Tool, *, root: Path | None) -> Outcome:
    """Run all cells, saving the edits in between, and look at the probe.

    Parameters
    ----------
    shell
        A shell in which nothing has run yet.
    scenario
        What to play.
    tool
        Switched on first.
    root
        The project folder, where the edits are saved; None where they have been saved already.

    Returns
    -------
    Outcome
        With an empty `output`: the caller holds the streams.
    """
    for cell in tool.cells:
        result = shell.run_cell(cell, silent=True)
        if not result.success:
            return Outcome(f"({tool.name} failed: {_first_error(result)})")
    errors = []
    for cell in _cells(scenario, root):
        result = shell.run_cell(cell, store_history=True)
        if not result.success:
            errors.append(f"{_first_line(cell)}: {_first_error(result)}")
    result = shell.run_cell(scenario.probe, store_history=True)
    if not result.success:
        errors.append(f"probe: {_first_error(result)}")
        return Outcome(_first_error(result), tuple(errors))
    try:
        shown = repr(result.result)
    except Exception as error:  # a scenario's own __repr__, which may raise anything
        shown = _describe(error)
    return Outcome(shown, tuple(errors))


def _cells(scenario: Scenario, root: Path | None) -> Iterator[str]:
    """The cells in order; each edit is saved when the cells before it have run."""
    yield from scenario.cells
    for edit in scenario.edits:
        if root is not None:
            save(root, edit)
        yield from edit.cells


def _first_error(result: ExecutionResult) -> str:
    error = result.error_before_exec or result.error_in_exec
    assert error is not None
    return _describe(error)


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _first_line(cell: str) -> str:
    return cell.strip().partition("\n")[0]
