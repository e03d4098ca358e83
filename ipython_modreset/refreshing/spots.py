"""Spots that hold a value, as a cell would write them.

``K``, ``Model.rate``, ``PARAMS['lr']``; and ``fit(rate)`` for what is the parameter's default, or
what a partial gives for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, Literal

from ..adopting.dataclassed import fields_of, generate_again, model_fields_of
from ..adopting.models import compile_again, settings_of
from ..annotations import annotated_in
from ..look import class_dict, is_a, namespace
from ..strangers import instance_dict, with_subclasses
from ..undo import Journal

ABSENT: Any = object()
Step = tuple[Literal["attribute", "item", "default"], Any]


@lru_cache(maxsize=4096)
def steps_to(spot: str) -> tuple[Step, ...]:
    """Return the way to a spot from the namespace that it is in.

    Examples
    --------
    >>> steps_to("Model.fit(rate)")
    (('item', 'Model'), ('attribute', 'fit'), ('default', 'rate'))
    """
    if spot.isidentifier():
        return (("item", spot),)
    return tuple(_steps(ast.parse(spot, mode="eval").body))


def _steps(node: ast.expr) -> list[Step]:
    match node:
        case ast.Attribute(owner, name):
            return [*_steps(owner), ("attribute", name)]
        case ast.Subscript(owner, key):
            return [*_steps(owner), ("item", ast.literal_eval(key))]
        case ast.Call(function, [ast.Name(parameter)]):
            return [*_steps(function), ("default", parameter)]
    return [("item", ast.unparse(node))]


def reach(holder: Any, steps: Iterable[Step]) -> Any:
    """Return what some steps lead to, looking only into namespaces; or `ABSENT`."""
    for step in steps:
        holder = ABSENT if holder is ABSENT else _get(holder, step)
    return holder


def is_in_list(root: Any, steps: tuple[Step, ...]) -> bool:
    """Tell whether some steps lead through a list or a tuple."""
    return any(type(reach(root, steps[:n])) in (list, tuple) for n in range(1, len(steps)))


def put(root: Any, steps: tuple[Step, ...], value: Any, journal: Journal) -> None:
    """Let the spot that some steps lead to hold `value`, if it can."""
    holder, (kind, key) = reach(root, steps[:-1]), steps[-1]
    if kind == "item":
        if type(holder) is tuple:
            put(root, steps[:-1], (*holder[:key], value, *holder[key + 1 :]), journal)
        elif type(holder) in (dict, list):
            _put_item(holder, key, value, journal)
    elif kind == "default":
        if type(holder) is partial:
            journal.set_item(holder.keywords, key, value)
        else:
            _put_default(_function(holder), key, value, journal)
    elif is_a(holder, type):
        _put_on_class(holder, key, value, journal)
    elif (space := instance_dict(holder)) is not None:
        journal.set_item(space, key, value)


def _get(holder: Any, step: Step) -> Any:
    kind, key = step
    if kind == "item":
        if type(holder) is dict:
            return holder.get(key, ABSENT)
        is_there = type(holder) in (list, tuple) and type(key) is int and 0 <= key < len(holder)
        return holder[key] if is_there else ABSENT
    if kind == "default":
        is_partial = type(holder) is partial
        given = holder.keywords if is_partial else _defaults(_function(holder))
        return given.get(key, ABSENT)
    if not is_a(holder, type):
        return namespace(holder).get(key, ABSENT)
    field = _own_field(holder, key)
    return class_dict(holder).get(key, ABSENT) if field is None else field.default


def _put_item(holder: Any, key: Any, value: Any, journal: Journal) -> None:
    if type(holder) is dict:
        journal.set_item(holder, key, value)
    elif _get(holder, ("item", key)) is not ABSENT:
        journal.note(holder.__setitem__, key, holder[key])
        holder[key] = value


def _function(holder: Any) -> FunctionType | None:
    if type(holder) in (staticmethod, classmethod):
        holder = holder.__func__
    return holder if type(holder) is FunctionType else None


def _defaults(function: FunctionType | None) -> dict[str, Any]:
    """Return the defaults of the parameters that have one."""
    if function is None:
        return {}
    positional, code = function.__defaults__ or (), function.__code__
    names = code.co_varnames[code.co_argcount - len(positional) : code.co_argcount]
    return {**dict(zip(names, positional, strict=True)), **(function.__kwdefaults__ or {})}


def _put_default(function: FunctionType | None, name: str, value: Any, journal: Journal) -> None:
    defaults = _defaults(function)
    if function is None or name not in defaults:
        return
    keyword_only = function.__kwdefaults__ or {}
    if name in keyword_only:
        journal.set_item(keyword_only, name, value)
        return
    journal.note(setattr, function, "__defaults__", function.__defaults__)
    positional = {n: x for n, x in defaults.items() if n not in keyword_only}
    function.__defaults__ = tuple({**positional, name: value}.values())


def _put_on_class(cls: type, name: str, value: Any, journal: Journal) -> None:
    field = _own_field(cls, name)
    if field is not None:
        journal.note(setattr, field, "default", field.default)
        field.default = value
        for one in with_subclasses(cls):
            if fields_of(cls):
                generate_again(one, journal)
            else:
                compile_again(one, settings_of(one), journal)
        return
    before = class_dict(cls).get(name, ABSENT)
    if before is ABSENT:
        journal.note(_delete_on_class, cls, name)
    else:
        journal.note(type.__setattr__, cls, name, before)
    type.__setattr__(cls, name, value)


def _own_field(cls: type, name: str) -> Any:
    """Return the field of a dataclass, or of a pydantic model, that its own body defines."""
    if name not in annotated_in(cls):
        return None
    return (fields_of(cls) or model_fields_of(cls)).get(name)


def _delete_on_class(cls: type, name: str) -> None:
    if name in class_dict(cls):
        type.__delattr__(cls, name)
