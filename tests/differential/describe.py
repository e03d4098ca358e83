"""What a name shows, as nested lists of texts: the same in every process, and without addresses.

A value is shown by what one can do with it. A constant by its value; a function by its names, its
signature and what it returns; a class by its attributes and what a new instance does; an instance
by what its methods return. And by whether it is what the import system has by that name now: a
stale function, class or module is told from the current one even where both do the same.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

Description = Any  # nested lists of texts, as JSON has them
_ATOMS = (int, str, float, bool, type(None), bytes)
_METHODS = (FunctionType, classmethod, property)
_DEPTH = 6
_ADDRESS = re.compile(" at 0x[0-9a-f]+")


def describe(value: Any, depth: int = _DEPTH) -> Description:
    """Describe a value.

    Examples
    --------
    >>> describe((1, "a"))
    ['tuple', '1', "'a'"]
    """
    if type(value) in _ATOMS:
        return repr(value)
    if not depth:
        return ["…", type(value).__qualname__]
    for kinds, shown in _KINDS:
        if isinstance(value, kinds):
            return shown(value, depth - 1)
    return _instance(value, depth - 1)


def describe_names(names: Mapping[str, Any]) -> dict[str, Description]:
    """Describe the values of names."""
    return {name: describe(value) for name, value in sorted(names.items())}


def same_objects(names: Mapping[str, Any]) -> list[list[str]]:
    """Return the names that hold the same object, together."""
    found: dict[int, list[str]] = {}
    for name, value in sorted(names.items()):
        if type(value) not in _ATOMS:
            found.setdefault(id(value), []).append(name)
    return [together for together in found.values() if len(together) > 1]


def _outcome(call: Callable[[], Any], depth: int) -> Description:
    try:
        return describe(call(), depth)
    except (Exception, SystemExit) as error:  # of a module that the call imports, too
        return ["raises", type(error).__name__, str(error)]


def _module(module: ModuleType, depth: int) -> Description:
    current = sys.modules.get(module.__name__) is module
    shown: list[Description] = ["module", module.__name__, _current(current)]
    if depth < _DEPTH - 1 or not _is_of_project(module):
        return shown
    for name, value in sorted(vars(module).items()):
        # A package has its submodules as attributes, whoever imported them.
        as_submodule = sys.modules.get(f"{module.__name__}.{name}", _Nothing) is value
        if name[0] != "_" and not as_submodule:
            shown.append([name, describe(value, depth)])
    return shown


def _is_of_project(module: ModuleType) -> bool:
    folders = getattr(module, "__path__", [os.path.dirname(getattr(module, "__file__", ""))])
    return any(folder.startswith(_here()) for folder in folders)


@functools.cache
def _here() -> str:
    return os.getcwd()


def _function(function: Any, depth: int) -> Description:
    shown: list[Description] = ["function", *_place(function)]
    signature = inspect.signature(function)
    shown.append(_ADDRESS.sub("", str(signature)))
    needed = [each for each in signature.parameters.values() if each.default is each.empty]
    if any(each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD) for each in needed):
        return shown  # a decorator: what it does shows in what it decorates
    return [*shown, _outcome(function, depth)]


def _class(cls: type, depth: int) -> Description:
    if issubclass(cls, enum.Enum):
        return ["enum", *_place(cls), *(f"{each.name}={each.value}" for each in cls)]
    own = [
        [name, type(value).__name__ if type(value) in _METHODS else describe(value, depth)]
        for name, value in sorted(vars(cls).items())
        if name[0] != "_"
    ]
    bases = [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__[1:-1]]
    return ["class", *_place(cls), bases, own, _outcome(functools.partial(cls, 2), depth)]


def _instance(thing: Any, depth: int) -> Description:
    if type(thing).__module__ in ("functools", "builtins") and callable(thing):
        return ["callable", type(thing).__name__, _outcome(thing, depth)]
    kind = type(thing)
    shown: list[Description] = ["instance", *_place(kind)]
    shown.append([_current(isinstance(thing, _found(base))) for base in kind.__mro__[1:-1]])
    if dataclasses.is_dataclass(thing):
        shown.append(_outcome(lambda: repr(thing), depth))
    for name in sorted(name for name in {*dir(kind), *_own(thing)} if name[0] != "_"):
        shown.append([name, _outcome(functools.partial(_asked, thing, name), depth)])
    return shown


def _own(thing: Any) -> Iterable[str]:
    return getattr(thing, "__dict__", {}).keys()


def _asked(thing: Any, name: str) -> Any:
    """Return what an attribute holds, or, of a method, what it returns."""
    value = getattr(thing, name)
    return value() if type(value) is MethodType else value


def _member(member: enum.Enum, depth: int) -> Description:
    current = _found(type(member))
    same = isinstance(current, enum.EnumMeta) and current.__members__.get(member.name) is member
    return ["member", *_place(type(member)), member.name, repr(member.value), _current(same)]


def _method(method: MethodType, depth: int) -> Description:
    owner = method.__self__ if isinstance(method.__self__, type) else type(method.__self__)
    same = getattr(owner, method.__name__, None)
    same = getattr(same, "__func__", same) is method.__func__
    return ["method", *_place(owner), method.__name__, _current(same), _outcome(method, depth)]


def _partial(partial: functools.partial[Any], depth: int) -> Description:
    return ["partial", _place(partial.func), repr(partial.args), _outcome(partial, depth)]


def _sequence(values: Iterable[Any], depth: int) -> Description:
    return [type(values).__name__, *(describe(value, depth) for value in values)]


def _set(values: Iterable[Any], depth: int) -> Description:
    return [type(values).__name__, *sorted((describe(v, depth) for v in values), key=repr)]


def _dict(values: dict[Any, Any], depth: int) -> Description:
    pairs = [[describe(key, depth), describe(value, depth)] for key, value in values.items()]
    return [type(values).__name__, *pairs]


def _holder(holder: SimpleNamespace, depth: int) -> Description:
    return ["holder", _dict(vars(holder), depth)]


def _place(thing: Any) -> list[str]:
    """Name a function or class, and say whether the import system has it by that name."""
    module = getattr(thing, "__module__", None)
    name = getattr(thing, "__qualname__", type(thing).__qualname__)
    found = _found(thing)
    if found is None or found is _Nothing:
        return [f"{module}.{name}", "gone"]
    return [f"{module}.{name}", _current(found is thing or "<locals>" in name)]


def _found(thing: Any) -> Any:
    """Return what a function's or class's module has by its name now; `object` where nothing."""
    found: Any = sys.modules.get(getattr(thing, "__module__", None) or "")
    for part in getattr(thing, "__qualname__", "").split("."):
        found = thing if part in ("<locals>", "<lambda>") else getattr(found, part, None)
    return found if isinstance(found, type) or not isinstance(thing, type) else _Nothing


class _Nothing:
    """Of which nothing is an instance."""


def _current(same: bool) -> str:
    return "current" if same else "stale"


_KINDS: tuple[tuple[Any, Callable[[Any, int], Description]], ...] = (
    (ModuleType, _module),
    (FunctionType, _function),
    (MethodType, _method),
    (type, _class),
    (enum.Enum, _member),
    (functools.partial, _partial),
    (functools._lru_cache_wrapper, _function),
    ((list, tuple, deque), _sequence),
    ((set, frozenset), _set),
    (dict, _dict),
    (SimpleNamespace, _holder),
)
