"""What holds an object in the namespace of any module, or in tuples there within one another."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Set
from typing import Any

from ..identity import by_id, id
from ..look import loaded, namespace
from .heap import that_hold


def leading_to(ids: Set[int], seen: Set[int]) -> list[Any]:
    """Return the tuples and frozensets of namespaces that lead to some objects, and these spaces.

    Of tuples within tuples, all of which are made anew, each would take a pass over the heap. The
    first one finds the innermost; most often the rest of the way is as short as this.

    Parameters
    ----------
    ids
        The ids of the objects.
    seen
        The ids of what is known already, and not looked into.

    Examples
    --------
    >>> import json
    >>> thing = object()
    >>> json.hidden = ((thing,),)
    >>> [type(x).__name__ for x in leading_to({id(thing)}, set())]
    ['tuple', 'tuple', 'dict']
    >>> del json.hidden
    """
    known = by_id([namespace(module) for module in loaded().values()])
    spaces = [x for key, x in known.items() if key not in seen]
    homes = [(x, inside) for x in spaces if (inside := _made_anew(x.values()))]
    level = [x for _, inside in homes for x in inside]
    tuples: dict[int, Any] = {}
    while level := [x for x in by_id(level).values() if id(x) not in seen and id(x) not in tuples]:
        tuples.update(by_id(level))
        level = _made_anew(gc.get_referents(*level))
    leading: dict[int, Any] = {}
    wanted = ids
    while found := by_id(that_hold(list(tuples.values()), wanted)):
        leading.update(found)
        tuples = {key: x for key, x in tuples.items() if key not in found}
        wanted = found.keys()
    wanted = {*ids, *leading}
    at_home = [x for x, inside in homes if not wanted.isdisjoint(map(id, inside))]
    return [*leading.values(), *at_home]


def _made_anew(things: Iterable[Any]) -> list[Any]:
    # Subclasses have names of their own, and are seldom within one another.
    return [x for x in things if type(x) is tuple or type(x) is frozenset]
