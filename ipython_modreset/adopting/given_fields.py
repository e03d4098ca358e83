"""Which instances were given the default of a field that their class gained: later ones follow.

Had they been made after the edit, they would have the default of now; what whoever made them has
given them is theirs.
"""

from __future__ import annotations

import weakref
from typing import Any

from ..identity import id
from ..undo import Journal

#: The id of an instance and the field's name, and a weak reference to the instance.
_given: dict[tuple[int, str], weakref.ref[Any]] = {}


def note_given(instance: Any, name: str, journal: Journal) -> None:
    """Note that an instance was given a field's default; what has no room for a note goes without.

    Examples
    --------
    >>> class Point: pass
    >>> point = Point()
    >>> note_given(point, "z", Journal())
    >>> is_given(point, "z"), is_given(Point(), "z"), are_given("z")
    (True, False, True)
    """
    try:
        reference = weakref.ref(instance)
    except TypeError:
        return
    journal.set_item(_given, (id(instance), name), reference)


def is_given(instance: Any, name: str) -> bool:
    """Whether an instance was given a field's default here."""
    reference = _given.get((id(instance), name))
    return reference is not None and reference() is instance


def are_given(name: str) -> bool:
    """Whether any living instance was given the default of a field of that name."""
    for key in [key for key, reference in _given.items() if reference() is None]:
        del _given[key]
    return any(name == field for _, field in _given)
