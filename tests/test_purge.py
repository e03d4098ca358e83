"""Out of the import system, and what the naive recipe gets wrong on the way."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.building import SUFFIX, build, compiled
from tests.shells import LOAD, attempt, python, shell, write

BEGIN = """
import gc, os, sys, threading, weakref
from pathlib import Path
sys.path.insert(0, "")
import ipython_modreset as mr
from ipython_modreset.session import current
mr.snapshot()
"""


def play(folder: Path, script: str) -> str:
    return python(folder, BEGIN + script)


def test_a_purged_module_runs_anew(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "print('runs')\nx = 1")
    out = play(
        tmp_path,
        """
import mod
assert mr.purge().purged == ("mod",)
assert "mod" not in sys.modules
Path("mod.py").write_text("print('runs anew')\\nx = 2")
former = mod
import mod
assert (mod.x, former.x) == (2, 1)
""",
    )
    assert out == "runs\nruns anew\n"


def test_the_report_names_all_in_the_order_in_which_imports_ended(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "import helper")
    write(tmp_path, "pkg/sub.py")
    write(tmp_path, "helper.py")
    play(
        tmp_path,
        """
import pkg.sub
before = set(sys.modules)
foretold = mr.purge(dry_run=True)
assert set(sys.modules) == before
report = mr.purge()
assert report.purged == foretold.purged == ("helper", "pkg", "pkg.sub"), report.purged
assert foretold.dry_run and not report.dry_run
assert set(report.kept) == set(sys.modules) and report.kept["sys"] == "baseline"
assert mr.purge().purged == ()
""",
    )


def test_only_those_named_with_their_submodules(tmp_path: Path) -> None:
    for name in ("pkg/__init__.py", "pkg/a.py", "pkg/b.py", "mod.py", "mode.py"):
        write(tmp_path, name)
    play(
        tmp_path,
        """
import pkg.a, pkg.b, mod, mode
report = mr.purge("pkg.a")
assert (report.purged, dict(report.kept)) == (("pkg.a",), {})
assert mr.purge(["pkg", "sys"]).kept == {name: "baseline" for name in sys.modules
                                         if name.partition(".")[0] == "sys"}
assert mr.purge("mod*", dry_run=True).purged == ("mod", "mode")
try:
    mr.purge(["mod", "modd"])
except ValueError as error:
    assert "no loaded module matches 'modd'; did you mean 'mod'?" in str(error), error
else:
    raise AssertionError("no error")
assert "mod" in sys.modules
assert mr.purge([]).purged == ()
""",
    )


def test_a_parent_that_stays_does_not_bring_the_stale_submodule_back(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py")
    write(tmp_path, "pkg/sub.py", "x = 1")
    play(
        tmp_path,
        """
import pkg.sub
mr.purge("pkg.sub")
assert not hasattr(pkg, "sub")
Path("pkg/sub.py").write_text("x = 22")
from pkg import sub
assert sub.x == 22
""",
    )


def test_whoever_holds_an_old_package_has_it_whole(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "from . import sub\nx = 1")
    write(tmp_path, "pkg/sub.py")
    write(tmp_path, "pkg/later.py")
    play(
        tmp_path,
        """
import pkg.later
sub, later = pkg.sub, pkg.later
mr.purge()
assert pkg.sub is sub and pkg.later is later
""",
    )


def test_a_function_of_the_submodules_name_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "from .run import run")
    write(tmp_path, "pkg/run.py", "def run(): return 1")
    play(
        tmp_path,
        """
import pkg
mr.purge("pkg.run")
assert pkg.run() == 1
""",
    )


@pytest.mark.parametrize("kind", ["source", "namespace", "bytecode", "zip", "finder"])
def test_a_compiled_submodule_is_an_attribute_of_the_new_package(tmp_path: Path, kind: str) -> None:
    """It stays, so no import binds it again: of whatever kind the package is."""
    compiled(tmp_path / "pkg")
    if kind in ("source", "bytecode", "finder"):
        write(
            tmp_path,
            "pkg/__init__.py",
            "import sys\nseen = getattr(sys.modules[__name__], '_queue', 0)",
        )
    if kind == "bytecode":
        python(
            tmp_path, "import py_compile; py_compile.compile('pkg/__init__.py', 'pkg/__init__.pyc')"
        )
        (tmp_path / "pkg/__init__.py").unlink()
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("pkg/__init__.py", f"__path__.append({str(tmp_path / 'pkg')!r})")
    prepare = {
        "zip": "sys.path.insert(0, 'all.zip')",
        "finder": """
from importlib.machinery import PathFinder, SourceFileLoader
class Loader(SourceFileLoader): pass
class Finder:
    def find_spec(name, path=None, target=None):
        spec = PathFinder.find_spec(name, path, target)
        if name == "pkg":
            spec.loader = Loader(name, spec.origin)
        return spec
sys.meta_path.insert(0, Finder)
current().observer.stay_first()
""",
    }.get(kind, "")
    play(
        tmp_path,
        f"""{prepare}
import pkg._queue
former, core = pkg, pkg._queue
report = mr.purge()
assert report.purged == ("pkg",) and report.kept["pkg._queue"] == "extension module", report
import pkg._queue
assert pkg is not former and pkg._queue is core
assert core.SimpleQueue
assert {kind in ("zip", "namespace")} or pkg.seen is core  # while the package's own code runs
assert type(pkg.__spec__.loader) is type(former.__spec__.loader)
assert type(pkg.__loader__) is type(former.__loader__)
""",
    )


def test_only_what_was_an_attribute_becomes_one_and_only_while_it_is_loaded(tmp_path: Path) -> None:
    write(tmp_path, "pkg/a.py", "__modreset__ = False")
    write(tmp_path, "pkg/b.py", "__modreset__ = False")
    write(tmp_path, "pkg/c.py", "__modreset__ = False")
    write(tmp_path, "pkg/__init__.py", "from . import a, b, c\ndel a")
    play(
        tmp_path,
        """
import pkg
mr.purge()
mr.purge("pkg.b", force=True)
Path("pkg/__init__.py").write_text("")
import pkg
assert not hasattr(pkg, "a") and not hasattr(pkg, "b"), vars(pkg)
assert pkg.c is sys.modules["pkg.c"]
""",
    )


def test_compiled_code_that_the_naive_recipe_cannot_bring_back(tmp_path: Path) -> None:
    if not build(tmp_path / "pkg"):
        pytest.skip("no C compiler")
    write(tmp_path, "pkg/__init__.py", "from . import _queue")
    script = """
import pkg
{purge}
try:
    import pkg
except ImportError as error:
    print(error)
else:
    print(pkg._queue.SimpleQueue)
"""
    naive = "for name in ('pkg', 'pkg._queue'): del sys.modules[name]"
    once = "cannot load module more than once per process\n"
    assert play(tmp_path, script.format(purge=naive)) == once
    assert play(tmp_path, script.format(purge="mr.purge()")) == "42\n"
    assert play(tmp_path, script.format(purge="mr.purge(force=True)")) == once


def test_a_new_file_is_found_at_once(tmp_path: Path) -> None:
    """The finders list a folder once, and again when its mtime differs."""
    write(tmp_path, "pkg/__init__.py")
    play(
        tmp_path,
        """
import pkg
at = os.stat("pkg").st_mtime_ns
try:
    import pkg.new
except ImportError:
    pass
Path("pkg/new.py").touch()
os.utime("pkg", ns=(at, at))
mr.purge()
import pkg.new
""",
    )


def test_sources_in_tracebacks_are_the_present_ones(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "def f():\n    return 'old'\n")
    at = "os.utime('mod.py', (1e9, 1e9))"
    play(
        tmp_path,
        f"""
import inspect, linecache
{at}
import mod
assert "old" in inspect.getsource(mod.f)
mr.purge()
Path("mod.py").write_text("def f():\\n    return 'new'\\n")
{at}
import mod
assert "new" in linecache.getline(mod.__file__, 2)
""",
    )


def test_a_slip_in_a_module_shows_no_file_of_this_package(tmp_path: Path) -> None:
    write(tmp_path, "slip.py", "x = (\n")
    write(tmp_path, "raises.py", "1 / 0\n")
    write(tmp_path, "asks.py", "import there_is_none\n")
    ran = attempt(tmp_path, LOAD, "import slip", "import raises", "import asks", "%tb")
    for cell, error in zip(ran[1:], ("Syntax", "ZeroDivision", "ModuleNotFound", ""), strict=True):
        assert (cell.error or "").startswith(error)
        assert "Error" in cell.out
        assert "ipython_modreset" not in cell.out
        assert "importlib" not in cell.out
    assert "slip.py" in ran[1].out


def test_old_modules_are_not_kept_alive(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "from . import sub\nclass A: pass\nREGISTRY = [A]")
    write(tmp_path, "pkg/sub.py", "import pkg")
    compiled(tmp_path / "pkg")
    script = """
import pkg._queue
old = [weakref.ref(module) for module in (pkg, pkg.sub, pkg.A)]
{purge}
del pkg
gc.collect()
assert [ref() for ref in old] == [None] * 3, old
"""
    play(tmp_path, script.format(purge="report = mr.purge()"))
    play(tmp_path, script.format(purge="report = current().purge_before_cell()"))
    play(tmp_path, script.format(purge="mr.purge(); import pkg; mr.purge()"))
    play(tmp_path, script.format(purge="current().purge_before_cell(); mr.purge(force=True)"))
    notebook = script.replace("{purge}", "%purge_modules").strip().splitlines()
    shell(tmp_path, LOAD, "import gc, weakref", *notebook)


def test_what_was_kept_and_goes_by_force_is_not_kept_alive(tmp_path: Path) -> None:
    play(
        tmp_path,
        """
import types
sys.modules["by_hand"] = types.ModuleType("by_hand")
assert current().purge_before_cell() is None  # judged, and settled for good
old = weakref.ref(sys.modules["by_hand"])
mr.purge(force=True)
gc.collect()
assert old() is None
""",
    )


def test_an_interrupt_leaves_all_as_it_was(tmp_path: Path) -> None:
    """It comes at the last step, when all has been taken out."""
    write(tmp_path, "pkg/__init__.py")
    write(tmp_path, "pkg/a.py")
    write(tmp_path, "pkg/b.py")
    play(
        tmp_path,
        """
class Interrupting:
    def find_spec(name, path=None, target=None): return None
    def invalidate_caches():
        assert "pkg.a" not in sys.modules
        raise KeyboardInterrupt

import pkg.a, pkg.b
before = dict(sys.modules)
sys.meta_path.append(Interrupting)
for what in (None, "pkg.a"):
    try:
        mr.purge(what)
    except KeyboardInterrupt:
        pass
    else:
        raise AssertionError("no interrupt")
    assert sys.modules == before
    assert pkg.a is before["pkg.a"] and pkg.b is before["pkg.b"]
    assert not current().observer.orphans
sys.meta_path.remove(Interrupting)
assert set(mr.purge().purged) == {"pkg", "pkg.a", "pkg.b"}
""",
    )


def test_threads_that_import_all_the_while(tmp_path: Path) -> None:
    """Without respect for imports under way, some of these fail with KeyError or ImportError."""
    write(tmp_path, "pkg/__init__.py", "x = 1")
    write(tmp_path, "pkg/a.py", "import time; time.sleep(0.0005)")
    write(tmp_path, "pkg/deep/__init__.py", "import pkg.a")
    write(tmp_path, "pkg/deep/b.py", "import pkg.a, pkg.deep\ny = pkg.x")
    play(
        tmp_path,
        """
errors, done, rounds = [], threading.Event(), [0, 0, 0]

def work(number):
    while not done.is_set():
        try:
            import pkg.deep.b
            rounds[number] += 1
        except BaseException as error:
            errors.append(error)

sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
purged = 0
while purged < 150 and not errors:
    purged += bool(mr.purge().purged)
done.set()
for thread in threads:
    thread.join()
assert not errors, errors
assert all(rounds), rounds
""",
    )


def test_no_import_begins_while_modules_are_taken_out(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    play(
        tmp_path,
        """
import _imp
from ipython_modreset.purging.purge import imports_paused

def work():
    states.append(_imp.lock_held())
    import mod
    states.append(released)

states, released = [], False
with imports_paused():
    thread = threading.Thread(target=work)
    thread.start()
    while not states:
        pass
    released = True
thread.join()
assert states == [True, True] and not _imp.lock_held()
""",
    )


def test_a_kept_child_of_a_module_that_is_a_stranger(tmp_path: Path) -> None:
    (tmp_path / f"nothing{SUFFIX}").touch()  # an extension module that cannot be loaded
    play(
        tmp_path,
        """
import types
class Strange: pass
sys.modules["strange"] = Strange()
sys.modules["strange.child"] = None
assert mr.purge(force=True).purged == ("strange", "strange.child")
""",
    )
