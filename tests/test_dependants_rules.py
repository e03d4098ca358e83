"""Who must run again because of whom: the finer rules. The coarse ones: test_dependants."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ipython_modreset.refreshing.dependants import Affected, dependants, dependencies
from tests.refreshing import Project, project

__all__ = ["project"]


def found(project: Project, *changed: str, stay: Iterable[str] = ()) -> dict[str, Affected]:
    """Return who depends on `changed` in what the project has imported."""
    return dependants(
        changed, project.session.observer.notes, sys.modules, frozenset(stay).__contains__
    )


def causes(project: Project, *changed: str, stay: Iterable[str] = ()) -> dict[str, str | None]:
    affected = found(project, *changed, stay=stay)
    return {name: why.because_of for name, why in affected.items()}


def files(project: Project, **sources: str) -> None:
    for path, source in sources.items():
        project.write(path.replace("__", "/").replace("/init", "/__init__") + ".py", source)


def test_all_that_a_module_depends_on_is_told_and_the_first_is_the_cause(project: Project) -> None:
    files(
        project,
        base="z = 1",
        left="from base import z",
        right="import base",
        top="import left, right, base",
    )
    project.run("import top")
    affected = found(project, "base")
    assert affected["base"].depends_on == frozenset()
    assert affected["top"].because_of == "base"
    assert affected["top"].depends_on == {"base", "left", "right"}
    assert found(project, "left", "right")["top"].depends_on == {"left", "right"}
    assert found(project, "left", "right")["left"].because_of is None
    both = found(project, "left", "base")
    assert both["left"] == Affected("left", None, frozenset({"base"}))


def test_who_stays_passes_nothing_on(project: Project) -> None:
    files(project, c="z = 1", b="from c import z", a="from b import z", d="from c import z")
    project.run("import a, d")
    assert causes(project, "c", stay=["b"]) == {"c": None, "d": "c"}
    asked: list[str] = []
    notes = project.session.observer.notes
    dependants(["c", "a"], notes, sys.modules, lambda name: asked.append(name) or name == "b")
    assert asked == ["b", "d"], "once, and not of those that changed"


def test_what_is_not_loaded_is_nobody(project: Project) -> None:
    files(project, c="z = 1", b="from c import z", dynamic="__import__('c')", a="from b import z")
    project.run("import a, dynamic")
    del sys.modules["b"], sys.modules["dynamic"]
    assert causes(project, "c") == {"c": None}


def test_imports_that_no_source_shows_were_observed(project: Project) -> None:
    files(
        project,
        c="z = 1",
        by_name="import importlib\nz = importlib.import_module('c').z",
        by_a_helper="from helper import load\nz = load('c').z",
        helper="import importlib\nload = importlib.import_module",
    )
    project.run("import by_name, by_a_helper")
    assert causes(project, "c") == {"c": None, "by_name": "c", "by_a_helper": "c"}


def test_a_package_on_the_way_is_none_that_is_depended_on(project: Project) -> None:
    files(
        project,
        p__init="x = 1",
        p__c="z = 1",
        p__a="from . import c",
        by_name="import importlib\nimportlib.import_module('p.c')",
        passing="import p.c\nz = p.c.z",
        taking="from p import c",
        using="from p import x, c",
        naming="import p.c\nx = p.x",
    )
    project.run("import p.a, by_name, passing, taking, using, naming")
    assert causes(project, "p") == {"p": None, "using": "p", "naming": "p"}
    assert causes(project, "p.c") == dict.fromkeys(
        ["p.a", "by_name", "passing", "taking", "using", "naming"], "p.c"
    ) | {"p.c": None}


def test_who_holds_a_function_or_a_class_or_the_module_itself(project: Project) -> None:
    files(
        project,
        c="def f(): pass\nclass A: pass\nz = 1",
        function="import sys\nown = vars(sys.modules['c']).get('f')",
        a_class="import sys\nown = vars(sys.modules['c']).get('A')",
        itself="import sys\nown = sys.modules['c']",
        constant="import sys\nown = vars(sys.modules['c']).get('z')",
    )
    project.run("import c, function, a_class, itself, constant")
    assert causes(project, "c") == {
        "c": None,
        "function": "c",
        "a_class": "c",
        "itself": "c",
    }


def test_what_a_module_has_put_into_one_that_it_imports_is_no_dependence(
    project: Project,
) -> None:
    files(
        project,
        registry="handler = None",
        plugin="import registry\ndef f(): pass\nregistry.handler = f",
        far="import plugin\ndef g(): pass\nplugin.registry.other = g",
        outside="def h(): pass\nimport sys\nvars(sys.modules['registry'])['third'] = h",
    )
    project.run("import far, outside")
    assert causes(project, "plugin") == {"plugin": None, "far": "plugin"}
    assert causes(project, "far") == {"far": None}
    assert causes(project, "outside") == {"outside": None, "registry": "outside"} | {
        "plugin": "registry",
        "far": "plugin",
    }


def test_what_others_define_is_not_a_modules_own(project: Project) -> None:
    files(
        project,
        origin="def f(): pass\nclass A: pass",
        passing="from origin import f, A\nf2 = f",
        holder="import sys\nown = [*map(vars(sys.modules['passing']).get, ('f', 'A'))][0]",
    )
    project.run("import passing, holder")
    assert causes(project, "passing") == {"passing": None}
    assert causes(project, "origin") == {"origin": None, "passing": "origin", "holder": "origin"}


def test_a_package_does_not_depend_on_its_submodules_for_having_them(project: Project) -> None:
    files(project, p__init="x = 1", p__c="def f(): pass", q__init="from . import c", q__c="y = 1")
    project.run("import p.c, q")
    assert causes(project, "p.c") == {"p.c": None}
    assert causes(project, "q.c") == {"q.c": None, "q": "q.c"}


def test_relative_imports_of_a_package_by_one_that_does_not_name_it(project: Project) -> None:
    files(
        project,
        p__init="from .c import f\nx = 1",
        p__c="def f(): pass",
        p__a="from . import x",
        p__s__init="",
        p__s__d="from .. import x",
    )
    project.run("import p.a, p.s.d")
    assert causes(project, "p") == {"p": None, "p.a": "p", "p.s.d": "p"}
    assert causes(project, "p.c") == {"p.c": None, "p": "p.c", "p.a": "p", "p.s.d": "p"}


def test_many_changed_at_once(project: Project) -> None:
    """Beyond some number, each source is read rather than searched for all their names."""
    names = [f"m{number}" for number in range(80)]
    files(project, **dict.fromkeys(names, "x = 1"), last="from m79 import x", none="y = 1")
    project.run(f"import {', '.join(names)}, last, none")
    affected = causes(project, *names)
    assert affected == {**dict.fromkeys(names), "last": "m79"}


def test_installed_packages_may_depend_on_installed_ones(project: Project) -> None:
    project.write("site-packages/low.py", "def f(): return 1")
    project.write("site-packages/high.py", "from low import f")
    files(project, user="from high import f", other="import high")
    sys.path.append(str(project.folder / "site-packages"))
    project.run("import user, other")
    assert not project.session.observer.notes.is_user("low")
    assert causes(project, "low") == {"low": None, "high": "low", "user": "low", "other": "high"}
    project.write("site-packages/high.py", "")
    assert causes(project, "low")["user"] == "low", "it holds a function of it"


def test_what_a_module_imports_at_any_remove_up_to_what_is_not_the_users(
    project: Project,
) -> None:
    files(project, c="import json", b="import c", a="import b, missing_at_first, low", d="")
    files(project, missing_at_first="")
    project.write("site-packages/low.py", "import d")
    sys.path.append(str(project.folder / "site-packages"))
    project.run("import a, d")
    notes = project.session.observer.notes
    of_a = list(dependencies(["a"], notes, sys.modules))
    assert set(of_a) == {"b", "c", "json", "low", "missing_at_first"}
    assert len(of_a) == len(set(of_a))
    assert set(dependencies(["b", "c"], notes, sys.modules)) == {"json"}
