"""In JupyterLab: an edit on disk, the next cell, the new result, and the card."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.e2e import lab
from tests.shells import LOAD, ROOT, write

REASON = lab.missing()
if REASON and os.environ.get("MODRESET_E2E") == "required":
    raise RuntimeError(REASON)
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CELLS = [
    f"{LOAD}\n%refresh_modules --auto",
    "from shop.till import total, CURRENCY\nimport shop.report",
    "print(total([1, 2]), CURRENCY)",
    "print(total([1, 2]), CURRENCY)",
    "print(total([1, 2]), CURRENCY)",
    "%purge_modules --dry-run",
    "%refresh_modules --graph",
]
PRICES = """\
from dataclasses import dataclass

CURRENCY = "{currency}"


@dataclass(slots=True)
class Price:
    amount: int
"""
BROKEN = """\
CURRENCY = "EUR"


def rate(table):
    return 1 / table["EUR"]


RATE = rate({"EUR": 0})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "shop/__init__.py")
    write(tmp_path, "shop/prices.py", PRICES.format(currency="EUR"))
    till = "from .prices import CURRENCY, Price\n\ndef total(prices):\n    return sum(prices)\n"
    write(tmp_path, "shop/till.py", till)
    write(tmp_path, "shop/report.py", "from .till import total\nfrom . import prices\n")
    lab.notebook(tmp_path, "work.ipynb", CELLS)
    return tmp_path


@pytest.mark.parametrize("theme", THEMES)
def test_an_edit_shows_in_the_next_cell_with_a_card(folder: Path, theme: str) -> None:
    with lab.server(folder, THEMES[theme]) as address, lab.opened(address, "work.ipynb") as page:
        assert (
            page.page.locator("body").get_attribute("data-jp-theme-light")
            == str(theme == "light").lower()
        )
        for number in (0, 1, 2):
            output = page.run(number)
        assert output.inner_text().strip() == "3 EUR"

        write(folder, "shop/prices.py", PRICES.format(currency="CHF"))
        output = page.run(3)
        assert "3 CHF" in output.inner_text()
        card = output.locator(".modreset")
        assert card.locator("summary").inner_text().startswith("refreshed 3 modules in")
        tree = card.locator(".mr-tree")
        assert not tree.is_visible()
        page.shoot(page.cell(3), f"card-{theme}")
        card.locator("summary").click()
        assert tree.is_visible()
        assert "shop.till" in tree.inner_text()
        assert "imports it" in tree.inner_text()
        page.shoot(page.cell(3), f"card-open-{theme}")
        assert _contrast(card.locator("summary")) > 4.5

        write(folder, "shop/prices.py", BROKEN)
        output = page.run(4)
        assert "3 CHF" in output.inner_text()
        card = output.locator(".modreset")
        assert "shop.prices kept as before: ZeroDivisionError" in card.inner_text()
        card.locator("summary").click()
        assert card.locator(".mr-marked").inner_text().split()[1:] == [
            "return",
            "1",
            "/",
            'table["EUR"]',
        ]
        shown = output.inner_text()
        assert shown.count("Traceback (most recent call last)") == 1
        assert shown.index("kept as before") < shown.index("Traceback") < shown.index("3 CHF")
        page.shoot(page.cell(4), f"error-{theme}")

        card = page.run(5).locator(".modreset")
        card.locator("summary").click()
        assert "would purge" in card.inner_text()
        page.shoot(page.cell(5), f"purge-{theme}")

        picture = page.run(6).locator("[data-mime-type='image/svg+xml'], .jp-RenderedSVG")
        picture.first.wait_for()
        page.shoot(page.cell(6), f"graph-{theme}")


@pytest.mark.parametrize("name", ["quickstart.ipynb"])
def test_an_example_runs_as_somebody_would_run_it(tmp_path: Path, name: str) -> None:
    shutil.copy(ROOT / "examples" / name, tmp_path)
    with lab.server(tmp_path, THEMES["light"]) as address, lab.opened(address, name) as page:
        page.page.get_by_role("menuitem", name="Run", exact=True).click()
        page.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
        assert page.page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0


def _contrast(element: object) -> float:
    """Return how well the text of an element reads on what is behind it, from 1 to 21."""
    return element.evaluate(  # type: ignore[attr-defined]
        """element => {
            const parse = colour => colour.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            let behind = element, back = [0, 0, 0, 0];
            while (behind && (back.length > 3 && back[3] === 0)) {
                back = parse(getComputedStyle(behind).backgroundColor);
                behind = behind.parentElement;
            }
            const [a, b] = [light(parse(getComputedStyle(element).color)), light(back)];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }"""
    )
