"""The survival table, as text and as Markdown."""

import importlib.metadata
import textwrap
from collections.abc import Sequence

from .harness import TOOLS, Outcome, missing
from .package import Package

Results = dict[tuple[str, str], Outcome]

LONGEST_ERROR = 300  # of a line that is no more than a hint; --details has it all

LEGEND = (
    "again: imported and used once more after the purge (kept: the same module; new: run anew). "
    "pair: an object from before the purge works with the package imported after it."
)


def rows(packages: Sequence[Package], results: Results) -> list[list[str]]:
    """Head and body of the table."""
    head = ["package", "version", "compiled"]
    head += [f"{tool.name}: {column}" for tool in TOOLS for column in ("again", "pair")]
    return [head, *(row(package, results) for package in packages)]


def row(package: Package, results: Results) -> list[str]:
    absent = missing(package)
    version = ""
    if package.distribution and not absent:
        version = importlib.metadata.version(package.distribution)
    cells = [package.name, version, "yes" if package.compiled else ""]
    if absent:
        return [*cells, *[f"{absent} is not installed", *[""] * (2 * len(TOOLS) - 1)]]
    for tool in TOOLS:
        cells += verdicts(results[package.name, tool.name])
    return cells


def verdicts(result: Outcome) -> list[str]:
    """The two columns of one tool."""
    if result.broken:
        return ["(broken before)", "(broken before)"]
    works = "yes, new" if result.renewed else "yes, kept"
    return ["no" if result.again else works, "no" if result.pair else "yes"]


def plain(packages: Sequence[Package], results: Results) -> str:
    table = rows(packages, results)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:], "", LEGEND])


def markdown(packages: Sequence[Package], results: Results) -> str:
    head, *body = ("| " + " | ".join(row) + " |" for row in rows(packages, results))
    rule = "|" + " --- |" * (3 + 2 * len(TOOLS))
    return "\n".join([head, rule, *body, "", LEGEND])


def failures(results: Results, *, details: bool = False) -> list[str]:
    """One line for each thing that failed; with tracebacks if wanted."""
    lines = []
    for (name, tool), result in results.items():
        failed = [
            f"{name}, {tool}, {column}: {textwrap.shorten(error, LONGEST_ERROR)}"
            for column, error in result.failed().items()
        ]
        lines += failed
        if failed and details:
            lines.append(result.details)
    return lines
