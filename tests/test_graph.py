"""Who depends on whom: a tree in a terminal, a picture in a notebook."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from ipython_modreset.reporting.graph import ModuleGraph
from ipython_modreset.reporting.picture import NoPicture, draw
from tests.shells import LOAD, kernel, shell, write

EDIT = "from pathlib import Path; _ = Path('p/c.py').write_text('z = 22\\n')"
SVG = "{http://www.w3.org/2000/svg}"
igraph = pytest.mark.skipif(
    find_spec("igraph") is None,
    reason="igraph is not installed (the extra `graph` has it)",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", "z = 1\n")
    write(tmp_path, "p/b.py", "from .c import z\n")
    write(tmp_path, "p/a.py", "from . import b\nimport p.c\nimport importlib\n")
    write(tmp_path, "other.py", "import json\n")
    write(tmp_path, "late.py", "import importlib\nimportlib.import_module('other')\n")
    return tmp_path


def test_a_terminal_shows_a_tree_with_edited_and_affected_marked(folder: Path) -> None:
    *_, shown = shell(folder, LOAD, "import p.a, late", EDIT, "_ = %refresh_modules --graph p.c")
    lines = [line.split() for line in shown.splitlines()]
    assert lines[0] == ["3", "modules,", "1", "edited,", "2", "affected"]
    assert lines[2:] == [
        ["p.c", "edited"],
        ["└─", "p.b", "affected"],
        ["└─", "p.a", "affected;", "imports", "p.b,", "p.c"],
    ]


def test_what_was_seen_at_run_time_counts_and_all_are_shown_without_a_name(folder: Path) -> None:
    *_, shown = shell(folder, LOAD, "import p.a, late", "_ = %refresh_modules --graph")
    lines = [line.split() for line in shown.splitlines()]
    assert lines[0] == ["6", "modules"]
    at = lines.index(["other"])
    assert lines[at + 1] == ["└─", "late"]


def test_nothing_is_refreshed_by_looking(folder: Path) -> None:
    shell(folder, LOAD, "import p.a", EDIT, "_ = %refresh_modules --graph", "assert p.c.z == 1")


@igraph
def test_a_notebook_gets_a_picture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run(f"{LOAD}\nimport p.a, late")
        session.run(EDIT)
        session.run("graph = %refresh_modules --graph p.c")
        session.run("bundle, _ = get_ipython().display_formatter.format(graph)")
        picture = ElementTree.fromstring(session.run("print(bundle['image/svg+xml'])"))
    texts = {element.text for element in picture.iter(f"{SVG}text")}
    assert texts == {"p.a", "p.b", "p.c"}
    marks = sorted(element.text or "" for element in picture.iter(f"{SVG}tspan"))
    assert marks == ["affected", "affected", "edited"], "in words, too"
    titles = {element.text for element in picture.iter(f"{SVG}title")}
    assert titles == {"p.a: affected", "p.b: affected", "p.c: edited"}
    assert len([path for path in picture.iter(f"{SVG}path") if "marker-end" in path.attrib]) == 3


@igraph
def test_the_picture_is_laid_out_and_escapes_names() -> None:
    strange = "<b>&'\"\x1b"
    graph = ModuleGraph(
        {"c": frozenset(), "b": frozenset("c"), "a": frozenset("bc"), strange: frozenset("a")}
    )
    picture = ElementTree.fromstring(graph._repr_svg_() or "")
    boxes = {
        group.find(f"{SVG}text").text: group.find(f"{SVG}rect").attrib  # type: ignore[union-attr]
        for group in picture.iter(f"{SVG}g")
    }
    heights = [float(boxes[name]["y"]) for name in ("c", "b", "a", repr(strange))]
    assert heights == sorted(heights)
    assert len(set(heights)) == 4, "each below what it imports"
    for box in boxes.values():
        assert float(box["x"]) >= 0
        assert float(box["x"]) + float(box["width"]) <= float(picture.attrib["width"])


def test_of_many_imports_a_few_are_named() -> None:
    names = [f"m{number:03}" for number in range(100)]
    imports = {**dict.fromkeys(names, frozenset()), "all": frozenset(names)}
    (row,) = [line for line in str(ModuleGraph(imports)).splitlines() if " all " in line]
    assert row.endswith("imports m000, m001, m002, m003 and 96 more")


@igraph
def test_circles_and_long_chains_are_drawn_too() -> None:
    circle = ModuleGraph({"a": frozenset("b"), "b": frozenset("a")})
    assert circle._repr_svg_()
    assert [line.split()[-1] for line in str(circle).splitlines()[2:]] == ["a", "b"]
    names = [f"m{number}" for number in range(1500)]
    above = [frozenset(), *(frozenset({name}) for name in names)]
    assert "1500 modules" in str(ModuleGraph(dict(zip(names, above, strict=False))))


def test_without_the_library_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run(f"import sys; sys.modules['igraph'] = None\n{LOAD}\nimport p.a")
        shown = session.run("graph = %refresh_modules --graph")
        assert "pip install 'ipython_modreset[graph]'" in shown
        assert "p.c" in shown
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(NoPicture):
        draw([], {})


@igraph
def test_no_arrow_runs_behind_a_box_between() -> None:
    graph = ModuleGraph({"c": frozenset(), "b": frozenset("c"), "a": frozenset("bc")})
    picture = ElementTree.fromstring(graph._repr_svg_() or "")
    paths = [path.attrib["d"] for path in picture.iter(f"{SVG}path") if "stroke" in path.attrib]
    assert sorted(path.count("C") for path in paths) == [1, 1, 2], "a to c leads around b"


@igraph
def test_boxes_stand_close_but_never_on_one_another() -> None:
    names = [f"m{number}" for number in range(12)]
    imports = {name: frozenset(names[at // 2 : at][:2]) for at, name in enumerate(names)}
    imports[f"everything_{'x' * 40}"] = frozenset(names)
    picture = ElementTree.fromstring(ModuleGraph(imports)._repr_svg_() or "")
    rows: dict[float, list[tuple[float, float]]] = {}
    for box in picture.iter(f"{SVG}rect"):
        left, top, width = (float(box.attrib[name]) for name in ("x", "y", "width"))
        rows.setdefault(top, []).append((left, left + width))
    for row in rows.values():
        ends = [end for span in sorted(row) for end in span]
        assert ends == sorted(ends)
    assert float(picture.attrib["width"]) < 1_000, "no column is wider than what stands in it"


@igraph
def test_what_would_be_too_wide_is_shown_as_text_with_the_next_step(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"m{number:03}" for number in range(300)]
    write(folder, "m000.py")
    for before, name in pairwise(names):
        write(folder, f"{name}.py", f"import {before}\n")
    write(folder, "everything.py", "".join(f"import {name}\n" for name in names))
    with kernel(folder, monkeypatch) as session:
        session.run(f"{LOAD}\nimport everything")
        shown = session.run("graph = %refresh_modules --graph")
        assert (
            "a picture of 301 modules would be too wide: `%refresh_modules --graph NAME`" in shown
        )
        assert "everything" in shown
