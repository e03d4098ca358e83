"""Real modules on disk, run again by hand, and a notebook's namespace that holds their things."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

from ipython_modreset.adopting import elsewhere, search
from ipython_modreset.adopting.adopt import Adoption, Swap, adopt
from ipython_modreset.adopting.given_up import let_go
from ipython_modreset.undo import Journal


class Notebook:
    """A namespace and a folder of modules that can be edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.passes = 0
        self.journal = Journal()

    def write(self, **modules: str) -> None:
        """Save modules, by name; a double underscore stands for a dot."""
        for name, text in modules.items():
            path = self.folder.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(dedent(text))

    def run(self, cell: str) -> None:
        """Run a cell."""
        exec(compile(dedent(cell), "<cell>", "exec", dont_inherit=True), self.names)

    def show(self, expression: str) -> Any:
        """Return the value of an expression."""
        return eval(expression, self.names)

    def run_again(self, *names: str) -> list[Swap]:
        """Import modules anew."""
        old = {name: sys.modules.pop(name) for name in names}
        importlib.invalidate_caches()
        return [Swap(name, old.pop(name), importlib.import_module(name)) for name in names]

    def edit(
        self,
        *,
        run: tuple[str, ...] = (),
        keep: bool = True,
        own: tuple[object, ...] = (),
        **modules: str,
    ) -> Adoption:
        """Save modules, run them (or those named) again, and adopt the new objects."""
        self.write(**modules)
        swaps = self.run_again(*(run or [name.replace("__", ".") for name in modules]))
        before = search.heap_passes
        self.journal = Journal()
        adoption = adopt(swaps, [self.names], self.journal, own=own)
        self.passes = search.heap_passes - before
        if keep:
            self.journal.keep()
            let_go()
        return adoption


def opened_notebook(tmp_path: Path) -> Iterator[Notebook]:
    """A notebook for one test; make a fixture of it."""
    with notebook(tmp_path) as made:
        yield made


@contextmanager
def notebook(folder: Path) -> Iterator[Notebook]:
    """A notebook whose modules are forgotten afterwards, and that remembers no search before."""
    elsewhere.remembered.clear()
    before = set(sys.modules)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    try:
        yield Notebook(folder)
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = written
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
                del sys.modules[name]
        importlib.invalidate_caches()
