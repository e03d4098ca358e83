"""The statements of a script that ``%run`` has run in the notebook."""

from __future__ import annotations

import ast
import os
import shlex

from ..files import content_of

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
    if not words or _AS_MODULE in options:
        return []
    path = os.path.expanduser(words[0])
    source = content_of(path) or content_of(f"{path}.py")
    try:
        return ast.parse(source or b"").body
    except (SyntaxError, ValueError, RecursionError):
        return []  # it has magics of its own, or failed
