"""What people type, and what they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shells import LOAD, attempt, kernel, shell, write

SHOWN = "purged 1 module (mod 1)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a module in it."""
    write(tmp_path, "mod.py", "x = 1")
    write(tmp_path, "other.py", "x = 1")
    return tmp_path


ONCE = (
    "import mod\n%purge_modules",
    "import mod\n%purge_modules\nx = 1",
    "import mod\nr = %purge_modules",
    "import mod\nif True:\n    %purge_modules",
    "import mod\nfor _ in range(1):\n    r = %purge_modules\n",
    "import mod\n%time %purge_modules",
    "import mod\nimport asyncio; await asyncio.sleep(0)\n%purge_modules",
    "import mod\n%purge_modules\n%pwd",
    "import mod\nget_ipython().run_line_magic('purge_modules', ''); y = 2",
    "def f():\n    return get_ipython().run_line_magic('purge_modules', '')\nimport mod\nf()",
)


def test_the_report_is_shown_once_wherever_the_magic_stands(folder: Path) -> None:
    for cell, out in zip(ONCE, shell(folder, LOAD, *ONCE)[1:], strict=True):
        assert out.count(SHOWN) == 1, cell + out


@pytest.mark.parametrize("shown", ["all", "last", "last_expr", "none", "last_expr_or_assign"])
def test_it_is_shown_once_whatever_values_ipython_shows(folder: Path, shown: str) -> None:
    cell = "import mod\n%purge_modules\nimport other\n%purge_modules"
    out = shell(folder, LOAD, cell, options=[f"--InteractiveShell.ast_node_interactivity={shown}"])
    assert out[1].count(SHOWN) == 1
    assert out[1].count("purged 1 module (other 1)") == 1


def test_the_value_is_an_object_with_data_in_it(folder: Path) -> None:
    shell(
        folder,
        LOAD,
        "import mod",
        "r = %purge_modules",
        "assert r.purged == ('mod',) and r.kept['sys'] == 'baseline' and not r.dry_run",
        "%purge_modules",
        "assert _.purged == ()",
        "b = %snapshot_modules",
        "assert 'sys' in b.names",
    )


def test_silence(folder: Path) -> None:
    out = shell(
        folder,
        LOAD,
        "%config ModuleReset.report = 'off'",
        "import mod",
        "%purge_modules",
        "%purge_modules --why mod",
        "import mod\n%purge_modules\nx = 1",
        "import mod\nr = %purge_modules",
        "assert r.purged == ('mod',)",
        "%snapshot_modules",
        "%purge_modules --auto",
        "import mod",
        "import sys; assert 'mod' not in sys.modules",
    )
    assert "".join(out) == ""


def test_the_whole_table(folder: Path) -> None:
    out = shell(folder, LOAD, "%config ModuleReset.report = 'full'", "import mod", "%purge_modules")
    lines = out[3].splitlines()
    assert any(line.split() == ["purged", "mod", "1"] for line in lines), lines
    assert any(line.split()[:2] == ["kept:", "baseline"] for line in lines), lines
    assert len(lines) < 12, "what is expected takes one line for each reason"


def test_a_dry_run_changes_nothing(folder: Path) -> None:
    out = shell(
        folder,
        LOAD,
        "import sys, mod",
        "%purge_modules --dry-run",
        "assert sys.modules['mod'] is mod",
    )
    assert "would purge 1 module (mod 1)" in out[2]


def test_names_globs_and_quotation_marks(folder: Path) -> None:
    shell(
        folder,
        LOAD,
        "import sys, mod, other",
        "%purge_modules mod",
        "assert 'mod' not in sys.modules and 'other' in sys.modules",
        "import mod",
        "%purge_modules 'mo?' \"oth*\"",
        "assert not {'mod', 'other'} & sys.modules.keys()",
    )


def test_a_named_module_that_stays_is_said_with_the_reason(folder: Path) -> None:
    out = shell(folder, LOAD, "import json", "%purge_modules json")
    assert "nothing to purge; kept json" in out[2]
    assert "(baseline)" in out[2]


def test_for_one_purge_only_the_users_own_code(folder: Path) -> None:
    shell(
        folder,
        LOAD,
        "import sys, mod, graphlib",
        "%purge_modules --user",
        "assert 'mod' not in sys.modules and 'graphlib' in sys.modules",
        "%purge_modules",
        "assert 'graphlib' not in sys.modules",
    )


def test_force(folder: Path) -> None:
    shell(
        folder,
        LOAD,
        "import sys, types; sys.modules['by_hand'] = types.ModuleType('by_hand')",
        "%purge_modules",
        "assert 'by_hand' in sys.modules",
        "%purge_modules --force",
        "assert 'by_hand' not in sys.modules and 'IPython' in sys.modules",
    )


SLIPS = {
    "nump": "no loaded module matches 'nump'",
    "modd": "did you mean 'mod'?",
    "mod modd": "did you mean 'mod'?",
    "a" * 10_000: "no module's name is longer than",
    "*" * 10_000: "no module's name is longer than",
    "''": "must not be empty",
    "..": "is no module's full name",
    "--why": "expected one argument",
    "--why modd": "did you mean 'mod'?",
    "--why mo*": "is not one module's name",
    "--why mod other": "--why takes one name",
    "--bogus": "unrecognized arguments: --bogus",
    "--auto --off": "give only one of --auto, --off",
    "--auto mod": "--auto goes alone",
    "--off --force": "--off goes alone",
    "--dry-run --why mod": "give only one of --dry-run, --why",
    "--dry-run=3": "ignored explicit argument",
    "'mod": "No closing quotation",
}
PARSERS = (
    "expected one argument",
    "unrecognized arguments: --bogus",
    "ignored explicit argument",
    "No closing quotation",
)


def test_slips_change_nothing_and_are_explained(folder: Path) -> None:
    ran = attempt(
        folder,
        LOAD,
        "import sys, mod, other; before = dict(sys.modules)",
        "baseline = %snapshot_modules --show",
        *[f"%purge_modules {line}" for line in SLIPS],
        "%config ModuleReset.before_cell",
        "assert before.items() <= sys.modules.items()",
        "assert get_ipython().run_line_magic('snapshot_modules', '--show').names == baseline.names",
    )
    for cell, said in zip(ran[3:-3], SLIPS.values(), strict=True):
        error = cell.error or ""
        assert error.startswith("UsageError: ")
        assert said in error, error
        of_the_parser = said in PARSERS
        assert error.endswith("; %purge_modules? shows what it takes") is of_the_parser
        assert len(error) < 300
        assert "Traceback" not in cell.out
    assert "'off'" in ran[-3].out
    assert [cell.error for cell in ran[-3:]] == [None] * 3


def test_it_documents_itself(folder: Path) -> None:
    out = shell(folder, LOAD, "%purge_modules?", "%snapshot_modules?")
    for option in (
        "--user",
        "--dry-run",
        "--why NAME",
        "--ignore-baseline",
        "--force",
        "--auto",
        "--off",
    ):
        assert option in out[1]
    for option in ("--show", "--add", "--drop", "--reset"):
        assert option in out[2]


def test_tab_completes_options_and_names_package_by_package(folder: Path) -> None:
    write(folder, "pkg/__init__.py")
    write(folder, "pkg/sub_one.py")
    complete = "complete = lambda text: get_ipython().complete(text.split()[-1], text)[1]"
    shell(
        folder,
        LOAD,
        f"import mod, pkg.sub_one; {complete}",
        "assert '--dry-run' in complete('%purge_modules --d'), complete('%purge_modules --d')",
        "assert '--drop' in complete('%snapshot_modules --d')",
        "assert 'mod' in complete('%purge_modules mo')",
        "assert 'pkg' in complete('purge_modules pk')",
        "assert 'pkg.sub_one' not in complete('%purge_modules pk')",
        "assert 'pkg.sub_one' in complete('%purge_modules pkg.s')",
    )


def test_a_notebook_is_shown_html(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run(LOAD)
        session.run("import mod")
        assert session.run("%purge_modules").count(SHOWN) == 1
        session.run("import mod")
        assert session.run("r = %purge_modules").count(SHOWN) == 1
        session.run("formats, _ = get_ipython().display_formatter.format(r)")
        assert SHOWN in session.run("formats['text/html']")
        assert session.run("%config ModuleReset.report = 'off'\nimport mod\n%purge_modules") == ""
