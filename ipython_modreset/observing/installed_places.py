"""What installed modules and their classes have by name: the user's modules patch these, too."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from types import FunctionType
from typing import Any

from .. import strangers
from ..atoms import is_atom
from ..look import ancestors, look, namespace, top_level
from ..places import is_user

#: The names that lead from a module to what is set there, keys of dicts included.
Place = tuple[Any, ...]
#: What is neither a constant nor a function of the module itself is not kept alive here, and so
#: cannot be put back.
FOREIGN: Any = object()
_IMPORT = re.compile(rb"^\s*(?:from\s+([\w.]+)\s|import\s+([\w., \t]+))", re.MULTILINE)


class InstalledPlaces:
    """An installed module, and the classes of its package that it has.

    Parameters
    ----------
    name
        The name of the module, which is loaded.

    Attributes
    ----------
    known
        What each had by name when last looked at.

    Examples
    --------
    >>> import json
    >>> places = InstalledPlaces("json")
    >>> places.known["JSONEncoder",]["encode"] is json.JSONEncoder.encode
    True
    """

    def __init__(self, name: str) -> None:
        module, package = sys.modules.get(name), top_level(name)
        inside = list(namespace(module).items())
        classes = {(one,): x for one, x in inside if _package_of(x) == package and _is_class(x)}
        self._holders: dict[Place, Any] = {(): module, **classes}
        self.known: dict[Place, dict[Any, Any]] = {
            place: {
                one: x if is_put_back(x, name) else FOREIGN
                for one, x in list(names(holder).items())
            }
            for place, holder in self._holders.items()
        }

    def candidates(
        self, assigned: AbstractSet[object]
    ) -> Iterator[tuple[Any, Place, list[tuple[Any, Any]]]]:
        """Yield who may have something else by now, where that is, and what.

        Parameters
        ----------
        assigned
            The names that were assigned to; under all others, things can only have been added.
        """
        for place, holder in self._holders.items():
            inside, known = names(holder), self.known[place]
            if len(inside) != len(known):
                yield holder, place, list(inside.items())
            elif replaced := assigned & known.keys() & inside.keys():
                yield holder, place, [(one, inside[one]) for one in replaced]


def is_installed(name: str) -> bool:
    """Whether a module is loaded, and not the user's."""
    module = sys.modules.get(name)
    return module is not None and not is_user(look(name, module))


@lru_cache(maxsize=4096)
def imported(source: bytes) -> frozenset[str]:
    """Return the names in a source's import statements, and the packages above these.

    Examples
    --------
    >>> sorted(imported(b"import os.path, sys"))
    ['os', 'os.path', 'sys']
    """
    found = b" ".join(b" ".join(both) for both in _IMPORT.findall(source)).decode()
    return frozenset(one for word in re.findall(r"[\w.]+", found) for one in ancestors(word))


def names(holder: Any) -> Mapping[Any, Any]:
    """Return what a dict holds by key, and anything else by name."""
    if type(holder) is dict:
        return holder
    return strangers.members(holder) if strangers.is_class(holder) else namespace(holder)


def function_of(value: Any) -> FunctionType | None:
    """Return the function that `value` is, or that a property or a method's descriptor has."""
    if type(value) is property:
        value = value.fget
    elif type(value) in (staticmethod, classmethod):
        value = value.__func__
    return value if type(value) is FunctionType else None


def is_put_back(value: Any, module: str) -> bool:
    """Whether `value` is kept, to be put back: a constant, or a function of a module's package."""
    return is_atom(value) or _package_of(function_of(value)) == top_level(module)


def is_made_by(value: Any, module: str) -> bool:
    """Whether a value, or its class, is of a module's package; a module is anybody's."""
    defined = value if type(value) is FunctionType or strangers.is_class(value) else type(value)
    return strangers.is_module(value) or _package_of(defined) == top_level(module)


def _package_of(defined: Any) -> str:
    return top_level(strangers.module_name(defined) or "")


def _is_class(value: Any) -> bool:
    return strangers.is_class(value) and strangers.is_python_class(value)
