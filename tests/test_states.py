"""What modules held when their import was over, and what is carried over from there."""

from __future__ import annotations

import collections
import sys
from types import ModuleType

import pytest

from ipython_modreset.identity import id
from ipython_modreset.observing import states as states_file
from ipython_modreset.observing.states import States, token
from ipython_modreset.undo import Journal
from tests import hostile
from tests.refreshing import Project, project

__all__ = ["project"]


def test_constants_are_told_by_value_and_type_all_else_by_identity() -> None:
    assert token(1) != token(True)
    assert token((1, "a")) == token((1, "a"))
    assert token([]) != token([])
    assert token((1, [])) != token((1, []))


def test_a_long_text_is_not_kept_alive() -> None:
    text = "x" * (states_file._LARGEST + 1)
    assert token(text) == (None, id(text))


def test_the_state_is_taken_when_the_outermost_import_is_over() -> None:
    inner, outer = ModuleType("inner"), ModuleType("outer")
    states = States(lambda name: True)
    states.begin()
    states.begin()
    inner.n = 1
    states.end("inner", inner)
    inner.n = 2  # the outer one counts it up
    states.end("outer", outer)
    assert states.of("inner")[()].items == {"n": (int, 2)}
    assert states.of("outer")[()].items == {}
    assert states.of("another") == {}


def test_it_is_given_back_when_a_refresh_fails() -> None:
    module, states, journal = ModuleType("m"), States(lambda name: True), Journal()
    for n in (1, 2):
        states.begin()
        module.n = n
        states.end("m", module)
        if n == 1:
            states.remember(["m", "unknown"], journal)
    journal.undo()
    assert states.of("m")[()].items == {"n": (int, 1)}


def test_what_an_interrupt_left_open_is_not_settled_once_it_is_undone() -> None:
    module, states, journal = ModuleType("m"), States(lambda name: True), Journal()
    states.begin()
    module.n = 1
    states.end("m", module)
    states.begin()
    states.begin()
    states.end("other", ModuleType("other"))  # one that goes on refreshes "m"
    states.remember(["m"], journal)
    states.begin()
    states.begin()  # that of another module, which does not come to its end
    module.n = 2
    states.end("m", module)
    journal.undo()
    states.settle()
    assert states.of("m")[()].items == {"n": (int, 1)}
    assert () in states.of("other")


def test_hostile_values_are_not_touched() -> None:
    module, states = ModuleType("m"), States(lambda name: True)
    thing = object.__new__(hostile.Thing)
    module.thing, module.box, module.table = thing, [thing], {1: thing}
    module.kind, module.text = hostile.Made, hostile.Text("x")
    states.begin()
    states.end("m", module)
    assert states.of("m")[("box",)].items == {0: (None, id(thing))}
    assert not hostile.touched


def test_large_containers_are_data() -> None:
    module, states = ModuleType("m"), States(lambda name: True)
    module.data = list(range(states_file._LARGEST + 1))
    states.begin()
    states.end("m", module)
    assert ("data",) not in states.of("m")


SOURCE = """
import collections
K = {k}
items, table, tags, last = [1, 2], dict(a=1), set(), collections.deque(maxlen=2)
def touch(): items.append(3); table['b'] = 2; tags.add('x'); last.extend('pq')
"""


def test_what_functions_put_into_containers_is_there_after_an_edit(project: Project) -> None:
    project.write("m.py", SOURCE.format(k=1))
    project.run("import m; m.touch(); box = [m.items]")
    project.write("m.py", SOURCE.format(k=2))
    assert project.refresh().ran == ("m",)
    assert project.show("(m.K, m.items, m.table, m.tags, list(m.last))") == (
        *(2, [1, 2, 3], {"a": 1, "b": 2}, {"x"}),
        ["p", "q"],
    )
    assert project.show("box[0] is m.items")
    assert type(sys.modules["m"].last) is collections.deque


@pytest.mark.parametrize(
    ("before", "cell", "after", "wanted"),
    [
        ("x = [[1], [2]]", "m.x[0].append(5)", "x = [[1], [2]]", "m.x == [[1, 5], [2]]"),
        ("x = {'a': [1]}", "m.x['a'].append(5)", "x = {'a': [1]}", "m.x == {'a': [1, 5]}"),
        ("x = [1, 2]", "m.x.remove(1); m.x.append(5)", "x = [1, 2, 3]", "m.x == [2, 3, 5]"),
        ("x = [1, 1]", "m.x.append(1)", "x = [2, 1, 1]", "m.x == [2, 1, 1, 1]"),
        ("x = dict(a=1, b=2)", "m.x.update(c=3); del m.x['a']", "x = dict(a=1, d=4)",
         "m.x == dict(d=4, c=3)"),
        ("x = {'a': 1}", "m.x.update(a=5)", "x = {'a': 2}", "m.x == {'a': 5}"),
        ("x = {'a': 1}", "m.x.update(a=5)", "x = {'b': 2}", "m.x == {'b': 2}"),
        ("x = {1, 2}", "m.x.remove(1); m.x.add(5)", "x = {1, 2, 3}", "m.x == {2, 3, 5}"),
        ("x = [1]", "m.x.append(5)", "x = (1,)", "m.x == (1,)"),
        ("def f(): global x; x = 5", "m.f()", "def f(): global x; x = 5", "m.x == 5"),
        ("class A: x = [1]", "m.A.x.append(5)", "class A: x = [1]", "m.A.x == [1, 5]"),
        ("class A: x = 1\ndef f(): A.x = 5", "m.f()", "class A: x = 1", "m.A.x == 5"),
        ("class A: n = 0\ndef f(): A.n += 1", "m.f()", "class A: n = 9\ndef f(): A.n += 1",
         "m.A.n == 10"),
        ("n = 0\ndef f(): global n; n += 1", "m.f()", "n = 9\ndef f(): global n; n += 1",
         "m.n == 10"),
        ("def f(): pass", "from unittest.mock import Mock; vars(m).update(f=Mock())",
         "def f(): pass", "isinstance(m.f, Mock)"),
        ("class A:\n def f(self): pass",
         "from unittest.mock import Mock; type.__setattr__(m.A, 'f', Mock())",
         "class A:\n def f(self): pass", "isinstance(m.A.f, Mock)"),
        ("import queue; q = queue.Queue()\ndef f(): global q; q = [5]", "m.f()",
         "import queue; q = queue.Queue()", "m.q == [5]"),
        ("import threading; lock = threading.Lock()", "m.lock.acquire()",
         "import threading; lock = threading.Lock()", "m.lock.locked()"),
        ("import threading; lock = threading.Lock()", "m.lock.acquire()",
         "import threading; lock = threading.RLock()", "m.lock.acquire(blocking=False)"),
    ],
)  # fmt: skip
def test_what_the_session_has_made_since(
    project: Project, before: str, cell: str, after: str, wanted: str
) -> None:
    project.write("m.py", f"K = 1\n{before}")
    project.run(f"import m; {cell}")
    project.write("m.py", f"K = 2\n{after}")
    assert project.refresh().ran == ("m",)
    assert project.show(f"m.K == 2 and {wanted}")


def test_what_has_grown_large_since_goes_on_as_it_is(project: Project) -> None:
    project.write("m.py", "K = 1\nrows = []")
    project.run("import m; m.rows.extend(range(5_000)); rows = m.rows")
    project.write("m.py", "K = 2\nrows = []")
    assert project.refresh().ran == ("m",)
    assert project.show("(m.K, len(m.rows), m.rows is rows)") == (2, 5_000, True)


def test_a_failing_edit_leaves_all_of_it_to_the_next_one(project: Project) -> None:
    project.write("m.py", SOURCE.format(k=1))
    project.run("import m; m.touch()")
    project.write("m.py", SOURCE.format(k="1 / 0"))
    assert project.refresh().failed
    assert project.show("m.items") == [1, 2, 3]
    project.write("m.py", SOURCE.format(k=2))
    assert project.refresh().ran == ("m",)
    assert project.show("(m.K, m.items)") == (2, [1, 2, 3])


def test_a_key_that_cannot_be_hashed_any_more_fails_the_refresh_and_nothing_else(
    project: Project,
) -> None:
    project.write("m.py", "K = 1\ntable = {0: 0}\nuse = len(table)")
    project.run(
        """
        import m
        class Key:
            bad = False
            def __hash__(self):
                if self.bad: raise RuntimeError("no hash")
                return 1
        key = Key(); m.table[key] = 1; key.bad = True
        """
    )
    project.write("m.py", "K = 2\ntable = {0: 0}\nuse = len(table)")
    (failed,) = project.refresh().failed
    assert "no hash" in failed.error
    assert project.show("m.K, len(m.table)") == (1, 2)


@pytest.mark.parametrize("later", ["5", "[]"])
def test_the_new_source_has_its_way_where_it_begins_otherwise(project: Project, later: str) -> None:
    project.write("m.py", "size = 1\ndef grow():\n    global size\n    size = 10")
    project.run("import m; m.grow()")
    project.write("m.py", f"size = {later}\ndef grow():\n    global size\n    size = 10")
    assert project.refresh().ran == ("m",)
    assert project.show("m.size") == eval(later)


def test_what_has_taken_the_place_of_a_key_stands_for_it() -> None:
    """A class that stays the same object is the key in place of its new version."""

    class New:
        pass

    class Old:
        pass

    module, states = ModuleType("m"), States(lambda name: True)
    states.begin()
    module.TABLE = {New: [1], "New": 2}
    states.end("m", module)
    states.exchange(["m"], {id(New): id(Old)})
    found = states.of("m")
    assert token(New) not in found["TABLE",].items
    assert found["TABLE",].items.keys() == {token(Old), token("New")}
    assert found["TABLE", token(Old)].items == {0: token(1)}
