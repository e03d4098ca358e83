"""Which new object takes the place of which old one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partialmethod
from types import BuiltinMethodType, FunctionType
from typing import Any

from .. import strangers
from ..atoms import ATOMS, SYSTEM_NAMES, is_atom
from ..identity import by_id, id
from ..look import mro
from .dispatch import implementations

_MARK_DEPTH = 4
_MARK_BREADTH = 200
_CONTAINERS: tuple[Any, ...] = (dict, list, tuple)
#: What most functions are called that are registered for a class: they go by the class first.
_REGISTERED = "_"
#: A method of something is none, though it has the type of a function written in C.
CONSTANTS = ATOMS - {BuiltinMethodType}

globals_of: Any = FunctionType.__dict__["__globals__"].__get__
_builtins_of: Any = FunctionType.__dict__["__builtins__"].__get__


@dataclass(frozen=True, slots=True)
class Swap:
    """One module that has been run again.

    Attributes
    ----------
    name
        Its name in ``sys.modules``.
    old
        The former module object, its namespace untouched; whatever a module put in
        ``sys.modules``.
    new
        The one in ``sys.modules`` now, successfully imported.
    lost
        Functions and classes that it defined before the old one, and the old one did not.
    """

    name: str
    old: Any
    new: Any
    lost: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """An old object and the new one of the same module and name.

    Attributes
    ----------
    made
        Whether the old one bears the mark of its module: a function or class defined there, an
        instance of such a class, a wrapper of such a function, the module itself. Without the
        mark (a list, a pattern, a lock) it may as well be somebody else's.
    kept
        Whether the old one goes on as it is, and takes the new one's place.
    """

    name: str
    old: Any
    new: Any
    made: bool
    kept: bool = False


@dataclass(slots=True)
class Origins:
    """Where things come from: the namespaces of the swapped modules, before and after."""

    names: frozenset[str]
    old: dict[int, dict[str, Any]] = field(default_factory=dict)
    new: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: The new namespace for each old one, by the old one's id.
    successors: dict[int, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, swaps: Sequence[Swap], dropped: Mapping[str, object]) -> Origins:
        """Return the origins for `swaps`, and for modules that nothing came after."""
        origins = cls(frozenset(swap.name for swap in swaps) | dropped.keys())
        for name, module in dropped.items():
            origins.old.update((id(space), space) for space in spaces(module, name))
        for swap in swaps:
            old, new = list(spaces(swap.old, swap.name)), list(spaces(swap.new, swap.name))
            origins.old.update((id(space), space) for space in old)
            origins.new.update((id(space), space) for space in new)
            both = zip(reversed(old), reversed(new), strict=False)
            origins.successors.update((id(before), after) for before, after in both)
            for space in spaces_of(swap.lost.values()):
                origins.old[id(space)] = space
                origins.successors.setdefault(id(space), new[-1])
        return origins

    def forget(self, idle: Collection[int]) -> None:
        """Forget namespaces that nobody can come by, given their ids."""
        self.old = {key: space for key, space in self.old.items() if key not in idle}

    def is_ours(self, thing: object) -> bool:
        """Whether a swapped module defines this function or class, or an instance's class."""
        if type(thing) is FunctionType:
            return id(thing.__globals__) in self.old or id(thing.__globals__) in self.new
        if strangers.is_class(thing):
            return strangers.module_name(thing) in self.names
        return False


def spaces(module: object, name: str) -> Iterator[dict[str, Any]]:
    """Yield the namespaces of a module object.

    A module may have put an object of its own in ``sys.modules``; the names that its functions
    see are then the globals of that object's methods.
    """
    own = strangers.instance_dict(module)
    if own is not None:
        yield own
    if not strangers.is_module(module) and strangers.module_name(type(module)) == name:
        for value in list(strangers.members(type(module)).values()):
            if type(value) is FunctionType and value.__globals__.get("__name__") == name:
                yield value.__globals__
                return


def spaces_of(things: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the namespaces in which functions, or the methods of classes, were defined."""
    for thing in things:
        inside = strangers.members(thing).values() if strangers.is_class(thing) else [thing]
        for function in list(inside):
            while function is not None:
                if type(function) is FunctionType:
                    yield function.__globals__
                function = (strangers.instance_dict(function) or {}).get("__wrapped__")


def pair_up(
    swaps: Sequence[Swap],
    origins: Origins,
    kept: Iterable[Pair] = (),
    moved: Iterable[tuple[str, Any, Any]] = (),
) -> list[Pair]:
    """Return every old object that has a new counterpart, each once; those `kept` as they are."""
    pairing = _Pairing(origins)
    pairing.pairs.update((id(pair.old), pair) for pair in kept)
    for swap in swaps:
        pairing.add(swap.name, swap.old, swap.new, made=True)
    for swap in swaps:
        if not strangers.is_module(swap.old):
            pairing.add_value(swap.name, type(swap.old), type(swap.new))
        for old, new in zip(spaces(swap.old, swap.name), spaces(swap.new, swap.name), strict=False):
            pairing.add_names(swap.name, list(old.items()), new)
            pairing.add_names(swap.name, list(swap.lost.items()), new)
    for name, before, now in moved:
        pairing.add_value(name, before, now)
    pairing.look_inside()
    return list(pairing.pairs.values())


class _Pairing:
    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.pairs: dict[int, Pair] = {}
        self._wholes: list[tuple[str, Any, Any]] = []

    def add(self, name: str, old: Any, new: Any, *, made: bool) -> bool:
        """Pair the two, unless they are one, or a constant, or paired before."""
        if old is new or id(old) in self.pairs or is_atom(old):
            return False
        self.pairs[id(old)] = Pair(name, old, new, made)
        return True

    def add_names(self, prefix: str, old: Iterable[tuple[Any, Any]], new: Any) -> None:
        """Pair what two namespaces call by the same name; a thing's own name comes first."""
        both = {k: v for k, v in old if type(k) is str and k in new and k not in SYSTEM_NAMES}
        later = []
        for name, value in both.items():
            if name != _REGISTERED and _own_name(value) in (None, name):
                self.add_value(f"{prefix}.{name}", value, new[name])
            else:
                later.append(name)
        if _REGISTERED in later:
            for name, value in both.items():
                for registered in implementations(value, new[name]):
                    self.add_value(f"{prefix}.{name}", *registered)
        for name in later:
            self.add_value(f"{prefix}.{name}", both[name], new[name])

    def add_value(self, name: str, old: Any, new: Any) -> None:
        """Pair two values of one name, and what corresponds inside two classes."""
        if old is new or is_atom(old):
            return
        if is_atom(new) and not (_is_defined(old) and _is_named_in(name, old)):
            # None at import, and an instance by a call since: that one is the session's. Or None
            # instead of what another module does not have any more.
            return
        made = self.is_made(old)
        if made is None or not self.add(name, old, new, made=made):
            return
        if strangers.is_class(old) and strangers.is_class(new):
            self.add_names(name, list(strangers.members(old).items()), self.all_members(new))
        else:
            self._wholes.append((name, old, new))

    def look_inside(self) -> None:
        """Pair what corresponds inside the paired, after all that has a name of its own."""
        for name, old, new in self._wholes:  # more come on the way
            kind = self.pairs.get(id(type(old)))
            if type(new) is not (type(old) if kind is None else kind.new):
                continue
            for wrapped in _contents(old, new):
                self.add_value(name, *wrapped)
            parts = _parts(new)
            for key, part in _parts(old).items():
                if key in parts:
                    self.add_value(name, part, parts[key])

    def all_members(self, cls: type) -> dict[str, Any]:
        """Return the attributes of a class, those that it has from other new classes included."""
        found: dict[str, Any] = {}
        for base in reversed(mro(cls)):
            if base is cls or strangers.module_name(base) in self.origins.names:
                found.update(strangers.members(base))
        return found

    def is_made(self, thing: Any) -> bool | None:
        """Whether a swapped module made `thing`; None where another module did."""
        if type(thing) is FunctionType:
            if id(thing.__globals__) in self.origins.old:
                return True
            space = thing.__globals__
            is_theirs = "__name__" in space and space.get(thing.__name__) is thing
            return None if is_theirs else self.bears_mark(thing)
        if strangers.is_class(thing):
            is_theirs = strangers.module_name(thing) not in self.origins.names
            return None if is_theirs and _is_at_home(thing) else True
        if strangers.is_module(thing):
            return None
        if type(thing) in (property, staticmethod, classmethod):
            return any(map(self.origins.is_ours, gc.get_referents(thing))) or self.bears_mark(thing)
        kinds = mro(type(thing))
        if any(strangers.module_name(cls) in self.origins.names for cls in kinds):
            return True
        if any(id(cls) in self.pairs for cls in kinds):
            return True  # of a class that a helper elsewhere has made for the module
        if issubclass(type(thing), (dict, list, tuple, set, frozenset)):
            return False
        return self.bears_mark(thing)

    def bears_mark(self, thing: Any) -> bool:
        """Whether `thing` wraps something that an old module defines, a few steps down."""
        level: list[Any] = [thing]
        seen = {id(thing)}
        for _ in range(_MARK_DEPTH):
            inside = neighbours(level, seen)
            if any(map(self.origins.is_ours, inside)):
                return True
            level = [x for x in inside if not strangers.is_class(x)][:_MARK_BREADTH]
        return False


def _own_name(value: Any) -> str | None:
    if type(value) is FunctionType:
        return value.__name__
    if strangers.is_class(value):
        name: str = type.__dict__["__name__"].__get__(value)
        return name
    return None


def _is_at_home(cls: type) -> bool:
    """Whether the module that a class names has it; a helper there may have made it for others."""
    home: Any = strangers.instance_dict(sys.modules.get(strangers.module_name(cls) or ""))
    if not strangers.is_python_class(cls) or home is None:
        return True
    spaces = [home]
    for name in type.__dict__["__qualname__"].__get__(cls).split(".")[:-1]:
        outer = spaces[-1].get(name)
        spaces.append(strangers.members(outer) if strangers.is_class(outer) else {})
    return any(value is cls for space in spaces for value in list(space.values()))


def _is_defined(thing: Any) -> bool:
    """Whether a ``def`` or ``class`` statement at the top level made `thing`, not a call."""
    if type(thing) is FunctionType:
        return "<locals>" not in thing.__code__.co_qualname  # wraps() lends it another name
    return strangers.is_class(thing)


def _is_named_in(name: str, defined: Any) -> bool:
    """Whether a dotted name leads to a function or class by way of the module that defined it."""
    return name.startswith(f"{strangers.module_name(defined)}.")


def _contents(old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what corresponds inside two descriptors or wrappers of the same type."""
    kind = type(old)
    if kind is property:
        yield from ((old.fget, new.fget), (old.fset, new.fset), (old.fdel, new.fdel))
    elif kind in (staticmethod, classmethod):
        yield old.__func__, new.__func__
    elif kind in (cached_property, partialmethod):
        yield old.func, new.func
    if kind is FunctionType and old.__closure__ is None:
        return  # it wraps nothing; asking would only make it a dict for attributes
    yield from implementations(old, new)


def _parts(whole: Any) -> dict[Any, Any]:
    """Return what `whole` consists of: by attribute, by constant key, by length and index."""
    kind = type(whole)
    if kind is FunctionType and whole.__closure__ is None:
        return {}  # as above
    parts: dict[Any, Any] = strangers.attributes(whole)
    base = next((base for base in _CONTAINERS if issubclass(kind, base)), None)
    size = 0 if base is None else base.__len__(whole)
    if base is dict and size <= _MARK_BREADTH:
        items = list(dict.items(whole))
        parts.update(((type(key), key), value) for key, value in items if type(key) in ATOMS)
    elif base is not None and size <= _MARK_BREADTH:
        parts.update(((size, index), value) for index, value in enumerate(base.__iter__(whole)))
    return parts


def neighbours(level: Sequence[Any], seen: set[int]) -> list[Any]:
    """Return what the objects of `level` refer to, and add it to what was `seen` before.

    Constants and functions' globals are left aside.
    """
    inside = [
        x
        for x in gc.get_referents(*level)
        if type(x) not in ATOMS or (type(x) is BuiltinMethodType and _is_bound(x))
    ]
    found = by_id(inside)
    functions = [f for f in level if type(f) is FunctionType]
    spaces = {*map(id, map(globals_of, functions)), *map(id, map(_builtins_of, functions))}
    for key in (found.keys() & spaces) | (found.keys() & seen):
        del found[key]
    seen.update(found)
    return list(found.values())


def _is_bound(method: BuiltinMethodType) -> bool:
    """Whether a function written in C is a method of some object: all have a ``__self__``."""
    return method.__self__ is not None and not strangers.is_module(method.__self__)
