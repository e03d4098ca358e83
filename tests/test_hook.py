"""What happens before each cell."""

from __future__ import annotations

from pathlib import Path

from tests.shells import LOAD, attempt, shell, write

PURGE = "%config ModuleReset.before_cell = 'purge'"
REASONS = """{
    'baseline', 'interpreter', 'host', 'importing',
    'extension module', 'no source', 'scope', 'keep',
}"""

# The first statement of a cell, and so the first thing that it does: all that is loaded then.
NOW = "loaded = dict(__import__('sys').modules)"


def test_by_default_nothing_happens(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "print('runs')")
    out = shell(tmp_path, LOAD, "import sys, mod", "assert sys.modules['mod'] is mod", "import mod")
    assert out[1:] == ["runs\n", "", ""]


def test_when_a_cell_starts_nothing_is_loaded_but_the_baseline_and_the_kept(tmp_path: Path) -> None:
    """Literally: each module there is kept for a listed reason, and none would be purged."""
    write(tmp_path, "pkg/__init__.py", "from . import sub")
    write(tmp_path, "pkg/sub.py")
    write(tmp_path, "kept.py", "__modreset__ = False")
    shell(
        tmp_path,
        LOAD,
        PURGE,
        "baseline = get_ipython().run_line_magic('snapshot_modules', '--show').names",
        *[
            "import pkg, kept, graphlib, pytest, decimal, types, sys\n"
            "sys.modules['by_hand'] = types.ModuleType('by_hand')",
            f"{NOW}\nr = %purge_modules --dry-run",
            "assert r.purged == ()",
            f"assert set(r.kept.values()) <= {REASONS}",
            "assert loaded.keys() <= r.kept.keys(), loaded.keys() - r.kept.keys()",
            "assert {'kept', 'by_hand', 'IPython'} <= loaded.keys() - (baseline - {'IPython'})",
            "assert not {'pkg', 'pkg.sub', 'graphlib', 'pytest'} & loaded.keys()",
        ]
        * 2,
    )


def test_what_others_import_before_the_cell_goes_too(tmp_path: Path) -> None:
    """Other extensions' hooks run first, in whatever order they were registered."""
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        LOAD,
        "def eager(info=None): import mod",
        "get_ipython().events.register('pre_run_cell', eager)",
        PURGE,
        "assert 'mod' not in __import__('sys').modules",
        "assert 'mod' not in __import__('sys').modules",
    )


def test_an_edit_is_seen_by_the_next_cell_that_imports(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1")
    shell(
        tmp_path,
        LOAD,
        PURGE,
        "import mod; assert mod.x == 1; held = mod",
        "_ = __import__('pathlib').Path('mod.py').write_text('x = 2')",
        "assert held.x == 1; import mod; assert mod.x == 2",
    )


def test_each_purge_is_reported_once_and_nothing_to_purge_not_at_all(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    out = shell(tmp_path, LOAD, PURGE, "import mod", "1", "2", "import mod", "3")
    assert [text.count("purged 1 module (mod 1)") for text in out] == [0, 0, 0, 1, 0, 0, 1]
    assert out[4] == "Out[5]: 2\n"


def test_a_module_that_asks_no_longer_to_be_kept_goes(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "__modreset__ = False")
    shell(
        tmp_path,
        LOAD,
        PURGE,
        "import sys, mod",
        "assert 'mod' in sys.modules; del mod.__modreset__",
        "assert 'mod' not in sys.modules",
    )


def test_settings_and_baseline_count_from_the_next_cell_on(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write(tmp_path, f"{name}.py")
    shell(
        tmp_path,
        LOAD,
        "%config ModuleReset.keep = ['one', 'two']",
        PURGE,
        "import sys, one, two, three",
        "assert {'one', 'two'} <= sys.modules.keys() and 'three' not in sys.modules",
        "%config ModuleReset.keep = ['two']",
        "assert 'two' in sys.modules and 'one' not in sys.modules",
        "%snapshot_modules --add two",
        "%config ModuleReset.keep = []",
        "assert 'two' in sys.modules",
        "%snapshot_modules --drop two",
        "assert 'two' not in sys.modules",
        "%config ModuleReset.scope = 'user'",
        "import graphlib, one",
        "assert 'graphlib' in sys.modules and 'one' not in sys.modules",
        "%config ModuleReset.scope = 'all'",
        "assert 'graphlib' not in sys.modules",
    )


def test_a_module_replaced_by_hand_is_judged_anew(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        LOAD,
        PURGE,
        "import sys, types; sys.modules['mod'] = types.ModuleType('mod')",
        "assert 'mod' in sys.modules; del sys.modules['mod']; import mod",
        "assert 'mod' not in sys.modules",
    )


def test_it_never_raises_into_the_cell(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    ran = attempt(
        tmp_path,
        LOAD,
        """
        import sys, mod
        class Broken:
            def find_spec(name, path=None, target=None): return None
            def invalidate_caches(): raise RuntimeError("broken finder")
        sys.meta_path.append(Broken)
        """,
        PURGE,
        "ran = True; assert sys.modules['mod'] is mod",
        "sys.meta_path.remove(Broken)",
        "assert ran and 'mod' not in sys.modules",
    )
    assert [cell.error for cell in ran] == [None] * 6
    assert "broken finder" in ran[3].out
    assert "Traceback" not in ran[3].out


def test_an_interrupt_ends_the_purge_and_the_cell(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    ran = attempt(
        tmp_path,
        LOAD,
        """
        import sys, mod
        class Interrupting:
            def find_spec(name, path=None, target=None): return None
            def invalidate_caches():
                sys.meta_path.remove(Interrupting)
                seen.append(sys.modules.get("mod"))
                raise KeyboardInterrupt
        seen = []; ran = False
        sys.meta_path.append(Interrupting)
        """,
        PURGE,
        "ran = True",
        "assert not ran and 'mod' not in sys.modules",
    )
    said = "purge interrupted; this cell did not run"
    assert [cell.error for cell in ran] == [None, None, None, f"NotRun: {said}", None]
    assert ran[3].out.strip() == said


def test_the_magics_switch_it_on_and_off(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    out = shell(
        tmp_path,
        LOAD,
        "%purge_modules --auto",
        "import sys, mod",
        "assert 'mod' not in sys.modules; import mod",
        "%purge_modules --off",
        "import mod",
        "assert 'mod' in sys.modules",
        "%config ModuleReset.before_cell",
    )
    assert "before each cell" in out[1]
    assert "nothing runs before cells" in out[4]
    assert out[7] == "Out[8]: 'off'\n"


def test_a_wrong_value_changes_nothing(tmp_path: Path) -> None:
    out = shell(
        tmp_path,
        LOAD,
        PURGE,
        "%config ModuleReset.before_cell = 'sometimes'",
        "%config ModuleReset.before_cell",
    )
    assert out[3] == "Out[4]: 'purge'\n"


def test_threads_go_on_importing_while_cells_run(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py", "import time; time.sleep(0.001)")
    write(tmp_path, "pkg/sub.py", "import pkg; x = pkg.__name__")
    shell(
        tmp_path,
        LOAD,
        PURGE,
        """
        import threading
        errors, done = [], threading.Event()
        def work():
            while not done.is_set():
                try:
                    import pkg.sub
                except BaseException as error:
                    errors.append(error)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        """,
        *["import pkg.sub"] * 40,
        "done.set(); thread.join(); assert not errors, errors",
    )
