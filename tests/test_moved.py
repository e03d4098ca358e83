"""Definitions that move from one module to another: whoever holds them gets what is there now."""

from __future__ import annotations

import pytest

from tests.refreshing import Project, project

__all__ = ["project"]

F = "def f(): return {n}\n"


def moved(project: Project, **edits: str) -> object:
    """Edit modules; return what the function does that a list has held since before."""
    project.run("import m, n, o")
    project.run("held = [m.f]")
    for name, source in edits.items():
        project.write(f"{name}.py", source)
    assert not project.refresh().failed
    return project.show("held[0]()")


@pytest.fixture
def three(project: Project) -> Project:
    for name, source in {"m": F.format(n=1), "n": "import m\n", "o": "import m\n"}.items():
        project.write(f"{name}.py", source)
    return project


def test_what_moves_to_one_other_module_is_followed(three: Project) -> None:
    assert moved(three, m="", n="import m\n" + F.format(n=2)) == 2
    assert three.show("held[0] is n.f")


def test_what_moves_to_two_others_is_not(three: Project) -> None:
    new = "import m\n" + F.format(n=2)
    assert moved(three, m="", n=new, o=new) == 1


def test_what_two_modules_had_is_not(three: Project) -> None:
    three.write("o.py", "import m\n" + F.format(n=1))
    assert moved(three, m="", o="import m\n", n="import m\n" + F.format(n=2)) == 1


def test_what_the_other_module_had_before_is_not(three: Project) -> None:
    three.write("n.py", "import m\nf = len\n")
    assert moved(three, m="", n="import m\n" + F.format(n=2)) == 1


def test_a_class_does_not_follow_a_function(three: Project) -> None:
    assert moved(three, m="", n="import m\nclass f: pass\n") == 1


def test_what_stays_where_it_was_does_not_move(three: Project) -> None:
    assert moved(three, m=F.format(n=3), n="import m\n" + F.format(n=2)) == 3


def test_what_moves_out_of_a_module_that_nobody_imports_any_more_is_followed(
    project: Project,
) -> None:
    project.write("m.py", F.format(n=1))
    project.write("n.py", "import m\n")
    project.run("import n")
    project.run("held = [n.m.f]")
    project.write("m.py", "")
    project.write("n.py", F.format(n=2))
    assert project.refresh().gone == ("m",)
    assert project.show("held[0] is n.f")
