"""What ``functools.wraps`` has copied from a function that has moved to another module since."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import lru_cache
from types import FunctionType
from typing import Any

from ..identity import id
from ..undo import Journal
from .pairs import Pair

# What is called by name, and lets itself be asked for it without running anybody's code.
_KINDS = (FunctionType, type(lru_cache(lambda: None)))
_COPIED = ("__module__", "__qualname__", "__name__")


def rename_wrappers(pairs: Iterable[Pair], rewritten: Iterable[Any], journal: Journal) -> None:
    """Let functions that wrap what has moved bear its name of now, where they bore the former one.

    Parameters
    ----------
    pairs
        Old objects and new ones.
    rewritten
        Who has held old ones, and holds the new ones by now; attributes of wrappers among them.
    journal
        Where the way back is noted.
    """
    moved: dict[int, Any] = {id(pair.new): pair.old for pair in pairs if _has_moved(pair)}
    if not moved:
        return
    spaces = [x for x in rewritten if type(x) is dict and id(x.get("__wrapped__")) in moved]
    wrappers = gc.get_referrers(*spaces) if spaces else []
    for wrapper in [x for x in wrappers if type(x) is FunctionType]:
        new = wrapper.__dict__.get("__wrapped__")
        for name in _COPIED if id(new) in moved else ():
            borne, former = getattr(wrapper, name), getattr(moved[id(new)], name)
            if type(borne) is type(former) is str and borne == former:
                journal.note(setattr, wrapper, name, borne)
                setattr(wrapper, name, getattr(new, name))


def _has_moved(pair: Pair) -> bool:
    both = pair.old, pair.new
    return all(type(x) in _KINDS for x in both) and both[0].__module__ != both[1].__module__
