"""The project folder of a scenario: laying it out, and saving edits as editors do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.fidelity.scenario import Edit, Save

SECOND = 1_000_000_000
PROGRAM_LIMIT = 300


def lay_out(root: Path, files: Mapping[str, str], prepare: str) -> None:
    """Write the files as if they had been there for a while, then run `prepare` in the folder."""
    # A quarter past a whole second, so that there is room for saves within the same second.
    stamp = (time.time_ns() // SECOND - 100) * SECOND + SECOND // 4
    for name, text in files.items():
        _write(root / name, text)
        os.utime(root / name, ns=(stamp, stamp))
    if prepare:
        _run_program(root, prepare)


def save(root: Path, edit: Edit) -> None:
    """Save one edit, then run its program.

    Deletions come first, so that a file can become a folder and back.
    """
    for name, text in edit.files.items():
        if text is None:
            _delete(root / name)
    for name, text in edit.files.items():
        if edit.save == "touch":
            _stamp(root / name, os.stat(root / name).st_mtime_ns, "touch")
        elif text is not None:
            _save_file(root / name, text, edit.save)
    if edit.run:
        _run_program(root, edit.run)


def _run_program(root: Path, source: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PROGRAM_LIMIT,
    )
    if done.returncode:
        raise RuntimeError(f"a program of the scenario failed:\n{done.stdout}{done.stderr}")


def _save_file(path: Path, text: str, how: Save) -> None:
    # Through a link, as editors do, so that an atomic save does not replace the link.
    path = path.resolve()
    former = path.stat().st_mtime_ns if path.exists() else None
    if how == "atomic" and former is not None:
        beside = path.with_name(path.name + ".new")
        _write(beside, text)
        _stamp(beside, former, how)
        os.replace(beside, path)
        return
    _write(path, text)
    if former is not None:
        _stamp(path, former, how)
    elif how == "older mtime":
        _stamp(path, path.stat().st_mtime_ns, how)


def _stamp(path: Path, former: int, how: Save) -> None:
    """Give a file just written the mtime that this kind of save leaves behind."""
    if how == "older mtime":
        stamp = former - 3600 * SECOND
    elif how == "same second":
        stamp = former // SECOND * SECOND + (former % SECOND + SECOND // 1000) % SECOND
    else:
        now = time.time_ns()
        # Edits of a scenario follow one another at once; those of a person take a moment.
        stamp = now if now > former + SECOND else former + 2 * SECOND
    os.utime(path, ns=(stamp, stamp))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
