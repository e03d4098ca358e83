"""Which abstract methods subclasses lack, after those of a base have changed."""

from __future__ import annotations

from typing import Any

from .. import strangers
from ..look import mro
from ..undo import Journal

_set: Any = type.__dict__["__abstractmethods__"].__set__


def abstract_names(cls: type) -> frozenset[str]:
    """Return the names of the abstract methods that a class has, or still lacks.

    Examples
    --------
    >>> from collections.abc import Hashable
    >>> sorted(abstract_names(Hashable))
    ['__hash__']
    """
    found = strangers.members(cls).get("__abstractmethods__")
    return found if type(found) is frozenset else frozenset()


def find_lacking(cls: type, journal: Journal) -> None:
    """Work out anew which abstract methods a class lacks, as its ``class`` statement did."""
    if "__abstractmethods__" not in strangers.members(cls):
        return
    before = abstract_names(cls)
    somewhere = {name for base in mro(cls) for name in _own_abstract(base)}
    after = frozenset(name for name in somewhere if name in _own_abstract(_definer(cls, name)))
    if after != before:
        journal.note(_set, cls, before)
        _set(cls, after)


def _own_abstract(cls: type) -> frozenset[str]:
    return frozenset(filter(strangers.members(cls).__contains__, abstract_names(cls)))


def _definer(cls: type, name: str) -> type:
    return next(base for base in mro(cls) if name in strangers.members(base))
