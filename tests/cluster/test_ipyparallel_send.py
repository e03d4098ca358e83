"""Engines that do not see the disk that was edited."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from ipython_modreset import cluster, refresh
from tests.cluster.projects import Project


@pytest.fixture
def disks(rc: Any, project: Project, tmp_path: Path) -> Any:
    """Copy the project, as it is when it is called, to a disk of each engine's own."""
    from tests.cluster import engines

    def copied() -> list[Path]:
        found = [project.copied(tmp_path / f"disk {number}") for number in rc.ids]
        for number, folder in zip(rc.ids, found, strict=True):
            engines.see(rc[number], folder, instead_of=project.folder)
        refresh()
        cluster.refresh(rc)
        return found

    return copied


def call(rc: Any, module: str) -> Any:
    from tests.cluster import engines

    return engines.call(rc[:], module)


def test_an_engine_that_does_not_see_the_edit_is_said(
    rc: Any, project: Project, disks: Any
) -> None:
    name = project.module("def f(): return 1")
    disks()
    assert importlib.import_module(name).f() == 1
    assert call(rc, name) == [1, 1]
    project.save(name, "def f(): return 2")
    for report in (cluster.refresh(rc), cluster.refresh(rc)):  # not only the first time
        assert not report.ok
        assert [list(row.differs) for row in report.engines] == [[name], [name]]
        assert "the file there is another one" in str(report)
        assert "--send" in str(report)
    assert call(rc, name) == [1, 1]


def test_a_missing_file_is_said(rc: Any, project: Project, disks: Any) -> None:
    name = project.module("def f(): return 1")
    folders = disks()
    importlib.import_module(name)
    call(rc, name)
    project.save(name, "def f(): return 2")
    folders[0].joinpath(f"{name}.py").unlink()
    report = cluster.refresh(rc[0])
    assert not report.ok
    assert name in str(report)


def test_a_module_imported_later_is_said_too(rc: Any, project: Project, disks: Any) -> None:
    name = project.module("def f(): return 1")
    disks()
    importlib.import_module(name)
    project.save(name, "def f(): return 2")
    assert [list(row.differs) for row in cluster.refresh(rc).engines] == [[name], [name]]


def test_send_puts_the_source_where_it_was_loaded_from(
    rc: Any, project: Project, disks: Any
) -> None:
    package = project.name("pkg")
    project.save(f"{package}.__init__", "from .inner import X")
    project.save(f"{package}.inner", "X = 1")
    name = project.module(f"import {package}\ndef f(): return {package}.X")
    folders = disks()
    importlib.import_module(name)
    assert call(rc, name) == [1, 1]
    edited = project.save(f"{package}.inner", "X = 2")
    report = cluster.refresh(rc, send=True)
    assert report.ok, str(report)
    assert call(rc, name) == [2, 2]
    for folder in folders:
        there = folder / package / "inner.py"
        assert there.read_bytes() == edited.read_bytes()
        assert [each.name for each in there.parent.glob("*.tmp")] == []
    assert not rc[:].apply_sync(eval, "'_modreset_sent' in globals()")[0]


def test_send_takes_new_modules_along(rc: Any, project: Project, disks: Any) -> None:
    name = project.module("def f(): return 1")
    disks()
    importlib.import_module(name)
    assert call(rc, name) == [1, 1]
    new = project.module("X = 2", "new")
    project.save(name, f"from {new} import X\ndef f(): return X")
    assert refresh().ran
    report = cluster.refresh(rc, send=True)
    assert report.ok, str(report)
    assert call(rc, name) == [2, 2]


def test_send_leaves_a_shared_disk_alone(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    importlib.import_module(name)
    call(rc, name)
    file = project.save(name, "def f(): return 2")
    before = file.stat()
    assert cluster.refresh(rc, send=True).ok
    assert call(rc, name) == [2, 2]
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_cannot_be_written_is_said(rc: Any, project: Project, disks: Any) -> None:
    name = project.module("def f(): return 1")
    folders = disks()
    importlib.import_module(name)
    call(rc, name)
    project.save(name, "def f(): return 2")
    there = folders[0] / f"{name}.py"
    there.unlink()
    there.mkdir()  # for root, no permission is missing
    report = cluster.refresh(rc, send=True)
    assert list(report.engines[0].unplaced) == [name]
    assert "cannot be written there" in str(report)
    assert report.engines[1].ok


def test_engines_with_different_code_are_an_error(rc: Any, project: Project, disks: Any) -> None:
    """Whatever this process knows: it has not imported the module at all."""
    name = project.module("def f(): return 1")
    folders = disks()
    assert call(rc, name) == [1, 1]
    folders[0].joinpath(f"{name}.py").write_text("def f(): return 2", encoding="utf-8")
    report = cluster.refresh(rc)
    assert not report.ok
    assert [row.patched for row in report.engines] == [1, 0]
    assert f"{name} is not the same on all engines" in str(report)
    folders[1].joinpath(f"{name}.py").write_text("def f(): return 3", encoding="utf-8")
    assert not cluster.refresh(rc).ok
    for folder in folders:
        folder.joinpath(f"{name}.py").write_text("def f(): return 4", encoding="utf-8")
    assert cluster.refresh(rc).ok


def test_a_mismatch_among_many_modules_is_found(rc: Any, project: Project, disks: Any) -> None:
    """More modules than an answer lists."""
    number = 90
    package = project.name("many")
    for each in range(number):
        project.save(f"{package}.m{each}", "X = 1")
    everything = "\n".join(f"from . import m{each}" for each in range(number))
    project.save(f"{package}.__init__", f"{everything}\ndef f(): return m{number - 1}.X")
    folders = disks()
    assert call(rc, package) == [1, 1]
    for folder in folders:
        for each in range(number):
            folder.joinpath(package, f"m{each}.py").write_text("X = 2", encoding="utf-8")
    odd = folders[1].joinpath(package, f"m{number - 1}.py")
    odd.write_text("X = 3", encoding="utf-8")
    report = cluster.refresh(rc)
    (said,) = report.mismatches
    assert said.startswith(f"{package}.m{number - 1} is not the same on all engines")


def test_more_edits_than_a_question_names_are_compared(
    rc: Any, project: Project, disks: Any
) -> None:
    number = 90
    package = project.name("many")
    for each in range(number):
        project.save(f"{package}.m{each}", "X = 1")
    everything = "\n".join(f"from . import m{each}" for each in range(number))
    project.save(f"{package}.__init__", f"{everything}\ndef f(): return m{number - 1}.X")
    disks()
    importlib.import_module(package)
    call(rc, package)
    for each in range(number):
        project.save(f"{package}.m{each}", "X = 2")
    report = cluster.refresh(rc)
    assert not report.ok
    assert f"another {package}.m{number - 1} than the file here" in "\n".join(report.mismatches)
    assert cluster.refresh(rc, send=True).ok
    assert call(rc, package) == [2, 2]
