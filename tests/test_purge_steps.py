"""The steps of a purge, one by one, in this process. A purge as a whole: test_purge."""

from __future__ import annotations

import _imp
import linecache
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.observing.observer import Observer
from ipython_modreset.purging import purger as purger_file
from ipython_modreset.purging.keep import Policy, Situation
from ipython_modreset.purging.kept import Kept
from ipython_modreset.purging.purge import children_left, imports_paused, purge
from ipython_modreset.purging.purger import Purger
from ipython_modreset.select import NoSuchModule
from ipython_modreset.undo import Journal

NAMES = ("pp", "pp.a", "pp.a.deep", "pp.b", "qq")


@pytest.fixture
def loaded() -> Iterator[dict[str, ModuleType]]:
    """Modules as imports would leave them: bound in their packages."""
    made = {name: ModuleType(name) for name in NAMES}
    for name, module in made.items():
        parent, _, attribute = name.rpartition(".")
        if parent:
            setattr(made[parent], attribute, module)
    sys.modules.update(made)
    yield made
    for name in made:
        sys.modules.pop(name, None)


def there() -> list[str]:
    return [name for name in NAMES if name in sys.modules]


def test_those_named_go_in_the_order_of_their_imports_and_come_back(
    loaded: dict[str, ModuleType],
) -> None:
    journal = Journal()
    taken = purge(["qq", "pp.b", "pp.a", "not loaded"], journal)
    assert taken == {name: loaded[name] for name in ("pp.a", "pp.b", "qq")}
    assert list(taken) == ["pp.a", "pp.b", "qq"]
    assert there() == ["pp", "pp.a.deep"]
    assert not {"a", "b"} & vars(loaded["pp"]).keys()
    journal.undo()
    assert there() == list(NAMES)
    assert vars(loaded["pp"])["a"] is loaded["pp.a"]
    assert vars(loaded["pp"])["b"] is loaded["pp.b"]


def test_a_package_that_goes_too_keeps_what_it_has(loaded: dict[str, ModuleType]) -> None:
    """Whoever holds the old package has it whole."""
    purge(["pp", "pp.a", "pp.a.deep"], Journal())
    assert vars(loaded["pp"])["a"] is loaded["pp.a"]
    assert vars(loaded["pp.a"])["deep"] is loaded["pp.a.deep"]
    assert vars(loaded["pp"])["b"] is loaded["pp.b"]


def test_something_else_of_that_name_stays_bound(loaded: dict[str, Any]) -> None:
    loaded["pp"].a = "a function, say"
    purge(["pp.a"], Journal())
    assert loaded["pp"].a == "a function, say"
    assert there() == ["pp", "pp.a.deep", "pp.b", "qq"]


def test_a_parent_that_is_no_module_is_left_alone(loaded: dict[str, Any]) -> None:
    class Stranger:
        pass

    stranger: Any = Stranger()
    stranger.a = loaded["pp.a"]
    sys.modules["pp"] = stranger
    purge(["pp.a"], Journal())
    assert stranger.a is loaded["pp.a"]


def test_lines_of_source_are_read_anew(loaded: dict[str, Any]) -> None:
    loaded["qq"].__file__ = "/nowhere/qq.py"
    linecache.cache["/nowhere/qq.py"] = (0, None, ["old"], "/nowhere/qq.py")
    linecache.cache["/nowhere/pp.py"] = (0, None, ["old"], "/nowhere/pp.py")
    purge(["qq", "pp"], Journal())
    assert "/nowhere/qq.py" not in linecache.cache
    del linecache.cache["/nowhere/pp.py"]


def test_submodules_that_outlive_their_package(loaded: dict[str, Any]) -> None:
    assert children_left(["pp"], loaded) == {"pp": ["a", "b"]}
    assert children_left(["pp", "pp.b", "qq"], loaded) == {"pp": ["a"]}
    assert children_left(["pp", "pp.a", "pp.b"], loaded) == {"pp.a": ["deep"]}
    assert children_left(["qq"], loaded) == {}
    del loaded["pp"].a
    loaded["pp"].b = "another"
    assert children_left(["pp"], loaded) == {}


def test_no_import_begins_meanwhile() -> None:
    assert not _imp.lock_held()
    with suppress(ValueError), imports_paused():
        assert _imp.lock_held()
        raise ValueError
    assert not _imp.lock_held()


def now(**policy: Any) -> Situation:
    modules = {name: sys.modules[name] for name in there()}
    return Situation(Policy(**policy), frozenset(), modules, was_found=lambda seen: True)


@pytest.fixture
def purger(loaded: dict[str, ModuleType]) -> Purger:
    return Purger(Observer())


def test_all_that_nothing_keeps_goes(purger: Purger) -> None:
    report = purger.purge(now(keep=("pp.b", "qq")))
    assert report.purged == ("pp", "pp.a", "pp.a.deep")
    assert dict(report.kept) == {"pp.b": "keep", "qq": "keep"}
    assert (report.dry_run, report.named) == (False, False)
    assert there() == ["pp.b", "qq"]
    assert purger.purged == {"pp", "pp.a", "pp.a.deep"}
    purger.purge(now())
    assert purger.purged == set(NAMES)


def test_those_that_patterns_name_and_no_others(purger: Purger) -> None:
    report = purger.purge(now(keep=("pp.b",)), ["pp"], dry_run=True)
    assert report.purged == ("pp", "pp.a", "pp.a.deep")
    assert dict(report.kept) == {"pp.b": "keep"}
    assert (report.dry_run, report.named) == (True, True)
    assert there() == list(NAMES)
    assert purger.purged == frozenset()
    with pytest.raises(NoSuchModule):
        purger.purge(now(), ["pp", "none"])
    assert purger.purge(now(keep=("pp.b",)), ["pp"]).purged == report.purged
    assert there() == ["pp.b", "qq"]


def test_what_another_thread_takes_out_meanwhile_is_nobodys(purger: Purger) -> None:
    before = now()
    gone = dict(before.modules)
    del sys.modules["pp.a"], gone["pp.a"]
    assert purger.purge(before).purged == ("pp", "pp.a.deep", "pp.b", "qq")
    sys.modules.update(before.modules)  # type: ignore[arg-type]
    without = replace(before, modules=gone)
    report = purger.purge_outside(frozenset(sys.modules) - {*NAMES}, 1, lambda: without)
    assert report.purged == ("pp", "pp.a.deep", "pp.b", "qq")
    assert there() == ["pp.a"]


def test_what_goes_by_force_is_not_known_any_more(purger: Purger) -> None:
    _outside(purger)
    assert "pp.b" in purger._settled
    purger.purge(now(force=True), ["pp.b"])
    assert "pp.b" not in {**purger._settled, **purger._reasons}


def test_an_import_that_began_after_the_verdict_goes_on(
    purger: Purger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purger_file, "importing_now", lambda: frozenset({"pp.a", "pp"}))
    report = purger.purge(now())
    assert report.purged == ("pp.a.deep", "pp.b", "qq")
    assert dict(report.kept) == {"pp": "importing", "pp.a": "importing"}
    assert there() == ["pp", "pp.a"]


def test_submodules_that_stay_are_remembered_for_the_next_package(purger: Purger) -> None:
    purger.purge(now(keep=("pp.b",)), ["pp"])
    assert purger._observer.orphans == {"pp": ["b"]}


@pytest.mark.parametrize("where", ["importlib.invalidate_caches", "registrations"])
def test_all_comes_back_where_a_step_fails(
    purger: Purger, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def fail(*args: object) -> None:
        raise KeyboardInterrupt

    if where == "registrations":
        monkeypatch.setattr(purger._observer.registrations, "forget", fail)
    else:
        monkeypatch.setattr(purger_file.importlib, "invalidate_caches", fail)
    with pytest.raises(KeyboardInterrupt):
        purger.purge(now(keep=("pp.b",)), ["pp"])
    assert there() == list(NAMES)
    assert purger._observer.orphans == {}
    assert purger.purged == frozenset()


def _outside(purger: Purger, judged_by: object = 1, **more: Any) -> Any:
    asked: list[Situation] = []

    def ask() -> Situation:
        asked.append(now(keep=more.get("keep", ("pp.b",))))
        return asked[-1]

    baseline = frozenset(sys.modules) - set(more.get("outside", NAMES))
    report = purger.purge_outside(baseline, judged_by, ask, dry_run=more.get("dry_run", False))
    return report, len(asked)


def test_before_each_cell_only_what_is_new_is_judged(
    purger: Purger, loaded: dict[str, ModuleType]
) -> None:
    report, asked = _outside(purger)
    assert (report.purged, asked) == (("pp", "pp.a", "pp.a.deep", "qq"), 1)
    assert (report.kept["pp.b"], report.kept["sys"]) == ("keep", "baseline")
    report, asked = _outside(purger)
    assert (report.purged, asked, report.kept["pp.b"]) == ((), 0, "keep")
    sys.modules["qq"] = ModuleType("qq")
    report, asked = _outside(purger)
    assert (report.purged, asked, report.kept["pp.b"]) == (("qq",), 1, "keep")
    sys.modules["pp.b"] = ModuleType("pp.b")
    assert _outside(purger)[1] == 1, "another module of that name"
    assert _outside(purger, 2)[1] == 1, "it is judged by something else"
    assert _outside(purger, 2)[1] == 0
    report, asked = _outside(purger, 3, keep=())
    assert (report.purged, asked) == (("pp.b",), 1)
    assert "pp.b" not in report.kept
    sys.modules["pp.b"] = loaded["pp.b"]
    assert _outside(purger, 3, keep=())[0].purged == ("pp.b",)


def test_modules_are_told_apart_without_asking_them(purger: Purger) -> None:
    class Touchy(ModuleType):
        def __eq__(self, other: object) -> bool:
            raise AssertionError

        __hash__ = None  # type: ignore[assignment]

    sys.modules["pp.b"] = Touchy("pp.b")
    assert [_outside(purger)[1] for _ in range(2)] == [1, 0]
    sys.modules["pp.b"] = Touchy("pp.b")
    assert _outside(purger)[1] == 1


def test_a_dry_run_before_cells_changes_nothing(purger: Purger) -> None:
    report, _ = _outside(purger, dry_run=True)
    assert report.dry_run
    assert report.purged == ("pp", "pp.a", "pp.a.deep", "qq")
    assert "qq" not in report.kept
    assert there() == list(NAMES)
    assert _outside(purger)[0].purged == report.purged
    assert _outside(purger, dry_run=True)[0].dry_run, "where there is nothing to do, too"


def test_new_files_are_seen_where_there_was_nothing_to_purge(
    purger: Purger, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[None] = []
    monkeypatch.setattr(purger_file.importlib, "invalidate_caches", lambda: told.append(None))
    _outside(purger)
    _outside(purger)
    assert len(told) == 2


def test_kept_is_a_mapping_worked_out_when_asked() -> None:
    kept = Kept(["a", "b", 7], {"b": "keep", "gone": "scope"})
    assert dict(kept) == {"a": "baseline", "b": "keep"}
    assert (len(kept), repr(kept), "gone" in kept) == (2, repr(dict(kept)), False)
    assert kept._all is kept._all, "once"
