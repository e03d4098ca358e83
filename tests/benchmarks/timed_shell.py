"""A real IPython shell in a process of its own, which says what its hooks cost: one request a line.

A request is JSON: ``{"cell": source}`` runs a cell, ``{"code": source}`` runs code outside the
notebook, whose `answer` is sent back.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


class HookClock:
    """Adds up what all callbacks of a cell take, before and after it, whoever registered them."""

    def __init__(self, events: Any) -> None:
        self._ordinary: Callable[..., None] = events.trigger
        self.wall = self.cpu = 0.0
        events.trigger = self._trigger

    def reset(self) -> None:
        """Begin anew."""
        self.wall = self.cpu = 0.0

    def _trigger(self, event: str, *args: Any, **options: Any) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            self._ordinary(event, *args, **options)
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


def main() -> None:
    """Answer requests until there are no more."""
    del sys.path[0]  # this file's own folder
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what is written past sys.stdout must not end up in an answer
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    clock = HookClock(shell.events)
    space: dict[str, Any] = {"shell": shell}
    for line in sys.stdin:
        request = json.loads(line)
        clock.reset()
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            error, answer = _do(request, shell, space)
        reply = {"out": out.getvalue(), "error": error, "answer": answer}
        print(json.dumps({**reply, "wall": clock.wall, "cpu": clock.cpu}), file=answers)


def _do(request: dict[str, str], shell: Any, space: dict[str, Any]) -> tuple[str | None, Any]:
    if "cell" in request:
        result = shell.run_cell(request["cell"])
        error = result.error_before_exec or result.error_in_exec
        return (None if error is None else f"{type(error).__name__}: {error}"), None
    space["answer"] = None
    try:
        exec(request["code"], space)
    except Exception as error:  # whatever it is, it ends the benchmark, with this text
        return f"{type(error).__name__}: {error}", None
    return None, space["answer"]


if __name__ == "__main__":
    main()
