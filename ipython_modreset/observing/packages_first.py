"""Whoever asks for a submodule asks for its package first, though the submodule is there already.

Where the import system finds a submodule, or one on the way to it, it asks for no package. In a new
process it does, at that very place: in a circle, it counts which module begins.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import resolve_name
from threading import get_ident
from typing import Any

from ..look import ancestors
from ..undo import Journal


@contextmanager
def packages_first(packages: Collection[str]) -> Iterator[None]:
    """Have this thread's import statements ask for packages that have been taken out.

    Nothing is taken out for that: other threads go on importing submodules that stay.

    Parameters
    ----------
    packages
        Their names; without any, nothing is done.
    """
    if not packages:
        yield
        return
    ordinary, ours = builtins.__import__, get_ident()

    def importing(
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if get_ident() == ours:
            for package in reversed(ancestors(_absolute(name, globals, level))[1:]):
                if package in packages and package not in sys.modules:
                    ordinary(package)
        return ordinary(name, globals, locals, fromlist, level)

    # Python takes frames of this name and file out of tracebacks.
    importing.__code__ = importing.__code__.replace(
        co_filename="<frozen importlib._bootstrap>", co_name="_call_with_frames_removed"
    )
    journal = Journal()
    journal.note(_give_back, importing, ordinary)
    try:
        try:
            builtins.__import__ = importing
            yield
        finally:
            journal.undo()
    finally:
        journal.undo()  # if an interrupt came before the first step back


def _give_back(importing: object, ordinary: Any) -> None:
    if builtins.__import__ is importing:
        builtins.__import__ = ordinary


def _absolute(name: str, globals: Mapping[str, Any] | None, level: int) -> str:
    package = (globals or {}).get("__package__") if level else None
    try:
        return resolve_name("." * level + name, package) if type(package) is str else name
    except ImportError:
        return name  # beyond the top-level package: the statement is about to fail
