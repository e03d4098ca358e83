"""What was loaded at first."""

from __future__ import annotations

from pathlib import Path

from ipython_modreset.purging.baseline import Baseline
from tests.shells import LOAD, attempt, python, shell, write


def test_adding_and_dropping_leave_the_first_baseline_alone() -> None:
    first = Baseline(frozenset({"a", "b"}), frozenset({"a", "b"}))
    other = first.drop(["b"]).add(["c"])
    assert other.names == {"a", "c"}
    assert other.reset() == first


def test_what_is_loaded_now_is_the_first_baseline() -> None:
    now = Baseline.of_now()
    assert {"sys", "pytest"} <= now.names == now.at_load
    assert now.drop(["sys"]).snapshot().names >= {"sys"}


def test_the_baseline_is_taken_when_the_extension_is_loaded(tmp_path: Path) -> None:
    write(tmp_path, "early.py")
    write(tmp_path, "late.py")
    shell(
        tmp_path,
        "import sys, early",
        LOAD,
        "import late",
        "%purge_modules",
        "assert 'early' in sys.modules and 'late' not in sys.modules",
    )


def test_a_snapshot_is_a_new_baseline_and_reset_the_old_one(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    out = shell(
        tmp_path,
        LOAD,
        "import sys, mod",
        "%snapshot_modules",
        "%purge_modules",
        "assert 'mod' in sys.modules",
        "%snapshot_modules --reset",
        "%purge_modules",
        "assert 'mod' not in sys.modules",
    )
    assert "1 added" in out[2]
    assert "1 dropped" in out[5]


def test_adding_and_dropping_by_name(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py")
    write(tmp_path, "pkg/sub.py")
    write(tmp_path, "other.py")
    shell(
        tmp_path,
        LOAD,
        "import sys, pkg.sub, other",
        "%snapshot_modules --add pkg",
        "%purge_modules",
        "assert {'pkg', 'pkg.sub'} <= sys.modules.keys() and 'other' not in sys.modules",
        "%snapshot_modules --drop pkg.s*",
        "%purge_modules",
        "assert 'pkg' in sys.modules and 'pkg.sub' not in sys.modules",
    )


def test_what_was_dropped_can_be_a_module_that_is_gone_meanwhile(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        "import sys, mod",
        LOAD,
        "del sys.modules['mod']",
        "%snapshot_modules --drop mod",
        "import mod",
        "%purge_modules",
        "assert 'mod' not in sys.modules",
    )


def test_showing_the_baseline_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    out = shell(
        tmp_path,
        LOAD,
        "import sys, mod",
        "%snapshot_modules --show",
        "%purge_modules",
        "assert 'mod' not in sys.modules",
    )
    assert "the baseline holds" in out[2]
    assert "IPython" in out[2]
    assert "mod" not in out[2].replace("modules", "").replace("ipython_modreset", "")
    assert max(map(len, out[2].splitlines())) <= 100


def test_a_slip_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    ran = attempt(
        tmp_path,
        LOAD,
        "import sys, mod",
        "before = %snapshot_modules --show",
        "%snapshot_modules --add modd",
        "%snapshot_modules --drop modd",
        "%snapshot_modules --drop",
        "%snapshot_modules --add",
        "%snapshot_modules --add mod --drop sys",
        "%snapshot_modules --show --reset",
        "%snapshot_modules mod",
        "%snapshot_modules --bogus",
        "%snapshot_modules --add ''",
        "%snapshot_modules --add '",
        "after = %snapshot_modules --show",
        "assert after.names == before.names",
    )
    assert [cell.error is None for cell in ran] == [True] * 3 + [False] * 10 + [True] * 2
    assert all(cell.error.startswith("UsageError: ") for cell in ran[3:13] if cell.error)
    assert "did you mean 'mod'?" in ran[3].out


def test_without_a_snapshot_the_first_call_takes_it(tmp_path: Path) -> None:
    write(tmp_path, "early.py")
    write(tmp_path, "late.py")
    python(
        tmp_path,
        """
        import early, ipython_modreset as mr
        assert mr.purge().purged == ()
        import late
        assert mr.purge().purged == ("late",)
        """,
    )
