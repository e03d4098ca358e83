"""What is noted of imports, and what is forgotten when a module is about to run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipython_modreset.files import GONE, Stamp, digest, watch
from ipython_modreset.observing.notes import Input, Note, Notes

STAMP = Stamp(1, 2, 3, 4)


def note(
    name: str, source: bytes | None = b"", *, origin: str = "", is_package: bool = False
) -> Note:
    content = None if source is None else digest(source)
    return Note(name, origin or f"/x/{name}.py", STAMP, content, source, is_package, 1)


@pytest.fixture
def notes() -> Notes:
    made = Notes()
    made.add(note("p", is_package=True, origin="/x/p/__init__.py"))
    made.add(note("p.a", b"x = 1", origin="/x/p/a.py"))
    made.add(note("json", None))
    return made


def test_only_the_users_files_are_watched(notes: Notes) -> None:
    assert notes.watched == {
        "/x/p/__init__.py": watch("/x/p/__init__.py", STAMP),
        "/x/p/a.py": watch("/x/p/a.py", STAMP),
    }
    notes.add_input("p.a", "/x/data.json", Input(GONE, None))
    assert notes.watched["/x/data.json"] == watch("/x/data.json", GONE)
    assert notes.inputs == {"p.a": {"/x/data.json": Input(GONE, None)}}
    notes.add_input("p.a", "/x/more.json", Input(STAMP, b""))
    assert notes.inputs["p.a"].keys() == {"/x/data.json", "/x/more.json"}


def test_a_module_is_edited_once_it_was_imported_with_another_source(notes: Notes) -> None:
    notes.add(note("p.a", b"x = 1"))
    assert notes.edited == set()
    notes.add(note("p.a", b"x = 2"))
    notes.add(note("json", None))
    assert notes.edited == {"p.a"}
    notes.add(note("p.a", b"x = 1"))
    assert notes.first["p.a"] == digest(b"x = 1")
    assert notes.first.keys() == {"p", "p.a"}


def test_who_asks_and_who_misses_adds_up(notes: Notes) -> None:
    for name in ("q", "r", "q"):
        notes.note_asked("p.a", name)
        notes.note_missing(name, "p.a")
    notes.note_missing("q", "p")
    notes.note_read_through("/x/data", ["p", "p.a"])
    notes.note_read_through("/x/data", ["q"])
    notes.note_read_through("/x/other", [])
    assert notes.asked == {"p.a": {"q", "r"}}
    assert notes.missing == {"q": {"p.a", "p"}, "r": {"p.a"}}
    assert notes.read_through == {"/x/data": {"p", "p.a", "q"}, "/x/other": frozenset()}


def test_what_a_module_did_is_forgotten_and_nothing_of_others(notes: Notes) -> None:
    notes.note_asked("p.a", "q")
    notes.note_asked("p", "q")
    notes.note_missing("q", "p.a")
    notes.note_missing("r", "p.a")
    notes.note_missing("r", "p")
    notes.add_input("p.a", "/x/data", Input(STAMP, b""))
    notes.add_input("p", "/x/data", Input(STAMP, b""))
    notes.forget("p.a")
    assert notes.modules.keys() == {"p", "json"}
    assert notes.asked == {"p": {"q"}}
    assert notes.missing == {"r": {"p"}}
    assert notes.inputs.keys() == {"p"}
    notes.forget("not there")


def test_a_copy_is_no_longer_changed(notes: Notes) -> None:
    def fill(number: int) -> None:
        name = f"m{number}"
        notes.add(note(name))
        notes.add(note("p.a", name.encode()))
        notes.add(note(f"edited{number}"))
        notes.add(note(f"edited{number}", b"else"))
        notes.note_asked("p", name)
        notes.note_missing(name, "p")
        notes.note_read_through(f"/x/{name}", ["p"])
        notes.add_input("p", f"/x/{name}", Input(STAMP, b""))
        notes.searched[f"/x/{name}"] = STAMP
        notes.asked_by[name] = "p"

    fill(1)
    copy, before = notes.copy(), repr(notes)
    fill(2)
    assert repr(copy) == before != repr(notes)
    assert vars(copy).keys() == vars(notes).keys()


def test_files_know_their_modules(notes: Notes) -> None:
    notes.add(note("alias", origin="/x/p/a.py"))
    for name in ("p", "p.a", "not loaded"):
        notes.add_input(name, "/x/data", Input(STAMP, b""))
    notes.add_input("p.a", "/x/p/a.py", Input(STAMP, b""))
    assert notes.users_of(["/x/p/a.py", "/x/data", "/x/else"]) == {
        "/x/p/a.py": ["p.a", "alias"],
        "/x/data": ["p", "p.a"],
        "/x/else": [],
    }


def test_what_is_known_of_a_module(notes: Notes) -> None:
    assert [notes.is_user(name) for name in ("p.a", "json", "none")] == [True, False, False]
    assert [notes.is_package(name) for name in ("p", "p.a", "none")] == [True, False, False]
    assert [notes.package_of(name) for name in ("p", "p.a", "q.none")] == ["p", "p", "q"]
    assert notes.user_sources() == {"p": b"", "p.a": b"x = 1"}


def test_sources_of_installed_modules_are_read_when_asked_for(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("y = 1")
    (tmp_path / "m.so").write_text("y = 1")
    notes.add(note("installed", None, origin=str(tmp_path / "m.py")))
    notes.add(note("compiled", None, origin=str(tmp_path / "m.so")))
    notes.add(note("gone", None, origin=str(tmp_path / "gone.py")))
    assert notes.source_of("installed") == b"y = 1"
    for name in ("compiled", "gone", "not there"):
        assert notes.source_of(name) is None
    assert notes.source_of("p.a") == b"x = 1"


def test_holders_are_known_however_the_notes_change(notes: Notes) -> None:
    """What is looked up says what going through all of it says, after an undo, too."""

    def agrees() -> bool:
        holders = {
            x: sorted(name for name, ids in notes.held.items() if x in ids) for x in range(6)
        }
        return holders == {x: sorted(notes.that_held([x])) for x in range(6)}

    nothing = frozenset[int]()
    notes.held.update({"p": frozenset({1, 2}), "p.a": nothing, "p.b": nothing, "q": frozenset({2})})
    assert agrees()
    before = notes.held.copy()
    notes.held["q"] = notes.held.pop("p.a")  # the very one that another module had
    notes.held["p.a"] = frozenset({1, 3})
    assert agrees()
    del notes.held["p"]
    notes.held["p"] = frozenset({4})
    assert agrees()
    notes.held = before
    assert agrees()
    notes.held.clear()
    assert agrees()


def test_sources_are_known_however_the_notes_change(notes: Notes) -> None:
    def agrees() -> bool:
        users = {name: one.source for name, one in notes.modules.items() if one.source is not None}
        return notes.user_sources() == users

    assert agrees()
    before = notes.modules.copy()
    notes.forget("p")
    notes.add(note("p", b"y = 1", is_package=True))
    assert agrees()
    notes.add(note("q", b"z = 1"))
    notes.forget("p.a")
    assert agrees()
    notes.modules = before
    assert agrees()
