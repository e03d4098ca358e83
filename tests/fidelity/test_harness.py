"""The suite's own machinery: a table is only as good as what fills it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fidelity import names, server
from tests.fidelity.project import SECOND, lay_out, save
from tests.fidelity.scenario import Edit, Save, Scenario
from tests.fidelity.session import Outcome
from tests.fidelity.suite import Sessions, Verdict, all_scenarios, open_sessions
from tests.fidelity.table import table
from tests.fidelity.tools import NO_TOOL, TOOLS, tool_named


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    with open_sessions() as opened:
        yield opened


def scenario(probe: str, *cells: str, edits: tuple[Edit, ...] = (), **more: str) -> Scenario:
    return Scenario("a trial", "names", {"m.py": "x = 1\n"}, cells, edits, probe, **more)


def mtimes(root: Path, *edits: Edit) -> list[int]:
    lay_out(root, {"m.py": "x = 1\n"}, "")
    stamps = [os.stat(root / "m.py").st_mtime_ns]
    for edit in edits:
        save(root, edit)
        stamps.append(os.stat(root / "m.py").st_mtime_ns)
    return stamps


@pytest.mark.parametrize("how", ["plain", "atomic", "touch"])
def test_every_save_moves_the_clock_on(tmp_path: Path, how: Save) -> None:
    stamps = mtimes(tmp_path, *[Edit({"m.py": f"x = {n}\n"}, how) for n in range(5)])
    assert all(later - sooner >= SECOND for sooner, later in itertools.pairwise(stamps))


def test_same_second_differs_within_the_second(tmp_path: Path) -> None:
    stamps = mtimes(tmp_path, *[Edit({"m.py": f"x = {n}\n"}, "same second") for n in range(5)])
    assert len(set(stamps)) == 6
    assert len({stamp // SECOND for stamp in stamps}) == 1


def test_older_mtime_goes_back(tmp_path: Path) -> None:
    before, after = mtimes(tmp_path, Edit({"m.py": "x = 2\n"}, "older mtime"))
    assert after < before - SECOND
    assert (tmp_path / "m.py").read_text() == "x = 2\n"


def test_atomic_save_is_a_new_file(tmp_path: Path) -> None:
    lay_out(tmp_path, {"m.py": "x = 1\n"}, "")
    inode = os.stat(tmp_path / "m.py").st_ino
    save(tmp_path, Edit({"m.py": "x = 2\n"}, "atomic"))
    assert os.stat(tmp_path / "m.py").st_ino != inode
    assert os.listdir(tmp_path) == ["m.py"]


def test_touch_keeps_the_text(tmp_path: Path) -> None:
    mtimes(tmp_path, Edit({"m.py": "ignored"}, "touch"))
    assert (tmp_path / "m.py").read_text() == "x = 1\n"


def test_a_file_becomes_a_package(tmp_path: Path) -> None:
    lay_out(tmp_path, {"m.py": "x = 1\n"}, "")
    save(tmp_path, Edit({"m/__init__.py": "x = 2\n", "m.py": None}))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["__init__.py", "m"]


def test_an_edit_runs_its_program(tmp_path: Path) -> None:
    save(tmp_path, Edit({}, run="open('made', 'w')"))
    assert os.listdir(tmp_path) == ["made"]


def test_a_program_that_fails_is_heard(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        save(tmp_path, Edit({}, run="1 / 0"))


def test_cells_and_edits_alternate(sessions: Sessions) -> None:
    edits = (Edit({"m.py": "x = 2\n"}, cells=("seen.append(now())",)), Edit({"m.py": "x = 3\n"}))
    trial = scenario(
        "seen + [now()]", "now = lambda: open('m.py').read()", "seen = [now()]", edits=edits
    )
    assert sessions.play(trial, NO_TOOL).shown == "['x = 1\\n', 'x = 2\\n', 'x = 3\\n']"
    assert sessions.fresh(trial).shown == "['x = 3\\n', 'x = 3\\n', 'x = 3\\n']"


def test_outputs_are_kept_as_in_a_notebook(sessions: Sessions) -> None:
    assert sessions.play(scenario("Out[1], _", "6 * 7"), NO_TOOL).shown == "(42, 42)"


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_a_tool_starts_and_leaves_the_history_alone(sessions: Sessions, tool: str) -> None:
    outcome = sessions.play(
        scenario("In[1], list(Out.items())", "m = __import__('m')", "m.x"), tool
    )
    assert outcome.shown == "(\"m = __import__('m')\", [(2, 1)])"


def test_errors_are_shown_and_told(sessions: Sessions) -> None:
    outcome = sessions.play(scenario("[][1]", "1 / 0"), NO_TOOL)
    assert outcome.shown == "IndexError: list index out of range"
    assert outcome.errors == (
        "1 / 0: ZeroDivisionError: division by zero",
        "probe: IndexError: list index out of range",
    )
    assert "Traceback" in outcome.output


def test_the_folders_name_is_no_part_of_the_outcome(sessions: Sessions) -> None:
    assert sessions.play(scenario("m.__file__", "import m"), NO_TOOL).shown == "'<project>/m.py'"


def test_the_end_of_a_session_is_heard(sessions: Sessions) -> None:
    outcome = sessions.play(scenario("1", "import os; os._exit(0)"), NO_TOOL)
    assert outcome.shown == "(session hung or died)"


def test_files_that_cannot_be_laid_out_are_heard(sessions: Sessions) -> None:
    outcome = sessions.play(scenario("1", prepare="raise OSError('no disk')"), NO_TOOL)
    assert outcome.shown == "(session without its files)"
    assert "no disk" in outcome.output


@pytest.mark.skipif(not server.CAN_FORK, reason="needs os.fork")
def test_a_hang_ends_at_the_limit() -> None:
    with open_sessions(hang_limit=0.5) as impatient:
        outcome = impatient.play(scenario("1", "while True: pass"), NO_TOOL)
        assert outcome.shown == "(session hung or died)"
        assert impatient.play(scenario("1 + 1"), NO_TOOL).shown == "2"


def test_a_tool_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="no tool 'magic'; there are: ipython_modreset"):
        tool_named("magic")


def test_the_table_counts_by_kind() -> None:
    verdicts = [Verdict(scenario("1"), "a tool", "1", Outcome(shown)) for shown in ("1", "2", "3")]
    assert table(verdicts, ["a tool"], markdown=True).splitlines() == [
        "|       |    a tool |",
        "|-------|----------:|",
        "| names | 1/3 (33%) |",
        "| all   | 1/3 (33%) |",
    ]


def test_scenario_modules_are_all_found() -> None:
    found = all_scenarios()
    assert all(scenario in found for scenario in names.SCENARIOS)
