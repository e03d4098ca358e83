"""What a refresh would do: which edits are patched, which modules run again, which must stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from ..look import ancestors, namespace
from ..observing.notes import Notes
from ..observing.ran import RunWatch
from ..patching.bodies import BodyEdit, body_edit
from ..patching.reach import looked_at_by_import, reached_by_import
from ..purging.keep import Situation, Stay, why_kept
from ..sources import Sources
from .changes import Change
from .circles import entered_elsewhere, entered_with
from .dependants import Affected, chain, dependants, imports_noted
from .groups import Group, group
from .imports import modules_imported
from .on_disk import notes_on_disk


@dataclass(frozen=True)
class Patch:
    """An edit of bodies alone, taken over by giving live functions new code."""

    change: Change
    module: ModuleType
    edit: BodyEdit
    sources: Sources


@dataclass(frozen=True)
class Plan:
    """What a refresh would do.

    Attributes
    ----------
    patches
        Edits of bodies alone.
    groups
        Modules that run again, in groups that hold or fail together.
    stay
        Changed modules that must not be purged, and why.
    """

    patches: tuple[Patch, ...]
    groups: tuple[Group, ...]
    stay: Mapping[str, Stay]


def plan(
    found: Iterable[Change],
    notes: Notes,
    now: Situation,
    watch: RunWatch,
    *,
    awaited: Collection[str] = (),
    asked: Collection[str] = (),
    together: Mapping[str, Iterable[str]] = MappingProxyType({}),
    patch_bodies: bool,
) -> Plan:
    """Plan a refresh; nothing is changed.

    Parameters
    ----------
    found
        What changed.
    notes
        What was observed.
    now
        Says which modules stay.
    watch
        Knows which functions an import ran.
    awaited
        Modules whose file was gone, and that are to be imported again when it is back.
    asked
        The modules that cells asked for, in their order.
    together
        Modules to others that run again whenever they do.
    patch_bodies
        Whether bodies may be patched at all.
    """
    stay: dict[str, Stay] = {}
    patches: dict[str, Patch] = {}
    full: list[Change] = []
    found = list(found)
    by_module = _by_module(change for change in found if change.module in now.modules)
    full += (c for c in found if c.module in awaited and c.module not in now.modules)
    for name, changes in by_module.items():
        reason = _why_kept(name, notes, now)
        if reason is not None:
            stay[name] = reason
            continue
        patch = _patch(changes, now.modules, notes, watch) if patch_bodies else None
        if patch is None:
            full += changes
        else:
            patches[name] = patch
    changed = dict.fromkeys(change.module for change in full)
    on_disk = notes_on_disk(full, notes, now.modules) if full else notes
    besides = entered_elsewhere(changed, notes, on_disk, asked)
    affected = _movable(changed, besides, notes, now)
    while more := {
        name: chain(taking, affected)[0]
        for name, taking in _run_with(affected.keys(), on_disk, asked, together)
        if name not in affected and name not in besides
    }:
        besides |= more
        affected = _movable(changed, besides, notes, now)
    needed = {
        name: _needed(name, affected.keys(), notes, on_disk)
        for name in (changed if len(changed) > 1 else ())
    }
    groups = group(full, affected, needed)
    for one in groups:
        for name in one.affected.keys() & patches.keys():
            del patches[name]  # it runs again anyway
    return Plan(tuple(patches.values()), tuple(groups), stay)


def _run_with(
    affected: Set[str],
    on_disk: Notes,
    asked: Collection[str],
    together: Mapping[str, Iterable[str]],
) -> Iterator[tuple[str, str]]:
    """Yield what has to run again with modules that do, and with which one."""
    yield from entered_with(affected, on_disk, asked).items()
    for name in together.keys() & affected:
        yield from ((other, name) for other in together[name])


def _by_module(found: Iterable[Change]) -> dict[str, list[Change]]:
    by_module: dict[str, list[Change]] = {}
    for change in found:
        by_module.setdefault(change.module, []).append(change)
    return by_module


def _needed(name: str, affected: Set[str], notes: Notes, now: Notes) -> set[str]:
    """Return the modules to run again that a new source imports, perhaps for the first time.

    Or that it gets to by way of modules that are not loaded yet.
    """
    waiting = [name]
    needed: set[str] = set()
    for one in waiting:  # which grows
        for found in imports_noted(one, now):
            needed.update(affected & set(modules_imported(found, affected)))
            needed.update(affected & set(ancestors(found.module)).difference(ancestors(name)))
            new = {found.module, f"{found.module}.{found.attribute}"} - notes.modules.keys()
            waiting += (new & now.modules.keys()).difference(waiting)
    return needed - {name}


def _movable(
    names: Iterable[str], besides: Mapping[str, str], notes: Notes, now: Situation
) -> dict[str, Affected]:
    """Return the modules and who depends on them, less those that must stay."""

    def stays(candidate: str) -> bool:
        return _why_kept(candidate, notes, now) is not None

    there = [name for name in besides if name in now.modules]  # the import of others has failed
    able = {name: besides[name] for name in there if not stays(name)}
    return dependants(names, notes, now.modules, stays, able)


def _why_kept(name: str, notes: Notes, now: Situation) -> Stay | None:
    """Say why a module cannot run again.

    What no finder finds is loaded from its known file. An extension of the shell's that the user
    is writing stays loaded where it is hooked in, and its functions follow like all others.
    """
    stay = why_kept(name, now)
    if stay is None or not notes.is_user(name):
        return stay
    is_own_extension = stay.reason == "host" and name in now.host_extensions
    return None if is_own_extension or stay.reason == "no source" else stay


def _patch(
    changes: Collection[Change], modules: Mapping[str, object], notes: Notes, watch: RunWatch
) -> Patch | None:
    """Plan to patch a module, where little but bodies differs that no import ran."""
    (change, *others) = changes
    note, source, module = notes.modules[change.module], change.source, modules[change.module]
    if others or source is None or note.source is None or not note.is_plain:
        return None
    if type(module) is not ModuleType:
        return None  # it is something else, or names imported from it may come from properties
    edit = body_edit(note.source, source, note.origin)
    if edit is None:
        return None
    # An import statement may run `__getattr__` when the module's own import is long over.
    ran = None if "__getattr__" in namespace(module) else watch.ran(note.origin)
    sources = notes.user_sources()
    if reached_by_import(edit, sources, change.module, ran):
        return None
    if edit.goes_further:
        near = {name: sources[name] for name in dependants([change.module], notes, modules)}
        if looked_at_by_import(edit, sources, change.module, Sources(near)):
            return None
    return Patch(change, module, edit, sources)
