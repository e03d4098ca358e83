"""Shows reports: each once, in the style that is set, with the errors that it tells of below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.display import display

from ..cluster.report import ClusterReport
from ..reporting.graph import ModuleGraph
from ..reporting.picture import NoPicture
from ..reporting.report import Note, RefreshReport, Style
from . import terminal, tracebacks
from .showing import fate_of_value


def _display_raw(formats: dict[str, str]) -> None:
    display(formats, raw=True)


class Output:
    """What a shell shows of reports.

    Parameters
    ----------
    shell
        The shell.
    style
        Returns the style that is set now.
    """

    def __init__(self, shell: Any, style: Callable[[], Style]) -> None:
        self._shell = shell
        self._style = style
        self._shown_at_last: Any = None

    def value(self, report: Any) -> Any:
        """Show a report now, unless whoever has called the magic is about to show its value.

        Returns
        -------
        object
            What the magic shall return.
        """
        fate = fate_of_value()
        if hasattr(report, "styled"):
            report = self._styled(report)
        if self._style() == "off" and not _has_failed(report):
            return None if fate == "shown" else report
        if fate == "used":
            display(report)
            self._errors(report)
        else:
            self._shown_at_last = report
        return report

    def graph(self, found: ModuleGraph) -> ModuleGraph:
        """Show a graph now, unless somebody else is about to; return it."""
        found = found.coloured(terminal.colours(self._shell))
        if getattr(self._shell, "kernel", None):
            try:
                found.picture  # noqa: B018  it is drawn once, here
            except NoPicture as none:
                display(Note(str(none)))
        if fate_of_value() == "used":
            display(found)
        return found

    def before_cell(
        self, report: Any, show: Callable[[dict[str, str]], object] = _display_raw
    ) -> None:
        """Show a report before a cell, if it says anything.

        Parameters
        ----------
        report
            The report, or None.
        show
            Shows it, given as text and as HTML; a progress line gives its place.
        """
        if report is not None and str(report := self._styled(report)):
            show(report._repr_mimebundle_())  # it has no other formats to be asked for
            self._errors(report)

    def warn(self, text: str) -> bool:
        """Show one line; return whether the style allows it."""
        if self._style() == "off":
            return False
        display(Note(text))
        return True

    def end_cell(self) -> None:
        """Show the errors of the report that the cell showed as its value."""
        self._errors(self._shown_at_last)
        self._shown_at_last = None

    def _styled(self, report: Any) -> Any:
        return report.styled(self._style(), colours=terminal.colours(self._shell))

    def _errors(self, report: Any) -> None:
        """Show each error that a report tells of for the first time."""
        report = report.here if isinstance(report, ClusterReport) else report
        for failure in report.failed if isinstance(report, RefreshReport) else ():
            tracebacks.show(self._shell, failure)


def _has_failed(report: Any) -> bool:
    if isinstance(report, ClusterReport):
        return not report.ok
    return isinstance(report, RefreshReport) and bool(report.failed)
