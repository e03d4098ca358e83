"""Hear of what others write to the terminal, before it is there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ..identity import id
from ..undo import Journal


def hear(before: Callable[[str], object], journal: Journal) -> None:
    """Call `before` with each text that Python code is about to print, until `journal` is undone.

    Whoever holds one of the streams, as a logging handler does, is heard too: the stream stays the
    same object. What C code and other processes write is not heard.

    Parameters
    ----------
    before
        What to call.
    journal
        Notes how to undo it.
    """
    for stream in {id(each): each for each in (sys.stdout, sys.stderr)}.values():
        try:
            attributes = vars(stream)
        except TypeError:
            continue  # a stream of somebody's own, which lets nobody hear
        journal.set_item(attributes, "write", _heard(stream.write, before))


def _heard(write: Callable[[str], Any], before: Callable[[str], object]) -> Callable[[str], Any]:
    def write_heard(text: str) -> Any:
        before(text)
        return write(text)

    return write_heard
