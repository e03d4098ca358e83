"""Classes whose contents others have now: they leave the lists of their bases' subclasses."""

from __future__ import annotations

import weakref
from contextlib import suppress
from typing import Any

from .. import strangers
from ..counts import references

#: Until they are collected, they hold their contents as well.
given_up: weakref.WeakSet[type] = weakref.WeakSet()

_set_bases: Any = type.__dict__["__bases__"].__set__


class _Nobody:
    """Base of classes that nobody uses any more."""


def let_go() -> None:
    """Take classes that nobody uses any more off the lists of their bases' subclasses.

    To be called when a refresh is over, and nothing of it holds any more what it was about. What
    still uses such a class, as another thread that was given it in between, goes on with it. Where
    the interpreter does not let a class go, it stays there until it is collected.
    """
    waiting = [cls for cls in list(given_up) if strangers.bases(cls) != (_Nobody,)]
    for cls, count in zip(waiting, references(waiting), strict=True):
        is_listed = any(map(strangers.is_python_class, strangers.bases(cls)))
        if is_listed and count <= _references_to_itself(cls):
            with suppress(TypeError):
                _set_bases(cls, (_Nobody,))


def _references_to_itself(cls: type) -> int:
    """Return in how many descriptors, and in its order of bases, a class holds itself."""
    return 1 + sum(strangers.is_layout(value, cls) for value in strangers.members(cls).values())
