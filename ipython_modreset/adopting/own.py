"""What this package itself holds on to, and must not be taken for a holder of the user's."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from types import MethodType
from typing import Any

from .. import strangers
from ..identity import id
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
    result: dict[int, Any] = {id(space): None for space in (*namespaces, sys.modules)}
    is_of_package = _OfPackage()
    given = list(things)
    ids = frozenset(map(id, given))
    waiting = given.copy()
    while waiting:
        thing = waiting.pop()
        if id(thing) in result or (type(thing) is dict and "__spec__" in thing):
            continue
        result[id(thing)] = thing
        if type(thing) is Journal:
            waiting += _saved(thing)
        elif type(thing) is MethodType:
            waiting += filter(_is_journal, gc.get_referents(thing))
        elif is_of_package(thing) and id(thing) in ids:
            inside = gc.get_referents(thing)
            attributes = strangers.instance_dict(thing)
            if attributes is not None:  # else the attributes are among the referents
                inside += gc.get_referents(attributes)
            waiting += [x for x in inside if type(x) in _CONTAINERS or is_of_package(x)]
        elif type(thing) in _CONTAINERS:
            waiting += filter(is_of_package, gc.get_referents(thing))
    return [thing for thing in result.values() if thing is not None]


class _OfPackage:
    """Tells the instances of this package's classes: each class is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def __call__(self, thing: Any) -> bool:
        kind = type(thing)
        known = self._known.get(id(kind))
        if known is None:
            home = strangers.module_name(kind)
            known = self._known[id(kind)] = home is not None and home.startswith(_PACKAGE)
        return known


def _saved(journal: Journal) -> list[Any]:
    """Return what a journal has saved: of each step all arguments but the first.

    The first one is what the step is to be done to, which is a holder like any other.
    """
    saved: list[Any] = []
    for steps in gc.get_referents(journal):
        saved.append(steps)
        for step in steps if type(steps) is list else ():
            saved += (step, *(x for x in step if type(x) in (tuple, MethodType)))
            for arguments in (x for x in step if type(x) is tuple):
                saved += [x for x in arguments[1:] if type(x) in _CONTAINERS]
    return saved


def _is_journal(thing: Any) -> bool:
    return type(thing) is Journal
