"""A refresh of 1 to 16 real engines, beside an empty call of the same engines."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from ipython_modreset import cluster
from ipython_modreset import session as sessions
from tests.benchmarks.measuring import Case

ENGINES = (1, 2, 4, 8, 16)
MODULES = 100
ROUNDS = 12
_BESIDE = "an empty call of the same engines: view.apply_sync(int)"

_versions = count(1)


def cases() -> Iterator[Case]:
    """Start the engines once; refresh 1, 2, 4, 8 and all of them."""
    try:
        from tests.cluster import engines
    except ImportError as missing:
        print(f"cluster: left out, the extra `cluster` is not installed ({missing})")
        return
    with engines.cluster(max(ENGINES)) as rc, _project() as folder:
        engines.see(rc[:], folder)
        sys.path.insert(0, str(folder))
        cluster.refresh(rc)
        engines.call(rc[:], "bench_all")
        __import__("bench_all")
        for number in ENGINES:
            yield from _of(rc[:number], number, folder)
        _say_sizes(rc)


def _of(view: Any, number: int, folder: Path) -> Iterator[Case]:
    def nothing() -> object:
        return view.apply_sync(int)

    def unchanged() -> None:
        assert cluster.refresh(view).ok

    def edited() -> None:
        source = f"from bench_base import X\ndef f(): return {next(_versions)}"
        _save(folder / "bench_0.py", source)
        report = cluster.refresh(view)
        assert report.ok, str(report)
        assert all(row.patched == 1 for row in report.engines)

    def runs_again() -> None:
        _save(folder / "bench_base.py", f"X = {next(_versions)}")
        report = cluster.refresh(view)
        assert report.ok, str(report)
        assert all(row.ran == MODULES + 2 for row in report.engines)

    setting = f"{number} engine{'s' * (number > 1)}, {MODULES} modules"
    yield Case(f"{setting}: nothing changed", unchanged, nothing, _BESIDE, rounds=ROUNDS)
    yield Case(f"{setting}: a body edited", edited, nothing, _BESIDE, rounds=ROUNDS)
    yield Case(f"{setting}: all run again", runs_again, nothing, _BESIDE, rounds=ROUNDS // 4)


def _say_sizes(rc: Any) -> None:
    """Print how many bytes a question and an answer have when all modules have run again."""
    from ipython_modreset.cluster.ipyparallel import Way

    asked: list[int] = []
    answered: list[int] = []

    def ask(self: Any, request: str, engines: Any, sent: Any) -> Any:
        found = original(self, request, engines, sent)
        asked.append(len(request))
        answered.extend(len(text) for text in found.values())
        return found

    original = Way.ask
    Way.ask = ask  # type: ignore[method-assign]
    try:
        folder = Path(sys.path[0])
        _save(folder / "bench_base.py", f"X = {next(_versions)}")
        assert cluster.refresh(rc).ok
    finally:
        Way.ask = original  # type: ignore[method-assign]
    print(
        f"cluster: {len(asked)} question of {max(asked)} bytes to {len(answered)} engines, "
        f"answers of at most {max(answered)} bytes, {MODULES + 2} modules having run again"
    )


@contextmanager
def _project() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="modreset-bench") as name:
        folder = Path(name)
        _save(folder / "bench_base.py", "X = 0")
        for each in range(MODULES):
            value = "def f(): return 0" if each == 0 else f"Y = {each}"
            _save(folder / f"bench_{each}.py", f"from bench_base import X\n{value}")
        imports = "\n".join(f"import bench_{each}" for each in range(MODULES))
        _save(folder / "bench_all.py", f"{imports}\ndef f(): return bench_0.f()")
        try:
            yield folder
        finally:
            sessions.end()
            sys.path[:] = [entry for entry in sys.path if entry != name]


def _save(file: Path, source: str) -> None:
    file.write_text(source, encoding="utf-8")
