"""Stale bytecode is never served."""

from __future__ import annotations

import os
import py_compile
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from ipython_modreset.observing import bytecode
from ipython_modreset.observing.bytecode import discard_if_doubtful
from tests.shells import python, write

LONG_AGO = 1_000_000_000

# Two saves within one second and of one size: the bytecode of the first looks valid for the second.
EDIT = """
import os, sys
from pathlib import Path

def save(text, at=None):
    Path("mod.py").write_text(text)
    if at is not None:
        os.utime("mod.py", (at, at))

sys.path.insert(0, "")
"""
SAME_SECOND = (
    EDIT
    + """
import ipython_modreset as mr
mr.snapshot()
at = os.stat("mod.py").st_mtime
import mod
save("x = 2\\n", at)
mr.purge()
import mod
print(mod.x)
"""
)
REFUSE = """
import ipython_modreset.observing.bytecode as bytecode

def refuse(path):
    raise PermissionError(path)

bytecode.os.unlink = refuse
"""


def old(path: Path, seconds: float = LONG_AGO) -> Path:
    """Give a file an mtime of long ago; its ctime is now, as nobody can choose that."""
    os.utime(path, (seconds, seconds))
    return path


def compiled(source: Path) -> Path:
    py_compile.compile(str(source), doraise=True)
    return Path(cache_from_source(str(source)))


def test_python_itself_serves_the_stale_bytecode(tmp_path: Path) -> None:
    """Without this, the tests below would prove nothing."""
    write(tmp_path, "mod.py", "x = 1\n")
    bare = SAME_SECOND.replace("mr.purge()", "del sys.modules['mod']")
    bare = bare.replace("import ipython_modreset as mr", "").replace("mr.snapshot()", "")
    assert python(tmp_path, bare) == "1\n"


def test_a_save_within_the_same_second_and_of_the_same_size(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    assert python(tmp_path, SAME_SECOND) == "2\n"


def test_the_next_process_is_not_served_it_either(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    python(tmp_path, SAME_SECOND)
    assert python(tmp_path, "import sys; sys.path.insert(0, ''); import mod; print(mod.x)") == "2\n"


def test_nor_is_it_after_a_body_was_patched_in_place(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "def f(): return 1\n")
    edit = SAME_SECOND.replace("mr.purge()", "print(mr.refresh().patched)")
    edit = edit.replace("x = 2", "def f(): return 2").replace("mod.x", "mod.f()")
    assert python(tmp_path, edit) == "('mod',)\n2\n"
    again = "import sys; sys.path.insert(0, ''); import mod; print(mod.f())"
    assert python(tmp_path, again) == "2\n"


def test_a_backup_with_an_older_mtime_and_the_same_size(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    script = SAME_SECOND.replace('save("x = 2\\n", at)', f'save("x = 2\\n", {LONG_AGO})')
    assert python(tmp_path, script) == "2\n"


def test_a_save_that_puts_the_mtime_back(tmp_path: Path) -> None:
    """As ``cp --preserve`` and ``rsync --times`` do."""
    old(write(tmp_path, "mod.py", "x = 1\n"))
    assert python(tmp_path, SAME_SECOND) == "2\n"


def test_a_pycache_that_is_a_link_is_left_alone_and_not_believed(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    (tmp_path / "shared").mkdir()
    (tmp_path / "__pycache__").symlink_to(tmp_path / "shared")
    assert python(tmp_path, SAME_SECOND) == "2\n"
    assert len(list((tmp_path / "shared").glob("mod.*.pyc"))) == 1


def test_bytecode_behind_a_link_is_not_removed(tmp_path: Path) -> None:
    source = write(tmp_path, "mod.py", "x = 1\n")
    (tmp_path / "shared").mkdir()
    (tmp_path / "__pycache__").symlink_to(tmp_path / "shared")
    cached = compiled(source)
    assert not discard_if_doubtful(str(source))
    assert cached.exists()


def test_bytecode_that_cannot_be_removed_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder; not even that stops the superuser, as whom tests often run."""

    def refuse(path: str) -> None:
        raise PermissionError(path)

    source = write(tmp_path, "mod.py", "x = 1\n")
    compiled(source)
    monkeypatch.setattr(bytecode.os, "unlink", refuse)
    assert not discard_if_doubtful(str(source))


def test_a_module_whose_doubtful_bytecode_stays_is_compiled_from_source(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    script = REFUSE + SAME_SECOND
    assert python(tmp_path, script) == "2\n"
    assert list((tmp_path / "__pycache__").glob("mod.*.pyc"))


def test_bytecode_that_is_surely_good_is_kept(tmp_path: Path) -> None:
    source = old(write(tmp_path, "mod.py", "x = 1\n"))
    cached = compiled(source)
    later = source.stat().st_ctime + 1
    old(cached, later)
    assert discard_if_doubtful(str(source))
    assert cached.exists()


def test_bytecode_written_in_the_second_of_the_save_goes(tmp_path: Path) -> None:
    source = write(tmp_path, "mod.py", "x = 1\n")
    cached = compiled(source)
    old(cached, source.stat().st_mtime)
    assert discard_if_doubtful(str(source))
    assert not cached.exists()


def test_bytecode_older_than_the_files_last_change_goes(tmp_path: Path) -> None:
    source = write(tmp_path, "mod.py", "x = 1\n")
    cached = compiled(source)
    old(source)
    old(cached, LONG_AGO + 100)
    assert discard_if_doubtful(str(source))
    assert not cached.exists()


def test_bytecode_checked_by_hash_is_left_to_the_loader(tmp_path: Path) -> None:
    source = write(tmp_path, "mod.py", "x = 1\n")
    py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    assert discard_if_doubtful(str(source))
    assert Path(cache_from_source(str(source))).exists()


def test_no_bytecode_is_no_trouble(tmp_path: Path) -> None:
    assert discard_if_doubtful(str(write(tmp_path, "mod.py")))
    assert discard_if_doubtful(str(tmp_path / "missing.py"))


def test_installed_files_are_left_to_their_installer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path, "site-packages/mod.py", "x = 1\n")
    cached = compiled(source)
    old(cached, source.stat().st_mtime)
    monkeypatch.setattr(bytecode, "_STARTED", source.stat().st_ctime_ns + 1)
    assert discard_if_doubtful(str(source))
    assert cached.exists()


def test_an_installed_file_edited_in_this_session_is_not(tmp_path: Path) -> None:
    write(tmp_path, "site-packages/mod.py", "x = 1\n")
    script = SAME_SECOND.replace('insert(0, "")', 'insert(0, "site-packages")')
    assert python(tmp_path, script.replace('"mod.py"', '"site-packages/mod.py"')) == "2\n"


def test_no_bytecode_is_written_where_the_user_wants_none(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    assert python(tmp_path, SAME_SECOND, "-B") == "2\n"
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.parametrize("second", [3_000_000_001, 3_000_000_002])
def test_the_second_of_the_save_must_be_over(tmp_path: Path, second: int) -> None:
    """A file from another machine, whose clock is ahead."""
    source = old(write(tmp_path, "mod.py", "x = 1\n"), second)
    cached = old(compiled(source), second + 1.5)
    assert discard_if_doubtful(str(source))
    assert cached.exists()
    old(cached, second + 0.5)
    assert discard_if_doubtful(str(source))
    assert not cached.exists()


def test_bytecode_that_cannot_be_read_is_not_believed(tmp_path: Path) -> None:
    source = write(tmp_path, "mod.py", "x = 1\n")
    cached = Path(cache_from_source(str(source)))
    cached.mkdir(parents=True)
    old(cached)
    assert not discard_if_doubtful(str(source))
