"""Tracebacks that show the user's own code only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from ..identity import id
from ..look import is_a
from ..places import is_user_file

# This package may itself be installed from a checkout.
_OWN = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


def keep_user_frames(error: BaseException) -> None:
    """Leave out of an exception, and of those it came from, the frames of others' code.

    So nobody need read past the import system, and no frame in there keeps old modules alive.

    Parameters
    ----------
    error
        The exception; its traceback is replaced.
    """
    for one in _all_in(error):
        frames = list(_user_frames(one.__traceback__))
        kept: TracebackType | None = None
        for trace in reversed(frames):
            kept = TracebackType(kept, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
        one.__traceback__ = kept


def innermost(error: BaseException) -> TracebackType | None:
    """Return the last step of an exception's way through the user's code."""
    return next(reversed(list(_user_frames(error.__traceback__))), None)


def module_running(error: BaseException) -> str | None:
    """Return the user's module whose top-level code an exception came from."""
    names = [
        trace.tb_frame.f_globals.get("__name__")
        for trace in _user_frames(error.__traceback__)
        if trace.tb_frame.f_code.co_name == "<module>"
    ]
    return names[-1] if names and type(names[-1]) is str else None


def module_called_from(error: BaseException) -> tuple[str, int]:
    """Return the user's module whose top-level code called what failed, and in which line.

    The name is empty where that code itself failed, or a function of the same file.
    """
    frames = list(_user_frames(error.__traceback__))
    top = next((t for t in reversed(frames) if t.tb_frame.f_code.co_name == "<module>"), None)
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    name = None if top is None else top.tb_frame.f_globals.get("__name__")
    if top is None or last is None or type(name) is not str:
        return "", 0
    is_own = last.tb_frame.f_code.co_filename == top.tb_frame.f_code.co_filename
    return "" if is_own else name, top.tb_lineno


def namespaces_run(error: BaseException) -> list[dict[str, Any]]:
    """Return the namespaces of the user's modules whose top-level code an exception came from."""
    return [
        trace.tb_frame.f_globals
        for trace in _user_frames(error.__traceback__)
        if trace.tb_frame.f_code.co_name == "<module>"
    ]


def _user_frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if os.path.isabs(path) and is_user_file(path) and not _is_own(path):
            yield trace
        trace = trace.tb_next


def _is_own(path: str) -> bool:
    return path.startswith(_OWN)


def _all_in(error: BaseException) -> Iterator[BaseException]:
    """Walk an exception, its causes and the members of groups, each once."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        pending += [one.__cause__, one.__context__]
        if is_a(one, BaseExceptionGroup):
            pending += one.exceptions  # type: ignore[attr-defined]
