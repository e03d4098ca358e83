"""Workers that do not see the disk that was edited."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from ipython_modreset import cluster, refresh
from tests.cluster.projects import Project


@pytest.fixture
def disks(client: Any, project: Project, tmp_path: Path) -> Any:
    """Copy the project, as it is when it is called, to a disk of each worker's own."""
    from tests.cluster import workers

    def copied() -> list[Path]:
        found = []
        for number, name in enumerate(sorted(client.nthreads())):
            found.append(project.copied(tmp_path / f"disk {number}"))
            folders = {"instead_of": str(project.folder)}
            client.run(workers.see, str(found[-1]), workers=[name], **folders)
        refresh()
        cluster.refresh(client)
        return found

    return copied


def everywhere(client: Any, module: str) -> list[Any]:
    from tests.cluster import workers

    return workers.everywhere(client, module)


def test_send_ships_what_was_edited(client: Any, project: Project, disks: Any) -> None:
    package = project.name("pkg")
    project.save(f"{package}.__init__", "from .json import X")
    project.save(f"{package}.json", "X = 1")  # its file must not hide the standard library's
    name = project.module(f"import {package}, json\ndef f(): return {package}.X, json.dumps(0)")
    folders = disks()
    importlib.import_module(name)
    assert everywhere(client, name) == [(1, "0")] * 2
    edited = project.save(f"{package}.json", "X = 2")
    report = cluster.refresh(client)
    assert not report.ok
    assert "the file there is another one" in str(report)
    assert everywhere(client, name) == [(1, "0")] * 2
    report = cluster.refresh(client, send=True)
    assert report.ok, str(report)
    assert everywhere(client, name) == [(2, "0")] * 2
    for folder in folders:
        assert (folder / package / "json.py").read_bytes() == edited.read_bytes()


def test_send_replaces_what_the_user_has_uploaded(client: Any, project: Project) -> None:
    """Uploaded modules lie in a worker's own folder."""
    from tests.cluster import workers

    name = project.module("X = 1\ndef f(): return X")
    client.run(workers.see, instead_of=str(project.folder))
    client.upload_file(str(project.folder / f"{name}.py"))
    importlib.import_module(name)
    refresh()
    cluster.refresh(client)
    assert everywhere(client, name) == [1, 1]
    project.save(name, "X = 2\ndef f(): return X")
    assert not cluster.refresh(client).ok
    assert cluster.refresh(client, send=True).ok
    assert everywhere(client, name) == [2, 2]


@pytest.mark.parametrize("uploaded", [False, True])
def test_workers_that_start_later_get_what_was_sent(
    project: Project, tmp_path: Path, uploaded: bool
) -> None:
    """Whether they load the module from a disk of their own, or from what the user uploaded."""
    from distributed.diagnostics.plugin import UploadFile

    from tests.cluster import workers

    base = project.module("X = 1")
    name = project.module(f"from {base} import X\ndef f(): return X")
    theirs = project.copied(tmp_path / "disk")
    boot = "" if uploaded else f"import sys; sys.path.insert(0, {str(theirs)!r})"
    with workers.cluster(1) as client:
        if uploaded:  # to the workers, which import it; the scheduler is in this process
            for each in (base, name):
                file = str(project.folder / f"{each}.py")
                client.register_plugin(UploadFile(file), name=each)
        else:
            client.run(workers.see, str(theirs))
        importlib.import_module(name)
        refresh()
        cluster.refresh(client)
        for content in (2, 3):
            project.save(base, f"X = {content}")
            assert cluster.refresh(client, send=True).ok
        theirs.joinpath(f"{base}.py").write_text("X = 1", encoding="utf-8")
        with workers.one_more(client, tmp_path / "worker", boot) as later:
            assert client.submit(workers.call, 0, name, workers=[later]).result(60) == 3
            assert cluster.refresh(client).ok


def test_workers_without_this_package_can_start_after_a_send(
    project: Project, tmp_path: Path
) -> None:
    from tests.cluster import engines, workers

    name = project.module("X = 1")
    theirs = project.copied(tmp_path / "disk")
    with workers.cluster(1) as client:
        client.run(workers.see, str(theirs))
        importlib.import_module(name)
        refresh()
        cluster.refresh(client)
        project.save(name, "X = 2")
        assert cluster.refresh(client, send=True).ok
        with workers.one_more(client, tmp_path / "worker", engines.BLOCKED) as lacks:
            report = cluster.refresh(client)
    assert [row.engine for row in report.failed] == [lacks]
    assert report.failed[0].error == "ipython_modreset is not installed there"


def test_workers_with_different_code_are_an_error(
    client: Any, project: Project, disks: Any
) -> None:
    name = project.module("X = 1\ndef f(): return X")
    folders = disks()
    assert everywhere(client, name) == [1, 1]
    folders[0].joinpath(f"{name}.py").write_text("X = 2\ndef f(): return X", encoding="utf-8")
    report = cluster.refresh(client)
    assert not report.ok
    assert f"{name} is not the same on all engines" in str(report)
