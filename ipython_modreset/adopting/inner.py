"""Functions that old functions made, and that live on: closures, lambdas, methods of inner classes.

No name leads to them. Their code objects do: the new version of the outer function holds the code
that it would make them from now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

from ..annotations import kept_by, worked_out_by
from ..identity import id
from .pairs import Origins
from .successors import Successors

_LOCALS = ".<locals>."


class InnerFunctions:
    """Makes the successors of functions that the old modules' functions made.

    Parameters
    ----------
    functions
        Those known of the old and of the new modules; of others, perhaps.
    origins
        The modules' namespaces.
    pairs
        Old functions and the new ones that take their places, which may come from elsewhere now.
    """

    def __init__(
        self,
        functions: Iterable[FunctionType],
        origins: Origins,
        pairs: Iterable[tuple[FunctionType, FunctionType]] = (),
    ) -> None:
        known = list({id(f): f for f in functions}.values())
        self._old = _codes(f for f in known if id(f.__globals__) in origins.old)
        self._new = _codes(f for f in known if id(f.__globals__) in origins.new)
        self._ready: dict[int, list[FunctionType]] = {}
        for function in known:
            if function.__closure__ is None and id(function.__globals__) in origins.new:
                self._ready.setdefault(id(function.__code__), []).append(function)
        self._spaces = origins.successors
        self._moved = {id(old): new for pair in pairs for old, new in _moved_inside(*pair)}

    def has_new(self, function: FunctionType) -> bool:
        """Whether there is new code for `function`, and a namespace."""
        return self._new_code(function.__code__) is not None and self._space(function) is not None

    def lacks(self, function: FunctionType) -> list[str]:
        """Return the variables that the new code closes over, and `function` does not."""
        code = self._new_code(function.__code__)
        had = function.__code__.co_freevars
        return [] if code is None else [name for name in code.co_freevars if name not in had]

    def __call__(self, function: FunctionType, successors: Successors) -> FunctionType:
        """Return a function of the new code, in the new namespace, with the cells of the old.

        If the new modules themselves have made one of it, and it closes over nothing: that one.
        """
        code = self._new_code(function.__code__)
        ready = self._ready.get(id(code), [])
        if len(ready) == 1:
            return ready[0]
        space = self._space(function)
        assert code is not None
        assert space is not None
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        made = FunctionType(
            code,
            space,
            function.__name__,
            successors.of(function.__defaults__),
            tuple(cells[name] for name in code.co_freevars),
        )
        successors.given[id(function)] = made  # its attributes may lead back to it
        for name in ("__kwdefaults__", "__qualname__", "__module__", "__type_params__"):
            if hasattr(function, name):
                setattr(made, name, getattr(function, name))
        made.__dict__.update({k: successors.of(v) for k, v in function.__dict__.items()})
        if (annotate := worked_out_by(function)) is not None:
            inside = annotate.__closure__
            anew = FunctionType(annotate.__code__, space, annotate.__name__, None, inside)
            made.__annotate__ = anew  # type: ignore[attr-defined]
        else:
            found = kept_by(function).items()
            made.__annotations__ = {name: successors.of(value) for name, value in found}
        if function.__doc__ is not _docstring(function.__code__):
            made.__doc__ = function.__doc__
        return made

    def _space(self, function: FunctionType) -> dict[str, Any] | None:
        """Return the new namespace; None where the module is gone, and the code with it."""
        if id(function.__code__) in self._moved:
            return self._moved[id(function.__code__)][1]
        return self._spaces.get(id(function.__globals__))

    def _new_code(self, code: CodeType) -> CodeType | None:
        """Return the new version of `code`: the one of its name, or of its rank among several."""
        if id(code) in self._moved:
            return self._moved[id(code)][0]
        old = self._old.get(_place(code), [])
        new = self._new.get(_place(code), [])
        ranks = [rank for rank, one in enumerate(old) if one is code]
        if not ranks or len(old) != len(new):
            return new[0] if len(new) == 1 else None
        return new[ranks[0]]


def _moved_inside(
    old: FunctionType, new: FunctionType
) -> Iterator[tuple[CodeType, tuple[CodeType, dict[str, Any]]]]:
    """Yield the code inside a function that has moved, and what it is where that is now."""
    before, after = old.__code__, new.__code__
    is_renamed = before.co_qualname != after.co_qualname
    if _place(before) == _place(after) or (is_renamed and _LOCALS in before.co_qualname):
        return  # or another function made it, a decorator say, which makes others still
    there = _codes([new])
    for (_, name), codes in _codes([old]).items():
        moved = after.co_qualname + name.removeprefix(before.co_qualname)
        now = there.get((after.co_filename, moved), [])
        if len(now) == len(codes):
            yield from (
                (each, (code, new.__globals__)) for each, code in zip(codes, now, strict=True)
            )


def _codes(functions: Iterable[FunctionType]) -> dict[tuple[str, str], list[CodeType]]:
    """Return the code objects of functions, and all within them, by file and qualified name."""
    found: dict[int, CodeType] = {}
    waiting = [function.__code__ for function in functions]
    while waiting:
        code = waiting.pop()
        if id(code) not in found:
            found[id(code)] = code
            waiting += [x for x in code.co_consts if type(x) is CodeType]
    named: dict[tuple[str, str], list[CodeType]] = {}
    for code in sorted(found.values(), key=lambda code: code.co_firstlineno):
        named.setdefault(_place(code), []).append(code)
    return named


def _place(code: CodeType) -> tuple[str, str]:
    return code.co_filename, code.co_qualname


def _docstring(code: CodeType) -> object:
    return code.co_consts[0] if code.co_consts else None
