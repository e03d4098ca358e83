"""How often objects are referred to, by the counts that the interpreter keeps anyway."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from operator import sub
from typing import Any


def references(things: list[Any]) -> list[int]:
    """Return how many references each of `things` has, that of the list itself aside."""
    return [count - _BASE for count in map(sys.getrefcount, things)]


def held(things: list[Any], holders: Iterable[Any]) -> list[int]:
    """Return how many of the references to each of `things` are from `holders`.

    A list of all that the holders refer to adds as many references again. So nothing needs to be
    looked up, however much they hold.

    Examples
    --------
    >>> thing = object()
    >>> held([thing], [[thing, 1, thing], {"key": thing}])
    [3]
    """
    before = list(map(sys.getrefcount, things))
    inside = gc.get_referents(*holders)
    counts = list(map(sub, map(sys.getrefcount, things), before))
    del inside
    return counts


(_BASE,) = map(sys.getrefcount, [object()])
