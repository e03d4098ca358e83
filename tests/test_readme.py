"""The README's commands are those that are run, and its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from ipython_modreset.extension.magics import ModuleReset
from tests.shells import LOAD, ROOT, shell, write

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for line in README.splitlines() if line.startswith("python3 -m venv .venv && ")]


def test_ci_calls_the_readmes_second_command_to_the_letter() -> None:
    assert len(COMMANDS) == 2
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert COMMANDS[1] in map(str.strip, lines)


def test_the_workflow_runs_the_readmes_commands_and_every_python_that_is_claimed() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert [line.strip() for line in workflow.splitlines() if line.strip() in COMMANDS] == COMMANDS
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    claimed = re.findall(r"Python :: (3\.\d+)", project)
    assert len(claimed) >= 3
    tried = re.search(r"python: \[(.*)\]", workflow)
    assert tried is not None
    assert set(claimed) <= set(re.findall(r"[\d.]+", tried[1]))
    (oldest,) = re.findall(r'"ipython>=([\d.]+)"', project)
    assert f"'ipython=={oldest}.*'" in workflow


def test_ci_runs_the_browser_tests_always_and_skips_none() -> None:
    always, long, _ = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition("exit 0")
    assert long
    assert re.search(r"MODRESET_E2E=required \S+/bin/python -m pytest -q tests/e2e", always)
    assert "apt-get install -y -qq chromium" in always


def test_the_first_command_runs_an_example_that_is_there() -> None:
    [example] = re.findall(r"examples/\S+", COMMANDS[0])
    assert (ROOT / example).is_file()


def test_before_and_after_show_what_they_say(tmp_path: Path) -> None:
    source = "\n\nTABLE = {table}\n\ndef encode(text):\n    return TABLE[text]\n"
    save = "from pathlib import Path; _ = Path('features/encode.py').write_text({!r})"
    write(tmp_path, "features/encode.py", source.format(table="{'a': 1}"))
    edit = save.format(source.format(table="{'a': 2}"))
    slip = save.format(source.format(table="tabel"))
    start = ("from features.encode import encode", 'encode("a")')
    *_, stale = shell(tmp_path, *start, edit, 'encode("a")')
    assert stale.split()[-1] == "1"
    write(tmp_path, "features/encode.py", source.format(table="{'a': 1}"))
    auto = "%refresh_modules --auto"
    *_, edited, _, failed = shell(tmp_path, LOAD, auto, *start, edit, start[1], slip, start[1])
    told = " ".join(README.split())
    report, _, answer = edited.partition("Out[")
    assert " ".join(re.sub(r"\d+ ms", "3 ms", report).split()) in told
    assert answer.split()[-1] == "2"
    report, _, _ = failed.partition("---")
    assert " ".join(report.split()) in told
    assert failed.split()[-1] == "2"


def test_every_setting_and_reason_is_told() -> None:
    for name in ModuleReset.class_own_traits(config=True):
        assert f"`{name}" in README, name
    reasons = "baseline interpreter host importing extension-module no-source scope keep"
    for reason in reasons.split():
        assert f"| `{reason.replace('-', ' ')}` |" in README, reason


def test_every_option_of_the_magics_is_told() -> None:
    for magic in ModuleReset.magics["line"]:
        assert f"`%{magic}" in README
        for action in getattr(ModuleReset, magic).parser._actions:
            for option in action.option_strings:
                assert f"`{option}" in README, f"%{magic} {option}"


def test_the_map_of_the_source_names_every_folder() -> None:
    _, _, reading = README.partition("## Reading the source")
    for path in (ROOT / "ipython_modreset").glob("*/__init__.py"):
        assert f"`{path.parent.name}/`" in reading


def test_every_link_to_a_file_or_a_heading_here_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
    headings = re.findall(r"^#+ (.*)", README, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in headings}
    assert set(re.findall(r"\]\(#([^)]+)", README)) <= slugs
