"""What an import statement would bind now, looking only into namespaces as long as that will do."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import EnumMeta
from functools import cached_property
from typing import Any

from ..look import class_dict, is_a, makes_attributes, mro, namespace
from .origins import Origin
from .spots import ABSENT


def _now(origin: Origin) -> object:
    """Return what an import would bind now, looking only into namespaces."""
    found: object = sys.modules.get(origin.module, ABSENT)
    if origin.shown:
        package, _, name = origin.module.rpartition(".")
        found = namespace(sys.modules.get(package)).get(name, found)
    for attribute in origin.attribute.split(".") if origin.attribute else ():
        found = _attribute(found, attribute)
    for key in origin.items:
        found = _item(found, key)
    return found


def _item(owner: Any, key: str | int) -> object:
    """Look a constant key up, in what is just a dict, a list or a tuple."""
    if type(owner) is dict:
        return owner.get(key, ABSENT)
    if type(owner) in (list, tuple) and type(key) is int and -len(owner) <= key < len(owner):
        return owner[key]
    return ABSENT


def _attribute(owner: Any, name: str) -> object:
    """Look a plain attribute up in an instance or a class, in its bases too."""
    if is_a(type(owner), EnumMeta) and name in ("name", "value"):
        name = f"_{name}_"
    space = namespace(owner)
    if name in space:
        return space[name]
    for base in mro(owner if is_a(owner, type) else type(owner)):
        if name in (members := class_dict(base)):
            return members[name]
    return ABSENT


def is_from(origin: Origin, value: object) -> bool:
    """Tell whether an import statement that has just run may have bound this value."""
    found = _now(origin)
    return found is value or (_is_made(found) and is_lazy(origin))


def _is_made(found: object) -> bool:
    """Whether what is found by looking is nothing, or a property of the module's class."""
    return found is ABSENT or type(found) is property


def is_lazy(origin: Origin) -> bool:
    """Tell whether the module makes the attribute when asked: by PEP 562, or as an instance."""
    module = sys.modules.get(origin.module)
    if module is None or not origin.attribute or "." in origin.attribute or origin.items:
        return False
    return makes_attributes(module) and origin.attribute not in namespace(module)


def imported_now(origin: Origin) -> object:
    """Return what the import statement would bind now, asking the module as that would."""
    found = _now(origin)
    if type(found) is cached_property or (_is_made(found) and is_lazy(origin)):
        return _computed(origin)
    return found


def _computed(origin: Origin) -> object:
    """Return what is made when asked for, worked out now if need be; absent where that fails."""
    path, _, name = origin.attribute.rpartition(".")
    try:
        return getattr(_now(replace(origin, attribute=path)), name)
    except Exception:  # as the cell would, if it ran again
        return ABSENT
