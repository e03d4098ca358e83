"""Modules on disk: imported, edited, patched."""

from __future__ import annotations

import importlib
import linecache
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.patching.patch import BodyEdit, Patched, apply, body_edit
from ipython_modreset.undo import Journal

Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module `m` of the given source."""
    monkeypatch.syspath_prepend(tmp_path)

    def load_source(source: str) -> ModuleType:
        (tmp_path / "m.py").write_text(source)
        sys.modules.pop("m", None)
        importlib.invalidate_caches()
        return imported("m")

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield load_source
    sys.modules.pop("m", None)


def imported(name: str) -> ModuleType:
    """Import a module on which the caller, by its source, does not depend."""
    return importlib.import_module(name)


def edit(module: ModuleType, new: str) -> BodyEdit | None:
    """Save a new version of a module, and compare."""
    path = Path(module.__file__ or "")
    old = path.read_bytes()
    path.write_text(new)
    linecache.checkcache()
    return body_edit(old, path.read_bytes(), str(path))


def patch(module: ModuleType, new: str, journal: Journal | None = None) -> Patched:
    """Save a new version of a module, and patch it."""
    plan = edit(module, new)
    assert plan is not None
    return apply(plan, module, Journal() if journal is None else journal)


def fresh(source: str, cell: str, probe: str) -> object:
    """Give what a probe shows where only `source` was ever run."""
    module = ModuleType("m")
    exec(compile(source, "m.py", "exec", dont_inherit=True), vars(module))
    space = {"m": module}
    exec(cell, space)
    return eval(probe, space)


class InterruptedAfter:
    """Interrupts after so many lines of some modules have been reached."""

    def __init__(self, lines: int, *modules: ModuleType) -> None:
        self._left, self._files = lines, {module.__file__ for module in modules}

    def __enter__(self) -> None:
        self._outer = sys.gettrace()
        sys.settrace(self._trace)

    def __exit__(self, *error: object) -> None:
        sys.settrace(self._outer)

    def _trace(self, frame: Any, event: str, arg: object) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        if event == "line":
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
        return self._trace
