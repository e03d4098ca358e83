"""Who follows whom: which classes stay the same objects, and what is replaced."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Any

from .. import strangers
from ..identity import id
from .classes import can_stay
from .pairs import Pair
from .successors import Successors


class Decision:
    """What is to happen to each pair.

    Parameters
    ----------
    pairs
        Old objects and their new versions.
    refused
        The ids of old classes that were found unable to stay.

    Attributes
    ----------
    stays
        Pairs of classes of which the old one stays and gets the contents of the new one.
    follows
        Pairs of which the new one replaces the old one.
    kept
        Pairs of which the old one goes on as it is.
    successors
        The same, as what is to be held instead of what.
    """

    def __init__(self, pairs: Sequence[Pair], refused: Set[int]) -> None:
        self.stays: list[Pair] = []
        self.follows: list[Pair] = []
        self.kept: list[Pair] = []
        self.successors = Successors()
        self._refused = refused
        for pair in _bases_first(pairs):
            self._decide(pair)

    def pairs(self) -> list[Pair]:
        """Return all pairs, those of enum members included."""
        return [*self.stays, *self.follows, *self.kept]

    @property
    def has_classes(self) -> bool:
        """Whether any of the pairs are classes."""
        return bool(self.stays) or any(strangers.is_class(pair.old) for pair in self.follows)

    def _decide(self, pair: Pair) -> None:
        if self.successors.is_old(pair.old):
            return  # a member of an enum that has been decided
        if pair.kept:
            self.successors.add_pair(pair.old, pair.new, stays=True)
            self.kept.append(pair)
            return
        is_taken = pair.new in self.successors  # what came back as two: one stays in its place
        if is_taken:
            pair = replace(pair, new=self.successors.of(pair.new))
        stays = (
            not is_taken
            and strangers.is_class(pair.old)
            and strangers.is_class(pair.new)
            and id(pair.old) not in self._refused
            and can_stay(pair.old, pair.new, self.successors)
        )
        self.successors.add_pair(pair.old, pair.new, stays=stays)
        (self.stays if stays else self.follows).append(pair)
        if not stays and _is_enum(pair.old) and _is_enum(pair.new):
            self._decide_members(pair)

    def _decide_members(self, pair: Pair) -> None:
        """Let the members of an enum follow, by name; combinations of flags, by their flags'."""
        after = strangers.members(pair.new)["_member_map_"]
        for member in _all_members(pair.old):
            name = strangers.instance_dict(member)["_name_"]  # type: ignore[index]
            new = after.get(name)
            if new is None and issubclass(pair.old, enum.Flag):
                new = _combination(pair, member)
            if new is not None and id(member) not in self.successors.given:
                self.successors.add_pair(member, new, stays=False)
                self.follows.append(Pair(f"{pair.name}.{name}", member, new, made=True))


def _bases_first(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield pairs so that the bases and the metaclass of a class come before it."""
    by_new = {id(pair.new): pair for pair in pairs}
    done: set[int] = set()
    waiting = list(reversed(pairs))
    while waiting:
        pair = waiting[-1]
        ahead = [by_new[key] for key in _made_from(pair.new) if key in by_new]
        ahead = [p for p in ahead if id(p) not in done and p is not pair]
        if ahead and id(pair) not in done:
            waiting += ahead
            continue
        waiting.pop()
        if id(pair) not in done:
            done.add(id(pair))
            yield pair


def _made_from(cls: Any) -> list[int]:
    """Return the ids of the bases and of the metaclass of a class."""
    if not strangers.is_class(cls):
        return []
    return [id(type(cls)), *map(id, strangers.bases(cls))]


def _is_enum(cls: Any) -> bool:
    return issubclass(type(cls), enum.EnumMeta) and "_member_map_" in strangers.members(cls)


def _all_members(cls: type) -> list[Any]:
    members = strangers.members(cls)
    found = [*members["_member_map_"].values(), *members["_value2member_map_"].values()]
    return list({id(member): member for member in found}.values())


def _combination(pair: Pair, member: Any) -> Any:
    """Return the new flags with the names of the old `member`; None where there are no such."""
    before, after = (strangers.members(cls)["_member_map_"] for cls in (pair.old, pair.new))
    value, rest = 0, _value(member)
    for name, flag in before.items():
        bit = _value(flag)
        if bit & rest and bit.bit_count() == 1:
            rest ^= bit
            value |= _value(after.get(name, flag))
    value |= rest  # what has no name
    by_value = strangers.members(pair.new)["_value2member_map_"]
    if value in by_value:
        return by_value[value]
    try:
        return pair.new(value)
    except ValueError:
        return None


def _value(member: Any) -> Any:
    return strangers.instance_dict(member)["_value_"]  # type: ignore[index]
