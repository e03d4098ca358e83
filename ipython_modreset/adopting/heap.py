"""Everything on the heap that may be looked into, and which of it holds an object."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence, Set
from itertools import compress, count, repeat
from operator import is_
from typing import Any

from ..identity import id

_DRILL = 64


def tracked() -> list[Any]:
    """Return what the garbage collector tracks, less the module ``_asyncio``.

    `gc.get_referents` of that module gives the iterators that it keeps for reuse, too. When the
    answer is dropped, CPython 3.12 puts these where they are already: whoever looks into the
    module next, the garbage collector included, follows a ring and never returns.

    Examples
    --------
    >>> kept = [object]
    >>> any(x is kept for x in tracked())
    True
    """
    everything = gc.get_objects()
    hazard = sys.modules.get("_asyncio")
    if hazard is not None:
        same = map(is_, everything, repeat(hazard))
        at = next(compress(count(), same), None)
        if at is not None:
            del everything[at]
    return everything


def that_hold(things: Sequence[Any], ids: Set[int]) -> list[Any]:
    """Return those of `things` that refer to something with one of these ids."""
    found = []
    for start in range(0, len(things), _DRILL):
        chunk = things[start : start + _DRILL]
        if not ids.isdisjoint(map(id, gc.get_referents(*chunk))):
            found += [x for x in chunk if not ids.isdisjoint(map(id, gc.get_referents(x)))]
    return found
