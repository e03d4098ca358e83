"""Numbers that tell objects apart, as the built-in `id` gives them, but at full speed.

Each call of the built-in one is told to all audit hooks of the process, and there is one while
imports are observed: that makes it several times slower. Numbers of the two kinds do not compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

id: Callable[[object], int] = object.__hash__


def by_id(things: Sequence[Any]) -> dict[int, Any]:
    """Return things by their numbers, each once.

    Examples
    --------
    >>> thing = object()
    >>> list(by_id([thing, thing])) == [id(thing)]
    True
    """
    return dict(zip(map(id, things), things, strict=True))
