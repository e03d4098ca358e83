"""Whatever happens in the middle: undone, the session is as it was."""

from __future__ import annotations

import gc
import os
import sys
from types import CodeType
from typing import Any

import pytest

from ipython_modreset.adopting.adopt import adopt
from ipython_modreset.undo import Journal
from tests.adopting import Notebook, opened_notebook
from tests.everything import CELL, NEW, OLD, REGISTRY
from tests.pictures import Picture

nb = pytest.fixture(opened_notebook)


def roots(notebook: Notebook) -> list[Any]:
    old = [vars(sys.modules[name]) for name in ("m", "registry")]
    return [notebook.names, *old, *(sys.modules[name] for name in ("m", "registry"))]


def start(notebook: Notebook) -> None:
    notebook.write(m=OLD, registry=REGISTRY)
    notebook.run(CELL)
    gc.collect()  # of a class that `slots=True` had made anew, it empties the former namespace


class TakenBack:
    """Runs ``m`` again, adopts, undoes, and puts the old module back."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        registry = vars(sys.modules["registry"])
        self.registry = {name: registry[name].copy() for name in ("ALL", "NAMED", "KEYED")}

    def __call__(self, journal: Journal) -> None:
        swaps = self.notebook.run_again("m")
        try:
            adopt(swaps, [self.notebook.names], journal)
        finally:
            journal.undo()
            sys.modules["m"] = swaps[0].old
            for name, before in self.registry.items():  # the import's doing, not the adoption's
                container = vars(sys.modules["registry"])[name]
                container.clear()
                getattr(container, "extend" if name == "ALL" else "update")(before)


def test_undone_everything_is_as_before(nb: Notebook) -> None:
    start(nb)
    before = Picture(roots(nb))
    nb.write(m=NEW)
    TakenBack(nb)(Journal())
    assert before.differences(Picture(roots(nb))) == []


def test_the_picture_shows_what_an_adoption_changes(nb: Notebook) -> None:
    start(nb)
    before = Picture(roots(nb))
    nb.edit(m=NEW)
    changed = {line.split()[0] for line in before.differences(Picture(roots(nb)))}
    assert {"dict", "list", "set", "cell", "type", "partial", "deque", "OrderedDict"} <= changed


class Stop(BaseException):
    """What no ``except Exception`` stops."""


class Stopped:
    """A journal's `note` that stops at one: before it is made, or between it and the change."""

    def __init__(self, before_or_after: str) -> None:
        self.before = before_or_after == "before"
        self.ordinary = Journal.note
        self.at = 0
        self.places: list[tuple[CodeType, int]] = []  # of the notes, in the order of their making

    def note(self, journal: Journal, step: Any, *args: Any) -> None:
        caller = sys._getframe(2)
        self.places.append((caller.f_code, caller.f_lineno))
        if len(self.places) == self.at and self.before:
            raise Stop
        self.ordinary(journal, step, *args)
        if len(self.places) == self.at:
            raise Stop

    def stops(self) -> list[int]:
        """Return the first note of each place in the code, or all if so wished."""
        if os.environ.get("MODRESET_EVERY_NOTE"):
            return list(range(1, len(self.places) + 1))
        numbers = reversed(list(enumerate(self.places, start=1)))
        return sorted({place: number for number, place in numbers}.values())


@pytest.mark.parametrize("before_or_after", ["before", "after"])
def test_stopped_at_a_note_everything_is_as_before(
    nb: Notebook, monkeypatch: pytest.MonkeyPatch, before_or_after: str
) -> None:
    """The note is made before the change: stopped before it, and between it and the change."""
    start(nb)
    before = Picture(roots(nb))
    taken_back = TakenBack(nb)
    nb.write(m=NEW)
    stopped = Stopped(before_or_after)
    monkeypatch.setattr(Journal, "note", lambda *args: stopped.note(*args))
    taken_back(Journal())
    stops = stopped.stops()
    assert len(set(stopped.places)) > 20
    for stopped.at in stops:
        stopped.places.clear()
        with pytest.raises(Stop):
            taken_back(Journal())
        assert before.differences(Picture(roots(nb))) == [], f"stopped at note {stopped.at}"
    monkeypatch.undo()
    nb.edit(m=NEW)
    assert nb.show("f(), a.m(), method(), lists[0](), keys[f], made()") == (
        (2, "base 2", "base 2", 2, "f", (5, 2))
    )
