"""A journal leads back, whatever interrupts it."""

from __future__ import annotations

from itertools import count

import pytest

from ipython_modreset import undo
from ipython_modreset.undo import Journal
from tests.patching import InterruptedAfter


@pytest.fixture
def space() -> dict[str, int]:
    return {"changed": 1, "removed": 1}


def change(space: dict[str, int], journal: Journal) -> None:
    journal.set_item(space, "changed", 2)
    journal.set_item(space, "changed", 3)
    journal.del_items(space, "removed")
    journal.del_items(space, "never there")
    journal.remember(space, "added by somebody else")
    space["added by somebody else"] = 1


def test_all_changes_are_taken_back(space: dict[str, int]) -> None:
    journal = Journal()
    change(space, journal)
    assert space == {"changed": 3, "added by somebody else": 1}
    journal.undo()
    assert space == {"changed": 1, "removed": 1}
    assert len(journal) == 0


def test_what_is_kept_is_not_taken_back(space: dict[str, int]) -> None:
    journal = Journal()
    change(space, journal)
    journal.keep()
    journal.undo()
    assert space == {"changed": 3, "added by somebody else": 1}


def test_an_interrupt_at_any_line_of_the_way_there_is_harmless(space: dict[str, int]) -> None:
    interrupted = 0
    for point in count():
        journal = Journal()
        try:
            with InterruptedAfter(point, undo):
                change(space, journal)
        except KeyboardInterrupt:
            interrupted += 1
        else:
            break
        space.pop("added by somebody else", None)
        journal.undo()
        assert space == {"changed": 1, "removed": 1}
    assert interrupted > 10


def test_an_interrupt_at_any_line_of_the_way_back_does_not_stop_it(space: dict[str, int]) -> None:
    interrupted = 0
    for point in count():
        journal = Journal()
        change(space, journal)
        try:
            with InterruptedAfter(point, undo):
                journal.undo()
        except KeyboardInterrupt:
            interrupted += 1
        else:
            break
        if point > 0:  # before the first line it has not begun
            assert space == {"changed": 1, "removed": 1}, point
        journal.undo()
    assert interrupted > 10
