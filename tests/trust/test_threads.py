"""Threads that import, or use, what is purged and refreshed meanwhile: ``--rounds 1000``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shells import environment


@pytest.mark.parametrize("what", ["importing", "using"])
def test_nothing_goes_wrong_in_any_thread(what: str, rounds: int, tmp_path: Path) -> None:
    """The program ends itself where it hangs: then it shows where each thread is."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.threads", what, f"--rounds={rounds}"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "", done.stdout
    assert done.returncode == 0, done.stderr
