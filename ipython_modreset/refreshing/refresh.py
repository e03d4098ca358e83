"""Changes, purge, import, adopt: as one transaction."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from ..adopting.adopt import LeftBehind, Swap, adopt
from ..adopting.dispatch import forget_choices
from ..counts import held
from ..files import GONE, read_file, stamp
from ..finders import spec_now
from ..identity import id
from ..look import (
    ancestors,
    is_a,
    is_extension,
    loaded,
    look,
    makes_attributes,
    namespace,
    parent_name,
)
from ..observing.bytecode import discard_if_doubtful
from ..observing.containers import remember_containers
from ..observing.notes import NOTEBOOK, Notes
from ..observing.observer import Observer
from ..observing.ran import RunWatch
from ..observing.states import Path, State
from ..observing.withdrawn import Place
from ..patching.caches import caches_over, empty
from ..places import is_user
from ..purging.purge import children_left, imports_paused, purge
from ..undo import Journal
from .assigned import assign_again, values
from .by_hand import loaded_by_hand
from .cells import Cells
from .dependants import asked_at_top, dependencies, imports_noted, loaded_with
from .groups import Group
from .made_since import Carried, Rerun, carry_on

_LRU_CACHE: Any = type(lru_cache(lambda: None))


@dataclass(frozen=True)
class Refreshed:
    """What the refresh of one group did.

    Attributes
    ----------
    ran
        Modules that ran again, in that order.
    gone
        Modules whose file is gone, or that nobody imports any more.
    adopted
        How many objects were handed over.
    left_behind
        What could not follow, and why.
    former
        The namespaces of the modules as they were.
    """

    ran: tuple[str, ...]
    gone: tuple[str, ...]
    adopted: int
    left_behind: tuple[LeftBehind, ...]
    former: tuple[dict[str, Any], ...] = ()


def refresh(
    these: Group,
    observer: Observer,
    watch: RunWatch,
    notebooks: Sequence[Cells],
    journal: Journal,
) -> Refreshed:
    """Run a group's modules again and hand the new objects to whoever held the old ones.

    Parameters
    ----------
    these
        The group.
    observer
        Watches the imports.
    watch
        Knows which functions an import ran.
    notebooks
        Whose names shall follow.
    journal
        Where the way back is noted. The caller undoes it if this raises.

    Raises
    ------
    BaseException
        Whatever an import raises.
    """
    notes, before = observer.notes.copy(), loaded()
    as_edited = _as_edited(these, notes)
    order = sorted(these.affected, key=lambda name: notes.modules[name].order)
    aliases = _aliases(order, before)
    wanted = _wanted(these, notes, notebooks)
    journal.note(observer.restore, notes)
    journal.note(_forget_newcomers, frozenset(before), observer)
    _remember_parents(order, before, journal)
    staying = _staying_dependencies(order, before, as_edited)
    copies = remember_containers(staying.values(), journal)
    _forget_what_was_read(these, notes, before)
    for cells in notebooks:
        cells.forget_rebound([*order, *aliases], journal)
    saved = [value for cells in notebooks for value in values(cells.assigned, order)]
    states = {name: observer.states.of(name) for name in order}
    observer.states.remember(order, journal)
    places = observer.registrations.places(order)
    taken = _take_out(order, aliases, before, observer, watch, journal)
    taken |= {name: observer.lost.module(name) for name in order if name not in taken}
    del before  # what nobody holds any more need not be accounted for
    patched = observer.patches.withdraw(order, journal)
    registered = observer.registrations.withdraw(order, staying, journal)
    observer.virtual.withdraw(taken, journal)
    forget_choices(staying.values(), journal)
    first = _packages_first(these, as_edited, observer)
    _import_again([*first, *order], aliases, wanted.union(first), taken, observer)
    observer.registrations.settle(registered)
    swaps = [
        Swap(name, module, sys.modules[name], observer.lost.of(name))
        for name, module in taken.items()
        if sys.modules.get(name, module) is not module and name not in aliases
    ]
    carried = _carry_on(swaps, states, places, notes, observer)
    displaced = [x for one in carried.values() for x in one.displaced]
    displaced += assign_again(saved, journal)
    kept = [pair for one in carried.values() for pair in one.kept]
    moved = [each for cells in notebooks for each in cells.moved(order)]
    namespaces = [cells.names for cells in notebooks]
    dropped = {name: taken[name] for name in order if name in taken and name not in sys.modules}
    by_hand = list(loaded_by_hand(swaps))
    own = [taken, staying, copies, *copies, saved, carried, *carried.values()]
    own += [*patched, *notebooks, moved, *moved]
    lost_ones = (each for swap in swaps for each in (swap.lost, observer.lost.found.get(swap.name)))
    own += filter(None, lost_ones)
    adoption = adopt(
        [*swaps, *by_hand],
        namespaces,
        journal,
        dropped=dropped,
        kept=kept,
        moved=moved,
        displaced=displaced,
        own=own,
    )
    observer.states.exchange(order, adoption.stayed)
    observer.notes.exchange(order, adoption.stayed)
    for swap in swaps:
        observer.lost.remember(swap.name, swap.old, swap.new, journal)
    observer.registrations.follow(adoption.rewritten)
    rebound = {name: one.rebound for name, one in carried.items()}
    called = observer.notes.asked.get(NOTEBOOK, frozenset())
    with_them = partial(loaded_with, notes=observer.notes, modules=sys.modules)
    lost = [
        LeftBehind(f"the name {name}", f"{cells.module_of(name)} no longer has what it held")
        for cells in notebooks
        for name in cells.follow([*order, *aliases], taken, called, with_them, rebound, journal)
    ]
    for cells in notebooks:
        empty(caches_over(cells.names_from(order), cells.names), journal)
    gone = tuple(name for name in order if name not in sys.modules)
    _await(gone, taken, notes, notebooks, observer, journal)
    ran = tuple(name for name in order if name in sys.modules)
    former = tuple(map(namespace, taken.values()))
    return Refreshed(ran, gone, adoption.adopted, (*adoption.left_behind, *lost), former)


def _take_out(
    order: Collection[str],
    aliases: Collection[str],
    before: Mapping[str, object],
    observer: Observer,
    watch: RunWatch,
    journal: Journal,
) -> dict[str, object]:
    """Forget the modules, in the import system and in the notes; return them."""
    notes = observer.notes
    journal.remember(observer.again, *order)
    watch.forget([notes.modules[name].origin for name in order], journal)
    for name in order:
        observer.again[name] = notes.modules[name]
        notes.forget(name)
    with imports_paused():
        observer.adopt_orphans(children_left(order, before), journal)
        return purge([*order, *aliases], journal)


def _await(
    gone: Collection[str],
    taken: Mapping[str, object],
    notes: Notes,
    notebooks: Sequence[Cells],
    observer: Observer,
    journal: Journal,
) -> None:
    """Look out for the files of modules that a notebook would import again if they were back."""
    asked = set[str]().union(*(cells.modules() for cells in notebooks))
    for name in asked.intersection(gone):
        observer.lost.remember_module(name, taken[name], journal)
        observer.look_out_for(notes.modules[name])


def _import_again(
    order: Collection[str],
    aliases: Mapping[str, str],
    wanted: Collection[str],
    taken: Mapping[str, object],
    observer: Observer,
) -> None:
    importlib.invalidate_caches()
    for name in order:
        if name in wanted and name not in sys.modules:
            __import__(name)
            _leave_to_getattr(name, taken)
    for alias, name in aliases.items():
        if alias not in sys.modules and name in sys.modules:
            sys.modules[alias] = sys.modules[name]
    for name in order:
        observer.again.pop(name, None)
        observer.orphans.pop(name, None)
        _note_asked(name, observer.notes)


def _note_asked(name: str, notes: Notes) -> None:
    """Note what a module has asked for that was there already, so that no finder was asked."""
    for module in set(asked_at_top(name, notes, sys.modules)).difference(ancestors(name)):
        notes.note_asked(name, module)


def _packages_first(these: Group, as_edited: Notes, observer: Observer) -> list[str]:
    """Return packages to import before those who import submodules of theirs that stay.

    The import system asks for no package where it finds the submodule. What depends on others
    of the group is left to its turn: it may be in a circle with them.
    """
    return [
        outer
        for name in (these.affected if observer.orphans else ())
        for found in imports_noted(name, as_edited)
        if found.at_top and found.module in sys.modules
        for outer in ancestors(found.module)[1:]
        if outer in observer.orphans and not these.affected[outer].depends_on
    ]


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


def _as_edited(these: Group, notes: Notes) -> Notes:
    """Return notes with the changed sources; raise their SyntaxError before anything has run."""
    modules = dict(notes.modules)
    for change in these.changes:
        note = notes.modules[change.module]
        if change.kind == "source" and note.source is not None and note.is_plain:
            source = read_file(note.origin)
            compile(source, note.origin, "exec", dont_inherit=True)
            modules[note.name] = replace(note, source=source)
    return replace(notes, modules=modules)


def _carry_on(
    swaps: Iterable[Swap],
    states: Mapping[str, Mapping[Path, State]],
    places: Collection[Place],
    before: Notes,
    observer: Observer,
) -> dict[str, Carried]:
    """Make of the new modules what the session had made of the old ones; return what goes on."""
    carried: dict[str, Carried] = {}
    after = observer.notes
    for swap in swaps:
        old, new = before.modules.get(swap.name), after.modules.get(swap.name)
        if old is None or new is None or old.source is None or new.source is None:
            continue
        reads = swap.name in before.inputs or swap.name in after.inputs
        sources = old.source, new.source
        both = states[swap.name], observer.states.of(swap.name)
        rerun = Rerun(swap.name, swap.old, swap.new, sources, reads, *both)
        one = carry_on(rerun, places, after.is_user)
        if one.kept or one.rebound or one.displaced:
            carried[swap.name] = one
    return carried


def _forget_what_was_read(these: Group, notes: Notes, modules: Mapping[str, object]) -> None:
    """Let helpers read a changed file anew that they read for others, and remember.

    Nothing to undo: what a cache forgets is worked out again, the bytecode of a source that is run
    by hand included.
    """
    for change in [change for change in these.changes if change.kind == "input"]:
        discard_if_doubtful(change.what)
        for name in notes.read_through.get(change.what, ()):
            for value in list(namespace(modules.get(name)).values()):
                if type(value) is _LRU_CACHE:
                    _LRU_CACHE.cache_clear(value)


def _wanted(these: Group, notes: Notes, notebooks: Iterable[Cells]) -> set[str]:
    """Return the modules to import again by name; the others come when they are asked for.

    Those are what the notebook asked for, what a module that stays asked for, and what nobody is
    known to have asked for. A module whose file is gone is not, if others in the group may do
    without it: whoever cannot, fails.
    """
    asked_by_others = {
        name
        for asking, asked in notes.asked.items()
        if asking == NOTEBOOK or asking not in these.affected
        for name in asked
    }
    asked_within = {
        name for asking in these.affected for name in notes.asked.get(asking, frozenset())
    }
    asked_by_others.update(*(cells.modules() for cells in notebooks))
    wanted = {
        name for name in these.affected if name in asked_by_others or name not in asked_within
    }
    gone = {name for name in these.affected if stamp(notes.modules[name].origin) == GONE}
    gone = {name for name in gone if not _is_found_elsewhere(name)}
    return wanted if gone == set(these.affected) else wanted - gone


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


def _staying_dependencies(
    order: Collection[str], modules: Mapping[str, object], notes: Notes
) -> dict[str, object]:
    """Return the user's modules that those which run again import, and may register things in."""
    names = dependencies(order, notes, modules)
    return {name: modules[name] for name in names if name in modules and notes.is_user(name)}


def _aliases(order: Collection[str], modules: Mapping[str, object]) -> dict[str, str]:
    """Return further names in ``sys.modules`` of the modules that run again."""
    own = {id(modules[name]): name for name in order if name in modules}
    if sum(held([modules[name] for name in own.values()], [modules])) == len(own):
        return {}
    return {
        name: own[id(module)]
        for name, module in modules.items()
        if id(module) in own and name not in order
    }


def _remember_parents(
    order: Iterable[str], modules: Mapping[str, object], journal: Journal
) -> None:
    """Note what the parents show under the submodules' names: importing these binds them anew."""
    for name in order:
        parent = modules.get(parent_name(name))
        if is_a(parent, type(sys)):
            journal.remember(namespace(parent), name.rpartition(".")[2])


def _forget_newcomers(before: Collection[str], observer: Observer) -> None:
    """Take out user modules that were imported for the first time by what failed in the end.

    Others stay: they are whole, or another thread is importing them; and compiled ones could not
    be loaded a second time.
    """
    for name, module in loaded().items():
        if name in before or not observer.is_of_this_thread(name):
            continue
        seen = look(name, module)
        if is_user(seen) and not is_extension(seen):
            sys.modules.pop(name, None)
            parent = namespace(sys.modules.get(parent_name(name)))
            attribute = name.rpartition(".")[2]
            if parent.get(attribute) is module:
                del parent[attribute]
