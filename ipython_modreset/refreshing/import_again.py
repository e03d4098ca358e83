"""Import again what was taken out: whom to ask for, and in which order."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Mapping

from ..files import GONE, stamp
from ..finders import spec_now
from ..identity import id
from ..look import ancestors, loaded, makes_attributes, namespace
from ..observing.notes import NOTEBOOK, Notes
from ..observing.observer import Observer
from ..observing.packages_first import packages_first
from .cells import Cells, asked_by
from .dependants import asked_at_top, that_meet
from .groups import Group
from .taken_out import TakenOut


def import_again(out: TakenOut, wanted: Mapping[str, bool], observer: Observer) -> None:
    """Import the modules of a group, which are out of ``sys.modules``; note who asked for whom.

    Parameters
    ----------
    out
        The modules as they were.
    wanted
        Those to ask for by name, in this order, and whether the first try may fail.
    observer
        Watches the imports.

    Raises
    ------
    BaseException
        Whatever an import raises.
    """
    importlib.invalidate_caches()
    by_notebook = observer.notes.asked.get(NOTEBOOK, frozenset())
    with packages_first(observer.orphans.keys() & set(out.order)):
        for name, may_fail in wanted.items():
            try:
                _import(name, out.modules)
            except Exception:
                if not may_fail:
                    raise
        for name in wanted:
            _import(name, out.modules)
        for name in _remembered(out):
            _import(name, out.modules)
    observer.notes.asked[NOTEBOOK] = by_notebook  # it has not asked now
    observer.compiled.clear()
    for alias, name in out.aliases.items():
        if alias not in sys.modules and name in sys.modules:
            sys.modules[alias] = sys.modules[name]
    for name in out.order:
        if name in sys.modules and name not in observer.notes.modules:
            observer.note_loaded(name, sys.modules[name])  # it came past the finders
        observer.again.pop(name, None)
        observer.orphans.pop(name, None)
        _note_asked(name, observer.notes)


def wanted(these: Group, notes: Notes, notebooks: Iterable[Cells]) -> dict[str, bool]:
    """Return the modules to import again by name; the others come when they are asked for.

    Those are what the notebook asked for, what a module that stays asked for, and what nobody is
    known to have asked for. A module whose file is gone is not, if others in the group may do
    without it: whoever cannot, fails.

    They come in the order in which cells ask for them, and all others where they came at first. The
    value tells of those that may fail at first: so they did in the cell that asked for them, and
    another one got by.
    """
    asked_by_others = {
        name
        for asking in that_meet(frozenset(these.affected), notes.asked)
        if asking == NOTEBOOK or asking not in these.affected
        for name in notes.asked[asking]
    }
    asked_within = {
        name for asking in these.affected for name in notes.asked.get(asking, frozenset())
    }
    asked_by_others.update(*(cells.modules() for cells in notebooks))
    chosen = {
        name for name in these.affected if name in asked_by_others or name not in asked_within
    }
    gone = {name for name in these.affected if stamp(notes.modules[name].origin) == GONE}
    gone = {name for name in gone if not _is_found_elsewhere(name)}
    if gone != set(these.affected):
        chosen -= gone
    by_cells = asked_by(notebooks)
    places = iter([name for name in by_cells if name in chosen])
    order = sorted(chosen, key=lambda name: notes.modules[name].order)
    order = [next(places) if name in by_cells else name for name in order]
    return {name: name != order[-1] and not by_cells.get(name, True) for name in order}


def _import(name: str, taken: Mapping[str, object]) -> None:
    if name not in sys.modules:
        __import__(name)
        _leave_to_getattr(name, taken)


def _remembered(out: TakenOut) -> list[str]:
    """Return what nobody has asked for again, as somebody remembers the modules that he got once.

    A helper that imports by name, say: whoever asks it gets the old module.
    """
    left = {id(out.modules[name]): name for name in out.order if name not in sys.modules}
    spaces = [namespace(module) for module in loaded().values()] if left else []
    held = {id(value) for space in spaces for value in list(space.values())}
    return [name for key, name in left.items() if key in held and spec_now(name) is not None]


def _is_found_elsewhere(name: str) -> bool:
    """Tell whether a module whose file is gone has another one now (it became a package)."""
    importlib.invalidate_caches()
    spec = spec_now(name)
    if spec is None:
        return False
    folders = spec.submodule_search_locations or ()
    return spec.loader is not None or any(map(_holds_anything, folders))


def _holds_anything(folder: str) -> bool:
    """Tell a namespace package from a folder where only bytecode is left."""
    return any(entry != "__pycache__" for entry in os.listdir(folder))


def _leave_to_getattr(name: str, taken: Mapping[str, object]) -> None:
    """Unbind a module from its package where ``__getattr__`` had bound something else (PEP 562).

    A function, say, that it had found in the module of the same name: importing that hides it.
    """
    parent, _, attribute = name.rpartition(".")
    space, module = namespace(sys.modules.get(parent)), taken.get(name)
    shown = namespace(taken.get(parent)).get(attribute, module)
    is_hidden = shown is not module and space.get(attribute) is sys.modules[name]
    if is_hidden and makes_attributes(sys.modules.get(parent)):
        del space[attribute]


def _note_asked(name: str, notes: Notes) -> None:
    """Note what a module has asked for that was there already, so that no finder was asked."""
    asked = set(asked_at_top(name, notes, sys.modules)).difference(ancestors(name))
    if asked:
        notes.note_asked(name, *asked)
