"""What each old object is to be replaced by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..identity import id


class Successors:
    """The successor of each object that must not be held any longer.

    Objects are told apart by identity alone. A successor is given at once, or made on demand from
    the successors of what it holds: a tuple around a tuple around a function.
    """

    def __init__(self) -> None:
        self.given: dict[int, Any] = {}
        self.former: list[Any] = []
        self.referents: dict[int, Any] = {}
        self._makers: dict[int, Callable[[Any, Successors], Any]] = {}
        self._old: set[int] = set()
        self._new: set[int] = set()

    def add_pair(self, old: Any, new: Any, *, stays: bool) -> None:
        """Let `new` follow `old`, or the other way round where the old one stays."""
        former, successor = (new, old) if stays else (old, new)
        self.former.append(former)
        self.given[id(former)] = successor
        self._old.add(id(old))
        self._new.add(id(new))

    def add_made(self, former: Any, make: Callable[[Any, Successors], Any]) -> None:
        """Let ``make(former, self)`` follow `former`."""
        self.former.append(former)
        self._makers[id(former)] = make

    def is_made(self, former: Any) -> bool:
        """Whether what follows `former` is made on demand."""
        return id(former) in self._makers

    def drop(self, former: Any) -> None:
        """Let nothing follow `former`."""
        self.given.pop(id(former), None)
        self._makers.pop(id(former), None)

    def is_old(self, thing: object) -> bool:
        """Whether `thing` is of the old run."""
        return id(thing) in self._old

    def holds_new(self, things: Iterable[object]) -> bool:
        """Whether any of `things` is of the new run."""
        return not self._new.isdisjoint(map(id, things))

    def is_new(self, thing: object) -> bool:
        """Whether `thing` is of the new run."""
        return id(thing) in self._new

    def __contains__(self, thing: object) -> bool:
        return id(thing) in self.given or id(thing) in self._makers

    def of(self, thing: Any) -> Any:
        """Return what to hold instead of `thing`: itself, where it has no successor."""
        if id(thing) in self.given:
            return self.given[id(thing)]
        make = self._makers.get(id(thing))
        if make is None:
            return thing
        made = self.given[id(thing)] = make(thing, self)
        return made
