"""Immutable holders: a new one is made of what the old one's contents have become."""

from __future__ import annotations

import functools
import inspect
import types
import weakref
from typing import Any

from .. import strangers
from ..class_contents import contents_of
from ..identity import id
from ..look import mro
from ..undo import Journal
from .holders import rewrite, rewrite_members
from .successors import Make, Successors


def maker(holder: Any, successors: Successors) -> Make | None:
    """Return what makes a new one of `holder`; None where it is not to be made anew."""
    kind = type(holder)
    if issubclass(kind, _LRU):
        # Under another function it may only remember what it was called with.
        return _new_cached if _wrapped(holder) in successors else None
    for base, make in _MAKERS:
        if issubclass(kind, base):
            return make
    return None


def _new_tuple(holder: Any, successors: Successors) -> Any:
    items = map(successors.of, tuple.__iter__(holder))
    return _like(holder, tuple.__new__(type(holder), items), successors)


def _new_frozenset(holder: Any, successors: Successors) -> Any:
    items = map(successors.of, frozenset.__iter__(holder))
    return _like(holder, frozenset.__new__(type(holder), items), successors)


def _like(holder: Any, copy: Any, successors: Successors) -> Any:
    attributes, copied = strangers.instance_dict(holder), strangers.instance_dict(copy)
    if attributes and copied is not None:
        successors.given[id(holder)] = copy  # they may lead back to it
        copied.update((name, successors.of(value)) for name, value in attributes.items())
    return copy


def _new_method(holder: Any, successors: Successors) -> Any:
    function, one = successors.of(holder.__func__), successors.of(holder.__self__)
    if function is holder.__func__ and one is not holder.__self__:
        function = _method_of(one, function)  # it may be of a class of another name now
    return types.MethodType(function, one)


def _method_of(one: Any, function: Any) -> Any:
    """Return what an instance's class has by the name of a method; the method where nothing."""
    if type(function) is types.FunctionType:
        for cls in mro(type(one)):
            found = strangers.members(cls).get(function.__name__)
            if type(found) is types.FunctionType:
                return found
    return function


def _new_builtin_method(holder: Any, successors: Successors) -> Any:
    """Return the same method, written in C, of what has taken the place of its object."""
    instance = successors.of(holder.__self__)
    for cls in mro(type(instance)):
        if type(found := strangers.members(cls).get(holder.__name__)) is types.MethodDescriptorType:
            return found.__get__(instance, type(instance))
    return holder


def _new_alias(holder: Any, successors: Successors) -> Any:
    args = tuple(map(successors.of, holder.__args__))
    return types.GenericAlias(successors.of(holder.__origin__), args)


def _new_union(holder: Any, successors: Successors) -> Any:
    return functools.reduce(lambda a, b: a | b, map(successors.of, holder.__args__))


def _new_cached(holder: Any, successors: Successors) -> Any:
    made = functools.lru_cache(**_parameters(holder))(successors.of(_wrapped(holder)))
    for name, value in holder.__dict__.items():
        if name not in ("__wrapped__", "cache_parameters"):
            made.__dict__.setdefault(name, successors.of(value))
    return made


def _wrapped(holder: Any) -> Any:
    return holder.__dict__.get("__wrapped__")


def _parameters(holder: Any) -> dict[str, Any]:
    parameters: dict[str, Any] = holder.__dict__["cache_parameters"]()
    return parameters


def new_class(holder: type, successors: Successors) -> type:
    """Return a class like `holder`, over the successors of its bases.

    As after its ``class`` statement, the bases' ``__init_subclass__`` is told of it.
    """
    given = successors.given
    contents = {name: given.get(id(x), x) for name, x in contents_of(holder).items()}
    contents["__qualname__"] = holder.__qualname__
    bases = tuple(map(successors.of, strangers.bases(holder)))
    made: type = type(holder)(holder.__name__, bases, contents)
    return made


def exchange(made: Any, successors: Successors) -> None:
    """Let a new class or instance, which holds what the former one held, hold its successors."""
    nothing_to_undo = Journal()  # nobody holds it yet
    rewrite(made, successors, nothing_to_undo)
    if strangers.is_class(made):
        rewrite_members(made, successors, nothing_to_undo)


def new_reference(holder: Any, successors: Successors) -> Any:
    """Return a weak reference like `holder`, to the successor of what that one refers to."""
    after = successors.of(successors.referents[id(holder)])
    if type(holder) in weakref.ProxyTypes:
        return weakref.proxy(after)
    if type(holder) is weakref.KeyedRef:
        return weakref.KeyedRef(after, holder.__callback__, holder.key)
    if type(holder) is weakref.WeakMethod:
        method = holder()
        return holder if method is None else _new_weak_method(holder, method, successors)
    return type(holder)(after, holder.__callback__)


def _new_weak_method(holder: Any, method: Any, successors: Successors) -> Any:
    callback = inspect.getclosurevars(holder.__callback__).nonlocals["callback"]
    return weakref.WeakMethod(_new_method(method, successors), callback)


_LRU: Any = type(functools.lru_cache(lambda: None))
_MAKERS: list[tuple[type, Make]] = [
    (tuple, _new_tuple),
    (frozenset, _new_frozenset),
    (types.MethodType, _new_method),
    (types.BuiltinMethodType, _new_builtin_method),
    (types.GenericAlias, _new_alias),
    (types.UnionType, _new_union),
]
