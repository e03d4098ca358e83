"""Which loaded files differ from what was imported."""

from __future__ import annotations

import importlib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.machinery import PathFinder
from typing import Literal

from ..files import GONE, UNKNOWN, Stamp, content_of, digest, digest_of, is_surely, stamp, watch
from ..finders import spec_now
from ..observing.notes import Note, Notes
from .bindings import caches

Kind = Literal["source", "deleted", "moved", "input", "appeared"]


@dataclass(frozen=True)
class Change:
    """One reason why a module is no longer what a new process would import.

    Attributes
    ----------
    module
        The module's name.
    kind
        ``"source"``: its file differs; ``"deleted"``: its file is gone; ``"moved"``: another
        file comes first now; ``"input"``: a file that it reads while it is imported differs;
        ``"appeared"``: a module that it asked for in vain can be found now.
    what
        The file or module that this is about.
    digest
        Hash of the file as it is now, where there is one.
    source
        What the file holds now, where it is the module's own source and can be read.
    stamp
        The file's stamp, taken before it was read.
    """

    module: str
    kind: Kind
    what: str
    digest: bytes | None = None
    source: bytes | None = field(default=None, compare=False, repr=False)
    stamp: Stamp = field(default=UNKNOWN, compare=False, repr=False)

    def __str__(self) -> str:
        if self.kind == "source":
            return f"{self.module} changed"
        if self.kind == "deleted":
            return f"the file of {self.module} is gone"
        if self.kind == "moved":
            return f"{self.what} comes before the former file of {self.module}"
        if self.kind == "input":
            return f"{os.path.basename(self.what)} changed, which {self.module} reads"
        return f"{self.what} has appeared, which {self.module} asked for"


def changes(notes: Notes) -> list[Change]:
    """Find what changed since it was imported. Files that were only touched are noted anew.

    Parameters
    ----------
    notes
        What was observed; stamps of files with their old content are brought up to date in it.

    Returns
    -------
    list of Change
        In the order of imports.
    """
    found: list[Change] = []
    looked_at = notes.watched.suspects()
    users = notes.users_of(looked_at) if looked_at else {}
    for path in looked_at:
        found.extend(_changes_of(path, users.get(path, ()), notes))
    found.extend(_appeared(notes))
    if len(found) > 1:
        order = dict(notes.modules)
        found.sort(key=lambda change: order[change.module].order)
    return found


def installed_changes(notes: Notes, among: Collection[str]) -> list[Change]:
    """Find the changed files of installed packages, most of whose content was not hashed."""
    return [
        _source_change(note)
        for name, note in list(notes.modules.items())
        if name in among and note.source is None and not _is_as_installed(note)
    ]


def _is_as_installed(note: Note) -> bool:
    if is_surely(note.origin, note.stamp):
        return True
    return note.digest is not None and note.digest == digest_of(note.origin)


def _changes_of(path: str, users: Iterable[str], notes: Notes) -> list[Change]:
    before = stamp(path)  # first, so that a save in between shows next time
    is_source = any(notes.modules[name].origin == path for name in users)
    source = content_of(path) if is_source else None
    now = digest_of(path) if source is None else digest(source)
    found: list[Change] = []
    for name in users:
        note = notes.modules[name]
        if note.origin == path and (now is None or now != note.digest):
            found.append(replace(_source_change(note), digest=now, source=source, stamp=before))
        read = notes.inputs.get(name, {}).get(path)
        if read is not None and (now is None or now != read.digest):
            remembering = filter(partial(_remembers, notes), notes.read_through.get(path, ()))
            found += [Change(one, "input", path, now) for one in (name, *remembering)]
    if not users:
        del notes.watched[path]
    elif not found:  # only touched; a change stays a suspect until it has been taken over
        notes.watched[path] = watch(path, before)
    return found


def _remembers(notes: Notes, name: str) -> bool:
    """Tell of a module that reads files for others whether it may give them what it has read."""
    source = notes.source_of(name) or b""
    return b"cache" in source or bool(caches(source))


def _source_change(note: Note) -> Change:
    return Change(note.name, "deleted" if stamp(note.origin) == GONE else "source", note.origin)


def _appeared(notes: Notes) -> list[Change]:
    moved = {
        folder: stamp(folder)
        for folder, before in list(notes.searched.items())
        if not is_surely(folder, before)
    }
    if moved:
        importlib.invalidate_caches()  # they list the folders as they were
    found = [
        Change(importer, "appeared", name)
        for name, importers in (list(notes.missing.items()) if moved else ())
        if spec_now(name) is not None
        for importer in importers
        if importer in notes.modules
    ]
    found += [change for folder in moved for change in _hidden_by(folder, notes)]
    if not found:
        notes.searched.update(moved)
    return found


def _hidden_by(folder: str, notes: Notes) -> Iterator[Change]:
    """Find loaded top-level modules that a folder earlier on the path has now, too."""
    try:
        stems = {entry.partition(".")[0] for entry in os.listdir(folder)}
    except OSError:
        return  # the folder is gone: it hides nothing
    for name in stems & notes.modules.keys():
        note, spec = notes.modules[name], PathFinder.find_spec(name)
        if spec is not None and spec.has_location and spec.origin not in (None, note.origin):
            origin = str(spec.origin)
            if note.source is not None and _are_two_files(note.origin, origin):
                yield Change(name, "moved", origin, digest_of(origin))


def _are_two_files(path: str, other: str) -> bool:
    """Tell whether both exist, and are not the same one by way of a link."""
    try:
        return not os.path.samefile(path, other)
    except OSError:
        return False
