"""Old object to new object, everywhere: after modules have been run again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .classes import CannotStay
from .pairs import Origins, Swap, pair_up
from .takeover import Takeover
from .undo import Journal

__all__ = ["Adoption", "LeftBehind", "Swap", "adopt"]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Something that could not follow: what, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """How many old objects were taken over, and which could not follow."""

    adopted: int
    left_behind: tuple[LeftBehind, ...]


def adopt(
    swaps: Sequence[Swap],
    namespaces: Sequence[dict[str, Any]],
    journal: Journal,
    *,
    own: Iterable[object] = (),
) -> Adoption:
    """Let all who hold something of the old modules hold the new one instead.

    Parameters
    ----------
    swaps
        The modules that have been run again.
    namespaces
        The notebook's, by identity only: names that were bound to constants are not touched.
    journal
        Where every change is noted before it is made. If anything is raised, undo it.
    own
        Containers of the caller's, which keep what they hold: saved copies of ``sys.modules``,
        lists of modules. Lists and tuples inside them are left alone too. `swaps` and `journal`
        are known already.

    Returns
    -------
    Adoption
        What followed, and what could not.

    Examples
    --------
    >>> adopt([], [], Journal())
    Adoption(adopted=0, left_behind=())
    """
    if not swaps:
        return Adoption(0, ())
    origins = Origins.of(swaps)
    pairs = pair_up(swaps, origins)
    refused: set[int] = set()
    while True:
        attempt = Journal()
        journal.note(attempt.undo)
        takeover = Takeover(
            swaps, pairs, origins, namespaces, refused, [journal, attempt, swaps, *own]
        )
        try:
            takeover.search()
            takeover.carry_out(attempt)
        except CannotStay as refusal:
            attempt.undo()
            refused.add(refusal.cls)
        else:
            return Adoption(takeover.adopted, ())
