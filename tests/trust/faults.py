"""What can be wrong with a file, or with the file system under it. All of it is real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.trust.programs import Program

Fault = Callable[[Path], None]

MODULE = "fails.py"

#: The module that is edited registers itself elsewhere, and another one is built on it.
PROGRAM = Program(
    name="a module, one that it registers in, one built on it",
    one={"pkg/fails.py": "from table import put\nput('k', 1)\nX = 1\nclass A: x = 1\n"},
    other={"pkg/fails.py": "from table import put\nput('k', 2)\nX = 2\nclass A: x = 2\n"},
    both={
        "table.py": "TABLE = {}\ndef put(key, value): TABLE[key] = value\n",
        "pkg/__init__.py": "",
        "above.py": "from pkg.fails import X, A\nclass B(A): y = X\n",
    },
    cells="import above, table\nfrom above import B, X\nfrom pkg.fails import A\nb = B()",
    probes=("X, b.x, b.y, table.TABLE, A.x, isinstance(b, A)",),
)

_BEGUN = "from table import put\nput('k', 3)\nclass A: x = 3\n"


def _saves(content: str | bytes) -> Fault:
    def fault(file: Path) -> None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    return fault


def _raises(text: str) -> Fault:
    return _saves(_BEGUN + text)


def _is_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _is_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _is_a_link_to_itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def _is_gone(file: Path) -> None:
    file.unlink()


def _folder_is_gone(file: Path) -> None:
    shutil.rmtree(file.parent)


def _may_not_be_read(file: Path) -> None:
    file.write_text(_BEGUN)
    file.chmod(0)


def _folder_may_not_be_entered(file: Path) -> None:
    file.write_text(_BEGUN)
    file.parent.chmod(0)


#: After each of these the import fails, and the session is as before.
FAILING: dict[str, Fault] = {
    "MemoryError": _raises("raise MemoryError"),
    "a MemoryError of the interpreter's own": _raises("x = bytearray(1 << 62)"),
    "RecursionError": _raises("def f(): return f()\nf()"),
    "source nested too deeply": _raises("x = " + "-" * 200_000 + "1"),
    "brackets nested too deeply": _raises("x = " + "(" * 5_000 + ")" * 5_000),
    "SystemExit": _raises("raise SystemExit(3)"),
    "GeneratorExit": _raises("raise GeneratorExit"),
    "an exception that cannot be shown": _raises(
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E"
    ),
    "bytes in no encoding": _saves(b"x = '\xff\xfe'\n"),
    "an unknown encoding": _saves(b"# -*- coding: no-such-encoding -*-\nx = 1\n"),
    "UTF-16": _saves("x = 1\n".encode("utf-16")),
    "NUL bytes": _saves(b"x = 1\n\0\0\0\n"),
    "NUL bytes alone": _saves(b"\0" * 4096),
    "half of a file": _saves("from table import put\nput('k', 3\n"),
    "an empty file": _saves(""),
    "a folder in its place": _is_a_folder,
    "a pipe in its place": _is_a_pipe,
    "a link to itself": _is_a_link_to_itself,
    "the file is gone": _is_gone,
    "the folder is gone": _folder_is_gone,
    "a file that may not be read": _may_not_be_read,
    "a folder that may not be entered": _folder_may_not_be_entered,
}


def mend(file: Path) -> None:
    """Make room for a good file again."""
    file.parent.mkdir(exist_ok=True)
    file.parent.chmod(0o755)
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    else:
        file.unlink(missing_ok=True)
    (file.parent / "__init__.py").touch()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user for whom permissions count."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def full_disk(folder: Path) -> Iterator[bool]:
    """Let a folder be a disk without any space left; tell whether that was possible."""
    folder.mkdir(exist_ok=True)
    mounted = (
        sys.platform == "linux"
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4k,mode=755", "tmpfs", str(folder)],
            capture_output=True,
        ).returncode
    )
    try:
        if mounted:
            (folder / "all there is").write_bytes(b"x" * 4096)
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
