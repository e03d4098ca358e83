"""Registries that a module registers itself in again, and what the notebook registered."""

from __future__ import annotations

import pytest

from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

REGISTRY = """
import weakref
ALL, NAMED, KEYED, SET = [], {}, {}, set()
WEAK, WEAKLY_KEYED = weakref.WeakSet(), weakref.WeakKeyDictionary()
def register(thing):
    ALL.append(thing)
    NAMED[thing.__name__] = thing
    KEYED[thing] = thing.__name__
    SET.add(thing)
    WEAK.add(thing)
    WEAKLY_KEYED[thing] = 1
    return thing
"""


def test_a_registry_of_another_module_ends_up_with_one_version(nb: Notebook) -> None:
    text = """
    from registry import register
    @register
    def f(): return {n}
    @register
    class A:
        n = {n}
    """
    nb.write(registry=REGISTRY, m=text.format(n=1))
    nb.run("import registry as r, m; first = len; r.register(first)")
    nb.edit(m=text.format(n=2))
    assert nb.show("r.ALL == [m.f, m.A, len] and r.NAMED == {'f': m.f, 'A': m.A, 'len': len}")
    assert nb.show("list(r.KEYED.items())") == nb.show("[(x, x.__name__) for x in r.ALL]")
    assert nb.show("r.SET == {m.f, m.A, len} and m.f() == m.A.n == 2")
    assert nb.show("set(r.WEAK) == r.SET and set(r.WEAKLY_KEYED) == r.SET")


def test_the_new_run_says_the_order_and_how_often(nb: Notebook) -> None:
    text = "from registry import ALL\ndef f(): return {n}\ndef g(): return {n}\nALL += {order}"
    nb.write(registry=REGISTRY, m=text.format(n=1, order="[f, g]"))
    nb.run("import registry as r, m; r.ALL.append('mine')")
    nb.edit(m=text.format(n=2, order="[g, f, g]"))
    assert nb.show("r.ALL[:2] == [m.g, m.f] and sorted(map(str, r.ALL)).count('mine') == 1")
    assert nb.show("r.ALL.count(m.g), r.ALL.count(m.f), len(r.ALL)") == (2, 1, 4)


def test_a_list_of_the_users_own_keeps_what_is_there_twice(nb: Notebook) -> None:
    nb.write(m="def f(): return 1")
    nb.run("from m import f; box = [f, f, (f, f)]")
    nb.edit(m="def f(): return 2")
    assert nb.show("[x() for x in box[:2]] == [2, 2] and box[2] == (f, f) and len(box) == 3")


def test_what_the_notebook_registered_is_carried_over(nb: Notebook) -> None:
    text = """
    import functools
    HANDLERS, NAMED, SET = [], {{}}, set()
    def handler(f):
        @functools.wraps(f)
        def wrapper(): return {n}, f()
        HANDLERS.append(wrapper); NAMED[f.__name__] = wrapper; SET.add(f)
        return wrapper
    class Base:
        known = []
        def __init_subclass__(cls): cls.known.append(cls)
    @functools.singledispatch
    def show(x): return {n}
    hook = None
    """
    nb.write(m=text.format(n=1))
    nb.run(
        """
        import m
        @m.handler
        def mine(): return "mine"
        class Mine(m.Base): pass
        @m.show.register
        def _(x: Mine): return "shown"
        def patch(self): return "patched"
        m.Base.patched = patch
        m.hook = mine
        """
    )
    nb.edit(m=text.format(n=2))
    assert nb.show("m.HANDLERS == [mine] and m.NAMED == {'mine': mine} and len(m.SET) == 1")
    assert nb.show("mine() == m.hook() == (2, 'mine') and m.Base.known == [Mine]")
    assert nb.show("m.show(Mine()) == 'shown' and m.show(1) == 2 and Mine().patched() == 'patched'")


def test_what_somebody_else_holds_for_reasons_of_its_own_is_left_alone(nb: Notebook) -> None:
    nb.write(
        lib="SETTINGS = {'a': 1}\ndef helper(): return 'lib'\nclass Box: pass\nBOX = Box()",
        m="from lib import SETTINGS as S, helper as h, BOX as B\nimport logging\n"
        "log = logging.getLogger('adopt.a')",
    )
    nb.run("import lib, logging, m; s, h, b, log = lib.SETTINGS, lib.helper, lib.BOX, m.log")
    nb.edit(
        m="S, B = {'a': 2}, object()\ndef h(): return 'm'\nimport logging\n"
        "log = logging.getLogger('adopt.b')"
    )
    assert nb.show("lib.SETTINGS is s and s == {'a': 1} and lib.helper is h and lib.BOX is b")
    assert nb.show("logging.getLogger('adopt.a') is log and m.h() == 'm' and m.S == {'a': 2}")


def test_module_state_that_only_the_notebook_holds_follows(nb: Notebook) -> None:
    text = "import re, threading\nP = re.compile('{n}+')\nL = threading.Lock()\nS = [{n}]\n"
    text += "D = {{'of': [{n}]}}"
    nb.write(m=text.format(n=1))
    nb.run("import m; from m import P, L, S; box = [P, (L, S)]; inside = m.D['of']")
    nb.edit(m=text.format(n=2))
    assert nb.show("inside is m.D['of'] and inside == [2]")
    assert nb.show("P is m.P and box[0] is m.P and box[1][0] is m.L is L and box[1][1] is m.S")


def test_constants_are_never_replaced_by_identity(nb: Notebook) -> None:
    nb.write(m="N, T, S, F, E = 1, (1, 'a'), 'text', frozenset([1]), ...")
    nb.run("import m; box = [m.N, m.T, m.S, m.F, m.E, None, True]; before = list(box)")
    nb.edit(m="N, T, S, F, E = 2, (2, 'b'), 'other', frozenset([2]), None")
    assert nb.show("all(a is b for a, b in zip(box, before))")
