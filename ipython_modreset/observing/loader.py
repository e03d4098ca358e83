"""The loader of the user's modules: the ordinary one, but noting what it loads."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from ..files import is_surely, is_too_recent
from ..look import namespace
from ..places import is_user_file
from .bytecode import discard_if_doubtful
from .notes import Note

if TYPE_CHECKING:
    from .observer import Observer


class FreshLoader(SourceFileLoader):
    """The ordinary loader, but noting what it loads, and past stale bytecode."""

    def __init__(self, ordinary: SourceFileLoader, observer: Observer) -> None:
        super().__init__(ordinary.name, ordinary.path)
        self._ordinary = ordinary
        self._observer = observer
        self._code: CodeType | None = None

    def create_module(self, spec: ModuleSpec) -> None:
        """Read the code now, and let the ordinary loader say what is wrong with it.

        So no traceback of a slip in the user's source shows this file.
        """
        try:
            self._code = self._read(spec.submodule_search_locations is not None)
        except Exception:  # a SyntaxError, an OSError: the ordinary loader raises it again
            spec.loader = self._ordinary
            self._observer.failed(self.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code; note what it holds then, and puts into others' containers."""
        observer, is_users = self._observer, is_user_file(self.path)
        if is_users:
            observer.registrations.begin(self.name, self._source() or b"")
            observer.states.begin()
            observer.patches.begin(self._source() or b"")
        try:
            if observer.watch is not None:
                observer.watch.start(is_users=is_users)
            observer.notes.runs(self.name)
            quiet = nullcontext() if is_users or observer.watch is None else observer.watch.quiet()
            try:
                with quiet:
                    super().exec_module(module)
            finally:
                observer.notes.has_run(self.name)
                if observer.watch is not None:
                    observer.watch.stop(self.name)
        except BaseException:
            observer.failed(self.name)
            raise
        else:
            if is_users:
                observer.ended(self.name)
        finally:
            if is_users:
                observer.states.end(self.name, module)
                observer.registrations.end(self.name, module)
                observer.patches.end(self.name, module, self._source() or b"")
                observer.virtual.end(self.name, module)
            else:
                observer.patches.loaded(self.name)

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code that was read when the module was created."""
        _give_loader_back(fullname, self, self._ordinary)
        if self._code is None:  # importlib.reload creates no module
            return self._read("__path__" in namespace(sys.modules.get(fullname)))
        code, self._code = self._code, None
        return code

    def _read(self, is_package: bool) -> CodeType | None:
        observer = self._observer
        observer.about_to_run(self._ordinary, is_package=is_package)
        noted = observer.notes.modules.get(self.name)
        if noted is None or noted is not observer.again.get(self.name):
            return self._read_anew(noted)
        code = observer.known_code.of(noted)
        if code is None and (code := self._read_anew(noted)) is not None:
            observer.known_code.remember(noted, code)
        return code

    def _read_anew(self, noted: Note | None) -> CodeType | None:
        source = None if noted is None else noted.source
        bytecode_is_good = discard_if_doubtful(self.path)
        compiled_from, ready = self._observer.compiled.pop(self.path, (None, None))
        if ready is not None and compiled_from == source:
            return ready
        if bytecode_is_good and (noted is None or not is_too_recent(noted.stamp)):
            code = self._ordinary.get_code(self.name)
            if noted is None or source is None or is_surely(self.path, noted.stamp):
                return code
        # Exactly what was noted runs, though the file may be changing at this moment.
        compiled: CodeType = self._ordinary.source_to_code(
            self.get_data(self.path) if source is None else source, self.path
        )
        return compiled

    def _source(self) -> bytes | None:
        noted = self._observer.notes.modules.get(self.name)
        return None if noted is None else noted.source


# Python takes the import system's own frames out of tracebacks, which it knows by this name.
_exec_module: Any = FreshLoader.exec_module
_exec_module.__code__ = _exec_module.__code__.replace(
    co_filename=SourceFileLoader.get_code.__code__.co_filename
)


def _give_loader_back(name: str, loader: object, ordinary: object) -> None:
    module = sys.modules.get(name)
    space = namespace(module)
    if space.get("__loader__") is loader:
        space["__loader__"] = ordinary
    spec = namespace(space.get("__spec__"))
    if spec.get("loader") is loader:
        spec["loader"] = ordinary
