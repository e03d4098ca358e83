"""Hands everything over: classes first, then all who hold something, each change noted before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from .. import strangers
from ..atonce import at_once
from ..class_contents import Step
from ..identity import id
from ..observing.abstract import forget_answers, registered, remember_instead
from ..undo import Journal
from .carry import NotebookMade, carry_over
from .classes import CannotStay, lost_special_methods, taking_over
from .contexts import set_anew
from .dataclassed import generate_again, has_same_fields
from .decision import Decision
from .given_up import given_up
from .holders import refill, rewrite, rewrite_members
from .instances import CannotChange, give_fields, put_in_order
from .models import compile_again, validate_again
from .pairs import Origins, Pair
from .redirect import redirect
from .takeover import Holders
from .unimplemented import abstract_names, find_lacking
from .wrapped import rename_wrappers


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
        changed = [pair for pair in stays if not has_same_fields(pair.old, pair.new)]
        outdated = [cls for pair in changed for cls in self._over(pair)]
        lacking = [cls for pair in self._abstract_otherwise() for cls in self._over(pair)]
        lost = [pair.old for pair in stays if lost_special_methods(pair.old, pair.new)]
        self._take_over(stays)
        if stays:
            forget_answers([pair.old for pair in stays], lost)
        outdated += [self._successors.of(cls) for cls in self._holders.classes_anew.values()]
        for cls in outdated:
            self._attempt(cls, partial(generate_again, cls))
        self._rewrite_holders()
        for cls in lacking:
            find_lacking(cls, self._journal)
        rename_wrappers(pairs, self._holders.in_place.values(), self._journal)
        for holder in self._holders.rehashed.values():
            self._attempt(holder, partial(refill, holder, self._successors))
        for function in self._holders.redirected.values():
            redirect(function, self._successors, self._journal)
        set_anew(self._successors, self._journal)
        after = self._origins.successors
        both = [(old, after[key]) for key, old in self._origins.old.items() if key in after]
        carry_over(pairs, both, self._successors, self._notebook, self._journal)
        given_up.update(pair.new for pair in stays)

    def _rewrite_holders(self) -> None:
        holders = self._holders
        # A new class's default factory may look up another class in its module.
        first = {key: x for key, x in holders.in_place.items() if key in self._origins.new}
        rest = [x for key, x in holders.in_place.items() if key not in first]
        self._rewrite_all(first.values())
        # What is filed by its hash comes last: the hash may depend on all the others.
        instances = [x for x in rest if type(x) in self._successors]
        hashed = [x for x in rest if type(x) not in self._successors and _hashes(x)]
        others = [x for x in rest if type(x) not in self._successors and not _hashes(x)]
        lacking = [(x, holders.fields[id(type(x))]) for x in holders.lacking.values()]
        self._rewrite_all(instances)
        for instance, fields in lacking:
            self._attempt(instance, partial(give_fields, instance, fields))
        self._rewrite_all(others)
        for cls in holders.bodies.values():
            self._attempt(cls, partial(rewrite_members, cls, self._successors))
        self._rewrite_all(sorted(hashed, key=lambda x: id(x) not in holders.hashed))
        self._compile_again()
        for instance, _ in lacking:
            self._attempt(instance, partial(put_in_order, instance))

    def _compile_again(self) -> None:
        holders = self._holders
        for key, model in holders.models.items():
            self._attempt(model, partial(compile_again, model, holders.settings[key]))
        for one in holders.validating:
            self._attempt(one, partial(validate_again, one))

    def _abstract_otherwise(self) -> list[Pair]:
        """Return the classes of which other methods are abstract now."""
        pairs = [*self._decision.stays, *self._decision.follows]
        classes = [x for x in pairs if strangers.is_class(x.old) and strangers.is_class(x.new)]
        return [x for x in classes if abstract_names(x.old) != abstract_names(x.new)]

    def _over(self, pair: Pair) -> list[type]:
        """Return the classes over one, of modules that stay."""
        names = self._origins.names
        over = strangers.with_subclasses(pair.old)[1:]
        return [cls for cls in over if strangers.module_name(cls) not in names]

    def _take_over(self, stays: Sequence[Pair]) -> None:
        """Give all classes that stay their new contents: to other threads, in one moment."""
        virtual = [
            (pair.old, cls)
            for pair in stays
            for cls in registered(pair.old)
            if self._notebook.defines(cls)
        ]
        begun: list[Pair] = []
        steps: list[Step] = []
        before = [dict(strangers.members(pair.old)) for pair in stays]  # held until it is done
        for pair in stays:
            remember_instead(pair.new, pair.old, self._journal)
            is_patch, journal = self._notebook.made, self._journal
            steps.append(partial(begun.append, pair))
            steps += taking_over(pair.old, pair.new, self._successors, is_patch, journal)
        try:
            at_once(steps)
        except TypeError as error:
            raise CannotStay(id(begun[-1].old)) from error
        del before
        for cls, other in virtual:
            type(cls).register(cls, other)

    def _rewrite_all(self, holders: Iterable[Any]) -> None:
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
