"""Programs: a project, cells over it, edits. As data of the fidelity suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from hypothesis import strategies as st

from tests.differential.drawing import Draw, choose, draw_project, seldom
from tests.differential.edits import draw_edit
from tests.differential.model import Project
from tests.differential.notebook import Notebook, draw_holder, draw_import, draw_notebook
from tests.differential.render import texts
from tests.fidelity.scenario import Edit, Save, Scenario

_MOST_EDITS = 5
#: Touched files are no edits, so they come less often.
_SAVES: tuple[Save, ...] = (*get_args(Save), *(how for how in get_args(Save) if how != "touch"))


@st.composite
def programs(draw: Draw) -> Scenario:
    """Draw a program; its probe is empty, as all names are looked at after each edit."""
    project = draw_project(draw)
    notebook = draw_notebook(draw, project)
    files, cells = texts(project), notebook.cells
    edits: list[Edit] = []
    former = [project]
    for _ in range(draw(st.integers(1, _MOST_EDITS))):
        before, project = project, _draw_next(draw, project, former)
        former.append(project)
        saved = _saved(texts(before), texts(project))
        how = choose(draw, _SAVES)
        if how == "touch":
            saved, project = dict(texts(before)), before
        later = _draw_cells(draw, project, notebook)
        added, notebook = later.cells[len(notebook.cells) :], later
        edits.append(Edit(saved, how, tuple(added)))
    return Scenario("a program", "promises", files, cells, tuple(edits), "")


def _draw_next(draw: Draw, project: Project, former: list[Project]) -> Project:
    if len(former) > 1 and seldom(draw, 6):
        return choose(draw, former)
    edited = project
    for _ in range(1 + seldom(draw) + seldom(draw)):
        edited = draw_edit(draw, edited)
    # An edit may find nothing to change.
    return edited if edited != project else draw_edit(draw, project)


def _saved(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str | None]:
    changed: dict[str, str | None] = {path: None for path in before if path not in now}
    changed.update((path, text) for path, text in now.items() if before.get(path) != text)
    return changed


def _draw_cells(draw: Draw, project: Project, notebook: Notebook) -> Notebook:
    if seldom(draw, 3):
        notebook = draw_import(draw, project, notebook)
    if seldom(draw, 4):
        notebook = draw_holder(draw, notebook)
    return notebook


def states(program: Scenario) -> list[dict[str, str]]:
    """Return all files as they are at first, and after each edit."""
    found = [dict(program.files)]
    for edit in program.edits:
        now = dict(found[-1])
        for path, text in edit.files.items() if edit.save != "touch" else ():
            if text is None:
                now.pop(path, None)
            else:
                now[path] = text
        found.append(now)
    return found
