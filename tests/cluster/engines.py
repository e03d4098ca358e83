"""Real ipyparallel engines."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipyparallel as ipp

from ipython_modreset.cluster import refresh as cluster_refresh
from ipython_modreset.cluster.report import EngineReport
from tests.cluster.projects import Project
from tests.shells import ROOT

STARTING = 120  # seconds; only a hang takes that long

# An engine is registered when its heart has been heard twice; on a loaded machine it may miss many.
_HEARTBEATS = ["--HeartMonitor.period=300", "--HeartMonitor.max_heartmonitor_misses=200"]

# A process that cannot import this package, as if it were not installed.
BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "ipython_modreset":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
"""


@contextmanager
def cluster(number: int) -> Iterator[Any]:
    """Start a cluster on the loopback address, and stop it; yields its client."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory(prefix="modreset") as folder:
        made = ipp.Cluster(
            n=number,
            profile_dir=folder,
            controller_ip="127.0.0.1",
            engine_timeout=STARTING,
            log_level=40,
            controller_args=_HEARTBEATS,
        )
        try:
            client = made.start_and_connect_sync(n=number)
            client.modreset_folder = folder
            yield client
            client.close()
        finally:
            made.stop_cluster_sync()
            if before is None:
                del os.environ["PYTHONPATH"]
            else:
                os.environ["PYTHONPATH"] = before


@contextmanager
def prepared(client: Any, project: Project) -> Iterator[Any]:
    """Let the engines see a project, and begin no session; undone afterwards."""
    every = client[:]
    see(every, project.folder)
    try:
        yield client
    finally:
        every.apply_sync(_forget, list(project.names))


def see(view: Any, folder: Path, instead_of: Path | None = None) -> None:
    """Let engines import from a folder."""
    view.apply_sync(_see, str(folder), str(instead_of))


def _see(folder: str, instead_of: str) -> None:
    import importlib
    import sys

    sys.path[:] = [folder, *(entry for entry in sys.path if entry != instead_of)]
    importlib.invalidate_caches()


def _forget(names: list[str]) -> None:
    import sys

    from ipython_modreset import session

    session.end()
    sys.path[:] = [entry for entry in sys.path if "pytest" not in entry]
    for name in [each for each in sys.modules if each.partition(".")[0] in names]:
        del sys.modules[name]


def call(view: Any, module: str, function: str = "f") -> Any:
    """Import a module on engines, and call a function of it."""
    return view.apply_sync(_call, module, function)


def get(view: Any, module: str, name: str) -> Any:
    """Import a module on engines, and return something of it."""
    return view.apply_sync(_get, module, name)


def _call(module: str, function: str) -> Any:
    import importlib

    return getattr(importlib.import_module(module), function)()


def _get(module: str, name: str) -> Any:
    import importlib

    return getattr(importlib.import_module(module), name)


def connection(client: Any, whose: str = "client") -> str:
    """Return the file that tells a further client, or engine, where the cluster is."""
    (found,) = Path(client.modreset_folder, "security").glob(f"*-{whose}.json")
    return str(found)


@contextmanager
def one_more(
    client: Any, folder: Path, python: str = sys.executable, boot: str = ""
) -> Iterator[int]:
    """Start one more engine, by any Python; yields its number.

    Parameters
    ----------
    client
        Of the cluster that it joins.
    folder
        For what it needs on disk.
    python
        The interpreter.
    boot
        Code that it runs when it starts.
    """
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(boot, encoding="utf-8")
    before = set(client.ids)
    path = os.pathsep.join([str(folder), str(ROOT)])
    started = subprocess.Popen(
        [
            python,
            "-m",
            "ipyparallel.engine",
            f"--file={connection(client, 'engine')}",
            "--log-level=40",
        ],
        env={**os.environ, "PYTHONPATH": path, "IPYTHONDIR": str(folder / "ipython")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: set(client.ids) - before or started.poll() is not None)
        (number,) = set(client.ids) - before
        yield number
    finally:
        started.kill()
        started.wait()
        until(lambda: set(client.ids) <= before)


def refreshed_within(client: Any, some: float) -> tuple[EngineReport, EngineReport]:
    """Refresh within some seconds, or more where the second of two engines needs them."""
    while True:
        report = cluster_refresh(client, timeout=some)
        first, second = report.engines
        assert report.seconds < some + STARTING
        if not second.error or some > STARTING:
            return first, second
        some *= 4  # a loaded machine


def until(holds: Callable[[], object], limit: float = STARTING) -> None:
    """Wait until something holds; fail if it does not within `limit` seconds."""
    end = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
