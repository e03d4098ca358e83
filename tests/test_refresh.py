"""A refresh is one transaction: what a failing one takes back, and what a good one takes along."""

from __future__ import annotations

import sys

import pytest

from tests.refreshing import Project, project

__all__ = ["project"]


def test_what_a_failing_import_has_imported_for_the_first_time_is_forgotten(
    project: Project,
) -> None:
    project.write("p/__init__.py", "")
    project.write("p/fresh.py", "")
    project.write("other.py", "")
    project.write("m.py", "")
    project.run("import m, p")
    project.write("m.py", "import colorsys, other, p.fresh\n1 / 0")
    assert project.refresh().failed
    assert sys.modules.keys().isdisjoint({"other", "p.fresh"})
    assert "colorsys" in sys.modules
    assert not project.show("hasattr(p, 'fresh')")


def test_a_package_shows_the_submodules_that_it_had(project: Project) -> None:
    project.write("p/__init__.py", "")
    project.write("p/sub.py", "N = 1")
    project.write("m.py", "import p.sub\n1 / p.sub.N")
    project.run("import m, p; before = p.sub")
    project.write("p/sub.py", "N = 0")
    assert project.refresh().failed
    assert project.show("p.sub is before")
    assert sys.modules["p.sub"] is project.show("before")


def test_nothing_runs_where_a_source_cannot_be_compiled(project: Project) -> None:
    project.write("log.py", "runs = []")
    project.write("a.py", "import log\nlog.runs.append('a')")
    project.write("b.py", "import a")
    project.run("import b, log")
    project.write("a.py", "import log\nlog.runs.append('again')")
    project.write("b.py", "import a\nbreak")
    assert project.refresh().failed
    assert project.show("log.runs") == ["a"]


@pytest.mark.parametrize("edited", ["m", "user"])
def test_a_module_has_all_its_names(project: Project, edited: str) -> None:
    project.write("m.py", "import sys\nsys.modules['alias'] = sys.modules['m']\nN = 1")
    project.write("user.py", "import m\nN = 1")
    project.run("import sys, m, user; sys.modules['second'] = m; before = m, user")
    project.write(f"{edited}.py", project.folder.joinpath(f"{edited}.py").read_text() + "\nK = 2")
    assert project.refresh().ran[0] == edited
    assert sys.modules["alias"] is sys.modules["second"] is sys.modules["m"]
    assert project.show("m is sys.modules['m'] and user is sys.modules['user']")


def test_what_a_helper_has_read_for_others_is_read_again(project: Project) -> None:
    project.write("data.txt", "1")
    project.write(
        "helper.py",
        "from functools import lru_cache\n@lru_cache\ndef read(name):\n"
        "    with open(name) as file: return file.read()\n",
    )
    project.write("m.py", "import helper\nDATA = helper.read('data.txt')")
    project.run("import m")
    project.write("data.txt", "2")
    assert project.refresh().ran == ("m",)
    assert project.show("m.DATA") == "2"
