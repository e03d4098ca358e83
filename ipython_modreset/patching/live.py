"""Every live function of a module, without a search of the heap where it can be helped.

A function refers to its code object, and little else does. So the references to a code object tell
whether a function is left that was not found where functions usually are.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from types import CodeType, FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

from ..identity import id
from ..last_error import frames_of, last_errors
from ..look import class_dict, is_a
from .codes import CodeKey, Pairs, code_key, nested

# Past these, searching the heap is the cheaper one.
_MOST_OBJECTS = 20_000
_LARGEST_CONTAINER = 5_000


def ids(*kinds: type) -> frozenset[int]:
    """Give the ids of built-in types, to look a thing's own type up among them.

    To compare the types themselves would run what a stranger's metaclass has for ``==``.
    """
    return frozenset(map(id, kinds))


_CONTAINERS = ids(dict, list, tuple, set, frozenset)
_DEAD_ENDS = ids(str, bytes, int, float, bool, type(None), CodeType, FrameType, TracebackType)


class CannotPatch(Exception):
    """What lives is not what the source says; the module has to run again."""


def live_functions(
    pairs: Pairs, filename: str, space: dict[str, Any]
) -> tuple[list[FunctionType], bool]:
    """Find the functions that were made from a file and have a namespace for their globals.

    Parameters
    ----------
    pairs
        Which code objects matter, because they move.
    filename
        What ``co_filename`` says.
    space
        The module's namespace.

    Returns
    -------
    functions
        At least all those whose code moves.
    searched
        Whether the heap had to be searched, once.
    """
    tally = _Tally(pairs)
    for level in _levels(space):
        tally.add(thing for thing in level if _is_ours(thing, filename, space))
        if tally.is_complete():
            return tally.functions, False
    return [thing for thing in gc.get_referrers(space) if _is_ours(thing, filename, space)], True


def lookup(space: dict[str, Any], qualname: str) -> Any:
    """Look a qualified name up in a namespace and in the classes' own dictionaries."""
    found: Any = None
    scope: Any = space
    owner = ""
    for name in qualname.split("."):
        found = scope.get(_mangled(name, owner))
        scope = class_dict(found) if is_a(found, type) else {}
        owner = name
    return found


def _mangled(name: str, owner: str) -> str:
    """Give the key of a name in a class: two leading underscores make it a private one."""
    owner = owner.lstrip("_")
    if owner and name.startswith("__") and not name.endswith("__"):
        return f"_{owner}{name}"
    return name


def is_elsewhere(thing: Any, name: object) -> bool:
    """Whether something is another module, or a class from one."""
    if is_a(thing, type):
        home = class_dict(thing).get("__module__")
        return type(home) is not str or type(name) is not str or home != name
    return is_a(thing, ModuleType)


def _is_ours(thing: Any, filename: str, space: dict[str, Any]) -> bool:
    return (
        type(thing) is FunctionType
        and thing.__globals__ is space
        and thing.__code__.co_filename == filename
    )


def _levels(space: dict[str, Any]) -> Iterator[list[Any]]:
    """Walk along references from a namespace, breadth first, but not into other modules."""
    seen: dict[int, object] = {id(space): space}
    level: list[Any] = [space]
    while level and len(seen) < _MOST_OBJECTS:
        reached = (thing for opened in level for thing in _referents(opened, seen, space))
        level = []
        for thing in islice(reached, _MOST_OBJECTS):
            if id(thing) not in seen and id(type(thing)) not in _DEAD_ENDS:
                seen[id(thing)] = thing
                level.append(thing)
        yield level


def _referents(thing: Any, seen: dict[int, object], space: dict[str, Any]) -> list[Any]:
    kind = type(thing)
    if kind is FunctionType:
        for other in (thing.__globals__, thing.__builtins__):
            seen[id(other)] = other
    elif is_elsewhere(thing, space.get("__name__")) or (
        id(type(thing)) in _CONTAINERS and len(thing) > _LARGEST_CONTAINER and thing is not space
    ):
        return []
    return gc.get_referents(thing)


class _Tally:
    """The functions found so far, and who else may refer to their code."""

    def __init__(self, pairs: Pairs) -> None:
        self.functions: list[FunctionType] = []
        self._pairs = pairs
        self._missing = {key for key in pairs.defined if key in pairs.moved}
        self._codes: dict[int, CodeType] = {}
        self._watched: set[int] = set()
        self._holders: Counter[int] = Counter()

    def add(self, functions: Iterable[FunctionType]) -> None:
        for function in functions:
            self.functions.append(function)
            self._hold(function.__code__)

    def _hold(self, code: CodeType) -> None:
        self._holders[id(code)] += 1
        if id(code) in self._codes:
            return
        self._codes[id(code)] = code
        key: CodeKey = code_key(code)
        self._missing.discard(key)
        if key in self._pairs.moved or key in self._pairs.lost:
            self._watched.add(id(code))
        for inner in nested(code):
            self._hold(inner)

    def is_complete(self) -> bool:
        if self._missing:
            return False
        references = _references(self._codes, self._watched)
        if all(count <= self._holders[code] for code, count in references.items()):
            return True
        frames = _frame_codes()
        return all(
            count <= self._holders[code] + frames[code] for code, count in references.items()
        )


def _references(codes: dict[int, CodeType], which: Iterable[int]) -> dict[int, int]:
    """Count the references to code objects, less those from here."""
    return {code: sys.getrefcount(codes[code]) - _OURS for code in which}


_OURS = 0
_OURS = _references({0: compile("", "", "exec")}, [0])[0]


def _frame_codes() -> Counter[int]:
    """Count the frames of each code object, running or kept by the last traceback."""
    frames: dict[int, FrameType] = {}
    failed = chain.from_iterable(map(frames_of, last_errors()))
    starts: list[FrameType | None] = [*sys._current_frames().values(), *failed]
    for start in starts:
        frame = start
        while frame is not None and id(frame) not in frames:
            frames[id(frame)] = frame
            frame = frame.f_back
    return Counter(id(frame.f_code) for frame in frames.values())
