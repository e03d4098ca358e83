"""Modules that others load by loaders of their own, and do not enter in ``sys.modules``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

from ..adopting.pairs import Swap
from ..atoms import ATOMS, SYSTEM_NAMES
from ..look import is_a, namespace


def loaded_by_hand(swaps: Iterable[Swap]) -> Iterator[Swap]:
    """Yield what has taken the place of such modules, as those that load them ran again.

    Parameters
    ----------
    swaps
        The modules that ran again.
    """
    for swap in swaps:
        old = list(_held(swap.old))
        new = dict(_held(swap.new)) if old else {}
        for place, module in old:
            if new.get(place, module) is not module:
                yield Swap(place[-1], module, new[place])


def _held(module: object) -> Iterator[tuple[tuple[object, object, str], ModuleType]]:
    """Yield such modules in a namespace and in the dicts there, each with its place and name."""
    for name, value in list(namespace(module).items()):
        if type(value) in ATOMS or name in SYSTEM_NAMES:
            continue  # the dict of built-ins, say, which every module has
        for key, one in list(value.items()) if type(value) is dict else [(None, value)]:
            own = namespace(one).get("__name__") if is_a(one, ModuleType) else None
            if type(own) is str and type(key) in (str, type(None)) and own not in sys.modules:
                yield (name, key, own), one
