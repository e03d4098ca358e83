"""Changes, purge, import, adopt: as one transaction."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import CodeType
from typing import Any

from ..adopting.adopt import Adoption, LeftBehind, Swap, adopt
from ..files import read_file
from ..look import namespace
from ..observing.notes import NOTEBOOK, Notes
from ..observing.observer import Observer
from ..observing.ran import RunWatch
from ..patching.caches import caches_over, empty
from ..undo import Journal
from .assigned import assign_again
from .by_hand import loaded_by_hand
from .cells import Cells
from .dependants import loaded_with
from .groups import Group
from .import_again import import_again, wanted
from .made_since import Carried, Rerun, carry_on
from .moved import moved_between
from .taken_out import TakenOut, take_out


@dataclass(frozen=True)
class Refreshed:
    """What the refresh of one group did.

    Attributes
    ----------
    ran
        Modules that ran again, in that order.
    gone
        Modules whose file is gone, or that nobody imports any more.
    left_behind
        What could not follow, and why.
    former
        The namespaces of the modules as they were.
    referents
        What is to be let go last, when the way back is forgotten: see `Adoption`.
    """

    ran: tuple[str, ...]
    gone: tuple[str, ...]
    left_behind: tuple[LeftBehind, ...]
    former: tuple[dict[str, Any], ...] = ()
    referents: Collection[object] = ()


def refresh(
    these: Group,
    observer: Observer,
    watch: RunWatch,
    notebooks: Sequence[Cells],
    journal: Journal,
    refusing: Collection[str] = (),
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
    refusing
        Modules whose things have refused what others entered there a second time.

    Raises
    ------
    BaseException
        Whatever an import raises.
    """
    notes = observer.notes.copy()
    journal.note(observer.compiled.clear)
    as_edited = _as_edited(these, notes, observer.compiled)
    chosen = wanted(these, notes, notebooks)
    journal.note(observer.restore, notes)
    out = take_out(these, as_edited, observer, watch, notebooks, journal)
    import_again(out, chosen, observer)
    observer.registrations.settle(out.registered)
    swaps = [
        Swap(name, module, sys.modules[name], observer.lost.of(name))
        for name, module in out.modules.items()
        if sys.modules.get(name, module) is not module and name not in out.aliases
    ]
    carried = _carry_on(swaps, out, notes, observer, refusing)
    adoption = _hand_over(swaps, out, carried, notebooks, observer, journal)
    rebound = {name: one.rebound for name, one in carried.items()}
    called = observer.notes.asked.get(NOTEBOOK, frozenset())
    with_them = partial(loaded_with, notes=observer.notes, modules=sys.modules)
    these_names = [*out.order, *out.aliases]
    lost = [
        LeftBehind(f"the name {name}", f"{cells.module_of(name)} no longer has what it held")
        for cells in notebooks
        for name in cells.follow(these_names, out.modules, called, with_them, rebound, journal)
    ]
    for cells in notebooks:
        empty(caches_over(cells.names_from(out.order), cells.names), journal)
    gone = tuple(name for name in out.order if name not in sys.modules)
    _await(gone, out.modules, notes, notebooks, observer, journal)
    ran = tuple(name for name in out.order if name in sys.modules)
    former = tuple(map(namespace, out.modules.values()))
    left_behind = (*adoption.left_behind, *lost)
    return Refreshed(ran, gone, left_behind, former, adoption.referents)


def _hand_over(
    swaps: Sequence[Swap],
    out: TakenOut,
    carried: Mapping[str, Carried],
    notebooks: Sequence[Cells],
    observer: Observer,
    journal: Journal,
) -> Adoption:
    """Hand the new objects to whoever held the old ones, this package's own notes included."""
    displaced = [x for one in carried.values() for x in one.displaced]
    displaced += assign_again(out.assigned, journal)
    kept = [pair for one in carried.values() for pair in one.kept]
    dropped = {name: out.modules[name] for name in out.order if name not in sys.modules}
    moved = [each for cells in notebooks for each in cells.moved(out.order)]
    moved += (between := list(moved_between(swaps, dropped)))
    own = [out, carried, *carried.values(), *notebooks, moved, *moved, between]
    lost_ones = (each for swap in swaps for each in (swap.lost, observer.lost.found.get(swap.name)))
    own += filter(None, lost_ones)
    adoption = adopt(
        [*swaps, *loaded_by_hand(swaps)],
        [cells.names for cells in notebooks],
        journal,
        dropped=dropped,
        kept=kept,
        moved=moved,
        displaced=displaced,
        own=own,
        copies=out.holds,
    )
    observer.states.exchange(out.order, adoption.stayed)
    observer.notes.exchange(out.order, adoption.stayed)
    left = {name: old for name, old, _ in between}  # which may name their new module by now
    for swap in swaps:
        observer.lost.remember(swap.name, swap.old, swap.new, journal, adoption.followed, left)
    observer.registrations.follow(adoption.rewritten)
    return adoption


def _await(
    gone: Collection[str],
    taken: Mapping[str, object],
    notes: Notes,
    notebooks: Sequence[Cells],
    observer: Observer,
    journal: Journal,
) -> None:
    """Remember modules that are gone; look out for the files of those that a notebook imports."""
    asked = set[str]().union(*(cells.modules() for cells in notebooks))
    for name in gone:
        observer.lost.remember_module(name, taken[name], journal)
        if name in asked:
            observer.look_out_for(notes.modules[name])


def _as_edited(
    these: Group, notes: Notes, compiled: MutableMapping[str, tuple[bytes, CodeType]]
) -> Notes:
    """Return notes with the changed sources; raise their SyntaxError before anything has run.

    What is `compiled` for that, by file, need not be compiled once more.
    """
    modules = notes.modules.copy()
    for change in these.changes:
        note = notes.modules[change.module]
        if change.kind == "source" and note.source is not None and note.is_plain:
            source = read_file(note.origin) if change.source is None else change.source
            compiled[note.origin] = source, compile(source, note.origin, "exec", dont_inherit=True)
            modules[note.name] = replace(note, source=source)
    return replace(notes, modules=modules)


def _carry_on(
    swaps: Iterable[Swap],
    out: TakenOut,
    before: Notes,
    observer: Observer,
    refusing: Collection[str],
) -> dict[str, Carried]:
    """Make of the new modules what the session had made of the old ones; return what goes on."""
    carried: dict[str, Carried] = {}
    after = observer.notes
    for swap in swaps:
        old, new = before.modules.get(swap.name), after.modules.get(swap.name)
        if old is None or new is None or old.source is None or new.source is None:
            continue
        reads = swap.name in before.inputs or swap.name in after.inputs
        sources, refuses = (old.source, new.source), swap.name in refusing
        both = out.states[swap.name], observer.states.of(swap.name)
        rerun = Rerun(swap.name, swap.old, swap.new, sources, reads, refuses, *both)
        one = carry_on(rerun, out.places, after.is_user)
        if one.kept or one.rebound or one.displaced:
            carried[swap.name] = one
    return carried
