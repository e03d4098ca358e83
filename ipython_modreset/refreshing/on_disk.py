"""What a new process would read, beside what was noted of the modules that are loaded."""

from __future__ import annotations

import importlib
from collections.abc import Container, Iterable
from dataclasses import replace
from functools import cache

from ..files import GONE, content_of
from ..finders import spec_now
from ..look import parent_name
from ..observing.notes import Note, Notes
from ..places import is_user_file
from .changes import Change
from .dependants import imports_noted


def notes_on_disk(changes: Iterable[Change], notes: Notes, loaded: Container[str]) -> Notes:
    """Return notes with the sources of changed modules as they are now.

    And with those of modules that are not `loaded` yet, where the new sources lead to them.
    """
    now = replace(notes, modules=notes.modules.copy())
    waiting: list[str] = []
    look_anew = cache(importlib.invalidate_caches)  # finders list the folders as they were
    for change in changes:
        before = notes.modules[change.module]
        waiting.append(before.name)
        if change.kind in ("deleted", "moved"):
            look_anew()
            elsewhere = _found(before.name, notes) or replace(before, source=b"")
            now.modules[before.name] = replace(elsewhere, order=before.order)
        elif change.kind == "source" and before.source is not None and before.is_plain:
            now.modules[before.name] = replace(before, source=change.source or b"")
    for name in waiting:  # which grows
        for one in imports_noted(name, now):
            for other in (one.module, f"{one.module}.{one.attribute}"):
                if other in now.modules or other in loaded or not _may_be_found(other, now):
                    continue
                look_anew()
                if found := _found(other, now):
                    now.modules[other] = found
                    waiting.append(other)
    return now


def _found(name: str, notes: Notes) -> Note | None:
    """Return how a module of the user's would be noted if it were imported now."""
    spec = spec_now(name) if _may_be_found(name, notes) else None
    if spec is None or not spec.has_location or not is_user_file(str(spec.origin)):
        return None
    origin, is_package = str(spec.origin), spec.submodule_search_locations is not None
    source = content_of(origin) or b""
    return Note(name, origin, GONE, None, source, is_package, order=len(notes.modules))


def _may_be_found(name: str, notes: Notes) -> bool:
    parent = parent_name(name)
    return not parent or notes.is_package(parent)
