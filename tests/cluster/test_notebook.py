"""The example runs, on two engines of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_examples import of, shown_by


def test_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by("cluster", tmp_path, monkeypatch)
    before, after = of(shown, "work.scaled(1), rc[:].map_sync(on_engine, range(4))")[-2:]
    assert "refreshed 2 engines" in of(shown, "%refresh_modules --auto --cluster rc")[0]
    assert before == "(2, [0, 2, 4, 6])"
    assert "engine 0: refreshed 2 modules" in after
    assert "engine 1: refreshed 2 modules" in after
    assert after.endswith("(10, [0, 10, 20, 30])")
    assert "refreshed 2 engines" in of(shown, "report")[0]
    (rows,) = of(shown, "report.ok, [(row.engine, row.ran, row.error) for row in report.engines]")
    assert rows == "(True, [('engine 0', 2, ''), ('engine 1', 2, '')])"
    assert of(shown, "rc[:].map_sync(on_engine, range(4))")[-1] == "[0, 100, 200, 300]"
