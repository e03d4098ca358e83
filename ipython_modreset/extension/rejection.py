"""Keep a cell from running, when what should have come before it was interrupted."""

from __future__ import annotations

import ast
from typing import Any

from IPython.core.error import InputRejected

from ..reporting.text import fitted
from ..reporting.words import one_line


class NotRun(InputRejected):
    """Why a cell did not run, in one line."""

    def _render_traceback_(self) -> list[str]:
        return [fitted(str(self))]


class Rejection:
    """Rejects the cell that is about to run.

    IPython goes on to the cell whatever happens before it, an interrupt included. What it does
    respect is a transformer of its syntax tree that refuses.

    Parameters
    ----------
    shell
        The shell whose cell it is.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._why: str | None = None

    def reject(self, why: str) -> None:
        """Let the next cell not run; `end` takes it back."""
        self._why = one_line(why)
        self._shell.ast_transformers.append(self)

    def visit(self, tree: ast.AST) -> ast.AST:
        """Refuse the cell; IPython calls it."""
        why = self.end()
        if why is not None:
            raise NotRun(f"{why}; this cell did not run")
        return tree

    def end(self) -> str | None:
        """Return why a cell was to be rejected that never got so far, or None."""
        why, self._why = self._why, None
        if self in self._shell.ast_transformers:
            self._shell.ast_transformers.remove(self)
        return why
