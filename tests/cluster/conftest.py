"""One ipyparallel cluster and one Dask cluster for all tests that leave them whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipython_modreset import session as sessions
from tests.cluster.projects import Project

_EXTRA = "the extra `cluster` is not installed (pip install 'ipython_modreset[cluster]')"
_NEEDED = {
    "test_dask": "distributed",
    "test_dask_bad": "distributed",
    "test_dask_send": "distributed",
    "test_ipyparallel": "ipyparallel",
    "test_ipyparallel_bad": "ipyparallel",
    "test_ipyparallel_send": "ipyparallel",
    "test_magics": "ipyparallel",
    "test_notebook": "ipyparallel",
    "test_pools": "joblib",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    needed = _NEEDED.get(item.path.stem)
    if needed is not None:
        pytest.importorskip(needed, reason=_EXTRA)


@pytest.fixture(autouse=True)
def no_session_afterwards() -> Iterator[None]:
    """A client begins this process's session: the next test shall begin its own."""
    yield
    sessions.end()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A folder with modules, which this process can import."""
    made = Project(tmp_path / "here")
    sys.path.insert(0, str(made.folder))
    try:
        yield made
    finally:
        sys.path.remove(str(made.folder))
        for name in made.names:
            for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
                del sys.modules[loaded]


@pytest.fixture(scope="session")
def engines() -> Iterator[object]:
    """A client of a running cluster with two engines."""
    from tests.cluster import engines as starting

    with starting.cluster(2) as client:
        yield client


@pytest.fixture
def rc(engines: object, project: Project) -> Iterator[object]:
    """The same client; the engines see the project, and know of no refresh so far."""
    from tests.cluster import engines as starting

    with starting.prepared(engines, project) as client:
        yield client


@pytest.fixture(scope="session")
def workers() -> Iterator[object]:
    """A client of a running Dask cluster with two worker processes."""
    from tests.cluster import workers as starting

    with starting.cluster(2) as client:
        yield client


@pytest.fixture
def client(workers: object, project: Project) -> Iterator[object]:
    """The same client; the workers see the project, and know of no refresh so far."""
    from tests.cluster import workers as starting

    with starting.prepared(workers, project) as ready:
        yield ready
