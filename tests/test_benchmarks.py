"""The benchmarks run. How fast, `python -m tests.benchmarks` tells: nothing here is timed."""

from __future__ import annotations

import itertools

from tests.benchmarks.__main__ import cases
from tests.benchmarks.measuring import Case, Measured, measure, table


def test_both_are_run_equally_often_and_in_turns() -> None:
    ran: list[str] = []
    measured = measure(Case("a", lambda: ran.append("a"), lambda: ran.append("b"), "b", rounds=4))
    assert ran == ["a", "b", "b", "a", "a", "b", "b", "a", "a", "b"]
    assert measured.ratio > 0


def test_a_missed_promise_is_told() -> None:
    case = Case("work", list, list, "nothing", at_most=2)
    kept, missed = Measured(case, 1.0, 1.0, 2.0), Measured(case, 1.0, 0.1, 2.1)
    assert (kept.kept, missed.kept) == (True, False)
    assert ["MISSED" in line for line in table([kept, missed])].count(True) == 1


def test_the_benchmarks_of_a_purge_run() -> None:
    measured = [measure(case, rounds=1) for case in itertools.islice(cases(["purge"]), 8)]
    assert len(measured) == 8
    assert all(one.case.at_most == 3 for one in measured)
