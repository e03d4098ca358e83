"""Dataclasses over one whose fields have changed: what was generated for them, once more."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import _FIELD  # type: ignore[attr-defined]
from types import FunctionType
from typing import Any

from .. import strangers
from ..annotations import annotated_in
from ..class_contents import contents_of, give
from ..look import mro
from ..undo import Journal

_GENERATED = (
    "__init__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__",
    "__setattr__", "__delattr__", "__replace__", "__match_args__",
)  # fmt: skip
_PARAMETERS = ("init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only")


def fields_of(cls: type) -> dict[str, Any]:
    """Return the dataclass fields of a class, its own or inherited."""
    for base in mro(cls):
        found = strangers.members(base).get("__dataclass_fields__")
        if type(found) is dict:
            return found
    return {}


def model_fields_of(cls: type, *, private: bool = False) -> dict[str, Any]:
    """Return the fields of a pydantic model, its own or inherited; none for any other class."""
    name = "__private_attributes__" if private else "__pydantic_fields__"
    for base in mro(cls):
        found = strangers.members(base).get(name)
        if type(found) is dict:
            return found
    return {}


def attrs_fields_of(cls: type) -> dict[str, Any]:
    """Return the fields of a class made by `attrs`, its own and inherited; none for any other."""
    for base in mro(cls):
        found: Any = strangers.members(base).get("__attrs_attrs__")
        if issubclass(type(found), tuple):
            return {field.name: field for field in tuple.__iter__(found)}
    return {}


def sets_fields(cls: type) -> Callable[[Any], bool]:
    """Return what tells whether instances of a dataclass are given a field when they are made."""
    init = next((x["__init__"] for x in map(strangers.members, mro(cls)) if "__init__" in x), None)
    if not _is_generated(init):
        return lambda field: False
    return lambda field: bool(field.init and field._field_type is _FIELD)


def has_same_fields(one: type, other: type) -> bool:
    """Whether what is generated for a dataclass over the one serves over the other, too."""
    before, after = fields_of(one), fields_of(other)
    return list(before) == list(after) and all(
        _settings(before[name]) == _settings(after[name]) for name in before
    )


def _settings(field: Any) -> tuple[Any, ...]:
    # Defaults count by whether there are any: comparing them would run their code.
    missing = dataclasses.MISSING
    flags = (field.init, field.repr, field.compare, field.kw_only)
    return (*flags, field.default is missing, field.default_factory is missing)


def generate_again(cls: type, journal: Journal) -> None:
    """Generate the methods of a dataclass anew, from the fields that its bases have now.

    Raises
    ------
    TypeError
        As after its ``class`` statement: if a field without a default follows one with.
    """
    contents = dict(strangers.members(cls))
    fields = contents.get("__dataclass_fields__")
    parameters = contents.get("__dataclass_params__")
    if type(fields) is not dict or parameters is None:
        return
    before = contents_of(cls)
    slots = strangers.own_slots(cls)
    journal.note(give, cls, before)
    journal.note(_put_slots, cls, slots)
    for name in _GENERATED:
        if name in before and _is_generated(before[name]):
            type.__delattr__(cls, name)
    for name in annotated_in(cls):
        if name in fields:
            type.__setattr__(cls, name, _same_field(fields[name]))
    given = {name: getattr(parameters, name) for name in _PARAMETERS if hasattr(parameters, name)}
    dataclasses.dataclass(**given)(cls)
    _put_slots(cls, slots)


def _put_slots(cls: type, slots: Mapping[str, Any]) -> None:
    """Put slots back to where the defaults of their fields were shown for a while."""
    for name, slot in slots.items():
        type.__setattr__(cls, name, slot)


def _is_generated(member: Any) -> bool:
    if type(member) is FunctionType:
        inner = member.__dict__.get("__wrapped__", member)
        code = inner.__code__ if type(inner) is FunctionType else member.__code__
        is_made = code.co_qualname.startswith("__create_fn__.")
        return is_made or code.co_filename == dataclasses.__file__
    return member is None or type(member) is tuple


def _same_field(field: Any) -> Any:
    names = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only")
    return dataclasses.field(**{name: getattr(field, name) for name in names})
