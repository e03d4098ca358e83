"""Never serve stale bytecode.

A ``.pyc`` records its source's size and its mtime in whole seconds. A save within the same second
and of the same size leaves it looking valid.
"""

from __future__ import annotations

import os
from importlib.util import cache_from_source

_SECOND = 1_000_000_000


def discard_if_doubtful(source_path: str) -> bool:
    """Remove a module's bytecode unless it was surely made from the source as it is now.

    It was, if it was written after the second of the source's mtime was over, and after the
    source's inode last changed: any later save shows in the recorded mtime.

    Parameters
    ----------
    source_path
        Path of the ``.py`` file.

    Returns
    -------
    bool
        Whether the ordinary loader may now be trusted: False where doubtful bytecode could not be
        removed (a read-only folder, a ``__pycache__`` that is a symbolic link).
    """
    try:
        path = cache_from_source(source_path)
        cached = os.stat(path)
        source = os.stat(source_path)
    except (OSError, NotImplementedError, ValueError):
        return True  # no bytecode, hence none that is stale
    second_over = (source.st_mtime_ns // _SECOND + 1) * _SECOND
    if cached.st_mtime_ns > max(second_over, source.st_ctime_ns):
        return True
    if os.path.islink(os.path.dirname(path)):
        return False
    try:
        os.unlink(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
