"""What an interrupt leaves of a refresh, and how that is said."""

from __future__ import annotations

from ..reporting.report import RefreshReport
from ..reporting.text import fitted
from ..reporting.words import one_line


class Interrupted(KeyboardInterrupt):
    """A refresh was interrupted: what it was at is as it was before.

    Attributes
    ----------
    report
        What had been done by then, and stays done.
    module
        What was being imported, or None.
    """

    def __init__(self, report: RefreshReport, module: str | None) -> None:
        self.report = report
        self.module = module
        at = f" while {module} was imported" if module else ""
        done = (*report.ran, *report.patched, *report.gone)
        done_by_then = f"; refreshed before that: {', '.join(done)}" if done else ""
        said = f"refresh interrupted{at}: rolled back, the old code goes on working{done_by_then}"
        super().__init__(one_line(said))

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in place of a traceback."""
        return [fitted(str(self))]
