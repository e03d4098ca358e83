"""A failing import, shown as IPython shows any error, but once and without ending the cell."""

from __future__ import annotations

import linecache
import sys
import traceback
from typing import Any

from ..refreshing.failures import Failure
from ..reporting.words import one_line


def show(shell: Any, failure: Failure) -> None:
    """Print the traceback of a failed import, and let ``%debug`` open it.

    Parameters
    ----------
    shell
        The shell: its settings say how a traceback looks.
    failure
        What failed; its exception holds the user's own frames only.
    """
    error = failure.exception
    if error is None:
        return  # a reminder: it was shown before
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    linecache.checkcache(failure.file)
    try:
        shown = _formatted(shell, error)
    except Exception as broken:  # the user's exception class may not even tell its message
        shown = f"{failure.error} ({one_line(repr(type(broken)))} in its traceback)"
    print(shown, file=sys.stderr, flush=True)  # before anything that the cell prints


def _formatted(shell: Any, error: BaseException) -> str:
    kind, trace = type(error), error.__traceback__
    if isinstance(error, SyntaxError):
        lines = shell.SyntaxTB.structured_traceback(kind, error, [])
    elif isinstance(error, BaseExceptionGroup):
        return "".join(traceback.format_exception(error))  # IPython leaves groups to it, too
    elif trace is None:
        lines = shell.InteractiveTB.get_exception_only(kind, error)
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=0)
    text: str = shell.InteractiveTB.stb2text(lines)
    return text
