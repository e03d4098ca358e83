"""Whether a file is still the one that was read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ipython_modreset import files
from ipython_modreset.files import (
    GONE,
    content_of,
    digest,
    digest_of,
    is_surely,
    read_file,
    stamp,
)

FUTURE = time.time() + 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was saved long enough ago for its times to be trusted."""
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    _settle()
    return path


def _settle() -> None:
    time.sleep(0.03)


def test_a_file_that_nobody_touched_is_surely_the_same(file: Path) -> None:
    assert is_surely(str(file), stamp(str(file)))


@pytest.mark.parametrize(
    "touch",
    [
        pytest.param(lambda path: path.write_text("x = 11\n"), id="a longer text"),
        pytest.param(lambda path: path.write_text("x = 2\n"), id="a text of the same size"),
        pytest.param(lambda path: os.utime(path, (1, 1)), id="an older time, as of a backup"),
        pytest.param(lambda path: os.utime(path, (FUTURE, FUTURE)), id="a time to come"),
        pytest.param(lambda path: path.chmod(0o600), id="other permissions"),
        pytest.param(lambda path: _replace(path, "x = 1\n"), id="another file in its place"),
        pytest.param(lambda path: path.unlink(), id="deleted"),
    ],
)
def test_any_difference_makes_it_unsure(file: Path, touch: Callable[[Path], object]) -> None:
    before = stamp(str(file))
    touch(file)
    assert not is_surely(str(file), before)


def test_the_same_times_do_not_hide_another_file(file: Path) -> None:
    """A tool that puts a file in place of another one may give it the other's times."""
    times = file.stat()
    before = stamp(str(file))
    _replace(file, "x = 2\n")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not is_surely(str(file), before)


def test_what_was_saved_at_this_very_moment_is_unsure_until_it_is_looked_at_again(
    file: Path,
) -> None:
    """A second save within one tick of the clock would leave the same times behind."""
    os.utime(file, (FUTURE, FUTURE))  # nothing was ever saved later than this
    assert not is_surely(str(file), stamp(str(file)))


def test_where_the_file_system_knows_whole_seconds_only_the_moment_is_longer(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = int(time.time()) - 1
    real = os.stat

    def coarse(path: str) -> os.stat_result:
        found = real(path)
        fields = {"st_mtime_ns": whole * 10**9, "st_ctime_ns": whole * 10**9}
        return os.stat_result([*found][:10], fields)

    # No such file system can be mounted by a test.
    monkeypatch.setattr(files.os, "stat", coarse)
    assert not is_surely(str(file), stamp(str(file)))


def test_what_cannot_be_looked_at_is_gone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    for path in ("nothing", "file/below", "loop", "dangling", "nul\0"):
        assert stamp(str(tmp_path / path)) == GONE
        assert digest_of(str(tmp_path / path)) is None


def test_a_file_is_known_by_its_content(file: Path) -> None:
    assert digest_of(str(file)) == digest(b"x = 1\n")
    file.write_text("x = 2\n")
    assert digest_of(str(file)) == digest(b"x = 2\n")


def test_a_folder_is_known_by_its_names_bytecode_aside(tmp_path: Path) -> None:
    before = digest_of(str(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    assert digest_of(str(tmp_path)) == before
    (tmp_path / "plugin.py").touch()
    assert digest_of(str(tmp_path)) != before


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes in the file system here")
    os.mkfifo(tmp_path / "pipe")
    assert digest_of(str(tmp_path / "pipe")) is None


def test_a_vast_file_is_known_by_time_and_size(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.truncate(1 << 26)
    before = digest_of(str(path))
    assert before is not None
    assert digest_of(str(path)) == before
    os.utime(path, (1, 1))
    assert digest_of(str(path)) != before


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def test_only_what_is_a_file_is_read(file: Path, tmp_path: Path) -> None:
    assert read_file(str(file)) == content_of(str(file)) == b"x = 1\n"
    with pytest.raises(IsADirectoryError):
        read_file(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        read_file(str(tmp_path / "none"))
    for path in (str(tmp_path), str(tmp_path / "none"), "with\0null", "\ud800"):
        assert content_of(path) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_what_would_never_end_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for path in (str(tmp_path / "pipe"), str(tmp_path / "endless")):
        with pytest.raises(OSError, match="not a regular file") as refused:
            read_file(path)
        assert refused.value.filename == path
        assert content_of(path) is None


def test_no_file_looks_like_one_that_is_gone_or_was_too_recent(file: Path) -> None:
    assert all(part < 0 for part in GONE)
    assert not files.is_too_recent(GONE)
    assert not files.is_too_recent(stamp(str(file)))
