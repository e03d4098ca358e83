"""``python -m tests.mutation [MODULE…]``: change the core in small ways; do the tests notice?"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.targets import TARGETS

ROOT = Path(__file__).parents[2]
_PARTS = ("ipython_modreset", "tests", "examples", "README.md", "pyproject.toml", ".ci", ".github")


def main() -> int:
    """Print the survivors and the share that was killed. The status is 1 if that is too little."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as purging/keep; or all")
    parser.add_argument("--sample", type=int, help="so many mutants of each module; else all")
    parser.add_argument("--seed", type=int, default=0, help="which")
    parser.add_argument("--least", type=float, default=85, help="per cent to be killed")
    arguments = parser.parse_args()
    tried = killed = 0
    for module in arguments.modules or TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder), module, TARGETS[module])
            verdicts = [
                bench.is_noticed(mutant)
                for mutant in islice(mutants(bench.source, arguments.seed), arguments.sample)
            ]
        tried, killed = tried + len(verdicts), killed + sum(verdicts)
        print(f"{module}: {sum(verdicts)} of {len(verdicts)} killed", flush=True)
    share = 100 * killed / max(tried, 1)
    print(f"all: {killed} of {tried} killed ({share:.0f} %)")
    return int(share < arguments.least)


class Bench:
    """A copy of all, in which one module is changed, and the tests that are to notice."""

    def __init__(self, folder: Path, module: str, tests: Sequence[str]) -> None:
        for part in _PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        self._folder = folder
        self._module = module
        self._file = folder / "ipython_modreset" / f"{module}.py"
        files = [name.partition("::") for name in tests]
        self._files = [f"tests/test_{file}.py{sep}{test}" for file, sep, test in files]
        self._files.insert(0, str(self._file))  # for its doctests
        self._time = time.time() - 1_000_000
        self.source = self._file.read_text()
        began = time.monotonic()
        if self._tests_fail(self.source, None):
            raise RuntimeError(f"the tests of {module} fail as it is")
        self._patience = 30 + 5 * (time.monotonic() - began)

    def is_noticed(self, mutant: Mutant) -> bool:
        """Tell whether a test fails on a mutant, or hangs; show one that survives."""
        noticed = self._tests_fail(mutant.source, self._patience)
        if not noticed:
            before, after = self.source.splitlines(), mutant.source.splitlines()
            lines = list(unified_diff(before, after, lineterm="", n=0))[3:]
            print(f"  {self._module}.py:{mutant.line} {mutant.kind}", *lines, sep="\n    ")
            sys.stdout.flush()
        return noticed

    def _tests_fail(self, source: str, patience: float | None) -> bool:
        self._file.write_text(source)
        self._time += 10  # so that no bytecode of another mutant looks valid
        os.utime(self._file, (self._time, self._time))
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        command.append("--doctest-modules")
        environment = {**os.environ, "PYTHONPATH": str(self._folder), "MODRESET_FUZZ": "10"}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # it would take longer than the tests
        with subprocess.Popen(
            [*command, *self._files],
            cwd=self._folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as running:
            try:
                return running.wait(patience) != 0
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, 9)  # the processes that tests have started, too
                return True


if __name__ == "__main__":
    sys.exit(main())
