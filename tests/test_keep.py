"""Every reason why a module stays, and what of it goes all the same."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from types import ModuleType

from ipython_modreset.purging.keep import Policy, Situation, why_kept
from tests.building import compiled, installed
from tests.shells import LOAD, python, shell, write

# In plain Python: takes the baseline, and says by `why` of any module whether it goes or stays.
BEGIN = """
import sys
sys.path.insert(0, "")
import ipython_modreset as mr
from ipython_modreset.session import current

def why(name, **options):
    report = mr.purge(dry_run=True, **options)
    return "goes" if name in report.purged else report.kept[name]

mr.snapshot()
"""


def test_the_reasons_have_an_order() -> None:
    """A module that stays for every reason at once, less one reason after the other."""
    name = "threading.everything"
    path = "/nowhere/site-packages/threading/everything.so"
    spec = ModuleSpec(name, ExtensionFileLoader(name, path), origin=path)
    spec.has_location = True
    vars(spec)["_initializing"] = True
    module = ModuleType(name)
    module.__spec__ = spec
    now = Situation(
        Policy(scope="user", keep=("*.everything",)),
        baseline=frozenset({name}),
        modules={name: module},
        host_roots=frozenset({"threading"}),
    )

    def reason(now: Situation, name: str = name) -> str | None:
        stay = why_kept(name, now)
        return None if stay is None else stay.reason

    assert reason(now) == "baseline"
    now = replace(now, baseline=frozenset(), _looks={})
    assert reason(now) == "interpreter"
    name = "tool.everything"
    now = replace(now, modules={name: module}, host_roots=frozenset({"tool"}), _looks={})
    assert reason(now, name) == "host"
    now = replace(now, host_roots=frozenset(), _looks={})
    assert reason(now, name) == "importing"
    vars(spec)["_initializing"] = False
    now = replace(now, _looks={})
    assert reason(now, name) == "extension module"
    path = "/nowhere/site-packages/tool/everything.py"
    vars(spec).update(loader=object(), origin=path)
    now = replace(now, _looks={})
    assert reason(now, name) == "no source"
    now = replace(now, was_found=lambda seen: True, _looks={})
    assert reason(now, name) == "scope"
    now = replace(now, policy=Policy(keep=("*.everything",)), _looks={})
    assert reason(now, name) == "keep"
    assert reason(replace(now, policy=Policy(), _looks={}), name) is None


def test_baseline(tmp_path: Path) -> None:
    write(tmp_path, "early.py")
    write(tmp_path, "late.py")
    python(
        tmp_path,
        f"""{BEGIN}
import early
mr.snapshot()
import late
assert why("early") == why("early", force=True) == "baseline"
assert why("early", ignore_baseline=True) == why("late") == "goes"
""",
    )


def test_interpreter(tmp_path: Path) -> None:
    python(
        tmp_path,
        f"""{BEGIN}
sys.modules["__mp_main__"] = sys.modules["__main__"]
import colorsys, importlib.resources, encodings.rot_13, _random, __hello__
drastic = dict(ignore_baseline=True, force=True)
for name in ("sys", "builtins", "__main__", "__mp_main__", "marshal", "posixpath", "importlib",
             "importlib.resources", "encodings.rot_13", "threading", "__hello__"):
    assert why(name, **drastic) == "interpreter", name
assert why("colorsys") == "goes"
""",
    )


def test_a_debugger_that_an_ide_has_brought_along(tmp_path: Path) -> None:
    write(tmp_path, "pydevd_vendored/__init__.py")
    write(tmp_path, "pydevd_vendored/breakpoints.py")
    write(tmp_path, "debugging.py")
    python(
        tmp_path,
        f"""{BEGIN}
import pydevd_vendored.breakpoints, debugging
assert why("pydevd_vendored.breakpoints", force=True, ignore_baseline=True) == "host"
assert why("debugging") == "goes"
""",
    )


def test_importing_in_this_thread(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "from . import helper, calls")
    write(tmp_path, "pkg/helper.py")
    write(
        tmp_path,
        "pkg/calls.py",
        """
        import ipython_modreset as mr
        report = mr.purge(force=True, ignore_baseline=True)
        from . import helper
        """,
    )
    python(
        tmp_path,
        f"""{BEGIN}
import pkg
kept, purged = pkg.calls.report.kept, pkg.calls.report.purged
assert kept["pkg"] == kept["pkg.calls"] == "importing", kept
assert "pkg.helper" in purged, purged
assert sys.modules["pkg"] is pkg and pkg.helper is sys.modules["pkg.helper"]
""",
    )


def test_an_import_whose_lock_was_left_behind_is_over(tmp_path: Path) -> None:
    """An interrupt may come while Python takes a lock away that nobody holds any more."""
    write(tmp_path, "mod.py")
    python(
        tmp_path,
        f"""{BEGIN}
import _frozen_importlib as bootstrap, weakref
from ipython_modreset.observing.reads import import_under_way
import mod
lock = bootstrap._get_module_lock("mod")
bootstrap._module_locks["mod"] = weakref.ref(lock)
assert why("mod") == "importing" and import_under_way()
del lock
assert bootstrap._module_locks["mod"]() is None
assert why("mod") == "goes" and not import_under_way()
""",
    )


def test_importing_in_another_thread(tmp_path: Path) -> None:
    write(
        tmp_path, "gate.py", "import threading\nstarted, go = threading.Event(), threading.Event()"
    )
    write(tmp_path, "pkg/__init__.py")
    write(tmp_path, "pkg/helper.py", "x = 1")
    write(
        tmp_path,
        "pkg/slow.py",
        """
        import gate
        from . import helper
        gate.started.set()
        gate.go.wait()
        from .helper import x
        """,
    )
    python(
        tmp_path,
        f"""{BEGIN}
import gate, threading
mr.snapshot()
errors = []

def work():
    try:
        import pkg.slow
    except BaseException as error:
        errors.append(error)

thread = threading.Thread(target=work, daemon=True)
thread.start()
gate.started.wait()
report = mr.purge()
assert report.kept["pkg"] == report.kept["pkg.slow"] == "importing", report.kept
assert report.purged == ("pkg.helper",), report.purged
gate.go.set()
thread.join()
assert not errors, errors
assert why("pkg") == why("pkg.slow") == "goes"
""",
    )


def test_an_extension_module_in_the_users_tree_stays_alone(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "from . import _queue\nfrom . import pure")
    write(tmp_path, "pkg/pure.py")
    compiled(tmp_path / "pkg")
    python(
        tmp_path,
        f"""{BEGIN}
import pkg
assert why("pkg._queue") == "extension module"
assert why("pkg._queue", force=True) == "goes"
assert why("pkg") == why("pkg.pure") == "goes"
mr.purge()
import pkg
assert pkg._queue.SimpleQueue
""",
    )


def test_an_installed_package_with_an_extension_module_stays_whole(tmp_path: Path) -> None:
    site = installed(tmp_path, "acme", "acme", "acme_plain")
    write(site, "acme/pure.py")
    write(site, "acme/deep/pure.py")
    compiled(site / "acme")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "site-packages")
import acme.pure, acme.deep.pure, acme_plain
assert why("acme") == why("acme.pure") == "goes"
import acme._queue
for name in ("acme", "acme.pure", "acme.deep", "acme.deep.pure", "acme._queue"):
    assert why(name) == "extension module", name
assert why("acme_plain") == why("acme.pure", force=True) == "goes"
""",
    )


def test_the_python_half_that_pins_its_compiled_half_stays(tmp_path: Path) -> None:
    """As pydantic pins pydantic-core; a range of versions is no such tie."""
    installed(tmp_path, "acme", "acme", requires=("acme-core==1.0",))
    installed(tmp_path, "loose", "loose", requires=("acme-core>=1.0",))
    site = installed(tmp_path, "acme-core", "acme_core")
    compiled(site / "acme_core")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "site-packages")
import acme, loose, acme_core._queue
assert why("acme") == "extension module"
assert why("loose") == "goes"
""",
    )


def test_what_a_package_tied_to_compiled_code_holds_on_to_stays(tmp_path: Path) -> None:
    """As pandas does dateutil, whose classes it asks for with isinstance."""
    site = installed(tmp_path, "acme", "acme", "zones", "below_zones", "beside")
    write(site, "acme/__init__.py", "from . import _queue\nfrom zones import Zone")
    write(site, "zones/__init__.py", "import below_zones\nclass Zone: pass")
    compiled(site / "acme")
    write(tmp_path, "mine.py", "import acme")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "site-packages")
import acme, beside, mine, colorsys, sched
acme.noted = colorsys
acme.mine = mine
assert why("zones") == why("below_zones") == why("colorsys") == "extension module"
assert why("beside") == why("mine") == why("sched") == "goes"
""",
    )


def test_what_the_baselines_packages_hold_of_the_standard_library_stays(tmp_path: Path) -> None:
    """As ``concurrent.futures`` holds the process pool that it imports on demand."""
    site = installed(tmp_path, "acme", "acme")
    write(site, "acme/__init__.py", "")
    write(tmp_path, "mine.py", "")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "site-packages")
import acme, mine
mr.snapshot()
import sched, wave, colorsys, json.tool
acme.Scheduler = sched.scheduler
mine.Wave_read = wave.Wave_read
assert why("sched") == "baseline"
assert why("wave") == why("colorsys") == why("json.tool") == "goes"
assert not mr.purge("sched", force=True).purged
assert mr.purge("sched", ignore_baseline=True).purged
""",
    )


def test_modules_of_the_standard_library_tied_to_compiled_ones_stay(tmp_path: Path) -> None:
    python(
        tmp_path,
        f"""{BEGIN}
import decimal, ctypes.util, zoneinfo, colorsys
import _decimal, _ctypes, _zoneinfo
for name in ("decimal", "_decimal", "zoneinfo"):
    assert why(name) == "extension module", name
assert why("ctypes.util") in ("extension module", "baseline")  # this package may hold it
assert why("colorsys") == "goes"
""",
    )


def test_no_source(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/by_path.py", "x = 1")
    write(tmp_path, "hidden.py", "x = 1")
    python(
        tmp_path,
        f"""{BEGIN}
import importlib.util, types
sys.modules["by_hand"] = types.ModuleType("by_hand")
sys.modules["hidden"] = types.ModuleType("hidden")  # there is a file, but that is not it
sys.modules["blocked"] = None
spec = importlib.util.spec_from_file_location("by_path", "elsewhere/by_path.py")
sys.modules["by_path"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["by_path"])
for name in ("by_hand", "hidden", "blocked", "by_path"):
    assert why(name) == "no source", name
    assert why(name, force=True) == "goes", name
assert "it blocks the import of this name" in current().why("blocked")
assert mr.purge().purged == ()
""",
    )


def test_a_module_whose_source_lies_where_no_folder_is_searched(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("zipped.py", "x = 1")
    write(tmp_path, "namespace/inner.py")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "all.zip")
import zipped, namespace.inner
assert why("zipped") == why("namespace") == why("namespace.inner") == "goes"
""",
    )


def test_what_a_finder_has_found_has_a_source_though_it_be_found_no_more(tmp_path: Path) -> None:
    """A deleted file; a script's folder, which %run puts on the path for a while; os.chdir."""
    write(tmp_path, "deleted.py")
    write(tmp_path, "scripts/helper.py")
    write(tmp_path, "here.py")
    (tmp_path / "below").mkdir()
    python(
        tmp_path,
        f"""{BEGIN}
import os, deleted, here
sys.path.insert(0, "scripts")
import helper
del sys.path[0]
os.remove("deleted.py")
os.chdir("below")
assert why("deleted") == why("helper") == why("here") == "goes"
""",
    )


def test_a_module_that_puts_something_else_in_its_place_has_a_source(tmp_path: Path) -> None:
    write(tmp_path, "instance.py", "import sys\nclass A: pass\nsys.modules[__name__] = A()")
    write(tmp_path, "function.py", "import sys\ndef f(): pass\nsys.modules[__name__] = f")
    python(
        tmp_path,
        f"""{BEGIN}
import instance, function
assert why("instance") == why("function") == "goes"
sys.modules["instance"] = "put there by hand"
assert why("instance") == "no source"
""",
    )


def test_scope(tmp_path: Path) -> None:
    installed(tmp_path, "acme", "acme")
    write(tmp_path, "mine.py")
    write(tmp_path, "namespace/inner.py")
    write(tmp_path, "site-packages/spaces/inner.py")
    python(
        tmp_path,
        f"""{BEGIN}
sys.path.insert(0, "site-packages")
import acme, mine, colorsys, namespace.inner, spaces.inner
current().scope = "user"
for name in ("acme", "colorsys", "spaces", "spaces.inner"):
    assert why(name) == "scope", name
    assert why(name, force=True) == "goes", name
assert why("mine") == why("namespace") == why("namespace.inner") == "goes"
""",
    )


def test_keep(tmp_path: Path) -> None:
    for name in ("model/__init__.py", "model/part.py", "models.py", "data_a.py", "data_b.py"):
        write(tmp_path, name)
    write(tmp_path, "wish/__init__.py", "__modreset__ = False")
    write(tmp_path, "wish/part.py")
    write(tmp_path, "no_wish.py", "__modreset__ = 0")
    python(
        tmp_path,
        f"""{BEGIN}
import model.part, models, data_a, data_b, wish.part, no_wish
current().keep = ("model", "data_?")
for name in ("model", "model.part", "data_a", "data_b", "wish", "wish.part"):
    assert why(name) == "keep", name
    assert why(name, force=True) == "goes", name
assert why("models") == why("no_wish") == "goes"
""",
    )


def test_why_says_it_of_any_module(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    write(tmp_path, "pkg/__init__.py")
    out = shell(
        tmp_path,
        LOAD,
        "import mod, pkg",
        "%purge_modules --why mod",
        "%purge_modules --why sys",
        "%purge_modules --why IPython",
        "%purge_modules --why IPython --ignore-baseline",
        "%purge_modules --why pkg --user",
        "%config ModuleReset.keep = ['pkg']",
        "%purge_modules --why pkg",
        "%purge_modules --why pkg --force",
        "%purge_modules",
        "%purge_modules --why mod",
    )
    assert "mod would be purged: nothing keeps it" in out[2]
    assert "sys stays: baseline" in out[3]
    assert "would take it" not in out[3]
    assert "IPython stays: baseline" in out[4]
    assert "IPython stays: host" in out[5]
    assert "pkg would be purged" in out[6]
    assert "pkg stays: keep (the setting keep names 'pkg'); `--force` would take it" in " ".join(
        out[8].split()
    )
    assert "pkg would be purged" in out[9]
    assert "mod was purged, and has not been imported since" in out[11]
