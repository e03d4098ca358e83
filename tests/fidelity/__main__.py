"""``python -m tests.fidelity``: the table of the tools."""

from __future__ import annotations

import argparse
import os
import sys

from tests.fidelity.scenario import KINDS
from tests.fidelity.suite import Verdict, all_scenarios, judge_all
from tests.fidelity.table import failure, table
from tests.fidelity.tools import TOOLS


def main() -> int:
    """Print the table. The status is 1 if no scenario fits, or one fails in a strict run."""
    names = [tool.name for tool in TOOLS]
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("--tool", action="append", choices=names, help="only this (repeatable)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this (repeatable)")
    parser.add_argument("--only", default="", help="only scenarios with this in their name")
    parser.add_argument("--part", default="1/1", help="only this part of them: 1/2 or 2/2")
    parser.add_argument("--markdown", action="store_true", help="the table as Markdown")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="sessions at a time")
    parser.add_argument("--failures", action="store_true", help="say what went wrong")
    parser.add_argument("--strict", action="store_true", help="exit 1 if any fails")
    parser.add_argument("--output", action="store_true", help="and quote the session's output")
    arguments = parser.parse_args()
    scenarios = tuple(
        scenario
        for scenario in all_scenarios()
        if arguments.only in scenario.name and scenario.kind in (arguments.kind or KINDS)
    )
    part, parts = map(int, arguments.part.split("/"))
    scenarios = scenarios[part - 1 :: parts]  # each part has some of every kind
    if not scenarios:
        print("no such scenario", file=sys.stderr)
        return 1
    tools = tuple(arguments.tool or names)
    verdicts: list[Verdict] = []
    for judged in judge_all(scenarios, tools, arguments.jobs):
        verdicts += judged
        for verdict in judged:
            if not verdict.passed and (arguments.failures or arguments.output):
                print(failure(verdict, output=arguments.output), flush=True)
    print(table(verdicts, tools, markdown=arguments.markdown))
    failed = sum(not verdict.passed for verdict in verdicts)
    print(f"\n{len(verdicts) - failed} passed, {failed} failed")
    return int(arguments.strict and failed > 0)


if __name__ == "__main__":
    sys.exit(main())
