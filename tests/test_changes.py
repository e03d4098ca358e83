"""What changed on disk since it was imported."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from ipython_modreset.files import GONE, Stamp, watch
from ipython_modreset.look import look
from ipython_modreset.observing.notes import Notes
from ipython_modreset.observing.watched import WatchedFiles
from ipython_modreset.refreshing.changes import Change, changes
from tests.refreshing import Project, project

__all__ = ["project"]


def found(project: Project) -> list[str]:
    """Return what changed, each in words."""
    return [str(change) for change in changes(project.session.observer.notes)]


@pytest.fixture(autouse=True)
def _modules(project: Project) -> None:
    project.write("m.py", "X = 1\n")
    project.write("n.py", "Y = 1\n")
    project.run("import m, n")


def settle() -> None:
    """Let the times of the last saves become trustworthy."""
    time.sleep(0.03)


def test_nothing_has_changed_at_first(project: Project) -> None:
    assert found(project) == []


@pytest.mark.parametrize("text", ["X = 22\n", "X = 2\n", "", "X = 1\n\n"])
def test_an_edit_is_a_change_until_it_is_taken_over(project: Project, text: str) -> None:
    project.write("m.py", text)
    assert found(project) == ["m changed"]
    assert found(project) == ["m changed"]
    project.refresh()
    assert found(project) == []


def test_the_same_second_and_size_do_not_hide_an_edit(project: Project) -> None:
    settle()
    assert found(project) == []
    before = (project.folder / "m.py").stat()
    project.write("m.py", "X = 2\n")
    os.utime(project.folder / "m.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert found(project) == ["m changed"]


def test_an_older_time_is_no_less_a_change(project: Project) -> None:
    project.write("m.py", "X = 2\n")
    os.utime(project.folder / "m.py", (1, 1))
    assert found(project) == ["m changed"]


def test_another_file_put_in_place_is_a_change(project: Project) -> None:
    settle()
    times = (project.folder / "m.py").stat()
    new = project.write("m.new", "X = 2\n")
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    new.replace(project.folder / "m.py")
    assert found(project) == ["m changed"]


def test_what_a_finder_found_is_told_from_what_was_put_there_by_hand(project: Project) -> None:
    observer, made = project.session.observer, ModuleType("made")
    assert observer.found(look("m", sys.modules["m"]))
    assert not observer.found(look("made", made))


def test_to_touch_a_file_is_no_change_and_it_is_not_read_again(project: Project) -> None:
    settle()
    assert found(project) == []
    os.utime(project.folder / "m.py")
    settle()
    watched = project.session.observer.notes.watched
    assert len(watched.suspects()) == 1
    assert found(project) == []
    assert watched.suspects() == []


def test_back_to_what_it_was_is_no_change(project: Project) -> None:
    project.write("m.py", "X = 2\n")
    assert found(project) == ["m changed"]
    project.write("m.py", "X = 1\n")
    assert found(project) == []


def test_a_deleted_file_is_said_to_be_gone(project: Project) -> None:
    (project.folder / "m.py").unlink()
    assert found(project) == ["the file of m is gone"]
    project.write("m.py", "X = 1\n")
    assert found(project) == []


def test_a_folder_that_is_gone_takes_its_modules_along(project: Project) -> None:
    project.write("p/__init__.py", "")
    project.write("p/a.py", "")
    project.run("import p.a")
    shutil.rmtree(project.folder / "p")
    assert found(project) == ["the file of p is gone", "the file of p.a is gone"]


def test_they_come_in_the_order_of_imports(project: Project) -> None:
    project.write("n.py", "Y = 2\n")
    project.write("m.py", "X = 2\n")
    assert found(project) == ["m changed", "n changed"]


def test_one_file_under_two_names_is_two_changes(project: Project) -> None:
    project.run("""
        import importlib.util, sys
        spec = importlib.util.spec_from_file_location("alias", "m.py")
        sys.modules["alias"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["alias"])
        """)
    assert project.before_cell() is None
    project.write("m.py", "X = 2\n")
    assert found(project) == ["m changed", "alias changed"]
    project.refresh()
    assert project.show("m.X, sys.modules['alias'].X") == (2, 2)


def test_a_file_that_was_read_at_import_counts(project: Project) -> None:
    project.write("settings.toml", "a = 1\n")
    project.write("reads.py", "text = open('settings.toml').read()\n")
    project.run("import reads")
    project.write("settings.toml", "a = 2\n")
    assert found(project) == ["settings.toml changed, which reads reads"]
    (project.folder / "settings.toml").unlink()
    assert found(project) == ["settings.toml changed, which reads reads"]


def test_a_file_that_was_missed_at_import_counts_when_it_appears(project: Project) -> None:
    project.write("reads.py", "import os\nthere = os.path.exists('a') and open('a').read()\n")
    project.write(
        "misses.py", "try:\n    text = open('a').read()\nexcept OSError:\n    text = None\n"
    )
    project.run("import misses")
    assert found(project) == []
    project.write("a", "now")
    assert found(project) == ["a changed, which misses reads"]


def test_a_folder_that_was_listed_at_import_counts(project: Project) -> None:
    project.write("plugins/a.py", "")
    project.write("lists.py", "import os\nnames = os.listdir('plugins')\n")
    project.run("import lists")
    assert found(project) == []
    project.write("plugins/b.py", "")
    assert found(project) == ["plugins changed, which lists reads"]


def test_a_module_that_was_missed_counts_when_it_appears(project: Project) -> None:
    project.write("tries.py", "try:\n    import fast\nexcept ImportError:\n    fast = None\n")
    project.run("import tries")
    project.write("other.txt", "")
    assert found(project) == []
    project.write("fast.py", "")
    assert found(project) == ["fast has appeared, which tries asked for"]


def test_a_module_that_hides_another_counts(project: Project) -> None:
    project.write("first/unrelated.py", "")
    sys.path.insert(0, str(project.folder / "first"))
    project.write("second/late.py", "Z = 1\n")
    sys.path.insert(1, str(project.folder / "second"))
    project.run("import late")
    new = project.write("first/late.py", "Z = 2\n")
    assert found(project) == [f"{new} comes before the former file of late"]
    project.refresh()
    assert project.show("late.Z") == 2


def test_the_same_file_by_another_way_hides_nothing(project: Project) -> None:
    project.write("real/late.py", "Z = 1\n")
    (project.folder / "before").mkdir()
    sys.path[:0] = [str(project.folder / "before"), str(project.folder / "real")]
    project.run("import late")
    (project.folder / "before" / "late.py").symlink_to(project.folder / "real" / "late.py")
    assert found(project) == []


def test_links_are_followed(project: Project) -> None:
    project.write("versions/1.py", "V = 1\n")
    project.write("versions/2.py", "V = 2\n")
    link = project.folder / "linked.py"
    link.symlink_to("versions/1.py")
    project.run("import linked")
    link.unlink()
    link.symlink_to("versions/2.py")
    assert found(project) == ["linked changed"]


def test_the_current_folder_may_move_on(project: Project) -> None:
    sys.path.insert(0, "")
    sys.path.remove(str(project.folder))
    project.write("relative.py", "X = 1\n")
    project.run("import relative")
    (project.folder / "elsewhere").mkdir()
    os.chdir(project.folder / "elsewhere")
    assert found(project) == []
    project.write("relative.py", "X = 2\n")
    assert found(project) == ["relative changed"]


def test_an_installed_package_counts_when_its_site_directory_changes(project: Project) -> None:
    site = project.folder / "lib" / "site-packages"
    project.write("lib/site-packages/lib1/__init__.py", "V = 1\n")
    sys.path.append(str(site))
    project.run("import lib1")
    assert project.before_cell() is None
    settle()
    assert project.before_cell() is None
    project.write("lib/site-packages/lib1/__init__.py", "V = 22\n")
    assert project.before_cell() is None, "nobody edits there"
    project.write("lib/site-packages/lib1-2.dist-info/METADATA", "")
    assert project.refresh(dry_run=True).ran == ("lib1",)
    assert project.before_cell().ran == ("lib1",)
    assert project.show("lib1.V") == 22
    assert project.before_cell() is None


def test_installed_code_runs_as_fast_as_ever_and_the_users_own_is_watched_still(
    project: Project,
) -> None:
    project.write(
        "lib/site-packages/lib1/__init__.py",
        "import sys\nPROFILER = sys.getprofile()\nimport plugin\n",
    )
    sys.path.append(str(project.folder / "lib" / "site-packages"))
    called = "def f():\n    return {}\nX = f()\n"
    project.write("plugin.py", called.format(1))
    project.write("user.py", f"import lib1\n{called.format(1)}")
    project.run("import user, lib1, plugin")
    assert project.show("lib1.PROFILER") is None
    project.write("plugin.py", called.format(2))
    project.write("user.py", f"import lib1\n{called.format(2)}")
    report = project.refresh()
    assert (set(report.ran), report.patched) == ({"user", "plugin", "lib1"}, ())
    assert project.show("user.X, plugin.X") == (2, 2)


def test_an_upgrade_that_fails_is_tried_again_when_it_is_mended(project: Project) -> None:
    site = project.folder / "lib" / "site-packages"
    project.write("lib/site-packages/lib1/__init__.py", "V = 1\n")
    sys.path.append(str(site))
    project.run("import lib1")
    project.refresh()
    project.write("lib/site-packages/lib1/__init__.py", "1 / 0\n")
    project.write("lib/site-packages/lib1-2.dist-info/METADATA", "")
    assert project.before_cell().failed
    assert project.before_cell().reminders
    settle()
    project.write("lib/site-packages/lib1/__init__.py", "V = 333\n")
    assert project.before_cell().ran == ("lib1",)
    assert project.show("lib1.V") == 333


def test_a_change_says_what_it_is() -> None:
    assert str(Change("p.m", "source", "/p/m.py")) == "p.m changed"
    assert str(Change("p.m", "deleted", "/p/m.py")) == "the file of p.m is gone"
    assert str(Change("p.m", "input", "/p/a.json")) == "a.json changed, which p.m reads"
    assert str(Change("p.m", "appeared", "fast")) == "fast has appeared, which p.m asked for"


def test_without_notes_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    assert changes(Notes()) == []


@pytest.mark.parametrize("field", ["mtime_ns", "ctime_ns"])
@pytest.mark.parametrize("by", [-1, 1])
def test_one_time_that_differs_is_enough_to_look_at_a_file(
    tmp_path: Path, field: str, by: int
) -> None:
    path = tmp_path / "m.py"
    path.touch()
    now = path.stat()
    before = Stamp(now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino)
    assert WatchedFiles({"m": watch(str(path), before)}).suspects() == []
    other = before._replace(**{field: getattr(before, field) + by})
    assert WatchedFiles({"m": watch(str(path), other)}).suspects() == [str(path)]


def test_a_file_that_was_not_there_and_is_not_is_no_suspect(tmp_path: Path) -> None:
    gone, was_there = str(tmp_path / "gone.py"), Stamp(1, 1, 1, 1)
    assert WatchedFiles({"m": watch(gone, GONE), "null": watch("a\0b", GONE)}).suspects() == []
    assert WatchedFiles({"m": watch(gone, was_there)}).suspects() == [gone]
    assert watch("\ud800", GONE) == (b"\0", GONE.mtime_ns, GONE.ctime_ns)


def test_a_file_of_a_time_beyond_all_times_is_compared_by_content(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.touch()
    files = WatchedFiles({"m": watch(str(path), Stamp(2**63, 1, 1, 1))})
    assert files.suspects() == [str(path)]


def test_what_is_watched_may_change(tmp_path: Path) -> None:
    gone, was_there = str(tmp_path / "gone.py"), Stamp(1, 1, 1, 1)
    files = WatchedFiles()
    assert files.suspects() == []
    files["m"] = watch(gone, was_there)
    copied = files.copy()
    assert files.suspects() == [gone]
    files["m"] = watch(gone, GONE)
    assert files.suspects() == []
    files["m"] = watch(gone, was_there)
    del files["m"]
    assert files.suspects() == []
    assert copied.suspects() == [gone]


def test_a_file_of_which_an_interrupt_left_half_is_forgotten(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.py")
    files = WatchedFiles({gone: watch(gone, Stamp(1, 1, 1, 1))})
    assert files.suspects() == [gone]
    del files.data[gone]  # the first half of a deletion
    del files[gone]
    assert files.suspects() == []


def test_a_submodule_that_was_missed_counts_when_it_appears(project: Project) -> None:
    project.write("p/__init__.py", "")
    project.write("p/a.py", "try:\n    from . import fast\nexcept ImportError:\n    fast = None\n")
    project.write("b.py", "")
    project.run("import p.a, b")
    project.write("q/fast.py", "")
    assert changes(project.session.observer.notes) == []
    project.write("p/fast.py", "")
    project.write("b.py", "x = 1")
    assert found(project) == ["p.fast has appeared, which p.a asked for", "b changed"]


def test_a_folder_of_the_search_path_that_is_gone_hides_nothing(project: Project) -> None:
    early = project.folder / "early"
    early.mkdir()
    sys.path.insert(0, str(early))
    project.write("late.py", "")
    project.run("import late")
    assert str(early) in project.session.observer.notes.searched
    early.rmdir()
    assert changes(project.session.observer.notes) == []
