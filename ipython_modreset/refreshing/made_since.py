"""What the session has made of a module since its import, carried over into its next run.

A name counted up, a list that the notebook fills, a flag that a function sets, a lock that is held:
a new process that runs all cells again would make the same of it again. Where the new source begins
otherwise than the old one, the new source has its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import EnumMeta
from functools import cached_property
from types import FunctionType, ModuleType
from typing import Any

from .. import strangers
from ..adopting.instances import cached_names
from ..adopting.pairs import Pair
from ..atoms import is_atom
from ..identity import id
from ..look import is_a, mro, namespace
from ..observing.states import (
    LISTS,
    MAPPINGS,
    Path,
    State,
    Token,
    contents,
    is_container,
    is_entered,
    is_users_instance,
    kept_defaults,
    space_of,
    token,
)
from ..observing.tallies import set_tally, tallies
from ..observing.withdrawn import Place
from .bindings import Way, begin_alike, caches, counters

_ABSENT: Any = object()
_Items = Collection[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Rerun:
    """One module that has run again.

    Attributes
    ----------
    name
        Its name.
    old, new
        The module objects.
    sources
        The source of either.
    reads_files
        Whether it reads files while it is imported: the same call may give something else then.
    refuses
        Whether something of its has refused what others entered there a second time.
    states, states_now
        What the old one held when its import was over, and the new one.
    """

    name: str
    old: object
    new: object
    sources: tuple[bytes, bytes]
    reads_files: bool
    refuses: bool
    states: Mapping[Path, State]
    states_now: Mapping[Path, State]


@dataclass(frozen=True, slots=True)
class Rebound:
    """A module's name that the session has bound anew since the import, and does still.

    Attributes
    ----------
    was
        What the old run bound it to.
    first
        What the new run did.
    latest
        What the session did, in the old run.
    """

    was: Token
    first: Any
    latest: Any

    def imported(self, value: Any, now: Any) -> Any:
        """Return what a name has in the end that an import statement had bound to `value`."""
        if token(value) == token(self.latest):
            return now
        return self.first if token(value) == self.was else value


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes on in a module's new run.

    Attributes
    ----------
    kept
        Old objects that are to be held instead of the new ones.
    rebound
        The names that the session has bound anew.
    displaced
        New functions and classes that something of the session's stands in for.
    """

    kept: list[Pair]
    rebound: dict[str, Rebound]
    displaced: list[Any]


def carry_on(
    rerun: Rerun, registered: Collection[Place], is_users: Callable[[str], bool]
) -> Carried:
    """Make the same of a module's new run as the session has made of the old one.

    Only new objects are changed, which nobody holds yet: there is nothing to undo.

    Parameters
    ----------
    rerun
        The module.
    registered
        What modules that run again had put into others' containers: they do that again.
    is_users
        Tells of a module whether it is the user's own.

    Returns
    -------
    Carried
        What of the old run goes on.
    """
    carrying = _Carrying(rerun, registered, is_users)
    if is_a(rerun.old, ModuleType) and is_a(rerun.new, ModuleType):
        carrying.holder((), rerun.old, rerun.new)
    return Carried(carrying.kept, carrying.rebound, carrying.displaced)


class _Carrying:
    def __init__(
        self, rerun: Rerun, registered: Collection[Place], is_users: Callable[[str], bool]
    ) -> None:
        self.kept: list[Pair] = []
        self.rebound: dict[str, Rebound] = {}
        self.displaced: list[Any] = []
        self._rerun = rerun
        self._registered = registered
        self._filled = {container for container, _ in registered}
        self._is_users = is_users
        self._seen: set[int] = set()
        self._makes_names = "__getattr__" in namespace(rerun.old)

    # Worked out when first asked for: most modules have nothing that needs them.
    @cached_property
    def _alike(self) -> frozenset[Way]:
        if self._rerun.reads_files:
            return frozenset()
        return begin_alike(*self._rerun.sources, self._is_users)

    @cached_property
    def _caches(self) -> frozenset[str]:
        return caches(self._rerun.sources[0])

    @cached_property
    def _counters(self) -> frozenset[str]:
        return counters(self._rerun.sources[1])

    def holder(self, path: Path, old: Any, new: Any) -> None:
        """Carry over what the session has made of one holder, and of what it leads to."""
        before = self._rerun.states.get(path)
        if old is new or id(old) in self._seen or before is None or before.holder != id(old):
            return
        self._seen.add(id(old))
        if is_container(old):
            if type(new) is type(old):
                self._container(path, old, new, before)
        elif type(old) is FunctionType:
            if type(new) is FunctionType:
                self._function(path, old, new, before)
        elif is_a(old, type) == is_a(new, type):
            self._space(path, old, new, before)

    def _container(self, path: Path, old: Any, new: Any, before: State) -> None:
        now, there = contents(old), contents(new)
        if there is None:
            return  # data of the source's own
        is_touched = now is None or _tokens(now) != before.items
        is_as_then = _tokens(there) == before.items
        if is_touched and is_as_then and self._goes_on(path) and id(old) not in self._filled:
            self._keep(path, old, new)
        elif now is None:
            return  # what has grown so large since is kept whole, or not at all
        elif type(old) in LISTS:
            self._list(path, old, new, before)
        elif type(old) in MAPPINGS:
            self._mapping(path, old, new, before)
        else:
            gone = before.items.keys() - {key for key, _ in now}
            added = [x for key, x in now if key not in before.items]
            new.update([x for x in added if self._is_sessions(path, old, x, x)])
            new.difference_update([key[1] for key in gone if key[0] is not None])

    def _goes_on(self, path: Path) -> bool:
        return path in self._alike and not self._is_cache(path)

    def _space(self, path: Path, old: Any, new: Any, before: State) -> None:
        there = space_of(new)
        for name, value in contents(old) or ():
            was, now, its = before.items.get(name), token(value), there.get(name, _ABSENT)
            if was == now:
                if now[0] is None and value is not its:
                    self._same((*path, name), value, its)
            elif strangers.is_module(value) or name in cached_names(type(old)):
                continue
            elif strangers.is_layout(value, old):
                continue  # a class that stays has slots of its own, not those of the new one
            elif self._is_for_sessions((*path, name), value):
                self._changed((*path, name), new, was, value, its)

    def _function(self, path: Path, old: Any, new: Any, before: State) -> None:
        """Go on with what a function has counted and kept, unless it begins otherwise now."""
        there = dict(tallies(new))
        for key, value in tallies(old):
            was = before.items.get(key)
            if was in (None, token(value)) or key not in there:
                continue
            if self._begins_alike((*path, key), was, there[key]):
                set_tally(new, key, value)
        there = dict(kept_defaults(new))
        for key, kept in kept_defaults(old):
            if key in there:
                self.holder((*path, key), kept, there[key])

    def _changed(self, path: Path, new: Any, was: Any, value: Any, its: Any) -> None:
        """Give a name what the session gave it: as it is, or what was counted up since."""
        if was is None:
            if self._may_be_added(path, its):
                _set(new, path[-1], value)
            return
        if its is _ABSENT:
            return
        if self._is_counted(path, was, value, its):
            _set(new, path[-1], its + value - was[1])
        elif self._begins_alike(path, was, its):
            _set(new, path[-1], value)
        elif self._stands_in(value, its):
            _set(new, path[-1], value)
            self.displaced.append(its)
        else:
            return
        if len(path) == 1:
            self.rebound[path[0]] = Rebound(was, its, value)

    def _is_counted(self, path: Path, was: Any, value: Any, its: Any) -> bool:
        """Whether cells alone have counted a number, from whatever it begins with now."""
        after = self._rerun.states_now.get(path[:-1])
        return (
            type(value) is type(its) is was[0] in (int, float)
            and path[-1] in self._counters
            and after is not None
            and after.items.get(path[-1]) == token(its)
        )

    def _may_be_added(self, path: Path, its: Any) -> bool:
        """Whether a name is the session's that was not there at first. `__getattr__` makes some."""
        return its is _ABSENT and not (self._makes_names and len(path) == 1)

    def _begins_alike(self, path: Path, was: Token, its: Any) -> bool:
        return was == token(its) or (was[0] is None and path in self._alike)

    def _stands_in(self, value: Any, its: Any) -> bool:
        """Whether the session has put something of its own in a function's place: a mock."""
        is_defined = type(its) is FunctionType or is_a(its, type)
        if not is_defined or is_atom(value) or is_container(value):
            return False
        is_made = type(value) is FunctionType or is_a(value, type)
        home = strangers.module_name(value if is_made else type(value))
        return home is not None and not self._is_users(home)

    def _same(self, path: Path, value: Any, its: Any) -> None:
        """Go on with a value that is the same object as after the import."""
        if its is _ABSENT or its is value:
            return
        if path in self._rerun.states:
            self.holder(path, value, its)
        elif (
            not self._rerun.refuses
            and _is_opaque(value)
            and type(value) is type(its)
            and not is_entered(value, self._rerun.name, self._is_users)
            and self._goes_on(path)
        ):
            self._keep(path, value, its)

    def _keep(self, path: Path, old: Any, new: Any) -> None:
        name = ".".join([self._rerun.name, *path])
        self.kept.append(Pair(name, old, new, made=True, kept=True))

    def _mapping(self, path: Path, old: Any, new: Any, before: State) -> None:
        there = {_known_as(key): key for key in list(new)}
        for key, value in list(old.items()):
            name, same = token(key), _known_as(key)
            was, its = before.items.get(name), new[there[same]] if same in there else _ABSENT
            if was == token(value):
                self._same((*path, name), value, its)
            elif self._is_sessions(path, old, key, value) and (
                its is _ABSENT if was is None else its is not _ABSENT
            ):
                new[key] = value
        for name in before.items.keys() - set(map(token, list(old))):
            if name[0] is not None and name in there:
                del new[there[name]]

    def _list(self, path: Path, old: Any, new: Any, before: State) -> None:
        was, now, its = before.items.values(), list(map(token, old)), list(map(token, new))
        if list(was) == now:
            for index, (value, other) in enumerate(zip(list(old), list(new), strict=False)):
                self._same((*path, index), value, other)
            return
        taken, added = Counter(was), []
        for value, one in zip(list(old), now, strict=True):
            taken[one] -= 1
            if taken[one] < 0 and self._is_sessions(path, old, value, value):
                added.append(value)
        stay = []
        for value, one in zip(list(new), its, strict=True):
            if one[0] is not None and taken[one] > 0:
                taken[one] -= 1
            else:
                stay.append(value)
        # Then the session's order is the best, unless others have put things there, too.
        in_order = list(was) == its and id(old) not in self._filled
        new.clear()
        new.extend(old if in_order else [*stay, *added])

    def _is_sessions(self, path: Path, container: Any, item: Any, value: Any) -> bool:
        """Whether an item in a container was put there by cells, and is to stay there."""
        is_registered = (id(container), id(item)) in self._registered
        return not is_registered and self._is_for_sessions(path, value)

    def _is_for_sessions(self, path: Path, value: Any) -> bool:
        """Whether a value is no cached one; an instance keeps its identity all the same."""
        return not self._is_cache(path) or is_users_instance(value, self._is_users)

    def _is_cache(self, path: Path) -> bool:
        return any(type(part) is str and part.removesuffix("=") in self._caches for part in path)


def _known_as(key: Any) -> object:
    """Return what a key goes by in either run: classes, functions and members of enums by name."""
    kind = type(key)
    if issubclass(type(kind), EnumMeta):
        member = strangers.instance_dict(key) or {}
        return strangers.module_name(kind), _qualname(kind), member.get("_name_")
    if kind is FunctionType:
        return strangers.module_name(key), key.__qualname__
    if is_a(key, type):
        return strangers.module_name(key), _qualname(key)
    return token(key)


_qualname: Any = type.__dict__["__qualname__"].__get__


def _tokens(inside: _Items) -> dict[Any, Token]:
    return {key: token(value) for key, value in inside}


_NO_THINGS = frozenset({tuple, frozenset, FunctionType, property, staticmethod, classmethod})


def _is_opaque(value: Any) -> bool:
    """Whether `value` is a thing of its own, which nobody can compare: a lock, a queue.

    A descriptor is none: its class has made something of what the source says.
    """
    if type(value) in _NO_THINGS or is_atom(value) or is_a(value, type):
        return False
    if strangers.is_module(value):
        return False
    return not any("__get__" in strangers.members(cls) for cls in mro(type(value)))


def _set(holder: Any, name: str, value: Any) -> None:
    if is_a(holder, type):
        type.__setattr__(holder, name, value)
    elif is_a(holder, ModuleType):
        namespace(holder)[name] = value
    else:
        object.__setattr__(holder, name, value)
