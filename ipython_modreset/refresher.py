"""Carry out a refresh, group by group, and remember what failed."""

from __future__ import annotations

import linecache
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .cells import Cells
from .changes import Change
from .dependants import chain
from .failures import Refusal, refusal
from .files import digest, stamp
from .frames import module_running
from .interrupts import Interrupted
from .keep import Situation, Stay
from .look import namespace
from .observer import Observer
from .patch import CannotPatch, apply, stale_caches
from .plan import Patch, Plan, plan
from .ran import RunWatch
from .refresh import Group, Refreshed, refresh
from .report import RefreshReport
from .undo import Journal


class Refresher:
    """Refreshes, and knows what need not be tried again.

    Parameters
    ----------
    observer
        What was imported.
    watch
        Which functions an import ran.
    """

    def __init__(self, observer: Observer, watch: RunWatch) -> None:
        self.patch_bodies = True
        self.on_import: Callable[[str, int], object] | None = None
        self._observer = observer
        self._watch = watch
        self._refused: dict[frozenset[Change], Refusal] = {}
        self._hinted: set[Change] = set()

    def refresh(
        self,
        found: Iterable[Change],
        now: Situation,
        notebooks: Sequence[Cells],
        *,
        dry_run: bool = False,
    ) -> RefreshReport:
        """Take over the changes in `found`, as `plan` says.

        Raises
        ------
        Interrupted
            If a KeyboardInterrupt arrives; what it interrupts is undone.
        """
        began = time.perf_counter()
        found = list(found)
        planned = self._plan(found, now)
        if dry_run:
            return _foretell(planned)
        report = RefreshReport(hints=self._hints(found, planned), kept=_kept(planned))
        steps = _Steps(planned, self.on_import)
        self._observer.about_to_import = steps.about_to_import
        try:
            for patch in planned.patches:
                report = self._patch(patch, now, report, notebooks)
            for one in planned.groups:
                report = self._run(one, report, notebooks)
        except KeyboardInterrupt as stop:
            raise Interrupted(report, module_running(stop)) from None
        finally:
            self._observer.about_to_import = None
        self._forget_mended(planned)
        return replace(report, seconds=time.perf_counter() - began)

    def _plan(self, found: list[Change], now: Situation) -> Plan:
        notes = self._observer.notes
        return plan(found, notes, now, self._watch, patch_bodies=self.patch_bodies)

    def _patch(
        self,
        patch: Patch,
        now: Situation,
        report: RefreshReport,
        notebooks: Sequence[Cells],
    ) -> RefreshReport:
        """Give live functions new code; where they are not what the source says, run again."""
        name, notes, journal = patch.change.module, self._observer.notes, Journal()
        note = notes.modules[name]
        before = stamp(note.origin)
        try:
            sources = notes.user_sources()
            spaces = [namespace(now.modules.get(user)) for user in sources]
            spaces += [cells.names for cells in notebooks]
            stale = stale_caches(patch.edit, sources, name, spaces)
            apply(patch.edit, now.modules[name], journal, stale)
            linecache.cache.pop(note.origin, None)
        except CannotPatch:
            journal.undo()
            in_full = plan([patch.change], notes, now, self._watch, patch_bodies=False)
            for one in in_full.groups:
                report = self._run(one, report, notebooks)
            return report
        except BaseException:
            journal.undo()
            raise
        notes.add(replace(note, source=patch.source, digest=digest(patch.source), stamp=before))
        why = {**report.why, name: str(patch.change)}
        return replace(report, patched=(*report.patched, name), why=why)

    def _run(self, one: Group, report: RefreshReport, notebooks: Sequence[Cells]) -> RefreshReport:
        """Run a group as one transaction."""
        key = frozenset(one.changes)
        refused = self._refused.get(key)
        if refused is not None and refused.still_holds():
            return replace(report, reminders=(*report.reminders, refused.failure))
        journal = Journal()
        try:
            done = refresh(one, self._observer, self._watch, notebooks, journal)
        except BaseException as error:
            failing = self._observer.notes
            journal.undo()
            if isinstance(error, KeyboardInterrupt):
                raise
            refused = self._refused[key] = refusal(one, failing, error)
            return replace(report, failed=(*report.failed, refused.failure))
        self._refused.pop(key, None)
        return _add(report, one, done)

    def _hints(self, found: Iterable[Change], planned: Plan) -> tuple[str, ...]:
        """Say once of each edit of a module that stays what can be done about it."""
        hints: list[str] = []
        for change in found:
            stay = planned.stay.get(change.module)
            if stay is not None and change not in self._hinted:
                self._hinted.add(change)
                hints += _hint(change.module, stay)
        return tuple(hints)

    def _forget_mended(self, planned: Plan) -> None:
        current = {frozenset(one.changes) for one in planned.groups}
        self._refused = {key: kept for key, kept in self._refused.items() if key in current}


class _Steps:
    """Tells of each module of a plan that is about to be imported, and how many there are."""

    def __init__(self, planned: Plan, tell: Callable[[str, int], object] | None) -> None:
        self._planned = {name for one in planned.groups for name in one.affected}
        self._tell = tell

    def about_to_import(self, name: str) -> None:
        if self._tell is not None and name in self._planned:
            self._tell(name, len(self._planned))


def _hint(name: str, stay: Stay) -> list[str]:
    if stay.reason == "baseline":
        cure = f"`%snapshot_modules --drop {name}` lets it be refreshed"
        return [f"{name} changed on disk but is in the baseline; {cure}"]
    if stay.reason == "extension module":
        return [f"{name} changed on disk but is compiled code; only a new process loads it again"]
    return []  # the user asked for it to stay, or it is not the user's


def _kept(planned: Plan) -> dict[str, str]:
    return {name: stay.reason for name, stay in planned.stay.items()}


def _foretell(planned: Plan) -> RefreshReport:
    report = RefreshReport(dry_run=True, kept=_kept(planned))
    for patch in planned.patches:
        why = {**report.why, patch.change.module: str(patch.change)}
        report = replace(report, patched=(*report.patched, patch.change.module), why=why)
    for one in planned.groups:
        report = _add(report, one, Refreshed(tuple(one.affected), (), 0, ()))
    return report


def _add(report: RefreshReport, one: Group, done: Refreshed) -> RefreshReport:
    return replace(
        report,
        ran=(*report.ran, *done.ran),
        gone=(*report.gone, *done.gone),
        why={**report.why, **_reasons(one)},
        because={
            **report.because,
            **{name: affected.because_of for name, affected in one.affected.items()},
        },
        left_behind=(*report.left_behind, *done.left_behind),
    )


def _reasons(one: Group) -> dict[str, str]:
    causes: dict[str, str] = {}
    for change in one.changes:
        causes.setdefault(change.module, str(change))
    for name in one.affected:
        if name not in causes:
            first, *others = chain(name, one.affected)
            links = [str(next(c for c in one.changes if c.module == first))]
            links += [f"{other} imports it" for other in others[:-1]]
            causes[name] = " → ".join([*links, others[-1]])
    return causes
