"""The functions that a single dispatch chooses from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatchmethod
from types import FunctionType
from typing import Any

from .. import strangers
from ..undo import Journal


def registry_of(function: Any) -> dict[type, Any] | None:
    """Return the registry of a ``functools.singledispatch`` function or method; else None."""
    if type(function) is singledispatchmethod:
        function = function.dispatcher
    if type(function) is not FunctionType:
        return None
    dispatch = None if function.__closure__ is None else function.__dict__.get("dispatch")
    if type(dispatch) is not FunctionType or "registry" not in dispatch.__code__.co_freevars:
        return None
    cells = dict(zip(dispatch.__code__.co_freevars, dispatch.__closure__ or (), strict=True))
    found = cells["registry"].cell_contents
    return found if type(found) is dict else None


def implementations(old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what two dispatchers, or dispatching methods, have registered for the same class.

    Their names tell nothing: most are called ``_``.
    """
    before, after = registry_of(old), registry_of(new)
    if before is not None and after is not None:
        named = {_name_of(cls): function for cls, function in after.items()}
        for cls, function in before.items():
            if _name_of(cls) in named:
                yield function, named[_name_of(cls)]


def forget_choices(modules: Iterable[object], journal: Journal) -> None:
    """Have the dispatchers of modules choose again: what they chose from may have changed."""
    for module in modules:
        for value in list((strangers.instance_dict(module) or {}).values()):
            if type(value) is FunctionType and registry_of(value) is not None:
                forget = value.__dict__["_clear_cache"]
                journal.note(forget)
                forget()


def _name_of(cls: type) -> tuple[str | None, Any]:
    return strangers.module_name(cls), type.__dict__["__qualname__"].__get__(cls)
