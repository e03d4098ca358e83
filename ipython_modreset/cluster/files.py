"""Sources on their way to an engine that does not see the client's disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from io import BytesIO
from zipfile import ZipFile

from ..files import content_of, digest_of
from ..look import parent_name
from ..observing.notes import Notes
from ..places import is_user_file
from ..refreshing.imports import imports_of, modules_imported

_EDITED, _NEEDED = "edited/", "needed/"
_INIT = "__init__"


@dataclass(frozen=True)
class Source:
    """One module's source.

    Attributes
    ----------
    name
        The module's name.
    is_package
        Whether it is the ``__init__.py`` of a package.
    content
        The source.
    edited
        Whether it replaces what is there; else it is put there only where it is missing.
    """

    name: str
    is_package: bool
    content: bytes
    edited: bool

    @property
    def relative(self) -> str:
        """Its path below the folder on ``sys.path``, with slashes."""
        stem = self.name.replace(".", "/")
        return f"{stem}/{_INIT}.py" if self.is_package else f"{stem}.py"


@dataclass(frozen=True)
class Archive:
    """Sources, as one file.

    Examples
    --------
    >>> one = Archive((Source("p.m", False, b"x = 1", True),))
    >>> Archive.read(one.packed()) == one
    True
    """

    sources: tuple[Source, ...]

    @classmethod
    def of(cls, edited: Iterable[str], notes: Notes) -> Archive:
        """Pack the edited modules, and those of the user that they import.

        Parameters
        ----------
        edited
            Names of the edited modules.
        notes
            What was observed of imports here.
        """
        names = [name for name in edited if name in notes.modules]
        known = notes.user_sources()
        needed: dict[str, None] = {}
        for name in names:
            content = content_of(notes.modules[name].origin) or b""
            for found in imports_of(content, notes.package_of(name)):
                needed.update(dict.fromkeys(modules_imported(found, known)))
        wanted = dict.fromkeys(names, True) | {
            name: False for name in needed if name in known and name not in names
        }
        packed = []
        for name, is_edited in wanted.items():
            note = notes.modules[name]
            source = content_of(note.origin)
            if source is not None:
                packed.append(Source(name, note.is_package, source, is_edited))
        return cls(tuple(packed))

    @classmethod
    def read(cls, packed: bytes | str) -> Archive:
        """Read what `packed` wrote: its bytes, or the file that they lie in."""
        sources = []
        with ZipFile(packed if isinstance(packed, str) else BytesIO(packed)) as file:
            for member in file.namelist():
                kind, _, path = member.partition("/")
                stem = path.removesuffix(".py").split("/")
                is_package = stem[-1] == _INIT
                name = ".".join(stem[:-1] if is_package else stem)
                sources.append(Source(name, is_package, file.read(member), f"{kind}/" == _EDITED))
        return cls(tuple(sources))

    def packed(self) -> bytes:
        """Return it as bytes."""
        packed = BytesIO()
        with ZipFile(packed, "w") as file:
            for source in self.sources:
                file.writestr(
                    (_EDITED if source.edited else _NEEDED) + source.relative, source.content
                )
        return packed.getvalue()


def place(archive: Archive, notes: Notes) -> dict[str, str]:
    """Put sources where this process loads them from.

    Parameters
    ----------
    archive
        The sources.
    notes
        Which file each module was loaded from.

    Returns
    -------
    dict
        Each module that could not be put in place, to why.
    """
    roots: dict[str, None] = {}
    unplaced: dict[str, str] = {}
    targets: dict[Source, str | None] = {}
    for source in archive.sources:
        note = notes.modules.get(source.name)
        targets[source] = note.origin if note is not None else file_of(source.name)
        found = (targets[source] or "").replace(os.sep, "/")
        if found.endswith("/" + source.relative):
            roots[found.removesuffix(source.relative)] = None
    for source, target in targets.items():
        why = _place(source, target, list(roots))
        if why:
            unplaced[source.name] = why
    return unplaced


def _place(source: Source, target: str | None, roots: list[str]) -> str:
    """Return why a source could not be put in place, or an empty text."""
    if target is not None and os.path.exists(target) and not source.edited:
        return ""
    if target is None and not roots:
        # Nothing of that folder is imported here: the engine does not use the module so far.
        return ""
    path = os.path.join(roots[0], source.relative) if target is None else target
    path = os.path.realpath(path)
    if not path.endswith(".py") or not is_user_file(path):
        return f"not the user's own source there: {path}"
    if content_of(path) == source.content:
        return ""
    try:
        _replace(path, source.content)
    except OSError as error:
        return f"cannot be written there: {error}"
    return ""


def _replace(path: str, content: bytes) -> None:
    """Write a file in one step: another engine on the same disk may be reading it."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, prefix=".modreset-", suffix=".tmp")
    try:
        with open(handle, "wb") as file:
            file.write(content)
        if os.path.exists(path):
            shutil.copymode(path, beside)
        else:
            os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def file_of(name: str) -> str | None:
    """Return the source that an import of a module would run, without running anything.

    Examples
    --------
    >>> file_of("email.mime.text").endswith("text.py")
    True
    >>> file_of("no_such_module") is None
    True
    """
    spec = _spec(name)
    return None if spec is None or not spec.has_location else spec.origin


def _spec(name: str) -> ModuleSpec | None:
    parent = parent_name(name)
    if not parent:
        return PathFinder.find_spec(name)
    above = _spec(parent)
    if above is None or above.submodule_search_locations is None:
        return None
    return PathFinder.find_spec(name, above.submodule_search_locations)


def hashes_of_files(names: Iterable[str], notes: Notes) -> Mapping[str, bytes]:
    """Return each user module's hash of what its file holds now."""
    hashes = {}
    for name in names:
        note = notes.modules.get(name)
        content = None if note is None or note.source is None else digest_of(note.origin)
        if content is not None:
            hashes[name] = content
    return hashes
