"""A refresh is one transaction: what a failing one takes back, and what a good one takes along."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import CodeType

import pytest

from ipython_modreset.observing.loader import FreshLoader
from ipython_modreset.observing.notes import Note
from ipython_modreset.refreshing import refresher
from ipython_modreset.refreshing.interrupted import Interrupted
from tests.refreshing import Project, project
from tests.shells import python, write

__all__ = ["project"]


def test_what_a_failing_import_has_imported_for_the_first_time_is_forgotten(
    project: Project,
) -> None:
    project.write("p/__init__.py", "")
    project.write("p/fresh.py", "")
    project.write("other.py", "")
    project.write("m.py", "")
    project.run("import m, p")
    project.write("m.py", "import colorsys, other, p.fresh\n1 / 0")
    assert project.refresh().failed
    assert sys.modules.keys().isdisjoint({"other", "p.fresh"})
    assert "colorsys" in sys.modules
    assert not project.show("hasattr(p, 'fresh')")


def test_a_package_shows_the_submodules_that_it_had(project: Project) -> None:
    project.write("p/__init__.py", "")
    project.write("p/sub.py", "N = 1")
    project.write("m.py", "import p.sub\n1 / p.sub.N")
    project.run("import m, p; before = p.sub")
    project.write("p/sub.py", "N = 0")
    assert project.refresh().failed
    assert project.show("p.sub is before")
    assert sys.modules["p.sub"] is project.show("before")


def test_nothing_runs_where_a_source_cannot_be_compiled(project: Project) -> None:
    project.write("log.py", "runs = []")
    project.write("a.py", "import log\nlog.runs.append('a')")
    project.write("b.py", "import a")
    project.run("import b, log")
    project.write("a.py", "import log\nlog.runs.append('again')")
    project.write("b.py", "import a\nbreak")
    assert project.refresh().failed
    assert project.show("log.runs") == ["a"]


def test_what_nobody_has_touched_is_read_no_more_than_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    read_anew = FreshLoader._read_anew

    def noting(self: FreshLoader, noted: Note | None) -> CodeType | None:
        read.append(self.name)
        return read_anew(self, noted)

    monkeypatch.setattr(FreshLoader, "_read_anew", noting)
    project.write("const.py", "N = 1")
    user = project.write("user.py", "from const import N\ndef f(): return N")
    time.sleep(0.05)  # until a later save would show in the file's times
    project.run("import user")
    codes = []
    for n in (2, 3, 4):
        project.write("const.py", f"N = {n}")
        assert project.refresh().ran == ("user", "const")
        assert project.show("user.f()") == n
        codes.append(project.show("user.f.__code__"))
    assert read == ["user", "const"] * 2 + ["const"] * 2
    assert len(set(map(id, codes))) == 3
    project.write("const.py", "N = 5")
    write(project.folder, user.name, "from const import N\ndef f(): return -N")
    project.refresh()
    assert project.show("user.f()") == -5
    assert read[-2:] == ["user", "const"]


@pytest.mark.parametrize("edited", ["m", "user"])
def test_a_module_has_all_its_names(project: Project, edited: str) -> None:
    project.write("m.py", "import sys\nsys.modules['alias'] = sys.modules['m']\nN = 1")
    project.write("user.py", "import m\nN = 1")
    project.run("import sys, m, user; sys.modules['second'] = m; before = m, user")
    project.write(f"{edited}.py", project.folder.joinpath(f"{edited}.py").read_text() + "\nK = 2")
    assert project.refresh().ran[0] == edited
    assert sys.modules["alias"] is sys.modules["second"] is sys.modules["m"]
    assert project.show("m is sys.modules['m'] and user is sys.modules['user']")


def test_what_a_helper_has_read_for_others_is_read_again(project: Project) -> None:
    project.write("data.txt", "1")
    project.write(
        "helper.py",
        "from functools import lru_cache\n@lru_cache\ndef read(name):\n"
        "    with open(name) as file: return file.read()\n",
    )
    project.write("m.py", "import helper\nDATA = helper.read('data.txt')")
    project.run("import m")
    project.write("data.txt", "2")
    assert project.refresh().ran == ("m", "helper")
    assert project.show("m.DATA") == "2"


def test_functions_are_patched_where_they_are_what_the_source_says(tmp_path: Path) -> None:
    """In a process of its own: here the sources of all tests count as the user's."""
    write(tmp_path, "m.py", "def f(): return 1")
    script = """
        import sys, time
        from pathlib import Path
        import ipython_modreset as mr

        sys.path.insert(0, "")
        mr.snapshot()
        import m
        held = m.f
        Path("m.py").write_text("def f(): return 2")
        began = time.perf_counter()
        report = mr.refresh(namespace=globals())
        assert report.patched == ("m",)
        assert 0 < report.seconds < time.perf_counter() - began
        assert held is m.f and held() == 2
        m.f.__code__ = (lambda: 0).__code__
        Path("m.py").write_text("def f(): return 3")
        assert mr.refresh(namespace=globals()).ran == ("m",)
        print(m.f())
    """
    assert python(tmp_path, script) == "3\n"


def test_what_runs_again_anyway_is_not_patched_before(project: Project) -> None:
    project.write("n.py", "N = 1")
    project.write("m.py", "from n import N\ndef f(): return N, 1")
    project.run("import m")
    project.write("n.py", "N = 2")
    project.write("m.py", "from n import N\ndef f(): return N, 2")
    report = project.refresh()
    assert (report.patched, set(report.ran)) == ((), {"m", "n"})
    assert project.show("m.f()") == (2, 2)


def test_an_extension_of_the_users_own_runs_again(project: Project) -> None:
    project.session.host_extensions = lambda: {"ext"}
    project.write("ext.py", "N = 1")
    project.run("import ext")
    project.write("ext.py", "N = 2")
    assert project.refresh().ran == ("ext",)


def test_of_an_edited_module_that_stays_it_is_said_once_what_can_be_done(project: Project) -> None:
    project.write("m.py", "N = 1")
    project.run("import m")
    project.session.snapshot()
    project.write("m.py", "N = 2")
    report = project.refresh()
    assert report.kept == {"m": "baseline"}
    (hint,) = report.hints
    assert hint.startswith("m changed on disk")
    assert project.refresh().hints == ()


def test_each_module_is_announced_and_has_its_reason(project: Project) -> None:
    project.write("m.py", "N = 1")
    project.write("user.py", "from m import N")
    project.write("last.py", "from user import N")
    project.write("fresh.py", "")
    project.run("import last")
    project.write("m.py", "import fresh\nN = 2")
    steps: list[tuple[str, int]] = []
    project.session.refresher.on_import = lambda name, count: steps.append((name, count))
    assert project.refresh().why == {
        "m": "m changed",
        "user": "m changed → user",
        "last": "m changed → user imports it → last",
    }
    assert sorted(steps) == [("last", 3), ("m", 3), ("user", 3)]


@pytest.mark.parametrize(
    ("imported", "source"),
    [("b", ""), ("fresh", "import b"), ("q.fresh", "from . import b")],
)
def test_what_a_new_source_gets_at_runs_with_it_or_not_at_all(
    project: Project, imported: str, source: str
) -> None:
    b = "q.b" if imported == "q.fresh" else "b"
    project.write("q/__init__.py", "")
    project.write(f"{b.replace('.', '/')}.py", "N = 1")
    project.write("a.py", "N = 1")
    project.run(f"import {b}, a")
    if source:
        project.write(f"{imported.replace('.', '/')}.py", source)
    project.write(f"{b.replace('.', '/')}.py", "N = 1 / 0")
    project.write("a.py", f"try:\n    import {imported}\nexcept Exception: pass\nN = 2")
    (failure,) = project.refresh().failed
    assert set(failure.modules) == {"a", b}
    assert project.show("a.N") == 1


def test_caches_of_the_notebook_are_emptied(project: Project) -> None:
    project.write("m.py", "N = 1")
    project.run("""
        import m
        from functools import lru_cache
        @lru_cache
        def f(): return m.N
        first = f()
        """)
    project.write("m.py", "N = 2")
    project.refresh()
    assert project.show("f()") == 2


def test_what_registers_again_keeps_its_place(project: Project) -> None:
    project.write("r.py", "BOX = []")
    for name in ("a", "b"):
        project.write(f"{name}.py", f"import r\nr.BOX.append('{name}')")
    project.run("import r, a, b")
    project.write("a.py", "import r\nr.BOX.append('new a')")
    assert project.refresh().ran == ("a",)
    assert project.show("r.BOX") == ["new a", "b"]


def test_a_module_may_have_been_installed_meanwhile(project: Project) -> None:
    """Its source is not the user's any more, and nobody compares it with the former one."""
    project.write("m.py", "N, items = 1, []")
    sys.path.append(str(project.folder / "lib" / "site-packages"))
    project.run("import m; m.items.append(5)")
    (project.folder / "m.py").unlink()
    project.write("lib/site-packages/m.py", "N, items = 2, []")
    assert project.refresh().ran == ("m",)
    assert project.show("m.N") == 2


def test_why_names_the_edit_that_counts_for_each_of_several(project: Project) -> None:
    for name, source in {
        "b": "X = 1",
        "a": "X = 1",
        "of_a": "import a",
        "of_b": "import b",
    }.items():
        project.write(f"{name}.py", source)
    project.write("both.py", "import b, a")
    project.run("import both, of_a, of_b")
    project.write("a.py", "X = 2")
    project.write("b.py", "X = 2")
    why = project.refresh().why
    assert why["of_a"] == "a changed → of_a"
    assert why["of_b"] == "b changed → of_b"


def test_what_a_cell_asked_for_runs_again_though_its_first_importer_does_without_it_now(
    project: Project,
) -> None:
    project.write("m.py", "import other")
    project.write("other.py", "X = 1")
    project.run("import m, other")
    project.write("m.py", "")
    project.write("other.py", "X = 2")
    assert project.refresh().gone == ()
    assert project.show("other.X") == 2


def test_another_name_that_is_seen_after_an_edit_hides_it_not(project: Project) -> None:
    project.write("m.py", "N = 1")
    project.run("import sys, m; sys.modules['second'] = m")
    project.write("m.py", "N = 2")
    time.sleep(0.05)  # or else it counts as saved too recently to be told by its times
    assert project.refresh().ran == ("m",)


def test_a_warning_about_an_edited_source_is_given_once(project: Project) -> None:
    project.write("m.py", "N = 1")
    project.run("import m")
    project.write("m.py", "N = 2 is 2")
    with pytest.warns(SyntaxWarning) as told:
        assert project.refresh().ran == ("m",)
    assert len(told) == 1


def test_nobody_listens_once_a_module_has_run(project: Project) -> None:
    project.write("m.py", "def f(): pass\nf()")
    project.run("import m")
    if sys.version_info >= (3, 12):
        ours = [x for x in range(6) if sys.monitoring.get_tool(x) == "ipython_modreset"]
        assert [sys.monitoring.get_events(tool) for tool in ours] == [0] * len(ours)
    else:
        assert sys.getprofile() is None
    assert project.session.watch.ran(str(project.folder / "m.py")) == {"<module>", "f"}


def test_what_an_interrupt_finds_done_is_said_to_be(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    project.write("m.py", "x = 1\n")
    project.run("from m import x")
    project.write("m.py", "x = 2\n")
    monkeypatch.setattr(refresher, "disown", interrupted)
    with pytest.raises(Interrupted) as stop:
        project.refresh()
    assert stop.value.report.ran == ("m",)
    assert project.show("x") == 2
