"""Which files are looked at before each cell."""

from __future__ import annotations

import os
from array import array
from collections import UserDict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..files import GONE, Watched


class _Columns(NamedTuple):
    """Paths, and both times, side by side: to walk along them is twice as fast."""

    paths: Sequence[bytes]
    mtimes: array[int]
    ctimes: array[int]
    at: Mapping[str, int]


class WatchedFiles(UserDict[str, Watched]):
    """The user's files, by path, to what was known of them.

    Examples
    --------
    >>> from ipython_modreset.files import stamp, watch
    >>> files = WatchedFiles({"os": watch(os.__file__, stamp(os.__file__))})
    >>> files.suspects()
    []
    """

    def __init__(self, known: Mapping[str, Watched] = MappingProxyType({})) -> None:
        self._state = object()
        self._columns: tuple[object, _Columns] | None = None
        super().__init__()
        self.data.update(known)

    def copy(self) -> WatchedFiles:
        """Return the same files, for others to change."""
        return WatchedFiles(self.data)

    def __setitem__(self, path: str, known: Watched) -> None:
        self.data[path] = known
        state, columns = self._columns or (None, None)
        at = columns.at.get(path) if columns is not None and state is self._state else None
        if columns is None or at is None:
            self._state = object()
        else:
            # Another thread that walks along them may take the file for a suspect, as before.
            columns.mtimes[at], columns.ctimes[at] = known[1:]

    def __delitem__(self, path: str) -> None:
        # A file that an interrupt kept from being forgotten wholly is still walked along.
        self.data.pop(path, None)
        self._state = object()

    def suspects(self) -> list[str]:
        """Return the files whose times differ: one ``os.stat`` each, and hardly more.

        This runs before each cell, for every file of the user's. Whatever is written to a file,
        or put in its place, changes one of its two times.
        """
        found: list[bytes] = []
        stat = os.stat
        for path, mtime_ns, ctime_ns in zip(*self._in_columns()[:3], strict=True):
            try:
                now = stat(path)
            except (OSError, ValueError):
                if mtime_ns != GONE.mtime_ns:
                    found.append(path)
                continue
            if now.st_ctime_ns != ctime_ns or now.st_mtime_ns != mtime_ns:
                found.append(path)
        return list(map(os.fsdecode, found))

    def _in_columns(self) -> _Columns:
        state, known = self._state, self._columns
        if known is None or known[0] is not state:
            data = dict(self.data)  # a copy, as other threads may be importing
            paths, mtimes, ctimes = zip(*data.values(), strict=True) if data else ((),) * 3
            at = dict(zip(data, range(len(data)), strict=True))
            known = self._columns = (
                state,
                _Columns(paths, array("q", mtimes), array("q", ctimes), at),
            )
        return known[1]
