"""Other threads import, or use, modules that are purged and refreshed meanwhile.

``python -m tests.trust.threads importing --rounds 1000``: prints what went wrong, and nothing else.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import ipython_modreset as mr

_HANGS = 300  # seconds without a round: a deadlock
_THREADS = 3
_MODULES = 6
_SWITCH = 1e-5  # seconds: let the threads meet at as many places as they can


class Others:
    """Threads that do the same again and again, and note what was raised.

    Parameters
    ----------
    step
        What they do; it is given the number of the thread, and of the time.
    """

    def __init__(self, step: Callable[[int, int], object]) -> None:
        self.problems: list[str] = []
        self.times = 0
        self._step = step
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(_THREADS)]

    def __enter__(self) -> Others:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        time = 0
        while not self._over.is_set() and len(self.problems) < 10:
            time += 1
            self.times += 1
            try:
                self._step(number, time)
            except BaseException:
                self.problems.append(traceback.format_exc())


def importing(folder: Path, rounds: int) -> list[str]:
    """Import in other threads while this one purges and refreshes."""
    save(folder, "pool/__init__.py", "")
    save(folder, "pool/base.py", "NUMBER = 0\n")
    for each in range(_MODULES):
        save(folder, f"pool/m{each}.py", _POOLED.format(version=0))

    def step(number: int, time: int) -> None:
        name = f"m{(number + time) % _MODULES}"
        if time % 3 == 0:
            module = importlib.import_module(f"pool.{name}")
        elif time % 3 == 1:
            module = importlib.import_module(f".{name}", "pool")
        else:
            module = by_statement(name)
        assert vars(module).get("END") == vars(module).get("START") is not None, "half of a module"
        assert vars(module)["show"]() == vars(module)["END"]

    with Others(step) as others:
        for turn in range(1, rounds + 1):
            alive()
            if turn % 2:
                save(folder, "pool/base.py", f"NUMBER = {turn}\n")
            save(folder, f"pool/m{turn % _MODULES}.py", _POOLED.format(version=turn))
            report = mr.refresh()
            others.problems += [f"refresh: {failed}" for failed in report.failed]
            if turn % 3 == 0:
                mr.purge()
    mr.refresh()
    for each in range(_MODULES):
        module = importlib.import_module(f"pool.m{each}")
        last = max(turn for turn in range(rounds + 1) if turn % _MODULES == each or turn == 0)
        if last != module.START or (rounds if rounds % 2 else rounds - 1) != module.NUMBER:
            others.problems.append(
                f"{module.__name__}: {module.START}, {module.NUMBER} after {last}"
            )
    return others.problems


def by_statement(name: str) -> ModuleType:
    """Import by a statement: between its two halves a purge may come; then it says so."""
    space: dict[str, ModuleType] = {}
    while True:
        try:
            exec(f"from pool import {name} as module", space)
        except ImportError as error:
            if not str(error).startswith(f"cannot import name '{name}' from 'pool'"):
                raise
        else:
            return space["module"]


_POOLED = """\
START = {version}
from .base import NUMBER
def show(): return START
class A: pass
END = START
"""


def using(folder: Path, rounds: int) -> list[str]:
    """Use modules in other threads while this one refreshes them."""
    save(folder, "used.py", _USED.format(version=0, extra=""))
    save(folder, "above.py", "from used import A, f\nclass B(A): pass\n")
    import above  # type: ignore[import-not-found]
    import used  # type: ignore[import-not-found]

    thing, below, f = used.A(), above.B(), used.f
    table = {"f": f, used.A: [used.A, f], f: 1}

    def step(number: int, time: int) -> None:
        for one in (thing, below):
            assert one.first() == "first"
            assert one.last()[0] == "last"
            assert one.shown is not None
            assert isinstance(one, type(one))
            assert type(one)().own == []
        assert f() >= 0
        assert len(list(table.items())) == 3
        assert table["f"]() >= 0
        assert used.A.made().last()
        local: dict[str, object] = {}
        exec("from used import A, f\nfrom above import B\nf(), A().last(), B().last()", local)

    with Others(step) as others:
        for turn in range(1, rounds + 1):
            alive()
            extra = "def more(self): return 1" if turn % 2 else ""
            save(folder, "used.py", _USED.format(version=turn, extra=extra))
            names = {"used": used, "thing": thing}
            report = mr.refresh(namespace=names)
            while "importing" in report.kept.values():  # what others import is left alone
                report = mr.refresh(namespace=names)
            others.problems += [f"refresh: {failed}" for failed in report.failed]
            if not report.ran:
                others.problems.append(f"nothing ran in round {turn}")
    if thing.last() != ("last", rounds):
        others.problems.append(f"after the last refresh: {thing.last()}")
    return others.problems


_USED = """\
VERSION = {version}
class A:
    def __init__(self): self.own = []
    def first(self): return "first"
    {extra}
    def last(self): return "last", VERSION
    @property
    def shown(self): return self.last()
    @classmethod
    def made(cls): return cls()
def f(): return VERSION
"""


def save(folder: Path, path: str, text: str) -> None:
    """Save a file, in one step: another thread may be about to import it."""
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(dedent(text), encoding="utf-8")
    beside.replace(file)


def alive() -> None:
    """Say that there is no deadlock; else the process ends, and shows where each thread is."""
    faulthandler.dump_traceback_later(_HANGS, exit=True)


def main() -> int:
    """Play as the command line says; return how much went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["importing", "using"])
    parser.add_argument("--rounds", type=int, default=1000)
    args = parser.parse_args()
    sys.setswitchinterval(_SWITCH)
    mr.snapshot()
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        problems = {"importing": importing, "using": using}[args.what](Path(folder), args.rounds)
    print(*problems, sep="\n")
    faulthandler.cancel_dump_traceback_later()
    return len(problems)


if __name__ == "__main__":
    sys.exit(main())
