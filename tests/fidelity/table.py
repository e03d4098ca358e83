"""The table of the tools, by kind of scenario."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tests.fidelity.scenario import KINDS
from tests.fidelity.suite import Verdict


def table(verdicts: Sequence[Verdict], tools: Sequence[str], *, markdown: bool) -> str:
    """Passed of total, for each kind and tool."""
    kinds = [kind for kind in KINDS if any(v.scenario.kind == kind for v in verdicts)]
    rows = [["", *tools]]
    rows += [[kind, *(_score(verdicts, tool, kind) for tool in tools)] for kind in kinds]
    rows += [["all", *(_score(verdicts, tool, None) for tool in tools)]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths, markdown) for row in rows]
    rule = "|" + "|".join(_dashes(i, width) for i, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], *([rule] if markdown else []), *lines[1:]])


def failure(verdict: Verdict, *, output: bool) -> str:
    """What a failing scenario showed and should have shown; with `output`, all that it wrote."""
    lines = [
        f"{verdict.tool}: {verdict.scenario.kind}: {verdict.scenario.name}",
        f"    expected {verdict.expected}",
        f"    shown    {verdict.outcome.shown}",
        *(f"    cell     {error}" for error in verdict.outcome.errors),
    ]
    if output:
        lines += ["    output", textwrap.indent(verdict.outcome.output.rstrip(), " " * 8)]
    return "\n".join(lines)


def _score(verdicts: Sequence[Verdict], tool: str, kind: str | None) -> str:
    those = [v for v in verdicts if v.tool == tool and kind in (None, v.scenario.kind)]
    passed = sum(v.passed for v in those)
    return f"{passed}/{len(those)} ({100 * passed // len(those)}%)"


def _line(row: list[str], widths: list[int], markdown: bool) -> str:
    cells = [
        row[0].ljust(widths[0]),
        *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
    ]
    return "| " + " | ".join(cells) + " |" if markdown else "  ".join(cells)


def _dashes(column: int, width: int) -> str:
    return "-" * (width + 2) if column == 0 else "-" * (width + 1) + ":"
