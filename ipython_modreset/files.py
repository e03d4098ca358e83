"""Whether a file is still the one that was read."""

from __future__ import annotations

import errno
import os
import stat
import time
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

# A second save within one tick of the file system's clock leaves the same times behind. What was
# saved this short before it was looked at counts as unknown, and is compared by content next time.
_TICK_NS = 20_000_000
_SECOND_NS = 1_000_000_000
_COARSE_TICK_NS = 2 * _SECOND_NS  # of file systems that know whole seconds only, or every other
_TOO_RECENT = -1
_LATEST = 2**63 - 1  # in the year 2262
_LARGEST_HASHED = 32 * 1024 * 1024


class Stamp(NamedTuple):
    """What ``os.stat`` says of a file: any difference means that it may have changed.

    Attributes
    ----------
    mtime_ns, ctime_ns
        Times of modification and of the inode's change, in nanoseconds; -1 where too recent.
    size
        In bytes.
    inode
        The inode's number: a file put in place of another one has its own.
    """

    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int


GONE = Stamp(-2, -2, -2, -2)
UNKNOWN = Stamp(_TOO_RECENT, _TOO_RECENT, -1, -1)  # no file has it: compared by content


def stamp(path: str) -> Stamp:
    """Stamp a file or folder as it is now; `GONE` where it cannot be looked at."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return GONE
    latest = max(found.st_mtime_ns, found.st_ctime_ns)
    tick = _TICK_NS if latest % _SECOND_NS else _COARSE_TICK_NS
    if time.time_ns() - latest < tick:
        return Stamp(_TOO_RECENT, _TOO_RECENT, found.st_size, found.st_ino)
    return Stamp(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


Watched: TypeAlias = tuple[bytes, int, int]
"""A path as the system takes it, and the times of its stamp: cheap to compare, again and again."""


def watch(path: str, now: Stamp) -> Watched:
    """Return what is to be compared with the file from now on."""
    times = now.mtime_ns, now.ctime_ns
    if max(times) > _LATEST:
        times = _TOO_RECENT, _TOO_RECENT  # nonsense: compared by content each time
    try:
        return os.fsencode(path), *times
    except UnicodeEncodeError:
        return b"\0", *times  # no file has such a name, nor can get it


def is_too_recent(before: Stamp) -> bool:
    """Tell whether a file was saved so short before that a later save may look the same."""
    return before.mtime_ns == _TOO_RECENT


def is_surely(path: str, before: Stamp) -> bool:
    """Tell whether a file is as it was stamped; False in doubt."""
    return not is_too_recent(before) and stamp(path) == before


def digest(content: bytes) -> bytes:
    """Return a short hash of a file's content.

    Examples
    --------
    >>> digest(b"a") == digest(b"b")
    False
    """
    return blake2b(content, digest_size=16).digest()


def read_file(path: str) -> bytes:
    """Return what a file holds, as the import system would read it.

    Raises
    ------
    OSError
        Where it cannot be read, or is no file: opening a pipe would wait for ever.
    """
    kind = os.stat(path).st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # a folder says it better itself
        raise OSError(errno.EINVAL, "not a regular file", path)
    with open(path, "rb") as file:
        return file.read()


def content_of(path: str) -> bytes | None:
    """Return what a file holds; None where it cannot be read, or is none.

    Examples
    --------
    >>> content_of("there_is_no_such_file.py") is None
    True
    """
    try:
        return read_file(path)
    except (OSError, ValueError):
        return None


def digest_of(path: str) -> bytes | None:
    """Hash what a file or folder holds now: its bytes, or its names.

    Of a file that is very large, only time and size are hashed.

    Returns
    -------
    bytes or None
        None where there is nothing that can be read, or nothing that can be read twice: a pipe.
    """
    try:
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            names = sorted(name for name in os.listdir(path) if name != "__pycache__")
            return digest("\0".join(names).encode("utf-8", "surrogateescape"))
        if not stat.S_ISREG(kind.st_mode):
            return None
        if kind.st_size > _LARGEST_HASHED:
            return digest(b"%d %d" % (kind.st_mtime_ns, kind.st_size))
        with open(path, "rb") as file:
            return digest(file.read())
    except (OSError, ValueError):
        return None
