"""One purge or refresh at a time, from whatever thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ..stack import importer


class Turns:
    """Lets one thread after the other have its turn.

    Parameters
    ----------
    settle
        Called when a turn begins while this thread imports nothing.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.turn() as is_ours, turns.turn() as is_ours_again:
    ...     print(is_ours, is_ours_again)
    True False
    """

    def __init__(self, settle: Callable[[], object] = lambda: None) -> None:
        self._settle = settle
        self._lock: Any = threading.RLock()
        self._taken = False
        self._within: FrameType | None = None
        self._given_back = 0

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait until no other thread has its turn; tell whether it is this thread's now.

        It is not where this thread has its turn already: a module that is being refreshed asks for
        a refresh. Nor where another one has it while this thread is importing: that one may need
        the very module, and both would wait for ever.
        """
        may_wait = importer(sys._getframe()) is None
        if self._lock._is_owned() and not _is_running(self._within):
            self._give_back()
        given_back = self._given_back
        held = self._lock.acquire(blocking=may_wait)
        ours = held and not self._taken
        self._taken = self._taken or ours
        try:
            if ours:
                self._within = sys._getframe(2)  # of the `with` statement
            if ours and may_wait:
                self._settle()
            yield ours
        finally:
            if given_back == self._given_back:
                if ours:
                    self._taken, self._within = False, None
                if held:
                    self._lock.release()

    def _give_back(self) -> None:
        """End a turn of this thread that an interrupt has cut short just as it began."""
        self._given_back += 1
        self._taken, self._within = False, None
        self._lock._release_save()


def _is_running(frame: FrameType | None) -> bool:
    """Tell whether a frame is this one's caller, or its caller's, and so on."""
    caller: FrameType | None = sys._getframe(1)
    while caller is not None:
        if caller is frame:
            return True
        caller = caller.f_back
    return False
