"""What was loaded at first, so that the session survives a purge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..look import loaded


@dataclass(frozen=True)
class Baseline:
    """The names of the modules that a purge leaves alone.

    Attributes
    ----------
    names
        The baseline as it is now.
    at_load
        The baseline as it was first taken; `reset` goes back to it.

    Examples
    --------
    >>> first = Baseline.of_now()
    >>> "sys" in first.names
    True
    >>> first.drop(["sys"]).reset() == first
    True
    """

    names: frozenset[str]
    at_load: frozenset[str]

    @classmethod
    def of_now(cls) -> Baseline:
        """Take all that is loaded now."""
        names = frozenset(loaded())
        return cls(names, names)

    def snapshot(self) -> Baseline:
        """Take all that is loaded now, and remember the first baseline."""
        return Baseline(frozenset(loaded()), self.at_load)

    def add(self, names: Iterable[str]) -> Baseline:
        """Take `names` in."""
        return Baseline(self.names | frozenset(names), self.at_load)

    def drop(self, names: Iterable[str]) -> Baseline:
        """Leave `names` out."""
        return Baseline(self.names - frozenset(names), self.at_load)

    def reset(self) -> Baseline:
        """Go back to the first baseline."""
        return Baseline(self.at_load, self.at_load)
