"""Decide what goes, take it out, and remember what need not be judged again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from ..observing.observer import Observer
from ..reporting.report import PurgeReport
from ..select import select
from ..undo import Journal
from .keep import Situation, importing_now, why_kept
from .kept import Kept
from .purge import children_left, imports_paused, purge

_UNKNOWN = object()


class Purger:
    """Purges, and knows who stays for good.

    Parameters
    ----------
    observer
        Watches imports.

    Attributes
    ----------
    purged
        Names of all modules purged so far.
    """

    def __init__(self, observer: Observer) -> None:
        self.purged: frozenset[str] = frozenset()
        self._observer = observer
        self._judged_by: object = None
        self._settled: dict[str, object] = {}
        self._reasons: dict[str, str] = {}

    def purge(
        self, now: Situation, patterns: Iterable[str] | None = None, *, dry_run: bool = False
    ) -> PurgeReport:
        """Purge every module that nothing keeps, or those of them that `patterns` name.

        Raises
        ------
        NoSuchModule
            Where a pattern matches no loaded module; nothing is purged then.
        """
        considered = list(now.modules) if patterns is None else select(patterns, now.modules)
        doomed, kept = _judge(considered, now)
        report = self._carry_out(doomed, considered, kept, now.modules, dry_run=dry_run)
        return replace(report, named=patterns is not None)

    def purge_outside(
        self,
        baseline: frozenset[str],
        judged_by: object,
        situation: Callable[[], Situation],
        *,
        dry_run: bool = False,
    ) -> PurgeReport:
        """Purge every module outside the baseline that nothing keeps; judge only what is new.

        Parameters
        ----------
        baseline
            Names of the baseline's modules.
        judged_by
            What the verdict rests on, beside the modules themselves.
        situation
            Returns the situation to judge by; asked only where there is something to judge.
        dry_run
            Only say what would happen.
        """
        if judged_by != self._judged_by:
            self._judged_by, self._settled, self._reasons = judged_by, {}, {}
        settled, modules = self._settled, sys.modules
        names = list(modules)
        unsettled = [
            name
            for name in names
            if type(name) is str
            and name not in baseline
            and settled.get(name, _UNKNOWN) is not modules.get(name)
        ]
        if not unsettled:
            importlib.invalidate_caches()
            return PurgeReport((), Kept(names, self._reasons), dry_run)
        now = situation()
        doomed, kept = _judge(unsettled, now, self._settle)
        reasons = {**self._reasons, **kept}
        return self._carry_out(doomed, names, reasons, now.modules, dry_run=dry_run)

    def _settle(self, name: str, module: object, reason: str) -> None:
        self._settled[name] = module
        self._reasons[name] = reason

    def _carry_out(
        self,
        doomed: list[str],
        names: list[str],
        reasons: Mapping[str, str],
        modules: Mapping[str, object],
        *,
        dry_run: bool,
    ) -> PurgeReport:
        gone = doomed if dry_run else self._take_out(doomed, modules)
        late = {name: "importing" for name in doomed if name not in gone}
        out = frozenset(gone)
        left = [name for name in names if type(name) is str and name not in out]
        return PurgeReport(tuple(gone), Kept(left, {**reasons, **late}), dry_run)

    def _take_out(self, doomed: list[str], modules: Mapping[str, object]) -> Collection[str]:
        journal = Journal()
        try:
            with imports_paused():
                importing = importing_now()
                doomed = [name for name in doomed if name not in importing]
                self._observer.adopt_orphans(children_left(doomed, modules), journal)
                taken = purge(doomed, journal)
            if taken:
                self._observer.registrations.forget(taken, journal)
                self._observer.patches.forget(taken, journal)
                self._observer.virtual.forget(taken, journal)
            importlib.invalidate_caches()
        except BaseException:
            journal.undo()
            raise
        self.purged |= taken.keys()
        for name in taken:
            self._settled.pop(name, None)
            self._reasons.pop(name, None)
        return taken.keys()


def _judge(
    names: Iterable[str],
    now: Situation,
    settle: Callable[[str, object, str], None] = lambda name, module, reason: None,
) -> tuple[list[str], dict[str, str]]:
    """Return what goes, and what stays and why; `settle` is told who stays for good."""
    doomed: list[str] = []
    kept: dict[str, str] = {}
    for name in names:
        if name not in now.modules:
            continue  # another thread has taken it out
        stay = why_kept(name, now)
        if stay is None:
            doomed.append(name)
            continue
        kept[name] = stay.reason
        if stay.lasts:
            settle(name, now.modules[name], stay.reason)
    return doomed, kept
