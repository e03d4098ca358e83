"""The sources of many modules, and which of them mention a text."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate, repeat
from operator import add

# Only the latest edits ask again.
_MOST_ANSWERS = 64


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
        if text not in self._answers:
            if len(self._answers) == _MOST_ANSWERS:
                self._answers.clear()
            self._answers[text] = self._search(text)
        return self._answers[text]

    def exchanged(self, changed: Mapping[str, bytes | None]) -> Sources:
        """Return sources of which some are others; None for what is gone.

        What was asked before is asked of these alone.

        Examples
        --------
        >>> before = Sources(a=b"import c", b=b"")
        >>> before.mentioning(b"c"), before.exchanged({"a": None, "d": b"c"}).mentioning(b"c")
        (['a'], ['d'])
        """
        if not changed:
            return self
        now = Sources(self)
        now.update((name, source) for name, source in changed.items() if source is not None)
        for name in [name for name, source in changed.items() if source is None]:
            now.pop(name, None)
        for text, found in self._answers.items():
            now._answers[text] = [name for name in found if name not in changed]
            now._answers[text] += [name for name, x in changed.items() if x and text in x]
        return now

    @cached_property
    def _answers(self) -> dict[bytes, list[str]]:
        return {}

    def _search(self, text: bytes) -> list[str]:
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
