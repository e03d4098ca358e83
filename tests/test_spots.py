"""What is held at a spot, and put there, and that the way back is noted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from ipython_modreset.refreshing.spots import ABSENT, put, reach, steps_to
from ipython_modreset.undo import Journal


def names() -> dict[str, Any]:
    @dataclass
    class Setting:
        rate: int = 1

    class Plain:
        rate = 1

        @staticmethod
        def scale(factor: int = 1, *, more: int = 1) -> tuple[int, int]:
            return factor, more

    thing: Any = Plain()
    thing.own = 1
    items = {"a": {"b": 1}, "c": [0, 1]}
    given = partial(dict, rate=1)
    return {
        "K": 1,
        "Plain": Plain,
        "Setting": Setting,
        "thing": thing,
        "items": items,
        "given": given,
    }


SPOTS = [
    "K",
    "Plain.rate",
    "Plain.scale(factor)",
    "Plain.scale(more)",
    "Setting.rate",
    "thing.own",
    "items['a']['b']",
    "items['c'][1]",
    "given(rate)",
]


@pytest.mark.parametrize("spot", SPOTS)
def test_a_spot_holds_what_is_put_there_until_that_is_undone(spot: str) -> None:
    space, journal = names(), Journal()
    steps = steps_to(spot)
    assert reach(space, steps) == 1
    put(space, steps, 2, journal)
    assert reach(space, steps) == 2
    journal.undo()
    assert reach(space, steps) == 1


def test_what_is_generated_from_a_field_follows() -> None:
    space, journal = names(), Journal()
    put(space, steps_to("Setting.rate"), 2, journal)
    assert space["Setting"]().rate == 2
    journal.undo()
    assert space["Setting"]().rate == 1


@pytest.mark.parametrize(
    "spot", ["none", "Plain.none", "K.none", "K(none)", "items['none']['b']", "items['c'][7]"]
)
def test_what_is_not_there_is_absent_and_nothing_can_be_put_beyond(spot: str) -> None:
    assert reach(names(), steps_to(spot)) is ABSENT


def test_nothing_is_put_where_no_spot_is() -> None:
    space, journal = names(), Journal()
    for spot in ("K['a']", "K(rate)", "Plain.scale(other)", "items['c'][7]"):
        put(space, steps_to(spot), 2, journal)
    assert not len(journal)
