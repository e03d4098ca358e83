"""The promises of a purge, kept with real packages. The table: ``python -m tests.survival``."""

import os
from functools import cache
from typing import Any

import pytest

from .harness import CONTROL, LITERAL, NAIVE, USER, Outcome, Tool, broken_promises, missing
from .harness import run as run_once
from .package import Package
from .packages import PACKAGES

# Their classes live in C, and an import of the C module from before 3.13 gives the same ones again.
ONE_COPY = {"decimal"}

# Whether the cells themselves tell right from wrong: that changes with the packages only.
of_the_cells = pytest.mark.skipif(
    "MODRESET_LONG" not in os.environ, reason="of the cells themselves: with MODRESET_LONG=1"
)

run = cache(run_once)


def _by_one_worker(package: Package) -> Any:
    """Let one worker have all tests of a package: some look at the same run of it."""
    return pytest.param(package, id=package.name, marks=pytest.mark.xdist_group(package.name))


@pytest.fixture(params=map(_by_one_worker, PACKAGES))
def package(request: pytest.FixtureRequest) -> Package:
    absent = missing(request.param)
    if absent:
        pytest.skip(f"{absent} is not installed")
    return request.param


def holds(package: Package, tool: Tool) -> Outcome:
    result = run(package, tool)
    assert not broken_promises(package, tool, result), result.details
    return result


@of_the_cells
def test_the_cells_are_right_with_no_purge_at_all(package: Package) -> None:
    assert not holds(package, CONTROL).renewed


def test_purged_in_the_literal_scope(package: Package) -> None:
    result = holds(package, LITERAL)
    if not package.compiled and not result.at_first:
        assert result.renewed, f"{package.name} was not purged"
    if result.pair:
        print(f"{package.name}: an object from before does not work after: {result.pair}")


def test_purged_in_the_scope_of_the_user(package: Package) -> None:
    assert not holds(package, USER).renewed


@of_the_cells
def test_the_pair_tells_old_from_new(package: Package) -> None:
    """The naive recipe has to fail wherever it does bring a second copy of the package."""
    result = run(package, NAIVE)
    assert not result.broken, result.details
    if result.renewed and not result.again and package.name not in ONE_COPY:
        assert result.pair, f"{package.name} was imported anew, and its `pair` did not notice"
