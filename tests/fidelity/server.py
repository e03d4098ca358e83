"""A warm process that plays scenarios: IPython is imported once, every session is a fork.

Where there is no `os.fork`, the process plays one scenario and ends, and a new one is started for
the next: slower, but the same.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from tests.fidelity.project import PROGRAM_LIMIT, lay_out, save
from tests.fidelity.scenario import Scenario, scenario_from
from tests.fidelity.session import Outcome, new_shell, play
from tests.fidelity.tools import Tool, tool_named
from tests.forks import CAN_FORK, in_fork, in_this_process


def serve(tool_name: str) -> None:
    """Play the scenarios that come as lines of JSON, and answer each with an outcome."""
    tool = tool_named(tool_name)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else writes to the standard output must not end up in an answer
    for name in tool.preload:
        importlib.import_module(name)
    shell = new_shell()
    for line in sys.stdin:
        job = json.loads(line)
        outcome = _play_in_folder(shell, scenario_from(job["scenario"]), tool, job)
        answers.write(json.dumps(asdict(outcome)) + "\n")
        answers.flush()
        if not CAN_FORK:
            break


def _play_in_folder(
    shell: InteractiveShell, scenario: Scenario, tool: Tool, job: Mapping[str, Any]
) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="fidelity-", ignore_cleanup_errors=True) as folder:
        root = Path(folder).resolve() / "project"
        root.mkdir()
        try:
            lay_out(root, scenario.files, scenario.prepare)
            if job["edited"]:
                for edit in scenario.edits:
                    save(root, edit)
        except Exception:  # a slip in a scenario ends that scenario, not the run
            return Outcome("(session without its files)", (), traceback.format_exc())

        def session() -> dict[str, Any]:
            os.chdir(root)
            sys.path[:] = [str(root), *(entry for entry in sys.path if entry)]
            return asdict(play(shell, scenario, tool, root=None if job["edited"] else root))

        log = Path(folder) / "output"
        programs = sum(bool(edit.run) for edit in scenario.edits)
        limit = job["hang_limit"] + programs * PROGRAM_LIMIT
        answer = in_fork(session, log, limit) if CAN_FORK else in_this_process(session, log)
        output = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return _without_path(replace(_outcome(answer), output=output), str(root))


def _outcome(answer: Any) -> Outcome:
    if answer is None:
        return Outcome("(session hung or died)")
    return Outcome(answer["shown"], tuple(answer["errors"]))


def _without_path(outcome: Outcome, root: str) -> Outcome:
    """The folder's name is different in each session, and is no part of what is compared."""
    return Outcome(
        outcome.shown.replace(root, "<project>"),
        tuple(error.replace(root, "<project>") for error in outcome.errors),
        outcome.output.replace(root, "<project>"),
    )
