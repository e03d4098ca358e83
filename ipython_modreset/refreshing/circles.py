"""Circles of imports that a new process would enter elsewhere.

What ``import *`` takes from a module that is half-way through its own import depends on where the
circle is entered: that may be at another module since one outside of the circle was edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..look import ancestors
from ..observing.notes import Notes
from .dependants import imports_noted, loaded_with


def entered_elsewhere(
    changed: Iterable[str], notes: Notes, now: Notes, asked: Iterable[str]
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
    if not turned or not _may_take_half(notes, now):
        return {}
    roots = [*asked, *sorted(notes.modules, key=lambda name: notes.modules[name].order)]
    before, after = (_Walk(one, roots).ways for one in (notes, now))
    different = [key for key in before | after if before.get(key) != after.get(key)]
    ways = [way for key in different for way in (before.get(key, ()), after.get(key, ()))]
    return {name: turned[0] for way in ways for name in way if name in notes.modules}


class _Walk:
    """The way of a new process through the user's modules, as their sources say.

    Attributes
    ----------
    ways
        A module that takes something by a star, and the one that it takes it from, half-way
        through its import, to the modules that led from the latter to the former.
    """

    def __init__(self, notes: Notes, roots: Iterable[str]) -> None:
        self.ways: dict[tuple[str, str], list[str]] = {}
        self._notes = notes
        self._begun: set[str] = set()
        self._under_way: list[str] = []
        for name in roots:
            self._ask(name)

    def _ask(self, name: str) -> None:
        for one in reversed(ancestors(name)):
            if one not in self._begun:
                self._begun.add(one)
                self._under_way.append(one)
                for step in _steps(one, self._notes):
                    self._take(one, *step)
                self._under_way.pop()

    def _take(self, name: str, module: str, attribute: str | None) -> None:
        self._ask(module)
        if attribute == "*" and module in self._under_way:
            self.ways[name, module] = self._under_way[self._under_way.index(module) :]
        elif attribute:
            self._ask(f"{module}.{attribute}")


def _may_take_half(notes: Notes, now: Notes) -> bool:
    """Tell whether a module takes something by a star from one that imports it: that is rare."""
    edited = {name for name, note in now.modules.items() if note is not notes.modules.get(name)}
    return any(
        attribute == "*" and name in loaded_with([module], each, each.modules)
        for each in (notes, now)
        for name in edited.union(notes.user_sources().mentioning(b"import *"))
        for module, attribute in _steps(name, each)
        if name not in ancestors(module)  # these begin first in any case
    )


def _steps(name: str, notes: Notes) -> Iterator[tuple[str, str | None]]:
    """Yield what a user's module imports while it is imported, in order."""
    if notes.is_user(name):
        for found in imports_noted(name, notes):
            if found.at_top:
                yield found.module, found.attribute
