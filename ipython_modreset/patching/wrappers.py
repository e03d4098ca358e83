"""Which names lead to something that wraps a function: seldom any, among many thousands."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable, Iterator, Mapping
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import (
    BuiltinFunctionType,
    FunctionType,
    GetSetDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from ..counts import held
from ..identity import id
from ..look import class_dict, is_a, namespace
from ..strangers import with_subclasses
from .live import ids

METHODS = ids(classmethod, staticmethod, MethodType)
WRAPPERS = METHODS | ids(
    FunctionType, property, functools.partial, type(functools.lru_cache(lambda: None))
)
_PLAIN: frozenset[type] = frozenset(
    {
        *(str, bytes, int, float, bool, type(None), dict, list, tuple, set, frozenset),
        *(ModuleType, ModuleSpec, SourceFileLoader, BuiltinFunctionType, GetSetDescriptorType),
    }
)
_PLAIN_IDS = ids(*_PLAIN)
_DEEPEST_CLASS = 4
_AT_ONCE = 32


def wrappers(spaces: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Find what may wrap a function in namespaces, and in the classes that are defined there.

    Parameters
    ----------
    spaces
        Namespaces of modules and notebooks.

    Returns
    -------
    iterator of (str, object)
        Each with the name that it goes by.

    Examples
    --------
    >>> import functools
    >>> found = wrappers([{"number": 1, "f": len, "g": functools.partial(print)}])
    >>> [name for name, _ in found]
    ['g']
    """
    level = list(spaces)
    others = _others if _have_plain_hashes() else _others_by_id
    homes = {name for space in level if type(name := space.get("__name__")) is str}
    for _ in range(_DEEPEST_CLASS + 1):
        odd = others(gc.get_referents(*level))
        odd = [x for x in odd if type(x) is not FunctionType or x.__closure__ is not None]
        classes = [x for x in odd if issubclass(type(x), type)]
        odd = [x for x in odd if not issubclass(type(x), type) and not _wraps_nothing(x)]
        for chunk in (level[at : at + _AT_ONCE] for at in range(0, len(level), _AT_ONCE)):
            if odd and any(held(odd, chunk)):
                yield from _named(chunk)
        views = map(class_dict, dict(zip(map(id, classes), classes, strict=True)).values())
        ours = [view for view in views if _home(view) in homes]
        level = gc.get_referents(*ours)  # what the views show, as it is


def _home(members: Mapping[str, Any]) -> str | None:
    name = members.get("__module__")
    return name if type(name) is str else None


def _others(things: list[Any]) -> list[Any]:
    """Return those of `things` that are of other types than nearly all."""
    return [x for x in things if type(x) not in _PLAIN]


def _others_by_id(things: list[Any]) -> list[Any]:
    """Do the same more slowly."""
    return [x for x in things if id(type(x)) not in _PLAIN_IDS]


def _have_plain_hashes() -> bool:
    """Whether to look types up in a set runs no code of a metaclass."""
    return all("__hash__" not in class_dict(kind) for kind in with_subclasses(type)[1:])


def _wraps_nothing(thing: Any) -> bool:
    """Whether `thing` is a property of a plain function, as most properties are."""
    if type(thing) is not property or thing.fset is not None or thing.fdel is not None:
        return False
    getter: Any = thing.fget
    return type(getter) is FunctionType and getter.__closure__ is None


def _named(spaces: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for space in spaces:
        for name, value in list(space.items()):
            if type(name) is str and id(type(value)) not in _PLAIN_IDS and _may_wrap(name, value):
                yield name, value


def _may_wrap(name: str, value: Any) -> bool:
    if type(value) is FunctionType:
        return value.__closure__ is not None
    if id(type(value)) in WRAPPERS:
        return not _wraps_nothing(value)
    return _wraps(name, value)


def _wraps(name: str, thing: Any) -> bool:
    """Whether an object goes by the name of a function that it was made from."""
    return not is_a(thing, type) and any(
        type(key) is str and (key == "__wrapped__" or _is_function(value, name))
        for key, value in namespace(thing).items()
    )


def _is_function(thing: object, name: str) -> bool:
    return type(thing) is FunctionType and thing.__name__ == name
