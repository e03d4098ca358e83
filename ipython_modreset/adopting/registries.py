"""A container with both an old object and its new version: a module registered itself again."""

from __future__ import annotations

from typing import Any

from ..identity import id
from .successors import Successors


def merged_items(items: list[tuple[Any, Any]], successors: Successors) -> list[tuple[Any, Any]]:
    """Return the items of a dict with each key once: at the old place, with the new value."""
    merged: dict[int, tuple[Any, Any]] = {}
    for key, value in items:
        kept = successors.of(key)
        merged[id(kept)] = (kept, successors.of(value))
    return list(merged.values())


def merged_list(items: list[Any], successors: Successors) -> list[Any]:
    """Return the items of a list, each object as often as the new run put it in.

    What the new run put in takes the old places, in its own order, as far as these go.
    """
    final = [successors.of(x) for x in items]
    if not successors.holds_new(items):
        return final
    old = {id(y) for x, y in zip(items, final, strict=True) if successors.is_old(x)}
    new = {id(y) for x, y in zip(items, final, strict=True) if successors.is_new(x)}
    both = old & new
    places = [i for i, x in enumerate(items) if id(final[i]) in both and successors.is_old(x)]
    arrivals = [i for i, x in enumerate(items) if id(final[i]) in both and successors.is_new(x)]
    gone = {*arrivals[: len(places)], *places[len(arrivals) :]}
    moved = dict(zip(places, arrivals, strict=False))
    return [final[moved.get(i, i)] for i in range(len(items)) if i not in gone]
