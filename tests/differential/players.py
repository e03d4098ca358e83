"""The servers that play programs, seen from the test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from tests.fidelity.scenario import Scenario
from tests.fidelity.suite import REPOSITORY, environment

Seen = dict[str, Any]


@dataclass(frozen=True)
class Played:
    """What a program showed: at first, and after each edit.

    Attributes
    ----------
    session
        In one session: names to what they show, errors of cells, and reports; or, as text, the
        output of one that hung or died.
    fresh
        In a process started on the files as they were then, without reports; or, as text, the
        output of one that hung or died.
    """

    session: list[Seen] | str
    fresh: list[Seen | str]


class Player:
    """Plays programs in processes of its own, from which every session is forked."""

    def __init__(self) -> None:
        self._session = _start("session")
        self._fresh = _start("fresh")

    def play(self, program: Scenario) -> Played:
        """Return what the session showed after each edit, and what fresh processes did."""
        line = json.dumps(asdict(program)) + "\n"
        for server in (self._session, self._fresh):
            assert server.stdin is not None
            server.stdin.write(line)
            server.stdin.flush()
        return Played(_answer(self._session), _answer(self._fresh))

    def close(self) -> None:
        """End the servers."""
        for server in (self._session, self._fresh):
            server.terminate()
            server.communicate()


def _start(kind: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.differential.{kind}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        env=environment(),
    )


def _answer(server: subprocess.Popen[str]) -> Any:
    assert server.stdout is not None
    return json.loads(server.stdout.readline())


@contextmanager
def open_player() -> Iterator[Player]:
    """A player that is closed at the end."""
    player = Player()
    try:
        yield player
    finally:
        player.close()
