"""Who must run again, and who must not."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from ipython_modreset.look import loaded
from ipython_modreset.refreshing.dependants import chain, dependants
from tests.refreshing import Project, project

__all__ = ["project"]


def affected(project: Project, *changed: str) -> set[str]:
    """Return who runs again because of the changed ones."""
    return dependants(changed, project.session.observer.notes, loaded()).keys() - set(changed)


def write_all(project: Project, modules: Mapping[str, str]) -> None:
    for name, text in modules.items():
        project.write(f"{name.replace('.', '/')}.py", text)


@pytest.mark.parametrize(
    "source",
    [
        "import m",
        "from m import x",
        "from m import *",
        "def f():\n    from m import x",
        "class A:\n    import m",
        "try:\n    import m\nexcept ImportError:\n    m = None",
        "import importlib\nm = importlib.import_module('m')",
        "import importlib\nx = importlib.import_module(chr(109)).x",
        "x = __import__('m').x",
        "import sys\nf = sys.modules['m'].f",
        "import sys\nsome = sys.modules['m']",
        "import n\nf = n.f",
    ],
)
def test_who_takes_something_from_a_module_depends_on_it(project: Project, source: str) -> None:
    write_all(project, {"m": "x = 1\ndef f(): pass\n", "n": "from m import f\n", "a": source})
    project.run("import m, n, a")
    assert "a" in affected(project, "m")


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from m import x",
        "text = 'import m'",
        "import other",
        "import sys\nx = sys.modules['m'].x",  # a plain value leaves no trace
    ],
)
def test_who_takes_nothing_does_not(project: Project, source: str) -> None:
    write_all(project, {"m": "x = 10 ** 9\n", "other": "", "a": source})
    project.run("import m, a")
    assert affected(project, "m") == set()


def test_what_a_changed_module_imports_itself_does_not_run_again(project: Project) -> None:
    write_all(project, {"base": "def g(): pass\n", "m": "from base import g\nimport base\n"})
    project.run("import m")
    assert affected(project, "m") == set()
    assert affected(project, "base") == {"m"}


def test_a_registry_that_others_enter_themselves_in_is_no_dependant(project: Project) -> None:
    write_all(
        project,
        {
            "registry": "handlers = {}\ndef register(f):\n    globals()[f.__name__] = f\n"
            "    handlers[f.__name__] = f\n    return f\n",
            "m": "import registry\n@registry.register\ndef handle(): pass\n",
        },
    )
    project.run("import m")
    assert project.show("m.handle is m.registry.handle")
    assert affected(project, "m") == set()


def test_it_goes_on_to_those_who_depend_on_dependants(project: Project) -> None:
    write_all(
        project,
        {"c": "x = 1", "b": "from c import x", "a": "from b import x", "aside": "import json"},
    )
    project.run("import a, aside")
    found = dependants(["c"], project.session.observer.notes, loaded())
    assert list(found) == ["c", "b", "a"]
    assert chain("a", found) == ["c", "b", "a"]
    assert chain("c", found) == ["c"]


def test_of_two_ways_the_shorter_one_is_said(project: Project) -> None:
    write_all(
        project,
        {"c": "x = 1", "b": "from c import x", "a": "from b import x as y\nfrom c import x"},
    )
    project.run("import a")
    found = dependants(["c"], project.session.observer.notes, loaded())
    assert chain("a", found) == ["c", "a"]


def test_circles_end(project: Project) -> None:
    write_all(project, {"a": "import b", "b": "import c", "c": "import a"})
    project.run("import a")
    assert affected(project, "a") == {"b", "c"}


def test_where_one_must_stay_it_does_not_go_on(project: Project) -> None:
    write_all(project, {"c": "x = 1", "b": "from c import x", "a": "from b import x"})
    project.run("import a")
    found = dependants(["c"], project.session.observer.notes, loaded(), lambda name: name == "b")
    assert list(found) == ["c"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("p", {"user"}),  # it takes the name that p re-exports
        ("p.core", {"p", "user"}),
        ("p.aside", {"user"}),
        ("p.deep", {"p.deep.one", "user2"}),
        ("p.deep.one", {"user2"}),
    ],
)
def test_inside_a_package(project: Project, changed: str, expected: set[str]) -> None:
    project.write("p/__init__.py", "from .core import thing\n")
    project.write("p/core.py", "thing = 1\n")
    project.write("p/aside.py", "")
    project.write("p/deep/__init__.py", "level = 2\n")
    project.write("p/deep/one.py", "from . import level\n")
    project.write("user.py", "from p import thing\nimport p.aside\n")
    project.write("user2.py", "from p.deep import one, level\n")
    project.run("import user, user2")
    assert affected(project, changed) == expected


def test_to_pass_through_a_package_is_no_dependence_on_its_code(project: Project) -> None:
    """Else every edit of an ``__init__`` would run the whole package again."""
    project.write("p/__init__.py", "")
    project.write("p/a.py", "x = 1\n")
    project.write("user.py", "from p.a import x\n")
    project.write("user2.py", "import p.a\ny = p.a.x\n")
    project.write("user3.py", "from p import a\n")
    project.run("import user, user2, user3")
    assert affected(project, "p") == set()
    assert affected(project, "p.a") == {"user", "user2", "user3"}


def test_the_dependants_of_installed_code_are_found_too(project: Project) -> None:
    project.write("site-packages/lib1.py", "x = 1\n")
    project.write("site-packages/lib2.py", "from lib1 import x\n")
    project.write("user.py", "from lib2 import x\n")
    sys.path.insert(0, str(project.folder / "site-packages"))
    project.run("import user")
    assert affected(project, "lib1") == {"lib2", "user"}
    assert affected(project, "user") == set()


def test_of_several_changes_each_dependant_is_named_once(project: Project) -> None:
    write_all(project, {"b": "x = 1", "c": "y = 1", "a": "from b import x\nfrom c import y"})
    project.run("import a")
    found = dependants(["b", "c"], project.session.observer.notes, loaded())
    assert list(found) == ["b", "c", "a"]
    assert found["a"].depends_on == {"b", "c"}


def test_hostile_things_in_a_namespace_are_not_asked(project: Project) -> None:
    write_all(
        project,
        {
            "m": "def f(): pass\n",
            "a": """
class Odd:
    def __eq__(self, other): raise AssertionError
    def __getattribute__(self, name): raise AssertionError
    __hash__ = None
odd = Odd()
from m import f
""",
        },
    )
    project.run("import a")
    assert affected(project, "m") == {"a"}
