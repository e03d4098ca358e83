"""Which modules of a group are imported again: those whose file is gone, in the first place."""

from __future__ import annotations

from tests.refreshing import Project, project

__all__ = ["project"]

TRIES = "try:\n    import m\n    X = m.X\nexcept ImportError:\n    X = 0\n"


def delete(project: Project, path: str) -> None:
    (project.folder / path).unlink()


def test_a_module_that_is_gone_is_done_without_where_that_works(project: Project) -> None:
    project.write("m.py", "X = 1")
    project.write("user.py", TRIES)
    project.run("import m, user")
    delete(project, "m.py")
    report = project.refresh()
    assert report.gone == ("m",)
    assert report.ran == ("user",)
    assert project.show("user.X") == 0


def test_a_module_that_is_gone_and_has_no_users_fails(project: Project) -> None:
    project.write("m.py", "X = 1")
    project.run("import m")
    delete(project, "m.py")
    (failure,) = project.refresh().failed
    assert failure.error == "ModuleNotFoundError: No module named 'm'"
    assert project.show("m.X") == 1


def test_a_module_that_is_a_package_now_is_not_gone(project: Project) -> None:
    project.write("m.py", "X = 1")
    project.write("user.py", TRIES)
    project.run("import m, user")
    delete(project, "m.py")
    project.write("m/__init__.py", "X = 2")
    assert project.refresh().gone == ()
    assert project.show("m.X, user.X") == (2, 2)


def test_another_name_for_a_module_that_is_gone_is_gone_with_it(project: Project) -> None:
    project.write("m.py", "X = 1")
    project.write("user.py", TRIES)
    project.run("import sys, m, user; sys.modules['alias'] = m")
    delete(project, "m.py")
    assert project.refresh().gone == ("m", "alias")
    assert project.show("'alias' in sys.modules") is False
