"""A KeyboardInterrupt at every moment of a refresh: ``--places 1`` visits all places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shells import environment
from tests.trust.programs import PROGRAMS

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="Python tells of these moments from 3.12 on"
)


@pytest.mark.parametrize("program", [program.name for program in PROGRAMS])
def test_interrupted_the_session_is_as_before_or_as_wanted(
    program: str, places: int, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.sweep", f"--places={places}", f"--only={program}"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    head = done.stdout.splitlines()[0]
    assert head.startswith(f"{program}: ")
    assert int(head.removeprefix(f"{program}: ").split()[0]) > 3, head
