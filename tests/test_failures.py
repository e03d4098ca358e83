"""What a failed import is said to be, and when it is tried again."""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import re
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.refreshing import Project, project

__all__ = ["project"]

COUNT = "import log\nlog.runs.append(1)\n"


@pytest.fixture(autouse=True)
def _modules(project: Project) -> None:
    project.write("log.py", "runs = []\n")
    project.write("m.py", "X = 1\n")
    project.run("import m, log")


def runs(project: Project) -> int:
    return len(project.show("log.runs"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("X = 1\nX +\n", "SyntaxError: invalid syntax (m.py:2)"),
        ("if X:\nY = 1\n", "IndentationError: expected an indented block .* (m.py:2)"),
        ("Y = 1\nX = 1 / 0\n", "ZeroDivisionError: division by zero (m.py:2)"),
        ("def f():\n    raise KeyError(1)\nf()\n", "KeyError: 1 (m.py:2)"),
        ("import no_such_module\n", "ModuleNotFoundError: .* (m.py:1)"),
        ("from log import gone\n", "ImportError: .* (m.py:1)"),
        ("raise SystemExit(3)\n", "SystemExit: 3 (m.py:1)"),
        ("import sys\nsys.exit()\n", "SystemExit (m.py:2)"),
        ("raise MemoryError\n", "MemoryError (m.py:1)"),
        ("def f(): f()\nf()\n", "RecursionError: .* (m.py:1)"),
        ("raise GeneratorExit\n", "GeneratorExit (m.py:1)"),
        ("class Stop(BaseException): pass\nraise Stop('now')\n", "Stop: now (m.py:2)"),
        ("import json\njson.loads('{')\n", "JSONDecodeError: .* (m.py:2)"),
        ("eval('1 +')\n", "SyntaxError: invalid syntax (m.py:1)"),
        ("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E\n",
         "E: (ZeroDivisionError in its own __str__) (m.py:3)"),
        ("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E\n",
         "E: (SystemExit in its own __str__) (m.py:3)"),
        ("class E(Exception):\n    __str__ = None\nraise E\n",
         "E: (TypeError in its own __str__) (m.py:3)"),
    ],
)  # fmt: skip
def test_an_error_is_said_with_the_users_own_line(project: Project, source: str, said: str) -> None:
    project.write("m.py", source)
    (failure,) = project.refresh().failed
    pattern = re.escape(said).replace(r"\.\*", ".*")
    assert re.fullmatch(pattern, f"{failure.error} ({failure.where})")
    assert failure.modules == ("m",)
    assert project.show("m.X") == 1


@pytest.mark.parametrize(
    "content",
    [b"X = 2\0\n", b"X = '\xff'\n", b"# coding: klingon\nX = 2\n", b"X = " + b"-" * 500_000],
    ids=["null byte", "bad encoding", "unknown encoding", "too deep"],
)
def test_what_is_no_source_is_said_with_its_file(project: Project, content: bytes) -> None:
    (project.folder / "m.py").write_bytes(content)
    (failure,) = project.refresh().failed
    assert failure.where.startswith("m.py")
    assert project.show("m.X") == 1
    project.write("m.py", "X = 3\n")
    assert project.refresh().ran == ("m",)
    assert project.show("m.X") == 3


def test_a_folder_in_place_of_the_file_is_a_failure_until_there_is_a_file_again(
    project: Project,
) -> None:
    (project.folder / "m.py").unlink()
    (project.folder / "m.py").mkdir()
    (failure,) = project.refresh().failed
    assert failure.where == "m.py"
    assert project.before_cell().reminders
    (project.folder / "m.py").rmdir()
    project.write("m.py", "X = 4\n")
    assert project.refresh().ran == ("m",)
    assert project.show("m.X") == 4


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are another matter here")
def test_a_file_that_may_not_be_read_is_a_failure_until_it_may(project: Project) -> None:
    with TemporaryDirectory() as folder:
        script = Path(folder, "n.py")
        script.write_text("Y = 1\n")
        sys.path.append(folder)
        project.run("import n")
        script.write_text("Y = 22\n")
        script.chmod(0)
        with _as_nobody(folder):
            (failure,) = project.refresh("n").failed
        assert "PermissionError" in failure.error
        assert project.show("n.Y") == 1
        script.chmod(0o644)
        assert project.before_cell().ran == ("n",)
        assert project.show("n.Y") == 22


def test_it_is_said_once_in_full_then_in_a_line_per_cell_and_the_code_is_not_run_again(
    project: Project,
) -> None:
    project.write("m.py", COUNT + "1 / 0\n")
    first = project.before_cell()
    assert first.failed
    assert not first.reminders
    for _ in range(3):
        again = project.before_cell()
        assert not again.failed
        assert [(one.error, one.where) for one in again.reminders] == [
            ("ZeroDivisionError: division by zero", "m.py:3")
        ]
        assert len(str(again).splitlines()) == 1
    assert runs(project) == 0, "the registration of what failed is taken back"
    project.run("runs = []; log.runs = runs; import builtins; builtins.count = runs")
    project.write("m.py", "count.append(1)\n1 / 0\n")
    assert project.before_cell().failed
    assert project.before_cell().reminders
    assert project.before_cell().reminders
    assert project.show("runs") == [1]
    project.run("del builtins.count")


def test_another_save_is_tried_and_said_in_full_again(project: Project) -> None:
    project.write("m.py", "1 / 0\n")
    assert project.before_cell().failed
    project.write("m.py", "1 / 0  # still\n")
    assert project.before_cell().failed
    project.write("m.py", "X = 6\n")
    assert project.before_cell().ran == ("m",)
    assert project.show("m.X") == 6
    assert project.before_cell() is None


def test_back_to_what_runs_there_is_nothing_more_to_say(project: Project) -> None:
    project.write("m.py", "1 / 0\n")
    assert project.before_cell().failed
    project.write("m.py", "X = 1\n")
    assert project.before_cell() is None
    project.write("m.py", "1 / 0\n")
    assert project.before_cell().failed, "it is news again"


def test_it_is_tried_again_when_a_file_that_it_read_is_mended(project: Project) -> None:
    project.write("settings.json", "{")
    project.write("m.py", "import json\nX = json.load(open('settings.json'))['x']\n")
    assert project.before_cell().failed
    assert project.before_cell().reminders
    project.write("settings.json", '{"x": 7}')
    assert project.before_cell().ran == ("m",)
    assert project.show("m.X") == 7


def test_it_is_tried_again_when_a_file_that_it_missed_appears(project: Project) -> None:
    project.write("m.py", "X = open('value.txt').read()\n")
    assert project.before_cell().failed
    assert project.before_cell().reminders
    project.write("value.txt", "8")
    assert project.before_cell().ran == ("m",)
    assert project.show("m.X") == "8"


def test_it_is_tried_again_when_a_module_that_it_missed_appears(project: Project) -> None:
    project.write("m.py", "from newcomer import X\n")
    assert project.before_cell().failed
    assert project.before_cell().reminders
    project.write("newcomer.py", "X = 9\n")
    assert project.before_cell().ran == ("m",)
    assert project.show("m.X") == 9


def test_asked_for_by_name_it_is_tried_again_whatever_the_files_say(project: Project) -> None:
    project.write("m.py", "import log\nX = log.answer\n")
    assert project.before_cell().failed
    project.run("log.answer = 42")
    assert project.before_cell().reminders
    assert project.refresh("m").ran == ("m",)
    assert project.show("m.X") == 42


def test_a_refresh_of_others_leaves_the_reminder(project: Project) -> None:
    project.write("n.py", "Y = 1\n")
    project.run("import n")
    project.write("m.py", "1 / 0\n")
    project.before_cell()
    project.write("n.py", "Y = 2\n")
    assert project.refresh("n").ran == ("n",)
    again = project.before_cell()
    assert again.reminders
    assert not again.failed


def test_of_two_that_fail_each_is_forgotten_when_it_is_mended(project: Project) -> None:
    project.write("n.py", "Y = 1\n")
    project.run("import n")
    project.write("m.py", "1 / 0\n")
    project.write("n.py", "[][1]\n")
    assert len(project.before_cell().failed) == 2
    assert [one.error[:5] for one in project.before_cell().reminders] == ["ZeroD", "Index"]
    project.write("m.py", "X = 2\n")
    after = project.before_cell()
    assert after.ran == ("m",)
    assert not after.failed
    assert [one.error[:5] for one in after.reminders] == ["Index"]


def test_what_a_reload_by_hand_meets_is_the_users_own_error(project: Project) -> None:
    """What such a module has assigned to others cannot be read from its source."""
    source = "import log\nlog.limit = 2\n"
    project.write("m.py", source)
    project.refresh()
    project.write("m.py", source + "X +\n")
    with pytest.raises(SyntaxError) as caught:
        project.run("import importlib; importlib.reload(m)")
    assert caught.value.filename == project.show("m.__file__")
    assert caught.value.__context__ is None
    project.write("m.py", source + "X = 3\n")
    project.refresh()
    assert project.show("m.X, log.limit") == (3, 2)


def test_a_long_message_is_a_line_in_the_reminder(project: Project) -> None:
    project.write("m.py", "raise ValueError('one\\ntwo\\n' + 'x' * 5000)\n")
    project.before_cell()
    said = str(project.before_cell())
    assert len(said.splitlines()) == 1
    assert len(said) < 500


def test_where_the_current_folder_is_gone_files_are_said_in_full(project: Project) -> None:
    project.write("m.py", "1 / 0\n")
    (project.folder / "gone").mkdir()
    os.chdir(project.folder / "gone")
    (project.folder / "gone").rmdir()
    (failure,) = project.before_cell().failed
    assert failure.where == f"{project.folder / 'm.py'}:1"
    os.chdir(project.folder)


def test_what_other_threads_have_imported_meanwhile_is_still_noted(project: Project) -> None:
    project.write("mine.py", "X = 1")
    project.write("other.py", "X = 1")
    observer = project.session.observer
    before = observer.notes.copy()
    thread = threading.Thread(target=importlib.import_module, args=("other",))
    thread.start()
    thread.join()
    project.run("import mine")
    observer.restore(before)
    assert "mine" not in observer.notes.modules
    project.write("other.py", "X = 2")
    assert project.refresh().ran == ("other",)


def test_what_failed_is_let_go_with_its_report(project: Project) -> None:
    project.write(
        "m.py", "import sys, weakref\nsys.half = weakref.ref(sys.modules[__name__])\n1 / 0\n"
    )
    assert project.before_cell().failed
    half: weakref.ref[object] = sys.half  # type: ignore[attr-defined]
    del sys.half  # type: ignore[attr-defined]
    gc.collect()
    assert half() is None


@contextmanager
def _as_nobody(folder: str) -> Iterator[None]:
    """As root, who may read everything, be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.chmod(folder, 0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_bases_that_stay_have_no_subclasses_of_modules_out_of_use(project: Project) -> None:
    """Neither of a run that failed, nor of one before, even while a traceback holds them."""
    project.write("base.py", "class Plugin: pass\nclass Slim: __slots__ = ()\n")
    source = """
        from base import Plugin, Slim
        class A(Plugin):
            x = {x}
            def f(self): return super().__repr__()
        class S(Slim): __slots__ = {slots}
        first = A()
        {last}
        """
    project.write("m.py", source.format(x=1, slots=("a",), last=""))
    project.run("import base, m")
    plugins, slim = "base.Plugin.__subclasses__()", "base.Slim.__subclasses__()"
    seen = f"[c.x for c in {plugins}], [c.__slots__ for c in {slim}]"
    gc.disable()  # which would take them away, some time
    try:
        for x, slots, last in ((2, "a", ""), (3, "ab", "1 / 0"), (4, "ab", ""), (5, "b", "1 / 0")):
            before = project.show(seen)
            project.write("m.py", source.format(x=x, slots=tuple(slots), last=last))
            report = project.refresh()
            assert bool(report.failed) is bool(last)
            assert project.show(seen) == (before if last else ([x], [tuple(slots)]))
    finally:
        gc.enable()


def test_classes_out_of_use_that_somebody_uses_keep_their_bases(project: Project) -> None:
    project.write("base.py", "class Plugin:\n    def base(self): return 'base'\n")
    failing = """
        import builtins
        from base import Plugin
        class A(Plugin):
            def f(self): return super().base()
        builtins.kept_one = A()
        1 / 0
        """
    project.write("m.py", "X = 1")
    project.run("import m\nfrom base import Plugin")
    project.write("m.py", failing)
    try:
        assert project.refresh().failed
        assert project.show("kept_one.f()") == "base"
    finally:
        del builtins.kept_one


REFUSING = """
class Hub:
    def __init__(self):
        self.names = frozenset()
    def add(self, name):
        if name in self.names:
            raise ValueError(f"{name} is there already")
        self.names |= {name}
"""


def test_a_module_that_is_refused_runs_again_with_the_one_that_refuses_it(
    project: Project,
) -> None:
    project.write("lib.py", REFUSING)
    project.write("hub.py", "import lib\nhub = lib.Hub()\n")
    project.write("user.py", "from hub import hub\nhub.add('user')\nN = 1\n")
    project.run("import user, lib, hub")
    for number in (2, 3):
        project.write("user.py", f"from hub import hub\nhub.add('user')\nN = {number}\n")
        report = project.refresh()
        assert not report.failed
        assert set(report.ran) == {"user", "hub"}
        assert project.show("user.N, user.hub.names") == (number, {"user"})
        assert project.show("user.hub is hub.hub")


def test_what_fails_with_the_others_too_is_said_once_and_forgotten(project: Project) -> None:
    project.write("lib.py", REFUSING)
    project.write("hub.py", "import lib\nhub = lib.Hub()\n")
    project.write("user.py", "from hub import hub\nhub.add('user')\n")
    project.run("import user, hub")
    project.write("user.py", "from hub import hub\nhub.add('user')\nhub.add('user')\n")
    (failure,) = project.refresh().failed
    assert failure.error == "ValueError: user is there already"
    assert failure.modules == ("user",)
    project.write("user.py", "from hub import hub\nN = 2\n")
    assert project.refresh().ran == ("user",)


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        ("X = TABLE[7]", "IndexError: list index out of range"),
        ("lib.fit(TABLE[:1])", "ValueError: too few"),
    ],
    ids=["by itself", "in what it calls"],
)
def test_what_a_module_does_wrong_takes_no_others_along(
    project: Project, monkeypatch: pytest.MonkeyPatch, edit: str, error: str
) -> None:
    monkeypatch.setattr(builtins, "ran", ran := [], raising=False)
    project.write("lib.py", "def fit(table):\n    if len(table) < 2: raise ValueError('too few')\n")
    project.write("data.py", "ran.append(1)\nTABLE = [1, 2, 3]\n")
    project.write("user.py", "import lib\nfrom data import TABLE\nX = TABLE[0]\nlib.fit(TABLE)\n")
    project.run("import user, data, lib")
    project.write("user.py", f"import lib\nfrom data import TABLE\n{edit}\n")
    (failure,) = project.refresh().failed
    assert failure.error == error
    assert ran == [1]
