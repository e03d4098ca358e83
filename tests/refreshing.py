"""Modules on disk, a session that watches them, and a notebook's namespace over them."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from ipython_modreset.reporting.report import RefreshReport
from ipython_modreset.session import Session
from tests.shells import write


class Project:
    """A folder on ``sys.path``, and cells that run over it, as IPython would run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = Session()
        self.names: dict[str, Any] = {"__name__": "__main__"}

    def write(self, path: str, text: str) -> Path:
        """Save a file."""
        return write(self.folder, path, text)

    def run(self, cell: str) -> None:
        """Run a cell, without a refresh before it."""
        try:
            exec(compile(dedent(cell), "<cell>", "exec"), self.names)
        finally:
            self.session.notebook(self.names).ran(ast.parse(dedent(cell)))

    def show(self, expression: str) -> Any:
        """Return the value of an expression in the notebook."""
        return eval(expression, self.names)

    def refresh(self, *names: str, dry_run: bool = False) -> RefreshReport:
        """Refresh as ``%refresh_modules`` does."""
        return self.session.refresh(names or None, namespaces=[self.names], dry_run=dry_run)

    def before_cell(self) -> RefreshReport | None:
        """Refresh as the hook before a cell does."""
        return self.session.refresh_before_cell(self.names)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project in a folder of its own, of which nothing is left afterwards."""
    before = sys.modules.copy()
    path = sys.path[:]
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    made = Project(tmp_path)
    made.session.begin()
    try:
        yield made
    finally:
        made.session.end()
        sys.path[:] = path
        for name in sys.modules.keys() - before.keys():
            del sys.modules[name]
        importlib.invalidate_caches()
