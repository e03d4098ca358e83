"""``python -m tests.benchmarks [NAME…]``: all benchmarks, or those of the files named.

What ``refresh`` measures can be set: ``--modules 100 --objects 0 --turns 5 --edits 20 --sleep 0``,
and ``--clock cpu`` where other processes keep the machine busy.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator

from tests import benchmarks
from tests.benchmarks import bench_refresh
from tests.benchmarks.measuring import Case, measure, table
from tests.benchmarks.options import parsed


def cases(only: list[str]) -> Iterator[Case]:
    """Give the cases of every ``bench_*.py`` here, each with its setting while it is measured."""
    for found in pkgutil.iter_modules(benchmarks.__path__):
        if found.name.startswith("bench_") and (not only or found.name[6:] in only):
            module = importlib.import_module(f"tests.benchmarks.{found.name}")
            yield from getattr(module, "cases", tuple)()


def main() -> int:
    """Print the table. The exit status is 1 if a promise is not kept."""
    names, options = parsed(sys.argv[1:])
    measured = [measure(case) for case in cases(names)]
    print("\n".join(table(measured)))
    kept = all(one.kept for one in measured)
    if not names or "refresh" in names:
        for figure in bench_refresh.figures(options):
            print(figure, flush=True)
            kept = kept and figure.is_met
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
