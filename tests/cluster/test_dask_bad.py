"""Workers that fail, die, or cannot answer: a row each, and the others are done."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from ipython_modreset import cluster
from tests.cluster.projects import Project

OTHER_PYTHON = os.environ.get("MODRESET_OTHER_PYTHON")


def test_an_import_that_fails_on_one_worker(client: Any, project: Project) -> None:
    from tests.cluster import workers

    name = project.module("def f(): return 1")
    cluster.refresh(client)
    workers.everywhere(client, name)
    first = sorted(client.nthreads())[0]
    fails = client.run(os.getpid)[first]
    broken = f"import os\nif os.getpid() == {fails}: raise OSError('no licence')"
    project.save(name, f"{broken}\ndef f(): return 2")
    report = cluster.refresh(client)
    assert [row.engine for row in report.failed] == [first]
    assert "no licence" in report.failed[0].failed[0]
    assert workers.everywhere(client, name) == [1, 2]
    assert f"{name} is not the same on all engines" in str(report)


def test_a_worker_that_dies_in_the_middle(project: Project) -> None:
    from tests.cluster import workers

    with workers.cluster(2) as client:
        client.run(workers.see, str(project.folder))
        name = project.module("def f(): return 1")
        cluster.refresh(client)
        workers.everywhere(client, name)
        first, second = sorted(client.nthreads())
        dies = client.run(os.getpid)[first]
        project.save(name, f"import os\nif os.getpid() == {dies}: os._exit(1)\ndef f(): return 2")
        report = cluster.refresh(client, timeout=60)
        assert [row.engine for row in report.failed] == [first]
        assert report.failed[0].error.startswith("it died")
        assert report.seconds < 60
        done = client.submit(workers.call, 0, name, workers=[second], pure=False)
        assert done.result(timeout=60) == 2


def test_a_worker_without_this_package(client: Any, project: Project, tmp_path: Path) -> None:
    from tests.cluster import engines, workers

    name = project.module("def f(): return 1")
    cluster.refresh(client)
    workers.everywhere(client, name)
    project.save(name, "def f(): return 2")
    with workers.one_more(client, tmp_path / "worker", boot=engines.BLOCKED) as lacks:
        report = cluster.refresh(client)
    assert [row.engine for row in report.failed] == [lacks]
    assert report.failed[0].error == "ipython_modreset is not installed there"
    assert workers.everywhere(client, name) == [2, 2]


@pytest.mark.skipif(
    OTHER_PYTHON is None,
    reason="MODRESET_OTHER_PYTHON names no other Python with distributed",
)
def test_a_worker_of_another_python(client: Any, project: Project, tmp_path: Path) -> None:
    from tests.cluster import workers

    name = project.module("def f(): return 1")
    cluster.refresh(client)
    workers.everywhere(client, name)
    project.save(name, "def f(): return 2")
    assert OTHER_PYTHON is not None
    with workers.one_more(client, tmp_path / "worker", python=OTHER_PYTHON) as other:
        report = cluster.refresh(client)
    assert [row.engine for row in report.failed] == [other]
    assert report.failed[0].error.startswith("Python 3.")
    assert report.failed[0].error.endswith("not refreshed")
    assert workers.everywhere(client, name) == [2, 2]


def test_a_scheduler_that_has_gone(project: Project) -> None:
    from tests.cluster import workers

    with workers.cluster(1) as client:
        cluster.refresh(client)
        client.cluster.close()
        began = time.monotonic()
        said = _outcome(client)
        assert time.monotonic() - began < 30
    assert "the Dask client is" in said or "scheduler: " in said


def _outcome(client: Any) -> str:
    """Whether the client has noticed by then is a matter of milliseconds."""
    try:
        report = cluster.refresh(client, timeout=3)
    except cluster.Unreachable as error:
        return str(error)
    return "ok" if report.ok else str(report)
