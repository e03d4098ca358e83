"""The garbage collector, while many objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from .undo import Journal

_MADE_BEFORE_A_LOOK = 100_000


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Have the garbage collector look more rarely than it usually does.

    Where a thousand modules run again, it would look a hundred times at what has just been made,
    and at least once at the whole heap, while the old modules are held still. A module that sets
    a threshold of its own meanwhile has its way, and so has who has turned the collector off.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with rarely_collecting():
    ...     gc.get_threshold()[0] >= 100_000
    True
    >>> gc.get_threshold() == before
    True
    """
    usual, *others = gc.get_threshold()
    meanwhile = max(usual, _MADE_BEFORE_A_LOOK) if usual else 0
    journal = Journal()
    journal.note(_set_threshold, meanwhile, usual)
    try:
        try:
            gc.set_threshold(meanwhile, *others)
            yield
        finally:
            journal.undo()
    finally:
        journal.undo()  # if an interrupt came before the first step back


def _set_threshold(former: int, usual: int) -> None:
    now, *others = gc.get_threshold()
    if now == former:
        gc.set_threshold(usual, *others)
