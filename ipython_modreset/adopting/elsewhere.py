"""What holds an object in the namespace of any module, or in tuples there within one another."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Set
from typing import Any

from ..identity import by_id, id
from ..look import loaded, namespace
from .heap import that_hold

#: The names of modules whose namespaces, or tuples there, were found to hold something. A hint
#: where to look first, and no answer: reference counts tell whether anyone is missing. So it may
#: be outdated, and what a refresh that is undone has left here does no harm.
remembered: set[str] = set()

_AT_A_TIME = 100


def remember(holders: Iterable[Any]) -> None:
    """Remember those of some holders that are the namespaces of modules."""
    modules = loaded()
    for space in [x for x in holders if type(x) is dict]:
        name = space.get("__name__")
        if type(name) is str and namespace(modules.get(name)) is space:
            remembered.add(name)


def as_before(seen: Set[int], nearby: Set[int]) -> list[Any]:
    """Return the namespaces that are remembered, and the tuples and frozensets there.

    Parameters
    ----------
    seen
        The ids of what is known already, and not looked into.
    nearby
        The ids of objects whose holders are not to be known by this: who holds one of these, too,
        is left out.
    """
    modules = loaded()
    remembered.intersection_update(modules)
    known = by_id([namespace(modules[name]) for name in remembered])
    spaces = [x for key, x in known.items() if key not in seen]
    inside = _within([x for space in spaces for x in _made_anew(space.values())], seen)
    places = [*spaces, *inside.values()]
    aside = by_id(that_hold(places, nearby))
    return [x for x in places if id(x) not in aside]


def in_turn() -> Iterator[list[str]]:
    """Yield the names of all modules, some at a time: often the first ones will do."""
    names = list(loaded())
    for start in range(0, len(names), _AT_A_TIME):
        yield names[start : start + _AT_A_TIME]


def leading_to(ids: Set[int], seen: Set[int], names: Iterable[str]) -> list[Any]:
    """Return the tuples and frozensets of namespaces that lead to some objects, and these spaces.

    Of tuples within tuples, all of which are made anew, each would take a pass over the heap. The
    first one finds the innermost; most often the rest of the way is as short as this.

    Parameters
    ----------
    ids
        The ids of the objects.
    seen
        The ids of what is known already, and not looked into.
    names
        The names of the modules.

    Examples
    --------
    >>> import json
    >>> thing = object()
    >>> json.hidden = ((thing,),)
    >>> [type(x).__name__ for x in leading_to({id(thing)}, set(), ["json"])]
    ['tuple', 'tuple', 'dict']
    >>> del json.hidden
    """
    modules = loaded()
    known = by_id([namespace(modules.get(name)) for name in names])
    spaces = [x for key, x in known.items() if key not in seen]
    homes = [(x, inside) for x in spaces if (inside := _made_anew(x.values()))]
    tuples = _within([x for _, inside in homes for x in inside], seen)
    leading: dict[int, Any] = {}
    wanted = ids
    while found := by_id(that_hold(list(tuples.values()), wanted)):
        leading.update(found)
        tuples = {key: x for key, x in tuples.items() if key not in found}
        wanted = found.keys()
    wanted = {*ids, *leading}
    at_home = [x for x, inside in homes if not wanted.isdisjoint(map(id, inside))]
    remember(at_home)
    return [*leading.values(), *at_home]


def _within(level: list[Any], seen: Set[int]) -> dict[int, Any]:
    """Return some tuples and frozensets, and those within them, by id."""
    tuples: dict[int, Any] = {}
    while level := [x for x in by_id(level).values() if id(x) not in seen and id(x) not in tuples]:
        tuples.update(by_id(level))
        level = _made_anew(gc.get_referents(*level))
    return tuples


def _made_anew(things: Iterable[Any]) -> list[Any]:
    # Subclasses have names of their own, and are seldom within one another.
    return [x for x in things if type(x) is tuple or type(x) is frozenset]
