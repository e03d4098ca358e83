"""One package, one tool, one process: what still works after a purge."""

import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .package import Package

ROOT = Path(__file__).parents[2]
TIMEOUT = 300  # seconds; only a hang takes that long


@dataclass(frozen=True)
class Tool:
    """A way to purge: a cell before the package is imported, and the cell that purges."""

    name: str
    setup: str
    purge: str


CONTROL = Tool("no purge", "pass", "pass")
NAIVE = Tool(
    "naive recipe",
    "import sys\nloaded_at_first = set(sys.modules)",
    "for name in set(sys.modules) - loaded_at_first:\n    del sys.modules[name]",
)
LITERAL = Tool("ipython_modreset", "%load_ext ipython_modreset", "%purge_modules")
USER = Tool(
    'scope = "user"',
    '%load_ext ipython_modreset\n%config ModuleReset.scope = "user"',
    "%purge_modules",
)
TOOLS = (NAIVE, LITERAL, USER)


@dataclass(frozen=True)
class Outcome:
    """How it went: for each column the error in one line, or None where it works.

    Attributes
    ----------
    broken : str or None
        What failed before the purge, which then says nothing about the tool.
    again, pair : str or None
        What failed when the package was imported and used again, and when an object from before
        the purge was used with it.
    renewed : bool
        Whether the import after the purge ran the package anew (else it was kept).
    at_first : bool
        Whether it was loaded before any cell asked for it, and so belongs to the baseline.
    details : str
        Tracebacks and output, for whoever looks into a failure.
    """

    broken: str | None
    again: str | None
    pair: str | None
    renewed: bool
    at_first: bool
    details: str

    def failed(self) -> dict[str, str]:
        """The columns that failed, with their errors."""
        if self.broken:
            return {"before the purge": self.broken}
        columns = {"again": self.again, "pair": self.pair}
        return {column: error for column, error in columns.items() if error}


def missing(package: Package) -> str:
    """Name the distribution that is not installed, or say nothing ("")."""
    for distribution in (package.distribution, *package.needs):
        try:
            if distribution:
                importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            return distribution
    return ""


def run(package: Package, tool: Tool) -> Outcome:
    """Put a package through a purge in a process of its own."""
    stages = [
        ("setup", tool.setup),
        ("use", package.use),
        ("make", package.make),
        ("purge", tool.purge),
        ("again", package.use),
        ("pair", package.pair),
    ]
    with tempfile.TemporaryDirectory() as folder:
        request, report, output = (Path(folder, name) for name in ("request", "report", "output"))
        request.write_text(json.dumps({"name": package.name, "stages": stages}), encoding="utf-8")
        report.touch()
        ended = run_worker(request, report, output)
        reports = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
        return judge(reports, ended, output.read_text(encoding="utf-8", errors="replace"))


def run_worker(request: Path, report: Path, output: Path) -> str | None:
    """Run the cells; say how the process ended if not well."""
    folder = str(report.parent)
    command = [sys.executable, "-m", "tests.survival.worker", str(request), str(report)]
    with open(output, "wb") as written:
        try:
            process = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=os.environ | {"IPYTHONDIR": folder, "MPLCONFIGDIR": folder},
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            return f"the process did not end within {TIMEOUT} seconds"
    return f"the process ended with {process.returncode}" if process.returncode else None


def judge(reports: list[dict[str, Any]], ended: str | None, output: str) -> Outcome:
    """Make the outcome from what the worker wrote down."""
    done = {report["stage"]: report for report in reports}
    errors = {stage: report["error"]["line"] for stage, report in done.items() if report["error"]}
    broken = next((f"{s}: {errors[s]}" for s in ("setup", "use", "make") if s in errors), None)
    if broken is None and "make" not in done:
        broken = ended or "the process stopped before the purge"
    purge = errors.get("purge") or (None if "purge" in done else ended)
    return Outcome(
        broken=broken,
        again=purge or errors.get("again") or ended,
        pair=purge or errors.get("pair") or (None if "pair" in done else ended),
        renewed=done.get("again", {}).get("renewed", False),
        at_first=done.get("setup", {}).get("loaded", False),
        details="\n".join([*(r["error"]["traceback"] for r in reports if r["error"]), output]),
    )


def promises(package: Package, tool: Tool) -> tuple[str, ...]:
    """Name the columns that a tool promises for a package."""
    if tool is USER or tool is CONTROL or (tool is LITERAL and package.compiled):
        return ("again", "pair")
    return ("again",) if tool is LITERAL else ()


def broken_promises(package: Package, tool: Tool, result: Outcome) -> list[str]:
    """Say what should have worked and did not, one line for each."""
    promised = ("before the purge", *promises(package, tool))
    return [f"{column}: {error}" for column, error in result.failed().items() if column in promised]
