"""What fresh processes show: plain Python that runs the cells on the files as they are by then."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.differential.describe import describe_names, same_objects
from tests.differential.server import in_folder, loaded_since, serve
from tests.fidelity.project import save
from tests.fidelity.scenario import Scenario


def play(program: Scenario, root: Path) -> list[Any]:
    """Run all cells so far on the files as they are after each edit, in a process each time."""
    cells = list(program.cells)
    seen = [_seen(cells, root)]
    for edit in program.edits:
        save(root, edit)
        cells += edit.cells
        is_new = edit.cells or (edit.files and edit.save != "touch")
        seen.append(_seen(cells, root) if is_new else seen[-1])
    return seen


def _seen(cells: Iterable[str], root: Path) -> Any:
    return in_folder(root, lambda: _run(cells))


def _run(cells: Iterable[str]) -> dict[str, Any]:
    ours, errors = set(sys.modules), []
    notebook = sys.modules["__main__"] = ModuleType("__main__")
    for cell in cells:
        try:
            exec(compile(cell, "<cell>", "exec"), vars(notebook))
        except (Exception, SystemExit) as error:
            errors.append([cell, f"{type(error).__name__}: {error}"])
    names = {name: value for name, value in vars(notebook).items() if name[0] != "_"}
    loaded = loaded_since(ours)  # by cells: not by the calls that show what functions return
    return {
        "names": describe_names(names),
        "same": same_objects(names),
        "errors": errors,
        "loaded": loaded,
    }


if __name__ == "__main__":
    sys.dont_write_bytecode = True  # nor is there any to be mistaken for that of an edited file
    gc.disable()  # each process ends at once
    serve(lambda: play)
