"""What this package, the library and the last error hold, and must not be taken for the user's."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from inspect import CO_NEWLOCALS
from itertools import compress
from types import MethodType
from typing import Any

from .. import strangers
from ..identity import by_id, id
from ..last_error import frames_of, last_errors
from ..undo import Journal

_PACKAGE = __name__.partition(".")[0] + "."
_CONTAINERS = (list, tuple, dict, set, frozenset)


def opened(things: Iterable[Any], namespaces: Iterable[dict[str, Any]]) -> list[Any]:
    """Return `things`, the containers of those that are this package's, and its objects in these.

    The latter are not looked into: what they hold may be the user's.

    Parameters
    ----------
    things
        Objects and containers that hold without being meant.
    namespaces
        Never among the result, nor the namespace of any module, whoever refers to it.
    """
    waiting = list(things)
    given = frozenset(map(id, waiting))
    result: dict[int, Any] = {}
    while waiting:
        level = by_id(waiting)
        for key in level.keys() & result.keys():
            del level[key]
        for space in [x for x in level.values() if type(x) is dict and "__spec__" in x]:
            del level[id(space)]
        result.update(level)
        containers = [x for x in level.values() if type(x) in _CONTAINERS]
        waiting = _of_package(gc.get_referents(*containers))
        for method in [x for x in level.values() if type(x) is MethodType]:
            waiting += [x for x in gc.get_referents(method) if type(x) is Journal]
        for thing in _of_package(level.values()):
            if type(thing) is Journal:
                waiting += _saved(thing)
            elif id(thing) in given:
                inside = gc.get_referents(thing)
                attributes = strangers.instance_dict(thing)
                if attributes is not None:  # else the attributes are among the referents
                    inside += gc.get_referents(attributes)
                waiting += [x for x in inside if type(x) in _CONTAINERS]
                waiting += _of_package(inside)
    for space in (*namespaces, sys.modules):
        result.pop(id(space), None)
    return list(result.values())


def _of_package(things: Collection[Any]) -> list[Any]:
    """Return those of many things that are instances of this package's classes."""
    kinds = list(map(type, things))
    homes = {key: strangers.module_name(kind) for key, kind in by_id(kinds).items()}
    ours = {key for key, home in homes.items() if home is not None and home.startswith(_PACKAGE)}
    return list(compress(things, map(ours.__contains__, map(id, kinds)))) if ours else []


def _saved(journal: Journal) -> list[Any]:
    """Return what a journal has saved: of each step all arguments but the first.

    The first one is what the step is to be done to, which is a holder like any other.
    """
    saved: list[Any] = []
    for steps in [x for x in gc.get_referents(journal) if type(x) is list]:
        inside = [x for x in gc.get_referents(*steps) if type(x) in (tuple, MethodType)]
        saved += [steps, *steps, *inside]
        arguments = [x for given in inside if type(given) is tuple for x in given[1:]]
        saved += [x for x in arguments if type(x) in _CONTAINERS]
    return saved


def unmeant() -> Iterator[object]:
    """Yield what else holds things without being meant.

    The caches of ``re`` hold patterns as values, and name nobody's. And what is kept for the
    debugger of the last error goes on to hold what it held; an AttributeError knows the object.
    """
    yield from filter(None, map(vars(re).get, ("_cache", "_cache2")))
    for error in last_errors():
        yield error
        for frame in frames_of(error):
            yield frame
            if frame.f_code.co_flags & CO_NEWLOCALS:
                yield frame.f_locals  # a copy, made when the error was shown
