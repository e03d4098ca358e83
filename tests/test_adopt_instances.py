"""Live instances: their class, their missing fields, their memory layout, their hash."""

from __future__ import annotations

import pytest

from ipython_modreset.adopting import takeover
from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

SLOTS = "class P:\n    __slots__ = {slots}\n    def __init__(self): self.x = 1\n"


def test_instances_of_another_layout_are_made_anew_and_held_by_all(nb: Notebook) -> None:
    nb.write(m=SLOTS.format(slots="'x',"))
    nb.run("import weakref; from m import P\nclass H: pass\nh = H(); p = P(); p.x = 5; h.p = p")
    nb.run("box = [p, (p, [p])]; d = {p: p}; s = {p}\ndef use(q=p): return p, q")
    adoption = nb.edit(m=SLOTS.format(slots="'x', 'y'"))
    assert nb.show("isinstance(p, P) and p.x == 5 and box[0] is h.p is box[1][0] is d[p] is p")
    assert nb.show("use() == (p, p) and s == {p} and box[1][1] == [p]")
    assert not adoption.left_behind


def test_instances_that_cannot_change_their_class_after_all_are_made_anew(
    nb: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the interpreter allows is foreseen; where that is wrong, it has the last word."""
    monkeypatch.setattr(takeover, "can_change_class", lambda old, new: True)
    nb.write(m=SLOTS.format(slots="'x',"))
    nb.run("from m import P; p = P(); p.x = 5; box = [p]")
    adoption = nb.edit(m=SLOTS.format(slots="'x', 'y'"))
    assert nb.show("type(p) is P and box[0] is p and p.x") == 5
    assert not adoption.left_behind


def test_instances_under_way_are_left_behind_and_said(nb: Notebook) -> None:
    nb.write(m=SLOTS.format(slots="'x',"))
    nb.run("from m import P; p, q = P(), P()\ndef walk(what):\n    yield 1\n    yield what")
    nb.run("under_way = walk(p); next(under_way)")
    adoption = nb.edit(m=SLOTS.format(slots="'x', 'y'"))
    assert [(left.what, left.why) for left in adoption.left_behind] == [
        ("instances of m.P", "a generator holds it")
    ]
    assert nb.show("isinstance(q, P)")
    assert nb.show("next(under_way) is p and not isinstance(p, P) and p.x == 1")


def test_instances_with_a_finaliser_are_left_behind_and_said(nb: Notebook) -> None:
    text = SLOTS + "    def __del__(self): pass\n"
    nb.write(m=text.format(slots="'x',"))
    nb.run("from m import P; p = P(); two = [P(), P()]")
    adoption = nb.edit(m=text.format(slots="'x', 'y'"))
    assert adoption.left_behind[0].what == "3 instances of m.P"
    assert adoption.left_behind[0].why == "its class has a __del__"


def test_only_a_default_that_was_given_here_follows_the_next_one(nb: Notebook) -> None:
    text = "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n"
    nb.write(m=text)
    nb.run("from m import P; p, q = P(1), P(2)")
    nb.edit(m=text + "    y: int = 4\n")
    nb.run("q.y = 7; r = P(3)")
    nb.edit(m=text + "    y: int = 5\n")
    assert nb.show("[vars(one)['y'] for one in (p, q, r)]") == [5, 7, 4]


def test_fields_that_a_dataclass_gained(nb: Notebook) -> None:
    text = """
    from dataclasses import dataclass, field
    @dataclass{how}
    class P:
        x: int = 1
        {more}
    """
    for how in ("", "(frozen=True)", "(slots=True)"):
        nb.write(m=text.format(how=how, more=""))
        nb.run_again("m") if "P" in nb.names else None
        nb.run("from m import P; a, b = P(5), P(6); box = [a]")
        nb.edit(m=text.format(how=how, more="y: int = 2; z: list = field(default_factory=list)"))
        assert nb.show("[(p.x, p.y, p.z) for p in (a, b)]") == [(5, 2, []), (6, 2, [])]
        assert nb.show("a.z is not b.z and box[0] is a and a == P(5)")


def test_a_default_that_raises_is_said(nb: Notebook) -> None:
    text = "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int = 1\n"
    nb.write(m=text)
    nb.run("from m import P; p = P()")
    adoption = nb.edit(
        m=text + "    y: int = field(default_factory=lambda: int(''))\n    z: int = 3"
    )
    assert [left.why for left in adoption.left_behind] == [
        "ValueError: invalid literal for int() with base 10: ''"
    ]
    assert nb.show("p.z") == 3


def test_instances_are_found_again_by_their_new_hash(nb: Notebook) -> None:
    text = """
    from dataclasses import dataclass
    @dataclass(frozen=True)
    class P:
        x: int
        {more}
    """
    nb.write(m=text.format(more=""))
    nb.run("from m import P; p = P(1); d = {0: 0, p: 'p', 2: 2}; s = {p}; t = {('t', p): 1}")
    nb.run("f = {frozenset([p]): 1}\nclass Bag(dict): pass\nbag = Bag({p: 'bag'})")
    nb.edit(m=text.format(more="y: int = 2"))
    assert nb.show("d[P(1)], P(1) in s, t['t', P(1)], f[frozenset([P(1)])], bag[P(1)]") == (
        "p", True, 1, 1, "bag",
    )  # fmt: skip
    assert nb.show("list(d.values())") == [0, "p", 2]


def test_a_hash_of_a_notebook_object_follows_what_it_holds(nb: Notebook) -> None:
    nb.write(m="def f(): return 1")
    nb.run("from m import f\nfrom dataclasses import dataclass")
    nb.run("@dataclass(frozen=True)\nclass Job:\n    run: object\nd = {Job(f): 1}; s = {Job(f)}")
    nb.edit(m="def f(): return 2")
    assert nb.show("d[Job(f)] == 1 and Job(f) in s and [j.run() for j in d] == [2]")


def test_keys_are_filed_when_all_that_their_hash_depends_on_is_handed_over(nb: Notebook) -> None:
    nb.write(m="def f(): return 1")
    cell = """
    from m import f
    class Key:
        def __init__(self): self.box = [f]
        def __hash__(self): return hash(self.box[0])
        def __eq__(self, other): return self.box == getattr(other, "box", None)
    d, s = {f: 0, Key(): 1}, {f, Key()}
    """
    nb.run(cell)
    nb.edit(m="def f(): return 2")
    assert nb.show("d[f], d[Key()], Key() in s, f in s") == (0, 1, True, True)


def test_keys_that_cannot_be_hashed_any_more_are_said(nb: Notebook) -> None:
    text = (
        "class P:\n    def __hash__(self): return {value}\n"
        "    def __eq__(self, o): return self is o"
    )
    nb.write(m=text.format(value=1))
    nb.run("from m import P; p = P(); d = {p: 1, 'k': 2}")
    adoption = nb.edit(m=text.format(value="1 // 0"))
    assert adoption.left_behind[0].why.startswith("ZeroDivisionError")
    assert nb.show("list(d.values()) == [1, 2] and list(d)[0] is p")
