"""The sources of many modules, and which of them mention a text."""

from __future__ import annotations

from bisect import bisect
from functools import cached_property
from itertools import accumulate, repeat
from operator import add


class Sources(dict[str, bytes]):
    """Module name to source; it must not change once it has been searched.

    Examples
    --------
    >>> sources = Sources(a=b"import c", b=b"", c=b"x = 1\\nimport d")
    >>> sources.mentioning(b"import"), sources.mentioning(b"y")
    (['a', 'c'], [])
    """

    def mentioning(self, text: bytes) -> list[str]:
        """Return the names of the modules whose source has `text` in it; all have the empty one."""
        if not text:
            return list(self)
        found: list[str] = []
        at = self._together.find(text)
        while at >= 0:
            which = bisect(self._ends, at)
            found.append(self._names[which])
            at = self._together.find(text, self._ends[which])
        return found

    @cached_property
    def _names(self) -> list[str]:
        return list(self)

    @cached_property
    def _together(self) -> bytes:
        # Most texts that are asked for are in no source, or few: one search says so soonest.
        return b"\n".join(self.values())

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(add, map(len, self.values()), repeat(1))))
