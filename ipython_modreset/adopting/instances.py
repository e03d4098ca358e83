"""Instances whose class was replaced, or whose class has fields now that they lack."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from types import FunctionType, WrapperDescriptorType
from typing import Any, NamedTuple

from .. import strangers
from ..atoms import is_atom
from ..atonce import at_once
from ..look import mro
from ..undo import Journal
from .classes import same_layout
from .dataclassed import attrs_fields_of, fields_of, model_fields_of, sets_fields
from .given_fields import are_given, is_given, note_given
from .successors import Successors

_HAS_GC = 1 << 14  # Py_TPFLAGS_HAVE_GC
_get_base = type.__dict__["__base__"].__get__
_get_flags = type.__dict__["__flags__"].__get__
_ABSTRACT = 1 << 20  # Py_TPFLAGS_IS_ABSTRACT


class CannotChange(Exception):
    """The instances of the class with the id `cls` cannot change their class after all."""

    def __init__(self, cls: int) -> None:
        self.cls = cls


def can_change_class(old: type, new: type) -> bool:
    """Whether the interpreter lets an instance of `old` become one of `new`.

    The rule is the interpreter's: both classes are compared where their instances' memory was
    last added to.
    """
    if not (strangers.is_python_class(old) and strangers.is_python_class(new)):
        return False
    one, other = _layout_origin(old), _layout_origin(new)
    return one is other or (
        _get_base(one) is _get_base(other)
        and same_layout(one, other)
        and sorted(strangers.own_slots(one)) == sorted(strangers.own_slots(other))
    )


def _layout_origin(cls: type) -> type:
    while (base := _get_base(cls)) is not None and _adds_nothing(cls, base):
        cls = base
    return cls


def _adds_nothing(cls: type, base: type) -> bool:
    return same_layout(cls, base) and not (_get_flags(cls) ^ _get_flags(base)) & _HAS_GC


def why_not_rebuilt(old: type, new: type) -> str | None:
    """Return why no instance of `new` can be made of one of `old`; None where it can."""
    if any("__del__" in strangers.members(cls) for kind in (old, new) for cls in mro(kind)):
        return "its class has a __del__"
    both = [cls for kind in (old, new) for cls in mro(kind)]
    if any(cls is not object and not strangers.is_python_class(cls) for cls in both):
        return "the layout of its class changed"
    return "its class is abstract now" if _get_flags(new) & _ABSTRACT else None


def rebuild(instance: Any, successors: Successors) -> Any:
    """Return an instance of the successor of its class, with the same attributes.

    What finds no place any more is dropped; fields of a dataclass that are new get their defaults.
    """
    cls = successors.of(type(instance))
    made = object.__new__(cls)
    attributes = strangers.instance_dict(made)
    slots = {slot.__name__: slot for slot in reversed(strangers.all_slots(cls))}
    cached = cached_names(cls)
    had = {k: v for k, v in strangers.attributes(instance).items() if k not in cached}
    lacking = [x for x in missing_fields(type(instance), cls) if x.is_lacking(instance, had)]
    for name, value in {**had, **{x.name: x.make() for x in lacking}}.items():
        if name in slots:
            slots[name].__set__(made, value)
        elif attributes is not None:
            attributes[name] = value
    return made


class Lacking(NamedTuple):
    """A field that instances may lack, what makes its default, and the default that it had."""

    name: str
    make: Callable[[], Any]
    former: object = dataclasses.MISSING

    def is_lacking(self, instance: Any, attributes: Mapping[str, Any]) -> bool:
        """Whether an instance has nothing there, or the former default, and was given that here."""
        has = attributes.get(self.name, dataclasses.MISSING)
        is_as_given = has is self.former and is_given(instance, self.name)
        return has is dataclasses.MISSING or is_as_given


def missing_fields(old: type, new: type) -> list[Lacking]:
    """Return the dataclass fields that `new` has and `old` lacks, with what makes their default.

    And those with another default, where instances were given the former one.
    Where only the class has the default, as an attribute, so do instances that are made now.
    """
    had, slots, sets = fields_of(old), strangers.all_slot_names(new), sets_fields(new)
    had_room = strangers.all_slot_names(old)
    found: list[Lacking] = []
    for name, field in fields_of(new).items():
        is_known = name in had and (name in had_room or name not in slots)
        if type(field) is not dataclasses.Field:
            continue
        former = had[name].default if name in had else dataclasses.MISSING
        if is_known and (former is field.default or not are_given(name)):
            continue
        if field.default_factory is not dataclasses.MISSING:
            found.append(Lacking(name, field.default_factory, former))
        elif field.default is not dataclasses.MISSING and (name in slots or sets(field)):
            found.append(Lacking(name, partial(getattr, field, "default"), former))
    return found + _missing_in_model(old, new) + _missing_in_attrs(old, new)


def _missing_in_model(old: type, new: type) -> list[Lacking]:
    """Return the same for models of pydantic, whose defaults are never class attributes."""
    had = model_fields_of(old)
    found = [
        Lacking(name, partial(field.get_default, call_default_factory=True))
        for name, field in model_fields_of(new).items()
        if name not in had and not field.is_required()
    ]
    had = model_fields_of(old, private=True)
    found += [
        Lacking(name, field.default_factory or field.get_default)
        for name, field in model_fields_of(new, private=True).items()
        if name not in had and _has_default(field)
    ]
    return found


def _has_default(private: Any) -> bool:
    kind = type.__dict__["__name__"].__get__(type(private.default))
    return kind != "PydanticUndefinedType" or private.default_factory is not None


def _missing_in_attrs(old: type, new: type) -> list[Lacking]:
    """Return the same for classes made by `attrs`, whose defaults are no class attributes either.

    What is worked out from the instance is left to the user: the instance is not new.
    """
    had = attrs_fields_of(old)
    found: list[Lacking] = []
    for name, field in attrs_fields_of(new).items():
        kind = type.__dict__["__name__"].__get__(type(field.default))
        if name in had or kind == "_Nothing" or (kind == "Factory" and field.default.takes_self):
            continue
        make = field.default.factory if kind == "Factory" else partial(getattr, field, "default")
        found.append(Lacking(name, make))
    return found


def give_fields(instance: Any, fields: Sequence[Lacking], journal: Journal) -> None:
    """Give an instance the fields that it lacks; what cached properties gave is worked out anew."""
    attributes = strangers.instance_dict(instance) or {}
    for name in cached_names(type(instance)) & attributes.keys():
        journal.del_items(attributes, name)
    is_model = "__pydantic_private__" in strangers.all_slot_names(type(instance))
    for field in fields:
        # A class over the one that gained it does not know of it yet, but the name tells.
        is_private = is_model and field.name.startswith("_")
        space = _private(instance, journal) if is_private else strangers.instance_dict(instance)
        if space is not None and field.is_lacking(instance, space):
            journal.set_item(space, field.name, field.make())
            note_given(instance, field.name, journal)


def _private(model: Any, journal: Journal) -> dict[str, Any]:
    """Return the private attributes of a pydantic model; until there are any it has no dict."""
    slots = {slot.__name__: slot for slot in strangers.all_slots(type(model))}
    slot = slots["__pydantic_private__"]
    if slot.__get__(model) is None:
        journal.note(slot.__set__, model, None)
        slot.__set__(model, {})
    found: dict[str, Any] = slot.__get__(model)
    return found


def put_in_order(instance: Any, journal: Journal) -> None:
    """Let an instance of a dataclass, or of a model of pydantic, show its fields in their order."""
    attributes, cls = strangers.instance_dict(instance) or {}, type(instance)
    ordered = [name for name in model_fields_of(cls) or fields_of(cls) if name in attributes]
    if ordered != list(attributes)[: len(ordered)]:
        journal.note(_put_in_order, attributes, list(attributes))
        _put_in_order(attributes, ordered)


def _put_in_order(attributes: dict[str, Any], first: Sequence[str]) -> None:
    order = dict.fromkeys([*first, *attributes])
    items = {name: attributes[name] for name in order if name in attributes}
    at_once([attributes.clear, partial(attributes.update, items)])


def cached_names(cls: type) -> set[str]:
    """Return the names of the cached properties of a class, whose values its instances keep."""
    return {
        name
        for base in mro(cls)
        for name, value in strangers.members(base).items()
        if type(value) is cached_property
    }


def hashes_by_value(cls: type) -> bool:
    """Whether instances of `cls` have a hash of their own making."""
    return type(_hash_of(cls)) not in (WrapperDescriptorType, type(None))


def hash_changes(old: type, new: type) -> bool:
    """Whether equal instances of the two classes may have different hashes."""
    one, other = _hash_of(old), _hash_of(new)
    if type(one) is FunctionType and type(other) is FunctionType:
        return _made_from(one, old) != _made_from(other, new)
    return type(one) is FunctionType or type(other) is FunctionType


def _made_from(function: FunctionType, cls: type) -> list[Any]:
    """Return what a method of `cls` does, and the methods and constants that it names."""
    found = [_code_of(function)]
    for name in function.__code__.co_names:
        owner = next((base for base in mro(cls) if name in strangers.members(base)), None)
        space = function.__globals__ if owner is None else strangers.members(owner)
        value = space.get(name)
        found.append(value if is_atom(value) else _code_of(value))
    return found


def _code_of(thing: Any) -> Any:
    function = thing.fget if type(thing) is property else thing
    if type(function) is not FunctionType:
        return None
    code = function.__code__
    return code.co_code, code.co_consts, code.co_names


def _hash_of(cls: type) -> Any:
    for base in mro(cls):
        if "__hash__" in strangers.members(base):
            return strangers.members(base)["__hash__"]
    return None
