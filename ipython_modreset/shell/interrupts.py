"""What an interrupt does to a refresh."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..reporting.report import RefreshReport
from ..reporting.words import one_line


class Interrupted(KeyboardInterrupt):
    """A refresh was interrupted: what it was at is as it was before.

    Attributes
    ----------
    report
        What had been done by then, and stays done.
    module
        What was being imported, or None.
    """

    def __init__(self, report: RefreshReport, module: str | None) -> None:
        self.report = report
        self.module = module
        at = f" while {module} was imported" if module else ""
        done = (*report.ran, *report.patched, *report.gone)
        done_by_then = f"; refreshed before that: {', '.join(done)}" if done else ""
        said = f"refresh interrupted{at}: rolled back, the old code goes on working{done_by_then}"
        super().__init__(one_line(said))

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in place of a traceback."""
        return [str(self)]


@contextmanager
def interruptible() -> Iterator[None]:
    """Let an interrupt be raised at once, in a cell that awaits something, too.

    While such a cell runs, the kernel keeps the signal for the next time that it awaits: a
    refresh before it would go on to its end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals arrive in the main thread only
        return
    before = signal.getsignal(signal.SIGINT)
    if before is None or before is signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
