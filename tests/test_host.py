"""What the session itself runs on stays."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from ipython_modreset.purging.host import is_debugger, modules_held, packages_required, tied_by_pin
from tests.building import installed
from tests.shells import LOAD, kernel, python, shell, write


def test_ipython_requires_by_metadata_what_it_requires() -> None:
    required = packages_required(frozenset({"IPython"}))
    assert {
        "IPython",
        "traitlets",
        "pygments",
        "prompt_toolkit",
        "pexpect",
        "ptyprocess",
    } <= required
    assert "pytest" not in required  # of its test extra


def test_requirements_of_requirements_and_of_wanted_extras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about_host = ("first[fast]>=1 ; python_version > '3'", "Odd.Name (==1.*)", "not-installed")
    installed(tmp_path, "the-host", "the_host", requires=(*about_host, "testing; extra == 'test'"))
    installed(tmp_path, "first", "first", requires=("the-host", "quick; extra == 'fast'"))
    installed(tmp_path, "quick", "quick", requires=("slow; extra == 'slow'",))
    for name in ("odd-name", "testing", "slow"):
        installed(tmp_path, name, name.replace("-", "_"))
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    required = packages_required(frozenset({"the_host"}))
    assert required == {"the_host", "first", "quick", "odd_name"}


def test_a_package_whose_distribution_has_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the kernels of some IDEs are named."""
    installed(tmp_path, "some-ide-kernel", "ide", requires=("ide-helper",))
    installed(tmp_path, "ide-helper", "ide_helper")
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    assert packages_required(frozenset({"ide"})) == {"ide", "ide_helper"}


def test_an_unknown_package_requires_nothing() -> None:
    assert packages_required(frozenset({"there_is_no_such_package"})) == frozenset()


def test_only_an_exact_version_ties_two_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, "core", "core")
    for name, version in (
        ("pinned", "==1.0"),
        ("ranged", ">=1"),
        ("starred", "==1.*"),
        ("any", ""),
    ):
        installed(tmp_path, name, name, requires=(f"core{version}",))
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    assert tied_by_pin(["core"]) == {"pinned": "core"}
    assert tied_by_pin([]) == {}


def test_modules_held_at_any_depth() -> None:
    """By a module, a function or a class in a namespace."""
    modules = {name: ModuleType(name) for name in ("top", "a", "b", "c", "unheld")}
    vars(modules["top"]).update(a=modules["a"], gone=ModuleType("gone"), number=1)
    vars(modules["a"])["f"] = FunctionType((lambda: None).__code__, {"__name__": "b"})
    vars(modules["b"])["C"] = type("C", (), {"__module__": "c"})
    vars(modules["c"])["back"] = modules["top"]
    held = modules_held(["top"], modules, lambda name: name in "abc")
    assert held == {"a": "top", "b": "a", "c": "b"}
    assert modules_held(["top"], modules, lambda name: name != "a") == {}


def test_debuggers_are_known_by_name() -> None:
    assert all(map(is_debugger, ("pdb", "bdb", "debugpy.adapter", "_pydevd_bundle.x", "pydevd")))
    assert not any(map(is_debugger, ("pd", "debug", "json")))


def test_what_a_terminal_session_runs_on(tmp_path: Path) -> None:
    write(tmp_path, "mine.py")
    shell(
        tmp_path,
        LOAD,
        "import mine, pytest, pexpect.replwrap, pygments.lexers.ada, IPython.lib.backgroundjobs",
        "report = %purge_modules",
        """
        for name in ("pexpect.replwrap", "pygments.lexers.ada", "IPython.lib.backgroundjobs"):
            assert report.kept[name] == "host", name
        """,
        "assert {'mine', 'pytest'} <= set(report.purged)",
    )


def test_what_the_host_imports_lazily_for_itself(tmp_path: Path) -> None:
    """The very module, asked for by the user's code, is the user's to purge."""
    write(tmp_path, "mine.py", "import wave")
    ask = "exec('import graphlib, ftplib', {'__name__': 'IPython.core.something'})"
    shell(
        tmp_path,
        LOAD,
        f"import sys, mine; {ask}",
        "report = %purge_modules",
        "assert report.kept['graphlib'] == report.kept['ftplib'] == 'host'",
        "assert 'wave' in report.purged",
        "del sys.modules['graphlib']; import importlib; importlib.import_module('graphlib')",
        "report = %purge_modules",
        "assert 'graphlib' in report.purged and report.kept['ftplib'] == 'host'",
    )


def test_magics_go_on_working_after_a_purge(tmp_path: Path) -> None:
    shell(
        tmp_path,
        LOAD,
        "%config ModuleReset.before_cell = 'purge'",
        *["%timeit -n1 -r1 pass", "%prun -q sum([1])", "%time 1", "%who", "%pwd", "!true"] * 2,
        *["%%timeit -n1 -r1\npass", "%%capture\nprint(1)", "x = 1; x?", "import json; json.loads??"]
        * 2,
        "await __import__('asyncio').sleep(0)",
    )


def test_an_extension_that_ipython_has_loaded(tmp_path: Path) -> None:
    """Otherwise %unload_ext and %reload_ext would find nothing to call."""
    write(
        tmp_path,
        "my_ext.py",
        """
        import my_helper
        def load_ipython_extension(shell): print("loaded", my_helper.x)
        def unload_ipython_extension(shell): print("unloaded")
        """,
    )
    write(tmp_path, "my_helper.py", "x = 1")
    out = shell(
        tmp_path,
        LOAD,
        "%load_ext my_ext",
        "report = %purge_modules",
        "assert report.kept['my_ext'] == 'host' and 'my_helper' in report.purged",
        "from pathlib import Path; _ = Path('my_helper.py').write_text('x = 22')",
        "%reload_ext my_ext",
        "%unload_ext my_ext",
        "report = %purge_modules",
        "assert 'my_ext' in report.purged",
    )
    assert out[5] == "unloaded\nloaded 22\n"
    assert out[6] == "unloaded\n"


def test_a_real_kernel_and_all_that_it_requires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "mine.py")
    with kernel(tmp_path, monkeypatch) as session:
        session.run(LOAD)
        session.run("import sys, mine, tornado.template, zmq.utils.z85, jupyter_client.consoleapp")
        session.run("%config ModuleReset.before_cell = 'purge'")
        session.run("report = %purge_modules --dry-run")
        session.run(
            """
            for name in ("tornado.template", "zmq.utils.z85", "jupyter_client.consoleapp"):
                assert report.kept[name] == "host", name
            assert "mine" not in sys.modules
            """
        )
        assert "mine" in session.complete("import mi")
        assert session.run("import mine; 1 + 1") == "2"


def test_in_plain_python_what_ipython_requires_is_nobodys_host(tmp_path: Path) -> None:
    python(
        tmp_path,
        """
        import sys, ipython_modreset as mr
        mr.snapshot()
        import pygments
        report = mr.purge(ignore_baseline=True)
        assert "pygments" in report.purged
        assert report.kept["ipython_modreset.select"] == "host"
        """,
    )
