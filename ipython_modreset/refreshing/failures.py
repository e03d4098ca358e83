"""What went wrong in a refresh, and when to try again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import islice

from ..files import Stamp, content_of, digest_of, is_surely, stamp
from ..observing.notes import Notes
from .frames import innermost, keep_user_frames
from .groups import Group

_LINES_AROUND = 2


@dataclass(frozen=True)
class Failure:
    """A group of modules that could not be refreshed: the old versions go on working.

    Attributes
    ----------
    modules
        The modules that changed.
    error
        Type and message of what an import raised.
    file, line
        Where in the user's code, as far as known.
    text
        The source line there.
    nearby
        Numbers and texts of the lines around it.
    exception
        The exception itself, with the user's frames only; None in a reminder, so that what failed
        is let go.
    """

    modules: tuple[str, ...]
    error: str
    file: str | None
    line: int | None
    text: str
    exception: BaseException | None = field(compare=False, repr=False)
    nearby: tuple[tuple[int, str], ...] = ()

    @property
    def where(self) -> str:
        """File and line in short, or an empty text."""
        if self.file is None:
            return ""
        return f"{_shortened(self.file)}:{self.line}" if self.line else _shortened(self.file)


@dataclass(frozen=True)
class Refusal:
    """A failed group, and the files as they were then: it is tried again when one differs.

    Attributes
    ----------
    failure
        What went wrong, without the exception.
    files
        Path to stamp and content hash.
    """

    failure: Failure
    files: Mapping[str, tuple[Stamp, bytes | None]]

    def still_holds(self) -> bool:
        """Tell whether nothing has changed since that could mend it."""
        return all(
            is_surely(path, before) or digest_of(path) == content
            for path, (before, content) in self.files.items()
        )


def failure_of(failed: Group, error: BaseException) -> Failure:
    """Describe what went wrong.

    Parameters
    ----------
    failed
        What was to be refreshed.
    error
        What an import raised.
    """
    keep_user_frames(error)
    file, line, text = _place(error)
    if file is None:  # nothing of it ran
        file = next((change.what for change in failed.changes if change.kind == "source"), None)
    return Failure(
        modules=tuple(dict.fromkeys(change.module for change in failed.changes)),
        error=say(error),
        file=file,
        line=line,
        text=text.strip(),
        exception=error,
        nearby=_nearby(file, line),
    )


def refusal(failed: Group, failure: Failure, notes: Notes, before: Notes) -> Refusal:
    """Note which files may mend a failure.

    Parameters
    ----------
    failed
        What was to be refreshed.
    failure
        What went wrong.
    notes
        What was observed of the imports that failed.
    before
        What had been observed before, and holds again.
    """
    error = failure.exception
    paths = {change.what for change in failed.changes if os.path.isabs(change.what)}
    if isinstance(error, ImportError):
        paths.update(notes.searched)  # what it misses may appear in one of these folders
    for change in (change for change in failed.changes if change.kind == "deleted"):
        folder = os.path.dirname(change.what)  # a package may become a module there, or turn about
        paths.update({folder, os.path.dirname(folder)})
    if isinstance(error, OSError) and type(error.filename) is str:
        paths.update({error.filename, os.path.dirname(error.filename) or os.curdir})
    files = {path: (stamp(path), digest_of(path)) for path in paths}
    for change in failed.changes:
        if note := notes.modules.get(change.module):  # whose file is another one now, perhaps
            files.setdefault(note.origin, (note.stamp, note.digest))
    for name, note in list(notes.modules.items()):  # which may lack what another one takes from it
        if name not in before.modules and note.source is not None:
            files[note.origin] = (note.stamp, note.digest)
    for name in failed.affected:
        # As they were when they were read: one may have been mended since.
        files |= {path: (at.stamp, at.digest) for path, at in notes.inputs.get(name, {}).items()}
    return Refusal(replace(failure, exception=None), files)


def _shortened(path: str) -> str:
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):
        return path  # the current folder is gone, or on another drive


def say(error: BaseException) -> str:
    """Return the kind of an error and its message, in one text."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    try:
        said = str(error)
    except BaseException as broken:  # the user's own exception class: its type must do
        said = f"({type(broken).__name__} in its own __str__)"
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _place(error: BaseException) -> tuple[str | None, int | None, str]:
    """Return file, line and source line of the innermost frame in user code."""
    if isinstance(error, SyntaxError) and type(error.filename) is str and _is_file(error.filename):
        return error.filename, error.lineno, error.text or ""
    trace = innermost(error)
    if trace is None:
        return None, None, ""
    path = trace.tb_frame.f_code.co_filename
    return path, trace.tb_lineno, _line(path, trace.tb_lineno)


def _is_file(filename: str) -> bool:
    """Tell a file from the likes of ``<string>``."""
    return os.path.isabs(filename)


def _line(path: str, number: int) -> str:
    return next((text for at, text in _nearby(path, number) if at == number), "")


def _nearby(path: str | None, number: int | None) -> tuple[tuple[int, str], ...]:
    """Return numbers and texts of the lines around one, as they are on disk now."""
    content = None if path is None or number is None else content_of(path)
    if content is None or number is None:
        return ()  # the message stands without it
    first = max(number - _LINES_AROUND, 1)
    lines = StringIO(content.decode("utf-8", "replace"), newline=None)
    return tuple(islice(enumerate(lines, 1), first - 1, number + _LINES_AROUND))
