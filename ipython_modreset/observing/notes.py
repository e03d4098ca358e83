"""What was observed of imports."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Generic, TypeVar

from ..files import Stamp, content_of, is_too_recent, watch
from ..look import parent_name
from ..sources import Sources
from .watched import WatchedFiles

_T = TypeVar("_T")

# Two threads that import at the same time must not lose each other's notes.
_adding = threading.Lock()

# Who asks when no module's top-level code does: the notebook, or a function that it called.
NOTEBOOK = "__main__"

_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Note:
    """One module as it was imported.

    Attributes
    ----------
    name
        The module's name.
    origin
        The file that it came from.
    stamp
        The file's stamp, taken before the module's code ran.
    digest
        Hash of the source; None for what is not the user's own, unless its stamp is in doubt.
    source
        The user's source itself, for comparing and for reading its imports; else None. Empty where
        it is no Python: a loader of the user's makes Python of it.
    is_package
        Whether it has submodules.
    order
        Position in the order of imports.
    is_plain
        Whether the source runs as it is, which another loader than the ordinary one may not mean.
    """

    name: str
    origin: str
    stamp: Stamp
    digest: bytes | None
    source: bytes | None
    is_package: bool
    order: int
    is_plain: bool = True

    def is_surely(self, origin: str, now: Stamp, is_package: bool) -> bool:
        """Tell whether this plain source is what is to be imported now; False in doubt."""
        then = (self.origin, self.stamp, self.is_package)
        return self.is_plain and then == (origin, now, is_package) and not is_too_recent(now)


@dataclass(frozen=True, slots=True)
class Input:
    """A file or folder that a module read while it was imported."""

    stamp: Stamp
    digest: bytes | None


@dataclass(frozen=True)
class _Latest(Generic[_T]):
    """The entries of a mapping, as they were when last asked what has changed of them."""

    names: list[str] = field(default_factory=list)
    values: list[_T] = field(default_factory=list)

    def and_now(
        self, now: dict[str, _T]
    ) -> tuple[_Latest[_T], dict[str, tuple[_T | None, _T | None]]]:
        """Return the entries now, and what is new, another or gone: by name, what was and is there.

        Of thousands these are few, and the latest ones: up to there, whole lists are compared.
        """
        entries = dict.copy(now)  # in one step, as other threads import, too
        latest = _Latest(list(entries), list(entries.values()))
        same = min(_alike(latest.names, self.names), _alike(latest.values, self.values))
        old = dict(zip(self.names[same:], self.values[same:], strict=True))
        new = dict(zip(latest.names[same:], latest.values[same:], strict=True))
        both = {name: (old.get(name), new.get(name)) for name in (*old, *new)}
        changes = {name: each for name, each in both.items() if each[0] is not each[1]}
        return latest, changes


def _alike(some: list[Any], others: list[Any]) -> int:
    """Return how long two lists begin alike, in whole chunks: that takes hardly any time."""
    for at in range(0, max(len(some), len(others)), _CHUNK):
        if some[at : at + _CHUNK] != others[at : at + _CHUNK]:
            return at
    return len(some)


class KnownSources:
    """The sources of all the user's modules, as they were when last asked for."""

    def __init__(self) -> None:
        self._known = _Latest[Note](), Sources()

    def of(self, notes: dict[str, Note]) -> Sources:
        """Return those of some notes: nearly all are the same as ever, and were searched before."""
        before, sources = self._known
        latest, changes = before.and_now(notes)
        now = {x: None if note is None else note.source for x, (_, note) in changes.items()}
        sources = sources.exchanged({x: now[x] for x in now if now[x] is not sources.get(x)})
        self._known = latest, sources  # in one step: an interrupt may come at any
        return sources


class KnownHolders:
    """Which modules held what when their import was over, as when last asked for."""

    def __init__(self) -> None:
        self._known = _Latest[frozenset[int]](), dict[int, set[str]]()

    def of(self, ids: Iterable[int], held: dict[str, frozenset[int]]) -> Iterator[str]:
        """Yield the modules that held one of some things, given by their ids."""
        before, holders = self._known
        latest, changes = before.and_now(held)
        self._known = _Latest(), {}  # until it is done: if an interrupt comes, all is noted anew
        for name, (former, _) in changes.items():
            for key in former or ():
                holders[key].discard(name)
                if not holders[key]:
                    del holders[key]
        for name, (_, now) in changes.items():
            for key in now or ():
                holders.setdefault(key, set()).add(name)
        self._known = latest, holders
        return chain.from_iterable(filter(None, map(holders.get, ids)))


@dataclass
class Notes:
    """All that was observed.

    Attributes
    ----------
    modules
        Module name to how it was imported.
    asked
        Importing module to the names that its top-level code asked for.
    missing
        A name that was asked for and not found, to who asked.
    searched
        Folder where a missing name could appear, to its stamp.
    inputs
        Module to the files that it read while it was imported.
    read_through
        Such a file to the modules whose functions read it for others, and may remember it.
    held
        Module to the ids of what its namespace held when its import was over, of others' things.
    by_itself
        Module that makes more attributes when asked for them (PEP 562), to the names that it had
        when its import was over.
    asked_by
        Module name to the top-level package whose code asked for it.
    watched
        The user's files, sources and inputs: what is looked at before each cell.
    first
        Module to the hash of its source when it was imported for the first time, ever.
    edited
        Modules that were imported with another source since.
    at
        File to the modules that came from it, ever; for all copies of these notes.
    asking
        Module that runs to what it has asked for so far; likewise.
    known, holders
        What was searched in the sources, and in `held`; likewise.
    """

    modules: dict[str, Note] = field(default_factory=dict)
    asked: dict[str, frozenset[str]] = field(default_factory=dict)
    missing: dict[str, frozenset[str]] = field(default_factory=dict)
    searched: dict[str, Stamp] = field(default_factory=dict)
    inputs: dict[str, dict[str, Input]] = field(default_factory=dict)
    read_through: dict[str, frozenset[str]] = field(default_factory=dict)
    held: dict[str, frozenset[int]] = field(default_factory=dict)
    by_itself: dict[str, frozenset[str]] = field(default_factory=dict)
    asked_by: dict[str, str] = field(default_factory=dict)
    watched: WatchedFiles = field(default_factory=WatchedFiles)
    first: dict[str, bytes] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    at: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    asking: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)
    known: KnownSources = field(default_factory=KnownSources, compare=False, repr=False)
    holders: KnownHolders = field(default_factory=KnownHolders, compare=False, repr=False)

    def copy(self) -> Notes:
        """Return notes that further imports do not change."""
        return Notes(
            self.modules.copy(),
            self.asked.copy(),
            self.missing.copy(),
            self.searched.copy(),
            {name: read.copy() for name, read in self.inputs.copy().items()},
            self.read_through.copy(),
            self.held.copy(),
            self.by_itself.copy(),
            self.asked_by.copy(),
            self.watched.copy(),
            self.first.copy(),
            self.edited.copy(),
            self.at,
            self.asking,
            self.known,
            self.holders,
        )

    def add(self, note: Note) -> None:
        """Note how a module was imported."""
        self.modules[note.name] = note
        with _adding:
            known = self.at.get(note.origin, ())
            self.at[note.origin] = known if note.name in known else (*known, note.name)
        if note.digest is not None and self.first.setdefault(note.name, note.digest) != note.digest:
            self.edited.add(note.name)
        if note.source is not None:
            self.watched[note.origin] = watch(note.origin, note.stamp)

    def add_input(self, module: str, path: str, read: Input) -> None:
        """Note a file that a module read while it was imported."""
        self.inputs.setdefault(module, {})[path] = read
        self.watched[path] = watch(path, read.stamp)

    def note_asked(self, importer: str, *names: str) -> None:
        """Note that a module's top-level code, or the notebook, asked for some modules."""
        with _adding:
            if (asking := self.asking.get(importer)) is not None:
                asking += names
                return
            self.asked[importer] = self.asked.get(importer, frozenset()).union(names)

    def runs(self, name: str) -> None:
        """Collect what a module asks for, until it `has_run`: it may be a thousand others."""
        self.asking[name] = []

    def has_run(self, name: str) -> None:
        """Note what a module has asked for that has run, or failed."""
        with _adding:
            asked = self.asking.pop(name, ())
        if asked:
            self.note_asked(name, *asked)

    def note_missing(self, name: str, importer: str) -> None:
        """Note that a module's top-level code asked for a module in vain."""
        with _adding:
            self.missing[name] = self.missing.get(name, frozenset()) | {importer}

    def note_read_through(self, path: str, readers: Iterable[str]) -> None:
        """Note the modules whose functions read a file for one that was imported."""
        with _adding:
            self.read_through[path] = self.read_through.get(path, frozenset()) | {*readers}

    def exchange(self, names: Iterable[str], ids: Mapping[int, int]) -> None:
        """Let what has taken the place of something stand for it, by their ids."""
        for name in names if ids else ():
            self.held[name] = frozenset(ids.get(key, key) for key in self.held.get(name, ()))

    def hand_over(self, name: str, heir: str) -> None:
        """Let a module depend on all that another one did, whose import it survived."""
        note = self.modules[name]
        itself = {note.origin: Input(note.stamp, note.digest)}
        for path, read in (itself | self.inputs.get(name, {})).items():
            self.add_input(heir, path, read)
        self.note_asked(heir, *self.asked.get(name, ()))
        for absent in [absent for absent, askers in self.missing.items() if name in askers]:
            self.note_missing(absent, heir)
        self.forget(name)

    def forget(self, name: str) -> None:
        """Forget what a module's import did, as it is about to run again."""
        self.modules.pop(name, None)
        self.inputs.pop(name, None)
        self.asked.pop(name, None)
        self.held.pop(name, None)
        self.by_itself.pop(name, None)
        for absent, importers in list(self.missing.items()):
            if importers == {name}:
                del self.missing[absent]
            else:
                self.missing[absent] = importers - {name}

    def users_of(self, paths: Iterable[str]) -> dict[str, list[str]]:
        """Return the modules that each file is the source or an input of."""
        found: dict[str, list[str]] = {path: [] for path in paths}
        for path, names in found.items():
            notes = filter(None, map(self.modules.get, self.at.get(path, ())))
            names += [note.name for note in notes if note.origin == path]
        for name, read in list(self.inputs.items()):
            for path in found.keys() & read.keys():
                if name in self.modules and name not in found[path]:
                    found[path].append(name)
        return found

    def is_user(self, name: str) -> bool:
        """Tell whether a module is noted as the user's own source."""
        note = self.modules.get(name)
        return note is not None and note.source is not None

    def is_package(self, name: str) -> bool:
        """Tell whether a module is noted as a package."""
        note = self.modules.get(name)
        return note is not None and note.is_package

    def package_of(self, name: str) -> str:
        """Return the package that a module's relative imports start from."""
        return name if self.is_package(name) else parent_name(name)

    def user_sources(self) -> Sources:
        """Return the sources of all the user's modules."""
        return self.known.of(self.modules)

    def that_held(self, ids: Iterable[int]) -> Iterator[str]:
        """Yield the modules that held one of some things when their import was over."""
        return self.holders.of(ids, self.held)

    def source_of(self, name: str) -> bytes | None:
        """Return a module's source: as it was imported, or for installed ones as it is now."""
        note = self.modules.get(name)
        if note is None or note.source is not None:
            return None if note is None else note.source
        if not note.origin.endswith(".py"):
            return None
        return content_of(note.origin)  # None where it is gone meanwhile: it imports nothing
