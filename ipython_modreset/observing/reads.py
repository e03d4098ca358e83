"""Files that a module reads while it is imported: its inputs, beside its source.

An audit hook cannot be taken away again, so there is one for the life of the process, which does
nothing while nobody listens.
"""

from __future__ import annotations

import importlib._bootstrap as _bootstrap
import os
import sys
import threading
from collections.abc import Callable, Iterable
from importlib.machinery import BYTECODE_SUFFIXES, EXTENSION_SUFFIXES
from importlib.util import source_from_cache
from pathlib import PurePath
from types import FrameType
from typing import Any

from ..look import is_a, top_level
from ..places import is_user_file
from ..stack import is_bootstrap, readers

Listener = Callable[[Iterable[str], str], None]

_listeners: list[Listener] = []
_busy = threading.local()
_hooked = False
_OF_THE_IMPORT_SYSTEM = (*BYTECODE_SUFFIXES, *EXTENSION_SUFFIXES)
_SYSTEM_FOLDERS = ("/proc/", "/sys/", "/dev/", "/etc/")
_OWN = top_level(__name__)
# importlib.resources, pkgutil.get_data and runpy call these, too.
_LOADERS_METHODS = ("get_data", "get_code", "exec_module")
_READERS_OF_SOURCE = ("linecache", "tokenize", _OWN)
# Held while an import is under way, in any thread: the cheapest sign that there may be one.
_locks: Any = getattr(_bootstrap, "_module_locks", {None: None})


def listen(listener: Listener) -> None:
    """Call ``listener(names of modules, path)`` for each file that an import reads."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_audit)
        _hooked = True
    if listener not in _listeners:
        _listeners.append(listener)


def stop_listening(listener: Listener) -> None:
    """Undo `listen`."""
    if listener in _listeners:
        _listeners.remove(listener)


def import_under_way(beside: str | None = None) -> bool:
    """Tell, cheaply, whether some thread is importing, `beside` that module perhaps."""
    for name, lock in list(_locks.items()):
        if name is None or (name != beside and lock() is not None):  # None: nobody knows
            return True
    return False


def imports_under_way() -> list[str]:
    """Return the names that some thread is importing, from before `sys.modules` shows them.

    An interrupt may have kept Python from taking away what stood for an import that is over.
    """
    return [name for name, lock in list(_locks.items()) if name and lock() is not None]


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if not _listeners or not _locks or event not in ("open", "os.listdir", "os.scandir"):
        return
    if getattr(_busy, "now", False):
        return
    _busy.now = True  # looking at the file opens it, which would lead here again
    try:
        _heard(event, args, sys._getframe(1))
    finally:
        _busy.now = False


def _heard(event: str, args: tuple[Any, ...], reader: FrameType) -> None:
    if event == "open" and (type(args[2]) is not int or args[2] & (os.O_WRONLY | os.O_RDWR)):
        return
    if type(args[0]) is str and args[0].endswith(_OF_THE_IMPORT_SYSTEM):
        return
    path = _path(args[0])
    if path is None or _is_import_systems_own(path, reader):
        return
    path = _source_of(path)
    modules = readers(reader)
    if modules:
        for listener in list(_listeners):
            listener(modules, path)


def _path(opened: object) -> str | None:
    if is_a(opened, PurePath):
        opened = os.fspath(opened)  # type: ignore[call-overload]
    if type(opened) is not str:
        return None  # a descriptor, bytes, or somebody's own path type
    path = os.path.abspath(opened)
    return None if path.startswith(_SYSTEM_FOLDERS) or not is_user_file(path) else path


def _is_import_systems_own(path: str, reader: FrameType) -> bool:
    asker: FrameType | None = reader
    asked = ""
    while asker is not None and is_bootstrap(asker):
        asked, asker = asker.f_code.co_name, asker.f_back
    if asked:
        # What a module reads or runs by way of a loader counts: there is no import that notes it.
        return asked not in _LOADERS_METHODS or asker is None or _package(asker) == _OWN
    return path.endswith(_OF_THE_IMPORT_SYSTEM) or _package(reader) in _READERS_OF_SOURCE


def _source_of(path: str) -> str:
    """Return the source that a loader would run, where this is its bytecode."""
    try:
        return source_from_cache(path)
    except (ValueError, NotImplementedError):
        return path


def _package(frame: FrameType) -> object:
    name = frame.f_globals.get("__name__")
    return name.partition(".")[0] if type(name) is str else None
