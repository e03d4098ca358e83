"""One process's state, and what can be done with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from . import answers
from .look import loaded
from .observing.observer import Observer
from .observing.ran import RunWatch
from .observing.reads import import_under_way
from .observing.turns import Turns
from .places import is_user_file
from .purging.baseline import Baseline
from .purging.keep import Policy, Scope, Situation
from .purging.purger import Purger
from .refreshing.cells import Cells, cells_of_script
from .refreshing.changes import Change, changes
from .refreshing.installed import Installed
from .refreshing.refresher import Refresher
from .reporting.report import PurgeReport, RefreshReport
from .select import select


class Session:
    """The baseline, the observer and the policy of this process.

    Attributes
    ----------
    baseline
        What a purge leaves alone.
    observer
        Watches imports.
    scope, keep
        The settings of the same names.
    host_roots
        Top-level packages that the session runs on, beside this one.
    host_extensions
        Returns the modules that IPython has loaded as its extensions.

    Examples
    --------
    >>> session = Session()
    >>> session.purge(dry_run=True).purged
    ()
    """

    def __init__(self) -> None:
        self.watch = RunWatch(is_user_file, import_under_way)
        self.observer = Observer(self.watch)
        self.purger = Purger(self.observer)
        self.refresher = Refresher(self.observer, self.watch)
        self._notebooks: list[Cells] = []
        self.scope: Scope = "all"
        self.keep: tuple[str, ...] = ()
        self.host_roots: frozenset[str] = frozenset()
        self.host_extensions: Callable[[], Collection[str]] = tuple
        self._installed = Installed()
        self._why: dict[str, str] = {}
        self._turns = Turns(self.observer.settle)
        self.observer.note_unseen()
        self.baseline = Baseline.of_now()  # at the end, with all that the above has imported

    def begin(self) -> None:
        """Begin to observe; `end` undoes it."""
        self.watch.install()
        self.observer.install()

    def end(self) -> None:
        """Give the import system back as it was."""
        self.observer.uninstall()
        self.watch.uninstall()

    def begin_baseline(self) -> None:
        """Take the baseline that `reset_baseline` goes back to: all that is loaded now."""
        self.baseline = Baseline.of_now()

    def snapshot(self) -> frozenset[str]:
        """Take a new baseline, all that is loaded now, and return its names."""
        return self._set_baseline(self.baseline.snapshot())

    def add_to_baseline(self, patterns: Iterable[str]) -> frozenset[str]:
        """Take loaded modules into the baseline, and return all its names.

        Parameters
        ----------
        patterns
            Names, which take their submodules along, or globs.

        Raises
        ------
        NoSuchModule
            Where a pattern matches no loaded module; the baseline stays then.
        """
        return self._set_baseline(self.baseline.add(select(patterns, loaded())))

    def drop_from_baseline(self, patterns: Iterable[str]) -> frozenset[str]:
        """Leave modules out of the baseline, and return the names that are still in it.

        Parameters
        ----------
        patterns
            Names, which take their submodules along, or globs.

        Raises
        ------
        NoSuchModule
            Where a pattern matches nothing in the baseline, which stays then.
        """
        return self._set_baseline(self.baseline.drop(select(patterns, sorted(self.baseline.names))))

    def reset_baseline(self) -> frozenset[str]:
        """Go back to the baseline that was taken first."""
        return self._set_baseline(self.baseline.reset())

    def purge(
        self,
        patterns: Iterable[str] | None = None,
        *,
        force: bool = False,
        ignore_baseline: bool = False,
        dry_run: bool = False,
        scope: Scope | None = None,
    ) -> PurgeReport:
        """Purge every module outside the baseline, or those named, but the kept ones.

        Parameters
        ----------
        patterns
            Names, which take their submodules along, or globs; None for all.
        force
            Purge what is kept for caution only: extension modules, what has no source, what is out
            of scope or asks to be kept.
        ignore_baseline
            Purge the baseline's modules, too.
        dry_run
            Only say what would happen.
        scope
            ``"all"`` or ``"user"`` for this purge; None for the setting.

        Returns
        -------
        PurgeReport
            What was purged, and what was kept and why; empty while another call is under way.

        Raises
        ------
        NoSuchModule
            Where a pattern matches no loaded module; nothing is purged then.
        """
        with self._turns.turn() as is_ours:
            if not is_ours:
                return PurgeReport((), {}, dry_run=dry_run)
            as_set = not (force or ignore_baseline) and scope in (None, self.scope)
            if patterns is None and as_set:
                return self._purge_outside_baseline(dry_run=dry_run)
            now = self._situation(force=force, ignore_baseline=ignore_baseline, scope=scope)
            return self.purger.purge(now, patterns, dry_run=dry_run)

    def purge_before_cell(self) -> PurgeReport | None:
        """Purge every module outside the baseline; None where there was nothing to purge."""
        with self._turns.turn() as is_ours:
            self.observer.stay_first()
            report = self._purge_outside_baseline() if is_ours else None
            return report if report is not None and report.purged else None

    def _purge_outside_baseline(self, *, dry_run: bool = False) -> PurgeReport:
        extensions = frozenset(self.host_extensions())
        judged_by = (self.scope, self.keep, self.baseline, self.host_roots, extensions, sys.path[:])
        return self.purger.purge_outside(
            self.baseline.names, judged_by, self._situation, dry_run=dry_run
        )

    def refresh(
        self,
        patterns: Iterable[str] | None = None,
        *,
        namespaces: Sequence[dict[str, Any]] = (),
        dry_run: bool = False,
    ) -> RefreshReport:
        """Run what changed on disk and what depends on it again, and hand the new objects over.

        Parameters
        ----------
        patterns
            Only changes of these modules: names, which take their submodules along, or globs.
        namespaces
            Whose names shall follow: those of notebooks and scripts.
        dry_run
            Only say what would happen.

        Returns
        -------
        RefreshReport
            What ran and why, what failed and what was left behind; empty while another call is
            under way.

        Raises
        ------
        NoSuchModule
            Where a pattern matches no loaded module; nothing is refreshed then.
        KeyboardInterrupt
            If one arrives; the session is as before, less the groups that were done.
        """
        with self._turns.turn() as is_ours:
            if not is_ours:
                return RefreshReport(dry_run=dry_run)
            only = None if patterns is None else frozenset(select(patterns, loaded()))
            notebooks = [self._cells_of(names) for names in namespaces]
            return self._refresh(self._changes(), notebooks, only=only, dry_run=dry_run)

    def refresh_before_cell(self, names: dict[str, Any]) -> RefreshReport | None:
        """Refresh what changed on disk for a notebook.

        Parameters
        ----------
        names
            The notebook's namespace.

        Returns
        -------
        RefreshReport or None
            None where there is nothing to say.

        Raises
        ------
        KeyboardInterrupt
            If one arrives; the session is as before, less the groups that were done.
        """
        with self._turns.turn() as is_ours:
            if not is_ours:
                return None
            self.observer.stay_first()
            found = self._changes()
            if not found:
                self.refresher.forget_failures()
                return None
            return self._refresh(found, [self.notebook(names)]) or None

    def _refresh(
        self,
        found: list[Change],
        notebooks: Sequence[Cells],
        *,
        only: Collection[str] | None = None,
        dry_run: bool = False,
    ) -> RefreshReport:
        notebooks = [one for cells in notebooks for one in (cells, *cells.scripts)]
        report = self.refresher.refresh(
            found, self._situation, notebooks, only=only, dry_run=dry_run
        )
        if not dry_run:
            self._installed.leave(report.kept)
            self._why |= report.why
        return report

    def notebook(self, names: dict[str, Any]) -> Cells:
        """Return what the cells run so far have bound in a notebook's namespace."""
        for cells in self._notebooks:
            if cells.names is names:
                return cells
        self._notebooks.append(Cells(names))
        return self._notebooks[-1]

    def _cells_of(self, names: dict[str, Any]) -> Cells:
        known = (cells for cells in self._notebooks if cells.names is names)
        return next(known, None) or cells_of_script(names)

    def _changes(self) -> list[Change]:
        self.observer.note_unseen()
        for cells in self._notebooks:
            self.observer.expect(cells.awaited())
        notes = self.observer.notes
        return [*changes(notes), *self._installed.changes(notes)]

    def edited(self) -> list[str]:
        """Return the user's modules that were edited since they were first imported."""
        self.observer.note_unseen()
        notes = self.observer.notes
        now = [change.module for change in changes(notes) if change.kind == "source"]
        return [name for name in notes.modules if name in notes.edited or name in now]

    def why(
        self,
        name: str,
        *,
        force: bool = False,
        ignore_baseline: bool = False,
        scope: Scope | None = None,
    ) -> str:
        """Say whether a purge would take a module, and why not.

        Parameters
        ----------
        name
            One module's full name.
        force, ignore_baseline, scope
            As for the purge that is asked about.

        Returns
        -------
        str
            One line, such as ``"numpy stays: extension module (numpy is installed, and ...)"``.

        Raises
        ------
        NoSuchModule
            Where no such module is loaded; the message names the nearest.
        """
        now = self._situation(force=force, ignore_baseline=ignore_baseline, scope=scope)
        return answers.of_a_purge(name, now, self.purger.purged)

    def why_refreshed(self, name: str) -> str:
        """Say whether a refresh would run a module again now, and why.

        Parameters
        ----------
        name
            One module's full name.

        Returns
        -------
        str
            One line, such as ``"p.a would be refreshed: p.c changed → p.a"``.

        Raises
        ------
        NoSuchModule
            Where no such module is loaded; the message names the nearest.
        """
        now = self._situation()
        foretold = self.refresher.refresh(self._changes(), lambda: now, (), dry_run=True)
        return answers.of_a_refresh(name, now, foretold.why, self._why)

    def _situation(
        self, *, force: bool = False, ignore_baseline: bool = False, scope: Scope | None = None
    ) -> Situation:
        return Situation(
            policy=Policy(scope or self.scope, self.keep, force, ignore_baseline),
            baseline=self.baseline.names,
            modules=loaded(),
            host_roots=self.host_roots,
            host_extensions=frozenset(self.host_extensions()),
            asked_by=self.observer.notes.asked_by,
            was_found=self.observer.found,
        )

    def _set_baseline(self, baseline: Baseline) -> frozenset[str]:
        self.baseline = baseline
        self._installed.look_again()
        return baseline.names


_current: Session | None = None


def current() -> Session:
    """Return this process's session; the first call begins it."""
    global _current
    if _current is None:
        _current = Session()
        _current.begin()
    return _current


def current_or_without_own() -> Session:
    """Return this process's session; the user's modules are not in a baseline that begins here.

    Who refreshes without having asked for a baseline wants just these to be refreshed.
    """
    begun, session = has_begun(), current()
    if not begun:
        session.baseline = session.baseline.drop(session.observer.notes.user_sources())
    return session


def has_begun() -> bool:
    """Tell whether this process has a session."""
    return _current is not None


def resume(session: Session) -> None:
    """Make a session that was ended the process's session again."""
    global _current
    end()
    session.begin()
    _current = session


def end() -> None:
    """Undo what `current` began: the import system is as it was before."""
    global _current
    if _current is not None:
        _current.end()
        _current = None
