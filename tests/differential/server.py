"""A warm process that plays programs, each session in a fork of it.

One such process has IPython and this package switched on, and plays whole sessions. Another is
plain Python, and plays what fresh processes show.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fidelity.project import lay_out
from tests.fidelity.scenario import Scenario, scenario_from
from tests.forks import in_fork

HANG_LIMIT = 60.0
#: Plays a program in a folder, and returns what was seen at first and after each edit.
Play = Callable[[Scenario, Path], Any]


def serve(get_ready: Callable[[], Play]) -> None:
    """Play the programs that come as lines of JSON, and answer each with all that was seen."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else writes to the standard output must not end up in an answer
    play = get_ready()
    for line in sys.stdin:
        with tempfile.TemporaryDirectory(prefix="programs-", ignore_cleanup_errors=True) as folder:
            root = Path(folder).resolve() / "project"
            root.mkdir()
            program = scenario_from(json.loads(line))
            lay_out(root, program.files, "")
            answers.write(json.dumps(play(program, root)) + "\n")
        answers.flush()


def in_folder(root: Path, work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a process of its own; its output, as text, where it dies."""

    def inside() -> Any:
        os.chdir(root)
        sys.path[:] = [str(root), *(entry for entry in sys.path if entry)]
        return json.loads(json.dumps(work()).replace(str(root), "<project>"))

    log = root.parent / "output"
    answer = in_fork(inside, log, HANG_LIMIT)
    return log.read_text(encoding="utf-8", errors="replace") if answer is None else answer


def loaded_since(names: set[str]) -> list[str]:
    """Return the modules of the project, which are none of these."""
    here = f"{os.getcwd()}{os.sep}"
    files = {
        name: getattr(sys.modules[name], "__file__", None) for name in sys.modules.keys() - names
    }
    return [name for name, file in files.items() if file is not None and file.startswith(here)]
