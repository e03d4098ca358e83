"""Every setting by file, command line and %config; what makes no sense is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipython_modreset.extension.magics import ModuleReset
from tests.shells import LOAD, attempt, kernel, shell, write

CONFIG = """
c.InteractiveShellApp.extensions = ["ipython_modreset"]
c.ModuleReset.before_cell = "refresh"
c.ModuleReset.report = "full"
"""
SETTINGS = sorted(ModuleReset.class_own_traits(config=True))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A folder with a module, where the profile switches refreshing on."""
    write(tmp_path, ".ipython/profile_default/ipython_config.py", CONFIG)
    write(tmp_path, "mod.py", "x = 1\n")
    return tmp_path


EDIT = "from pathlib import Path; _ = Path('mod.py').write_text('x = 222\\n')"


def test_a_profile_switches_it_on_with_no_line_typed(profile: Path) -> None:
    *_, shown = shell(profile, "from mod import x", EDIT, "x")
    assert "refreshed 1 module" in shown
    assert "ran again" in shown, "as the profile asks for the full report"
    assert "222" in shown


def test_a_profile_switches_it_on_in_a_kernel_too(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kernel(profile, monkeypatch) as session:
        session.run("from mod import x")
        session.run(EDIT)
        shown = session.run("x")
        assert "refreshed 1 module" in shown
        assert shown.endswith("222")


def test_the_command_line_sets_it(tmp_path: Path) -> None:
    write(tmp_path, "mod.py", "x = 1\n")
    options = ["--ext=ipython_modreset", "--ModuleReset.before_cell=refresh"]
    *_, shown = shell(tmp_path, "from mod import x", EDIT, "x", options=options)
    assert "222" in shown


def test_config_lists_every_setting_with_a_help_text(tmp_path: Path) -> None:
    _, shown = shell(tmp_path, LOAD, "%config ModuleReset")
    for name in SETTINGS:
        assert f"ModuleReset.{name}=<" in shown
        assert len(ModuleReset.class_traits()[name].help) > 30, name


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("before_cell", "'off', 'purge', 'refresh'"),
        ("scope", "'all', 'user'"),
        ("report", "'off', 'brief', 'full'"),
    ],
)
def test_wrong_values_are_refused_and_the_allowed_ones_named(
    tmp_path: Path, name: str, allowed: str
) -> None:
    _, refused, after = attempt(
        tmp_path,
        LOAD,
        f"%config ModuleReset.{name} = 'nonsense'",
        f"print(get_ipython().magics_manager.registry['ModuleReset'].{name})",
    )
    said = " ".join(refused.out.split())
    assert f"any of [{allowed}]" in said or f"any of ({allowed})" in said
    assert "nonsense" in said
    assert after.out.strip() in allowed, "it stays as it was"


def test_flags_take_no_text(tmp_path: Path) -> None:
    _, refused = attempt(tmp_path, LOAD, "%config ModuleReset.patch_bodies = 'maybe'")
    assert "boolean" in refused.out
