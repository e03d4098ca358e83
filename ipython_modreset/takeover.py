"""One attempt to hand everything over: who is to follow whom, who must know, then do it."""

from __future__ import annotations

import types
import weakref
from collections import Counter
from collections.abc import Callable, Sequence, Set
from typing import Any

from . import strangers
from .classes import CannotStay, can_stay, take_over
from .holders import new_reference, rebuilder, rewrite_members, rewriter
from .look import mro
from .pairs import Origins, Pair, Swap
from .search import CLOSED, Search
from .successors import Successors
from .undo import Journal

_INTERNAL = (types.GetSetDescriptorType, types.MemberDescriptorType)


class Takeover:
    def __init__(
        self,
        swaps: Sequence[Swap],
        pairs: list[Pair],
        origins: Origins,
        namespaces: Sequence[dict[str, Any]],
        refused: Set[int],
        own: list[Any],
    ) -> None:
        self.successors = Successors()
        self.stays: list[Pair] = []
        self.follows: list[Pair] = []
        self.wanted: list[Any] = []
        self.in_place: list[Any] = []
        self.bodies: list[type] = []
        self.stuck: list[Any] = []
        self.adopted = 0
        self._done: set[int] = set()
        self._decide(pairs, refused)
        s = self.successors
        lists = [pairs, self.stays, self.follows, self.wanted, self.in_place, self.bodies]
        own = [*own, *lists, self.stuck, s.former, s.given, s.referents, origins.old, origins.new]
        old = [*(swap.old for swap in swaps), *origins.old.values()]
        new = [*(swap.new for swap in swaps), *origins.new.values()]
        self._lists = [*lists, self.stuck, s.former]
        self.world = Search(old, new, namespaces, origins.names, own)

    def _decide(self, pairs: list[Pair], refused: Set[int]) -> None:
        """Decide which classes stay; a class's bases and metaclass are decided before it."""
        by_new = {id(pair.new): pair for pair in pairs}
        decided: set[int] = set()
        waiting = pairs[::-1]
        while waiting:
            pair = waiting[-1]
            before = [by_new[key] for key in _made_from(pair.new) if key in by_new]
            ahead = [p for p in before if id(p.old) not in decided and p is not pair]
            if ahead and id(pair.old) not in decided:
                waiting += ahead
                continue
            waiting.pop()
            if id(pair.old) not in decided:
                decided.add(id(pair.old))
                self._decide_one(pair, refused)

    def _decide_one(self, pair: Pair, refused: Set[int]) -> None:
        both = strangers.is_class(pair.old) and strangers.is_class(pair.new)
        stays = (
            both and id(pair.old) not in refused and can_stay(pair.old, pair.new, self.successors)
        )
        self.successors.add_pair(pair.old, pair.new, stays=stays)
        (self.stays if stays else self.follows).append(pair)

    def search(self) -> None:
        """Find all holders."""
        heap = {id(pair.new) for pair in self.stays}
        heap.update(id(pair.old) for pair in self.follows if pair.made)
        unmarked = [pair.old for pair in self.follows if not pair.made]
        self._lists.append(unmarked)
        sought = list(self.successors.former)
        extra: Counter[int] = Counter()
        sought += self._references(sought, extra)
        heap.update(map(id, sought[len(self.successors.former) :]))
        first = True
        while sought:
            found, missing = self.world.holders(sought, heap, extra)
            if first:
                # Others may hold it for reasons of their own: it is not this module's to give.
                for x in [x for x in missing if id(x) in set(map(id, unmarked))]:
                    self.successors.drop(x)
                first = False
            sought = self._sort(found)
            heap.update(map(id, sought))

    def _references(self, things: list[Any], extra: Counter[int]) -> list[Any]:
        """Return the weak references to `things` that must be made anew."""
        found = []
        for thing in things:
            for reference in weakref.getweakrefs(thing):
                if type(getattr(reference, "__callback__", None)) is types.BuiltinFunctionType:
                    continue  # a cache of an abstract class
                self.successors.referents[id(reference)] = thing
                self.successors.add_made(reference, new_reference)
                found.append(reference)
                if strangers.is_class(thing) and reference.__callback__ is None:
                    extra[id(reference)] += len(strangers.bases(thing))
        return found

    def _sort(self, found: list[Any]) -> list[Any]:
        """Sort holders by what can be done with them; return those that must be made anew."""
        bodies = self.world.bodies()
        passing = {id(pair.new) for pair in self.stays}
        passing.update(id(pair.old) for pair in (*self.stays, *self.follows))
        dying = {*passing, *(key for key, cls in bodies.items() if id(cls) in passing)}
        private = self.world.private(dying, [*self._lists, found])
        anew = []
        for holder in found:
            if id(holder) in self._done or id(holder) in private or id(holder) in dying:
                continue
            self._done.add(id(holder))
            if id(holder) in bodies:
                self.bodies.append(bodies[id(holder)])
            elif _is_internal(holder) or issubclass(type(holder), CLOSED):
                continue
            elif (make := rebuilder(holder)) is not None:
                self.successors.add_made(holder, make)
                anew.append(holder)
            elif rewriter(holder) is not None:
                self.in_place.append(holder)
            else:
                self.stuck.append(holder)
        return anew

    def carry_out(self, journal: Journal) -> None:
        """Make the changes, each noted before."""
        for pair in self.stays:
            try:
                take_over(pair.old, pair.new, self.successors, journal)
            except TypeError as error:
                raise CannotStay(id(pair.old)) from error
        for holder in self.in_place:
            rewrite = rewriter(holder)
            assert rewrite is not None
            rewrite(holder, self.successors, journal)
        for cls in self.bodies:
            rewrite_members(cls, self.successors, journal)
        self.adopted = len(self.stays) + len(self.follows)


_subclasses: Callable[[type], list[type]] = type.__subclasses__


def _made_from(cls: Any) -> list[int]:
    """Return the ids of the bases and of the metaclass of a class."""
    if not strangers.is_class(cls):
        return []
    return [id(type(cls)), *map(id, strangers.bases(cls))]


def _is_internal(holder: Any) -> bool:
    """Whether the interpreter makes `holder` itself: a class's bases, its resolution order."""
    if type(holder) in _INTERNAL:
        return True
    if type(holder) is not tuple or not holder or not strangers.is_class(holder[0]):
        return False
    if mro(holder[0]) is holder:
        return True
    return any(
        strangers.bases(cls) is holder
        for base in holder
        if strangers.is_class(base)
        for cls in _subclasses(base)
    )
