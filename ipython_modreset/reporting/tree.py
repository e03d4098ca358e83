"""Who ran because of whom, as the rows of a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One row of a tree: the branches drawn before it, and what stands there.

    Attributes
    ----------
    branches
        What leads to it: ``"│  └─ "``.
    depth
        How far from the root.
    name
        What stands there.
    """

    branches: str
    depth: int
    name: str


def rows(because: Mapping[str, str | None]) -> list[Row]:
    """Draw a tree.

    Parameters
    ----------
    because
        Each name to the one that it hangs from; None for a root, as for a name not in here.

    Returns
    -------
    list of Row
        In the order of `because`, each name below the one that it hangs from.

    Examples
    --------
    >>> for row in rows({"c": None, "b": "c", "a": "b"}):
    ...     print(row.branches + row.name)
    c
    └─ b
       └─ a
    """
    below: dict[str | None, list[str]] = {}
    for name, parent in because.items():
        below.setdefault(parent if parent in because else None, []).append(name)
    drawn: list[Row] = []
    pending = [(name, "", "", 0) for name in reversed(below.get(None, []))]
    while pending:  # no recursion: a chain of imports may be longer than Python's stack
        name, own, inherited, depth = pending.pop()
        drawn.append(Row(own, depth, name))
        pending += reversed(list(_children(below.pop(name, []), inherited, depth + 1)))
    return drawn


def _children(names: list[str], inherited: str, depth: int) -> Iterable[tuple[str, str, str, int]]:
    for position, name in enumerate(names, 1):
        last = position == len(names)
        yield (
            name,
            inherited + ("└─ " if last else "├─ "),
            inherited + ("   " if last else "│  "),
            depth,
        )
