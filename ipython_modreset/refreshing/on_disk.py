"""What a new process would read, beside what was noted of the modules that are loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..files import GONE, content_of
from ..finders import spec_now
from ..look import parent_name
from ..observing.notes import Note, Notes
from ..places import is_user_file
from .dependants import imports_noted


def notes_on_disk(changed: Iterable[str], notes: Notes) -> Notes:
    """Return notes with the sources of changed modules as they are now.

    And with those of modules that are not noted yet, where the new sources lead to them.
    """
    modules = dict(notes.modules)
    waiting = list(changed)
    for name in waiting:
        before = modules[name]
        if before.source is not None and before.is_plain:
            modules[name] = replace(before, source=content_of(before.origin) or b"")
    now = replace(notes, modules=modules)
    for name in waiting:  # which grows
        for found in imports_noted(name, now):
            for other in (found.module, f"{found.module}.{found.attribute}"):
                if other not in modules and (note := _newcomer(other, now)):
                    modules[other] = note
                    waiting.append(other)
    return now


def _newcomer(name: str, notes: Notes) -> Note | None:
    """Return how a module of the user's would be noted that is not imported yet."""
    parent = parent_name(name)
    spec = spec_now(name) if not parent or notes.is_package(parent) else None
    if spec is None or not spec.has_location or not is_user_file(str(spec.origin)):
        return None
    origin, is_package = str(spec.origin), spec.submodule_search_locations is not None
    source = content_of(origin) or b""
    return Note(name, origin, GONE, None, source, is_package, order=len(notes.modules))
