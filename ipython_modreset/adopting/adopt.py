"""Old object to new object, everywhere: after modules have been run again."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..counts import held
from ..identity import id
from ..undo import Journal
from .carry import NotebookMade
from .classes import CannotStay
from .decision import Decision
from .given_up import given_up
from .handover import Handover
from .heap import that_hold
from .instances import CannotChange
from .own import opened
from .pairs import Origins, Pair, Swap, pair_up
from .search import Search
from .takeover import Holders
from .within_reach import in_reach, out_of_reach

__all__ = ["Adoption", "LeftBehind", "Swap", "adopt"]

#: Of so few modules all objects are given successors sooner than it is known who needs none.
_FEW = 8


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
    rewritten
        The ids of the holders that hold something else now.
    followed
        The ids of former objects to what is held instead.
    referents
        Former objects whose weak references were made anew. They are to be let go last, after the
        former references: else those who are called back would hear that they are gone.
    """

    adopted: int
    left_behind: tuple[LeftBehind, ...]
    stayed: Mapping[int, int] = field(default_factory=dict)
    rewritten: Collection[int] = field(default=(), repr=False)
    followed: Mapping[int, object] = field(default_factory=dict, repr=False)
    referents: Collection[object] = field(default=(), repr=False)


def adopt(
    swaps: Sequence[Swap],
    namespaces: Sequence[dict[str, Any]],
    journal: Journal,
    *,
    dropped: Mapping[str, object] = MappingProxyType({}),
    kept: Collection[Pair] = (),
    moved: Collection[tuple[str, Any, Any]] = (),
    displaced: Sequence[object] = (),
    own: Iterable[object] = (),
    copies: Iterable[object] = (),
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
    moved
        What is known to have moved to another module: the former name, the old and the new one.
    displaced
        What the new modules had where the session has put something else again: around an old
        function, perhaps.
    own
        What the caller itself keeps old objects in, and wants left alone: saved copies of
        ``sys.modules``, lists of modules, objects of this package. `swaps` and `journal` are
        known already.
    copies
        The same, but nothing of these leads to further ones.

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
    notebook = NotebookMade(namespaces)
    theirs = opened([*own, dropped, swaps, kept, displaced, journal], namespaces)
    theirs += copies
    theirs += [x for x in gc.get_referents(*given_up) if type(x) is dict]  # their contents
    theirs += [*swaps, origins.new]
    pairs, idle = _needed(swaps, origins, kept, moved, notebook, theirs)
    theirs += [pairs, origins.old, idle, *idle]
    refused: set[int] = set()
    rebuilt: set[int] = set()
    while True:
        attempt = Journal()
        journal.note(attempt.undo)
        decision = Decision(pairs, refused)
        holders = Holders(decision, origins, rebuilt)
        mine = [*theirs, attempt, *decision.pairs(), *holders.lists()]
        try:
            _find(holders, swaps, displaced, origins, namespaces, mine)
            Handover(decision, holders, origins, notebook, attempt).make(pairs)
        except CannotStay as refusal:
            attempt.undo()
            refused.update(refusal.classes)
        except CannotChange as refusal:
            attempt.undo()
            rebuilt.add(refusal.cls)
        else:
            stayed = {id(x.new): id(x.old) for x in (*decision.stays, *decision.kept)}
            adopted = len(decision.stays) + len(decision.follows)
            rewritten = holders.in_place.keys() | holders.rehashed.keys()
            followed = decision.successors.given
            referents = [*decision.successors.referents.values()]
            return Adoption(adopted, _report(holders), stayed, rewritten, followed, referents)


def _needed(
    swaps: Sequence[Swap],
    origins: Origins,
    kept: Collection[Pair],
    moved: Collection[tuple[str, Any, Any]],
    notebook: NotebookMade,
    own: Sequence[Any],
) -> tuple[list[Pair], list[Any]]:
    """Return the pairs whose old object is in reach, and who holds such and is not in reach."""
    if len(swaps) <= _FEW:
        return pair_up(swaps, origins, kept, moved), []
    old = [*(swap.old for swap in swaps), *origins.old.values()]
    living = [pair.old for pair in kept]
    idle = out_of_reach(old, living, origins.names, notebook, [*own, origins.old, living])
    origins.forget(idle)
    pairs = pair_up(list(in_reach(swaps, idle)), origins, kept, moved)
    needed = [pair for pair in pairs if id(pair.old) not in idle]
    both = [x for pair in needed for x in (pair.old, pair.new)]
    things = list(idle.values())
    return needed, that_hold(things, set(map(id, both))) if any(held(both, things)) else []


def _find(
    holders: Holders,
    swaps: Sequence[Swap],
    displaced: Sequence[object],
    origins: Origins,
    namespaces: Sequence[dict[str, Any]],
    own: Sequence[Any],
) -> None:
    old = [*(swap.old for swap in swaps), *origins.old.values()]
    new = [*(swap.new for swap in swaps), *origins.new.values(), *displaced]
    within = holders.within_classes()
    holders.find(Search((old, new, namespaces), within, origins.names, own))


def _report(holders: Holders) -> tuple[LeftBehind, ...]:
    return tuple(
        LeftBehind(what if count == 1 else f"{count} {what}", why)
        for (what, why), count in holders.left_behind.items()
    )
