"""Real Dask workers, each a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from tests.cluster.engines import until
from tests.cluster.projects import Project
from tests.shells import ROOT

STARTING = 120  # seconds; only a hang takes that long


@contextmanager
def cluster(number: int, **options: Any) -> Iterator[Any]:
    """Start a cluster on the loopback address, and stop it; yields its client."""
    wanted = {"threads_per_worker": 2, "processes": True, **options}
    with (
        LocalCluster(
            n_workers=number,
            host="127.0.0.1" if wanted["processes"] else None,
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
            **wanted,
        ) as made,
        Client(made, timeout=STARTING) as client,
    ):
        client.wait_for_workers(number, timeout=STARTING)
        yield client


@contextmanager
def prepared(client: Any, project: Project) -> Iterator[Any]:
    """Let the workers see a project, and begin no session; undone afterwards."""
    client.run(see, str(project.folder))
    try:
        yield client
    finally:
        client.run(forget, list(project.names))


def see(*folders: str, instead_of: str = "") -> None:
    """Let this process import from folders."""
    import importlib

    sys.path[:] = [*folders, *(entry for entry in sys.path if entry != instead_of)]
    importlib.invalidate_caches()


def forget(names: list[str]) -> None:
    """Let this process know nothing of a test that has run."""
    from ipython_modreset import session

    session.end()
    sys.path[:] = [entry for entry in sys.path if "pytest-of" not in entry]
    for name in [each for each in sys.modules if each.partition(".")[0] in names]:
        del sys.modules[name]


def call(number: int, module: str, function: str = "f") -> Any:
    """Import a module, and call a function of it."""
    import importlib

    return getattr(importlib.import_module(module), function)()


def everywhere(client: Any, module: str, function: str = "f") -> list[Any]:
    """Call a function of a module in a task on each worker."""
    names = sorted(client.nthreads())
    tasks = [
        client.submit(call, number, module, function, workers=[name], pure=False)
        for number, name in enumerate(names)
    ]
    return client.gather(tasks)


@contextmanager
def one_more(
    client: Any, folder: Path, boot: str = "", python: str = sys.executable
) -> Iterator[str]:
    """Start one more worker, which runs some code when it starts; yields its address."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(boot, encoding="utf-8")
    before = set(client.nthreads())
    path = os.pathsep.join([str(folder), str(ROOT)])
    command = [python, "-m", "distributed.cli.dask_worker", client.scheduler.address]
    started = subprocess.Popen(
        [*command, "--host=127.0.0.1", "--no-dashboard", "--no-nanny", "--nthreads=1"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: set(client.nthreads()) - before or started.poll() is not None)
        (name,) = set(client.nthreads()) - before
        yield name
    finally:
        started.kill()
        started.wait()
        until(lambda: set(client.nthreads()) <= before)
