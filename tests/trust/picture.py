"""All that can be seen of a session, by identity: what must be the same after an undone refresh."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from functools import partial
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

from ipython_modreset import strangers
from ipython_modreset.session import Session

#: Each thing by its id or name: its type, and what it holds, by id or as text.
Picture = dict[Any, Any]

_ATOMS = (int, float, complex, str, bytes, bool, type(None), type(Ellipsis))
_CONTAINERS = (list, tuple, set, frozenset, deque)
_WRAPPERS = (property, classmethod, staticmethod)


def picture(names: dict[str, Any], folder: str, session: Session) -> Picture:
    """Picture a notebook, the modules of a folder, and what the session knows of them."""
    modules = [each for each in list(sys.modules.items()) if _is_in(each[1], folder)]
    seen: Picture = {
        "sys.modules": sorted((name, id(module)) for name, module in modules),
        "the import system": (list(map(id, sys.meta_path)), list(sys.path)),
        **_noted(session, folder),
    }
    seen.update((f"notebook: {name}", _mark(value)) for name, value in names.items())
    pending: list[Any] = [*names.values(), *(module for _, module in modules)]
    while pending:
        thing = pending.pop()
        if id(thing) not in seen and not isinstance(thing, _ATOMS):
            parts = list(_parts(thing, folder))
            seen[id(thing)] = (type(thing).__name__, [(key, _mark(part)) for key, part in parts])
            pending += [part for _, part in parts]
    return seen


def differences(before: Picture, after: Picture) -> list[str]:
    """Say what differs between two pictures."""
    keys = dict.fromkeys([*before, *after])
    return [
        f"{key}: {before.get(key)} -> {after.get(key)}"[:3000]
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _noted(session: Session, folder: str) -> dict[str, Any]:
    observer = session.observer
    notes = observer.notes
    ours = {name for name, note in notes.modules.items() if note.origin.startswith(folder)}
    asked = {name: sorted(ours & names) for name, names in notes.asked.items()}
    return {
        "modules": {name: notes.modules[name].digest for name in sorted(ours)},
        "edited": sorted(ours & notes.edited),
        "asked": {name: names for name, names in sorted(asked.items()) if names},
        "inputs": {name: sorted(read) for name, read in notes.inputs.items() if read},
        "states": {name: observer.states.of(name) for name in sorted(ours)},
        "under way": (dict(observer.again), dict(observer.orphans), observer.about_to_import),
    }


def _mark(thing: Any) -> Any:
    return repr(thing) if isinstance(thing, _ATOMS) else (id(thing), type(thing).__name__)


def _parts(thing: Any, folder: str) -> Iterator[tuple[Any, Any]]:
    """Yield what a thing holds, each under a key, without running any code of its own."""
    if isinstance(thing, dict):
        for number, (key, value) in enumerate(list(thing.items())):
            if key != "__builtins__":
                yield (number, repr(key) if isinstance(key, _ATOMS) else id(key)), value
    elif isinstance(thing, _CONTAINERS):
        yield from enumerate(sorted(thing, key=id) if isinstance(thing, set) else thing)
    elif isinstance(thing, ModuleType):
        yield from sorted(vars(thing).items()) if _is_in(thing, folder) else ()
    elif isinstance(thing, FunctionType):
        yield from _of_function(thing, folder)
    elif isinstance(thing, CellType):
        yield "contents", _contents(thing)
    elif isinstance(thing, MethodType):
        yield from (("function", thing.__func__), ("self", thing.__self__))
    elif isinstance(thing, partial):
        yield from (("function", thing.func), ("arguments", thing.args), ("more", thing.keywords))
    elif isinstance(thing, _WRAPPERS):
        yield from ((at, getattr(thing, at, None)) for at in ("fget", "fset", "fdel", "__func__"))
    elif isinstance(thing, type):
        yield from _of_class(thing) if _is_ours(thing, folder) else ()
    elif _is_ours(type(thing), folder):
        yield from _of_instance(thing)


def _of_function(function: FunctionType, folder: str) -> Iterator[tuple[str, Any]]:
    if function.__code__.co_filename.startswith((folder, "<cell")):
        for name in ("__code__", "__closure__", "__defaults__", "__kwdefaults__", "__globals__"):
            yield name, getattr(function, name)
        yield "attributes", vars(function)
        yield "text", function.__doc__


def _of_class(cls: type) -> Iterator[tuple[Any, Any]]:
    yield from (("base", base) for base in cls.__bases__)
    yield from (("mro", base) for base in cls.__mro__)
    yield from (("subclass", each) for each in type.__subclasses__(cls))
    yield "name", f"{cls.__module__} {cls.__qualname__}"
    members = strangers.members(cls)
    yield from sorted(members.items())
    yield from enumerate(name for name in members if not name.startswith("__"))


def _of_instance(thing: Any) -> Iterator[tuple[str, Any]]:
    yield "class", type(thing)
    yield "state", strangers.instance_dict(thing)
    for slot in strangers.all_slots(type(thing)):
        if slot.__name__ != "__weakref__":
            yield slot.__name__, getattr(thing, slot.__name__, None)


def _contents(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _is_ours(cls: type, folder: str) -> bool:
    home = strangers.module_name(cls)
    return home == "__main__" or _is_in(sys.modules.get(home or ""), folder)


def _is_in(module: object, folder: str) -> bool:
    file = vars(module).get("__file__") if isinstance(module, ModuleType) else None
    return isinstance(file, str) and file.startswith(folder)
