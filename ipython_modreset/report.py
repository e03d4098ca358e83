"""What happened, as text and as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from textwrap import fill
from typing import Any, Literal

from .adopt import LeftBehind
from .failures import Failure
from .look import top_level

Style = Literal["off", "brief", "full"]
_MOST_NAMED = 4
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class PurgeReport:
    """What a purge did.

    Attributes
    ----------
    purged
        Names of the modules taken out, in the order in which their imports ended.
    kept
        Name of each module that stays, to the reason.
    dry_run
        Whether it only says what would happen.
    style
        How it shows itself: ``"off"``, ``"brief"`` or ``"full"``.

    Examples
    --------
    >>> print(PurgeReport(("a", "a.b"), {"sys": "interpreter"}))
    purged 2 modules (a 2)
    """

    purged: tuple[str, ...]
    kept: Mapping[str, str]
    dry_run: bool = False
    style: Style = field(default="brief", compare=False)

    def styled(self, style: Style) -> PurgeReport:
        """Return the same report, showing itself in another style."""
        return replace(self, style=style)

    def brief(self) -> str:
        """Say it in one line."""
        line = "nothing to purge"
        if self.purged:
            verb = "would purge" if self.dry_run else "purged"
            line = f"{verb} {_count(len(self.purged), 'module')} ({_by_package(self.purged)})"
        unexpected = [
            f"{_by_package(names)} ({reason})"
            for reason, names in self._by_reason().items()
            if reason not in _EXPECTED
        ]
        return f"{line}; kept {', '.join(unexpected)}" if unexpected else line

    def full(self) -> str:
        """Say it as a table: a line for each top-level package and what befell it."""
        rows = self._rows()
        what_width, package_width, count_width = (
            max((len(row[column]) for row in rows), default=0) for column in range(3)
        )
        return "\n".join(
            [self.brief()]
            + [
                f"  {what:<{what_width}}  {package:<{package_width}}  {count:>{count_width}}"
                for what, package, count in rows
            ]
        )

    def __str__(self) -> str:
        return {"off": "", "brief": self.brief(), "full": self.full()}[self.style]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        if self.style == "off":
            return ""
        if self.style == "brief":
            return f"<div>{escape(self.brief())}</div>"
        rows = "".join(
            f"<tr><td>{escape(what)}</td><td>{escape(package)}</td><td>{count}</td></tr>"
            for what, package, count in self._rows()
        )
        table = f"<table><tr><th></th><th>package</th><th>modules</th></tr>{rows}</table>"
        return f"<details open><summary>{escape(self.brief())}</summary>{table}</details>"

    def _by_reason(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name, reason in self.kept.items():
            names.setdefault(reason, []).append(name)
        return names

    def _rows(self) -> list[tuple[str, str, str]]:
        """Return (what befell it, package, number of modules)."""
        befell = {"would purge" if self.dry_run else "purged": list(self.purged)}
        counted: list[tuple[str, str, str]] = []
        for reason, names in self._by_reason().items():
            if reason in _EXPECTED:
                counted.append((f"kept: {reason}", "", str(len(names))))
            else:
                befell[f"kept: {reason}"] = names
        return [
            (what, package, str(count))
            for what, names in befell.items()
            for package, count in _packages(names)
        ] + counted


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did.

    Attributes
    ----------
    ran
        Modules that ran again, in that order.
    patched
        Modules whose functions were given new bodies in place.
    gone
        Modules that are no longer loaded: their file is gone, or nobody imports them any more.
    why
        Each of these modules, to the chain of reasons: ``"p.c changed → p.b imports it → p.a"``.
    failed
        Groups of modules whose old versions go on working, and what went wrong.
    reminders
        Such failures that were reported before; the failing code was not run again.
    left_behind
        What could not follow, and why.
    hints
        What the user may want to do about modules that stay.
    seconds
        How long it took.
    dry_run
        Whether it only says what would happen.
    style
        How it shows itself: ``"off"``, ``"brief"`` or ``"full"``.

    Examples
    --------
    >>> print(RefreshReport(ran=("p.c", "p.a"), why={"p.c": "p.c changed"}, seconds=0.012))
    refreshed 2 modules in 12 ms · p.c changed
    """

    ran: tuple[str, ...] = ()
    patched: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    failed: tuple[Failure, ...] = ()
    reminders: tuple[Failure, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()
    hints: tuple[str, ...] = ()
    seconds: float = 0.0
    dry_run: bool = False
    style: Style = field(default="brief", compare=False)

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(
            self.ran or self.patched or self.gone or self.failed or self.reminders or self.hints
        )

    def styled(self, style: Style) -> RefreshReport:
        """Return the same report, showing itself in another style."""
        return replace(self, style=style)

    def brief(self) -> str:
        """Say it in a line, and one more for each failure, hint and kind of what stayed behind."""
        lines = [self._headline()] if self.ran or self.patched or self.gone or not self else []
        lines += [_say_failure(failure) for failure in self.failed]
        lines += [_remind(failure) for failure in self.reminders]
        lines += [f"left behind: {left.what} ({left.why})" for left in self.left_behind]
        return "\n".join([*lines, *self.hints])

    def full(self) -> str:
        """Say also why each module ran."""
        chains = [f"  {chain}" for chain in self.why.values()]
        return "\n".join([self.brief(), *chains])

    def __str__(self) -> str:
        if self.style == "off":
            return "\n".join(_say_failure(failure) for failure in self.failed)
        return self.full() if self.style == "full" else self.brief()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>" if str(self) else ""

    def _headline(self) -> str:
        done = [*self.ran, *self.patched, *self.gone]
        if not done:
            return "nothing to refresh"
        parts = [
            f"{verb} {_count(len(names), 'module')}"
            for verb, names in (
                ("would refresh" if self.dry_run else "refreshed", self.ran),
                ("would patch" if self.dry_run else "patched", self.patched),
                ("dropped", self.gone),
            )
            if names
        ]
        causes = [why for why in self.why.values() if "→" not in why]
        more = f" and {len(causes) - 2} more" if len(causes) > 2 else ""
        took = "" if self.dry_run else f" in {self.seconds * 1000:.0f} ms"
        return f"{', '.join(parts)}{took} · {', '.join(causes[:2])}{more}"


def _say_failure(failure: Failure) -> str:
    modules = ", ".join(failure.modules)
    where = f" ({failure.where})" if failure.where else ""
    return f"{modules} kept as before: {failure.error}{where}; mend it, and the next cell picks it up"


def _remind(failure: Failure) -> str:
    where = f" ({failure.where})" if failure.where else ""
    return f"{', '.join(failure.modules)} still as before its last edits: {failure.error}{where}"


@dataclass(frozen=True)
class BaselineReport:
    """The baseline, and what has just become of it.

    Attributes
    ----------
    names
        Names of its modules now.
    before
        Names of its modules before.
    listed
        Whether it was asked to show the names themselves.
    """

    names: frozenset[str]
    before: frozenset[str]
    listed: bool = False

    def __str__(self) -> str:
        line = f"the baseline holds {_count(len(self.names), 'module')}"
        added, dropped = len(self.names - self.before), len(self.before - self.names)
        changes = [f"{added} added"] * bool(added) + [f"{dropped} dropped"] * bool(dropped)
        line += f" ({', '.join(changes)})" if changes else ""
        if not self.listed:
            return line
        packages = _packages(sorted(self.names))
        listed = ", ".join(f"{name}\0{count}" if count > 1 else name for name, count in packages)
        lines = fill(listed, 90, initial_indent="  ", subsequent_indent="  ")
        return f"{line}\n{lines}".replace("\0", " ")  # so that no line ends within an item

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


@dataclass(frozen=True)
class Note:
    """One line for the user."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.text)


# What nobody wonders about: these are counted in the table, and not named in the one line.
_EXPECTED = frozenset({"baseline", "interpreter", "host"})


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _by_package(names: Iterable[str]) -> str:
    packages = _packages(names)
    shown = [f"{package} {count}" for package, count in packages[:_MOST_NAMED]]
    more = len(packages) - len(shown)
    return ", ".join(shown) + (f", {more} more" if more else "")


def _packages(names: Iterable[str]) -> list[tuple[str, int]]:
    """Return top-level packages and their number of modules, what matters most first."""
    counts = Counter(_printable(top_level(name)) for name in names)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].startswith("_")))


def _printable(name: str) -> str:
    """Return a name that fits into a line, whatever somebody has put into ``sys.modules``."""
    short = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
    return short if short.isprintable() and short.strip() else repr(short)
