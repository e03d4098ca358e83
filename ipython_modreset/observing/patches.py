"""What modules put in the place of other modules' functions and methods while they are imported.

Before such a module runs again, the former ones are put back. So what it wraps is wrapped once, and
a patch that its new source does not make is gone.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from .. import strangers
from ..look import namespace
from ..undo import Journal

#: The name of a class, or an empty one, and a name in it or in its module.
Place = tuple[str, str]

_ABSENT: Any = object()
#: What is not a function of the module itself is not kept alive here, and so cannot be put back.
_FOREIGN: Any = object()


@dataclass(frozen=True, slots=True)
class Patch:
    """A place of a module or of a class of its, and what was there before and after."""

    module: str
    owner: Any
    place: Place
    before: Any
    after: Any


class Patches:
    """Keeps account of which module has patched what.

    Only functions that the patching module itself defines, a closure of one perhaps, are taken for
    patches: no cell can have put those anywhere before the import was over.

    Examples
    --------
    >>> from types import ModuleType
    >>> base, patch, patches = ModuleType("base"), ModuleType("patch"), Patches()
    >>> sys.modules["base"] = base
    >>> exec("def f(): return 1", vars(base))
    >>> patches.end("base", base)
    >>> patch.base = base
    >>> exec("def f(): return 2\\nbase.f = f", vars(patch))
    >>> patches.end("patch", patch)
    >>> base.f()
    2
    >>> _ = patches.withdraw(["patch"], Journal())
    >>> base.f()
    1
    >>> del sys.modules["base"]
    """

    def __init__(self) -> None:
        # What each module has in its places, its classes' included: its own functions, or what
        # others have put there since.
        self._places: dict[str, dict[Place, Any]] = {}
        self._made: dict[str, list[Patch]] = {}

    def end(self, module: str, loaded: object) -> None:
        """Note what a module has defined, and what it has patched, as its import is over."""
        space = namespace(loaded)
        names = {name for value in list(space.values()) if (name := _home(value)) is not None}
        for name in (names - {module}) & self._places.keys():
            known = self._places[name]
            for owner, place, value in _places(name):
                before = known.get(place, _ABSENT)
                if _is_of(value, space) and before is not value and before is not _FOREIGN:
                    self._made.setdefault(module, []).append(
                        Patch(name, owner, place, before, value)
                    )
                    known[place] = value
        self._places[module] = {
            place: value if _is_of(value, space) else _FOREIGN
            for _, place, value in _places(module)
        }

    def forget(self, modules: Collection[str], journal: Journal) -> None:
        """Look no longer after modules that go: this would keep their functions alive."""
        for name in modules:
            for known in (self._places, self._made):
                if name in known:
                    journal.del_item(known, name)

    def withdraw(self, modules: Collection[str], journal: Journal) -> list[Any]:
        """Take back what modules that are about to run again have patched.

        Returns
        -------
        list
            In what the journal holds their functions until then.
        """
        made = [patch for name in modules for patch in self._made.get(name, ())]
        known = [self._places[name] for name in modules if name in self._places]
        self.forget(modules, journal)
        for patch in reversed(made):
            if _get(patch.owner, patch.place[1]) is patch.after:
                places = self._places.get(patch.module, {})
                journal.set_item(places, patch.place, patch.before)
                journal.note(_set, patch.owner, patch.place[1], patch.after)
                _set(patch.owner, patch.place[1], patch.before)
        return [*known, *made]


def _home(value: Any) -> str | None:
    """Return the name of the module that `value` is, or is from."""
    name = namespace(value).get("__name__") if strangers.is_module(value) else None
    return name if type(name) is str else strangers.module_name(value)


def _places(name: str) -> Iterator[tuple[Any, Place, Any]]:
    """Yield the names of a module and of its classes: of what, where, bound to what."""
    module = sys.modules.get(name)
    for attribute, value in list(namespace(module).items()):
        yield module, ("", attribute), value
        if strangers.is_class(value) and strangers.module_name(value) == name:
            for method, inner in list(strangers.members(value).items()):
                yield value, (attribute, method), inner


def _is_of(value: Any, space: dict[str, Any]) -> bool:
    """Whether a function, or a property of one, has `space` for its globals."""
    if type(value) is property:
        value = value.fget
    elif type(value) in (staticmethod, classmethod):
        value = value.__func__
    return type(value) is FunctionType and value.__globals__ is space


def _get(owner: Any, name: str) -> Any:
    return (strangers.members(owner) if strangers.is_class(owner) else namespace(owner)).get(name)


def _set(owner: Any, name: str, value: Any) -> None:
    if not strangers.is_class(owner):
        space = namespace(owner)
        space.pop(name, None) if value is _ABSENT else space.update({name: value})
    elif value is not _ABSENT:
        type.__setattr__(owner, name, value)
    elif name in strangers.members(owner):
        type.__delattr__(owner, name)
