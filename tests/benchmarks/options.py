"""How much the benchmarks measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Clock = Literal["wall", "cpu"]


@dataclass(frozen=True)
class Options:
    """What can be set from the command line.

    Attributes
    ----------
    modules
        How many modules the user has loaded.
    objects
        How many other objects there are that the garbage collector tracks.
    turns
        How often each shell takes its turn.
    edits
        How many edits are made in a row.
    sleep
        How long the dear top level sleeps, in seconds.
    clock
        ``"wall"``, or ``"cpu"`` for the processor's time in each process alone, which other
        processes of a busy machine disturb less.
    """

    modules: int = 1000
    objects: int = 1_000_000
    turns: int = 21
    edits: int = 200
    sleep: float = 0.2
    clock: Clock = "wall"
