"""Circles of imports that a new process would enter elsewhere.

What ``import *`` takes from a module that is half-way through its own import depends on where the
circle is entered: that may be at another module since one outside of the circle was edited.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator

from ..look import ancestors
from ..observing.notes import Notes
from ..sources import Sources
from .dependants import imports_noted, loaded_with

_FEW = 64


def entered_elsewhere(
    changed: Iterable[str], notes: Notes, now: Notes, asked: Collection[str]
) -> dict[str, str]:
    """Return the modules of such circles, and the edited module to blame.

    Parameters
    ----------
    changed
        The modules that are edited.
    notes, now
        What was observed, and the same with the sources as they are on the disk.
    asked
        The modules that cells asked for, in their order.
    """
    turned = [name for name in changed if [*_steps(name, notes)] != [*_steps(name, now)]]
    if not turned:
        return {}
    edited = {name for name, note in now.modules.items() if note is not notes.modules.get(name)}
    those = edited.union(notes.user_sources().mentioning(b"import *"))
    taking = {name for each in (notes, now) for name in _taking_half(those, each)}
    before, after = (_ways(taking, edited, each, asked) for each in (notes, now))
    different = [key for key in before | after if before.get(key) != after.get(key)]
    ways = [way for key in different for way in (before.get(key, ()), after.get(key, ()))]
    return {name: turned[0] for way in ways for name in way if name in notes.modules}


def entered_with(these: Collection[str], now: Notes, asked: Iterable[str]) -> dict[str, str]:
    """Return what has to run again with modules that take something by a star, and with which one.

    They find the same half only where they are imported on the same way.

    Parameters
    ----------
    these
        The modules that run again.
    now, asked
        As above.
    """
    ways = _ways(set(_taking_half(these, now)), these, now, asked)
    return {name: way[-1] for way in ways.values() if way[-1] in these for name in way}


def _taking_half(names: Iterable[str], notes: Notes) -> Iterator[str]:
    """Yield those that take something by a star from one that imports them: they are rare."""
    for name in names:
        for module, attribute in _steps(name, notes):
            # What is in a package begins after that in any case.
            if attribute == "*" and name not in ancestors(module):
                yield from {name} & loaded_with([module], notes, notes.modules)


def _ways(
    taking: Collection[str], besides: Iterable[str], notes: Notes, asked: Iterable[str]
) -> dict[tuple[str, str], list[str]]:
    """Return the ways of a new process to those that take something half-way; see `_Walk`."""
    if not taking:
        return {}
    read = _that_may_lead_to(taking, notes.user_sources()).union(besides)
    order = sorted(notes.modules, key=lambda name: notes.modules[name].order)
    return _Walk(notes, [*asked, *order], read).ways


def _that_may_lead_to(names: Iterable[str], sources: Sources) -> set[str]:
    """Return the modules that may import these, at any remove: a quick look, nothing is parsed."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        found |= waiting
        if len(found) > _FEW:
            return {*sources}
        tails = {name.rpartition(".")[2].encode() for name in waiting}
        waiting = {name for tail in tails for name in sources.mentioning(tail)} - found
    return found


class _Walk:
    """The way of a new process through the user's modules, as the sources of some of them say.

    Attributes
    ----------
    ways
        A module that takes something by a star, and the one that it takes it from, half-way
        through its import, to the modules that led from the latter to the former.
    """

    def __init__(self, notes: Notes, roots: Iterable[str], read: Container[str]) -> None:
        self.ways: dict[tuple[str, str], list[str]] = {}
        self._notes = notes
        self._read = read
        self._begun: set[str] = set()
        self._under_way: list[str] = []
        for name in roots:
            self._ask(name)

    def _ask(self, name: str) -> None:
        for one in reversed(ancestors(name)):
            if one not in self._begun:
                self._begun.add(one)
                self._under_way.append(one)
                for step in _steps(one, self._notes) if one in self._read else ():
                    self._take(one, *step)
                self._under_way.pop()

    def _take(self, name: str, module: str, attribute: str | None) -> None:
        self._ask(module)
        if attribute == "*" and module in self._under_way:
            self.ways[name, module] = self._under_way[self._under_way.index(module) :]
        elif attribute:
            self._ask(f"{module}.{attribute}")


def _steps(name: str, notes: Notes) -> Iterator[tuple[str, str | None]]:
    """Yield what a user's module imports while it is imported, in order."""
    if notes.is_user(name):
        for found in imports_noted(name, notes):
            if found.at_top:
                yield found.module, found.attribute
