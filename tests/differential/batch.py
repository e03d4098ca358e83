"""Programs of one seed: drawn, played, judged; the first that shows a fault is made small."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, assume, given, seed, settings

from tests.differential.judging import Fault, fails, faults, is_sound
from tests.differential.players import Player, open_player
from tests.differential.printing import as_scenario
from tests.differential.program import programs
from tests.fidelity.scenario import Scenario

_SHOWN = 3


@dataclass
class Batch:
    """What became of the programs of one seed.

    Attributes
    ----------
    seed
        Repeats them.
    counts
        How many programs, edits, and which outcomes.
    faults
        Programs that show a fault, as text: the smallest found, or each as it came.
    """

    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class FaultFound(AssertionError):
    """A program shows what it must not."""


def run_batch(number: int, count: int, *, shrink: bool = True) -> Batch:
    """Draw and play `count` programs; with `shrink`, up to the first that shows a fault.

    Without it, all are different.
    """
    batch, seen = Batch(number), set[str]()
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    with open_player() as player:

        @seed(number)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(programs())
        def no_faults(program: Scenario) -> None:
            if not shrink:
                assume(repr(program) not in seen)  # it draws some again
                seen.add(repr(program))
            try:
                check(player, program, batch.counts)
            except FaultFound as fault:
                if shrink:
                    raise
                batch.faults.append(str(fault))

        try:
            no_faults()
        except FaultFound as fault:
            batch.faults.append(str(fault))
    return batch


def check(player: Player, program: Scenario, counts: Counter[str]) -> None:
    """Play a program.

    Raises
    ------
    FaultFound
        With the program and what it shows.
    """
    played = player.play(program)
    counts["programs"] += 1
    found = faults(played)
    if found:
        raise FaultFound(said(program, found))
    if not is_sound(played):
        counts["cells that fail at once"] += 1
        return
    for seen, fresh in zip(played.session[1:], played.fresh[1:], strict=True):
        counts["edits"] += 1
        counts[_outcome(seen["reports"], fresh)] += 1


def _outcome(told: dict[str, list[str]], fresh: dict[str, object]) -> str:
    if told["failed"]:
        return "refused in part" if told["done"] else "refused whole"
    if not told["done"]:
        return "nothing to do"
    return "taken over, some names lost" if fails(fresh) else "taken over"


def said(program: Scenario, found: list[Fault]) -> str:
    """Say what is wrong, and in which program."""
    names = tuple(fault.name for fault in found if fault.name.isidentifier())[:_SHOWN]
    step = found[0].step
    return "\n".join([*map(str, found[:_SHOWN]), as_scenario(program, step, names)])
