"""Classes whose contents others have now: they leave the lists of their bases' subclasses."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Container, Iterable, Mapping
from contextlib import suppress
from itertools import compress
from types import FunctionType
from typing import Any

from .. import strangers
from ..atoms import ATOMS
from ..counts import held, references
from ..identity import by_id, id

#: Until they are collected, they hold their contents as well.
given_up: weakref.WeakSet[type] = weakref.WeakSet()

_set_bases: Any = type.__dict__["__bases__"].__set__


class _Nobody:
    """Base of classes that nobody uses any more."""


class _NobodySlim:
    """The same for those whose instances have no dict."""

    __slots__ = ()


def let_go() -> None:
    """Take classes that nobody uses any more off the lists of their bases' subclasses.

    To be called when a refresh is over, and nothing of it holds any more what it was about. What
    still uses such a class, as another thread that was given it in between, goes on with it. Where
    the interpreter does not let a class go, it stays there until it is collected.
    """
    _detach_unused(list(given_up), ())


def disown(spaces: Collection[Mapping[str, Any]]) -> None:
    """Do the same with the classes of modules that are out of use.

    Those that have run again, and classes of theirs that others have taken the place of; and those
    whose import has failed.

    Parameters
    ----------
    spaces
        The modules' namespaces, which a function or a traceback may go on holding.
    """
    names = {space.get("__name__") for space in spaces}
    values = _values(spaces)
    classes = list(by_id([x for x in values if _is_of(x, names)]).values())
    made = set(map(id, classes))
    instances = [x for x in values if id(type(x)) in made]
    del values  # what nobody else holds is told by the counts
    _detach_unused(classes, [*spaces, *_held_once(instances)])


def _values(spaces: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return what may be a class, or an instance of one that is no built-in one."""
    return [x for space in spaces for x in list(space.values()) if type(x) not in ATOMS]


def _is_of(thing: object, names: Container[object]) -> bool:
    return strangers.is_class(thing) and strangers.module_name(thing) in names


def _detach_unused(classes: list[type], holders: Iterable[object]) -> None:
    """Detach those of some classes that nobody holds but they themselves, and some holders."""
    waiting = [cls for cls in classes if any(map(_is_listed, strangers.bases(cls)))]
    parts = [classes, *holders, *(x for cls in waiting for x in _insides(cls))]
    known = held(waiting, by_id(parts).values())
    del parts
    unused = [one <= own for one, own in zip(references(waiting), known, strict=True)]
    for cls in compress(waiting, unused):
        _detach(cls)


def _is_listed(base: type) -> bool:
    return strangers.is_python_class(base) and base not in (_Nobody, _NobodySlim)


def _detach(cls: type) -> None:
    for nobody in (_Nobody, _NobodySlim):
        with suppress(TypeError):  # the layout is another one
            _set_bases(cls, (nobody,))
            return


def _insides(cls: type) -> list[object]:
    """Return what refers back to a class as a part of it: its order, its members, their cells."""
    functions = [x for x in strangers.members(cls).values() if type(x) is FunctionType]
    cells = [cell for function in _held_once(functions) for cell in function.__closure__ or ()]
    return [*strangers.insides(cls), *cells]


def _held_once(things: list[Any]) -> list[Any]:
    """Return what nobody holds but the namespace that it was found in."""
    return list(compress(things, [count == 1 for count in references(things)]))
