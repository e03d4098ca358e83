"""What holds where no cluster library is installed, or none is in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipython_modreset import cluster
from ipython_modreset.cluster.engine import PROTOCOL, answer, python_version
from ipython_modreset.cluster.files import Archive, Source, place
from ipython_modreset.cluster.report import ClusterReport, EngineReport
from ipython_modreset.observing.notes import Notes
from tests.shells import LOAD, python, shell


def test_nothing_imports_a_cluster_library(tmp_path: Path) -> None:
    script = """
        import sys
        import ipython_modreset, ipython_modreset.cluster, ipython_modreset.cluster.engine
        try:
            ipython_modreset.cluster.refresh([])
        except ipython_modreset.cluster.ClusterError as error:
            print(error)
        unwanted = ("ipyparallel", "distributed", "dask", "IPython")
        print([name for name in unwanted if name in sys.modules])
        """
    said, loaded = python(tmp_path, script).splitlines()
    assert said == "a list is no client or view of ipyparallel or Dask"
    assert loaded == "[]"


def test_the_extension_imports_none_either(tmp_path: Path) -> None:
    libraries = "('ipyparallel', 'distributed', 'dask')"
    *_, seen = shell(
        tmp_path,
        LOAD,
        "%refresh_modules --auto",
        f"import sys; print([name for name in {libraries} if name in sys.modules])",
    )
    assert "[]" in seen


def question(**more: object) -> str:
    ordinary = {"what": "refresh", "protocol": PROTOCOL, "python": python_version(), "patience": 1}
    return json.dumps({**ordinary, "names": None, "dry_run": False, "expected": {}, **more})


def test_another_python_is_refused() -> None:
    said = json.loads(answer(question(python="2.7")))["error"]
    assert said == f"Python {python_version()} there, Python 2.7 here: not refreshed"


def test_another_version_is_refused() -> None:
    assert "another version" in json.loads(answer(question(protocol=PROTOCOL + 1)))["error"]


def test_classes_of_other_names_are_no_clients() -> None:
    class Client:
        pass

    with pytest.raises(cluster.ClusterError, match="a Client is no client"):
        cluster.refresh(Client())


@pytest.mark.parametrize(
    ("source", "relative"),
    [
        (Source("a", False, b"", True), "a.py"),
        (Source("a.b", False, b"", False), "a/b.py"),
        (Source("a.b", True, b"", True), "a/b/__init__.py"),
    ],
)
def test_archives_come_out_as_they_went_in(source: Source, relative: str) -> None:
    assert source.relative == relative
    archive = Archive((source, Source("z", False, "ä\r\n".encode(), False)))
    assert Archive.read(archive.packed()) == archive


def test_what_is_installed_is_never_overwritten() -> None:
    before = Path(json.__file__).read_bytes()
    said = place(Archive((Source("json", True, b"X = 1", True),)), Notes())
    assert said["json"].startswith("not the user's own source there")
    assert Path(json.__file__).read_bytes() == before


def test_reports_run_and_render_nothing_that_engines_say() -> None:
    nasty = "\x1b[31m<script>alert(1)</script>\n"
    row = EngineReport(nasty, error=nasty, differs={nasty: nasty}, hashes={nasty: nasty})
    report = ClusterReport((row,), (nasty,))
    assert "\x1b" not in str(report) + report.full() + report._repr_html_()
    assert "<script>" not in report._repr_html_()
    assert len(str(report).splitlines()) == 4


def test_what_went_wrong_is_whole_however_long_the_paths() -> None:
    path = "/" + "folder/" * 40 + "mod.py"
    wrong = f"the file there is another one: {path}"
    row = EngineReport("engine 0", failed=(f"a: {path}",), differs={"m": wrong, "n": wrong})
    said = str(ClusterReport((row,), ()))
    assert said.count(wrong) == 2
    assert "--send" in said


def test_a_silent_report_still_says_what_went_wrong() -> None:
    rows = (EngineReport("engine 0"), EngineReport("engine 1", error="it has gone"))
    assert str(ClusterReport(rows, ()).styled("off")) == "engine 1: it has gone"
    assert str(ClusterReport(rows[:1], ()).styled("off")) == ""
