"""All scenarios, and what each tool shows for them."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import fidelity
from tests.fidelity.scenario import Scenario
from tests.fidelity.session import Outcome
from tests.fidelity.tools import NO_TOOL

REPOSITORY = Path(__file__).resolve().parents[2]
HANG_LIMIT = 20.0


@dataclass(frozen=True)
class Verdict:
    """What one tool showed for one scenario, beside what it should have shown."""

    scenario: Scenario
    tool: str
    expected: str
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return self.outcome.shown == self.expected


def all_scenarios() -> tuple[Scenario, ...]:
    """The `SCENARIOS` of every module of this package, in the order of the modules' names."""
    found: list[Scenario] = []
    for info in pkgutil.iter_modules(fidelity.__path__, f"{fidelity.__name__}."):
        if not info.name.rpartition(".")[2].startswith(("__", "test_")):
            found.extend(getattr(importlib.import_module(info.name), "SCENARIOS", ()))
    return tuple(found)


class Sessions:
    """The servers that play scenarios, started when first needed: one a tool and thread."""

    def __init__(self, hang_limit: float = HANG_LIMIT) -> None:
        self._hang_limit = hang_limit
        self._servers: dict[tuple[int, str], subprocess.Popen[str]] = {}
        self._expected: dict[str, Outcome] = {}

    def play(self, scenario: Scenario, tool: str, *, edited: bool = False) -> Outcome:
        """What the tool shows; with `edited`, in a process started on the edited files."""
        job = {"scenario": asdict(scenario), "edited": edited, "hang_limit": self._hang_limit}
        server = self._server(tool)
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        answer = server.stdout.readline()
        if not answer:
            self._forget(tool)
            raise RuntimeError(f"the server of {tool!r} ended while playing {scenario.name!r}")
        data = json.loads(answer)
        return Outcome(data["shown"], tuple(data["errors"]), data["output"])

    def fresh(self, scenario: Scenario) -> Outcome:
        """What a freshly started process shows on the edited files."""
        if scenario.name not in self._expected:
            self._expected[scenario.name] = self.play(scenario, NO_TOOL, edited=True)
        return self._expected[scenario.name]

    def expected(self, scenario: Scenario) -> str:
        """What a tool must show."""
        return self.fresh(scenario).shown if scenario.expected is None else scenario.expected

    def judge(self, scenario: Scenario, tool: str) -> Verdict:
        """Play a scenario and compare."""
        return Verdict(scenario, tool, self.expected(scenario), self.play(scenario, tool))

    def close(self) -> None:
        """End all servers."""
        for server in self._servers.values():
            server.terminate()
            server.communicate()
        self._servers.clear()

    def _server(self, tool: str) -> subprocess.Popen[str]:
        key = (threading.get_ident(), tool)
        server = self._servers.get(key)
        if server is None or server.poll() is not None:
            self._servers[key] = server = _start_server(tool)
        return server

    def _forget(self, tool: str) -> None:
        self._servers.pop((threading.get_ident(), tool)).communicate()


def environment() -> dict[str, str]:
    """This process's environment; but Python writes bytecode, as it does for people."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _start_server(tool: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"from tests.fidelity.server import serve; serve({tool!r})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        env=environment(),
    )


@contextmanager
def open_sessions(hang_limit: float = HANG_LIMIT) -> Iterator[Sessions]:
    """Sessions that are closed at the end; one that says nothing for so long is ended."""
    sessions = Sessions(hang_limit)
    try:
        yield sessions
    finally:
        sessions.close()


def judge_all(
    scenarios: tuple[Scenario, ...], tools: tuple[str, ...], jobs: int
) -> Iterator[tuple[Verdict, ...]]:
    """For each scenario, in order, the verdicts on all tools."""
    with open_sessions() as sessions, ThreadPoolExecutor(jobs) as pool:

        def judge(scenario: Scenario) -> tuple[Verdict, ...]:
            return tuple(sessions.judge(scenario, tool) for tool in tools)

        yield from pool.map(judge, scenarios)
