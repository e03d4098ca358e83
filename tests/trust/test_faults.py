"""Whatever an import raises, and whatever the file system does: the session is as before."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.trust.faults import FAILING, PROGRAM, as_nobody, full_disk, mend
from tests.trust.picture import differences
from tests.trust.sweep import Player


@pytest.fixture
def player() -> Iterator[Player]:
    """The program in a session, in a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="modreset"))
    folder.chmod(0o755)
    made = Player(PROGRAM, folder)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder)


def is_picked_up(player: Player) -> bool:
    """Save the next good version; tell whether the session shows another one then."""
    before = player.seen()
    player.edit()
    player.refresh()
    first = player.seen()
    player.edit()
    player.refresh()
    return first != before == player.seen()


@pytest.mark.parametrize("fault", FAILING)
def test_the_session_is_as_before_and_the_next_good_save_is_picked_up(
    player: Player, fault: str
) -> None:
    file = player.folder / "pkg" / "fails.py"
    shown, before = player.seen(), player.picture()
    FAILING[fault](file)
    with as_nobody():
        for _ in range(2):
            player.refresh()
            assert player.report is not None
            assert player.report.failed or player.report.reminders
            assert not player.report.ran
            assert player.seen() == shown
    gc.collect()
    assert differences(before, player.picture()) == []
    mend(file)
    assert is_picked_up(player)


def test_a_current_folder_that_is_gone(player: Player, tmp_path: Path) -> None:
    here = Path.cwd()
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        assert is_picked_up(player)
    finally:
        os.chdir(here)


def test_no_space_for_bytecode(player: Player) -> None:
    cache = player.folder / "pkg" / "__pycache__"
    shutil.rmtree(cache, ignore_errors=True)
    with full_disk(cache) as is_full:
        assert is_picked_up(player)
        assert not list(cache.glob("*.pyc")) or not is_full


def test_a_file_in_place_of_the_folder_for_bytecode(player: Player) -> None:
    cache = player.folder / "pkg" / "__pycache__"
    shutil.rmtree(cache, ignore_errors=True)
    cache.touch()
    assert is_picked_up(player)
    assert cache.is_file()


def test_a_module_of_5_mb(player: Player) -> None:
    rows = "".join(f"    ({n}, '{n:0300}'),\n" for n in range(16_000))
    table = f"TABLE = [\n{rows}]\n"
    assert len(table) > 5_000_000
    file = player.folder / "pkg" / "fails.py"
    file.write_text(table + "X = 5\nclass A: x = len(TABLE)\n")
    player.refresh()
    assert player.seen()[0].startswith("(5, 16000, 5, ")
    shown = player.seen()
    file.write_text(table + "X = 6\n1 / 0\n")
    player.refresh()
    assert player.seen() == shown
    player.edit()
    player.refresh()
    assert player.seen() != shown


OPENING = "open"


class Rewriting:
    """Saves another version of a file at the moment when it is opened for the n-th time."""

    def __init__(self, file: Path, content: str) -> None:
        self._file = str(file)
        self._content = content
        self._left = 0
        sys.addaudithook(self._heard)

    def at(self, time: int) -> None:
        """Do it at that time, from now on."""
        self._left = time

    @property
    def was_done(self) -> bool:
        """Whether the file was opened so often."""
        return self._left == 0

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event == OPENING and self._left and args[0] == self._file and args[1] == "rb":
            self._left -= 1
            if not self._left:
                Path(self._file).write_text(self._content)


@pytest.mark.parametrize("content", ["X = 7\nclass A: x = 7\n", "X = 7\nclass A: x = 7\n1 / 0\n"])
def test_a_file_that_changes_when_it_is_opened(player: Player, content: str) -> None:
    """At whichever time it is opened: what runs is one version, and the other is seen next."""
    file = player.folder / "pkg" / "fails.py"
    rewriting = Rewriting(file, content)
    for time in range(1, 50):
        before = player.seen()
        player.edit()
        rewriting.at(time)
        player.refresh()
        was_done = rewriting.was_done
        rewriting.at(0)
        player.refresh()
        player.refresh()
        now = player.seen()
        if was_done and "/" not in content:
            assert now[0].startswith("(7, 7, 7, "), (time, before, now)
        assert was_done or now != before
        player.edit()
        player.refresh()
        player.edit()
        player.refresh()
        assert "(7" not in player.seen()[0]
        if not was_done:
            return
    raise AssertionError("it is opened without end")
