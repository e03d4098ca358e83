"""The survival harness itself: it must see each way in which a package can fail."""

from dataclasses import replace

import pytest

from .harness import CONTROL, LITERAL, NAIVE, USER, broken_promises, missing, promises, run
from .package import Package
from .table import failures, markdown, plain

GRAPHLIB = Package(
    name="graphlib",  # nothing that IPython loads for itself
    use="import graphlib\nassert list(graphlib.TopologicalSorter({1: [2]}).static_order())",
    make="import graphlib\nold = graphlib.CycleError",
    pair="import graphlib\nassert old is graphlib.CycleError",
)


def test_what_works_has_no_failures() -> None:
    result = run(GRAPHLIB, CONTROL)
    assert result.failed() == {}
    assert not result.renewed
    assert not result.at_first


def test_what_the_session_itself_has_loaded_is_told() -> None:
    assert run(replace(GRAPHLIB, name="traitlets"), CONTROL).at_first


def test_a_second_copy_is_seen() -> None:
    result = run(GRAPHLIB, NAIVE)
    assert result.again is None
    assert result.renewed
    assert "at `assert old is graphlib.CycleError`" in result.failed()["pair"]


@pytest.mark.parametrize("stage", ["use", "make"])
def test_what_fails_before_the_purge_is_no_fault_of_the_tool(stage: str) -> None:
    package = replace(GRAPHLIB, **{stage: "import graphlib\nraise LookupError('no such node')"})
    result = run(package, NAIVE)
    assert list(result.failed()) == ["before the purge"]
    assert f"{stage}: LookupError: no such node" in broken_promises(package, NAIVE, result)[0]


def test_a_purge_that_fails_fails_both_columns() -> None:
    result = run(GRAPHLIB, replace(NAIVE, purge="%purge_what"))
    assert list(result.failed()) == ["again", "pair"]
    assert all("%purge_what" in error for error in result.failed().values())


def test_a_crash_fails_the_column_where_it_happened() -> None:
    result = run(replace(GRAPHLIB, pair="import os\nos.abort()"), CONTROL)
    assert "the process ended with" in result.failed()["pair"]


def test_a_crash_at_the_very_end_is_seen() -> None:
    package = replace(GRAPHLIB, pair="import atexit, os\natexit.register(os._exit, 3)")
    assert run(package, CONTROL).failed() == {"again": "the process ended with 3"}


def test_promises_are_those_of_the_documentation() -> None:
    tied = replace(GRAPHLIB, compiled=True)
    assert promises(GRAPHLIB, LITERAL) == ("again",)
    assert promises(tied, LITERAL) == promises(GRAPHLIB, USER) == ("again", "pair")
    assert promises(tied, NAIVE) == ()


def test_what_is_not_installed_is_named() -> None:
    assert missing(GRAPHLIB) == ""
    absent = replace(GRAPHLIB, needs=("no-such-distribution",))
    assert missing(absent) == "no-such-distribution"
    assert "no-such-distribution is not installed" in plain([absent], {})
    assert "| no-such-distribution is not installed |" in markdown([absent], {})


def test_failures_are_listed_below_the_table() -> None:
    results = {(GRAPHLIB.name, NAIVE.name): run(GRAPHLIB, NAIVE)}
    (line,) = failures(results)
    assert line.startswith("graphlib, naive recipe, pair: AssertionError")
    assert "Traceback" in failures(results, details=True)[1]
