"""A few hundred refreshes and purges in one session: nothing adds up. The long run: tests.soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.project import PERIOD
from tests.soak.soaking import KINDS, Mark, soak, tenths, what_adds_up, what_grows


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_adds_up(kind: str, tmp_path: Path) -> None:
    warm, *marks = soak(kind, 3 * PERIOD, PERIOD, tmp_path)
    assert len(warm.seconds) == PERIOD
    assert what_adds_up(marks) == []


def _mark(step: int, *, count: int = 1, objects: int = 0, mib: float = 0, ms: float = 1) -> Mark:
    return Mark(step, [ms / 1000] * 600, {"open files": count}, objects, int(mib * 2**20))


def test_what_adds_up_is_told() -> None:
    assert what_adds_up([_mark(600), _mark(1200)]) == []
    assert what_adds_up([_mark(600), _mark(1200, count=2)]) == [
        "open files: 1 after 600 cycles, 2 after 1200"
    ]
    assert what_adds_up([_mark(600), _mark(1200, objects=601)]) == [
        "601 objects more after 600 cycles"
    ]


def test_what_grows_is_told() -> None:
    steady = [_mark(600 * n, mib=100 + n, ms=1) for n in range(1, 11)]
    assert what_grows(steady) == []
    assert tenths(steady) == (pytest.approx(0.001), pytest.approx(0.001))
    leaking = [*steady, _mark(6600, mib=112)]
    assert what_grows(leaking) == ["1.67 MiB more per 500 cycles between cycle 6000 and 6600"]
    slower = [*steady[:-1], _mark(6000, mib=110, ms=1.5)]
    assert what_grows(slower) == ["the last tenth takes 1.50 times what the second takes"]
