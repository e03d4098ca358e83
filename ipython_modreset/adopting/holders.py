"""How to make a holder hold another object, and how to undo that."""

from __future__ import annotations

import functools
import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from functools import partial
from typing import Any

from .. import strangers
from ..annotations import kept_by
from ..atonce import at_once
from ..identity import id
from ..look import mro
from ..undo import Journal
from .arrays import is_object_array, rewrite_array
from .registries import merged_items, merged_list
from .successors import Successors

Rewrite = Callable[[Any, Successors, Journal], None]


def can_rewrite(holder: object) -> bool:
    """Whether `rewrite` can make `holder` hold another object.

    What else is written in C may have attributes; these are in a dict, which is a holder itself.
    """
    kind = type(holder)
    is_known = issubclass(kind, _KINDS) or is_object_array(holder)
    return is_known or strangers.is_python_class(kind)


def rewrite(holder: Any, successors: Successors, journal: Journal) -> None:
    """Make `holder` hold the successors of what it holds.

    Raises
    ------
    TypeError
        If an instance cannot be given the successor of its class.
    """
    kind = type(holder)
    if kind in successors:
        journal.note(_set_type, holder, kind)
        _set_type(holder, successors.of(kind))
    for base, rewrite_it in _IN_PLACE:
        if issubclass(kind, base):
            rewrite_it(holder, successors, journal)
            break
    else:
        if is_object_array(holder):
            rewrite_array(holder, successors, journal)
    if not issubclass(kind, (type, *_PLAIN)):
        _rewrite_attributes(holder, successors, journal)


_set_type = object.__dict__["__class__"].__set__


def _rewrite_dict(holder: Any, successors: Successors, journal: Journal) -> None:
    items = _items(holder)
    if any(key in successors for key, _ in items):
        refill(holder, successors, journal)
        return
    keys = [key for key, value in items if value in successors]
    before = [value for _, value in items if value in successors]
    if not keys:
        return
    journal.note(_put, holder, keys, before)
    _put(holder, keys, list(map(successors.of, before)))


def _items(holder: Any) -> list[tuple[Any, Any]]:
    kind = OrderedDict if issubclass(type(holder), OrderedDict) else dict
    return list(kind.items(holder))


def _put(holder: dict[Any, Any], keys: list[Any], values: list[Any]) -> None:
    for key, value in zip(keys, values, strict=True):
        dict.__setitem__(holder, key, value)


def refill(holder: Any, successors: Successors, journal: Journal) -> None:
    """Put the keys of a dict, or the items of a set, in anew, by their hashes of now."""
    if issubclass(type(holder), set):
        items = [successors.of(x) for x in set.copy(holder)]
        journal.note(_restore_set, holder, set.copy(holder))
        _restore_set(holder, set(items))
    elif issubclass(type(holder), OrderedDict):
        before = _items(holder)
        journal.note(_fill_ordered, holder, [k for k, _ in before], [v for _, v in before])
        after = merged_items(before, successors)
        _fill_ordered(holder, [k for k, _ in after], [v for _, v in after])
    else:
        after = merged_items(_items(holder), successors)
        journal.note(_restore_dict, holder, _copy(holder))
        _restore_dict(holder, dict(after))


def _copy(holder: dict[Any, Any]) -> dict[Any, Any]:
    # What has an order of its own would be copied by its own code, which may look keys up.
    first = next(cls for cls in mro(type(holder)) if "__iter__" in strangers.members(cls))
    return dict.copy(holder) if first is dict else dict(_items(holder))


def _restore_dict(holder: dict[Any, Any], before: dict[Any, Any]) -> None:
    # This keeps the hashes that the keys had, and runs no code of theirs.
    at_once([partial(dict.clear, holder), partial(dict.update, holder, before)])


def _restore_set(holder: set[Any], before: set[Any]) -> None:
    at_once([partial(set.clear, holder), partial(set.update, holder, before)])


def _fill_ordered(holder: OrderedDict[Any, Any], keys: list[Any], values: list[Any]) -> None:
    OrderedDict.clear(holder)
    for key, value in zip(keys, values, strict=True):
        OrderedDict.__setitem__(holder, key, value)


def _rewrite_defaultdict(holder: Any, successors: Successors, journal: Journal) -> None:
    _rewrite_member(_factory, holder, successors, journal)
    _rewrite_dict(holder, successors, journal)


_factory: Any = defaultdict.__dict__["default_factory"]


def _rewrite_list(holder: Any, successors: Successors, journal: Journal) -> None:
    before = list.copy(holder)
    journal.note(_fill_list, holder, before)
    _fill_list(holder, merged_list(before, successors))


def _fill_list(holder: list[Any], items: list[Any]) -> None:
    list.__setitem__(holder, slice(None), items)


def _rewrite_deque(holder: Any, successors: Successors, journal: Journal) -> None:
    before = list(deque.__iter__(holder))
    journal.note(_fill_deque, holder, before)
    _fill_deque(holder, merged_list(before, successors))


def _fill_deque(holder: deque[Any], items: list[Any]) -> None:
    at_once([partial(deque.clear, holder), partial(deque.extend, holder, items)])


def _rewrite_cell(holder: Any, successors: Successors, journal: Journal) -> None:
    journal.note(_set_cell, holder, holder.cell_contents)
    _set_cell(holder, successors.of(holder.cell_contents))


def _set_cell(cell: types.CellType, value: object) -> None:
    cell.cell_contents = value


def _rewrite_function(holder: Any, successors: Successors, journal: Journal) -> None:
    # Keyword defaults, annotations and attributes are dicts, and holders themselves; but until
    # somebody asks for them, the annotations are a tuple.
    for name in ("__defaults__", "__type_params__"):
        value = getattr(holder, name, None)
        if value in successors:
            journal.note(setattr, holder, name, value)
            setattr(holder, name, successors.of(value))
    _rewrite_dict(kept_by(holder), successors, journal)


def _rewrite_property(holder: Any, successors: Successors, journal: Journal) -> None:
    before = (holder.fget, holder.fset, holder.fdel)
    # A docstring that was the getter's follows the getter.
    taken_over = type(holder.fget) is types.FunctionType and holder.__doc__ is holder.fget.__doc__
    documented = None if taken_over else holder.__doc__
    journal.note(_set_property, holder, *before, documented)
    _set_property(holder, *map(successors.of, before), documented)


_set_property: Callable[..., None] = property.__init__


def _rewrite_method_kind(holder: Any, successors: Successors, journal: Journal) -> None:
    kind = staticmethod if issubclass(type(holder), staticmethod) else classmethod
    before = kind.__dict__["__func__"].__get__(holder)
    if before in successors:
        journal.note(kind.__init__, holder, before)
        kind.__init__(holder, successors.of(before))


def _rewrite_partial(holder: Any, successors: Successors, journal: Journal) -> None:
    state: Any = functools.partial.__reduce__(holder)[2]
    after = _bound_anew(holder, successors) or _made_anew(holder, state, successors)
    after = after or _with_successors(state, successors)
    journal.note(functools.partial.__setstate__, holder, state)  # type: ignore[attr-defined]
    functools.partial.__setstate__(holder, after)  # type: ignore[attr-defined]


def _with_successors(state: Any, successors: Successors) -> Any:
    function, args, keywords, attributes = state
    keywords = {key: successors.of(value) for key, value in keywords.items()}
    return successors.of(function), tuple(map(successors.of, args)), keywords, attributes


def _bound_anew(holder: Any, successors: Successors) -> Any:
    """Return the state of what a partial method makes for an instance; None for other partials."""
    method = holder.func
    if type(method) is not types.MethodType or "__self__" not in holder.__dict__:
        return None
    for former in successors.former:
        if type(former) is functools.partialmethod and former.func is method.__func__:
            had = (*holder.args, *holder.keywords.values())
            bound = (*former.args, *former.keywords.values())
            if list(map(id, had)) == list(map(id, bound)):
                one = method.__self__
                made: Any = successors.of(former).__get__(one, type(one))
                return functools.partial.__reduce__(made)[2]
    return None


def _made_anew(holder: Any, state: Any, successors: Successors) -> Any:
    """Return the state of a partial that was made of another one, whose contents it has taken."""
    for former in successors.former:
        if type(former) is not functools.partial or former.func is not holder.func:
            continue
        taken, keywords = len(former.args), former.keywords
        is_over = list(map(id, former.args)) == list(map(id, holder.args[:taken]))
        if is_over and keywords.keys() <= holder.keywords.keys() and (taken or keywords):
            own = {k: v for k, v in holder.keywords.items() if keywords.get(k, holder) is not v}
            above = former, holder.args[taken:], own, None
            function, args, own, _ = _with_successors(above, successors)
            made: Any = functools.partial(function, *args, **own)
            return made.func, made.args, made.keywords, state[3]
    return None


def _rewrite_cache(holder: Any, successors: Successors, journal: Journal) -> None:
    # Keys and results cannot be exchanged one by one; but a cache may always forget.
    _LRU.cache_clear(holder)


def _rewrite_exception(holder: Any, successors: Successors, journal: Journal) -> None:
    for cls in mro(type(holder)):
        if not strangers.is_python_class(cls):
            for descriptor in strangers.members(cls).values():
                if type(descriptor) in (types.GetSetDescriptorType, types.MemberDescriptorType):
                    _rewrite_member(descriptor, holder, successors, journal)


def _rewrite_class(holder: Any, successors: Successors, journal: Journal) -> None:
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


def _rewrite_attributes(holder: Any, successors: Successors, journal: Journal) -> None:
    attributes = strangers.instance_dict(holder)
    if attributes:
        _rewrite_dict(attributes, successors, journal)
    for slot in strangers.all_slots(type(holder)):
        _rewrite_member(slot, holder, successors, journal)


def _rewrite_member(descriptor: Any, holder: Any, successors: Successors, journal: Journal) -> None:
    try:
        value = descriptor.__get__(holder)
    except AttributeError:  # an empty slot
        return
    if value in successors:
        try:
            descriptor.__set__(holder, value)
        except (AttributeError, TypeError):  # written in C, and read-only
            return
        journal.note(descriptor.__set__, holder, value)
        descriptor.__set__(holder, successors.of(value))


_LRU: Any = type(functools.lru_cache(lambda: None))

#: Without attributes that are not holders themselves.
_PLAIN = (types.FunctionType, types.CellType, _LRU)

_IN_PLACE: list[tuple[type, Rewrite]] = [
    (type, _rewrite_class),
    (defaultdict, _rewrite_defaultdict),
    (dict, _rewrite_dict),
    (list, _rewrite_list),
    (set, refill),
    (deque, _rewrite_deque),
    (types.CellType, _rewrite_cell),
    (types.FunctionType, _rewrite_function),
    (property, _rewrite_property),
    (staticmethod, _rewrite_method_kind),
    (classmethod, _rewrite_method_kind),
    (functools.partial, _rewrite_partial),
    (BaseException, _rewrite_exception),
    (_LRU, _rewrite_cache),
]
_KINDS = tuple(kind for kind, _ in _IN_PLACE)
