"""``python -m tests.differential``: programs that write themselves, as many as one likes."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.differential.batch import Batch, run_batch

_BATCH = 250


def main() -> int:
    """Run batches of programs, each with a seed of its own. The status is 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--programs", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--seed", type=int, default=0, help="of the first 250; then counts up")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument(
        "--no-shrink", action="store_true", help="go on after a fault, show all as they come"
    )
    arguments = parser.parse_args()
    began, counts, faulty = time.monotonic(), Counter[str](), 0
    for batch in _batches(arguments):
        counts += batch.counts
        seconds = time.monotonic() - began
        print(f"seed {batch.seed}: {counts['programs']} programs in {seconds:.0f} s", flush=True)
        faulty += len(batch.faults)
        print(*batch.faults, sep="\n", end="\n" * bool(batch.faults), flush=True)
    for outcome, number in counts.most_common():
        print(f"{number:7} {outcome}")
    print(f"{faulty} faults")
    return int(bool(faulty))


def _batches(arguments: argparse.Namespace) -> Iterator[Batch]:
    """Run the batches, and yield each when it is done."""
    sizes = [_BATCH] * (arguments.programs // _BATCH)
    sizes += [arguments.programs % _BATCH] * bool(arguments.programs % _BATCH)
    with ProcessPoolExecutor(arguments.jobs, max_tasks_per_child=1) as pool:
        running = [
            pool.submit(run_batch, arguments.seed + number, size, shrink=not arguments.no_shrink)
            for number, size in enumerate(sizes)
        ]
        for one in running:
            yield one.result()


if __name__ == "__main__":
    sys.exit(main())
