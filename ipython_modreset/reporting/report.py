"""What happened: plain data, with short texts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import fill
from typing import Any, Literal, Self

from ..adopting.adopt import LeftBehind
from ..refreshing.failures import Failure
from . import card, outline, text
from .outline import EXPECTED, Line, Outline, Section
from .words import by_package, count, duration, harmless, named, one_line, packages

Style = Literal["off", "brief", "full"]

_MOST_LEFT = 5
_MOST_CAUSES = 2


@dataclass(frozen=True, repr=False, kw_only=True)
class Shown(ABC):
    """What reports have in common: how they show themselves.

    Attributes
    ----------
    style
        How much is said: ``"off"`` (failures only), ``"brief"`` (one line, and one more for each
        thing to act on; a notebook's card opens to the rest) or ``"full"``.
    colours
        Whether the text that IPython shows may be coloured.
    """

    style: Style = field(default="brief", compare=False)
    colours: bool = field(default=False, compare=False)

    def styled(self, style: Style, *, colours: bool = False) -> Self:
        """Return the same report, showing itself in another style.

        Parameters
        ----------
        style : {"off", "brief", "full"}
            How much it says.
        colours : bool
            Whether the text that IPython shows may be coloured.

        Examples
        --------
        >>> print(PurgeReport(("a", "a.b"), {}).styled("full"))
        purged 2 modules (a 2)
          purged  a  2
        """
        return replace(self, style=style, colours=colours)

    @abstractmethod
    def lines(self) -> list[Line]:
        """Return what is always said."""

    @abstractmethod
    def sections(self) -> list[Section]:
        """Return what is said on demand."""

    def brief(self) -> str:
        """Say it in a line, and one more for each thing to act on."""
        return "\n".join(line.text for line in self.lines())

    def full(self) -> str:
        """Say also what befell which module, and why."""
        return text.render(self._outline, text.width(), colours=False, full=True)

    def __str__(self) -> str:
        if self.style == "full":
            return self.full()
        return "\n".join(line.text for line in self._outline.lines)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.brief()}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self._text())

    def _repr_html_(self) -> str:
        return card.render(self._outline, full=self.style == "full")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        bundle = {"text/plain": self._text(), "text/html": self._repr_html_()}
        return {
            kind: shown
            for kind, shown in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }

    def _text(self) -> str:
        full = self.style == "full"
        return text.render(self._outline, text.width(), colours=self.colours, full=full)

    @cached_property
    def _outline(self) -> Outline:
        """With the style "off", only failures are said: these cannot wait."""
        if self.style == "off":
            return Outline(tuple(line for line in self.lines() if line.tone == "error"))
        return Outline(tuple(self.lines()), tuple(self.sections()))


@dataclass(frozen=True, repr=False)
class PurgeReport(Shown):
    """What a purge did.

    Attributes
    ----------
    purged
        Names of the modules taken out, in the order in which their imports ended.
    kept
        Name of each module that stays, to the reason.
    dry_run
        Whether it only says what would happen.
    named
        Whether somebody named the modules: who names one wonders why it stays, whatever the reason.

    Examples
    --------
    >>> print(PurgeReport(("a", "a.b"), {"sys": "interpreter"}))
    purged 2 modules (a 2)
    """

    purged: tuple[str, ...]
    kept: Mapping[str, str]
    dry_run: bool = False
    named: bool = False

    def lines(self) -> list[Line]:
        """Return what is always said: one line."""
        line = "nothing to purge"
        if self.purged:
            verb = "would purge" if self.dry_run else "purged"
            line = f"{verb} {count(len(self.purged), 'module')} ({by_package(self.purged)})"
        unexpected: dict[str, list[str]] = {}
        for name, reason in self.kept.items():
            if self.named or reason not in EXPECTED:
                unexpected.setdefault(reason, []).append(name)
        kept = [f"{by_package(names)} ({reason})" for reason, names in unexpected.items()]
        return [Line(f"{line}; kept {', '.join(kept)}" if kept else line)]

    def sections(self) -> list[Section]:
        """Return what befell which package."""
        what = "would purge" if self.dry_run else "purged"
        section = outline.befell(what, self.purged, self.kept)
        return [section] if section.rows else []


@dataclass(frozen=True, repr=False)
class RefreshReport(Shown):
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
    because
        Each module that ran again to the one that it depends on; None for one that changed itself.
    kept
        Changed modules that stay as they are, each to the reason.
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
    because: Mapping[str, str | None] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(
            self.ran or self.patched or self.gone or self.failed or self.reminders or self.hints
        )

    def lines(self) -> list[Line]:
        """Return what happened, and one line for each failure, hint and thing left behind."""
        lines = [Line(self.headline())] if self.ran or self.patched or self.gone or not self else []
        lines += [Line(_say(failure), "error") for failure in self.failed]
        lines += [Line(_remind(failure), "warning") for failure in self.reminders]
        lines += [
            Line(one_line(f"left behind: {left.what} ({left.why})"), "warning")
            for left in self.left_behind[:_MOST_LEFT]
        ]
        if more := self.left_behind[_MOST_LEFT:]:
            lines.append(Line(f"left behind: {len(more)} more", "warning"))
        return [*lines, *(Line(one_line(hint), "warning") for hint in self.hints)]

    def sections(self) -> list[Section]:
        """Return what ran because of what, what else was done, and what went wrong where."""
        because = {name: self.because.get(name) for name in self.ran}
        left = [(each.what, each.why) for each in self.left_behind]
        sections = [
            outline.what_ran(because, self.why, "would run again" if self.dry_run else "ran again"),
            outline.reasons(
                "would be patched" if self.dry_run else "patched in place", self._why(self.patched)
            ),
            outline.reasons("no longer loaded", self._why(self.gone)),
            outline.reasons("kept", self.kept),
            outline.said("left behind", left, "warning"),
            *(_source(failure) for failure in (*self.failed, *self.reminders)),
        ]
        return [section for section in sections if section.rows]

    def _why(self, names: tuple[str, ...]) -> dict[str, str]:
        return {name: self.why.get(name, "").removeprefix(f"{name} ") for name in names}

    def headline(self) -> str:
        """Say what ran, was patched and was dropped, and which changes were the cause."""
        done = [*self.ran, *self.patched, *self.gone]
        if not done:
            kept = named(f"{name} ({why})" for name, why in self.kept.items())
            return one_line("nothing to refresh" + (f"; kept {kept}" if kept else ""))
        parts = [
            f"{verb} {count(len(names), 'module')}"
            for verb, names in (
                ("would refresh" if self.dry_run else "refreshed", self.ran),
                ("would patch" if self.dry_run else "patched", self.patched),
                ("dropped", self.gone),
            )
            if names
        ]
        causes = [why for why in self.why.values() if "→" not in why]
        took = "" if self.dry_run else f" in {duration(self.seconds)}"
        return one_line(f"{', '.join(parts)}{took} · {named(causes, _MOST_CAUSES)}")


def _say(failure: Failure) -> str:
    modules = ", ".join(failure.modules)
    return one_line(
        f"{modules} kept as before: {failure.error}{_where(failure)}; "
        "mend it, and the next refresh picks it up"
    )


def _remind(failure: Failure) -> str:
    modules = ", ".join(failure.modules)
    return one_line(f"{modules} still as before its last edits: {failure.error}{_where(failure)}")


def _where(failure: Failure) -> str:
    return f" ({failure.where})" if failure.where else ""


def _source(failure: Failure) -> Section:
    title = ": ".join(part for part in (failure.where, failure.error) if part)
    return outline.source(title, failure.nearby, failure.line)


@dataclass(frozen=True, repr=False)
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

    Examples
    --------
    >>> print(BaselineReport(frozenset({"a", "a.b"}), frozenset({"a"})))
    the baseline holds 2 modules (1 added)
    """

    names: frozenset[str]
    before: frozenset[str]
    listed: bool = False

    def __str__(self) -> str:
        return self._laid_out(90)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._headline()}>"

    def _headline(self) -> str:
        line = f"the baseline holds {count(len(self.names), 'module')}"
        added, dropped = len(self.names - self.before), len(self.before - self.names)
        changes = [f"{added} added"] * bool(added) + [f"{dropped} dropped"] * bool(dropped)
        return line + (f" ({', '.join(changes)})" if changes else "")

    def _laid_out(self, columns: int) -> str:
        line = self._headline()
        if not self.listed:
            return line
        listed = ", ".join(
            f"{name}\0{number}" if number > 1 else name
            for name, number in packages(sorted(self.names))
        )
        lines = fill(listed, columns, initial_indent="  ", subsequent_indent="  ")
        return f"{line}\n{lines}".replace("\0", " ")  # so that no line ends within an item

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self._laid_out(text.width()))


@dataclass(frozen=True)
class Note:
    """One line for the user."""

    text: str

    def __str__(self) -> str:
        return harmless(self.text)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(text.beside_prompt(str(self)))
