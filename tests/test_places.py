"""Where code lies."""

from __future__ import annotations

import json
import sys
import unittest.mock
from pathlib import Path
from types import ModuleType

import pytest

from ipython_modreset.look import look
from ipython_modreset.places import (
    is_installed,
    is_standard,
    is_user,
    is_user_file,
    site_directories,
)
from tests.shells import python, write


def test_each_module_has_one_place() -> None:
    for module, place in (
        (json, is_standard),
        (unittest.mock, is_standard),
        (sys.modules["math"], is_standard),
        (sys, is_standard),
        (pytest, is_installed),
        (sys.modules[__name__], is_user),
        (ModuleType("by_hand"), is_user),
    ):
        seen = look(module.__name__, module)
        assert [is_standard(seen), is_installed(seen), is_user(seen)].count(True) == 1
        assert place(seen), module


def test_files(tmp_path: Path) -> None:
    assert is_user_file(str(tmp_path / "mod.py"))
    assert not is_user_file(str(tmp_path / "site-packages" / "mod.py"))
    assert not is_user_file(str(tmp_path / "dist-packages" / "pkg" / "mod.py"))
    assert not is_user_file(json.__file__)


def test_a_link_to_an_installed_package_is_installed_and_a_project_on_a_link_is_not(
    tmp_path: Path,
) -> None:
    site = write(tmp_path, "site-packages/acme/__init__.py").parent
    (tmp_path / "linked").symlink_to(site)
    assert not is_user_file(str(tmp_path / "linked" / "mod.py"))
    (tmp_path / "project").mkdir()
    (tmp_path / "shortcut").symlink_to(tmp_path / "project")
    assert is_user_file(str(tmp_path / "shortcut" / "mod.py"))


def test_installed_folders_of_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = str(tmp_path / "site-packages")
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr(sys, "path", [*sys.path, 7])
    assert site in site_directories()
    assert str(tmp_path) not in site_directories()


def test_asked_for_the_first_time_during_an_import_it_imports_nothing(tmp_path: Path) -> None:
    """It is asked by an audit hook, while sysconfig and others may be half imported."""
    write(tmp_path, "reads.py", "open(__file__).close()")
    python(
        tmp_path,
        """
        import sys
        from ipython_modreset.observing.observer import Observer
        before = set(sys.modules)
        observer = Observer()
        observer.install()
        import reads
        assert set(sys.modules) - before == {"reads"}
        observer.uninstall()
        """,
    )
