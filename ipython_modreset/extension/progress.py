"""Which module a long refresh is importing, shown in place and gone in the end."""

from __future__ import annotations

import _thread
import contextvars
import shutil
import sys
import threading
import time
from typing import Any
from uuid import uuid4

from IPython.display import display, update_display

from ..look import look
from ..reporting.text import is_terminal
from ..reporting.words import printable
from ..undo import Journal
from .writes import hear

PATIENCE = 0.5  # seconds that a refresh may take before anything is shown
_EVERY = 0.1  # seconds until the next look
_CLEAR_LINE = "\r\x1b[2K"


class Progress:
    """Shows how far a refresh is, once it takes long.

    One module alone may take long: so another thread looks how far the imports are.

    Parameters
    ----------
    shell
        The shell; in a kernel its display machinery updates the line in place.

    Examples
    --------
    >>> with Progress(None) as progress:
    ...     progress.step("p.c", 3)
    """

    def __init__(self, shell: Any) -> None:
        self._in_place = _InTerminal() if is_terminal() else _InKernel(shell)
        self._lock = threading.Lock()
        self._begun: list[str] = []
        self._seen = 0
        self._open: list[str] = []
        self._total = 0
        self._over = False
        self._began = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *problem: object) -> None:
        with self._lock:
            self._over = True
            self._in_place.clear()

    def give_way_to(self, report: dict[str, str]) -> None:
        """Show a report, by MIME type, where the progress was shown."""
        with self._lock:
            self._over = True
            self._in_place.give_way_to(report)

    def step(self, module: str, total: int) -> None:
        """Note which module is about to be imported.

        Parameters
        ----------
        module
            Its name.
        total
            How many will be imported, all together.
        """
        self._begun.append(module)
        self._total = total
        if len(self._begun) == 1:
            self._in_place.begin()
            # The output belongs to the cell that this thread's context names.
            context = contextvars.copy_context()
            # Nobody waits for it to begin: on a busy machine that takes longer than most refreshes.
            _thread.start_new_thread(context.run, (self._watch,))

    def _watch(self) -> None:
        """Look again and again; to wake this thread in the end would cost a short refresh more."""
        said = None
        while not self._over:
            time.sleep(_EVERY)
            with self._lock:
                if self._over or time.monotonic() - self._began < PATIENCE:
                    continue
                if (now := self._say()) != said:
                    self._in_place.show(said := now)

    def _say(self) -> str:
        """Say which import runs, innermost, and how many are over."""
        begun = list(self._begun)
        # What is over stays over; but the latest may not have been put into `sys.modules` yet.
        open_still = [*self._open, *begun[self._seen :]]
        running = [name for name in open_still if look(name, sys.modules.get(name)).importing]
        self._open, self._seen = [name for name in running if name != begun[-1]], len(begun) - 1
        current = (running or begun)[-1]
        number = min(len(begun) - len(running) + 1, self._total)
        return f"importing {number} of {self._total}: {printable(current)}"


class _InTerminal:
    """One line, written over and over, which gives way to whatever else is printed."""

    def __init__(self) -> None:
        self._out, self._write = sys.stdout, sys.stdout.write
        self._lock = threading.RLock()  # a signal's handler may print while a line is printed
        self._journal = Journal()
        self._shown = False
        self._at_start = True

    def begin(self) -> None:
        hear(self._give_way, self._journal)

    def show(self, line: str) -> None:
        with self._lock:
            if self._at_start:  # not into a line that the module has not ended
                self._shown = True
                columns = shutil.get_terminal_size().columns
                self._write(f"{_CLEAR_LINE}{line[: columns - 1]}")
                self._out.flush()

    def clear(self) -> None:
        self._journal.undo()
        with self._lock:
            self._wipe()

    def give_way_to(self, report: dict[str, str]) -> None:
        self.clear()
        if not self._at_start:
            self._write("\n")
        display(report, raw=True)

    def _give_way(self, text: str) -> None:
        with self._lock:
            self._wipe()
            self._at_start = text.endswith("\n") if text else self._at_start

    def _wipe(self) -> None:
        if self._shown:
            self._write(_CLEAR_LINE)
            self._out.flush()  # the other stream may write next
            self._shown = False


class _InKernel:
    """One output of the cell, updated; what is no notebook shows nothing."""

    def __init__(self, shell: Any) -> None:
        self._publish = shell.display_pub.publish if getattr(shell, "kernel", None) else None
        self._display_id: str | None = None

    def begin(self) -> None:
        """Nothing is in the way: each output of a cell has its own place."""

    def show(self, line: str) -> None:
        self._send({"text/plain": line})

    def clear(self) -> None:
        if self._display_id is not None:
            self._send({"text/plain": "", "text/html": ""})
            self._display_id = None

    def give_way_to(self, report: dict[str, str]) -> None:
        if self._display_id is None:
            display(report, raw=True)
        else:
            update_display(report, display_id=self._display_id, raw=True)
            self._display_id = None

    def _send(self, data: dict[str, str]) -> None:
        if self._publish is None:
            return
        update, self._display_id = self._display_id is not None, self._display_id or uuid4().hex
        self._publish(data, transient={"display_id": self._display_id}, update=update)
