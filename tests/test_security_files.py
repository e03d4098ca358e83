"""What is read and what is written: sources that an import would load, stale bytecode, no more."""

from __future__ import annotations

import json
import os
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from tests.shells import LOAD, python, shell, write

pytestmark = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="links and pipes are another matter here"
)

# Notes each way to change something on disk, but for what the script below does itself.
WATCHED = """
import json, os, sys
written, quiet = [], False
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.remove": 1, "os.rename": 2, "os.mkdir": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2,
    "os.chmod": 1, "os.chown": 1, "os.truncate": 1, "os.utime": 1, "os.setxattr": 1,
    "os.removexattr": 1, "os.mkfifo": 1, "os.mknod": 1,
}

def audit(event, args):
    if quiet:
        return
    paths = args[:CHANGES.get(event, 0)]
    if event == "open" and type(args[2]) is int and args[2] & WRITES:
        paths = args[:1]
    paths = [path for path in paths if not isinstance(path, int)]  # opened before, by its path
    written.extend([event, os.path.abspath(os.fsdecode(path))] for path in paths)

sys.addaudithook(audit)

def save(path, text):
    global quiet
    quiet = True
    before = os.stat(path)
    with open(path, "w") as file:
        file.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    quiet = False

sys.path.insert(0, "")
import ipython_modreset as mr
mr.snapshot()
"""
EDITS = """
import p.linked.c, p.plain, p.linkedfile
names = globals()
for round in range(3):
    for path in ("p/linked/c.py", "p/plain.py", "p/linkedfile.py"):
        save(path, f"x = 1{round}\\n")
    mr.refresh(namespace=names)
    assert (p.linked.c.x, p.plain.x, p.linkedfile.x) == (10 + round,) * 3
    save("p/plain.py", "x = 1 / 0\\n")
    assert mr.refresh(namespace=names).failed
    for path in ("p/linked/c.py", "p/plain.py", "p/linkedfile.py"):
        save(path, f"x = 2{round}\\n")
    mr.purge()
    import p.linked.c, p.plain, p.linkedfile
    assert (p.linked.c.x, p.plain.x, p.linkedfile.x) == (20 + round,) * 3
print(json.dumps(written))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with bytecode: in a folder, behind a link, and one file that is itself a link."""
    for path in ("p/__init__.py", "p/linked/__init__.py"):
        os.utime(write(tmp_path, path), (0, 0))  # long ago: there is no doubt of their bytecode
    for path in ("p/plain.py", "p/linked/c.py", "p/linkedfile.py"):
        write(tmp_path, path, "x = 10\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "p/linked/__pycache__").symlink_to(tmp_path / "outside")
    python(tmp_path, "import sys; sys.path.insert(0, '')\nimport p.linked.c, p.plain, p.linkedfile")
    cached = Path(cache_from_source(str(tmp_path / "p/linkedfile.py")))
    cached.rename(tmp_path / "outside/precious.pyc")
    cached.symlink_to(tmp_path / "outside/precious.pyc")
    return tmp_path


def _is_new_bytecode_of_a_library(path: str, folder: Path) -> bool:
    """Tell what Python writes by itself: a library is imported for the first time here."""
    return "__pycache__" in path and not path.startswith(str(folder))


def _contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())
    }


def test_nothing_is_written_but_bytecode_of_the_module_in_its_own_folder(folder: Path) -> None:
    before = _contents(folder / "outside")
    assert len(before) == 3
    written = json.loads(python(folder, WATCHED + EDITS))
    own = str(folder / "p" / "__pycache__") + os.sep
    stems = {Path(path).name.split(".")[0] for _, path in written if path.startswith(own)}
    assert stems == {"plain", "linkedfile"}
    elsewhere = [(event, path) for event, path in written if not path.startswith(own)]
    assert [each for each in elsewhere if not _is_new_bytecode_of_a_library(each[1], folder)] == []
    assert _contents(folder / "outside") == before, "nothing behind a link was touched"


def test_without_bytecode_nothing_is_written_at_all(folder: Path) -> None:
    before = _contents(folder / "p/__pycache__")
    written = json.loads(python(folder, WATCHED + EDITS, "-B"))
    assert {event for event, _ in written} == {"os.remove"}, "stale bytecode goes all the same"
    own = folder / "p" / "__pycache__"
    assert {Path(path).parent for _, path in written} == {own}
    assert _contents(own).keys() < before.keys()


@pytest.mark.parametrize("script", ["mr.refresh(namespace=names)", "mr.purge()\nimport m"])
@pytest.mark.parametrize("what", ["a pipe", "a device", "a link to a pipe"])
def test_what_is_no_file_is_never_opened(tmp_path: Path, what: str, script: str) -> None:
    """An import passes it over; to open it would wait, or read, for ever."""
    write(tmp_path, "m.py", "x = 1\n")
    put = {
        "a pipe": "os.mkfifo('m.py')",
        "a device": "os.symlink('/dev/zero', 'm.py')",
        "a link to a pipe": "os.mkfifo('pipe'); os.symlink('pipe', 'm.py')",
    }
    body = f"""
import os, sys
sys.path.insert(0, "")
import ipython_modreset as mr
mr.snapshot()
import m
names = globals()
os.unlink("m.py")
{put[what]}
try:
    print({script.splitlines()[0]})
    {"".join(script.splitlines()[1:])}
except ModuleNotFoundError as error:
    print(error)
os.unlink("m.py")
open("m.py", "w").write("x = 33")
mr.refresh(namespace=names)
import m
print(m.x)
"""
    said, *_, last = python(tmp_path, body).splitlines()
    assert "m" in said
    assert last == "33"


def test_an_error_that_names_a_pipe_is_said_all_the_same(tmp_path: Path) -> None:
    """A SyntaxError may name any file; to show its lines would wait for somebody to write."""
    write(tmp_path, "m.py", "x = 1\n")
    os.mkfifo(tmp_path / "pipe.py")
    error = f"raise SyntaxError('no', ({str(tmp_path / 'pipe.py')!r}, 1, 1, 'text'))\n"
    said = python(
        tmp_path,
        f"""
        import sys
        sys.path.insert(0, "")
        import ipython_modreset as mr
        mr.snapshot()
        import m
        open("m.py", "w").write({error!r})
        print(mr.refresh(namespace=globals()))
        """,
    )
    assert said.startswith("m kept as before: SyntaxError: no (pipe.py:1)")


def test_a_script_that_came_through_a_pipe_is_not_read_again(tmp_path: Path) -> None:
    """``python <(generate)``: its ``__file__`` is a pipe, and at its end."""
    write(tmp_path, "m.py", "x = 1\n")
    os.mkfifo(tmp_path / "pipe")
    said = python(
        tmp_path,
        """
        import sys
        sys.path.insert(0, "")
        import ipython_modreset as mr
        mr.snapshot()
        import m
        open("m.py", "w").write("x = 22")
        mr.refresh(namespace={"__file__": "pipe", "m": m})
        print(sys.modules["m"].x)
        """,
    )
    assert said == "22\n"


def test_a_file_that_no_import_loaded_is_not_run(tmp_path: Path) -> None:
    """Anybody can set ``__file__``: it does not make a source of whatever lies there."""
    write(tmp_path, "other.py", "open('has_run', 'w')\n")
    script = """
        import sys, types
        import ipython_modreset as mr
        mr.snapshot()
        made = types.ModuleType("made")
        made.__file__ = {file!r}
        sys.modules["made"] = made
        import made
        before = mr.refresh(namespace=globals())
        open({file!r}, "a").write("# edited")
        print(mr.refresh(namespace=globals()))
        assert sys.modules["made"] is made
    """.format(file=str(tmp_path / "other.py"))
    assert python(tmp_path, script) == "nothing to refresh\n"
    assert not (tmp_path / "has_run").exists()


def test_in_a_shell_too_only_ipythons_own_files_are_written(tmp_path: Path) -> None:
    write(tmp_path, "m.py", "x = 1\n")
    outside = WATCHED.replace("import ipython_modreset as mr\nmr.snapshot()", "")
    *_, shown = shell(
        tmp_path,
        outside,
        f"{LOAD}\n%refresh_modules --auto\nimport m",
        "written.clear()",
        "save('m.py', 'x = 2\\n')",
        "assert m.x == 2",
        "save('m.py', 'x = 1 / 0\\n')",
        "assert m.x == 2",
        "%purge_modules",
        "for event, path in written: print(event, path)",
    )
    allowed = (str(tmp_path / "__pycache__" / "m."), str(tmp_path / ".ipython"))
    paths = [line.split(" ", 1)[1] for line in shown.splitlines()]
    assert paths
    paths = [path for path in paths if not path.startswith(allowed)]
    assert [path for path in paths if not _is_new_bytecode_of_a_library(path, tmp_path)] == []
