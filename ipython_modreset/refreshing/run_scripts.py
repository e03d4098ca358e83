"""Scripts that ``%run`` has run in the notebook: their statements, and their own namespaces."""

from __future__ import annotations

import ast
import os
import shlex
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from typing import Any

from ..adopting.pairs import spaces_of
from ..files import content_of
from ..finders import spec_now
from ..identity import id
from ..look import namespace
from ..syntax import NOT_PARSED

# Each has its value with it: ``-N5``, ``-b40``.
_OPTION = "-"
_AS_MODULE = "-m"


def body_of_run(line: str) -> list[ast.stmt]:
    """Return the statements that ``%run`` runs, whose names end up in the notebook.

    Parameters
    ----------
    line
        What stands behind ``%run``.

    Returns
    -------
    list
        Nothing where it runs no script that can be read: its names are not followed then.

    Examples
    --------
    >>> body_of_run("there_is_no_such_script.py")
    []
    """
    try:
        words = shlex.split(line, posix=os.name == "posix")
    except ValueError:
        return []  # an unclosed quotation mark
    options = []
    while words and words[0].startswith(_OPTION):
        options.append(words.pop(0))
    if not words:
        return []
    if _AS_MODULE in options:
        spec = spec_now(words[0])
        return [] if spec is None else _body(spec.origin, spec.parent)
    path = os.path.expanduser(words[0])
    return _body(path) or _body(f"{path}.py")


def body_of_script(space: dict[str, Any]) -> list[ast.stmt]:
    """Return the statements that have made the namespace of a script."""
    return _body(space.get("__file__"), space.get("__package__"))


def namespaces_of_scripts(names: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the namespaces of the scripts whose functions and classes a notebook has."""
    found = {id(space): space for space in spaces_of(list(names.values()))}
    return [space for space in found.values() if space is not names and _is_scripts(space)]


def _is_scripts(space: dict[str, Any]) -> bool:
    is_main = space.get("__name__", "__main__") == "__main__"  # the shell takes the name away
    return is_main and "__file__" in space and namespace(sys.modules["__main__"]) is not space


def _body(path: Any, package: Any = None) -> list[ast.stmt]:
    source = content_of(path) if type(path) is str else None
    try:
        tree = ast.parse(source or b"")
    except NOT_PARSED:
        return []  # it has magics of its own, or failed
    for statement in _relative_imports(tree):
        dots = "." * statement.level
        try:
            statement.module = resolve_name(dots + (statement.module or ""), package or "")
        except ImportError:
            return []  # it has failed
        statement.level = 0
    return tree.body


def _relative_imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node
