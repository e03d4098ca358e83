"""Weak references to things, as far as others than the interpreter made them."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from .. import strangers
from ..counts import references
from ..observing.abstract import is_memory


def weak_references(thing: Any) -> Iterator[tuple[Any, int]]:
    """Yield the weak references to `thing` that somebody holds.

    Yields
    ------
    tuple of weakref.ref and int
        The reference, and how often the interpreter holds it as well: the bases of a class know it
        by such a one, without a callback.
    """
    known = [x for x in weakref.getweakrefs(thing) if not is_memory(x)]
    bases = len(strangers.bases(thing)) if known and strangers.is_class(thing) else 0
    for reference, count in zip(known, references(known), strict=True):
        is_plain = type(reference) is weakref.ref and reference.__callback__ is None
        if not is_plain:
            yield reference, 0
        elif count > bases:
            yield reference, bases
