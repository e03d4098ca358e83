"""How to make a holder hold another object, and how to undo that."""

from __future__ import annotations

import functools
import types
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

from . import strangers
from .registries import merged_items, merged_list
from .successors import Successors
from .undo import Journal

Rewrite = Callable[[Any, Successors, Journal], None]


def rewriter(holder: object) -> Rewrite | None:
    """Return what rewrites `holder` in place; None where nothing does."""
    kind = type(holder)
    if strangers.is_class(holder):
        return _rewrite_class
    for base, rewrite in _IN_PLACE:
        if issubclass(kind, base):
            return rewrite
    if strangers.is_python_class(kind):
        return rewrite_instance
    return None if strangers.instance_dict(holder) is None else rewrite_instance


def _rewrite_dict(holder: Any, successors: Successors, journal: Journal) -> None:
    items = list(dict.items(holder))
    if any(key in successors for key, _ in items):
        after = merged_items(items, successors)
        journal.note(_refill_dict, holder, items)
        _refill_dict(holder, after)
        return
    changed = [(key, value) for key, value in items if value in successors]
    journal.note(_put, holder, changed)
    _put(holder, [(key, successors.of(value)) for key, value in changed])


def _put(holder: dict[Any, Any], items: list[tuple[Any, Any]]) -> None:
    for key, value in items:
        dict.__setitem__(holder, key, value)


def _refill_dict(holder: dict[Any, Any], items: list[tuple[Any, Any]]) -> None:
    kind = OrderedDict if issubclass(type(holder), OrderedDict) else dict
    kind.clear(holder)
    for key, value in items:
        kind.__setitem__(holder, key, value)


def _rewrite_list(holder: Any, successors: Successors, journal: Journal) -> None:
    before = list.copy(holder)
    after = merged_list(before, successors)
    journal.note(_refill_list, holder, before)
    _refill_list(holder, after)


def _refill_list(holder: list[Any], items: list[Any]) -> None:
    list.__setitem__(holder, slice(None), items)


def _rewrite_deque(holder: Any, successors: Successors, journal: Journal) -> None:
    before = list(deque.__iter__(holder))
    after = merged_list(before, successors)
    journal.note(_refill_deque, holder, before)
    _refill_deque(holder, after)


def _refill_deque(holder: deque[Any], items: list[Any]) -> None:
    deque.clear(holder)
    deque.extend(holder, items)


def _rewrite_set(holder: Any, successors: Successors, journal: Journal) -> None:
    before = set.copy(holder)
    gone = [x for x in before if x in successors]
    journal.note(_refill_set, holder, before)
    for x in gone:
        set.discard(holder, x)
        set.add(holder, successors.of(x))


def _refill_set(holder: set[Any], items: set[Any]) -> None:
    set.clear(holder)
    set.update(holder, items)


def _rewrite_cell(holder: Any, successors: Successors, journal: Journal) -> None:
    journal.note(_set_cell, holder, holder.cell_contents)
    _set_cell(holder, successors.of(holder.cell_contents))


def _set_cell(cell: types.CellType, value: object) -> None:
    cell.cell_contents = value


def _rewrite_function(holder: Any, successors: Successors, journal: Journal) -> None:
    # The defaults by keyword, the annotations and __dict__ are dicts, holders themselves; but
    # until somebody asks for them, the annotations are a tuple.
    for name in ("__defaults__", "__type_params__"):
        value = getattr(holder, name, None)
        if value in successors:
            journal.note(setattr, holder, name, value)
            setattr(holder, name, successors.of(value))
    _rewrite_dict(holder.__annotations__, successors, journal)


def _rewrite_property(holder: Any, successors: Successors, journal: Journal) -> None:
    before = (holder.fget, holder.fset, holder.fdel)
    # A docstring that was the getter's follows the getter.
    documented = None if holder.__doc__ is getattr(holder.fget, "__doc__", None) else holder.__doc__
    journal.note(_set_property, holder, *before, documented)
    _set_property(holder, *map(successors.of, before), documented)


_set_property: Callable[..., None] = property.__init__


def _rewrite_method_kind(holder: Any, successors: Successors, journal: Journal) -> None:
    kind = staticmethod if issubclass(type(holder), staticmethod) else classmethod
    before = kind.__dict__["__func__"].__get__(holder)
    journal.note(kind.__init__, holder, before)
    kind.__init__(holder, successors.of(before))


def _rewrite_partial(holder: Any, successors: Successors, journal: Journal) -> None:
    state: Any = functools.partial.__reduce__(holder)[2]
    function, args, keywords, attributes = state
    keywords = {key: successors.of(value) for key, value in keywords.items()}
    after = (successors.of(function), tuple(map(successors.of, args)), keywords, attributes)
    journal.note(functools.partial.__setstate__, holder, state)  # type: ignore[attr-defined]
    functools.partial.__setstate__(holder, after)  # type: ignore[attr-defined]


def _rewrite_cache(holder: Any, successors: Successors, journal: Journal) -> None:
    # Its keys and results cannot be exchanged one by one; a cache may always forget.
    holder.cache_clear()


def _rewrite_class(holder: Any, successors: Successors, journal: Journal) -> None:
    if type(holder) in successors:
        set_class(holder, successors.of(type(holder)), journal)
    before = strangers.bases(holder)
    after = tuple(map(successors.of, before))
    if any(old is not new for old, new in zip(before, after, strict=True)):
        journal.note(_set_bases, holder, before)
        _set_bases(holder, after)


_set_bases = type.__dict__["__bases__"].__set__


def rewrite_members(cls: type, successors: Successors, journal: Journal) -> None:
    """Rewrite the class attributes of `cls`."""
    for name, value in list(strangers.members(cls).items()):
        if value in successors:
            journal.note(type.__setattr__, cls, name, value)
            type.__setattr__(cls, name, successors.of(value))


def rewrite_instance(holder: Any, successors: Successors, journal: Journal) -> None:
    """Rewrite the class and the attributes of an instance, and what its slots hold."""
    if type(holder) in successors:
        set_class(holder, successors.of(type(holder)), journal)
    attributes = strangers.instance_dict(holder)
    if attributes:
        _rewrite_dict(attributes, successors, journal)
    for slot in strangers.all_slots(type(holder)):
        try:
            value = slot.__get__(holder)
        except AttributeError:  # an empty slot
            continue
        if value in successors:
            journal.note(slot.__set__, holder, value)
            slot.__set__(holder, successors.of(value))


def set_class(instance: object, cls: type, journal: Journal) -> None:
    """Make `cls` the class of `instance`; TypeError where the layouts differ."""
    journal.note(_set_type, instance, type(instance))
    _set_type(instance, cls)


_set_type = object.__dict__["__class__"].__set__


def rebuilder(holder: object) -> Callable[[Any, Successors], Any] | None:
    """Return what makes a new one of an immutable `holder`; None where nothing does."""
    for base, rebuild in _ANEW:
        if issubclass(type(holder), base):
            return rebuild
    return None


def _new_tuple(holder: Any, successors: Successors) -> Any:
    return _like(holder, tuple.__new__(type(holder), map(successors.of, tuple.__iter__(holder))))


def _new_frozenset(holder: Any, successors: Successors) -> Any:
    items = map(successors.of, frozenset.__iter__(holder))
    return _like(holder, frozenset.__new__(type(holder), items))


def _like(holder: Any, copy: Any) -> Any:
    attributes = strangers.instance_dict(holder)
    if attributes:
        copied = strangers.instance_dict(copy)
        assert copied is not None
        copied.update(attributes)
    return copy


def _new_method(holder: Any, successors: Successors) -> Any:
    return types.MethodType(successors.of(holder.__func__), successors.of(holder.__self__))


def _new_alias(holder: Any, successors: Successors) -> Any:
    args = tuple(map(successors.of, holder.__args__))
    return types.GenericAlias(successors.of(holder.__origin__), args)


def _new_union(holder: Any, successors: Successors) -> Any:
    return functools.reduce(lambda a, b: a | b, map(successors.of, holder.__args__))


def _new_cached(holder: Any, successors: Successors) -> Any:
    function = successors.of(holder.__wrapped__)
    return functools.lru_cache(**holder.cache_parameters())(function)


def new_reference(holder: Any, successors: Successors) -> Any:
    """Return a weak reference like `holder`, to the successor of what that one refers to."""
    after = successors.of(successors.referents[id(holder)])
    if type(holder) in weakref.ProxyTypes:
        return weakref.proxy(after)
    if type(holder) is weakref.KeyedRef:
        return weakref.KeyedRef(after, holder.__callback__, holder.key)
    return type(holder)(after, holder.__callback__)


_IN_PLACE: list[tuple[type, Rewrite]] = [
    (dict, _rewrite_dict),
    (list, _rewrite_list),
    (set, _rewrite_set),
    (deque, _rewrite_deque),
    (types.CellType, _rewrite_cell),
    (types.FunctionType, _rewrite_function),
    (property, _rewrite_property),
    (staticmethod, _rewrite_method_kind),
    (classmethod, _rewrite_method_kind),
    (functools.partial, _rewrite_partial),
]

_ANEW: list[tuple[type, Callable[[Any, Successors], Any]]] = [
    (tuple, _new_tuple),
    (frozenset, _new_frozenset),
    (types.MethodType, _new_method),
    (types.GenericAlias, _new_alias),
    (types.UnionType, _new_union),
]
