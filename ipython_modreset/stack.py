"""Who is asking: what the call stack says about an import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

from .look import namespace, top_level

# They import for whoever calls them.
_NOBODY = sys.stdlib_module_names - {"__main__"}
_OWN = f"{__package__}.observing."


def importer(frame: FrameType | None) -> str | None:
    """Return the innermost module whose top-level code is being imported in this thread."""
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            name = frame.f_globals.get("__name__")
            spec = namespace(frame.f_globals.get("__spec__"))
            if type(name) is str and spec.get("_initializing") is True:
                return name
        frame = frame.f_back
    return None


def on_whose_behalf(frame: FrameType | None) -> str | None:
    """Return the module whose code asks for an import, past the standard library's own frames."""
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if type(name) is not str:
            return None
        if top_level(name) not in _NOBODY and not name.startswith(_OWN):
            return name
        frame = frame.f_back
    return None


def readers(frame: FrameType | None) -> list[str]:
    """Return the modules whose code runs, from the innermost out to the one being imported.

    Empty where none is being imported: nobody is remembered as the reader of a file then.
    """
    goal = importer(frame)
    names: list[str] = []
    for outer in _frames(frame if goal is not None else None):
        name = outer.f_globals.get("__name__")
        if type(name) is str and name not in names:
            names.append(name)
        if name == goal and outer.f_code.co_name == "<module>":
            break
    return names


def is_loading(finder_caller: FrameType) -> bool:
    """Tell an import under way from somebody who only looks, with ``importlib.util.find_spec``."""
    asker = finder_caller.f_back
    return asker is not None and asker.f_code.co_name in ("_find_and_load_unlocked", "reload")


def is_bootstrap(frame: FrameType) -> bool:
    """Tell whether a frame is the import system's own."""
    return frame.f_code.co_filename.startswith("<frozen importlib")


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
