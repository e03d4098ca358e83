"""A class that stays the same object and is given new contents."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

from . import strangers
from .successors import Successors
from .undo import Journal

_set_bases = type.__dict__["__bases__"].__set__
_LAYOUT = ("__basicsize__", "__itemsize__", "__dictoffset__", "__weakrefoffset__")
_layout = [type.__dict__[name].__get__ for name in _LAYOUT]


class CannotStay(Exception):
    """The class with the id `cls` cannot stay the same object after all."""

    def __init__(self, cls: int) -> None:
        super().__init__(cls)
        self.cls = cls


def can_stay(old: Any, new: Any, successors: Successors) -> bool:
    """Whether the class `old` can be given the contents of `new` and stay the same object."""
    if not (strangers.is_python_class(old) and strangers.is_python_class(new)):
        return False
    if successors.of(type(new)) is not type(old) or issubclass(type(old), enum.EnumMeta):
        return False
    if not same_layout(old, new) or list(strangers.own_slots(old)) != list(
        strangers.own_slots(new)
    ):
        return False
    bases = tuple(map(successors.of, strangers.bases(new)))
    return _is_assignable(old, bases)


def same_layout(one: type, other: type) -> bool:
    """Whether instances of the two classes look alike in memory, as far as sizes tell."""
    return all(get(one) == get(other) for get in _layout)


def _is_assignable(cls: type, bases: tuple[type, ...]) -> bool:
    """Whether the interpreter would let `cls` have these bases, as far as can be foreseen."""
    before = strangers.bases(cls)
    if len(before) == len(bases) and all(a is b for a, b in zip(before, bases, strict=True)):
        return True
    return (object in before) == (object in bases)


def take_over(old: type, new: type, successors: Successors, journal: Journal) -> None:
    """Give the contents of the class `new` to `old`.

    Raises
    ------
    TypeError
        If the interpreter does not let it have the new bases.
    """
    contents = {
        name: successors.of(value)
        for name, value in strangers.members(new).items()
        if not is_layout(value, new)
    }
    before = strangers.bases(old)
    after = tuple(map(successors.of, strangers.bases(new)))
    if any(a is not b for a, b in zip(before, after, strict=False)) or len(before) != len(after):
        journal.note(_set_bases, old, before)
        _set_bases(old, after)
    journal.note(_give, old, _contents(old))
    journal.note(_name, old, *_names(old))
    _give(old, contents)
    _name(old, *_names(new))


def is_layout(value: Any, cls: type) -> bool:
    """Whether a class attribute belongs to the memory layout: a slot, or ``__dict__``."""
    return type(value) in (GetSetDescriptorType, MemberDescriptorType) and value.__objclass__ is cls


def _contents(cls: type) -> dict[str, Any]:
    return {k: v for k, v in strangers.members(cls).items() if not is_layout(v, cls)}


def _names(cls: type) -> tuple[str, str]:
    return tuple(type.__dict__[n].__get__(cls) for n in ("__name__", "__qualname__"))


def _name(cls: type, name: str, qualified: str) -> None:
    type.__setattr__(cls, "__name__", name)
    type.__setattr__(cls, "__qualname__", qualified)


def _give(cls: type, contents: Mapping[str, Any]) -> None:
    """Make `contents` the attributes of `cls`; what belongs to its layout stays."""
    before = _contents(cls)
    for name in before:
        if name not in contents:
            type.__delattr__(cls, name)
    for name, value in contents.items():
        if name not in before or before[name] is not value:
            type.__setattr__(cls, name, value)
