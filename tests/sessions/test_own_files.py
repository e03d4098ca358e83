"""The extension developed with itself: its own files are edited while it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.shells import LOAD, ROOT, shell, write

HERE = f"""
import sys; sys.path.insert(0, '')
{LOAD}
import ipython_modreset, os
assert os.path.dirname(os.path.dirname(ipython_modreset.__file__)) == os.getcwd()
from pathlib import Path
def edit(path, old, new):
    file = Path('ipython_modreset', path)
    text = file.read_text()
    assert old in text
    _ = file.write_text(text.replace(old, new))
"""
WORDS = (
    "edit('reporting/words.py', 'return f\"{number} {noun}\"', 'return f\"{number} NEW {noun}\"')"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout, in which somebody works: the package is imported from there."""
    shutil.copytree(
        ROOT / "ipython_modreset",
        tmp_path / "ipython_modreset",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    write(tmp_path, "m.py", "X = 1\n")
    return tmp_path


def test_its_own_modules_are_not_refreshed_nor_purged(folder: Path) -> None:
    """Documented: reason `host`. The session goes on with what it began with."""
    *_, second, why = shell(
        folder,
        HERE,
        "%refresh_modules --auto",
        "import m, ipython_modreset.reporting.words as words; before = words",
        WORDS,
        "edit('session.py', 'class Session:', 'raise RuntimeError')",
        "edit('extension/magics.py', 'import ast', 'import ast ast')",
        "_ = Path('m.py').write_text('X = 22\\n')",
        "assert m.X == 22",
        "%purge_modules",
        "%purge_modules --why ipython_modreset.session --ignore-baseline",
    )
    assert "refreshed 1 module in" not in second
    assert "m 1" in second
    assert "stays: host" in why


def test_reloading_the_extension_after_an_edit_breaks_nothing(folder: Path) -> None:
    *_, shown = shell(
        folder,
        HERE,
        "%refresh_modules --auto",
        "import m",
        WORDS,
        "edit('__init__.py', 'from __future__ import annotations', "
        "'from __future__ import annotations\\nEDITED = True')",
        "%reload_ext ipython_modreset",
        "assert ipython_modreset.EDITED",
        "_ = Path('m.py').write_text('X = 22\\n')",
        "assert m.X == 22",
        "_ = Path('m.py').write_text('X = 333\\n')",
        "assert m.X == 333",
    )
    assert shown.count("refreshed 1 ") == 1


def test_a_new_process_runs_the_edited_files(folder: Path) -> None:
    """So no stale bytecode of its own is left behind."""
    shell(folder, HERE, WORDS)
    *_, shown = shell(
        folder,
        HERE,
        "%refresh_modules --auto",
        "import m",
        "_ = Path('m.py').write_text('X = 22\\n')",
        "assert m.X == 22",
    )
    assert "refreshed 1 NEW module" in shown
