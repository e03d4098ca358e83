"""How much the benchmarks measure."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

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
    sleep: float = 2.0
    clock: Clock = "wall"


def parsed(arguments: Sequence[str]) -> tuple[list[str], Options]:
    """Read the command line: names of benchmarks, and what is set of the options.

    Examples
    --------
    >>> names, options = parsed(["refresh", "--modules", "10"])
    >>> names, options.modules, options.turns
    (['refresh'], 10, 21)
    """
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all, or some: purge, refresh …")
    for field in fields(Options):
        default = field.default
        choices = get_args(Clock) if field.name == "clock" else None
        parser.add_argument(f"--{field.name}", type=type(default), default=default, choices=choices)
    found = vars(parser.parse_args(arguments))
    return found.pop("names"), Options(**found)
