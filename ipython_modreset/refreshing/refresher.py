"""Carry out a refresh, group by group, and remember what failed."""

from __future__ import annotations

import linecache
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..adopting.given_up import disown, let_go
from ..collecting import rarely_collecting
from ..look import loaded, namespace
from ..observing.abstract import forget_answers, memories
from ..observing.bytecode import discard_if_doubtful
from ..observing.observer import Observer
from ..observing.ran import RunWatch
from ..patching.patch import CannotPatch, Patched, apply, stale_caches
from ..purging.keep import Situation
from ..reporting.report import RefreshReport
from ..strangers import with_subclasses
from ..undo import Journal
from .cells import Cells, asked_by
from .changes import Change
from .dependants import chain
from .failures import Refusal, failure_of, refusal
from .frames import module_running, namespaces_run
from .groups import Group
from .hints import hint_of_baseline, hint_of_compiled, hint_of_unnamed
from .interrupted import Interrupted
from .plan import Patch, Plan, plan
from .refresh import Refreshed, refresh
from .together import refusing


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
        self._together: dict[str, frozenset[str]] = {}

    def refresh(
        self,
        found: Iterable[Change],
        situation: Callable[[], Situation],
        notebooks: Sequence[Cells],
        *,
        only: Collection[str] | None = None,
        dry_run: bool = False,
    ) -> RefreshReport:
        """Take over the changes in `found`, as `plan` says.

        Parameters
        ----------
        found
            All that changed.
        situation
            Returns what says which modules stay.
        notebooks
            Whose names shall follow.
        only
            Names of modules: no other changes are taken over, and those that failed are tried
            again, even if their files are the same still.
        dry_run
            Only say what would be done.

        Raises
        ------
        Interrupted
            If a KeyboardInterrupt arrives; what it interrupts is undone.
        """
        began = time.perf_counter()
        found, now = list(found), situation()
        chosen = [change for change in found if only is None or change.module in only]
        others = hint_of_unnamed([] if chosen else [change.module for change in found])
        planned = self._plan(chosen, now, notebooks)
        if dry_run:
            return replace(_foretell(planned), hints=tuple(others))
        self.forget_failures(found, but=only or ())
        hints = (*others, *self._hints(chosen, planned, now))
        report = RefreshReport(hints=hints, kept=_kept(planned))
        try:
            for patch in planned.patches:
                report = self._patch(patch, now, report, notebooks)
            if len(report.patched) < len(planned.patches):
                left = [change for change in chosen if change.module not in report.patched]
                planned = self._plan(left, now, notebooks, patch_bodies=False)
            del now  # it holds the modules as they were
            self._observer.about_to_import = _Steps(planned, self.on_import).about_to_import
            with rarely_collecting():
                for one in planned.groups:
                    report = self._run(one, report, situation, notebooks)
        except Interrupted:
            raise
        except KeyboardInterrupt as stop:
            raise Interrupted(report, module_running(stop)) from None
        finally:
            self._observer.about_to_import = None
        return replace(report, seconds=time.perf_counter() - began)

    def _plan(
        self,
        found: list[Change],
        now: Situation,
        notebooks: Sequence[Cells],
        *,
        patch_bodies: bool = True,
    ) -> Plan:
        patch_bodies = patch_bodies and self.patch_bodies
        now_noted = self._observer.notes
        # A copy of what is gone through: other threads may go on importing.
        notes = replace(
            now_noted,
            modules=now_noted.modules.copy(),
            asked=now_noted.asked.copy(),
            held=now_noted.held.copy(),
        )
        awaited = self._observer.lost.modules
        return plan(
            found,
            notes,
            now,
            self._watch,
            awaited=awaited,
            asked=asked_by(notebooks),
            together=self._together,
            patch_bodies=patch_bodies,
        )

    def _patch(
        self,
        patch: Patch,
        now: Situation,
        report: RefreshReport,
        notebooks: Sequence[Cells],
    ) -> RefreshReport:
        """Give live functions new code, unless they are not what the source says."""
        name, notes, journal = patch.change.module, self._observer.notes, Journal()
        note = notes.modules[name]
        try:
            stale = stale_caches(
                patch.edit,
                patch.sources,
                name,
                lambda user: namespace(now.modules.get(user)),
                [cells.names for cells in notebooks],
            )
            own = self._observer.patches.holding(name)
            self._note_members(name, apply(patch.edit, patch.module, journal, stale, own), journal)
            linecache.cache.pop(note.origin, None)
            discard_if_doubtful(note.origin)  # no import comes by here: for the next process
            change = patch.change
            new = replace(note, source=change.source, digest=change.digest, stamp=change.stamp)
            journal.remember(notes.modules, name)
            journal.remember(notes.watched, note.origin)
            notes.add(new)
        except BaseException as error:
            try:
                journal.undo()
            except KeyboardInterrupt:  # before the first step back
                journal.undo()
                raise
            if isinstance(error, CannotPatch):
                return report
            raise
        why = {**report.why, name: str(patch.change)}
        return replace(report, patched=(*report.patched, name), why=why)

    def _note_members(self, module: str, done: Patched, journal: Journal) -> None:
        """Note that classes have lost and gained methods by an edit, and not by somebody's code."""
        self._observer.states.remember([module] if done.members else [], journal)
        for each in done.members:
            names = each.before.keys() ^ each.after.keys()
            self._observer.states.follow(module, each.owner, names)
            self._observer.patches.follow(module, each.owner, names, journal)
            family = with_subclasses(each.owner) if each.before.keys() - each.after.keys() else []
            forget_answers([each.owner], [cls for cls in family if memories(cls)])

    def _run(
        self,
        one: Group,
        report: RefreshReport,
        situation: Callable[[], Situation],
        notebooks: Sequence[Cells],
    ) -> RefreshReport:
        """Run a group; with further modules, where it cannot run again without them."""
        done = self._run_once(one, report, notebooks)
        if done is not None:
            return done
        for wider in self._plan([*one.changes], situation(), notebooks, patch_bodies=False).groups:
            report = self._run(wider, report, situation, notebooks)
        return report

    def _run_once(
        self, one: Group, report: RefreshReport, notebooks: Sequence[Cells]
    ) -> RefreshReport | None:
        """Run a group as one transaction; return None if it shall be tried with further modules."""
        key = frozenset(one.changes)
        refused = self._refused.get(key)
        if refused is not None and refused.still_holds():
            return replace(report, reminders=(*report.reminders, refused.failure))
        journal = Journal()
        with_others = frozenset().union(*self._together.values())
        try:
            done = refresh(one, self._observer, self._watch, notebooks, journal, with_others)
        except BaseException as error:
            failing = self._observer.notes
            imported: dict[str, object] = {}
            try:
                imported.update(loaded())
                journal.undo()
            except BaseException:  # an interrupt, before the first step back
                journal.undo()
                raise
            if isinstance(error, KeyboardInterrupt):
                raise
            is_wider = self._run_together(one, *refusing(error, self._observer.notes))
            failure = failure_of(one, error)
            disown([*_out_of_use(imported), *namespaces_run(error)])
            if is_wider:
                return None
            self._refused[key] = refusal(one, failure, failing, self._observer.notes)
            return replace(report, failed=(*report.failed, failure))
        report = _add(report, one, done)
        try:
            journal.keep()
            let_go()
            disown(done.former)
        except KeyboardInterrupt:  # what is new holds all the same
            raise Interrupted(report, None) from None
        return report

    def _run_together(self, one: Group, name: str, others: frozenset[str]) -> bool:
        """Have a module run again with others from now on; forget it where that has not helped."""
        known = self._together.get(name, frozenset())
        if others <= known | one.affected.keys():
            for tried in one.affected:
                self._together.pop(tried, None)
            return False
        self._together[name] = known | others
        return True

    def _hints(self, found: Iterable[Change], planned: Plan, now: Situation) -> tuple[str, ...]:
        """Say once of each edit of a module that stays what can be done about it."""
        new = [one for one in found if one.module in planned.stay and one not in self._hinted]
        self._hinted.update(new)
        names: dict[str, list[str]] = {}
        for change in new:
            names.setdefault(planned.stay[change.module].reason, []).append(change.module)
        return (
            *hint_of_baseline(names.get("baseline", ()), now),
            *hint_of_compiled(names.get("extension module", ())),
        )

    def forget_failures(self, found: Iterable[Change] = (), but: Collection[str] = ()) -> None:
        """Forget what failed, unless its changes are among those found still.

        Parameters
        ----------
        found
            All that is changed now.
        but
            Modules that shall be tried again whatever their files say.
        """
        if self._refused:
            current = {change for change in found if change.module not in but}
            self._refused = {key: kept for key, kept in self._refused.items() if key <= current}


def _out_of_use(modules: Mapping[str, object]) -> list[dict[str, Any]]:
    """Return the namespaces of those of some modules that are loaded no longer."""
    now = loaded()
    return [namespace(module) for name, module in modules.items() if now.get(name) is not module]


class _Steps:
    """Tells of each module of a plan that is about to be imported, and how many there are."""

    def __init__(self, planned: Plan, tell: Callable[[str, int], object] | None) -> None:
        self._planned = {name for one in planned.groups for name in one.affected}
        self._tell = tell

    def about_to_import(self, name: str) -> None:
        if self._tell is not None and name in self._planned:
            self._tell(name, len(self._planned))


def _kept(planned: Plan) -> dict[str, str]:
    return {name: stay.reason for name, stay in planned.stay.items()}


def _foretell(planned: Plan) -> RefreshReport:
    report = RefreshReport(dry_run=True, kept=_kept(planned))
    for patch in planned.patches:
        why = {**report.why, patch.change.module: str(patch.change)}
        report = replace(report, patched=(*report.patched, patch.change.module), why=why)
    for one in planned.groups:
        report = _add(report, one, Refreshed(tuple(one.affected), (), ()))
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
            first, *between, _ = chain(name, one.affected)
            links = [str(next(c for c in one.changes if c.module == first))]
            links += [f"{other} imports it" for other in between]
            causes[name] = " → ".join([*links, name])
    return causes
