"""Every scenario: this package shows what a freshly started process shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.fidelity.scenario import KINDS, Scenario
from tests.fidelity.suite import Sessions, all_scenarios, open_sessions
from tests.fidelity.table import failure
from tests.fidelity.tools import NO_TOOL, THIS_PACKAGE

SCENARIOS = all_scenarios()
every_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(s, id=f"{s.kind}: {s.name}") for s in SCENARIOS]
)


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    with open_sessions() as opened:
        yield opened


@every_scenario
def test_shows_what_a_fresh_process_shows(sessions: Sessions, scenario: Scenario) -> None:
    verdict = sessions.judge(scenario, THIS_PACKAGE)
    assert verdict.passed, failure(verdict, output=True)


@every_scenario
def test_can_fail(sessions: Sessions, scenario: Scenario) -> None:
    """With no tool the edit is not seen; except where the point is that nothing changes."""
    verdict = sessions.judge(scenario, NO_TOOL)
    assert verdict.passed == scenario.unchanged, failure(verdict, output=True)


@every_scenario
def test_means_what_it_says(sessions: Sessions, scenario: Scenario) -> None:
    """An error in the fresh process is meant, and what is shown is the same in every process."""
    fresh = sessions.fresh(scenario)
    assert bool(fresh.errors) == scenario.raises, fresh.output
    assert " at 0x" not in sessions.expected(scenario)
    assert not fresh.shown.startswith("(session")


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(s.name for s in SCENARIOS).items() if count > 1] == []


def test_kinds_are_known() -> None:
    assert {s.kind for s in SCENARIOS} <= set(KINDS)


def test_there_are_enough() -> None:
    assert len(SCENARIOS) >= 150
