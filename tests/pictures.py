"""A picture of a session: who holds what, object by object, to compare a before with an after."""

from __future__ import annotations

import gc
import sys
from collections import Counter, OrderedDict
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from ipython_modreset import strangers
from ipython_modreset.annotations import worked_out_by
from ipython_modreset.look import mro

_LEAVES = (str, bytes, int, float, bool, type(None), CodeType, BuiltinFunctionType, ModuleType)


class Picture:
    """What can be reached from some roots, by identity and in order.

    The objects are kept alive, so that none of the ids is given to another one.
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self.seen: dict[int, Any] = {}
        self.shape: dict[int, tuple[Any, ...]] = {}
        waiting = list(roots)
        while waiting:
            thing = waiting.pop()
            if id(thing) in self.seen or isinstance(thing, _LEAVES):
                continue
            self.seen[id(thing)] = thing
            parts = _parts(thing)
            content: Any = [id(part) for part in parts]
            if issubclass(type(thing), (set, frozenset)):
                content = Counter(content)
            self.shape[id(thing)] = (id(type(thing)), content)
            waiting += parts

    def differences(self, other: Picture) -> list[str]:
        """Say what `other` shows otherwise."""
        return [
            f"{type(thing).__name__} {thing!r:.80}"
            for key, thing in self.seen.items()
            if self.shape[key] != other.shape.get(key)
        ]


def _parts(thing: Any) -> list[Any]:
    if strangers.is_class(thing):
        if thing.__module__ in ("builtins", "typing", "functools", "collections", "weakref"):
            return []
        members = strangers.members(thing)
        # The interpreter's own names may change places with the others, but not these.
        items = sorted(members.items(), key=lambda item: item[0] if item[0][:2] == "__" else "~")
        parts = [x for name, value in items for x in (sys.intern(name), value)]
        return [*parts, *strangers.bases(thing), *mro(thing)]
    if type(thing) is FunctionType:
        globals_ = {id(thing.__globals__), id(thing.__builtins__)}
        _ = thing.__annotations__, thing.__dict__  # not there until they are asked for
        if worked_out_by(thing):  # and worked out again, perhaps
            globals_.add(id(thing.__annotations__))
        return [x for x in gc.get_referents(thing) if id(x) not in globals_]
    if isinstance(thing, OrderedDict):
        return [x for item in OrderedDict.items(thing) for x in item]
    if isinstance(thing, dict):
        own = [x for item in dict.items(thing) for x in item if item[0] != "__builtins__"]
        return own
    attributes = strangers.instance_dict(thing)
    if attributes is None:
        return gc.get_referents(thing)
    # Where the interpreter keeps the attributes, and in which dict, is its own affair.
    kept = {id(attributes), *map(id, attributes.values())}
    rest = [x for x in gc.get_referents(thing) if id(x) not in kept]
    return [*rest, *(x for item in attributes.items() for x in item)]
