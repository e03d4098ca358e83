"""What the notebook has put into a module is in the next one, too."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ipython_modreset.adopting.carry import NotebookMade
from tests.adopting import Notebook, opened_notebook
from tests.refreshing import Project, project

__all__ = ["project"]

nb = pytest.fixture(opened_notebook)

SOURCE = """
import functools
n = {n}
def own(): return n
def old_helper(): return n
HOOKS, NAMED, KINDS = [own], {{"own": own}}, {{own}}
class A:
    hooks = []
    def f(self): return n
@functools.singledispatch
def show(x): return "any"
def wrap(f):
    def inside(): return f(), n
    return inside
"""


@pytest.fixture
def edited(project: Project) -> Project:
    project.write("m.py", SOURCE.format(n=1))
    project.run(
        """
        import functools, m
        from m import A
        def mine(): return "mine"
        class Mine: pass
        class Called:
            def __call__(self): return "called"
        m.HOOKS += [mine, Called()]
        m.NAMED.update(mine=mine, made=Mine(), text="text", number=7, own=len)
        m.NAMED[Mine] = 1
        m.KINDS.add(Mine)
        m.A.hooks.append(mine)
        m.A.g = mine
        m.patched, m.p, m.part = mine, property(mine), functools.partial(m.own, mine)
        m.text, m.length = "text", len
        m.again = [len]
        m.wrapped = m.wrap(mine)
        @m.show.register
        def _(x: Mine): return "mine"
        """
    )
    project.write("m.py", SOURCE.format(n=2))
    assert project.refresh().ran == ("m",)
    return project


@pytest.mark.parametrize(
    ("probe", "shown"),
    [
        ("[x() for x in m.HOOKS]", [2, "mine", "called"]),
        ("m.NAMED['own'] is len", True),
        ("m.NAMED['mine'] is mine, type(m.NAMED['made']) is Mine", (True, True)),
        ("m.NAMED['text'], m.NAMED['number'], m.NAMED[Mine]", ("text", 7, 1)),
        ("m.KINDS == {m.own, Mine}", True),
        ("m.A.hooks == [mine], m.A is A", (True, True)),
        ("m.A.g is mine, A().f()", (True, 2)),
        ("m.patched is mine, m.p.fget is mine, m.part.func is m.own", (True, True, True)),
        ("m.text, m.length is len, m.again", ("text", True, [len])),
        ("m.wrapped()", ("mine", 2)),
        ("m.show(Mine()), m.show(1)", ("mine", "any")),
    ],
)
def test_what_the_notebook_put_there(edited: Project, probe: str, shown: object) -> None:
    assert edited.show(probe) == shown


def test_undone_the_new_module_has_nothing_of_it(nb: Notebook) -> None:
    nb.write(m=SOURCE.format(n=1))
    nb.run("import m\ndef mine(): pass\nm.HOOKS.append(mine); m.NAMED['mine'] = m.patched = mine")
    nb.run("m.KINDS.add(mine)")
    nb.edit(m=SOURCE.format(n=2), keep=False)
    new = vars(sys.modules["m"])
    assert len(new["HOOKS"]) == len(new["NAMED"]) == len(new["KINDS"]) == 2
    nb.journal.undo()
    own = new["own"]
    assert (new["HOOKS"], new["NAMED"], new["KINDS"]) == ([own], {"own": own}, {own})
    assert "patched" not in new


def test_what_a_notebook_defines_and_has_made() -> None:
    space = {"__name__": "__main__"}
    exec(
        "def f(): pass\n"
        "def closing(g):\n"
        "    def closed(): return g\n"
        "    return closed\n"
        "class A:\n"
        "    def __call__(self): pass\n"
        "class B: pass\n"
        "a, b = A(), B()\n",
        space,
    )
    made = NotebookMade([space])
    things = {name: x for name, x in space.items() if name[0] != "_"}
    assert [name for name, x in things.items() if made.defines(x)] == ["f", "closing", "A", "B"]
    assert all(map(made.made, things.values()))
    elsewhere = ModuleType("elsewhere")
    exec("def f(): pass\ndef keep(g):\n    def kept(): return g\n    return kept", vars(elsewhere))
    assert not made.made(elsewhere.f)
    assert not made.made(elsewhere.keep(elsewhere.f))
    assert made.made(elsewhere.keep(space["f"]))
    assert made.made(elsewhere.keep([space["f"]]))
    assert made.made(staticmethod(space["f"]))
    assert not made.made(staticmethod(elsewhere.f))
    assert not any(map(made.made, [1, "text", len, int, [space["f"]]]))
    assert made.has_part_in([1, space["b"]])
    assert made.has_part_in([space["A"]])
    assert not made.has_part_in([1, int, len, elsewhere.f])
    assert not NotebookMade([])
    assert not NotebookMade([]).has_part_in([space["f"]])
