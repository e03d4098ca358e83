"""What is typed in a notebook, in a real IPython shell with real engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cluster.projects import Project
from tests.shells import LOAD, TIMEOUT, attempt, shell

CLOSED = "rc.close()"


@pytest.fixture
def connected(rc: Any, project: Project) -> str:
    """The cell that connects to the engines and lets the shell see the project."""
    from tests.cluster import engines

    see = f"import sys; sys.path.insert(0, {str(project.folder)!r})"
    return f"import ipyparallel as ipp; rc = ipp.Client({engines.connection(rc)!r}); {see}"


def saving(project: Project, name: str, source: str) -> str:
    path = project.folder / f"{name}.py"
    return f"_ = open({str(path)!r}, 'w').write({source!r})"


def test_the_magics_on_the_engines_themselves(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name = project.module("X = 1")
    edit = saving(project, name, "X = 2")
    *_, before, _, after, constant, _ = shell(
        tmp_path,
        connected,
        "view = rc[:]; view.block = True; view.activate()",
        "%px %load_ext ipython_modreset",
        "%px %refresh_modules --auto",
        f"%px import {name} as module; from {name} import X; print('value', module.X)",
        edit,
        "%px print('value', module.X)",
        "%px print('constant', X)",
        "%px %refresh_modules --off\n%px %unload_ext ipython_modreset",
    )
    assert before.count("value 1") == 2
    assert after.count("value 2") == 2
    assert after.count("refreshed 1 module") == 2
    assert constant.count("constant 2") == 2


def test_cluster_refreshes_here_and_there(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name = project.module("X = 1")
    *_, report, seen = shell(
        tmp_path,
        connected,
        LOAD,
        "%refresh_modules --cluster rc",
        f"import {name}",
        f"rc[:].execute('import {name}', block=True);",
        saving(project, name, "X = 2"),
        "%refresh_modules --cluster rc",
        f"print({name}.X, rc[:].apply_sync(eval, '{name}.X'))",
    )
    assert "here: refreshed 1 module" in report
    assert "refreshed 2 engines" in report
    assert "engine 0: refreshed 1 module" in report
    assert "engine 1: refreshed 1 module" in report
    assert "2 [2, 2]" in seen


def test_auto_refreshes_the_engines_after_each_local_refresh_and_only_then(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name, other = project.module("X = 1"), project.module("X = 1")
    *_, begun, _, idle, untouched, _, seen = shell(
        tmp_path,
        connected,
        LOAD,
        f"import {name}\nrc[:].execute('import {name}, {other}', block=True);",
        "%refresh_modules --auto --cluster rc",
        saving(project, other, "X = 2"),  # which is not imported here
        "print('idle')",
        f"print(rc[:].apply_sync(eval, '{other}.X'))",
        saving(project, name, "X = 2"),
        f"print({name}.X, rc[:].apply_sync(eval, '({name}.X, {other}.X)'))",
    )
    assert "refreshed 2 engines" in begun
    assert "engine" not in idle
    assert "[1, 1]" in untouched
    assert "refreshed 1 module" in seen
    assert "engine 1: refreshed 2 modules" in seen
    assert "2 [(2, 2), (2, 2)]" in seen


def test_off_ends_it(rc: Any, project: Project, connected: str, tmp_path: Path) -> None:
    *_, cluster = shell(
        tmp_path,
        connected,
        LOAD,
        "%refresh_modules --auto --cluster rc",
        "%refresh_modules --off",
        "%config ModuleReset.cluster",
    )
    assert "''" in cluster


def test_a_view_by_its_name_and_modules_by_theirs(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name = project.module("X = 1")
    *_, _, only_there, there = shell(
        tmp_path,
        connected,
        f"{LOAD}\nview = rc[1:]",
        "%refresh_modules --cluster view",
        f"rc[:].execute('import {name}', block=True);",
        saving(project, name, "X = 2"),
        f"%refresh_modules {name} --cluster view",
        f"print(rc[:].apply_sync(eval, '{name}.X'))",
    )
    assert "engine 1: refreshed 1 module" in only_there
    assert "engine 0" not in only_there
    assert "[1, 2]" in there


SLIPS = {
    "--cluster nothing": "there is no nothing",
    "--cluster sys": "a module is no client or view",
    "--cluster": "expected one argument",
    "--cluster ''": "takes the name of a client",
    "--cluster rc[:]": "takes the name of a client",
    "--send": "--send goes with --cluster",
    "--auto --send": "--send goes with --cluster",
    "--off --cluster rc": "does not go with --off",
    "--why os --cluster rc": "does not go with --why",
    "no_such_module --cluster rc": "no_such_module",
    "--auto --cluster nothing": "there is no nothing",
}


def test_slips_change_nothing(rc: Any, connected: str, tmp_path: Path) -> None:
    _, _, *slips, _, state = attempt(
        tmp_path,
        connected,
        LOAD,
        *(f"%refresh_modules {line}" for line in SLIPS),
        "reset = get_ipython().magics_manager.registry['ModuleReset']",
        "print(reset.before_cell, repr(reset.cluster))",
    )
    for slip, said in zip(slips, SLIPS.values(), strict=True):
        assert slip.error is not None
        assert slip.error.startswith("UsageError")
        assert said in slip.error
    assert "off ''" in state.out


def test_a_client_that_is_closed_is_a_row(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name = project.module("X = 1")
    *_, begun, _, once, _, auto, seen = shell(
        tmp_path,
        connected,
        f"{LOAD}\nimport {name}",
        "%refresh_modules --auto --cluster rc",
        CLOSED,
        "%refresh_modules --cluster rc",
        saving(project, name, "X = 2"),
        f"print({name}.X)",
        "print('on we go')",
    )
    begun, once, auto = (" ".join(shown.split()) for shown in (begun, once, auto))
    assert "refreshed before each cell, then on the engines of rc" in begun
    assert "rc: the ipyparallel client is closed; no engine was refreshed" in once
    assert "rc: the ipyparallel client is closed; no engine was refreshed" in auto
    assert "0 of 1" not in once + auto
    assert auto.endswith("2")
    assert "closed" not in seen


def test_a_name_that_is_gone_is_a_row(
    rc: Any, project: Project, connected: str, tmp_path: Path
) -> None:
    name = project.module("X = 1")
    *_, auto = shell(
        tmp_path,
        connected,
        f"{LOAD}\nimport {name}",
        "%refresh_modules --auto --cluster rc",
        "del rc",
        saving(project, name, "X = 2"),
        f"print({name}.X)",
    )
    assert "there is no rc in this notebook" in auto
    assert auto.rstrip().endswith("2")


def test_the_limit_is_a_setting(rc: Any, project: Project, connected: str, tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    waiting = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.02)"
    *_, begun, _, busy, _, refused = attempt(
        tmp_path,
        connected,
        LOAD,
        "%refresh_modules --cluster rc",
        f"%config ModuleReset.cluster_timeout = 0.75\nbusy = rc[0].execute({waiting!r})",
        "%refresh_modules --cluster rc",
        f"open({str(go_on)!r}, 'w').close(); busy.get({TIMEOUT})",
        "%config ModuleReset.cluster_timeout = 0",
    )
    assert begun.out.count(": nothing to refresh") == 3  # here, and on both
    assert "engine 0: no answer within 0.75 s" in busy.out
    assert "should not be less than 0.1" in refused.out


def test_a_dask_client_and_send(project: Project, workers: Any, tmp_path: Path) -> None:
    from tests.cluster import workers as starting

    name = project.module("X = 1\ndef f(): return X")
    theirs = project.copied(tmp_path / "disk")
    see = f"import sys; sys.path.insert(0, {str(project.folder)!r})"
    address = workers.scheduler.address
    workers.run(starting.see, str(theirs))
    try:
        assert starting.everywhere(workers, name) == [1, 1]
        *_, unsent, sent = shell(
            tmp_path,
            f"from distributed import Client; client = Client({address!r}); {see}",
            f"{LOAD}\nimport {name}",
            "%refresh_modules --cluster client",
            saving(project, name, "X = 2\ndef f(): return X"),
            "%refresh_modules --cluster client",
            "%refresh_modules --cluster client --send",
        )
        said = " ".join(unsent.split())  # the lines are as wide as the terminal
        assert said.count("the file there is another one") == 2
        assert sent.count("refreshed 1 module") == 2
        assert starting.everywhere(workers, name) == [2, 2]
    finally:
        workers.run(starting.forget, list(project.names))
