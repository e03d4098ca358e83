"""How long the suites are: short in every run, long by a flag."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rounds", type=int, default=60, help="rounds of purge and refresh while threads import"
    )
    parser.addoption(
        "--places", type=int, default=150, help="interrupt at one place of so many; 1 for all"
    )


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How many rounds."""
    return int(request.config.getoption("--rounds"))


@pytest.fixture
def places(request: pytest.FixtureRequest) -> int:
    """One place of how many."""
    return int(request.config.getoption("--places"))
