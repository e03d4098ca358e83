"""What ``%refresh_modules --why`` answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shells import LOAD, attempt, write

EDIT = "from pathlib import Path; _ = Path('p/c.py').write_text('z = 22\\n')"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "p/__init__.py")
    write(tmp_path, "p/c.py", "z = 1\n")
    write(tmp_path, "p/b.py", "from .c import z\n")
    write(tmp_path, "p/a.py", "from .b import z\n")
    return tmp_path


def _answers(folder: Path, *cells: str) -> list[str]:
    """Return what the cells show, in one line each; a `?` stands for the magic."""
    typed = (cell.replace("?", "_ = %refresh_modules --why ") for cell in cells)
    return [" ".join((cell.error or cell.out).split()) for cell in attempt(folder, *typed)]


def test_it_gives_the_chain_that_leads_from_the_edit_to_the_module(folder: Path) -> None:
    _, _, before, _, edited, last, package = _answers(
        folder, LOAD, "import p.a", "?p.a", EDIT, "?p.c", "?p.a", "?p"
    )
    unchanged = "is as it was imported, and so is what it depends on"
    assert before == f"p.a {unchanged}"
    assert edited == "p.c would be refreshed: p.c changed"
    assert last == "p.a would be refreshed: p.c changed → p.b imports it → p.a"
    assert package == f"p {unchanged}", "it holds them, but takes nothing from them"


def test_afterwards_it_tells_of_the_latest_refresh(folder: Path) -> None:
    *_, answer = _answers(folder, LOAD, "import p.a", EDIT, "%refresh_modules", "?p.a")
    assert answer.endswith("; latest refresh: p.c changed → p.b imports it → p.a")


def test_it_says_what_keeps_a_module_and_knows_no_others(folder: Path) -> None:
    *_, sys, keep, slip, glob = _answers(
        folder,
        f"{LOAD}\n%config ModuleReset.keep = ['p.c']",
        "import p.a",
        EDIT,
        "?sys",
        "?p.c",
        "?p.cc",
        "?p.*",
    )
    assert sys.startswith("sys stays: ")
    assert keep == "p.c stays: keep (the setting keep names 'p.c')"
    assert slip == "UsageError: no loaded module matches 'p.cc'; did you mean 'p.c'?"
    assert glob == "UsageError: 'p.*' is not one module's name"
