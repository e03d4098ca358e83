"""Old object to new object, everywhere: after modules have been run again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .. import strangers
from ..identity import id
from ..undo import Journal
from .carry import NotebookMade
from .classes import CannotStay
from .decision import Decision
from .given_up import given_up
from .handover import Handover
from .instances import CannotChange
from .own import opened
from .pairs import Origins, Pair, Swap, pair_up
from .search import Search
from .takeover import Holders

__all__ = ["Adoption", "LeftBehind", "Swap", "adopt"]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Something that could not follow: what, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """How many old objects were taken over, and which could not follow.

    Attributes
    ----------
    adopted
        How many.
    left_behind
        What could not follow.
    stayed
        The ids of new objects to those of the old ones that stay in their place.
    """

    adopted: int
    left_behind: tuple[LeftBehind, ...]
    stayed: Mapping[int, int] = field(default_factory=dict)


def adopt(
    swaps: Sequence[Swap],
    namespaces: Sequence[dict[str, Any]],
    journal: Journal,
    *,
    dropped: Mapping[str, object] = MappingProxyType({}),
    kept: Collection[Pair] = (),
    own: Iterable[object] = (),
) -> Adoption:
    """Let all who hold something of the old modules hold the new one instead.

    Parameters
    ----------
    swaps
        The modules that have been run again.
    namespaces
        The notebook's, or none. Names in it follow by identity; those bound to constants are not
        touched.
    journal
        Where every change is noted before it is made. If anything is raised, undo it.
    dropped
        Modules that were taken out and that nothing came after, by name: what they defined may
        come from elsewhere now, under the same name in a module that had imported it.
    kept
        Old objects that go on as they are, with the new ones whose place they take.
    own
        What the caller itself keeps old objects in, and wants left alone: saved copies of
        ``sys.modules``, lists of modules, objects of this package. `swaps` and `journal` are
        known already.

    Returns
    -------
    Adoption
        What followed, and what could not.

    Examples
    --------
    >>> adopt([], [], Journal())
    Adoption(adopted=0, left_behind=(), stayed={})
    """
    if not swaps:
        return Adoption(0, ())
    origins = Origins.of(swaps, dropped)
    pairs = pair_up(swaps, origins, kept)
    refused: set[int] = set()
    rebuilt: set[int] = set()
    while True:
        attempt = Journal()
        journal.note(attempt.undo)
        decision = Decision(pairs, refused)
        holders = Holders(decision, origins, rebuilt)
        theirs = opened([*own, dropped, swaps, kept, journal, attempt], namespaces)
        theirs += [strangers.raw_members(cls) for cls in list(given_up)]
        mine = [
            *theirs,
            pairs,
            *decision.pairs(),
            *swaps,
            *holders.lists(),
            origins.old,
            origins.new,
        ]
        try:
            _find(holders, swaps, origins, namespaces, mine)
            Handover(decision, holders, origins, NotebookMade(namespaces), attempt).make(pairs)
        except CannotStay as refusal:
            attempt.undo()
            refused.add(refusal.cls)
        except CannotChange as refusal:
            attempt.undo()
            rebuilt.add(refusal.cls)
        else:
            stayed = {id(x.new): id(x.old) for x in (*decision.stays, *decision.kept)}
            adopted = len(decision.stays) + len(decision.follows)
            return Adoption(adopted, _report(holders), stayed)


def _find(
    holders: Holders,
    swaps: Sequence[Swap],
    origins: Origins,
    namespaces: Sequence[dict[str, Any]],
    own: Sequence[Any],
) -> None:
    old = [*(swap.old for swap in swaps), *origins.old.values()]
    new = [*(swap.new for swap in swaps), *origins.new.values()]
    within = holders.within_classes()
    holders.find(Search((old, new, namespaces), within, origins.names, own))


def _report(holders: Holders) -> tuple[LeftBehind, ...]:
    return tuple(
        LeftBehind(what if count == 1 else f"{count} {what}", why)
        for (what, why), count in holders.left_behind.items()
    )
