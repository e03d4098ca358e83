"""A class that stays the same object and is given new contents."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial
from types import WrapperDescriptorType
from typing import Any

from .. import strangers
from ..atonce import at_once
from ..class_contents import Step, contents_of, give, giving
from ..look import mro
from ..undo import Journal
from .successors import Successors

_set_bases = type.__dict__["__bases__"].__set__
_LAYOUT = ("__basicsize__", "__itemsize__", "__dictoffset__", "__weakrefoffset__")
_layout = [type.__dict__[name].__get__ for name in _LAYOUT]


# No class can be given these names, though the body of one may define them.
_UNWRITABLE = frozenset({"__dict__", "__mro__", "__base__"})


class CannotStay(Exception):
    """The classes with the ids `classes` cannot stay the same objects after all."""

    def __init__(self, *classes: int) -> None:
        self.classes = classes


def can_stay(old: Any, new: Any, successors: Successors) -> bool:
    """Whether the class `old` can be given the contents of `new` and stay the same object."""
    if not (strangers.is_python_class(old) and strangers.is_python_class(new)):
        return False
    if successors.of(type(new)) is not type(old) or issubclass(type(old), enum.EnumMeta):
        return False
    if _guards_attributes(type(old)) or _has_unwritable(old) or _has_unwritable(new):
        return False
    if "__pydantic_validator__" in strangers.members(new):
        return False  # it is compiled into a validator, for itself and for others
    if not same_layout(old, new) or [*strangers.own_slots(old)] != [*strangers.own_slots(new)]:
        return False
    bases = tuple(map(successors.of, strangers.bases(new)))
    return _is_assignable(old, bases)


def _guards_attributes(metaclass: type) -> bool:
    """Whether a metaclass written in C, as that of `ctypes`, has a way of its own to set them."""
    above = [cls for cls in mro(metaclass) if cls is not type and cls is not object]
    found = (strangers.members(cls).get("__setattr__") for cls in above)
    return any(type(way) is WrapperDescriptorType for way in found)


def _has_unwritable(cls: type) -> bool:
    own = strangers.members(cls)
    return any(name in own and not strangers.is_layout(own[name], cls) for name in _UNWRITABLE)


def same_layout(one: type, other: type) -> bool:
    """Whether instances of the two classes look alike in memory, as far as sizes tell."""
    return all(get(one) == get(other) for get in _layout)


def _is_assignable(cls: type, bases: tuple[type, ...]) -> bool:
    """Whether the interpreter would let `cls` have these bases, as far as can be foreseen."""
    before = strangers.bases(cls)
    if _same(before, bases):
        return True
    return (object in before) == (object in bases)


def taking_over(
    old: type,
    new: type,
    successors: Successors,
    is_patch: Callable[[Any], bool],
    journal: Journal,
) -> list[Step]:
    """Return the steps that give the contents of the class `new` to `old`, for `at_once`.

    Parameters
    ----------
    old, new
        The two versions; `new` is not to be used any more.
    successors
        What the contents are to refer to instead.
    is_patch
        Tells class attributes that the user has set from outside, which are kept.
    journal
        Where the way back is noted. The steps raise a TypeError if the interpreter does not let
        the class have the new bases.
    """
    contents = {name: successors.of(value) for name, value in contents_of(new).items()}
    before = contents_of(old)
    contents.update((name, value) for name, value in before.items() if is_patch(value))
    bases = tuple(map(successors.of, strangers.bases(new)))
    steps: list[Step] = []
    if not _same(strangers.bases(old), bases):
        journal.note(_set_bases, old, strangers.bases(old))
        steps.append(partial(_set_bases, old, bases))
    journal.note(give, old, before)
    journal.note(_name, old, *_names(old))
    return [*steps, *giving(old, contents), *_naming(old, *_names(new))]


def lost_special_methods(old: type, new: type) -> bool:
    """Whether `old` has special methods that `new` has not."""
    before, after = strangers.members(old), strangers.members(new)
    return any(name.startswith("__") and name not in after for name in before)


def _same(one: tuple[type, ...], other: tuple[type, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _names(cls: type) -> list[str]:
    return [type.__dict__[name].__get__(cls) for name in ("__name__", "__qualname__")]


def _name(cls: type, name: str, qualified: str) -> None:
    at_once(_naming(cls, name, qualified))


def _naming(cls: type, name: str, qualified: str) -> list[Step]:
    return [
        partial(type.__setattr__, cls, "__name__", name),
        partial(type.__setattr__, cls, "__qualname__", qualified),
    ]
