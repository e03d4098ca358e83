"""In JupyterLab: what somebody sees of an edit, an error, a long refresh, Tab, and the examples."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import lab
from tests.shells import LOAD, ROOT, write

REASON = lab.missing()
if REASON and os.environ.get("MODRESET_E2E") == "required":
    raise RuntimeError(REASON)
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

Open = Callable[[Path, str], AbstractContextManager[lab.Lab]]
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
AUTO = f"{LOAD}\n%refresh_modules --auto"
IMPORT = "from shop.till import total, CURRENCY\nimport shop.report"
SHOW = "print(total([1, 2]), CURRENCY)"
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
SLOW = """
import time

CURRENCY = "GBP"
print("reading the rates")
time.sleep({seconds})
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def open_notebook(root: Path) -> Iterator[Open]:
    """Open notebooks below `root` in one browser, from one server."""
    with lab.server(root) as server, lab.browser() as chromium:
        yield lambda notebook, theme: lab.opened(
            chromium, server, str(notebook.relative_to(root)), THEMES[theme]
        )


@pytest.fixture
def folder(root: Path, request: pytest.FixtureRequest) -> Path:
    """A folder with a package, for one test."""
    own = root / "".join(filter(str.isalnum, request.node.name))
    write(own, "shop/__init__.py")
    write(own, "shop/prices.py", PRICES.format(currency="EUR"))
    till = "from .prices import CURRENCY\n\ndef total(prices):\n    return sum(prices)\n"
    write(own, "shop/till.py", till)
    write(own, "shop/report.py", "from .till import total\nfrom . import prices\n")
    return own


@pytest.mark.parametrize("theme", THEMES)
def test_an_edit_shows_in_the_next_cell_with_a_card_and_in_the_picture(
    open_notebook: Open, folder: Path, theme: str
) -> None:
    magics = ["%purge_modules --dry-run", "%snapshot_modules --show", "%refresh_modules --graph"]
    cells = [AUTO, IMPORT, SHOW, SHOW, SHOW, *magics]
    with open_notebook(lab.notebook(folder, "work.ipynb", cells), theme) as page:
        is_light = page.page.locator("body").get_attribute("data-jp-theme-light")
        assert is_light == str(theme == "light").lower()
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
        for part in ("summary", ".mr-quiet", ".mr-row", ".mr-note"):
            assert _contrast(card.locator(part).first) > 4.5, part

        write(folder, "shop/prices.py", BROKEN)
        output = page.run(4)
        assert "3 CHF" in output.inner_text()
        card = output.locator(".modreset")
        assert "shop.prices kept as before: ZeroDivisionError" in card.inner_text()
        card.locator("summary").click()
        marked = card.locator(".mr-marked")
        assert marked.inner_text().split() == ["5", "return", "1", "/", 'table["EUR"]']
        shown = output.inner_text()
        assert shown.count("Traceback (most recent call last)") == 1
        assert shown.index("kept as before") < shown.index("Traceback") < shown.index("3 CHF")
        page.shoot(page.cell(4), f"error-{theme}")
        for part in ("summary span", ".mr-marked"):
            assert _contrast(card.locator(part).first) > 4.5, part

        card = page.run(5).locator(".modreset")
        card.locator("summary").click()
        assert "would purge" in card.inner_text()
        page.shoot(page.cell(5), f"purge-{theme}")
        page.run(6)
        page.shoot(page.cell(6), f"baseline-{theme}")

        picture = page.run(7).locator("[data-mime-type='image/svg+xml'], .jp-RenderedSVG").first
        picture.wait_for()
        page.shoot(page.cell(7), f"graph-{theme}")
        assert picture.bounding_box()["width"] > 200, "it is drawn, not only there"


def test_a_long_refresh_shows_how_far_it_is_and_can_be_stopped(
    open_notebook: Open, folder: Path
) -> None:
    notebook = lab.notebook(folder, "long.ipynb", [AUTO, IMPORT, SHOW, SHOW])
    with open_notebook(notebook, "dark") as page:
        page.run(0)
        page.run(1)
        write(folder, "shop/prices.py", SLOW.format(seconds=3))
        page.begin(2)
        page.output(2).get_by_text("importing 1 of 3: shop.prices").wait_for()
        page.shoot(page.cell(2), "progress")
        page.wait_for(2)
        shown = page.output(2).inner_text()
        assert "refreshed 3 modules in" in shown
        assert "3 GBP" in shown
        assert "importing" not in shown
        page.shoot(page.cell(2), "progress-over")

        write(folder, "shop/prices.py", SLOW.format(seconds=60))
        page.begin(3)
        page.output(3).get_by_text("importing 1 of 3: shop.prices").wait_for()
        page.interrupt()
        page.wait_for(3)
        shown = " ".join(page.output(3).inner_text().split())
        assert "refresh interrupted while shop.prices was imported: rolled back" in shown
        assert "this cell did not run" in shown
        assert "importing" not in shown
        page.shoot(page.cell(3), "interrupted")


def test_tab_completes_names_and_flags(open_notebook: Open, folder: Path) -> None:
    notebook = lab.notebook(folder, "tab.ipynb", [f"{LOAD}\n{IMPORT}", "%refresh_modules shop."])
    with open_notebook(notebook, "light") as page:
        page.run(0)
        page.cell(1).locator(".cm-content").click()
        page.page.keyboard.press("End")
        page.page.keyboard.press("Tab")
        offered = page.page.locator(".jp-Completer-item .jp-Completer-match")
        offered.first.wait_for()
        page.shoot(page.page, "completion")
        assert sorted(offered.all_inner_texts()) == ["shop.prices", "shop.report", "shop.till"]


@pytest.mark.parametrize("name", ["quickstart", "edit_and_continue"])
def test_an_example_runs_as_somebody_would_run_it(
    open_notebook: Open, root: Path, name: str
) -> None:
    notebook = Path(shutil.copy(ROOT / "examples" / f"{name}.ipynb", root))
    with open_notebook(notebook, "light") as page:
        page.menu("Run", "Run All Cells")
        cells = page.page.locator(".jp-Notebook .jp-Cell")
        last = cells.count() - 1
        page.wait_for(last)
        assert page.page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
        page.shoot(cells.nth(last), f"example-{name}")


def _contrast(element: Any) -> float:
    """Return how well the text of an element reads on what is behind it, from 1 to 21."""
    ratio: float = element.evaluate(
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
    return ratio
