"""Which names of a notebook follow a refresh, and which are the user's own."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from ipython_modreset.refreshing.cells import Cells, cells_of_script
from ipython_modreset.refreshing.origins import Origin, origins_of, statements_of
from ipython_modreset.undo import Journal
from tests.refreshing import Project, project

__all__ = ["project"]

MODULE = """
N = {n}
NAME = "v{n}"
PAIR = ({n}, {n})
class Box:
    size = {n}
def f(): return N
"""


@pytest.fixture(autouse=True)
def _modules(project: Project) -> None:
    project.write("m.py", MODULE.format(n=1))
    project.write("p/__init__.py", "TOP = 1\n")
    project.write("p/sub.py", "DEEP = 1\n")


def edit(project: Project) -> None:
    """Give everything a new value, and refresh."""
    project.write("m.py", MODULE.format(n=2))
    project.write("p/__init__.py", "TOP = 2\n")
    project.write("p/sub.py", "DEEP = 2\n")
    assert project.before_cell()


@pytest.mark.parametrize(
    ("cell", "probe"),
    [
        ("from m import N", "N"),
        ("from m import N as n", "n"),
        ("from m import NAME", "int(NAME[1])"),
        ("from m import PAIR", "PAIR[0]"),
        ("from m import *", "N"),
        ("from m import N, PAIR as p", "p[0] and N"),
        ("import m", "m.N"),
        ("import m as other", "other.N"),
        ("import p.sub", "p.sub.DEEP and p.TOP"),
        ("import p.sub as s", "s.DEEP"),
        ("from p import sub, TOP", "sub.DEEP and TOP"),
        ("from p.sub import DEEP", "DEEP"),
        ("import m\nn = m.N", "n"),
        ("import m\nn = m.Box.size", "n"),
        ("import m\nn: int = m.N", "n"),
        ("import p.sub\nd = p.sub.DEEP", "d"),
        ("from m import N\nn = N", "n"),
        ("from m import PAIR\nn = PAIR[-2]", "n"),
        ("from m import N\nn = k = N", "n and k"),
        ("import m\na, (b, [c]) = m.N, (m.NAME, [m.N])", "c and a"),
        ("if True:\n    from m import N", "N"),
        ("try:\n    from m import N\nexcept ImportError:\n    N = 0", "N"),
        ("for _ in range(2):\n    from m import N", "N"),
        ("with open(__import__('os').devnull):\n    from m import N", "N"),
        ("match 1:\n    case 1:\n        from m import N", "N"),
        ("def load():\n    global N\n    from m import N\nload()", "N"),
        ("import m\ndef f(n=m.N): return n", "f()"),
        ("import m\nf = lambda *, n=m.N: n", "f()"),
        ("import m\nclass C:\n    def f(self, n=m.N): return n", "C().f()"),
        ("class C:\n    from m import N", "C.N"),
        ("import m\nd = {'n': {'k': m.N}}", "d['n']['k']"),
        ("import m\nd = dict(n=m.N)", "d['n']"),
        ("import m\nd = {}\nd['n'] = m.N", "d['n']"),
        ("import m\nclass C: pass\nC.n = m.N", "C.n"),
        ("import m, functools\np = functools.partial(dict, n=m.N)", "p()['n']"),
        ("import m\nif (n := m.N): pass", "n"),
        ("import m\nk = (n := m.N)", "n and k"),
        ("import m\ndef f(k=(n := m.N)): return k", "n and f()"),
        ("import m\nn = m.N if True else 0", "n"),
        ("import m\nn = 0 or m.N", "n"),
        ("exec('from m import N')", "N"),
    ],
)
def test_a_name_follows_however_it_was_bound(project: Project, cell: str, probe: str) -> None:
    project.run(cell)
    assert project.show(probe) == 1
    edit(project)
    assert project.show(probe) == 2


def test_statements_that_run_in_the_notebook_are_found_inside_others() -> None:
    cell = """
        if 1: a = 1
        try: b = 1
        except E: c = 1
        match 1:
            case 1: d = 1
        def f(): not_its_own = 1
        get_ipython().run_cell_magic("time", "", "e = 1")
        """
    found = [one for one in statements_of(ast.parse(dedent(cell)).body) if type(one) is ast.Assign]
    assert [ast.unparse(one.targets[0]) for one in found] == ["a", "b", "c", "d", "e"]


def test_relative_imports_start_from_the_package() -> None:
    tree = ast.parse("from . import a\nfrom .b import c\nfrom m import d\nfrom ... import e")
    assert origins_of(tree, package="q.r") == {
        "a": (Origin("q.r", "a"),),
        "c": (Origin("q.r.b", "c"),),
        "d": (Origin("m", "d"),),
    }


@pytest.mark.parametrize(
    ("cells", "probe", "mine"),
    [
        (["from m import N", "N = 1"], "N", 1),
        (["from m import N", "N = 10"], "N", 10),
        (["from m import N", "N += 0"], "N", 1),
        (["from m import N\nN = 1"], "N", 1),
        (["N = 1"], "N", 1),
        (["import m\nn = m.N + 0"], "n", 1),
        (["import m\nn = [m.N]"], "n", [1]),
        (["import m\nn = {'k': m.N}", "n = {'k': 1}"], "n['k']", 1),
        (["import m\ndef f(n=m.N): return n", "def f(n=1): return n"], "f()", 1),
        (["import m\nclass C: n = m.N", "class C: n = 1"], "C.n", 1),
        (["from m import N", "for N in [1]: pass"], "N", 1),
        (["from m import N", "with open(__file__) as N: pass"], "N.closed", True),
        (["from m import N", "try: 1/0\nexcept ZeroDivisionError as N: pass\nN = 1"], "N", 1),
        (["from m import N", "(N := 1)"], "N", 1),
        (["from m import N", "def f(k=abs(N := 1)): pass"], "N", 1),
        (["from m import N", "class C(type(N := 1)): pass"], "N", 1),
        (["from m import N", "match 1:\n    case N: pass"], "N", 1),
        (["from m import f", "def f(): return 'mine'"], "f()", "mine"),
        (["from m import Box", "class Box: size = 'mine'"], "Box.size", "mine"),
        (["from m import N", "import p.sub as N"], "N.__name__", "p.sub"),
        (["from m import *", "N = 1"], "N", 1),
        (["from m import N as a, NAME as b", "a, b = 1, 1"], "(a, b)", (1, 1)),
    ],
)
def test_a_name_that_the_user_has_rebound_is_left_alone(
    project: Project, cells: list[str], probe: str, mine: Any
) -> None:
    project.names["__file__"] = __file__
    for cell in cells:
        project.run(cell)
    assert project.show(probe) == mine
    project.run("import m")
    edit(project)
    assert project.show(probe) == mine


def test_a_name_rebound_by_code_that_is_no_cell_is_left_alone(project: Project) -> None:
    project.run("from m import N")
    project.names["N"] = "mine"
    edit(project)
    assert project.show("N") == "mine"


def test_a_name_imported_again_follows_again(project: Project) -> None:
    project.run("from m import N")
    project.run("N = 'mine'")
    project.run("from m import N")
    edit(project)
    assert project.show("N") == 2


def test_a_deleted_name_stays_deleted(project: Project) -> None:
    project.run("import m; from m import N")
    project.run("del N")
    edit(project)
    assert "N" not in project.names


def test_an_import_that_did_not_run_binds_nothing(project: Project) -> None:
    project.run("import m\nN = 'mine'\nif False:\n    from m import N")
    edit(project)
    assert project.show("N") == "mine"


def test_a_branch_that_did_not_run_rebinds_nothing(project: Project) -> None:
    project.run("from m import N")
    project.run("if False:\n    N = 5\nelse:\n    pass")
    project.run("try:\n    pass\nexcept ImportError as N:\n    N = 5")
    project.run("for _ in []:\n    N = 5")
    project.run("N: int\n[N for N in range(3)]\nf = lambda N: (N := 1)")
    edit(project)
    assert project.show("N") == 2


def test_of_two_branches_the_one_that_has_run_counts(project: Project) -> None:
    project.write("fast.py", "raise ImportError\n")
    project.run("try:\n    from fast import N\nexcept ImportError:\n    from m import N")
    project.run("if True:\n    import m as k\nelse:\n    import p as k\nn = k.N")
    edit(project)
    assert project.show("(N, n)") == (2, 2)


def test_attributes_are_found_in_bases_and_instances(project: Project) -> None:
    odd = "import abc\nclass A(abc.ABC):\n    size = {n}\nclass B(A): pass\nb = B()\nb.own = {n}\n"
    project.write("odd.py", odd.format(n=1))
    project.run("import odd\na, b, c, d = odd.A.size, odd.B.size, odd.b.size, odd.b.own")
    project.write("odd.py", odd.format(n=2))
    assert project.before_cell()
    assert project.show("(a, b, c, d)") == (2, 2, 2, 2)


def test_names_inside_functions_and_classes_are_no_names_of_the_notebook(project: Project) -> None:
    project.run("import m\nN = 1\nclass A:\n    from m import N")
    project.run("def f():\n    from m import N\n    return N")
    edit(project)
    assert project.show("N") == 1
    assert project.show("f()") == 2


def test_star_imports_bring_new_names_and_take_gone_ones_away(project: Project) -> None:
    project.run("from m import *")
    project.run("mine = NEW = 'mine'")
    project.write("m.py", "N = 3\nNEW = OTHER = 3\n_private = 3\n")
    assert project.before_cell()
    assert project.show("(N, NEW, OTHER, mine)") == (3, "mine", 3, "mine")
    assert "NAME" not in project.names
    assert "_private" not in project.names


@pytest.mark.parametrize(
    "cells", [["import math\nfrom m import *"], ["import math", "from m import *"]]
)
def test_what_a_star_import_no_longer_brings_is_what_came_before_it(
    project: Project, cells: list[str]
) -> None:
    project.write("m.py", "import math\nN = 1\n")
    for cell in cells:
        project.run(cell)
    project.write("m.py", "N = 2\n")
    assert project.before_cell()
    assert project.show("(N, math.floor(1.5))") == (2, 1)


def test_another_name_for_what_a_star_import_brought_is_no_star_imports(project: Project) -> None:
    project.run("from m import *")
    project.run("mine = NAME")
    project.write("m.py", "N = 2\n")
    report = project.before_cell()
    assert "NAME" not in project.names
    assert "mine" in project.names
    assert [left.what for left in report.left_behind] == ["the name mine"]


def test_a_star_import_does_not_bring_submodules_that_others_imported(project: Project) -> None:
    project.write("p/__init__.py", "N = 1\n")
    project.write("p/c.py", "")
    project.write("p/b.py", "")
    project.run("from p import *")
    project.run("import p.c as other")
    project.write("p/__init__.py", "from . import b\nN = 2\n")
    assert project.before_cell()
    assert project.show("N") == 2
    assert "b" in project.names
    assert "c" not in project.names


def test_star_imports_keep_to_all(project: Project) -> None:
    project.run("from m import *")
    project.write("m.py", "__all__ = ['N', '_shown']\nN = _shown = hidden = 3\n")
    assert project.before_cell()
    assert project.show("(N, _shown)") == (3, 3)
    assert "hidden" not in project.names


def test_what_is_gone_from_the_module_is_kept_and_said(project: Project) -> None:
    project.run("from m import N")
    project.write("m.py", "OTHER = 1\n")
    report = project.before_cell()
    assert [(left.what, left.why) for left in report.left_behind] == [
        ("the name N", "m no longer has what it held")
    ]
    assert project.show("N") == 1


def test_a_lazily_made_attribute_follows(project: Project) -> None:
    lazy = "def __getattr__(name):\n    if name == 'N': return [{n}]\n    raise AttributeError\n"
    project.write("lazy.py", lazy.format(n=1))
    project.run("from lazy import N")
    project.write("lazy.py", lazy.format(n=2))
    assert project.before_cell()
    assert project.show("N") == [2]


@pytest.mark.parametrize("magic", ["%%time", "%%capture", "%%capture out", "%%prun -q"])
def test_magics_that_run_the_cell_in_the_notebook_are_looked_through(
    project: Project, magic: str
) -> None:
    project.run("from m import N")
    cell = TransformerManager().transform_cell(f"{magic}\nfrom m import N as n")
    project.names["n"] = project.names["N"]  # as the magic has done
    project.session.notebook(project.names).ran(ast.parse(cell))
    edit(project)
    assert project.show("n") == 2


def test_magics_that_run_it_elsewhere_are_not(project: Project) -> None:
    project.run("from m import N\nn = 0 + N")
    cell = TransformerManager().transform_cell("%%bash\nfrom m import N as n")
    project.session.notebook(project.names).ran(ast.parse(cell))
    edit(project)
    assert project.show("n") == 1


def test_two_notebooks_in_one_process_have_names_of_their_own(project: Project) -> None:
    project.run("from m import N")
    other: dict[str, Any] = {"N": project.names["N"]}
    project.session.notebook(other).ran(ast.parse("N = 1"))
    project.write("m.py", MODULE.format(n=2))
    project.session.refresh(namespaces=[project.names, other])
    assert (project.names["N"], other["N"]) == (2, 1)


def test_the_names_that_lead_to_a_module_are_its_own_and_what_comes_from_it(
    project: Project,
) -> None:
    project.write("p/m.py", "N = 1")
    project.run("import json; from p.m import N as n; o = n")
    assert project.session.notebook(project.names).names_from(["p.m"]) == {"m", "n", "o"}


def test_to_follow_can_be_taken_back(project: Project) -> None:
    project.run("from m import N, NAME\nfrom m import *")
    cells = project.session.notebook(project.names)
    names, bindings, stars = dict(project.names), dict(cells.bindings), dict(cells.stars)
    project.run("import m; m.N = 5; m.NEW = 6; del m.NAME")
    del project.names["m"]
    del cells.bindings["m"]
    journal = Journal()
    lost = cells.follow(["m"], {}, (), set, {}, journal)
    assert lost == ["NAME"] or "NAME" not in project.names
    assert (project.names["N"], project.names["NEW"]) == (5, 6)
    journal.undo()
    assert project.names == names
    assert (cells.bindings, cells.stars) == (bindings, stars)


def test_a_scripts_names_follow_as_far_as_it_has_run(project: Project) -> None:
    script = project.write("script.py", "from m import N\nfrom m import NAME as s\ns = 'mine'\n")
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(script)}
    exec(script.read_text(), names)
    for n in (2, 3):
        project.write("m.py", MODULE.format(n=n))
        assert project.session.refresh(namespaces=[names]).ran == ("m",)
        assert (names["N"], names["s"]) == (n, "mine")
        project.write("script.py", "from m import NAME as N\n")  # saved, but not what runs


@pytest.mark.parametrize("file", [None, 5, "no/such/file.py", "<stdin>", "broken.py", "nul\0.py"])
def test_where_there_is_no_source_nothing_is_known(tmp_path: Path, file: Any) -> None:
    (tmp_path / "broken.py").write_text("1 +\n")
    file = str(tmp_path / "broken.py") if file == "broken.py" else file
    assert cells_of_script({"__file__": file}).bindings == {}


def test_strangers_are_never_asked(project: Project) -> None:
    project.write(
        "odd.py",
        dedent("""
        class Odd:
            def __eq__(self, other): raise AssertionError("compared")
            def __getattribute__(self, name): raise AssertionError("asked")
            __hash__ = object.__hash__
        odd = Odd()
        """),
    )
    project.run("from odd import odd")
    cells = Cells(project.names)
    cells.ran(ast.parse("from odd import odd\nattribute = odd.attribute"))
    assert cells.bindings.keys() == {"odd"}
