"""Of many modules that have run again, only what somebody can come by has successors."""

from __future__ import annotations

import pytest

from ipython_modreset.adopting.carry import NotebookMade
from ipython_modreset.adopting.within_reach import in_reach, out_of_reach
from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

SOURCE = """
class A:
    def m(self): return {n}
class Outer:
    class Inner: n = {n}
def f(): return {n}
TABLE = [[("x", [{n}])]]
"""
MANY = [f"many{i}" for i in range(10)]
IMPORT, FORGET = f"import weakref, {', '.join(MANY)}", f"del {', '.join(MANY)}"


def all_of(source: str, n: int) -> dict[str, str]:
    return {name: source.format(n=n) for name in MANY}


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ("many3.f", "held()"),
        ("(many3.f,)", "held[0]()"),
        ("many3.A().m", "held()"),
        ("many3.Outer.Inner", "held.n"),
        ("many3.Outer.Inner()", "held.n"),
        ("many3.TABLE[0][0][1]", "held[0]"),
        ("weakref.ref(many3.Outer.Inner)", "held().n"),
    ],
)
def test_what_the_notebook_holds_follows(nb: Notebook, held: str, shown: str) -> None:
    nb.write(**all_of(SOURCE, 1))
    nb.run(f"{IMPORT}\nheld = {held}\n{FORGET}")
    nb.edit(**all_of(SOURCE, 2))
    assert nb.show(shown) == 2


def in_use(nb: Notebook, **modules: str) -> list[str]:
    """Run modules again; return the names of those of which something is in reach."""
    nb.write(**modules)
    swaps = nb.run_again(*modules)
    old = [x for swap in swaps for x in (swap.old, vars(swap.old))]
    idle = out_of_reach(old, [], modules, NotebookMade([nb.names]), [swaps, *swaps])
    return [swap.name for swap in in_reach(swaps, idle)]


def test_what_nobody_holds_needs_no_successor(nb: Notebook) -> None:
    nb.write(**all_of(SOURCE, 1))
    nb.run(f"{IMPORT}\nf = many3.f\n{FORGET}")
    alone = nb.edit(many3=SOURCE.format(n=2))
    among_many = nb.edit(**all_of(SOURCE, 3))
    assert nb.show("f()") == 3
    assert 0 < among_many.adopted <= alone.adopted


@pytest.mark.parametrize("held", ["many3.f", "many3.Outer.Inner", "many3.TABLE[0][0][1]"])
def test_modules_of_which_nothing_is_held_need_none(nb: Notebook, held: str) -> None:
    nb.write(**all_of(SOURCE, 1))
    nb.run(f"{IMPORT}\nheld = {held}\n{FORGET}")
    assert in_use(nb, **all_of(SOURCE, 2)) == ["many3"]


def test_what_several_have_from_one_module_is_that_ones(nb: Notebook) -> None:
    users = dict.fromkeys(MANY, "from one import f, A, TABLE")
    nb.write(one=SOURCE.format(n=1), **users)
    nb.run(f"{IMPORT}\nf = many3.f\n{FORGET}")
    assert in_use(nb, one=SOURCE.format(n=2), **users) == ["one"]


def test_a_class_that_its_base_leads_to_follows(nb: Notebook) -> None:
    source = "from base import Plugin\nclass A(Plugin): n = {n}"
    nb.write(base="class Plugin: pass", **all_of(source, 1))
    nb.run(f"{IMPORT}\nimport base\n{FORGET}")
    nb.edit(**all_of(source, 2))
    assert nb.show("[cls.n for cls in base.Plugin.__subclasses__()]") == [2] * len(MANY)
