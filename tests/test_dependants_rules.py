"""Who must run again because of whom: the finer rules. The coarse ones: test_dependants."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from ipython_modreset.files import GONE, digest
from ipython_modreset.observing.notes import Note, Notes
from ipython_modreset.refreshing.dependants import Affected, dependants, dependencies, imported_by
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


def test_what_a_module_has_put_into_another_is_no_dependence(project: Project) -> None:
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
    assert causes(project, "outside") == {"outside": None}


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
    imported = partial(imported_by, notes=notes, modules=sys.modules)
    of_a = list(dependencies(["a"], notes, imported))
    assert set(of_a) == {"b", "c", "json", "low", "missing_at_first"}
    assert len(of_a) == len(set(of_a))
    assert set(
        dependencies(["b", "c"], notes, partial(imported_by, notes=notes, modules=sys.modules))
    ) == {"json"}


def by_hand(*names: str, **sources: str) -> tuple[Notes, dict[str, object]]:
    """Modules imported before anybody looked on: their sources are all that is known."""
    notes = Notes()
    both = {**{name.replace("__", "."): text for name, text in sources.items()}}
    for order, (name, source) in enumerate([*((name, "x = 1") for name in names), *both.items()]):
        content, is_package = source.encode(), any(one.startswith(f"{name}.") for one in both)
        notes.add(Note(name, f"/x/{name}.py", GONE, digest(content), content, is_package, order))
    return notes, {name: ModuleType(name) for name in notes.modules}


def test_modules_that_nobody_saw_being_imported_are_read() -> None:
    notes, modules = by_hand(
        c="z = 1", b="from c import z", a="import b", p="x = 1", p__a="from . import x", d="c = 2"
    )
    assert list(dependants(["c"], notes, modules)) == ["c", "b", "a"]
    assert list(dependants(["p"], notes, modules)) == ["p", "p.a"]
    assert list(dependants(["d", "p.a"], notes, modules)) == ["d", "p.a"]


@pytest.mark.parametrize("number", [63, 64, 65, 200])
def test_many_of_these_at_once(number: int) -> None:
    names = [f"m{count}" for count in range(number)]
    notes, modules = by_hand(*names, deep__last=f"from {names[-1]} import x", none="y = 1")
    assert list(dependants(names, notes, modules)) == [*names, "deep.last"]


def test_who_stays_is_asked_once() -> None:
    notes, modules = by_hand(
        c="z = 1", d="import c", b="import c, d", e="import d", f="import e, b"
    )
    asked: list[str] = []
    stays = lambda name: asked.append(name) or name == "b"  # noqa: E731
    assert list(dependants(["c"], notes, modules, stays)) == ["c", "d", "e", "f"]
    assert asked == ["d", "b", "e", "f"]


def test_the_cause_that_is_said_is_the_same_each_time(project: Project) -> None:
    files(project, z="x = 1", m="x = 1", b="x = 1", a="import z, m, b\nx = z.x, m.x, b.x")
    project.run("import a")
    assert causes(project, "z", "m", "b")["a"] == "b"


def test_who_asks_for_a_package_on_the_way_by_name_passes_it(project: Project) -> None:
    files(project, p__init="x = 1", p__c="", a="import importlib\nimportlib.import_module('p.c')")
    project.run("import a")
    assert project.session.observer.notes.asked["a"] >= {"p", "p.c"}
    assert causes(project, "p") == {"p": None}
    assert causes(project, "p.c") == {"p.c": None, "a": "p.c"}


def test_who_passes_a_package_and_holds_what_is_its_own_depends_on_it() -> None:
    notes, modules = by_hand(p="", p__c="", a="import p.c")
    function = FunctionType((lambda: 1).__code__, {"__name__": "p"})
    vars(modules["p"])["f"] = function
    vars(modules["a"]).update(p=modules["p"])
    assert list(dependants(["p"], notes, modules)) == ["p"]
    vars(modules["a"]).update(later=function)
    assert list(dependants(["p"], notes, modules)) == ["p", "a"]


def test_dependencies_are_named_once() -> None:
    notes, modules = by_hand(d="", c="import d", b="import c, d", a="import b, c, d, a")
    assert sorted(
        dependencies(["a"], notes, partial(imported_by, notes=notes, modules=modules))
    ) == ["b", "c", "d"]


def test_installed_modules_that_nobody_saw_are_read_from_their_files(tmp_path: Path) -> None:
    notes, modules = by_hand(user="from high import x")
    for order, (name, source) in enumerate({"low": "", "high": "from low import x"}.items(), 5):
        (tmp_path / f"{name}.py").write_text(source)
        notes.add(Note(name, str(tmp_path / f"{name}.py"), GONE, None, None, False, order))
        modules[name] = ModuleType(name)
    assert list(dependants(["low"], notes, modules)) == ["low", "high", "user"]
