"""Engines that fail, hang, die, or are of another kind: a row each, and the others are done."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ipython_modreset import cluster
from tests.cluster.projects import Project

OTHER_PYTHON = os.environ.get("MODRESET_OTHER_PYTHON")


def call(view: Any, module: str) -> Any:
    from tests.cluster import engines

    return engines.call(view, module)


@pytest.fixture
def first(rc: Any, project: Project) -> str:
    """The code that tells engine 0 from the others, within a module."""
    rc[:].scatter("part", rc.ids, flatten=True, block=True)
    rc[:].execute("import os; os.environ['MODRESET_PART'] = str(part)", block=True)
    return "__import__('os').environ['MODRESET_PART'] == '0'"


def test_an_import_that_fails_on_one_engine(rc: Any, project: Project, first: str) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    project.save(name, f"X = 0\nif {first}:\n    raise OSError('no licence')\ndef f(): return 2")
    report = cluster.refresh(rc)
    assert not report.ok
    assert "no licence" in report.engines[0].failed[0]
    assert not report.engines[0].differs, "its error says why"
    assert report.engines[1].ok
    assert call(rc[:], name) == [1, 2]
    assert f"{name} is not the same on all engines" in str(report)
    again = cluster.refresh(rc)
    assert "no licence" in again.engines[0].failed[0]
    project.save(name, "def f(): return 3")
    assert cluster.refresh(rc).ok
    assert call(rc[:], name) == [3, 3]


def test_an_engine_that_hangs(rc: Any, project: Project, first: str, tmp_path: Path) -> None:
    from tests.cluster import engines

    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    go_on = tmp_path / "go on"
    waiting = f"while {first} and not os.path.exists({str(go_on)!r}):\n    time.sleep(0.02)"
    project.save(name, f"import os, time\n{waiting}\ndef f(): return 2")
    hanging, done = engines.refreshed_within(rc, some=1.5)
    assert "no answer within" in hanging.error
    assert call(rc[1], name) == 2
    still, again = engines.refreshed_within(rc, some=0.5)
    assert "no answer within" in still.error
    assert done.ok
    assert again.ok
    go_on.touch()
    engines.until(lambda: call(rc[:], name) == [2, 2])
    assert cluster.refresh(rc).ok


def test_a_closed_client(rc: Any, project: Project) -> None:
    import ipyparallel as ipp

    from tests.cluster import engines

    other = ipp.Client(engines.connection(rc))
    view = other[:]
    other.close()
    for closed in (other, view):
        with pytest.raises(cluster.Unreachable, match="client is closed"):
            cluster.refresh(closed)


@pytest.mark.parametrize("what", [None, [], "rc", 3, object, Path()])
def test_what_is_no_client(what: object) -> None:
    with pytest.raises(cluster.ClusterError, match="no client or view"):
        cluster.refresh(what)


def test_an_engine_without_this_package(rc: Any, project: Project, tmp_path: Path) -> None:
    from tests.cluster import engines

    name = project.module("def f(): return 1")
    with engines.one_more(rc, tmp_path / "engine", boot=engines.BLOCKED) as number:
        cluster.refresh(rc)
        call(rc[0, 1], name)
        project.save(name, "def f(): return 2")
        report = cluster.refresh(rc)
        assert call(rc[0, 1], name) == [2, 2]
    assert [row.engine for row in report.failed] == [f"engine {number}"]
    assert report.failed[0].error == "ipython_modreset is not installed there"


@pytest.mark.skipif(
    OTHER_PYTHON is None,
    reason="MODRESET_OTHER_PYTHON names no other Python with ipyparallel",
)
def test_an_engine_of_another_python(rc: Any, project: Project, tmp_path: Path) -> None:
    from tests.cluster import engines

    name = project.module("def f(): return 1")
    assert OTHER_PYTHON is not None
    with engines.one_more(rc, tmp_path / "engine", python=OTHER_PYTHON) as number:
        cluster.refresh(rc)
        call(rc[0, 1], name)
        project.save(name, "def f(): return 2")
        report = cluster.refresh(rc)
        assert call(rc[0, 1], name) == [2, 2]
    assert [row.engine for row in report.failed] == [f"engine {number}"]
    assert report.failed[0].error.startswith("Python 3.")
    assert report.failed[0].error.endswith("not refreshed")


@pytest.fixture(scope="module")
def doomed() -> Iterator[Any]:
    """A client of a cluster of its own, which need not outlive the tests."""
    from tests.cluster import engines

    with engines.cluster(2) as client:
        yield client


def test_an_engine_that_dies_in_the_middle(doomed: Any, project: Project) -> None:
    from tests.cluster import engines

    rc = doomed
    engines.see(rc[:], project.folder)
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    dies = rc[0].apply_sync(os.getpid)
    every = rc[:]
    project.save(name, f"import os\nif os.getpid() == {dies}: os._exit(1)\ndef f(): return 2")
    began = time.monotonic()
    report = cluster.refresh(rc, timeout=60)
    assert time.monotonic() - began < 60 + 30
    assert [row.engine for row in report.failed] == ["engine 0"]
    assert report.failed[0].error
    assert call(rc[1], name) == 2

    engines.until(lambda: 0 not in rc.ids)
    later = cluster.refresh(every)  # the view still names the engine that has gone
    assert later.engines[-1].engine == "engine 0"
    assert later.engines[-1].error == "it has gone"
    assert later.engines[0].ok
    assert [row.engine for row in cluster.refresh(rc).engines] == ["engine 1"]


def test_no_engines_at_all(doomed: Any) -> None:
    from tests.cluster import engines

    doomed.shutdown(block=True)
    engines.until(lambda: not doomed.ids)
    report = cluster.refresh(doomed)
    assert report.engines == ()
    assert "no engines" in str(report)
