"""What modules set in other modules, their classes, objects and dicts while they are imported.

Before such a module runs again, what was there is put back. So what it wraps is wrapped once, and
a patch that its new source does not make is gone.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from types import FunctionType
from typing import Any

from .. import strangers
from ..atoms import ATOMS, SYSTEM_NAMES
from ..counts import references
from ..look import look, namespace
from ..syntax import tree_of
from ..undo import Journal
from .installed_places import (
    FOREIGN,
    InstalledPlaces,
    Place,
    function_of,
    imported,
    is_installed,
    is_made_by,
    is_put_back,
    names,
)
from .states import Token, token

_Items = list[tuple[Any, Any]]

_ABSENT: Any = object()
_LARGEST = 100
#: What there is in a source that assigns to an attribute, or to a key.
_ASSIGNMENT = re.compile(
    rb"(?<!\bself)\.\w+\s*[-+*/|&^%@]{0,2}=(?!=)|\]\s*=(?!=)|setattr|\.update\("
)


@dataclass(frozen=True, slots=True)
class Patch:
    """A place in a module, or in something of its, and what was there before and after.

    They are numbered as they come: of two in one place, the later one is taken back first.
    """

    module: str
    owner: Any
    place: Place
    before: Any
    after: Token
    number: int


class Patches:
    """Keeps account of which module has patched what.

    Functions that the patching module itself defines, a closure of one perhaps, are taken for
    patches: no cell can have put those anywhere before the import was over. Of what else has come
    to a place since, that is taken for one whose name the module's source assigns to.

    Examples
    --------
    >>> from types import ModuleType
    >>> base, patch, patches = ModuleType("base"), ModuleType("patch"), Patches()
    >>> sys.modules["base"] = base
    >>> exec("LIMIT = 1", vars(base))
    >>> patches.end("base", base)
    >>> patch.base = base
    >>> exec("base.LIMIT = 2", vars(patch))
    >>> patches.end("patch", patch, b"base.LIMIT = 2")
    >>> base.LIMIT
    2
    >>> _ = patches.withdraw(["patch"], Journal())
    >>> base.LIMIT
    1
    >>> del sys.modules["base"]
    """

    def __init__(self) -> None:
        # What each module, and each of its classes, functions and objects, has by name: its own
        # functions and constants, or what others have put there since.
        self._places: dict[str, dict[Place, dict[Any, Any]]] = {}
        # The same of what is installed, and imported by name in the user's sources; once loaded.
        self._installed: dict[str, InstalledPlaces] = {}
        self._awaited: set[str] = set()
        self._made: dict[str, list[Patch]] = {}
        self._numbers = count()

    def begin(self, source: bytes) -> None:
        """Note what installed modules have that the code which is about to run may patch."""
        for name in imported(source) - self._installed.keys() - self._places.keys():
            self._awaited.add(name)
            if not look(name, sys.modules.get(name)).importing:
                self.loaded(name)

    def loaded(self, name: str) -> None:
        """Note what an installed module has as its import is over."""
        if name in self._awaited and is_installed(name):
            self._awaited.discard(name)
            self._installed[name] = InstalledPlaces(name)

    def end(self, module: str, loaded: object, source: bytes = b"") -> None:
        """Note what a module has defined, and what it has patched, as its import is over."""
        space = namespace(loaded)
        assigned = _assigned(source)
        # It has no functions where nothing holds its namespace but itself, and this method.
        if assigned or references([space]) > [2]:
            for patch in self._made_by(module, space, source, assigned):
                self._made.setdefault(module, []).append(patch)
        self._places[module] = {
            place: {
                name: value if is_put_back(value, module) else FOREIGN for name, value in inside
            }
            for _, place, inside in self._holders(module, deep=True, functions=bool(assigned))
        }

    def _made_by(
        self, module: str, space: dict[str, Any], source: bytes, assigned: AbstractSet[object]
    ) -> Iterator[Patch]:
        """Yield what differs in other modules since they were looked at, and is by this one."""
        for name in self._homes(space, source) - {module}:
            known, installed = self._known(name), self._installed.get(name)
            if installed is not None:
                holders = installed.candidates(assigned)
            elif name in self._places:
                holders = self._holders(name, deep=bool(assigned))
            else:
                continue
            for owner, place, inside in holders:
                there = known.setdefault(place, {})
                for attribute, value in inside:
                    before = there.get(attribute, _ABSENT)
                    if before is value or before is FOREIGN:
                        continue
                    if before is _ABSENT and (type(owner) is dict or attribute in SYSTEM_NAMES):
                        continue  # a registration; what every new class has
                    is_set = attribute in assigned and (
                        installed is None or _is_set_on_class(value, owner, name)
                    )
                    if is_set or _is_of(value, space) or _is_made_of(value, owner, module):
                        place_of_it = (*place, attribute)
                        number = next(self._numbers)
                        yield Patch(name, owner, place_of_it, before, token(value), number)
                        there[attribute] = value if is_put_back(value, module) else FOREIGN

    def forget(self, modules: Collection[str], journal: Journal) -> None:
        """Look no longer after modules that go: this would keep their functions alive."""
        journal.del_items(self._places, *modules)
        journal.del_items(self._installed, *modules)
        journal.del_items(self._made, *modules)

    def holding(self, module: str) -> list[dict[Any, Any]]:
        """Return what holds functions of a module until it is patched, and is not meant."""
        return list(self._places.get(module, {}).values())

    def follow(self, module: str, cls: type, names: Collection[str], journal: Journal) -> None:
        """Take for a module's own what a class of it has now under some names."""
        there = self._places.get(module, {}).get((cls.__qualname__,))
        now = strangers.members(cls)
        if there is not None:
            journal.remember(there, *names)
            for name in names:
                there.pop(name, None)
            there.update((name, now[name]) for name in names if name in now)

    def withdraw(self, modules: Collection[str], journal: Journal) -> list[Any]:
        """Take back what modules that are about to run again have patched.

        The way back takes back first what they patch by then: one that fails leaves nothing.

        Returns
        -------
        list
            In what the journal holds their functions until then.
        """
        made = self._made_in(modules)
        known = [x for name in modules for x in self._places.get(name, {}).values()]
        self.forget(modules, journal)
        self._take_back(made, journal)
        journal.note(lambda: self._take_back(self._made_in(modules), Journal()))
        return [*known, *made]

    def _made_in(self, modules: Collection[str]) -> list[Patch]:
        return [patch for name in modules for patch in self._made.get(name, ())]

    def _take_back(self, made: Iterable[Patch], journal: Journal) -> None:
        for patch in sorted(made, key=lambda patch: -patch.number):
            name, there = patch.place[-1], self._known(patch.module).get(patch.place[:-1], {})
            last = there.get(name)
            if last is FOREIGN or token(last) == patch.after:
                journal.remember(there, name)
                _set(there, name, patch.before)
            now = names(patch.owner).get(name, _ABSENT)
            if now is not _ABSENT and token(now) == patch.after:
                journal.note(_set, patch.owner, name, now)
                _set(patch.owner, name, patch.before)

    def _known(self, name: str) -> dict[Place, dict[Any, Any]]:
        installed = self._installed.get(name)
        return self._places.get(name, {}) if installed is None else installed.known

    def _homes(self, space: dict[str, Any], source: bytes) -> set[str]:
        """Return the modules that a namespace holds something of."""
        inside = list(space.items())
        values = [x for name, x in inside if type(x) not in ATOMS and name not in SYSTEM_NAMES]
        values = [x for x in values if type(x) is not FunctionType or x.__globals__ is not space]
        homes = {name for value in values if (name := _home(value)) is not None}
        homes |= imported(source) & self._installed.keys()
        packages = [x for x in values if strangers.is_module(x) and "__path__" in namespace(x)]
        prefixes = [f"{namespace(package).get('__name__')}." for package in packages]
        for prefix in [one for one in prefixes if one.encode() in source]:
            inner = [name for name in list(self._places) if name.startswith(prefix)]
            homes.update(name for name in inner if name.encode() in source)
        return homes

    def _holders(
        self, name: str, *, deep: bool, functions: bool = True
    ) -> Iterator[tuple[Any, Place, _Items]]:
        """Yield what has the places of a module: the holder, where that is, and what is in it.

        If not `deep`, the module and its classes only.
        """
        module = sys.modules.get(name)
        inside = list(namespace(module).items())
        yield module, (), inside
        for attribute, value in inside:
            kind = type(value)
            if kind in ATOMS or attribute in SYSTEM_NAMES:
                continue
            if kind is FunctionType:
                is_entered = deep and functions and strangers.module_name(value) == name
            elif issubclass(kind, type):
                is_entered = strangers.module_name(value) == name
            elif not deep:
                continue
            else:
                home = strangers.module_name(kind)
                is_entered = kind is dict or home == name or home in self._places
            if is_entered:
                yield from _holders_within(value, (attribute,))


def _holders_within(holder: Any, place: Place) -> Iterator[tuple[Any, Place, _Items]]:
    """Yield a dict, or an object and the dicts that it has."""
    if type(holder) is dict and len(holder) > _LARGEST:
        return  # it holds data
    # To file something by another key would run that one's code.
    inside = [(name, x) for name, x in list(names(holder).items()) if type(name) is str]
    yield holder, place, inside
    for name, value in inside if type(holder) is not dict else ():
        if type(value) is dict:
            yield from _holders_within(value, (*place, name))


def _home(value: Any) -> str | None:
    """Return the name of the module that `value` is, or that it or its class is from."""
    name = namespace(value).get("__name__") if strangers.is_module(value) else None
    if type(name) is str:
        return name
    is_defined = type(value) is FunctionType or strangers.is_class(value)
    return strangers.module_name(value if is_defined else type(value))


@lru_cache(maxsize=4096)
def _assigned(source: bytes) -> frozenset[object]:
    """Return the names of the attributes, and the keys, that a source assigns to."""
    found: set[object] = set()
    if not _ASSIGNMENT.search(source):
        return frozenset()  # it need not be parsed for this
    for node in ast.walk(tree_of(source)):
        match node:
            case ast.Attribute(ast.Name("self"), _, _):
                continue
            case ast.Attribute(_, name, ast.Store()):
                found.add(name)
            case ast.Call(ast.Name("setattr"), [_, ast.Constant(name), _]):
                found.add(name)
            case ast.Subscript(_, ast.Constant(key), ast.Store()):
                found.add(key)
            case ast.Call(ast.Attribute(_, "update"), _, keywords):
                found.update(keyword.arg for keyword in keywords)
    return frozenset(found)


def _is_of(value: Any, space: dict[str, Any]) -> bool:
    """Whether a function, or a property of one, has `space` for its globals."""
    function = function_of(value)
    return function is not None and function.__globals__ is space


def _is_set_on_class(value: Any, owner: Any, name: str) -> bool:
    """Whether an installed class has something that its own package cannot have put there.

    On installed modules people keep what is to outlive all: counts of runs, and lists of them.
    """
    return strangers.is_class(owner) and not is_made_by(value, name)


def _is_made_of(value: Any, owner: Any, module: str) -> bool:
    """Whether a class has been given a class of a module's, or what holds such a one."""
    if not strangers.is_class(owner) or type(value) in ATOMS:
        return False
    inside = [value] if strangers.is_class(value) else strangers.attributes(value).values()
    return any(strangers.is_class(x) and strangers.module_name(x) == module for x in inside)


def _set(owner: Any, name: Any, value: Any) -> None:
    if not strangers.is_class(owner):
        space: Any = names(owner)
        space.pop(name, None) if value is _ABSENT else space.update({name: value})
    elif value is not _ABSENT:
        type.__setattr__(owner, name, value)
    elif name in strangers.members(owner):
        type.__delattr__(owner, name)
