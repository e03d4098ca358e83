"""What kind of holder something is: which are to be rewritten, and which are left to themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

from .. import strangers
from ..look import mro
from .instances import hashes_by_value
from .search import RUNNING

_DESCRIPTORS = (GetSetDescriptorType, MemberDescriptorType)
_REMEMBER_THEIR_HASH = (frozenset, tuple) if sys.version_info >= (3, 14) else (frozenset,)
_subclasses: Callable[[type], list[type]] = type.__subclasses__


def is_hashed(holder: Any) -> bool:
    """Whether other containers may have filed `holder` by a hash that follows its contents."""
    return issubclass(type(holder), (tuple, frozenset)) or hashes_by_value(type(holder))


def may_be_attributes(holder: Any) -> bool:
    """Whether `holder` is a dict as an instance has for its attributes, once asked for them."""
    return (
        type(holder) is dict and type(next(iter(holder), None)) is str and "__spec__" not in holder
    )


def remembers_hash(holder: Any) -> bool:
    """Whether `holder`, once asked for its hash, says the same ever after, whatever it holds."""
    return issubclass(type(holder), _REMEMBER_THEIR_HASH)


def runs(holder: Any) -> bool:
    """Whether `holder` is under way, and ends as it began: a frame, a generator, an iterator."""
    return issubclass(type(holder), RUNNING) or iterates(holder)


def iterates(holder: Any) -> bool:
    """Whether `holder` is an iterator made in C."""
    kind = type(holder)
    if issubclass(kind, RUNNING):
        return False
    return not strangers.is_python_class(kind) and "__next__" in strangers.members(kind)


def is_internal(holder: Any) -> bool:
    """Whether the interpreter makes `holder` itself: a class's bases, its resolution order."""
    if type(holder) in _DESCRIPTORS:
        return True
    if type(holder) is not tuple or not holder or not strangers.is_class(holder[0]):
        return False
    if mro(holder[0]) is holder:
        return True
    classes = (cls for base in holder if strangers.is_class(base) for cls in _subclasses(base))
    return any(strangers.bases(cls) is holder for cls in classes)


def class_of(members: dict[Any, Any]) -> type | None:
    """Return the class whose very members this dict has; None for a dict of another kind."""
    if "__module__" not in members or "__doc__" not in members:
        return None
    for value in list(members.values()):
        if type(value) in _DESCRIPTORS and strangers.raw_members(value.__objclass__) is members:
            owner: type = value.__objclass__
            return owner
    everything = strangers.with_subclasses(object)
    return next((cls for cls in everything if strangers.raw_members(cls) is members), None)
