"""What happened on the engines of a cluster: one row an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..reporting import outline
from ..reporting.outline import Line, Section, Tone
from ..reporting.report import RefreshReport, Shown
from ..reporting.words import count, duration, one_line

_SEND = "`--send` ships what was edited here"


@dataclass(frozen=True)
class EngineReport:
    """What a refresh did on one engine.

    Attributes
    ----------
    engine
        Its name: ``"engine 0"``, or a Dask worker's address.
    error
        Why nothing is known to have been done there, or an empty text.
    ran, patched, gone
        How many modules ran again, were patched in place, and are no longer loaded.
    hashes
        Names of the first of these modules, to the hash of the source that was imported.
    digest
        One hash over the names and hashes of all of them.
    why
        What changed.
    failed
        What kept its old version because its import failed.
    left_behind, hints
        As in a `RefreshReport`.
    differs
        Modules that are not what the client's file holds, and why.
    unplaced
        Modules that were sent and could not be put in place, and why.
    unknown
        Whether none of the modules asked for is loaded there.
    seconds
        How long the refresh itself took there.
    pid
        The engine's process.
    dry_run
        Whether it only says what would happen.

    Examples
    --------
    >>> EngineReport("engine 0", ran=2).ok, EngineReport("engine 1", error="it has gone").ok
    (True, False)
    """

    engine: str
    error: str = ""
    ran: int = 0
    patched: int = 0
    gone: int = 0
    hashes: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    why: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    unplaced: Mapping[str, str] = field(default_factory=dict)
    unknown: bool = False
    seconds: float = 0.0
    pid: int = 0
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """Whether the engine runs what the client's files hold."""
        return not (self.error or self.failed or self.differs or self.unplaced)

    def lines(self) -> list[Line]:
        """Say it in a row, and below that what went wrong, each in a line of its own."""
        tone: Tone = "plain" if self.ok else "error"
        wrong = list(self.failed)
        wrong += [f"{name}: {why}" for name, why in (*self.differs.items(), *self.unplaced.items())]
        if any(why.startswith(("no such", "the file")) for why in self.differs.values()):
            wrong.append(_SEND)
        return [
            Line(one_line(f"{self.engine}: {self.error or self._done()}"), tone),
            *(Line(f"  {one_line(said)}", "error") for said in wrong),
            *(Line(f"  {one_line(hint)}", "warning") for hint in self.hints),
        ]

    def _done(self) -> str:
        if self.unknown:
            return "not loaded there"
        would = self.dry_run
        done = [
            f"{verb} {count(number, 'module')}"
            for verb, number in (
                ("would refresh" if would else "refreshed", self.ran),
                ("would patch" if would else "patched", self.patched),
                ("dropped", self.gone),
            )
            if number
        ]
        if not done:
            return "nothing to refresh"
        took = "" if would else f" in {duration(self.seconds)}"
        left = f"; {len(self.left_behind)} left behind" if self.left_behind else ""
        return f"{', '.join(done)}{took}{left}"


@dataclass(frozen=True, repr=False)
class ClusterReport(Shown):
    """What a refresh did on all engines.

    Attributes
    ----------
    engines
        One row an engine, in the order of their names.
    mismatches
        Modules that are not the same on all engines: an error, whatever the rows say.
    here
        What the refresh of this process did before, if it was part of it.
    unreachable
        Why no engine could be asked, or an empty text.
    seconds
        How long it took, all engines at once.
    dry_run
        Whether it only says what would happen.

    Examples
    --------
    >>> print(ClusterReport((EngineReport("engine 0", ran=2, seconds=0.012),), (), seconds=0.03))
    refreshed 1 engine in 30 ms
    engine 0: refreshed 2 modules in 12 ms
    """

    engines: tuple[EngineReport, ...]
    mismatches: tuple[str, ...]
    here: RefreshReport | None = None
    unreachable: str = ""
    seconds: float = 0.0
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """Whether all engines run the same, and what the client's files hold."""
        return not self.mismatches and all(row.ok for row in self.engines)

    @property
    def failed(self) -> tuple[EngineReport, ...]:
        """The engines that do not run what the client's files hold."""
        return tuple(row for row in self.engines if not row.ok)

    def with_here(self, here: RefreshReport | None) -> ClusterReport:
        """Return the same report with what was done in this process before."""
        return replace(self, here=here)

    def lines(self) -> list[Line]:
        """Return what was done here, on how many engines, and a line for each engine."""
        here = [] if self.here is None else self.here.lines()
        if here:
            here[0] = Line(f"here: {here[0].text}", here[0].tone)
        engines = [line for row in self.engines for line in row.lines()]
        apart = [Line(one_line(said), "error") for said in self.mismatches]
        reached = [] if self.unreachable else [self._headline()]
        return [*here, *reached, *engines, *apart]

    def sections(self) -> list[Section]:
        """Return what ran here, and what changed and which content ran on each engine."""
        here = [] if self.here is None else self.here.sections()
        for row in self.engines:
            said = [("changed", why) for why in row.why]
            said += [(name, content) for name, content in row.hashes.items()]
            said += [("left behind", what) for what in row.left_behind]
            here.append(outline.said(one_line(row.engine), said, "plain"))
        return [section for section in here if section.rows]

    def _headline(self) -> Line:
        reached = sum(not row.error for row in self.engines)
        if not self.engines:
            return Line("no engines: nothing to refresh there", "warning")
        missed = len(self.engines) - reached
        of = f"{reached} of " if missed else ""
        verb = "would refresh" if self.dry_run else "refreshed"
        took = "" if self.dry_run else f" in {duration(self.seconds)}"
        return Line(f"{verb} {of}{count(len(self.engines), 'engine')}{took}")
