"""What a module put into the containers of others is taken out before it runs again."""

from __future__ import annotations

import gc
import traceback
import weakref
from collections import OrderedDict, defaultdict, deque
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.observing.observer import Observer
from ipython_modreset.observing.registrations import Registrations
from ipython_modreset.undo import Journal
from tests.refreshing import Project, project

__all__ = ["project"]


def run(registrations: Registrations, name: str, code: str, **names: Any) -> ModuleType:
    """Run the code of a module, as an import does."""
    module = ModuleType(name)
    vars(module).update(names)
    registrations.begin(name)
    try:
        exec(code, vars(module))
    finally:
        registrations.end(name, module)
    return module


def run_again(registrations: Registrations, name: str, code: str, **names: Any) -> None:
    """Run another version of it, in a refresh."""
    withdrawn = registrations.withdraw([name], ["r"], Journal())
    run(registrations, name, code, **names)
    registrations.settle(withdrawn)


@pytest.fixture
def registrations() -> Registrations:
    return Registrations()


@pytest.mark.parametrize("kind", [list, deque])
def test_what_comes_again_takes_the_old_places(registrations: Registrations, kind: Any) -> None:
    r = run(registrations, "r", "BOX = kind(['own'])", kind=kind)
    run(registrations, "a", "r.BOX.append('a1'); r.BOX.append('a2')", r=r)
    run(registrations, "b", "r.BOX.append('b')", r=r)
    run_again(registrations, "a", "r.BOX += ['A1', 'A2', 'A3']", r=r)
    assert list(r.BOX) == ["own", "A1", "A2", "A3", "b"]
    run_again(registrations, "a", "r.BOX.append('A2')", r=r)
    assert list(r.BOX) == ["own", "A2", "b"]
    run(registrations, "c", "r.BOX.insert(0, 'c1'); r.BOX.append('c2')", r=r)
    run_again(registrations, "c", "r.BOX += ['C1', 'C2', 'C3']", r=r)
    assert list(r.BOX) == ["C1", "own", "A2", "b", "C2", "C3"]


@pytest.mark.parametrize(
    ("between", "whose"),
    [
        ("r.NAMES.append('x')\n", "p"),
        ("if True:\n    import b\n    r.NAMES.append('x')\n", "p"),
        ("from late import x\n", "p"),
        ("import b; r.NAMES.append('x')\n", "p"),
        ("# nothing\n\nimport b as c, d\n", "d"),
    ],
)
def test_what_a_module_does_between_two_imports_is_its_own(
    project: Project, between: str, whose: str
) -> None:
    project.write("r.py", "NAMES = []")
    project.write("late.py", "def __getattr__(name): import r; r.NAMES.append('x')")
    project.write("b.py", "")
    project.write("d.py", "import r\nr.NAMES.append('x')")
    project.write("e.py", "")
    project.write("p.py", f"import r, late\nimport b\n{between}import e")
    project.run("import p")
    put = project.session.observer.registrations._put
    assert {name for name, places in put.items() if places} == {whose}


@pytest.mark.parametrize("kind", [dict, OrderedDict, lambda: defaultdict(list)])
def test_keys_that_are_not_put_in_again_are_gone(registrations: Registrations, kind: Any) -> None:
    r = run(registrations, "r", "BOX = kind()", kind=kind)
    run(registrations, "a", "r.BOX['x'] = 1; r.BOX['y'] = 2", r=r)
    run(registrations, "b", "r.BOX['z'] = 3", r=r)
    run_again(registrations, "a", "r.BOX['yy'] = 5", r=r)
    assert list(r.BOX.items()) == [("yy", 5), ("z", 3)]


def test_a_set_and_a_container_of_a_class_and_of_an_instance(registrations: Registrations) -> None:
    r = run(
        registrations,
        "r",
        "class Hub:\n    names = []\n    def __init__(self): self.tags = set()\nhub = Hub()",
        __name__="r",
    )
    run(registrations, "a", "r.Hub.names.append('a'); r.hub.tags.add('t')", r=r)
    run_again(registrations, "a", "r.hub.tags.add('u')", r=r)
    assert (r.Hub.names, r.hub.tags) == ([], {"u"})


def test_a_list_within_a_dict_is_shared_by_two_modules(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = {}")
    run(registrations, "a", "r.BOX.setdefault('k', []).append('a')", r=r)
    run(registrations, "b", "r.BOX.setdefault('k', []).append('b')", r=r)
    held = r.BOX["k"]
    run_again(registrations, "a", "r.BOX.setdefault('k', []).append('A')", r=r)
    assert r.BOX == {"k": ["A", "b"]}
    assert r.BOX["k"] is held
    run_again(registrations, "a", "", r=r)
    assert r.BOX == {"k": ["b"]}
    run_again(registrations, "b", "", r=r)
    assert r.BOX == {}
    assert held == ["b"]  # it is the user's now, if anybody's


def test_a_list_that_a_dict_has_held_from_the_first_counts(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = {'k': ['own']}")
    run(registrations, "a", "r.BOX['k'].append('a')", r=r)
    run_again(registrations, "a", "", r=r)
    assert r.BOX == {"k": ["own"]}


def test_nothing_is_remembered_of_containers_that_are_gone(registrations: Registrations) -> None:
    """Another one may get the same address."""
    r = run(registrations, "r", "BOX = []")
    run(registrations, "a", "r.BOX.append('a')", r=r)
    assert len(registrations.places(["a"])) == 1
    registrations.forget(["r"], Journal())
    assert registrations.places(["a"]) == frozenset()


def test_a_list_put_in_anew_leaves_the_former_one_as_it_was(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = {}")
    run(registrations, "a", "r.BOX['k'] = [1, 2]", r=r)
    held = r.BOX["k"]
    run_again(registrations, "a", "r.BOX['k'] = [3]", r=r)
    assert (r.BOX, held) == ({"k": [3]}, [1, 2])


def test_what_a_cell_put_in_stays(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = []; TABLE = {}")
    r.BOX.append("cell")
    r.TABLE["cell"] = 1
    run(registrations, "a", "r.BOX.append('a'); r.TABLE['a'] = 2", r=r)
    r.BOX.append("later")
    run_again(registrations, "a", "", r=r)
    assert (r.BOX, r.TABLE) == (["cell", "later"], {"cell": 1})


def test_an_import_within_an_import_has_its_own(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = []")
    registrations.begin("outer")
    r.BOX.append("before")
    run(registrations, "inner", "r.BOX.append('inner')", r=r)
    r.BOX.append("after")
    registrations.end("outer", ModuleType("outer"))
    registrations.withdraw(["outer"], ["r"], Journal())
    assert r.BOX == ["inner"]


def test_the_way_back(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = []; TABLE = {}")
    run(registrations, "a", "r.BOX.append('a'); r.TABLE['a'] = 1", r=r)
    journal = Journal()
    registrations.withdraw(["a"], ["r"], journal)
    assert (r.BOX, r.TABLE) == ([], {})
    run(registrations, "a", "r.BOX.append('half')", r=r)
    journal.undo()
    assert (r.BOX, r.TABLE) == (["a"], {"a": 1})
    run_again(registrations, "a", "r.BOX.append('whole')", r=r)
    assert (r.BOX, r.TABLE) == (["whole"], {})


def test_what_a_purge_takes_away_is_let_go_and_found_again_on_the_way_back(
    registrations: Registrations,
) -> None:
    class Kept:
        pass

    r = run(registrations, "r", "BOX = [Kept()]; TABLE = {}", Kept=Kept)
    run(registrations, "a", "r.BOX.append('a'); r.TABLE['a'] = []", r=r)
    journal, former = Journal(), weakref.ref(r.BOX[0])
    registrations.forget(["r"], journal)
    journal.undo()
    run_again(registrations, "a", "r.BOX.append('again')", r=r)
    assert (r.BOX[1:], r.TABLE) == (["again"], {})
    registrations.forget(["r"], journal)
    journal.keep()
    del r
    gc.collect()
    assert former() is None


def test_what_another_thread_lets_go_meanwhile_is_no_error(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = []")

    class Forgetting(list[Any]):
        """Stands for the other thread: it comes between the look at all sizes and at each."""

        looks = 0

        def __len__(self) -> int:
            self.looks += 1
            if self.looks > 1:
                registrations._let_go(["r"])
            return 1

    registrations._containers[id(r.BOX)] = Forgetting()
    registrations.begin("a")
    registrations.end("a", ModuleType("a"))


def test_what_was_exchanged_is_found_again(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = []; BAG = set()")
    run(registrations, "a", "x = object(); r.BOX.append(x); r.BAG.add(x)", r=r)
    other = object()
    r.BOX[:] = [other]
    r.BAG.clear()
    r.BAG.add(other)
    registrations.follow([])
    run_again(registrations, "a", "", r=r)
    assert not r.BOX
    assert not r.BAG


def test_large_containers_are_data(registrations: Registrations) -> None:
    r = run(registrations, "r", "BOX = list(range(5000))")
    run(registrations, "a", "r.BOX.append('a')", r=r)
    run_again(registrations, "a", "", r=r)
    assert len(r.BOX) == 5001


def test_the_loader_shows_in_no_traceback(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "failing_registration.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    observer = Observer()
    observer.install()
    try:
        with pytest.raises(ZeroDivisionError) as caught:
            __import__("failing_registration")
    finally:
        observer.uninstall()
    files = [frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert [file for file in files if "observer" in file or "frozen" in file] == []
    assert files[-1].endswith("failing_registration.py")
