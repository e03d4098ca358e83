"""One figure of a benchmark: what was measured, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes
    ----------
    what
        What was measured.
    measured, allowed
        The measured figure, and the most that it may be.
    because
        What the allowed figure is made of.
    unit
        ``"s"`` for seconds, which are shown in milliseconds, or what else is counted.
    """

    what: str
    measured: float
    allowed: float
    because: str
    unit: Literal["s", "MiB", "times", ""] = "s"

    @property
    def is_met(self) -> bool:
        """Whether the bound holds."""
        return self.measured <= self.allowed

    def __str__(self) -> str:
        measured, allowed = show(self.measured, self.unit), show(self.allowed, self.unit)
        verdict = "met" if self.is_met else "NOT met"
        return f"{verdict:8}{self.what}\n        {measured}, at most {allowed}: {self.because}"


def show(number: float, unit: str = "s") -> str:
    """Return a number with its unit, in three digits.

    Examples
    --------
    >>> show(0.01234), show(1.5, "times")
    ('12.3 ms', '1.5 times')
    """
    if unit == "s":
        number, unit = number * 1e3, "ms"
    return f"{number:.3g} {unit}".rstrip()
