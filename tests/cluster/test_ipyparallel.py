"""Refreshes on the engines of an ipyparallel cluster."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest

from ipython_modreset import cluster, refresh
from tests.cluster.projects import Project


def call(view: Any, module: str, function: str = "f") -> Any:
    from tests.cluster import engines

    return engines.call(view, module, function)


def test_engines_run_the_edited_function(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    assert call(rc[:], name) == [1, 1]
    project.save(name, "def f(): return 2")
    report = cluster.refresh(rc)
    assert report.ok
    assert [row.engine for row in report.engines] == ["engine 0", "engine 1"]
    assert [row.patched for row in report.engines] == [1, 1]
    assert call(rc[:], name) == [2, 2]


def test_dependants_run_again(rc: Any, project: Project) -> None:
    base = project.module("X = 1")
    name = project.module(f"from {base} import X\ndef f(): return X")
    cluster.refresh(rc)
    assert call(rc[:], name) == [1, 1]
    project.save(base, "X = 2")
    report = cluster.refresh(rc)
    assert [row.ran for row in report.engines] == [2, 2]
    assert call(rc[:], name) == [2, 2]


def test_an_edit_before_the_first_refresh_is_seen(rc: Any, project: Project) -> None:
    name = project.module("X = 1\ndef f(): return X")
    assert call(rc[:], name) == [1, 1]
    project.save(name, "X = 2\ndef f(): return X")
    report = cluster.refresh(rc)
    assert [row.ran for row in report.engines] == [1, 1]
    assert call(rc[:], name) == [2, 2]
    assert not any(row.ran for row in cluster.refresh(rc).engines)


def test_names_in_the_engines_namespaces_follow(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1\nclass A:\n    def g(self): return 1")
    cluster.refresh(rc)
    rc[:].execute(f"from {name} import f, A; a = A()", block=True)
    project.save(name, "Y = 0\ndef f(): return 2\nclass A:\n    def g(self): return 2")
    assert cluster.refresh(rc).ok
    rc[:].execute("seen = (f(), a.g(), isinstance(a, A))", block=True)
    assert rc[:]["seen"] == [(2, 2, True)] * 2


def test_map_runs_the_edited_function(rc: Any, project: Project) -> None:
    """The function itself is shipped from here, what it imports is imported there."""
    inner = project.module("FACTOR = 2")
    outer = project.module(f"def scaled(x):\n    import {inner}\n    return x * {inner}.FACTOR")
    refresh()
    cluster.refresh(rc)
    scaled = importlib.import_module(outer).scaled
    assert rc[:].map_sync(scaled, [1, 2, 3]) == [2, 4, 6]
    project.save(inner, "FACTOR = 20")
    cluster.refresh(rc)
    assert rc.load_balanced_view().map_sync(scaled, [1, 2, 3]) == [20, 40, 60]
    project.save(outer, f"def scaled(x):\n    import {inner}\n    return -x * {inner}.FACTOR")
    refresh()
    assert rc[:].map_sync(scaled, [1, 2, 3]) == [-20, -40, -60]


def test_a_view_stands_for_its_own_engines(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    project.save(name, "def f(): return 2")
    report = cluster.refresh(rc[1])
    assert [row.engine for row in report.engines] == ["engine 1"]
    assert call(rc[:], name) == [1, 2]
    assert cluster.refresh(rc).ok
    assert call(rc[:], name) == [2, 2]


@pytest.mark.parametrize(
    "view",
    [
        lambda rc: rc[:],
        lambda rc: rc[-1:],
        lambda rc: rc.load_balanced_view(),
        lambda rc: rc.broadcast_view(),
        lambda rc: rc.direct_view("all"),
    ],
)
def test_every_kind_of_view_will_do(rc: Any, view: Any) -> None:
    report = cluster.refresh(view(rc))
    assert report.ok
    assert {row.engine for row in report.engines} <= {"engine 0", "engine 1"}
    assert report.engines


def test_only_changes_of_the_names_given(rc: Any, project: Project) -> None:
    names = [project.module("def f(): return 1") for _ in range(2)]
    cluster.refresh(rc)
    for name in names:
        call(rc[:], name)
        project.save(name, "def f(): return 2")
    cluster.refresh(rc, names[0])
    assert [call(rc[:], name) for name in names] == [[2, 2], [1, 1]]


def test_a_name_that_an_engine_has_not_loaded_is_said(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[0:1], name)
    report = cluster.refresh(rc, name)
    assert [row.unknown for row in report.engines] == [False, True]
    assert report.ok


def test_a_dry_run_changes_nothing(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    project.save(name, "def f(): return 2")
    assert "would patch 1 module" in str(cluster.refresh(rc, dry_run=True))
    assert call(rc[:], name) == [1, 1]


def test_the_report_names_what_was_refreshed_and_its_content(rc: Any, project: Project) -> None:
    name = project.module("def f(): return 1")
    cluster.refresh(rc)
    call(rc[:], name)
    project.save(name, "def f(): return 2")
    first, second = cluster.refresh(rc).engines
    assert list(first.hashes) == [name]
    assert first.hashes == second.hashes
    assert first.hashes[name]
    assert first.digest == second.digest
    project.save(name, "def f(): return 3")
    assert cluster.refresh(rc).engines[0].hashes != first.hashes


def test_one_round_trip_of_a_few_kilobytes(
    rc: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipython_modreset.cluster.ipyparallel import Way

    number = 1000
    package = project.name("many")
    project.save(f"{package}.__init__", "")
    project.save(f"{package}.base", "X = 1")
    for each in range(number):
        project.save(f"{package}.module_{each}", f"from .base import X\nY = {each}, X")
    everything = "\n".join(f"from . import module_{each}" for each in range(number))
    project.save(f"{package}.everything", f"{everything}\ndef f(): return module_7.Y")
    cluster.refresh(rc)
    assert call(rc[:], f"{package}.everything") == [(7, 1)] * 2
    importlib.import_module(f"{package}.everything")
    project.save(f"{package}.base", "X = 2")
    sent: list[int] = []
    answered: list[int] = []

    def ask(self: Any, request: str, engines: Any, archive: Any) -> Any:
        found = original(self, request, engines, archive)
        sent.append(len(request))
        answered.extend(len(text) for text in found.values())
        return found

    original = Way.ask
    monkeypatch.setattr(Way, "ask", ask)
    report = cluster.refresh(rc)
    assert report.ok
    assert [row.ran for row in report.engines] == [number + 2] * 2
    assert len(sent) == 1
    assert sent[0] < 4096
    assert len(answered) == 2
    assert max(answered) < 4096
    assert call(rc[:], f"{package}.everything") == [(7, 2)] * 2


def test_an_answer_is_plain_json(rc: Any) -> None:
    cluster.refresh(rc)
    question = {"what": "hashes", "names": [], "protocol": 1, "patience": 1}
    question["python"] = cluster.python_version()
    code = "__import__('ipython_modreset.cluster.engine', fromlist=['answer']).answer"
    found = rc[0].apply_sync(eval, f"{code}({json.dumps(question)!r})")
    assert json.loads(found) == {"hashes": {}}
