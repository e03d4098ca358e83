"""The garbage collector is left as it was, or as a module wants it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from ipython_modreset import collecting
from ipython_modreset.collecting import rarely_collecting
from tests.patching import InterruptedAfter
from tests.refreshing import Project, project

__all__ = ["project"]

USUAL = (700, 11, 12)


@pytest.fixture(autouse=True)
def _thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)
    gc.enable()


def refreshed(project: Project, source: str) -> None:
    project.write("m.py", "seen = None\n")
    project.run("import m")
    project.write("m.py", f"import gc\n{source}\nseen = gc.get_threshold()\n")
    project.refresh()


def test_it_looks_more_rarely_during_a_refresh_only(project: Project) -> None:
    refreshed(project, "")
    seen = project.show("m.seen")
    assert seen[0] > USUAL[0]
    assert seen[1:] == USUAL[1:]
    assert gc.get_threshold() == USUAL


def test_after_an_import_that_fails_it_is_as_it_was(project: Project) -> None:
    refreshed(project, "1 / 0")
    assert project.show("m.seen") is None
    assert gc.get_threshold() == USUAL


def test_what_a_module_sets_stays(project: Project) -> None:
    refreshed(project, "gc.set_threshold(5_000, 20, 100)")
    assert gc.get_threshold() == (5_000, 20, 100)
    refreshed(project, "first, *_ = gc.get_threshold()\ngc.set_threshold(first, 30, 200)")
    assert gc.get_threshold() == (5_000, 30, 200)
    refreshed(project, "gc.disable()")
    assert not gc.isenabled()


@pytest.mark.parametrize("usual", [0, 1_000_000])
def test_it_never_looks_more_often(usual: int) -> None:
    gc.set_threshold(usual)
    with rarely_collecting():
        assert gc.get_threshold()[0] == usual
    assert gc.get_threshold()[0] == usual


def test_an_interrupt_at_any_line_leaves_it_as_it_was() -> None:
    interrupted = 0
    for point in range(100):
        try:
            with InterruptedAfter(point, collecting), rarely_collecting():
                pass
        except KeyboardInterrupt:
            interrupted += 1
        assert gc.get_threshold() == USUAL, point
    assert 5 < interrupted < 100
