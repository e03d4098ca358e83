"""Which of the old modules anybody can still come by: the others need no successors."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import gt
from typing import Any

from .. import strangers
from ..atoms import SYSTEM_NAMES, is_atom
from ..counts import held, references
from ..identity import by_id, id
from ..observing.abstract import registered
from .carry import NotebookMade
from .pairs import CONSTANTS, Swap, neighbours
from .search import World, budget
from .weak import weak_references

_ABSENT = object()
_subclasses: Any = type.__subclasses__


def out_of_reach(
    old: Sequence[Any],
    living: Iterable[Any],
    ours: Collection[str],
    notebook: NotebookMade,
    own: Iterable[Any],
) -> dict[int, Any]:
    """Return which of some things, and of what they lead to, nothing else leads to, by id.

    Of the old modules that is nearly all, after an edit of what many modules import. In doubt, a
    thing counts as being in reach: where it is held by what was not looked into, or where the
    notebook has put something into the modules.

    Parameters
    ----------
    old
        The old modules and their namespaces.
    living
        What goes on, whoever holds it as yet.
    ours
        Names of the modules.
    notebook
        Tells what the notebook has made.
    own
        What holds things without being meant.
    """
    aside = by_id([*own, own, old])
    world = World(old, ours, set(aside))
    while world.widen(budget(len(ours))):
        pass
    nodes = world.nodes
    if notebook.has_part_in([*nodes, *world.edge]):
        return {}
    rest = by_id(nodes)
    aside |= rest
    known = held(nodes, [*aside.values(), aside, rest, world.edge])
    reached = list(compress(nodes, map(gt, references(nodes), known)))
    del aside
    # All classes are among these: their bases know them by weak references.
    found_weakly = compress(nodes, map(weakref.getweakrefcount, nodes))
    reached += [x for x in found_weakly if any(weak_references(x)) or _is_known(x, rest)]
    reached += living
    while reached:
        for thing in reached:
            rest.pop(id(thing), None)
        inside = gc.get_referents(*reached)
        inside += [cls for x in reached if _is_asked(x) for cls in _subclasses(x)]
        reached = [x for x in inside if id(x) in rest]
    return rest


def in_reach(swaps: Iterable[Swap], idle: Container[int]) -> Iterator[Swap]:
    """Yield the swaps of whose old modules something is in reach, given the ids of what is not.

    What one module has from another is that one's.
    """
    named = [(swap, *_named(swap, idle)) for swap in swaps]
    # Hardly anything leads further: all are asked at once, before each is asked.
    leads_further = any(_further([x for *_, inside in named for x in inside], set(), idle))
    claimed: set[int] = set()
    for swap, found, seen, inside in named:
        if leads_further:
            found.update(dict.fromkeys(_further(inside, seen, idle), True))
        if not found.keys() <= claimed:
            claimed.update(key for key, has_successor in found.items() if has_successor)
            yield swap


def _named(swap: Swap, idle: Container[int]) -> tuple[dict[int, bool], set[int], list[Any]]:
    """Return what is in reach of what an old module and its idle classes have by name.

    Returns
    -------
    tuple
        The ids of that, and whether there is something new of the name; the ids of all that was
        looked at; and those of it that are idle.
    """
    old, new = strangers.instance_dict(swap.old), strangers.instance_dict(swap.new)
    found: dict[int, bool] = {}
    if old is None or new is None or id(old) not in idle or swap.lost:
        found[id(swap.old)] = True
    spaces: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = [(old or {}, new or {})]
    seen: set[int] = set()
    inside: list[Any] = []
    while spaces:
        before, after = spaces.pop()
        for name, value in list(before.items()):
            if type(value) in CONSTANTS or name in SYSTEM_NAMES:
                continue
            now, key = after.get(name, _ABSENT), id(value)
            if now is value or key in seen:
                continue
            seen.add(key)
            if key not in idle:
                if _may_have_successor(value):
                    found[key] = now is not _ABSENT
            elif strangers.is_class(value):
                theirs = strangers.members(now) if strangers.is_class(now) else {}
                spaces.append((strangers.members(value), theirs))
            else:
                inside.append(value)
    return found, seen, inside


def _further(inside: list[Any], seen: set[int], idle: Container[int]) -> Iterator[int]:
    """Yield the ids of what is in reach of those that some idle things lead to."""
    while inside:
        around = [x for x in neighbours(inside, seen) if not strangers.is_class(x)]
        yield from (id(x) for x in around if id(x) not in idle and _may_have_successor(x))
        inside = [x for x in around if id(x) in idle]


def _may_have_successor(thing: Any) -> bool:
    return not strangers.is_module(thing) and not is_atom(thing)


def _is_known(thing: Any, among: Container[int]) -> bool:
    """Whether `thing` is a class that can be found by way of a base that is not `among` the rest.

    Or it is an abstract one, with which somebody has registered others.
    """
    if not strangers.is_class(thing):
        return False
    others = [base for base in strangers.bases(thing) if id(base) not in among]
    return any(map(_is_asked, others)) or bool(registered(thing))


def _is_asked(thing: Any) -> bool:
    """Whether somebody may ask a class for its subclasses: not one that is built in."""
    return strangers.is_class(thing) and strangers.is_python_class(thing)
