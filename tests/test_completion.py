"""Tab after the magics: names of modules package by package, and flags."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.shells import LOAD, kernel, shell, write

MAGICS = ("purge_modules", "refresh_modules", "snapshot_modules --drop", "snapshot_modules --add")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "zebra/__init__.py")
    write(tmp_path, "zebra/stripes.py")
    return tmp_path


def test_the_kernels_complete_request_knows_names_and_flags(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run(f"import zebra.stripes\n{LOAD}")
        for magic in MAGICS:
            for line in (
                f"%{magic} zeb",
                f"r = %{magic} zeb",
                f"x = 1\n%{magic} zeb",
                f"%{magic} json zeb",
            ):
                assert session.complete(line) == ["zebra"], line
            assert session.complete(f"%{magic} zebra.") == ["zebra.stripes"]
            every = session.complete(f"%{magic} ")
            assert "zebra" in every
            assert "zebra.stripes" not in every
        flags = {
            "purge_modules": {"--dry-run", "--why", "--auto", "--off", "--user", "--force"},
            "refresh_modules": {"--dry-run", "--why", "--auto", "--off"},
            "snapshot_modules": {"--show", "--add", "--drop", "--reset"},
        }
        for magic, wanted in flags.items():
            assert wanted <= set(session.complete(f"%{magic} --"))
            assert ("--off" in session.complete(f"%{magic} --o")) == ("--off" in wanted)


def test_a_terminal_completes_the_same(folder: Path) -> None:
    lines = [f"%{magic} zebra.st" for magic in MAGICS]
    out = shell(
        folder,
        f"import zebra.stripes, json\n{LOAD}",
        "from IPython.core.completer import provisionalcompleter",
        f"""
        with provisionalcompleter():
            print(json.dumps([
                [found.text for found in get_ipython().Completer.completions(line, len(line))]
                for line in {lines!r}
            ]))
        """,
    )
    assert json.loads(out[2]) == [["zebra.stripes"]] * len(lines)


def test_drop_offers_what_is_in_the_baseline_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run(LOAD)
        session.run("import zebra.stripes")
        assert "zebra" not in session.complete("%snapshot_modules --drop zeb")
        assert session.complete("%snapshot_modules --add zeb") == ["zebra"]
        session.run("%snapshot_modules")
        assert session.complete("%snapshot_modules --drop zeb") == ["zebra"]


def test_cluster_offers_the_notebooks_clients(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = """
        class Client: pass
        Client.__module__ = "ipyparallel.client"
        rc, record = Client(), []
    """
    with kernel(folder, monkeypatch) as session:
        session.run(LOAD)
        session.run(dedent(client))
        assert session.complete("%refresh_modules --cluster r") == ["rc"]
        assert "zipfile" in session.complete("%refresh_modules --cluster rc zipf")
