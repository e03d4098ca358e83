"""Methods that a class loses or gains while it lives, and other default values of functions."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CellType, CodeType, FunctionType
from typing import Any

from .. import strangers
from ..class_contents import contents_of
from ..counts import held, references
from ..identity import id
from ..look import class_dict, mro
from .bodies import BodyEdit, Gained
from .closures import Closure
from .codes import CLASS_CELL, code_key
from .definitions import Default
from .live import CannotPatch, lookup

# They may have looked through a class when it was made, or answer for methods that it has not.
_WATCHERS = ("__init_subclass__", "__getattr__", "__getattribute__")

Defaults = tuple[tuple[Any, ...] | None, dict[str, Any] | None]


def owners(edit: BodyEdit, space: dict[str, Any]) -> dict[str, type]:
    """Return the classes of methods that are lost or gained, or that get other default values.

    Raises
    ------
    CannotPatch
        Where one is not what its source says, or somebody may have looked through it.
    """
    names = {body.owner for body in edit.members}
    names |= {body.owner for body in edit.changed if body.defaults}
    return {name: _unwatched(lookup(space, name), name, space) for name in names - {""}}


def _unwatched(kind: Any, name: str, space: dict[str, Any]) -> type:
    if type(kind) is not type or strangers.module_name(kind) != space.get("__name__"):
        raise CannotPatch(f"{name}: something else goes by that name")
    for heir in strangers.with_subclasses(kind):
        written = [base for base in mro(heir) if strangers.is_python_class(base)]
        watched = any(hook in class_dict(base) for base in written for hook in _WATCHERS)
        if type(heir) is not type or watched or any(map(_is_told, class_dict(heir).values())):
            raise CannotPatch(f"{name}: its methods may be known to others")
    return kind


def _is_told(value: Any) -> bool:
    """Tell what has been told of its class when that was made, and may have looked through it."""
    kind = type(value)
    if kind is property or kind is cached_property:
        return False  # these take down their name alone
    return any("__set_name__" in class_dict(base) for base in mro(kind))


@dataclass(frozen=True)
class Members:
    """What a class has by name, before and after it loses and gains methods."""

    owner: type
    before: dict[str, Any]
    after: dict[str, Any]


def members(
    edit: BodyEdit, space: dict[str, Any], kinds: Mapping[str, type], own: Collection[Any]
) -> list[Members]:
    """Return what becomes of classes that lose or gain methods; `own` holds some, and is not meant.

    Raises
    ------
    CannotPatch
        Where a method is held elsewhere, or another one goes by its name.
    """
    lost = {name for name, _ in edit.pairs.dropped.values()}
    for name in lost:
        _refuse_held(edit, name, kinds, own)
    gained = {x.code.co_qualname: x for x in edit.gained}
    found = []
    for owner in {name.rpartition(".")[0] for name in (*lost, *gained)}:
        before = contents_of(kinds[owner])
        after = {name: x for name, x in before.items() if f"{owner}.{name}" not in lost}
        for one in [x for name, x in gained.items() if name.rpartition(".")[0] == owner]:
            _refuse_homonyms(kinds[owner], one.node.name)
            after = _inserted(after, one, _made(one, kinds[owner], space))
        found.append(Members(kinds[owner], before, after))
    return found


def _inserted(contents: dict[str, Any], one: Gained, function: FunctionType) -> dict[str, Any]:
    """Put a method where the class defines it."""
    names = list(contents)
    at = max((names.index(name) + 1 for name in one.earlier if name in contents), default=0)
    items = list(contents.items())
    return dict([*items[:at], (one.node.name, function), *items[at:]])


def _refuse_held(
    edit: BodyEdit, name: str, kinds: Mapping[str, type], own: Collection[Any]
) -> None:
    owner, _, method = name.rpartition(".")
    things = [class_dict(kinds[owner]).get(method)]
    if (
        type(things[0]) is not FunctionType
        or code_key(things[0].__code__) not in edit.pairs.dropped
    ):
        raise CannotPatch(f"{name}: something else goes by that name")
    if references(things) != [1 + count for count in held(things, own)]:
        raise CannotPatch(f"{name}: it is held elsewhere")
    _refuse_homonyms(kinds[owner], method, but=kinds[owner])


def _refuse_homonyms(kind: type, name: str, but: type | None = None) -> None:
    family = {id(base): base for heir in strangers.with_subclasses(kind) for base in mro(heir)}
    for base in family.values():
        if name in _fields(base) or (base is not but and name in class_dict(base)):
            raise CannotPatch(f"{name}: there is more than one of that name")


def _fields(kind: type) -> Collection[Any]:
    """Return the annotated names: a dataclass asks its bases for their default values."""
    found = class_dict(kind).get("__annotations__")
    return found if type(found) is dict else ()


def _made(one: Gained, kind: type, space: dict[str, Any]) -> FunctionType:
    """Make a method as the class body would."""
    like = _defined(one, space)
    cells = class_cell(kind, one.code) if one.code.co_freevars else None
    function = FunctionType(one.code, space, one.node.name, like.__defaults__, cells)
    function.__kwdefaults__, function.__annotations__ = like.__kwdefaults__, like.__annotations__
    return function


def _defined(one: Gained, space: dict[str, Any]) -> FunctionType:
    """Return a function of the same signature."""
    copied = {name: getattr(one.node, name) for name in (*one.node._fields, *one.node._attributes)}
    node = type(one.node)(**{**copied, "body": [ast.copy_location(ast.Pass(), one.node)]})
    flags = annotations.compiler_flag if one.has_text else 0
    made: dict[str, FunctionType] = {}
    try:
        code = compile(ast.Module([node], []), "", "exec", flags, dont_inherit=True)
        exec(code, space, made)
    except Exception as error:  # whatever it is, the module's own import will raise it
        raise CannotPatch(f"no such method can be made: {type(error).__name__}") from error
    return made[one.node.name]


def class_cell(kind: type, code: CodeType) -> Closure:
    """Return the cells of a method that says ``super()`` or ``__class__``, and has no others.

    Raises
    ------
    CannotPatch
        Where it has, or where they would hold another class, which ``dataclass`` has replaced.
    """
    is_replaced = {"__slots__", "__dataclass_fields__"} <= class_dict(kind).keys()
    if code.co_freevars != CLASS_CELL or is_replaced:
        raise CannotPatch(f"{code.co_qualname}: there is no telling what its cells hold")
    return (CellType(kind),)


def with_defaults(function: FunctionType, differing: Collection[Default]) -> Defaults:
    """Return the default values, positional and by name, that a function shall have.

    What somebody has set since it was defined stays.
    """
    values = list(function.__defaults__ or ())
    keywords = dict(function.__kwdefaults__ or {})
    for each in differing:
        holder: Any = values if type(each.which) is int else keywords
        known = range(len(values)) if holder is values else keywords
        if each.which in known and _is_same(holder[each.which], each.old):
            holder[each.which] = each.new
    return tuple(values) or None, keywords or None


def set_defaults(
    function: FunctionType, values: tuple[Any, ...] | None, keywords: dict[str, Any] | None
) -> None:
    """Give a function its default values, positional and by name."""
    function.__defaults__, function.__kwdefaults__ = values, keywords


def _is_same(value: Any, constant: object) -> bool:
    return type(value) is type(constant) and bool(value == constant)
