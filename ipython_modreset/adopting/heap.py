"""Everything on the heap that may be looked into."""

from __future__ import annotations

import gc
import sys
from itertools import compress, count, repeat
from operator import is_
from typing import Any


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
