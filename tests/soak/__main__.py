"""``python -m tests.soak [--cycles N] [KIND…]``: a long run, and whether anything adds up in it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.soak.project import PERIOD
from tests.soak.soaking import KINDS, Mark, soak, tenths, what_adds_up, what_grows

_EVERY = 2 * PERIOD


def main() -> int:
    """Print the figures. The status is 1 if anything grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; or all")
    parser.add_argument("--cycles", type=int, default=5_000, help="how many of each")
    arguments = parser.parse_args()
    # Whole periods, so that the files are the same at each mark.
    cycles = -(-max(arguments.cycles, 1_200) // _EVERY) * _EVERY
    failed = False
    for kind in arguments.kinds or KINDS:
        marks = []
        with tempfile.TemporaryDirectory() as folder:
            for mark in soak(kind, cycles, _EVERY, Path(folder)):
                marks.append(mark)
                if sys.stderr.isatty():
                    print(f"\r{kind}: {mark.step} of {cycles}", end="", file=sys.stderr)
        wrong = [*what_adds_up(marks[1:]), *what_grows(marks)]
        failed |= bool(wrong)
        print("\n".join([figures(kind, marks), *(f"  {one}" for one in wrong)]), flush=True)
    return int(failed)


def figures(kind: str, marks: Sequence[Mark]) -> str:
    """Say in a few lines what was measured."""
    start = next(mark for mark in marks if mark.step >= 500)
    last = marks[-1]
    before, after = tenths(marks)
    grown = (last.resident - start.resident) / 1024 / ((last.step - start.step) / 500)
    return (
        f"{kind}: {last.step} cycles\n"
        f"  memory: {start.resident / 2**20:.1f} MiB after {start.step} cycles, "
        f"{last.resident / 2**20:.1f} MiB at the end: {grown:.0f} KiB per 500 cycles\n"
        f"  CPU time of a cycle: {before * 1000:.2f} ms in the second tenth, "
        f"{after * 1000:.2f} ms in the last: {after / before:.2f} times\n"
        f"  objects: {marks[1].objects} after {marks[1].step} cycles, {last.objects} at the end"
    )


if __name__ == "__main__":
    sys.exit(main())
