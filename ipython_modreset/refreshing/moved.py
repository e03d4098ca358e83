"""Functions and classes that an edit has moved from one module to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ..adopting.pairs import Swap
from ..look import namespace
from ..observing.lost import defined

_Spaces: TypeAlias = Mapping[str, dict[str, Any]]


def moved_between(
    swaps: Iterable[Swap], dropped: Mapping[str, object]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield what one module does not have any more, and one other has for the first time.

    Parameters
    ----------
    swaps
        The modules that ran again together.
    dropped
        Those that should have, and that nobody imports any more.

    Yields
    ------
    tuple
        The former name, what was there, and what is in the other module now.
    """
    before = {swap.name: namespace(swap.old) for swap in swaps}
    before |= {name: namespace(module) for name, module in dropped.items()}
    after = {swap.name: namespace(swap.new) for swap in swaps}
    gone, come = _only_in(before, after), _only_in(after, before)
    for name, left in gone.items():
        if len(left) == len(come.get(name, ())) == 1:
            ((module, old),), ((_, new),) = left, come[name]
            if type(old) is type(new):
                yield f"{module}.{name}", old, new


def _only_in(these: _Spaces, those: _Spaces) -> dict[str, list[tuple[str, Any]]]:
    """Return the definitions by name that modules have here, and do not have there by any means."""
    found = defaultdict[str, list[tuple[str, Any]]](list)
    for module, space in these.items():
        for name, value in defined(module, space, but=those.get(module, ())).items():
            found[name].append((module, value))
    return found
