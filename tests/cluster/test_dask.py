"""Refreshes on the workers of a Dask cluster."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from ipython_modreset import cluster
from tests.cluster.projects import Project


def everywhere(client: Any, module: str) -> list[Any]:
    from tests.cluster import workers

    return workers.everywhere(client, module)


def test_a_module_edited_between_two_maps(client: Any, project: Project) -> None:
    from tests.cluster import workers

    name = project.module("X = 1\ndef f(): return X")
    cluster.refresh(client)
    assert client.gather(client.map(workers.call, range(8), module=name)) == [1] * 8
    project.save(name, "X = 2\ndef f(): return X")
    report = cluster.refresh(client)
    assert report.ok
    assert [row.ran for row in report.engines] == [1, 1]
    assert [row.engine for row in report.engines] == sorted(client.nthreads())
    assert client.gather(client.map(workers.call, range(8, 16), module=name)) == [2] * 8


def test_functions_that_the_workers_have_unpickled_follow(client: Any, project: Project) -> None:
    """A worker keeps what it has unpickled, to save the work."""
    name = project.module("def twice(x): return x * 2")
    cluster.refresh(client)
    twice = importlib.import_module(name).twice
    assert client.gather(client.map(twice, range(4))) == [0, 2, 4, 6]
    project.save(name, "FACTOR = 20\ndef twice(x): return x * FACTOR")
    assert cluster.refresh(client).ok
    assert client.gather(client.map(twice, range(4), pure=False)) == [0, 20, 40, 60]


def test_memory_of_the_workers_is_untouched(client: Any, project: Project) -> None:
    name = project.module("class A:\n    x = 1\ndef f(): return [A(), 'kept']")
    cluster.refresh(client)
    from distributed import wait

    from tests.cluster import workers

    kept = client.map(workers.call, range(6), module=name)
    assert not wait(kept, timeout=60).not_done
    before = client.run(_memory)
    project.save(name, "class A:\n    x = 2\ndef f(): return [A(), 'new']")
    assert cluster.refresh(client).ok
    after = client.run(_memory)
    assert after == before
    assert sum(len(held) for held in after.values()) >= 6
    assert client.gather(client.map(_x_of, kept)) == [(2, "kept")] * 6


def _memory(dask_worker: Any) -> dict[str, int]:
    """Each key that a worker holds, to the identity of its value."""
    return {str(key): id(value) for key, value in dask_worker.data.items()}


def _x_of(value: Any) -> Any:
    return value[0].x, value[1]


def test_running_tasks_finish_on_the_old_code(
    client: Any, project: Project, tmp_path: Path
) -> None:
    started, go_on = tmp_path / "started", tmp_path / "go on"
    source = f"""\
        import os, time
        X = 1
        def f():
            open({str(started)!r}, "w").close()
            while not os.path.exists({str(go_on)!r}):
                time.sleep(0.02)
            return [X, g()]
        def g(): return 1
        """
    from tests.cluster import workers
    from tests.cluster.engines import until

    name = project.module(source)
    cluster.refresh(client)
    running = client.submit(workers.call, 0, name, pure=False)
    until(started.exists)
    project.save(name, source.replace("X = 1", "X = 2").replace("return 1", "return 2"))
    report = cluster.refresh(client)
    assert report.ok
    assert sum(row.ran for row in report.engines) == 1
    assert not running.done()
    go_on.touch()
    assert running.result(timeout=60) == [1, 1]
    assert client.submit(workers.call, 0, name, pure=False).result(timeout=60) == [2, 2]


def test_a_worker_answers_its_scheduler_meanwhile(
    client: Any, project: Project, tmp_path: Path
) -> None:
    """An import that takes long must not stop the worker's event loop."""
    go_on = tmp_path / "go on"
    name = project.module("def f(): return 1")
    cluster.refresh(client)
    assert everywhere(client, name) == [1, 1]
    waiting = f"while not os.path.exists({str(go_on)!r}): time.sleep(0.02)"
    project.save(name, f"import os, time\n{waiting}\ndef f(): return 2")
    report = cluster.refresh(client, timeout=1)
    assert ["no answer within 1 s" in row.error for row in report.engines] == [True, True]
    assert set(client.run(_memory)) == set(client.nthreads())
    go_on.touch()
    from tests.cluster.engines import until

    until(lambda: everywhere(client, name) == [2, 2])
    assert cluster.refresh(client).ok


def test_an_edit_before_the_first_refresh_is_seen(client: Any, project: Project) -> None:
    name = project.module("X = 1\ndef f(): return X")
    assert everywhere(client, name) == [1, 1]
    project.save(name, "X = 2\ndef f(): return X")
    assert [row.ran for row in cluster.refresh(client).engines] == [1, 1]
    assert everywhere(client, name) == [2, 2]


def test_the_plugin_takes_the_baseline_of_workers_to_come(project: Project) -> None:
    from ipython_modreset.cluster.dask import Baseline
    from tests.cluster import workers

    with workers.cluster(1) as client:
        client.run(workers.see, str(project.folder))
        assert client.run(_has_begun) == dict.fromkeys(client.nthreads(), False)
        client.register_plugin(Baseline())
        assert all(client.run(_has_begun).values())
        client.cluster.scale(2)
        client.wait_for_workers(2, timeout=workers.STARTING)
        assert list(client.run(_has_begun).values()) == [True, True]
        name = project.module("X = 1\ndef f(): return X")
        client.run(workers.see, str(project.folder))
        assert everywhere(client, name) == [1, 1]
        assert not any(client.run(_in_baseline, name).values())
        assert all(client.run(_in_baseline, "distributed.worker").values())
        project.save(name, "X = 2\ndef f(): return X")
        assert [row.ran for row in cluster.refresh(client).engines] == [1, 1]
        assert everywhere(client, name) == [2, 2]
        client.unregister_worker_plugin("ipython_modreset")
        assert not any(client.run(_has_begun).values())


def _has_begun() -> bool:
    from ipython_modreset import session

    return session.has_begun()


def _in_baseline(name: str) -> bool:
    from ipython_modreset import session

    return name in session.current().baseline.names


def test_workers_within_this_process(project: Project) -> None:
    """They share the session, and one of them finds the work done."""
    from tests.cluster import workers

    name = project.module("X = 1\ndef f(): return X")
    with workers.cluster(2, processes=False) as client:
        cluster.refresh(client)
        module = importlib.import_module(name)
        assert everywhere(client, name) == [1, 1]
        project.save(name, "X = 2\ndef f(): return X")
        report = cluster.refresh(client)
        assert sorted(row.ran for row in report.engines) == [0, 1]
        assert report.ok
        assert everywhere(client, name) == [2, 2]
        assert importlib.import_module(name) is not module


def test_names_and_dry_run(client: Any, project: Project) -> None:
    names = [project.module("def f(): return 1") for _ in range(2)]
    cluster.refresh(client)
    for name in names:
        everywhere(client, name)
        project.save(name, "def f(): return 2")
    assert [row.patched for row in cluster.refresh(client, dry_run=True).engines] == [2, 2]
    assert [row.patched for row in cluster.refresh(client, names[0]).engines] == [1, 1]
    assert [everywhere(client, name) for name in names] == [[2, 2], [1, 1]]
    assert cluster.refresh(client, "no_such_module").engines[0].unknown


@pytest.fixture
def client_again(client: Any) -> Any:
    from distributed import Client

    return Client(client.scheduler.address)


def test_a_closed_client(client_again: Any) -> None:
    client_again.close()
    with pytest.raises(cluster.Unreachable, match="client is closed"):
        cluster.refresh(client_again)


def test_an_asynchronous_client_is_refused_with_a_cure(client: Any) -> None:
    import asyncio

    from distributed import Client

    async def asked() -> str:
        address = client.scheduler.address
        async with Client(address, asynchronous=True) as waiting:
            with pytest.raises(cluster.Unreachable) as refused:
                cluster.refresh(waiting)
        return str(refused.value)

    said = asyncio.run(asked())
    assert said.startswith("the Dask client is asynchronous")
    assert "without asynchronous=True" in said
