"""What runs again is taken out of the session, with what it had made there."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from ..adopting.dispatch import forget_choices
from ..counts import held
from ..identity import id
from ..look import is_a, is_extension, loaded, look, namespace, parent_name
from ..observing.bytecode import discard_if_doubtful
from ..observing.containers import remember_containers
from ..observing.notes import Notes
from ..observing.observer import Observer
from ..observing.ran import RunWatch
from ..observing.states import Path, State
from ..observing.withdrawn import Place, Withdrawn
from ..places import is_user
from ..purging.purge import by_parent, children_left, imports_paused, purge
from ..undo import Journal
from .assigned import values
from .cells import Cells
from .dependants import dependencies, imported_by
from .groups import Group


@dataclass(frozen=True)
class TakenOut:
    """The modules of a group as they were, and what is to be made again when they have run.

    Attributes
    ----------
    order
        Their names, in the order in which they were first imported.
    aliases
        Further names in ``sys.modules``, to the modules' own.
    modules
        Name to module; those, too, that are gone since earlier, and may come back now.
    states
        Name to what each had at the end of its import.
    places
        Where they had registered something in others' containers.
    registered
        The containers that these registrations were taken out of.
    assigned
        What cells had assigned to their attributes.
    holds
        What else holds old objects until all is over, and is not meant: copies of containers,
        patches taken back, modules that stay.
    """

    order: Sequence[str]
    aliases: Mapping[str, str]
    modules: Mapping[str, object]
    states: Mapping[str, Mapping[Path, State]]
    places: Collection[Place]
    registered: Sequence[Withdrawn]
    assigned: Sequence[Any]
    holds: Sequence[Any]


def take_out(
    these: Group,
    as_edited: Notes,
    observer: Observer,
    watch: RunWatch,
    notebooks: Sequence[Cells],
    journal: Journal,
) -> TakenOut:
    """Forget a group's modules, in the import system, the notes and the containers of others.

    Parameters
    ----------
    these
        The group.
    as_edited
        The notes, with the sources that are about to run.
    observer, watch
        What they noted of these modules is forgotten.
    notebooks
        Whose names shall follow.
    journal
        Where the way back is noted.
    """
    notes, before = observer.notes, loaded()
    journal.note(_forget_newcomers, list(before), observer)
    order = sorted(these.affected, key=lambda name: notes.modules[name].order)
    aliases = _aliases(order, before)
    _remember_parents(order, before, journal)
    staying = _staying_dependencies(order, before, as_edited)
    copies = remember_containers(staying.values(), journal)
    for change in [one for one in these.changes if one.kind in ("source", "input")]:
        discard_if_doubtful(change.what)  # for other loaders, and for sources that are run by hand
    for cells in notebooks:
        cells.forget_rebound([*order, *aliases], journal)
    assigned = [value for cells in notebooks for value in values(cells.assigned, order)]
    states = {name: observer.states.of(name) for name in order}
    observer.states.remember(order, journal)
    places = observer.registrations.places(order)
    modules = _modules_out(order, aliases, before, observer, watch, journal)
    away = (observer.lost.modules.keys() | order) - modules.keys() - before.keys()
    modules |= {name: observer.lost.module(name) for name in sorted(away)}
    del before  # what nobody holds any more need not be accounted for
    patched = observer.patches.withdraw(order, journal)
    registered = observer.registrations.withdraw(order, staying, journal)
    observer.virtual.withdraw(modules, journal)
    forget_choices(staying.values(), journal)
    holds = [staying, copies, *copies, *patched]
    return TakenOut(order, aliases, modules, states, places, registered, assigned, holds)


def _modules_out(
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


def _staying_dependencies(
    order: Collection[str], modules: Mapping[str, object], notes: Notes
) -> dict[str, object]:
    """Return the user's modules that those which run again import, and may register things in."""
    names = dependencies(order, notes, partial(imported_by, notes=notes, modules=modules))
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
    for name, children in by_parent(order).items():
        parent = modules.get(name)
        if is_a(parent, ModuleType):
            journal.remember(namespace(parent), *children)


def _forget_newcomers(before: Collection[str], observer: Observer) -> None:
    """Take out user modules that were imported for the first time by what failed in the end.

    Others stay: they are whole, or another thread is importing them; and compiled ones could not
    be loaded a second time.
    """
    known = frozenset(before)
    for name, module in loaded().items():
        if name in known or not observer.is_of_this_thread(name):
            continue
        seen = look(name, module)
        if is_user(seen) and not is_extension(seen):
            sys.modules.pop(name, None)
            parent = namespace(sys.modules.get(parent_name(name)))
            attribute = name.rpartition(".")[2]
            if parent.get(attribute) is module:
                del parent[attribute]
