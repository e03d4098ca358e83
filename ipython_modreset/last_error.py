"""What is kept of the last error for the debugger: the errors that led to it, and their frames."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any

from .identity import id
from .look import is_a

_CAUSES: tuple[Any, ...] = tuple(
    BaseException.__dict__[name] for name in ("__cause__", "__context__")
)
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]


def last_errors() -> Iterator[BaseException]:
    """Yield the last error, and those that it came from or came on top of."""
    errors: list[Any] = [getattr(sys, "last_exc", None), getattr(sys, "last_value", None)]
    seen: set[int] = set()
    while errors:
        error = errors.pop()
        if is_a(error, BaseException) and id(error) not in seen:
            seen.add(id(error))
            yield error
            errors += (cause.__get__(error) for cause in _CAUSES)


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames in the traceback of an error."""
    step: TracebackType | None = _TRACEBACK.__get__(error)
    while step is not None:
        yield step.tb_frame
        step = step.tb_next
