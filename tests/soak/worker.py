"""One real IPython shell that refreshes, or purges and imports, again and again.

Started in an empty folder, as ``python -m tests.soak.worker KIND CYCLES EVERY``; prints a line of
JSON for each `EVERY` cycles: what there is then, and what the cycles took.
"""

from __future__ import annotations

import gc
import json
import linecache
import os
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tests.soak import project
from tests.soak.project import State


class Session:
    """A shell, and the cycles that it is put through."""

    def __init__(self, kind: str, folder: Path) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # a session's history grows as it should
        self.kind = kind
        self.folder = folder
        self.shell = InteractiveShell.instance(config=config)
        self.run("%load_ext ipython_modreset")
        self.run(project.SETUP)
        if kind == "refresh":
            self.run("%refresh_modules --auto")

    def cycle(self, step: int) -> float:
        """Edit, run the cells that follow, and check what they show; return their CPU seconds."""
        state = State(step)
        state.save(self.folder)
        began = time.process_time()
        if self.kind == "refresh":
            self.run("pass")
        elif not state.is_broken:
            self.run(f"_report = %purge_modules\n{project.SETUP}")
        took = time.process_time() - began
        shown = eval(project.SHOWN, self.shell.user_ns)
        if shown != state.expected:
            raise AssertionError(f"step {step} shows {shown}, not {state.expected}")
        return took

    def run(self, cell: str) -> None:
        """Run a cell, which must not fail."""
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            result = self.shell.run_cell(cell, store_history=False)
        # IPython remembers whatever was displayed, for as long as the session lasts.
        getattr(self.shell.history_manager, "outputs", {}).clear()
        if not result.success:
            raise AssertionError(f"{cell}\n{out.getvalue()}")


def counts(shell: Any) -> dict[str, int]:
    """Count what might add up in a session."""
    from ipython_modreset import session as sessions
    from ipython_modreset.observing import reads

    session = sessions.current()
    found = {
        "threads": threading.active_count(),
        "finders": len(sys.meta_path),
        "path hooks": len(sys.path_hooks),
        "folders known to the import system": len(sys.path_importer_cache),
        "event callbacks": sum(map(len, shell.events.callbacks.values())),
        "listeners to audit events": len(reads._listeners),
        "transformers": len(shell.ast_transformers) + len(shell.input_transformers_cleanup),
        "modules": len(sys.modules),
        "files in linecache": len(linecache.cache),
        "callbacks of the garbage collector": len(gc.callbacks),
        # Whether a source has its file of bytecode depends on how long ago it was saved.
        "files of bytecode that were not finished": sum(1 for _ in Path().rglob("*.pyc.*")),
        "notebooks": len(session._notebooks),
        "names": len(shell.user_ns),
    }
    if os.path.isdir("/proc/self/fd"):
        found["open files"] = len(os.listdir("/proc/self/fd"))
    for part in (session.observer.notes, session.observer.registrations, session.refresher):
        for name, value in vars(part).items():
            if isinstance(value, dict | set | list):
                found[f"{type(part).__name__}.{name}"] = _size(value)
    return found


def _size(value: Any) -> int:
    """Return how much is in a container, and in those that it holds."""
    inner = value.values() if isinstance(value, dict) else value
    return len(value) + sum(len(x) for x in inner if isinstance(x, dict | set | frozenset | list))


def resident() -> int:
    """Return the bytes of this process that are in memory; 0 where that is not known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Run the cycles and tell what there is, every so many of them."""
    kind, cycles, every = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    folder = Path.cwd()
    sys.path[0] = str(folder)
    project.create(folder)
    session = Session(kind, folder)
    took: list[float] = []
    for step in range(1, cycles + 1):
        took.append(session.cycle(step))
        if step % every == 0:
            gc.collect()
            mark = {
                "step": step,
                "seconds": took,
                "counts": counts(session.shell),
                "objects": len(gc.get_objects()),
                "resident": resident(),
            }
            print(json.dumps(mark), flush=True)
            took.clear()


if __name__ == "__main__":
    main()
