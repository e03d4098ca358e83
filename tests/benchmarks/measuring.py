"""How long two things take, measured in turns, so that whatever slows the machine slows both."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """Something to measure, beside the least that could do it.

    Attributes
    ----------
    name
        What happens.
    work, bare
        The thing itself, and what it is compared with.
    compared_with
        What `bare` does.
    at_most
        The promised ratio of the two, or None where nothing is promised.
    rounds
        How often each is run.
    """

    name: str
    work: Work
    bare: Work
    compared_with: str
    at_most: float | None = None
    rounds: int = 300


@dataclass(frozen=True)
class Measured:
    """What came of it: medians, in seconds, and the median of the ratios of neighbouring runs."""

    case: Case
    work: float
    bare: float
    ratio: float

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.case.at_most is None or self.ratio <= self.case.at_most


def measure(case: Case, rounds: int | None = None) -> Measured:
    """Run both in turns.

    Parameters
    ----------
    case
        What to measure.
    rounds
        Instead of the case's own number.
    """
    work: list[float] = []
    bare: list[float] = []
    with _undisturbed():
        case.work()
        case.bare()
        for number in range(rounds or case.rounds):
            pair = [(work, case.work), (bare, case.bare)]
            for times, run in pair if number % 2 else reversed(pair):
                began = perf_counter()
                run()
                times.append(perf_counter() - began)
    ratios = [each / other for each, other in zip(work, bare, strict=True)]
    return Measured(case, *map(statistics.median, (work, bare, ratios)))


def table(all_measured: Iterable[Measured]) -> Iterator[str]:
    """Give the lines of a table."""
    yield f"{'':60} {'time':>10} {'beside':>10} {'ratio':>7}  promised"
    beside = None
    for measured in all_measured:
        case = measured.case
        if case.compared_with != beside:
            beside = case.compared_with
            yield f"beside: {beside}"
        promised = "" if case.at_most is None else f"at most {case.at_most:g}"
        missed = "" if measured.kept else "  MISSED"
        yield (
            f"{case.name:60} {_shown(measured.work):>10} {_shown(measured.bare):>10} "
            f"{measured.ratio:7.2f}  {promised}{missed}"
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _shown(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs" if seconds < 0.01 else f"{seconds * 1e3:.1f} ms"
