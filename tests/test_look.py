"""Looking at what is loaded runs none of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ipython_modreset.look import ancestors, is_a, is_extension, is_inside_interpreter, loaded, look
from tests.shells import LOAD, python, shell, write


def test_a_module_from_a_file() -> None:
    seen = look("json", json)
    assert seen.origin == json.__file__
    assert list(seen.locations) == json.__path__
    assert not seen.importing
    assert not is_extension(seen)
    assert not is_inside_interpreter(seen)


def test_what_the_interpreter_brings_along() -> None:
    assert is_inside_interpreter(look("sys", sys))
    assert is_inside_interpreter(look("os", sys.modules["os"]))  # frozen
    assert not is_inside_interpreter(look("json", json))


def test_a_class_that_lies_about_itself_is_seen_through() -> None:
    class Liar:
        __class__ = int  # type: ignore[assignment]

    assert isinstance(Liar(), int)
    assert not is_a(Liar(), int)
    assert is_a(True, int)


def test_ancestors_begin_with_the_module_itself() -> None:
    assert ancestors("a.b.c") == ("a.b.c", "a.b", "a")


def test_only_plain_text_counts_as_a_name() -> None:
    assert all(type(name) is str for name in loaded())


def test_strangers_are_looked_at_without_running_them(tmp_path: Path) -> None:
    python(
        tmp_path,
        """
        import sys
        from ipython_modreset.look import is_extension, is_inside_interpreter, loaded, look
        from ipython_modreset.places import is_user
        from tests import hostile
        made = hostile.fill()
        for name, module in loaded().items():
            seen = look(name, module)
            is_extension(seen), is_inside_interpreter(seen), is_user(seen)
        hostile.check(made)
        """,
    )


def test_a_purge_among_strangers_works_on_the_rest_and_loses_none(tmp_path: Path) -> None:
    write(tmp_path, "mine.py")
    python(
        tmp_path,
        """
        import sys
        import ipython_modreset as mr
        from tests import hostile
        mr.snapshot()
        import mine
        made = hostile.fill()
        assert mr.purge(dry_run=True).purged == mr.purge().purged == ("mine",)
        hostile.check(made)
        """,
    )


def test_snapshots_and_the_hook_among_strangers(tmp_path: Path) -> None:
    write(tmp_path, "mine.py")
    out = shell(
        tmp_path,
        "import sys; from tests import hostile",
        LOAD,
        "import mine; made = hostile.fill()",
        "%purge_modules --dry-run",
        "%config ModuleReset.report = 'full'",
        "%purge_modules",
        "%config ModuleReset.before_cell = 'purge'",
        "import mine",
        "assert 'mine' not in sys.modules; hostile.check(made)",
        "%snapshot_modules",
        "%snapshot_modules --show",
        "%snapshot_modules --reset",
        "%purge_modules --why thing",
        "hostile.check(made)",
    )
    assert "would purge 1 module (mine 1)" in out[3]
    assert "thing stays: no source" in out[-2]


def test_force_takes_strangers_out_without_running_them(tmp_path: Path) -> None:
    python(
        tmp_path,
        """
        import sys
        import ipython_modreset as mr
        from tests import hostile
        mr.snapshot()
        hostile.fill()
        purged = mr.purge(force=True).purged
        assert set(purged) >= {"thing", "biting", "biting.child", "blocked", ""}, purged
        assert hostile.touched == [], hostile.touched
        """,
    )


def test_a_module_loaded_lazily_stays_unloaded(tmp_path: Path) -> None:
    write(tmp_path, "slow.py", "print('loaded')")
    out = python(
        tmp_path,
        """
        import sys
        import ipython_modreset as mr
        from tests import hostile
        mr.snapshot()
        hostile.lazy("slow")
        mr.purge(dry_run=True)
        print(mr.purge().purged)
        """,
    )
    assert out == "('slow',)\n"
