"""Where code lies: the standard library, installed packages, or the user's own tree."""

from __future__ import annotations

import os
import site
import sys
from functools import lru_cache

from .look import Look, top_level

_INSTALLED = ("site-packages", "dist-packages")


def is_standard(seen: Look) -> bool:
    """Tell whether a module belongs to the standard library."""
    if seen.origin is not None:
        return _place_of(seen.origin) == "standard"
    return not seen.locations and top_level(seen.name) in sys.stdlib_module_names


def is_installed(seen: Look) -> bool:
    """Tell whether a module belongs to an installed distribution."""
    return _where(seen) == "installed"


def is_user(seen: Look) -> bool:
    """Tell whether a module is the user's own: neither installed nor the standard library's."""
    return not is_standard(seen) and not is_installed(seen)


def is_user_file(path: str) -> bool:
    """Tell whether a file lies outside the standard library and the site directories."""
    return _place_of(path) == "user"


def site_directories() -> list[str]:
    """Return the folders of ``sys.path`` that installers write to."""
    return [
        entry
        for entry in dict.fromkeys(sys.path)
        if type(entry) is str and _place(entry) == "installed"
    ]


def _where(seen: Look) -> str:
    if seen.origin is not None:
        return _place_of(seen.origin)
    # A namespace package has no file of its own: it lies where its first part lies.
    return _place(seen.locations[0]) if seen.locations else "user"


@lru_cache(maxsize=8192)
def _place_of(file: str) -> str:
    return _place(os.path.dirname(file))


@lru_cache(maxsize=8192)
def _place(folder: str) -> str:
    folder = os.path.abspath(folder)
    for path in dict.fromkeys((folder, os.path.realpath(folder))):
        if any(part in _INSTALLED for part in path.split(os.sep)) or _below(path, _user_site()):
            return "installed"
    if any(_below(os.path.realpath(folder), root) for root in _standard_roots()):
        return "standard"
    return "user"


@lru_cache(maxsize=1)
def _standard_roots() -> tuple[str, ...]:
    # Not by sysconfig: it imports and reads files itself, and this is asked during imports.
    library = os.path.dirname(os.__file__)
    compiled = os.path.join(sys.base_exec_prefix, sys.platlibdir, os.path.basename(library))
    zipped = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    zips = [entry for entry in sys.path if type(entry) is str and entry.endswith(zipped)]
    dlls = os.path.join(sys.base_exec_prefix, "DLLs")  # on Windows
    return tuple(dict.fromkeys(map(os.path.realpath, (library, compiled, dlls, *zips))))


@lru_cache(maxsize=1)
def _user_site() -> str:
    return os.path.realpath(site.getusersitepackages())


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root + os.sep)
