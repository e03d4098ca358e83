"""Programs that write themselves: a few in every run, as many as one likes by ``--programs``."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential.batch import check
from tests.differential.describe import describe
from tests.differential.judging import faults
from tests.differential.players import Played, open_player
from tests.differential.printing import as_scenario
from tests.differential.program import programs
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case
from tests.forks import CAN_FORK

PROGRAMS = 200
ONE = case("promises", "one", {"m.py": ("K = 1", "K = 2")}, "from m import K", probe="K")

needs_fork = pytest.mark.skipif(not CAN_FORK, reason="needs os.fork")


@needs_fork
def test_every_name_shows_what_a_fresh_process_shows() -> None:
    counts: Counter[str] = Counter()
    with open_player() as player:

        @settings(
            max_examples=PROGRAMS,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(programs())
        def holds(program: Scenario) -> None:
            check(player, program, counts)

        holds()
    assert counts["programs"] >= PROGRAMS
    assert counts["cells that fail at once"] < PROGRAMS // 8
    assert counts["taken over"] > PROGRAMS // 4
    assert counts["refused whole"] > PROGRAMS // 20


@needs_fork
def test_a_program_is_played_before_and_after_its_edits() -> None:
    with open_player() as player:
        played = player.play(ONE)
    assert [seen["names"] for seen in played.session] == [{"K": "1"}, {"K": "2"}]
    assert [seen["names"] for seen in played.fresh] == [{"K": "1"}, {"K": "2"}]
    assert played.session[1]["reports"]["done"] == ["m"]
    assert faults(played) == []


@needs_fork
def test_a_session_that_dies_is_a_fault() -> None:
    dies = case(
        "promises", "dies", {"m.py": ("K = 1", "K = 2")}, "import os; os._exit(1)", probe=""
    )
    with open_player() as player:
        (fault,) = faults(player.play(dies))
    assert fault.why == "the session hung or died"


def seen(
    names: dict[str, Any],
    *errors: list[str],
    cells: tuple[str, ...] = (),
    same: tuple[str, ...] = (),
    brought: tuple[str, ...] = (),
    called: tuple[str, ...] = (),
    **told: str,
) -> Any:
    reports = {key: [told[key]] if key in told else [] for key in ("failed", "done", "left")}
    return {
        "names": names,
        "same": [list(same)],
        "cells": cells,
        "brought": brought,
        "called": called,
        "errors": list(errors),
        "loaded": ["m"],
        "reports": reports,
    }


def judged(before: dict[str, Any], after: Any, fresh: Any) -> list[str]:
    found = faults(Played([seen(before), after], [seen(before), fresh]))
    return [f"{fault.name}: {fault.why}" for fault in found]


IN_A_CIRCLE = ["from m import K", "ImportError: no K in partially initialized module 'm'"]
LOST = ["from m import K", "ImportError: no K"]
WHOLE = {"failed": "ImportError: x"}
REFUSED = "K: refused: ['ImportError: x']"
RAISES, OTHERS = ["raises", "ImportError", "no K (m.py)"], ["raises", "ImportError", "no L"]
PARTLY = {"failed": "ImportError: no K", "done": "other"}


@pytest.mark.parametrize(
    ("before", "after", "fresh", "why"),
    [
        ({"K": "1"}, seen({"K": "1"}), seen({"K": "2"}), ["K: differs"]),
        ({"K": "1"}, seen({}), seen({"K": "2"}), ["K: differs"]),
        ({"K": "1"}, seen({"K": "1"}), seen({}), ["K: differs"]),
        ({"K": "1"}, seen({"K": "1"}), seen({}, LOST), []),
        ({"K": "1", "L": "1"}, seen({"K": "1", "L": "1"}), seen({"L": "2"}, LOST), ["L: differs"]),
        ({"K": "1"}, seen({"K": "1"}, **WHOLE), seen({"K": "2"}), [REFUSED]),
        ({"K": "1"}, seen({"K": "1"}, **WHOLE), seen({}, LOST), []),
        ({"K": "1"}, seen({"K": "3"}, **WHOLE), seen({}, LOST), ["K: refused, but not as before"]),
        ({"K": "1"}, seen({"K": "3"}, brought=("K",), **WHOLE), seen({}, LOST), []),
        ({"L": "1"}, seen({"L": "2"}, **PARTLY), seen({"L": "2"}, LOST), []),
        ({"L": "1"}, seen({"L": "1"}, **PARTLY), seen({"L": "2"}, LOST), []),
        ({"L": "1"}, seen({"L": "3"}, **PARTLY), seen({"L": "2"}, LOST), ["L: between"]),
        ({"f": "1"}, seen({"f": "3"}, **PARTLY), seen({"f": RAISES}, LOST), []),
        ({"f": "1"}, seen({"f": "3"}, **PARTLY), seen({"f": OTHERS}, LOST), ["f: between"]),
        (
            {"n1": ["list", "1", "1"]},
            seen({"n1": ["list", "1", "2"]}, **PARTLY),
            seen({"n1": ["list", "2", "2"]}, LOST),
            [],
        ),
        ({"f": "1"}, seen({"f": "1"}, left="the name f: gone"), seen({"f": "2"}), []),
        ({"f": "1"}, seen({"f": "1"}, left="the name g: gone"), seen({"f": "2"}), ["f: differs"]),
        (
            {"f": "1", "g": "1"},
            seen({"f": "2", "g": "2"}),
            seen({"f": "2", "g": "2"}, same=("f", "g")),
            ["f is g: is the same object, or not"],
        ),
        (
            {"L": "1"},
            seen({"L": "1"}, LOST, cells=("from m import K",)),
            seen({"L": "1"}),
            ["from m import K: fails or not"],
        ),
        ({"L": "1"}, seen({"L": "1"}, LOST), seen({"L": "1"}, LOST), []),
        (
            {"L": "1"},
            seen({"L": "1"}, cells=("from m import K",)),
            seen({"L": "1"}, LOST),
            ["from m import K: fails or not"],
        ),
        (
            {"L": "1"},
            seen({"L": "1"}, cells=("from m import K",)),
            seen({"L": "1"}, IN_A_CIRCLE),
            ["from m import K: fails or not"],
        ),
        (
            {"L": "1"},
            seen({"L": "1"}, cells=("from m import K",), called=("m",)),
            seen({"L": "1"}, IN_A_CIRCLE),
            [],
        ),
        (
            {"K": "1"},
            seen({"K": "1"}, failed="KeyError: 1"),
            seen({}, LOST),
            ["(all): an error of no program's: ['KeyError: 1']"],
        ),
    ],
)  # fmt: skip
def test_what_is_a_fault(before: dict[str, Any], after: Any, fresh: Any, why: list[str]) -> None:
    assert judged(before, after, fresh) == why


def test_a_program_is_printed_as_a_scenario() -> None:
    program = Scenario("a program", "promises", ONE.files, ONE.cells, ONE.edits, "")
    assert eval(as_scenario(program, 1, ("K",)), {"case": case}) == case(
        "promises",
        "a program",
        {"m.py": ("K = 1", "K = 2")},
        "from m import K",
        "from tests.differential.describe import describe",
        probe="describe(K)",
    )


def test_a_program_of_several_kinds_of_edits_is_printed() -> None:
    edits = (Edit({"m.py": None}, "atomic", ("a = 1",)), Edit({"m.py": "K = 2\n"}, "touch"))
    program = Scenario("a program", "promises", ONE.files, ONE.cells, edits, "")
    printed = eval(as_scenario(program, 2, ("K",)), {"Scenario": Scenario, "Edit": Edit})
    assert printed.edits == edits
    assert printed.files == ONE.files


def test_a_function_is_described_by_its_names_and_what_it_returns() -> None:
    assert describe(_sample) == [
        "function", f"{__name__}._sample", "current", "(x=2)", ["tuple", "'a'", "2"],
    ]  # fmt: skip


def _sample(x=2):  # type: ignore[no-untyped-def]
    return "a", x
