"""Loaded, loaded again, reloaded, configured, unloaded."""

from __future__ import annotations

from pathlib import Path

from tests.shells import LOAD, attempt, python, shell, write

# All that the extension may change of a shell and of a process.
TRACES = """
    def traces():
        import builtins, importlib, sys
        shell = get_ipython()
        return (
            {event: list(hooks) for event, hooks in shell.events.callbacks.items()},
            sorted(shell.magics_manager.magics["line"]),
            shell.magics_manager.registry.get("ModuleReset"),
            [each for each in shell.configurables if type(each).__name__ == "ModuleReset"],
            sorted(shell.strdispatchers["complete_command"].strs),
            list(sys.meta_path),
            importlib.import_module,
            importlib.invalidate_caches,
            builtins.__import__,
            getattr(sys, "monitoring", None) and [sys.monitoring.get_tool(id) for id in range(6)],
        )
    """


def test_unloading_leaves_no_trace(tmp_path: Path) -> None:
    shell(
        tmp_path,
        "import ipython_modreset",
        TRACES,
        "before = traces()",
        LOAD,
        "assert traces() != before",
        "%config ModuleReset.before_cell = 'purge'",
        "%purge_modules",
        "%unload_ext ipython_modreset",
        "after = traces()",
        "assert after == before, [pair for pair in zip(after, before) if pair[0] != pair[1]]",
    )


def test_after_unloading_the_magics_are_unknown_and_nothing_is_purged(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    ran = attempt(
        tmp_path,
        LOAD,
        "%config ModuleReset.before_cell = 'purge'",
        "%unload_ext ipython_modreset",
        "import sys, mod",
        "assert 'mod' in sys.modules",
        "%purge_modules",
        "%config ModuleReset",
    )
    assert [cell.error is None for cell in ran] == [True] * 5 + [False, False]
    assert "`%purge_modules` not found" in ran[5].out


def test_loading_twice_registers_once(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    out = shell(
        tmp_path,
        LOAD,
        TRACES,
        "before = traces()",
        LOAD,
        "import ipython_modreset; ipython_modreset.load_ipython_extension(get_ipython())",
        "assert traces() == before",
        "%config ModuleReset.before_cell = 'purge'",
        "import mod",
        "pass",
    )
    assert out[-1].count("purged 1 module (mod 1)") == 1


def test_loading_twice_keeps_the_baseline(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        LOAD,
        "import sys, mod, ipython_modreset",
        "ipython_modreset.load_ipython_extension(get_ipython())",
        "%purge_modules",
        "assert 'mod' not in sys.modules",
    )


def test_reloading_keeps_baseline_and_settings(tmp_path: Path) -> None:
    write(tmp_path, "kept.py")
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        LOAD,
        "import sys, kept",
        "%snapshot_modules --add kept",
        "%config ModuleReset.keep = ['something*']",
        "%config ModuleReset.report = 'off'",
        "%config ModuleReset.before_cell = 'purge'",
        "import mod",
        *["%reload_ext ipython_modreset"] * 2,
        """
        settings = get_ipython().magics_manager.registry["ModuleReset"]
        assert settings.keep == ["something*"] and settings.report == "off"
        assert settings.before_cell == "purge"
        """,
        "assert 'kept' in sys.modules and 'mod' not in sys.modules; import mod",
        "assert 'kept' in sys.modules and 'mod' not in sys.modules",
        "%snapshot_modules --reset",
        "assert 'kept' not in sys.modules",
    )


def test_reloading_knows_nothing_of_a_value_that_was_refused(tmp_path: Path) -> None:
    shell(
        tmp_path,
        LOAD,
        "%config ModuleReset.scope = 'user'",
        "%config ModuleReset.scope = 'mine'",
        "%reload_ext ipython_modreset",
        "settings = get_ipython().magics_manager.registry['ModuleReset']",
        "assert settings.scope == settings.session.scope == 'user'",
        "%config ModuleReset.scope = 'all'",
        "assert settings.scope == settings.session.scope == 'all'",
    )


def test_unloading_and_loading_begins_anew(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    shell(
        tmp_path,
        LOAD,
        "import sys, mod",
        "%purge_modules --auto",
        "%unload_ext ipython_modreset",
        "import mod",
        LOAD,
        "assert get_ipython().magics_manager.registry['ModuleReset'].before_cell == 'off'",
        "r = %purge_modules",
        "assert r.kept['mod'] == 'baseline'",
    )


def test_a_profile_configures_it(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    write(
        tmp_path,
        ".ipython/profile_default/ipython_config.py",
        """
        c.InteractiveShellApp.extensions = ["ipython_modreset"]
        c.ModuleReset.before_cell = "purge"
        c.ModuleReset.keep = ["kept_*"]
        c.ModuleReset.scope = "user"
        """,
    )
    write(tmp_path, "kept_a.py")
    shell(
        tmp_path,
        "import sys, mod, kept_a, graphlib",
        "assert 'mod' not in sys.modules and {'kept_a', 'graphlib'} <= sys.modules.keys()",
    )


def test_the_command_line_configures_it(tmp_path: Path) -> None:
    write(tmp_path, "mod.py")
    write(tmp_path, "kept_a.py")
    shell(
        tmp_path,
        "import sys, mod, kept_a",
        "assert 'mod' not in sys.modules and 'kept_a' in sys.modules",
        options=[
            "--ext=ipython_modreset",
            "--ModuleReset.before_cell=purge",
            "--ModuleReset.keep=kept_*",
        ],
    )


def test_a_wrong_value_in_the_configuration_loads_nothing(tmp_path: Path) -> None:
    ran = attempt(
        tmp_path,
        "import ipython_modreset",
        TRACES,
        "before = traces()",
        LOAD,
        "after = traces()",
        "assert after == before, [pair for pair in zip(after, before) if pair[0] != pair[1]]",
        "get_ipython().config.ModuleReset.before_cell = 'purge'",
        LOAD,
        "assert get_ipython().magics_manager.registry['ModuleReset'].before_cell == 'purge'",
        options=["--ModuleReset.before_cell=sometimes"],
    )
    said = ran[3].error or ""
    assert said.startswith("UsageError: in the configuration: The 'before_cell' trait")
    assert "'purge'" in said, "it names what is allowed"
    assert "sometimes" in said
    assert "Traceback" not in ran[3].out
    assert [cell.error for cell in ran[4:]] == [None] * 5


def test_a_session_begun_in_python_goes_on_in_ipython(tmp_path: Path) -> None:
    write(tmp_path, "early.py")
    write(tmp_path, "late.py")
    shell(
        tmp_path,
        "import sys, ipython_modreset as mr; _ = mr.snapshot()",
        "import early",
        LOAD,
        "import late",
        "assert mr.purge().purged == ('late',)",
        "late_again = %purge_modules",
        "assert late_again.purged == ()",
    )


def test_two_shells_of_one_process_share_the_session(tmp_path: Path) -> None:
    python(
        tmp_path,
        """
        import sys
        from IPython.core.interactiveshell import InteractiveShell
        from IPython.terminal.embed import InteractiveShellEmbed
        import ipython_modreset as mr
        from ipython_modreset.session import current

        one, two = InteractiveShell(), InteractiveShellEmbed()
        mr.load_ipython_extension(one)
        session = current()
        mr.load_ipython_extension(two)
        assert current() is session
        mr.unload_ipython_extension(two)
        assert current() is session and session.observer in sys.meta_path
        import graphlib
        one.run_line_magic("purge_modules", "")
        assert "graphlib" not in sys.modules
        mr.unload_ipython_extension(one)
        assert session.observer not in sys.meta_path
        mr.unload_ipython_extension(one)
        """,
    )
