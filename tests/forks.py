"""A function run in a forked process, its answer sent back as a line of JSON."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

CAN_FORK = hasattr(os, "fork")


def in_fork(work: Callable[[], Any], log: Path, limit: float) -> Any:
    """Return what `work` returns, as JSON carries it; None where it hangs, raises or dies.

    Parameters
    ----------
    work
        Run in a process of its own, which ends with it, and all that it started.
    log
        File that gets what is written to the standard streams.
    limit
        Seconds after which it is ended.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setsid()
            with os.fdopen(writer, "w", encoding="utf-8") as answers:
                answers.write(json.dumps(in_this_process(work, log)) + "\n")
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    try:
        answer = _read_line(reader, limit)
    finally:
        os.close(reader)
        _end(child)
    return None if answer is None else json.loads(answer)


def in_this_process(work: Callable[[], Any], log: Path) -> Any:
    """Run it with the standard streams in the log; return None where it raises."""
    null = os.open(os.devnull, os.O_RDONLY)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(null, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    try:
        answer = work()
    except BaseException:  # what a tool lets through must not end the run
        traceback.print_exc()
        answer = None
    sys.stdout.flush()
    sys.stderr.flush()
    return answer


def _read_line(reader: int, limit: float) -> bytes | None:
    """The child's answer, or None if it ends or says nothing in time."""
    deadline = time.monotonic() + limit
    data = b""
    while not data.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(reader, 65536) if ready else b""
        if not piece:
            return None
        data += piece
    return data


def _end(child: int) -> None:
    """End the child and all that it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(child, signal.SIGKILL)  # it had no time to become a group of its own
    os.waitpid(child, 0)
