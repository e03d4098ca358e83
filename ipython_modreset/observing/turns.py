"""One purge or refresh at a time, from whatever thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
        self._lock = threading.RLock()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait until no other thread has its turn; tell whether it is this thread's now.

        It is not where this thread has its turn already: a module that is being refreshed asks for
        a refresh. Nor where another one has it while this thread is importing: that one may need
        the very module, and both would wait for ever.
        """
        may_wait = importer(sys._getframe()) is None
        held = self._lock.acquire(blocking=may_wait)
        ours = held and not self._taken
        self._taken = self._taken or ours
        try:
            if ours and may_wait:
                self._settle()
            yield ours
        finally:
            if ours:
                self._taken = False
            if held:
                self._lock.release()
