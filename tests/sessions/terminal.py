"""A program that asks for cells, in a terminal of its own, as somebody at the keyboard has it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect

from tests.shells import TIMEOUT, environment

IPYTHON = ["-m", "IPython", "--no-banner", "--no-confirm-exit"]
CONSOLE = ["-m", "jupyter", "console", "--no-confirm-exit"]
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"

# Colours, moves of the cursor, titles, modes: what a terminal obeys rather than shows.
_OBEYED = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|[\r\x07\x08]"
)


class Terminal:
    """A session at a terminal.

    Parameters
    ----------
    program
        What is started there.
    """

    def __init__(self, program: pexpect.spawn) -> None:
        self.program = program
        self._number = 1
        self._wait_for("In [1]: ")

    def run(self, line: str) -> str:
        """Type a line; return what the terminal shows until it asks for the next one."""
        self.type(line + ENTER)
        self._number += 1
        return self._wait_for(f"In [{self._number}]: ")

    def type(self, keys: str) -> None:
        """Press keys."""
        self.program.send(keys)

    def until(self, text: str) -> str:
        """Return what the terminal shows until it shows `text`."""
        return self._wait_for(text)

    def _wait_for(self, text: str) -> str:
        shown = ""
        while text not in (plain := _OBEYED.sub("", shown)):
            try:
                shown += self.program.read_nonblocking(65536, timeout=TIMEOUT)
            except (pexpect.TIMEOUT, pexpect.EOF) as error:
                raise AssertionError(f"{text!r} has not come\n{plain}") from error
        return plain


@contextmanager
def terminal(folder: Path, command: Sequence[str], *options: str) -> Iterator[Terminal]:
    """Start a program in `folder` in a terminal, and end it."""
    wanted = environment(folder) | {
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # nobody here would answer where the cursor is
    }
    program = pexpect.spawn(
        sys.executable,
        [*command, *options],
        cwd=str(folder),
        env=wanted,
        dimensions=(50, 160),
        encoding="utf-8",
        timeout=TIMEOUT,
    )
    try:
        yield Terminal(program)
    finally:
        program.close(force=True)
