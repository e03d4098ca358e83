"""Context variables: what they are set to where the refresh runs, which is where cells run."""

from __future__ import annotations

from contextvars import Context, copy_context
from typing import Any

from .. import strangers
from ..undo import Journal
from .successors import Successors

_name_of: Any = type.__dict__["__name__"].__get__


def is_context(holder: object) -> bool:
    """Whether `holder` is a part of a context: nothing writes to it but setting the variable."""
    kind = type(holder)
    return kind is Context or (
        not strangers.is_python_class(kind) and _name_of(kind).startswith("hamt")
    )


def set_anew(successors: Successors, journal: Journal) -> None:
    """Set the variables of the current context to the successors of what they are set to.

    The contexts of tasks that are under way end as they began.
    """
    for variable, value in copy_context().items():
        if value in successors:
            journal.note(variable.set, value)
            variable.set(successors.of(value))
