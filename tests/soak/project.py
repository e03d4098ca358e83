"""A small project, and edits of it that come round again."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FILES = {
    "shop/__init__.py": "from .prices import Price, total\nfrom .tax import RATE\n",
    "shop/prices.py": "",
    "shop/tax.py": "",
    "shop/table.py": (
        "import json, pathlib\n"
        "ROWS = json.loads(pathlib.Path(__file__).with_name('rows.json').read_text())\n"
    ),
    "shop/rows.json": "",
    "shop/checkout.py": (
        "from . import table\n"
        "from .prices import *\n"
        "from .tax import RATE\n"
        "REGISTRY = {'total': total, Price: RATE}\n"
        "def bill(n):\n"
        "    return total([Price(n)]) + RATE * 1000 + len(table.ROWS) * 100_000\n"
    ),
}

# After so many cycles the files are as they were.
PERIOD = 60

SETUP = """
import shop, shop.checkout
from shop import *
from shop.checkout import bill, REGISTRY
held = [shop.Price(number) for number in range(20)]
class Own(shop.Price):
    pass
mine = Own(7)
"""
# What the session shows: it is to be `expected` of the state in which the files are.
SHOWN = "(bill(1), type(held[0]) is shop.Price, mine.gross(), shop.checkout.REGISTRY[shop.Price])"
# One more method and one more argument.
_MORE = ("    def net(self):\n        return self.n\n", ", bonus=1", " + bonus")


class State(NamedTuple):
    """How the files are in one cycle."""

    step: int

    @property
    def factor(self) -> int:
        """What a price is multiplied by: the body of a method."""
        return 1 + self.step % 5

    @property
    def rate(self) -> int:
        """A constant that others import by name."""
        return self.step // 2 % 5

    @property
    def rows(self) -> int:
        """How many rows the data file has."""
        return self.step // 3 % 4

    @property
    def signature(self) -> bool:
        """Whether the function takes one more argument, and the class has one more method."""
        return self.step % 4 == 3

    @property
    def is_broken(self) -> bool:
        """Whether a module raises when it is imported: everything stays as it was."""
        return self.step % 10 == 9

    @property
    def expected(self) -> tuple[int, bool, int, int]:
        """What the session shows: of the state before, where this one cannot be imported."""
        if self.is_broken:
            return State(self.step - 1).expected
        total = self.factor + int(self.signature)
        return (total + self.rate * 1000 + self.rows * 100_000, True, 7 * self.factor, self.rate)

    def save(self, folder: Path) -> None:
        """Write the files that differ."""
        more, argument, added = _MORE if self.signature else ("", "", "")
        broken = "raise RuntimeError('not yet')\n" if self.is_broken else ""
        _save(
            folder / "shop/prices.py",
            "class Price:\n    def __init__(self, n):\n        self.n = n\n"
            f"    def gross(self):\n        return self.n * {self.factor}\n{more}"
            f"def total(prices{argument}):\n"
            f"    return sum(price.gross() for price in prices){added}\n"
            f"{broken}",
        )
        if not self.is_broken:
            _save(folder / "shop/tax.py", f"RATE = {self.rate}\n")
            _save(folder / "shop/rows.json", str(list(range(self.rows))))


def create(folder: Path) -> None:
    """Write the project in its first state."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    State(0).save(folder)


def _save(path: Path, text: str) -> None:
    if path.read_text() != text:
        path.write_text(text)
