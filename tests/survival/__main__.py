"""Prints the survival table: ``python -m tests.survival [--only NAME] [--markdown] [--jobs N]``."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from .harness import TOOLS, Outcome, Tool, broken_promises, missing, run
from .package import Package
from .packages import PACKAGES
from .table import failures, markdown, plain


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.survival", description=__doc__)
    option = parser.add_argument
    option("--only", action="append", metavar="NAME", help="only this package (may be repeated)")
    option("--markdown", action="store_true", help="print the table as Markdown")
    option("--jobs", type=int, default=1, metavar="N", help="processes at a time (default: 1)")
    option("--details", action="store_true", help="print the tracebacks of what failed")
    given = parser.parse_args()
    unknown = set(given.only or ()) - {package.name for package in PACKAGES}
    if unknown:
        parser.error(f"no package named {', '.join(sorted(unknown))} is in the list")
    return given


def main() -> int:
    given = arguments()
    chosen = [p for p in PACKAGES if not given.only or p.name in given.only]
    installed = [p for p in chosen if not missing(p)]
    cells: list[tuple[Package, Tool]] = [(p, tool) for p in installed for tool in TOOLS]
    with ThreadPoolExecutor(given.jobs) as pool:
        outcomes = list(pool.map(lambda cell: run(*cell), cells))
    results: dict[tuple[str, str], Outcome] = {
        (package.name, tool.name): result
        for (package, tool), result in zip(cells, outcomes, strict=True)
    }
    print((markdown if given.markdown else plain)(chosen, results))
    print()
    print("\n".join(failures(results, details=given.details)))
    return int(any(broken_promises(p, t, results[p.name, t.name]) for p, t in cells))


if __name__ == "__main__":
    sys.exit(main())
