"""References, counted as the interpreter does; and refreshes that need no look at the heap."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType

import ipython_modreset
from ipython_modreset.adopting import search
from ipython_modreset.adopting.own import opened
from ipython_modreset.counts import held, references
from ipython_modreset.undo import Journal
from tests.refreshing import Project, project

__all__ = ["project"]


class Thing:
    pass


def test_each_reference_of_the_holders_counts() -> None:
    one, other = Thing(), Thing()
    assert held([one, other], [[one, one], {"key": one}, {other: 1}, (other,), 7]) == [3, 2]
    assert held([one], []) == [0]


def test_what_the_holders_do_not_explain_is_left_over() -> None:
    thing = Thing()
    things, holders = [thing], [[thing], {"key": thing}]
    explained = references(things)[0] - held(things, holders)[0]
    unknown = {thing}
    assert references(things)[0] - held(things, holders)[0] == explained + 1
    assert thing in unknown


def test_an_edit_of_what_the_notebook_holds_needs_no_search(project: Project) -> None:
    source = (
        "def f(x, y=0):\n    return x + y\n\nclass Record:\n    def one(self):\n        return 1\n"
    )
    project.write("m.py", source)
    project.run("import m\nfrom m import f, Record\nrecords = [Record() for _ in range(9)]")
    before = search.heap_passes
    for number in range(1, 4):
        method = f"    def method{number}(self):\n        return {number}\n"
        project.write("m.py", source.replace("y=0", f"y={number}") + method)
        assert project.before_cell()
        assert project.show(f"f(0), records[3].method{number}()") == (number, number)
    assert search.heap_passes == before


def test_the_package_tells_objects_apart_in_one_way_only() -> None:
    """Numbers of the built-in `id` and of `identity.id` do not compare."""
    folder = Path(ipython_modreset.__file__).parent
    for file in folder.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        if "id" in names and file.stem != "identity":
            assert re.search("identity import (by_id, )?id\n", source), file


def test_no_namespace_is_the_packages_own() -> None:
    """What a namespace holds is held by somebody."""
    notebook: dict[str, object] = {"name": 0}
    own = [1]
    result = opened([own, own, vars(ModuleType("m")), notebook], [notebook])
    assert list(map(id, result)) == [id(own)]


def test_what_a_journal_saves_is_the_packages_own_and_what_it_changes_is_not() -> None:
    journal = Journal()
    saved, changed = [journal], [0]
    journal.note(list.extend, changed, saved)
    result = set(map(id, opened([journal], [])))
    assert {id(journal), id(saved)} <= result
    assert id(changed) not in result
