"""What each old object is to be replaced by."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from typing import Any

from .. import strangers
from ..identity import id

Make = Callable[[Any, "Successors"], Any]
Fill = Callable[[Any, "Successors"], None]


class Successors:
    """The successor of each object that must not be held any longer.

    Objects are told apart by identity alone. A successor is given at once, or made on demand from
    the successors of what it holds: a tuple around a tuple around a function.
    """

    def __init__(self) -> None:
        self.given: dict[int, Any] = {}
        self.former: list[Any] = []
        self.referents: dict[int, Any] = {}
        self._makers: dict[int, tuple[Make, Fill | None]] = {}
        self._under_way: set[int] = set()
        self._old: set[int] = set()
        self._new: set[int] = set()

    def add_pair(self, old: Any, new: Any, *, stays: bool) -> None:
        """Let `new` follow `old`, or the other way round where the old one stays."""
        former, successor = (new, old) if stays else (old, new)
        self.former.append(former)
        self.given[id(former)] = successor
        self._old.add(id(old))
        self._new.add(id(new))

    def add_made(self, former: Any, make: Make, fill: Fill | None = None) -> None:
        """Let ``make(former, self)`` follow `former`.

        What may hold itself, by way of others, is made with what `former` holds, and given the
        successors of that by ``fill(made, self)``.
        """
        self.former.append(former)
        self._makers[id(former)] = make, fill

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
        key = id(thing)
        if key not in self.given:
            if key not in self._makers:
                return thing
            if key in self._under_way:  # it leads back to itself
                self.given[key] = self._makers[key][0](thing, self)
            else:
                self._make(thing)
        return self.given[key]

    def _make(self, thing: Any) -> None:
        """Make what follows `thing`, after what follows all that it holds, however deep."""
        waiting, met = [thing], set[int]()
        try:
            while waiting:
                former, key = waiting[-1], id(waiting[-1])
                make, fill = self._makers[key]
                if key in self._under_way:  # what it holds is made
                    if fill is not None:
                        fill(self.given[key], self)
                    elif key not in self.given:
                        self.given[key] = make(former, self)
                    self._under_way.remove(key)
                    waiting.pop()
                elif key in self.given:
                    waiting.pop()
                else:
                    met.add(key)
                    self._under_way.add(key)
                    if fill is not None:
                        self.given[key] = make(former, self)
                    waiting += filter(self._is_to_be_made, _inside(former))
        except BaseException:
            for key in met:
                self.given.pop(key, None)
            raise
        finally:
            self._under_way -= met

    def _is_to_be_made(self, thing: object) -> bool:
        key = id(thing)
        return key in self._makers and key not in self.given and key not in self._under_way


def _inside(thing: Any) -> list[Any]:
    return [*gc.get_referents(thing), *(strangers.instance_dict(thing) or {}).values()]
