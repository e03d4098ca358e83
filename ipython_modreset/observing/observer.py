"""What was imported, by whom, from which bytes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import chain
from threading import get_ident
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any
from weakref import WeakValueDictionary
from zipimport import zipimporter

from ..atoms import ATOMS, is_atom
from ..files import GONE, content_of, digest, digest_of, is_too_recent, stamp
from ..finders import spec_now
from ..identity import id
from ..look import (
    Look,
    class_dict,
    is_a,
    loaded,
    look,
    makes_attributes,
    namespace,
    top_level,
)
from ..places import is_user_file
from ..stack import importer, is_loading, on_whose_behalf
from ..strangers import module_name
from ..undo import Journal
from .asked_about import files_asked_about
from .known_code import KnownCode
from .loader import FreshLoader
from .lost import Lost
from .notes import NOTEBOOK, Input, Note, Notes
from .orphans import bind_on_creation
from .patches import Patches
from .ran import RunWatch
from .reads import listen, stop_listening
from .registrations import Registrations
from .states import States
from .virtual import VirtualSubclasses


class Observer:
    """A finder in first place that finds nothing by itself: it asks the others, and takes notes.

    Parameters
    ----------
    watch
        Notes which functions imports run; None for none.

    Examples
    --------
    >>> observer = Observer()
    >>> observer.install()
    >>> import json.tool
    >>> observer.uninstall()
    """

    def __init__(self, watch: RunWatch | None = None) -> None:
        self.notes = Notes()
        self.orphans: dict[str, Iterable[str]] = {}
        self.again: dict[str, Note] = {}
        self.compiled: dict[str, tuple[bytes, CodeType]] = {}
        self.known_code = KnownCode()
        self.watch_data_files = True
        self.registrations = Registrations()
        self.lost = Lost()
        self.patches = Patches()
        self.virtual = VirtualSubclasses()
        self.states = States(lambda name: self.notes.is_user(name))
        self.about_to_import: Callable[[str], object] | None = None
        self.watch = watch
        self._specs: WeakValueDictionary[int, ModuleSpec] = WeakValueDictionary()
        self._count = 0
        self._loaded_before: tuple[int, str | None] | None = None
        self._looked_at: dict[str, int] = {}
        self._threads: dict[str, int] = {}
        self._import_module = importlib.import_module

    def install(self) -> None:
        """Begin to observe; `uninstall` ends it."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
            self._import_module = importlib.import_module
            importlib.import_module = self._observed_import_module()
            listen(self.read)

    def uninstall(self) -> None:
        """Give the import system back as it was."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            importlib.import_module = self._import_module
            stop_listening(self.read)

    def stay_first(self) -> None:
        """Move in front of finders that came later."""
        if sys.meta_path and sys.meta_path[0] is not self and self in sys.meta_path:
            sys.meta_path.remove(self)
            sys.meta_path.insert(0, self)

    def restore(self, notes: Notes) -> None:
        """Go back to earlier notes, less what other threads have imported since."""
        now, self.notes = self.notes, notes
        for name, note in list(now.modules.items()):
            if name not in notes.modules and not self.is_of_this_thread(name):
                notes.add(note)
                notes.asked[name] = now.asked.get(name, frozenset())
        self._loaded_before = None

    def is_of_this_thread(self, name: str) -> bool:
        """Tell of a module whether this thread was the last to import it, as far as is known."""
        return self._threads.get(name, get_ident()) == get_ident()

    def settle(self) -> None:
        """Forget imports that an interrupt kept from saying that they are over."""
        self.registrations.forget_interrupted()
        self.states.settle()

    def adopt_orphans(self, orphans: Mapping[str, Iterable[str]], journal: Journal) -> None:
        """Remember submodules that outlive their package, for its next module object."""
        for package, attributes in orphans.items():
            journal.set_item(self.orphans, package, attributes)

    def found(self, seen: Look) -> bool:
        """Tell whether a finder found the module, rather than somebody put it there by hand."""
        spec = seen.namespace.get("__spec__")
        if spec is not None and self._specs.get(id(spec)) is spec:
            return True
        return seen.name in self.notes.asked_by and _is_of_own_making(seen)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ask the finders that come after this one; the import system calls it."""
        spec = self._ask_others(name, path, target)
        caller = sys._getframe(1)
        importing = importer(caller)
        if spec is None:
            self._note_missing(name, path, importing)
        if not is_loading(caller):
            return spec  # somebody only looks, with importlib.util.find_spec
        self.notes.note_asked(importing or NOTEBOOK, name)
        if spec is None:
            return None
        self._threads[name] = get_ident()
        self._note_asker(name, caller)
        self._prepare(spec)
        return spec

    def note_loaded(self, name: str, module: object) -> None:
        """Note a module that was imported before this observer came.

        One that somebody made by hand was not, whatever its ``__file__`` says.
        """
        seen = look(name, module)
        if seen.origin is not None and seen.is_located and name not in self.notes.modules:
            before = self.notes.watched.get(seen.origin)
            self._note(name, seen.origin, bool(seen.locations), seen.loader)
            if before is not None:  # for another name, and it may have been edited since
                self.notes.watched[seen.origin] = before
            self._note_held(name, module)

    def look_out_for(self, note: Note) -> None:
        """Note that a module's file is gone, and may come back, or a package of that name."""
        self.notes.add(replace(note, stamp=GONE, digest=None, source=b""))
        self.notes.note_missing(note.name, note.name)
        self._note_searched(_folder(note.origin))

    def expect(self, names: Iterable[str]) -> None:
        """Look out for modules that were asked for in vain, and that can be found now."""
        for name in names:
            if name in sys.modules:
                continue
            if name in self.notes.modules:
                if name not in self.lost.modules:  # its import has failed
                    self.lost.expect(name)
                continue
            spec = spec_now(name)
            if spec is not None and spec.has_location and is_user_file(str(spec.origin)):
                is_package = spec.submodule_search_locations is not None
                origin = str(spec.origin)
                self.lost.expect(name)
                self.notes.add(Note(name, origin, GONE, None, b"", is_package, self._count))

    def note_unseen(self) -> None:
        """Note user modules that came past the finders: by ``spec_from_file_location``, say."""
        newest = _newest()
        if newest is not None and newest == self._loaded_before:
            return
        self._loaded_before = newest
        modules, before = loaded(), self._looked_at
        self._looked_at = dict(zip(modules, map(id, modules.values()), strict=True))
        for name, number in self._looked_at.items():
            if before.get(name) != number and name not in self.notes.modules:
                module = modules[name]
                origin = look(name, module).origin
                if origin is not None and origin.endswith(".py") and is_user_file(origin):
                    self.note_loaded(name, module)

    def read(self, readers: Iterable[str], path: str) -> None:
        """Note a file that modules open while they, or one that calls them, are imported."""
        *between, importing = readers
        if not self.watch_data_files or not self.notes.is_user(importing):
            return
        if path not in self.notes.inputs.get(importing, ()):
            read = _input(path)
            if read.digest is None and read.stamp != GONE:
                return  # a pipe, say: it cannot be read twice
            self.notes.add_input(importing, path, read)
        self.notes.note_read_through(path, filter(self.notes.is_user, between))

    def _ask_others(self, name: str, path: Any, target: Any) -> ModuleSpec | None:
        found: ModuleSpec | None = None
        finders = list(sys.meta_path)
        for finder in finders[finders.index(self) + 1 if self in finders else 0 :]:
            find_spec = getattr(finder, "find_spec", None)
            found = None if find_spec is None else find_spec(name, path, target)
            if found is not None:
                break
        former = self.again.get(name)
        if former is not None and not self._continues(found, former.origin, path):
            # The search path has moved on (os.chdir): the module comes from where it came from.
            return spec_from_file_location(name, former.origin) or found
        return found

    def _continues(self, found: ModuleSpec | None, former: str, path: Any) -> bool:
        """Tell whether what the finders found now is the former file, or takes its place.

        A folder that the session has put on ``sys.path`` since takes no module's place.
        """
        if found is None or not found.has_location or found.origin is None:
            return stamp(former) == GONE
        here, there = _folder(former), _folder(found.origin)
        if here == there or stamp(former) == GONE:
            return True
        if path is None:
            return here in _folders(sys.path) and there in self.notes.searched
        return here in _folders(path)

    def _prepare(self, spec: ModuleSpec) -> None:
        self._specs[id(spec)] = spec
        if type(spec.loader) is SourceFileLoader:
            spec.loader = FreshLoader(spec.loader, self)
        elif spec.has_location and type(spec.origin) is str:
            is_package = spec.submodule_search_locations is not None
            self._note(spec.name, spec.origin, is_package, spec.loader)
        elif spec.origin is None and spec.submodule_search_locations is not None:
            self._note_namespace_package(spec)
        self._note_searched_before(spec)
        bind_on_creation(spec, self.orphans)

    def _note(self, name: str, origin: str, is_package: bool, loader: object) -> None:
        if top_level(name) == top_level(__name__):
            return  # not the user's, even where it is installed from a checkout
        before = stamp(origin)
        is_plain = type(loader) is SourceFileLoader
        former = self.again.get(name)
        if former is not None and is_plain and former.is_surely(origin, before, is_package):
            self.notes.modules[name] = former  # nobody has touched it since
            return
        is_users = is_user_file(origin) and not is_a(loader, ExtensionFileLoader)
        # Where it cannot be read, the loader is about to say so.
        content = content_of(origin) if is_users else None
        source = content if is_plain or origin.endswith(".py") or content is None else b""
        if is_users and type(loader) is zipimporter:
            loader.invalidate_caches()  # it may know the archive's folder as it was
            source = (loader.get_source(name) or "").encode()
            self.notes.add_input(name, loader.archive, _input(loader.archive))
        # What is not the user's is known by its stamp, where that can be told from a later one.
        unknown = digest_of(origin) if content is None and is_too_recent(before) else None
        hashed = unknown if content is None else digest(content)
        self._count += 1
        order = self._count if former is None else former.order  # a new process keeps to that, too
        self.notes.add(Note(name, origin, before, hashed, source, is_package, order, is_plain))

    def _note_namespace_package(self, spec: ModuleSpec) -> None:
        """Note the file that would make an ordinary package of it, as one that is not there."""
        for folder in list(spec.submodule_search_locations or ())[:1]:
            origin = os.path.join(folder, "__init__.py")
            if is_user_file(origin):
                self._count += 1
                self.notes.add(Note(spec.name, origin, GONE, None, b"", True, self._count))

    def _note_searched_before(self, spec: ModuleSpec) -> None:
        """Note the user's folders where a file would come before the one that was found."""
        if "." not in spec.name and spec.has_location and is_user_file(str(spec.origin)):
            for folder in _folders(sys.path):
                if folder == _folder(str(spec.origin)):
                    break
                if is_user_file(os.path.join(folder, spec.name)):
                    self._note_searched(folder)

    def _note_missing(self, name: str, path: Iterable[object] | None, importer: str | None) -> None:
        if importer is not None and self.notes.is_user(importer):
            self.notes.note_missing(name, importer)
            for folder in _folders(sys.path if path is None else path):
                self._note_searched(folder)

    def _note_held(self, name: str, module: object) -> None:
        if self.notes.is_user(name):
            values = [x for x in list(namespace(module).values()) if type(x) not in ATOMS]
            others = [x for x in values if module_name(x) != name and not is_atom(x)]
            self.notes.held[name] = frozenset(map(id, others))

    def _note_searched(self, folder: str) -> None:
        if folder not in self.notes.searched:
            self.notes.searched[folder] = stamp(folder)

    def _note_asker(self, name: str, caller: FrameType) -> None:
        asking = on_whose_behalf(caller)
        if asking is not None:
            self.notes.asked_by[name] = top_level(asking)

    def about_to_run(self, ordinary: SourceFileLoader, *, is_package: bool) -> None:
        """Note a module whose code is about to run."""
        name, path = ordinary.name, ordinary.path
        if self.about_to_import is not None:
            self.about_to_import(name)
        self._note(name, path, is_package, ordinary)

    def ended(self, name: str) -> None:
        """Note what a module has by itself that makes more attributes when asked for them.

        And the files that it may have asked about.
        """
        module, note = sys.modules.get(name), self.notes.modules.get(name)
        self._note_held(name, module)
        if makes_attributes(module):
            self.notes.by_itself[name] = frozenset(namespace(module))
        if note is not None and note.source is not None and self.watch_data_files:
            folders = chain([os.path.dirname(note.origin)], _folders([os.curdir]))
            for path in files_asked_about(note.source, folders):
                if path != note.origin and (stamp(path) == GONE or os.path.isfile(path)):
                    self.read([name], path)

    def failed(self, name: str) -> None:
        """Note that an import failed: the module that asked for it may get by without, for now."""
        asking = importer(sys._getframe(1))
        if asking is not None and self.notes.is_user(asking) and self.notes.is_user(name):
            self.notes.hand_over(name, asking)

    def _observed_import_module(self) -> Callable[..., ModuleType]:
        original = self._import_module

        @wraps(original)
        def import_module(name: str, package: str | None = None) -> ModuleType:
            module = original(name, package)
            # The finder is not asked for a module that is loaded already.
            importing = importer(sys._getframe(1))
            if importing is not None and is_a(module, ModuleType):
                self.notes.note_asked(importing, namespace(module)["__name__"])
            return module

        return import_module


def _input(path: str) -> Input:
    return Input(stamp(path), digest_of(path))


def _newest() -> tuple[int, str | None] | None:
    """Return how many modules are loaded, and which came last; None where one comes just now."""
    try:
        return len(sys.modules), next(reversed(sys.modules), None)
    except RuntimeError:
        return None  # another thread has imported one between two steps


def _is_of_own_making(seen: Look) -> bool:
    """Tell whether a module has put a function or an instance of its own in its place."""
    if type(seen.module) is FunctionType:
        return seen.module.__module__ == seen.name
    owner = class_dict(type(seen.module)).get("__module__")
    return type(owner) is str and owner == seen.name


def _folders(path: Iterable[object]) -> Iterator[str]:
    """Return the folders of a search path, less what the import system passes over, too."""
    for entry in list(path):
        if type(entry) is str:
            try:
                yield os.path.abspath(entry)
            except OSError:
                continue  # relative to the current folder, which is gone


def _folder(origin: str) -> str:
    stem = origin.rpartition(".")[0].replace("\\", "/")
    return stem.removesuffix("/__init__").rpartition("/")[0]
