"""Decide what goes, take it out, and remember what need not be judged again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable

from .keep import Situation, importing_now, why_kept
from .observer import Observer
from .purge import children_left, imports_paused, purge
from .report import PurgeReport
from .select import select
from .undo import Journal

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
        considered = now.modules if patterns is None else select(patterns, now.modules)
        doomed: list[str] = []
        kept: dict[str, str] = {}
        for name in considered:
            stay = why_kept(name, now)
            if stay is None:
                doomed.append(name)
            else:
                kept[name] = stay.reason
        if dry_run:
            return PurgeReport(tuple(doomed), kept, dry_run=True)
        taken = self._take_out(doomed, now)
        kept.update((name, "importing") for name in doomed if name not in taken)
        return PurgeReport(tuple(taken), kept)

    def before_cell(
        self, baseline: frozenset[str], judged_by: object, situation: Callable[[], Situation]
    ) -> PurgeReport | None:
        """Purge what has come since the last time; None where there is nothing to purge.

        Parameters
        ----------
        baseline
            Names of the baseline's modules.
        judged_by
            What the verdict rests on, beside the modules themselves.
        situation
            Returns the situation to judge by; asked only where there is something to judge.
        """
        if judged_by != self._judged_by:
            self._judged_by, self._settled, self._reasons = judged_by, {}, {}
        settled, modules = self._settled, sys.modules
        unsettled = [
            name
            for name in list(modules)
            if type(name) is str
            and name not in baseline
            and settled.get(name, _UNKNOWN) is not modules.get(name)
        ]
        return self._judge(unsettled, situation()) if unsettled else None

    def _judge(self, unsettled: Iterable[str], now: Situation) -> PurgeReport | None:
        doomed: list[str] = []
        kept: dict[str, str] = {}
        for name in unsettled:
            if name not in now.modules:
                continue  # another thread has taken it out
            stay = why_kept(name, now)
            if stay is None:
                doomed.append(name)
                continue
            kept[name] = stay.reason
            if stay.lasts:
                self._settled[name] = now.modules[name]
                self._reasons[name] = stay.reason
        taken = self._take_out(doomed, now)
        kept.update((name, "importing") for name in doomed if name not in taken)
        if not taken:
            return None
        others = {name: "baseline" for name in now.modules if name in now.baseline}
        return PurgeReport(tuple(taken), {**others, **self._reasons, **kept})

    def _take_out(self, doomed: list[str], now: Situation) -> list[str]:
        journal = Journal()
        try:
            with imports_paused():
                importing = importing_now()
                doomed = [name for name in doomed if name not in importing]
                self._observer.adopt_orphans(children_left(doomed, now.modules), journal)
                taken = purge(doomed, journal)
            importlib.invalidate_caches()
        except BaseException:
            journal.undo()
            raise
        self.purged |= taken.keys()
        for name in taken:
            self._settled.pop(name, None)
            self._reasons.pop(name, None)
        return list(taken)
