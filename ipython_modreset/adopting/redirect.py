"""A function held where nobody here can write: in C, or in an iterator. It calls its successor.

A handler of a signal, a callback of a future, a function given to a database or to ``map``: all
these only ever call what they hold.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from .. import strangers
from ..look import mro
from ..undo import Journal
from .successors import Successors

#: No name that a caller can use. Keyword defaults are a dict, which can be rewritten next time.
_TARGET = ".successor"


def _forward(*args: Any, _successor: Any, **keywords: Any) -> Any:
    return _successor(*args, **keywords)


def redirected(thing: Any, successors: Successors) -> Iterator[FunctionType]:
    """Yield the functions to be redirected where `thing` is held for good: itself, or inside it."""
    if type(thing) is FunctionType:
        if thing in successors and _is_callable(successors.of(thing)):
            yield thing
    elif successors.is_made(thing):
        for inner in gc.get_referents(thing):
            yield from redirected(inner, successors)


def redirect(function: FunctionType, successors: Successors, journal: Journal) -> None:
    """Let `function` do nothing but call its successor.

    Where it runs already, it ends as it began.
    """
    journal.note(_become, function, function.__code__, _defaults(function))
    target = {_TARGET: successors.of(function)}
    _become(function, _forwarding(function.__code__), (None, target))


def _forwarding(former: CodeType) -> CodeType:
    code = _forward.__code__
    names = tuple(_TARGET if name == "_successor" else name for name in code.co_varnames)
    # As many cells as before: the interpreter insists.
    return code.replace(
        co_varnames=names,
        co_freevars=former.co_freevars,
        co_name=former.co_name,
        co_qualname=former.co_qualname,
    )


def _defaults(function: FunctionType) -> tuple[Any, Any]:
    return function.__defaults__, function.__kwdefaults__


def _become(function: FunctionType, code: CodeType, defaults: tuple[Any, Any]) -> None:
    function.__defaults__, function.__kwdefaults__ = defaults
    function.__code__ = code


def _is_callable(thing: Any) -> bool:
    return any("__call__" in strangers.members(cls) for cls in mro(type(thing)))
