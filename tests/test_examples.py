"""The examples run, in real kernels and shells, and show what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.shells import ROOT, environment

EXAMPLES = ROOT / "examples"


def shown_by(notebook: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Run a notebook in `folder`; return what each code cell showed, by its first and last line."""
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    book = nbformat.read(EXAMPLES / f"{notebook}.ipynb", as_version=4)
    NotebookClient(book, kernel_name="python3", timeout=120).execute(cwd=str(folder))
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    return {f"{number}: {_ends(cell.source)}": _text(cell) for number, cell in enumerate(cells)}


def _ends(source: str) -> str:
    lines = source.splitlines()
    return lines[0] if lines[0].startswith("%") else lines[-1]


def _text(cell: Any) -> str:
    """What a cell showed; a kernel may send one `print` as several pieces of its stream."""
    shown = ""
    for output in cell.outputs:
        if output.output_type == "stream":
            shown += output.text
        elif output.output_type == "error":
            assert "raises-exception" in cell.metadata.get("tags", [])
            shown += f"{output.ename}: {output.evalue}\n"
        else:
            shown += output.data.get("text/plain", "") + "\n"
    return shown.rstrip("\n")


def of(shown: dict[str, str], source: str) -> list[str]:
    """What all cells showed that begin or end with `source`."""
    return [text for cell, text in shown.items() if cell.endswith(f": {source}")]


def test_quickstart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by("quickstart", tmp_path, monkeypatch)
    first, stale, fresh, automatic, followed = of(shown, "prices.price(10)") + of(
        shown, "price(10)"
    )
    assert (first, stale, fresh, automatic) == ("'20 EUR'", "'20 EUR'", "'30 CHF'", "'free'")
    assert followed.endswith("'40 USD'")
    assert "purged 1 module (prices 1)" in of(shown, "%purge_modules")[0]
    assert "sys stays: baseline" in of(shown, "%purge_modules --why sys")[0]


def test_rerun_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = of(shown_by("rerun_a_script", tmp_path, monkeypatch), "%run scripts/test_script.py")
    wrong, stale, fresh, automatic = runs
    assert wrong.startswith("1 words: ")
    assert wrong.endswith("AssertionError: that is wrong")
    assert stale == wrong
    assert fresh == "3 words: ['one', 'two', 'three']"
    assert automatic == "3 words: ['ONE', 'TWO', 'THREE']"


def test_edit_and_continue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by("edit_and_continue", tmp_path, monkeypatch)
    first, body = of(shown, "[litres(plot) for plot in plots]")
    assert first.endswith("[100, 180]")
    assert body.startswith("patched 1 module")
    assert body.endswith("[60, 80]")
    (method,) = of(shown, "[(plot.plant, plot.is_large()) for plot in plots]")
    assert method.startswith("patched 1 module")
    assert method.endswith("[('beans', False), ('roses', True)]")
    assert of(shown, "plots[0] is beans, isinstance(beans, Plot), type(beans) is Plot") == [
        "(True, True, True)"
    ]
    (constant,) = of(shown, "RAIN, [litres(plot) for plot in plots]")
    assert "refreshed 3 modules" in constant
    assert constant.endswith("(20, [20, 0])")
    (field,) = of(shown, "plots")
    assert "Plot(plant='beans', area=4, notes=['sown in May'])" in field
    assert "Plot(plant='roses', area=10, notes=[])" in field
    slip, asked = of(shown, "RAIN, litres(beans)")
    assert slip.startswith("garden.climate kept as before: SyntaxError: '(' was never closed")
    assert slip.endswith("(20, 20)"), "the old code goes on working"
    (mended,) = of(shown, "RAIN, litres(beans), beans")
    assert mended.endswith("(12, 52, Plot(plant='beans', area=4, notes=['sown in May']))")
    (why,) = of(shown, "%refresh_modules --why garden.watering")
    reason = "garden.climate changed → garden.watering"
    assert " ".join(why.split()) == f"garden.watering would be refreshed: {reason}"
    (graph,) = of(shown, "%refresh_modules --graph")
    assert "4 modules, 1 edited, 2 affected" in graph.splitlines()
    assert asked.endswith("(15, 40)")
    dear = [cell for cell, text in shown.items() if "reading a table" in text]
    assert len(dear) == 4, "at first, and for each good edit of the constant: not for the body"


def test_the_readmes_example_shows_the_stale_answer_and_then_the_fresh_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "IPython", str(EXAMPLES / "stale_and_fresh.ipy")],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert re.findall(r"(?:answer|held)\(\) = (\w+)", done.stdout) == ["1", "1", "2", "20"]
    assert done.stderr == ""


def test_every_example_is_run_by_a_test_and_named_in_the_readme() -> None:
    tests = (Path(__file__), ROOT / "tests" / "cluster" / "test_notebook.py")
    code = "".join(path.read_text(encoding="utf-8") for path in tests)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in EXAMPLES.glob("*.ip*"):
        assert re.search(rf'"{path.stem}(\.ipynb|\.ipy)?"', code), path.name
        assert f"(examples/{path.name})" in readme


def test_every_notebook_is_saved_without_outputs() -> None:
    """So that a change shows what was changed."""
    for path in EXAMPLES.glob("*.ipynb"):
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells)
