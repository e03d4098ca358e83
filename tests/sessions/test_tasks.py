"""Cells that await, and tasks that go on behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shells import LOAD, Kernel, kernel, write

FIRST = """
import asyncio
class Counter:
    def __init__(self):
        self.number = 0
    def step(self):
        self.number += 1
        return self.number
async def produce():
    await asyncio.sleep(0)
    return 'first'
"""
BACKGROUND = """
import asyncio, m
from m import Counter, produce
counter, seen, errors = Counter(), [], []
async def forever():
    while True:
        try:
            seen.append((await produce(), type(counter) is m.Counter, counter.step()))
        except Exception as error:
            errors.append(error)
        await asyncio.sleep(0.001)
task = asyncio.get_running_loop().create_task(forever())
"""
SEE = """
before = len(seen)
while len(seen) < before + 3:
    await asyncio.sleep(0.001)
print(seen[-1][:2], len(errors), task.done())
"""


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    write(tmp_path, "m.py", FIRST)
    with kernel(tmp_path, monkeypatch) as started:
        started.run(f"{LOAD}\n%refresh_modules --auto")
        yield started


def test_a_task_in_the_background_takes_the_new_code_and_goes_on(
    session: Kernel, tmp_path: Path
) -> None:
    session.run(BACKGROUND)
    assert session.run(SEE) == "('first', True) 0 False\n"
    write(tmp_path, "m.py", FIRST.replace("'first'", "'a body'"))
    assert session.run(SEE).endswith("('a body', True) 0 False\n")
    write(tmp_path, "m.py", FIRST.replace("'first'", "WORD") + "WORD = 'a constant'\n")
    assert session.run(SEE).endswith("('a constant', True) 0 False\n")
    write(tmp_path, "m.py", FIRST.replace("'first'", "WORD") + "WORD = 1 / 0\n")
    assert session.run(SEE).endswith("('a constant', True) 0 False\n"), "as before"
    write(tmp_path, "m.py", FIRST.replace("class Counter:", "class Counter:\n    more = 1"))
    assert session.run(SEE).endswith("('first', True) 0 False\n")
    assert session.run("numbers = [n for *_, n in seen]; print(numbers == sorted(numbers))") == (
        "True\n"
    ), "one counter has counted all the while"


def test_a_coroutine_under_way_ends_as_it_began(session: Kernel, tmp_path: Path) -> None:
    write(
        tmp_path,
        "m.py",
        "import asyncio\nasync def wait(event):\n    await event.wait()\n    return 'old'\n",
    )
    session.run(
        "import asyncio, m\nevent = asyncio.Event()\n"
        "task = asyncio.get_running_loop().create_task(m.wait(event))\nawait asyncio.sleep(0)"
    )
    write(
        tmp_path,
        "m.py",
        "import asyncio\nK = 1\nasync def wait(event):\n    await event.wait()\n    return 'new'\n",
    )
    assert "refreshed 1 module" in session.run("'a cell'")
    assert session.run("event.set(); print(await task, await m.wait(event))") == "old new\n"


def test_a_cell_that_awaits_is_refreshed_before(session: Kernel, tmp_path: Path) -> None:
    session.run("import m\nfrom m import produce")
    for word in ("second", "third"):
        write(tmp_path, "m.py", FIRST.replace("'first'", f"'{word}'"))
        assert session.run("print(await produce(), await m.produce())").endswith(f"{word} {word}\n")
