"""Start a soak, and say what adds up in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from tests.soak.project import PERIOD

ROOT = Path(__file__).parents[2]
KINDS = ("refresh", "purge")
_MEBIBYTE = 1024 * 1024

# What may remain of each failing import, one cycle in ten: IPython remembers every code object
# that was in a traceback (in `executing`'s cache), and so do its syntax trees.
_OBJECTS_PER_CYCLE = 1
_RESIDENT_PER_500 = 1 * _MEBIBYTE
_SLOWER = 1.2


class Mark(NamedTuple):
    """What there was after so many cycles.

    Attributes
    ----------
    step
        How many cycles.
    seconds
        CPU time of each since the mark before.
    counts
        What might add up.
    objects
        How many objects the garbage collector knows.
    resident
        Bytes in memory, or 0.
    """

    step: int
    seconds: list[float]
    counts: dict[str, int]
    objects: int
    resident: int


def soak(kind: str, cycles: int, every: int, folder: Path) -> Iterator[Mark]:
    """Run cycles in a session of its own; yield a mark for each `every` of them.

    Raises
    ------
    RuntimeError
        If a cycle shows anything but what it must, or the session ends early.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / ".ipython")}
    command = [sys.executable, "-m", "tests.soak.worker", kind, str(cycles), str(every)]
    running = subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    with running:
        for line in running.stdout:
            found: dict[str, Any] = json.loads(line)
            yield Mark(**found)
    if running.returncode:
        raise RuntimeError(f"the session of {kind} has failed")


def what_adds_up(marks: Sequence[Mark]) -> list[str]:
    """Compare marks, the first of which is taken when all is warm, at whole periods."""
    first, last = marks[0], marks[-1]
    assert all(mark.step % PERIOD == 0 for mark in marks), "the files differ between the marks"
    found = [
        f"{name}: {first.counts[name]} after {first.step} cycles, {number} after {last.step}"
        for name, number in last.counts.items()
        if number != first.counts[name]
    ]
    cycles = last.step - first.step
    if last.objects - first.objects > cycles * _OBJECTS_PER_CYCLE:
        found.append(f"{last.objects - first.objects} objects more after {cycles} cycles")
    return found


def what_grows(marks: Sequence[Mark]) -> list[str]:
    """Judge memory and time of a long run."""
    return [*_memory(marks), *_time(marks)]


def _memory(marks: Sequence[Mark]) -> Iterator[str]:
    """Compare each stretch of 500 cycles or more, after the first."""
    before = next(mark for mark in marks if mark.step >= 500)
    for mark in marks:
        if mark.step - before.step >= 500:
            growth = (mark.resident - before.resident) * 500 / (mark.step - before.step)
            if growth >= _RESIDENT_PER_500:
                yield (
                    f"{growth / _MEBIBYTE:.2f} MiB more per 500 cycles between cycle "
                    f"{before.step} and {mark.step}"
                )
            before = mark


def _time(marks: Sequence[Mark]) -> Iterator[str]:
    second, last = tenths(marks)
    if last > _SLOWER * second:
        yield f"the last tenth takes {last / second:.2f} times what the second takes"


def tenths(marks: Sequence[Mark]) -> tuple[float, float]:
    """Return the mean CPU seconds of a cycle in the second tenth and in the last."""
    seconds = [one for mark in marks for one in mark.seconds]
    tenth = len(seconds) // 10
    return mean(seconds[tenth : 2 * tenth]), mean(seconds[-tenth:])
