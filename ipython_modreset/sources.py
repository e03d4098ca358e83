"""The sources of many modules, and which of them mention a text."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate, repeat
from operator import add

# Only the latest edits ask again.
_MOST_ANSWERS = 64
# What an identifier may go on with, in any encoding.
_OF_WORDS = frozenset(byte for byte in range(256) if byte >= 128 or chr(byte).isalnum()) | {
    ord("_")
}


class Sources(dict[str, bytes]):
    """Module name to source; it must not change once it has been searched.

    Examples
    --------
    >>> sources = Sources(a=b"import c", b=b"", c=b"x = 1\\nimport d")
    >>> sources.mentioning(b"import"), sources.mentioning(b"y")
    (['a', 'c'], [])
    >>> sources.mentioning(b"port"), sources.mentioning(b"d", whole=True)
    (['a', 'c'], ['c'])
    """

    def mentioning(self, text: bytes, *, whole: bool = False) -> list[str]:
        """Return the names of the modules whose source has `text` in it, perhaps as a `whole` word.

        All have the empty one.
        """
        if not text:
            return list(self)
        if (text, whole) not in self._answers:
            if len(self._answers) == _MOST_ANSWERS:
                self._answers.clear()
            self._answers[text, whole] = self._search(text, whole)
        return self._answers[text, whole]

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
        for asked, found in self._answers.items():
            now._answers[asked] = [name for name in found if name not in changed]
            now._answers[asked] += [k for k, x in changed.items() if x and _find(x, *asked) >= 0]
        return now

    @cached_property
    def _answers(self) -> dict[tuple[bytes, bool], list[str]]:
        return {}

    def _search(self, text: bytes, whole: bool) -> list[str]:
        found: list[str] = []
        at = _find(self._together, text, whole)
        while at >= 0:
            which = bisect(self._ends, at)
            found.append(self._names[which])
            at = _find(self._together, text, whole, self._ends[which])
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


def _find(source: bytes, text: bytes, whole: bool, start: int = 0) -> int:
    at = source.find(text, start)
    while whole and at >= 0 and not _is_word(source, at, at + len(text)):
        at = source.find(text, at + 1)
    return at


def _is_word(source: bytes, start: int, end: int) -> bool:
    return _OF_WORDS.isdisjoint(source[start - 1 : start] + source[end : end + 1])
