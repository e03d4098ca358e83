"""Classes and instances of strangers, seen without running any of their code."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any, TypeGuard

from .identity import id
from .look import mro

_IMMUTABLE_TYPE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE, which all built-in ones have
_BASE_TYPE = 1 << 10  # Py_TPFLAGS_BASETYPE, which most classes made in C lack

_LAYOUT = (GetSetDescriptorType, MemberDescriptorType)

_members = type.__dict__["__dict__"].__get__
_bases = type.__dict__["__bases__"].__get__
_flags = type.__dict__["__flags__"].__get__


def is_class(thing: object) -> TypeGuard[type]:
    """Whether `thing` is a class; a foreign ``__class__`` is not believed."""
    return issubclass(type(thing), type)


def is_module(thing: object) -> TypeGuard[ModuleType]:
    """Whether `thing` is a module object, of a subclass perhaps."""
    return issubclass(type(thing), ModuleType)


def members(cls: type) -> Mapping[str, Any]:
    """What is defined in the body of `cls` itself (a live view)."""
    view: Mapping[str, Any] = _members(cls)
    return view


def bases(cls: type) -> tuple[type, ...]:
    """Return the direct bases of `cls`."""
    direct: tuple[type, ...] = _bases(cls)
    return direct


def is_python_class(cls: type) -> bool:
    """Whether a ``class`` statement made `cls`, so that it can be changed."""
    flags: int = _flags(cls)
    return flags & (_BASE_TYPE | _IMMUTABLE_TYPE) == _BASE_TYPE


def instance_dict(thing: object) -> dict[str, Any] | None:
    """Return the dict that holds the attributes of `thing`; None where it has none."""
    if is_class(thing):
        return None
    for cls in mro(type(thing)):
        descriptor: Any = members(cls).get("__dict__")
        if type(descriptor) in (GetSetDescriptorType, MemberDescriptorType):
            found = descriptor.__get__(thing)
            return found if issubclass(type(found), dict) else None
    return None


def own_slots(cls: type) -> dict[str, Any]:
    """Return the slots that `cls` itself adds to its instances, by name."""
    return {
        name: value
        for name, value in members(cls).items()
        if type(value) is MemberDescriptorType and value.__objclass__ is cls
    }


def all_slots(cls: type) -> list[Any]:
    """Return the slot descriptors of `cls` and its bases, where Python code defined them."""
    return [slot for base in mro(cls) if is_python_class(base) for slot in own_slots(base).values()]


def all_slot_names(cls: type) -> set[str]:
    """Return the names of the slots of `cls` and its bases."""
    return {slot.__name__ for slot in all_slots(cls)}


def attributes(instance: object) -> dict[str, Any]:
    """Return the attributes of an instance, those in slots included."""
    found = dict(instance_dict(instance) or {})
    for slot in all_slots(type(instance)):
        try:
            found[slot.__name__] = slot.__get__(instance)
        except AttributeError:  # an empty one
            continue
    return found


def module_name(thing: object) -> str | None:
    """Return the name of the module that defines a class or a function, if it says so."""
    if type(thing) is FunctionType:
        name: Any = thing.__module__
    elif issubclass(type(thing), type):
        name = _members(thing).get("__module__")
    else:
        return None
    return name if type(name) is str else None


def with_subclasses(cls: type) -> list[type]:
    """Return a class and all over it, itself first."""
    found: dict[int, type] = {}
    waiting = [cls]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += type.__subclasses__(one)
    return list(found.values())


def is_layout(value: Any, cls: type) -> bool:
    """Whether a class attribute belongs to the memory layout of `cls`: a slot, ``__dict__``."""
    return type(value) in _LAYOUT and value.__objclass__ is cls


def insides(thing: object) -> list[Any]:
    """Return what the interpreter keeps of a class and what refers back to it."""
    if not (is_class(thing) and is_python_class(thing)):
        return []
    layout = [x for x in members(thing).values() if is_layout(x, thing)]
    return [raw_members(thing), mro(thing), *layout]


def raw_members(cls: type) -> dict[str, Any] | None:
    """Return the very dict behind `members`, of a class that is no built-in one.

    It serves to tell that dict from others; never write to it.
    """
    return next((x for x in gc.get_referents(cls) if type(x) is dict), None)
