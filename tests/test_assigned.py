"""What cells set on modules and in them is set again when these have run again."""

from __future__ import annotations

import ast
import sys
from types import ModuleType

import pytest

from ipython_modreset.refreshing.assigned import assign_again, targets, values
from ipython_modreset.undo import Journal


class Options:
    debug = False


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setitem(sys.modules, "assigned_m", fresh())
    return sys.modules["assigned_m"]


def fresh() -> ModuleType:
    module = ModuleType("assigned_m")
    module.X, module.D, module.options = 1, {"a": 1}, Options()  # type: ignore[attr-defined]
    module.A = type("A", (), {"n": 1, "__module__": "assigned_m"})  # type: ignore[attr-defined]
    return module


def found(source: str) -> list[object]:
    (statement,) = ast.parse(source).body
    return list(targets(statement, lambda name: ("assigned_m", "") if name == "m" else None))


@pytest.mark.parametrize(
    ("cell", "probe", "expected"),
    [
        ("m.X = 2", "m.X", 2),
        ("m.NEW = 2", "m.NEW", 2),
        ("m.X += 4", "m.X", 5),
        ("m.X: int = 2", "m.X", 2),
        ("m.X, other = 2, 3", "m.X", 2),
        ("m.D['a'] = 2", "m.D", {"a": 2}),
        ("m.D['b'] = 2", "m.D", {"a": 1, "b": 2}),
        ("m.options.debug = True", "m.options.debug", True),
        ("m.A.n = 2", "m.A.n", 2),
        ("m.A.new = 2", "m.A.new", 2),
    ],
)
def test_it_is_set_again(module: ModuleType, cell: str, probe: str, expected: object) -> None:
    exec(cell, {"m": module})
    saved = values(found(cell), {"assigned_m"})
    new = sys.modules["assigned_m"] = fresh()
    before, journal = eval(probe.partition(".")[0], {"m": vars(new).copy()}), Journal()
    assign_again(saved, journal)
    assert eval(probe, {"m": new}) == expected
    journal.undo()
    assert vars(new) == before
    assert (new.D, vars(new.options), new.A.n) == ({"a": 1}, {}, 1)
    assert not hasattr(new.A, "new")


@pytest.mark.parametrize(
    "cell", ["x = 1", "n.X = 1", "m = 1", "m.D[key] = 1", "m.f().x = 1", "m.X"]
)
def test_what_leads_into_no_module_or_may_lead_anywhere_is_left_alone(cell: str) -> None:
    assert found(cell) == []


def test_other_modules_are_left_alone(module: ModuleType) -> None:
    assert values(found("m.X = 1"), {"another"}) == []
