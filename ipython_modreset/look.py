"""Look at what is in ``sys.modules`` without running any of it.

Anything may sit there: None, plain objects, modules whose ``__getattr__`` imports the world. So
nothing here asks an object; the answers come from its type's own slots and its raw namespace.
"""

from __future__ import annotations

import importlib._bootstrap_external as _bootstrap_external
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    BuiltinImporter,
    ExtensionFileLoader,
    FrozenImporter,
    ModuleSpec,
)
from itertools import repeat
from operator import is_
from types import GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any

_module_dict: Any = vars(ModuleType)["__dict__"].__get__
_type_dict: Any = vars(type)["__dict__"].__get__
_type_mro: Any = vars(type)["__mro__"].__get__
_NAMESPACE_PATH: Any = vars(_bootstrap_external)["_NamespacePath"]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the import system wrote down about one module.

    Attributes
    ----------
    name
        Its key in ``sys.modules``.
    module
        The object found there.
    namespace
        Its raw namespace, empty where it has none.
    loader
        The loader of its spec, or None.
    origin
        The file that it was loaded from, or None.
    is_located
        Whether its spec says so, rather than only a ``__file__`` that anybody may have set.
    locations
        Where its submodules are searched; empty for what is no package.
    importing
        Whether its import is under way.
    spec_name
        The name that it was imported by, which an alias in ``sys.modules`` is not; or None.
    """

    name: str
    module: object
    namespace: Mapping[str, Any]
    loader: object
    origin: str | None
    locations: tuple[str, ...]
    importing: bool
    spec_name: str | None
    is_located: bool


def loaded() -> dict[str, object]:
    """Return ``sys.modules`` as it is now, less keys that are not plain text."""
    # One step for other threads; a loop over sys.modules is not.
    modules: dict[str, Any] = dict.copy(sys.modules)
    if all(map(is_, map(type, modules), repeat(str))):
        return modules
    return {name: module for name, module in modules.items() if type(name) is str}


def look(name: str, module: object) -> Look:
    """Look at one module.

    Examples
    --------
    >>> import json
    >>> look("json", json).origin.endswith("__init__.py")
    True
    """
    space = namespace(module)
    spec = space.get("__spec__")
    fields = namespace(spec) if is_a(spec, ModuleSpec) else {}
    has_location = fields.get("_set_fileattr") is True
    origin = _text(fields.get("origin")) if has_location else None
    return Look(
        name=name,
        module=module,
        namespace=space,
        loader=fields.get("loader"),
        origin=origin or _text(space.get("__file__")),
        locations=_locations(space.get("__path__"))
        or _locations(fields.get("submodule_search_locations")),
        importing=fields.get("_initializing") is True,
        spec_name=_text(fields.get("name")),
        is_located=origin is not None,
    )


def namespace(thing: object) -> dict[str, Any]:
    """Return the raw ``__dict__`` of anything, or an empty one."""
    if issubclass(type(thing), ModuleType):
        found = _module_dict(thing)
    else:
        found = None
        for base in mro(type(thing)):
            slot: Any = class_dict(base).get("__dict__")
            if type(slot) in (GetSetDescriptorType, MemberDescriptorType):
                found = slot.__get__(thing)
                break
    return found if type(found) is dict else {}


def makes_attributes(module: object) -> bool:
    """Tell whether a module may make attributes when asked for them: by PEP 562, or its class."""
    return "__getattr__" in namespace(module) or type(module) is not ModuleType


def is_a(thing: object, kind: type) -> bool:
    """Tell whether `thing` is an instance, by its true type and not by its ``__class__``."""
    if type(kind) is type:  # then no metaclass has a say, and this is much the fastest
        return issubclass(type(thing), kind)
    return any(base is kind for base in mro(type(thing)))


def mro(kind: type) -> tuple[type, ...]:
    """Return the method resolution order, past any metaclass."""
    order: tuple[type, ...] = _type_mro(kind)
    return order


def class_dict(kind: type) -> Mapping[str, Any]:
    """Return a class's own namespace, past any metaclass."""
    own: Mapping[str, Any] = _type_dict(kind)
    return own


def is_extension(seen: Look) -> bool:
    """Tell whether a module is compiled code from a file."""
    if is_a(seen.loader, ExtensionFileLoader):
        return True
    return seen.origin is not None and seen.origin.endswith(tuple(EXTENSION_SUFFIXES))


def is_inside_interpreter(seen: Look) -> bool:
    """Tell whether a module is built in or frozen."""
    return (
        seen.loader is BuiltinImporter
        or seen.loader is FrozenImporter
        or seen.name in sys.builtin_module_names
    )


def parent_name(name: str) -> str:
    """Return the name of the package that holds module `name`, or an empty one."""
    return name.rpartition(".")[0]


@lru_cache(maxsize=8192)
def ancestors(name: str) -> tuple[str, ...]:
    """Return `name` and the packages that hold it, the innermost first.

    Examples
    --------
    >>> ancestors("a.b.c")
    ('a.b.c', 'a.b', 'a')
    """
    parts = name.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts), 0, -1))


def top_level(name: str) -> str:
    """Return the first part of a module's name."""
    return name.partition(".")[0]


def _text(value: object) -> str | None:
    return value if type(value) is str else None


def _locations(value: Any) -> tuple[str, ...]:
    if type(value) is _NAMESPACE_PATH:
        value = namespace(value).get("_path")  # to iterate over it would ask its parent package
    if type(value) not in (list, tuple):
        return ()
    return tuple(entry for entry in value if type(entry) is str)
