"""What an import would find, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec

from .look import namespace, parent_name


def spec_of(name: str, path: Iterable[str] | None) -> ModuleSpec | None:
    """Return what the finders find for a name.

    Parameters
    ----------
    name
        Absolute name of a module.
    path
        Where to search: a package's ``__path__``; None for the top level.

    Examples
    --------
    >>> spec_of("json", None).name
    'json'
    """
    folders = None if path is None else list(path)
    for finder in list(sys.meta_path):
        find_spec = getattr(finder, "find_spec", None)  # finders are no strangers
        try:
            found: ModuleSpec | None = None if find_spec is None else find_spec(name, folders, None)
        except Exception:  # a broken finder cannot import it either: ask the next one
            continue
        if found is not None:
            return found
    return None


def spec_now(name: str) -> ModuleSpec | None:
    """Return what an import would find; None for a submodule of what is not loaded, too."""
    path = path_of_parent(name)
    return None if path is None and parent_name(name) else spec_of(name, path)


def path_of_parent(name: str) -> Iterable[str] | None:
    """Return where a module is searched now; None for the top level, or without a package."""
    parent = parent_name(name)
    path: Iterable[str] | None = namespace(sys.modules.get(parent)).get("__path__")
    return path if parent else None
