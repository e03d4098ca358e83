"""Hands everything over: classes first, then all who hold something, each change noted before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from .abstract import forget_answers, registered, remember_instead
from .carry import NotebookMade, carry_over
from .classes import CannotStay, detach, lost_special_methods, take_over
from .decision import Decision
from .holders import refill, rewrite, rewrite_members
from .instances import CannotChange, give_fields
from .pairs import Origins, Pair
from .takeover import Holders
from .undo import Journal


class Handover:
    """Makes the changes.

    Parameters
    ----------
    decision
        Who follows whom.
    holders
        Who holds what.
    origins
        The modules' namespaces.
    notebook
        Tells what the notebook has made.
    journal
        Where the way back is noted.
    """

    def __init__(
        self,
        decision: Decision,
        holders: Holders,
        origins: Origins,
        notebook: NotebookMade,
        journal: Journal,
    ) -> None:
        self._decision = decision
        self._successors = decision.successors
        self._holders = holders
        self._origins = origins
        self._notebook = notebook
        self._journal = journal

    def make(self, pairs: Sequence[Pair]) -> None:
        """Make all changes.

        Raises
        ------
        CannotStay, CannotChange
            If the interpreter refuses what was thought possible. Undo the journal then.
        """
        stays = self._decision.stays
        lost = [pair.old for pair in stays if lost_special_methods(pair.old, pair.new)]
        for pair in stays:
            self._take_over(pair)
        if stays:
            forget_answers(lost)
        spaces = self._origins.new
        holders = self._holders.in_place
        # A new class's default factory may look up another class in its module.
        self._rewrite_all([x for key, x in holders.items() if key in spaces])
        self._rewrite_all([x for key, x in holders.items() if key not in spaces and not _hashes(x)])
        for cls in self._holders.bodies.values():
            rewrite_members(cls, self._successors, self._journal)
        for instance in self._holders.lacking.values():
            fields = self._holders.fields[id(type(instance))]
            self._attempt(instance, partial(give_fields, instance, fields))
        # What is filed by its hash comes last: the hash may depend on all the others.
        self._rewrite_all([x for key, x in holders.items() if key not in spaces and _hashes(x)])
        for holder in self._holders.rehashed.values():
            self._attempt(holder, partial(refill, holder, self._successors))
        after = self._origins.successors
        both = [(old, after[key]) for key, old in self._origins.old.items() if key in after]
        carry_over(pairs, both, self._successors, self._notebook, self._journal)
        for pair in stays:
            detach(pair.new, self._journal)

    def _take_over(self, pair: Pair) -> None:
        virtual = [cls for cls in registered(pair.old) if self._notebook.defines(cls)]
        remember_instead(pair.new, pair.old, self._journal)
        try:
            take_over(pair.old, pair.new, self._successors, self._notebook.made, self._journal)
        except TypeError as error:
            raise CannotStay(id(pair.old)) from error
        for cls in virtual:
            type(pair.old).register(pair.old, cls)

    def _rewrite_all(self, holders: list[Any]) -> None:
        for holder in holders:
            self._attempt(holder, partial(rewrite, holder, self._successors))

    def _attempt(self, holder: Any, change: Callable[[Journal], None]) -> None:
        """Change one holder; where its own code or its class does not allow it, leave it as it is.

        Hashing a key, making a default: these run code of the user's.
        """
        step = Journal()
        self._journal.note(step.undo)
        kind = type(holder)
        try:
            change(step)
        except Exception as error:
            step.undo()
            if kind in self._successors:
                raise CannotChange(id(kind)) from error
            why = f"{type(error).__name__}: {error}"
            self._holders.left_behind[f"a {kind.__qualname__}", why] += 1


def _hashes(holder: Any) -> bool:
    return issubclass(type(holder), (dict, set))
