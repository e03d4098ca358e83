"""Never serve stale bytecode.

A ``.pyc`` records its source's size and its mtime in whole seconds. A save within the same second
and of the same size leaves it looking valid.
"""

from __future__ import annotations

import os
import stat
import time
from importlib.util import cache_from_source

from ..places import is_user_file

_SECOND = 1_000_000_000
_HASH_BASED = 0b1
_STARTED = time.time_ns()


def discard_if_doubtful(source_path: str) -> bool:
    """Remove a module's bytecode unless it was surely made from the source as it is now.

    It was, if it was written after the second of the source's mtime was over, and after the
    source's inode, or a link to it, last changed: any later save shows in the recorded mtime.
    Installed files that nobody has touched in this process's time are left to their installer.

    Parameters
    ----------
    source_path
        Path of the ``.py`` file.

    Returns
    -------
    bool
        Whether the ordinary loader may now be trusted: False where doubtful bytecode could not be
        removed (a read-only folder, a ``__pycache__`` that is a symbolic link).

    Examples
    --------
    >>> discard_if_doubtful("there_is_no_such_file.py")
    True
    """
    try:
        path = cache_from_source(source_path)
        cached = os.stat(path)
        source = link = os.lstat(source_path)
        if stat.S_ISLNK(link.st_mode):
            source = os.stat(source_path)
        changed_ns = max(source.st_ctime_ns, link.st_ctime_ns)
    except (OSError, NotImplementedError, ValueError):
        return True  # no bytecode, hence none that is stale
    if not is_user_file(source_path) and changed_ns < _STARTED:
        return True
    second_over = (source.st_mtime_ns // _SECOND + 1) * _SECOND
    if cached.st_mtime_ns > max(second_over, changed_ns) or _is_hash_based(path):
        return True
    return _remove(path)


def _is_hash_based(path: str) -> bool:
    """Tell whether bytecode records no mtime, but its source's hash (PEP 552)."""
    try:
        with open(path, "rb") as file:
            header = file.read(8)
    except OSError:
        return False
    return bool(int.from_bytes(header[4:], "little") & _HASH_BASED)


def _remove(path: str) -> bool:
    if os.path.islink(os.path.dirname(path)):
        return False  # it is shared with others
    try:
        os.unlink(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
