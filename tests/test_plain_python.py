"""The same functions where there is no IPython."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

import ipython_modreset
from tests.shells import ROOT, python, write

MODULES = [
    found.name
    for found in pkgutil.walk_packages(ipython_modreset.__path__, "ipython_modreset.")
    if not found.name.endswith((".dask", ".ipyparallel"))  # need an extra
]


def test_importing_it_imports_nothing_but_the_standard_library(tmp_path: Path) -> None:
    out = python(
        tmp_path,
        f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        before = set(sys.modules)
        meta_path, hooks = list(sys.meta_path), list(sys.path_hooks)
        import importlib; import_module = importlib.import_module
        import ipython_modreset as mr
        assert (sys.meta_path, sys.path_hooks) == (meta_path, hooks)
        assert importlib.import_module is import_module
        tops = {{name.partition(".")[0] for name in set(sys.modules) - before}}
        print(sorted(tops - sys.stdlib_module_names))
        """,
        "-I",
        "-S",
    )
    assert out == "['ipython_modreset']\n"


def test_nothing_of_it_imports_ipython_until_the_extension_is_loaded(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1")
    python(
        tmp_path,
        """
        import sys
        from pathlib import Path
        import ipython_modreset as mr

        baseline = mr.snapshot()
        assert "sys" in baseline.names
        assert repr(baseline).startswith("<BaselineReport: the baseline holds ")
        import mod
        assert mr.purge(dry_run=True).purged == ("mod",)
        assert str(mr.purge("mod")) == "purged 1 module (mod 1)"
        import mod
        Path("mod.py").write_text("x = 22")
        mr.refresh(namespace=globals())
        assert mod.x == 22
        mr.purge(ignore_baseline=True)
        assert not {"IPython", "traitlets"} & sys.modules.keys()
        """,
    )


def test_an_engine_sees_what_was_saved_before_it_was_asked(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1")
    python(
        tmp_path,
        """
        from pathlib import Path
        import mod
        Path("mod.py").write_text("x = 22")
        from ipython_modreset.cluster import engine
        assert engine.begin().refresh().ran == ("mod",)
        assert mod.x == 22
        """,
    )


def test_who_names_an_importer_of_an_edited_module_is_told(tmp_path: Path) -> None:
    write(tmp_path, "edited.py", "x = 1")
    write(tmp_path, "importer.py", "from edited import x")
    python(
        tmp_path,
        """
        from pathlib import Path
        import ipython_modreset as mr
        import importer
        mr.refresh()
        Path("edited.py").write_text("x = 22")
        for dry_run in (True, False):
            said = str(mr.refresh("importer", dry_run=dry_run))
            assert said.startswith("nothing named here changed on disk, but edited did; "), said
        assert importer.x == 1
        assert "nothing named" not in str(mr.refresh("edited"))
        assert importer.x == 22
        assert str(mr.refresh("importer")) == "nothing to refresh"
        """,
    )


def test_without_a_snapshot_ones_own_modules_are_refreshed(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1")
    python(
        tmp_path,
        """
        from pathlib import Path
        import ipython_modreset as mr
        import mod
        assert str(mr.refresh(namespace=globals())) == "nothing to refresh"
        Path("mod.py").write_text("x = 22")
        assert mr.refresh(namespace=globals()).ran == ("mod",) and mod.x == 22
        mr.snapshot()
        Path("mod.py").write_text("x = 333")
        assert mr.refresh(namespace=globals()).kept == {"mod": "baseline"} and mod.x == 22
        """,
    )


def test_ignoring_the_baseline_leaves_a_process_that_works(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1")
    out = python(
        tmp_path,
        """
        import mod, json, xml.dom.minidom, ipython_modreset as mr
        mr.snapshot()
        report = mr.purge(ignore_baseline=True)
        assert {"mod", "xml.dom.minidom"} <= set(report.purged)
        import mod, json, re, enum, typing, dataclasses, logging, threading, subprocess, asyncio
        import concurrent.futures, pickle, xml.dom.minidom, urllib.request, unittest.mock, sys
        with concurrent.futures.ThreadPoolExecutor() as pool:
            assert list(pool.map(abs, [-1])) == [1]
        assert asyncio.run(asyncio.sleep(0, 5)) == 5
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        assert pickle.loads(pickle.dumps(json.loads("[1]"))) == [1]
        @dataclasses.dataclass
        class P:
            x: int
        assert P(1) == P(1)
        assert mr.purge().purged
        print("done")
        """,
    )
    assert out == "done\n"


@pytest.mark.parametrize("slip", ["''", "'..'", "'a' * 10000", "'modd'", "['mod', 'modd']"])
def test_slips_are_value_errors_and_change_nothing(tmp_path: Path, slip: str) -> None:
    write(tmp_path, "mod.py")
    python(
        tmp_path,
        f"""
        import sys, ipython_modreset as mr
        mr.snapshot()
        import mod
        before = dict(sys.modules)
        try:
            mr.purge({slip})
        except ValueError as error:
            assert len(str(error)) < 200
        else:
            raise AssertionError("no error")
        assert sys.modules == before
        """,
    )


def test_the_examples_in_the_docstrings_hold(tmp_path: Path) -> None:
    """In another process: some of them purge."""
    python(
        tmp_path,
        f"""
        import doctest, importlib, ipython_modreset
        modules = [ipython_modreset]
        for name in {MODULES}:
            modules.append(importlib.import_module(name))
        user = {{"__name__": "__main__"}}
        results = [doctest.testmod(module, extraglobs=user) for module in modules]
        assert sum(tried for _, tried in results) > 30
        assert not any(failed for failed, _ in results)
        """,
    )
