"""Circles of imports: where a new process enters them, and which of their modules run again."""

from __future__ import annotations

import sys

import pytest

from tests.refreshing import Project, project

__all__ = ["project"]

INNER = {"a": "from b import *\nX = 1\n", "b": "import a\nK = 1\n"}


def files(project: Project, **sources: str) -> None:
    for name, source in sources.items():
        project.write(f"{name}.py", source)


def test_a_circle_runs_again_where_it_is_entered_elsewhere(project: Project) -> None:
    files(project, **INNER, n="L = 1\n", user="import a\n")
    project.run("import n, user")
    files(project, n="import b\n")
    report = project.refresh()
    assert set(report.ran) == {"n", "a", "b", "user"}
    assert report.why["a"] == "n changed → a"
    assert report.why["user"] == "n changed → a imports it → user"
    assert not hasattr(sys.modules["a"], "K")


def test_a_circle_that_many_import_runs_again_with_all_of_them(project: Project) -> None:
    users = [f"user{number}" for number in range(70)]
    files(project, **INNER, n="L = 1\n", **dict.fromkeys(users, "import a\n"), other="")
    project.run("import n, other, " + ", ".join(users))
    files(project, n="import b\n")
    assert {*project.refresh().ran} == {"n", "a", "b", *users}


@pytest.mark.parametrize("edit", ["import p.b", "from p import b", "from p.b import K"])
def test_a_circle_in_a_package(project: Project, edit: str) -> None:
    files(project, **{"p/__init__": "", "p/a": "from p.b import *\n", "p/b": "import p.a\nK = 1\n"})
    files(project, n="L = 1\n")
    project.run("import n, p.a")
    files(project, n=edit)
    assert {*project.refresh().ran} == {"n", "p.a", "p.b"}
    assert not hasattr(sys.modules["p.a"], "K")


@pytest.mark.parametrize(
    "edit",
    ["import a\nL = 2\n", "import a, b\n", "import string\n", "def f(): import b\n"],
    ids=["the same way", "the other one later", "none of them", "in a function"],
)
def test_a_circle_that_is_entered_as_before_stays(project: Project, edit: str) -> None:
    files(project, **INNER, n="L = 1\n")
    project.run("import n, a")
    project.run("a.X = 5")
    files(project, n=edit)
    assert project.refresh().ran == ("n",)
    assert project.show("a.X, a.K") == (5, 1)


def test_without_a_star_half_way_a_circle_stays(project: Project) -> None:
    files(project, a="import b\nX = 1\n", b="import a\nfrom c import *\n", c="", n="L = 1\n")
    project.run("import n, a")
    files(project, n="import b\n")
    assert project.refresh().ran == ("n",)


def test_what_must_stay_stays_in_a_circle_too(project: Project) -> None:
    files(project, **INNER, n="L = 1\n")
    project.session.keep = ("a",)
    project.run("import n, a")
    files(project, n="import b\n")
    assert set(project.refresh().ran) == {"n", "b"}


def test_a_circle_that_fails_where_it_is_entered_now_is_left_as_it_was(project: Project) -> None:
    files(project, a="from b import *\nX = K\n", b="import a\nK = 1\n", n="L = 1\n")
    project.run("import n, a")
    files(project, n="import b\n")
    (failure,) = project.refresh().failed
    assert "'K' is not defined" in str(failure.error)
    assert project.show("n.L, a.K, a.X") == (1, 1, 1)


RUNS = "import sys\nsys.modules['runs'].append(__name__)\n"


def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the modules that have run, with those to come."""
    found: list[str] = []
    monkeypatch.setitem(sys.modules, "runs", found)
    return found


def test_cells_are_followed_in_their_order_those_that_failed_included(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = runs(monkeypatch)
    files(project, m=RUNS + "import other\nA = 1\n", other=RUNS + "from m import A\n")
    with pytest.raises(ImportError):
        project.run("import m")
    project.run("import other")
    found.clear()
    files(project, m=RUNS + "import other\nA = 2\n")
    assert not project.refresh().failed
    assert found == ["m", "other", "other", "m"]
    assert project.show("other.A") == 2
    found.clear()
    files(project, m=RUNS + "A = 3\nimport other\n")
    project.refresh()
    assert found == ["m", "other"]
    assert project.show("other.A") == 3


def test_what_failed_in_its_first_cell_is_not_tried_twice_where_nothing_else_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = runs(monkeypatch)
    files(project, m=RUNS + "1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        project.run("import m")
    files(project, m=RUNS)
    project.run("import m")
    found.clear()
    files(project, m=RUNS + "1 / 0 \n")
    assert project.refresh().failed
    assert found == ["m"]
