"""A failing import, shown as IPython shows any error, but once and without ending the cell."""

from __future__ import annotations

import linecache
import sys
import traceback
from typing import Any

from ..refreshing.failures import Failure
from ..reporting.words import harmless, one_line


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
    if sys.version_info >= (3, 12):
        sys.last_exc = error  # there, %debug looks here first
    linecache.checkcache(failure.file)
    try:
        shown = _formatted(shell, error)
    except KeyboardInterrupt:
        raise
    except BaseException as broken:  # the user's exception class may not even tell its message
        shown = one_line(f"{failure.error} ({type(broken).__name__} in its traceback)")
    print(shown, file=sys.stderr, flush=True)  # before anything that the cell prints


def _formatted(shell: Any, error: BaseException) -> str:
    """Lay a traceback out as IPython does, with nothing of the user's that a terminal would obey.

    Colours cannot be told from what a message or a source line may hold. So it is laid out without
    any first; where that holds such codes, they are spelled out, and nothing is coloured.
    """
    plain = _laid_out(_colourless(shell.InteractiveTB), _colourless(shell.SyntaxTB), error)
    lines = [line.expandtabs() for line in plain.split("\n")]
    if all(map(str.isprintable, lines)):
        return _laid_out(shell.InteractiveTB, shell.SyntaxTB, error)
    return "\n".join(map(harmless, lines))


def _colourless(layout: Any) -> Any:
    """Return another layout of the same kind that colours nothing."""
    at_least_9 = hasattr(layout, "set_theme_name")
    options = {"theme_name": "nocolor"} if at_least_9 else {"color_scheme": "NoColor"}
    if hasattr(layout, "mode"):
        options["mode"] = layout.mode
    return type(layout)(**options)


def _laid_out(layout: Any, of_syntax: Any, error: BaseException) -> str:
    kind, trace = type(error), error.__traceback__
    if isinstance(error, SyntaxError):
        lines = of_syntax.structured_traceback(kind, error, [])
    elif isinstance(error, BaseExceptionGroup):
        return "".join(traceback.format_exception(error))  # IPython leaves groups to it, too
    elif trace is None:
        lines = layout.get_exception_only(kind, error)
    else:
        lines = layout.structured_traceback(kind, error, trace, tb_offset=0)
    text: str = layout.stb2text(lines)
    return text
