"""What holds for pools of processes, which this package does not refresh, and the cure.

Each in a plain Python process of its own: a fork takes all that is loaded along.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.shells import python, write

BEGIN = """
import sys
sys.path.insert(0, {folder!r})
import ipython_modreset as mr
mr.snapshot()
import work
def save(source):
    with open({file!r}, "w") as file:
        file.write(source)
EDIT = "def f(x): return x + 20"
"""

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")


def run(folder: Path, script: str) -> list[str]:
    """Run a script which may import the module `work`; return the lines that it printed."""
    file = write(folder, "work.py", "def f(x): return x + 1\n")
    script_file = write(
        folder,
        "script.py",
        BEGIN.format(folder=str(folder), file=str(file)) + "if __name__ == '__main__':\n" + script,
    )
    return python(
        folder, f"import runpy; runpy.run_path({str(script_file)!r}, run_name='__main__')"
    ).splitlines()


POOL = """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    context = multiprocessing.get_context({method!r})
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        print(list(pool.map(work.f, [0])))
        save(EDIT)
        mr.refresh()
        print([work.f(0)])
        print(list(pool.map(work.f, [0])))
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        print(list(pool.map(work.f, [0])))
"""


@needs_fork
def test_a_forked_pool_keeps_the_old_code_and_a_new_one_has_the_new(tmp_path: Path) -> None:
    assert run(tmp_path, POOL.format(method="fork")) == ["[1]", "[20]", "[1]", "[20]"]


def test_a_spawned_pool_keeps_the_old_code_and_a_new_one_has_the_new(tmp_path: Path) -> None:
    assert run(tmp_path, POOL.format(method="spawn")) == ["[1]", "[20]", "[1]", "[20]"]


def test_a_pool_with_a_new_process_for_each_task_has_the_new_code(tmp_path: Path) -> None:
    script = """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        print(pool.submit(work.f, 0).result())
        save(EDIT)
        mr.refresh()
        print(pool.submit(work.f, 0).result())
        print(pool.submit(work.f, 0).result())
"""
    # The pool starts a worker when a task is submitted: the first one may wait for the edit.
    *_, last = run(tmp_path, script)
    assert last == "20"


def test_a_pool_of_threads_has_the_new_code(tmp_path: Path) -> None:
    script = """
    from concurrent.futures import ThreadPoolExecutor
    f = work.f
    with ThreadPoolExecutor(1) as pool:
        print(list(pool.map(f, [0])))
        save(EDIT)
        mr.refresh()
        print(list(pool.map(f, [0])))
"""
    assert run(tmp_path, script) == ["[1]", "[20]"]


# Both workers import the module before the edit: each first task waits for the other one.
LOKY = """
    import time
    from pathlib import Path
    from joblib import Parallel, delayed
    def through(f=work.f):
        return Parallel(n_jobs=2)(delayed(f)(x) for x in [0, 1])
    def met(x, there=Path(__file__).parent / "there"):
        there.mkdir(exist_ok=True)
        (there / str(x)).touch()
        while len(list(there.iterdir())) < 2:
            time.sleep(0.01)
        return work.f(x)
    print(through(met))
    save(EDIT)
    mr.refresh()
    print(through())
    {cure}
    print(through())
"""


def test_loky_workers_keep_the_old_code_until_they_are_shut_down(tmp_path: Path) -> None:
    cure = """
    from joblib.externals.loky import get_reusable_executor
    get_reusable_executor().shutdown(wait=True)
"""
    script = LOKY.format(cure=cure.strip().replace("\n    ", "\n    "))
    assert run(tmp_path, script) == ["[1, 2]", "[1, 2]", "[20, 21]"]


def test_joblib_with_threads_has_the_new_code(tmp_path: Path) -> None:
    script = LOKY.format(cure="").replace("n_jobs=2", "n_jobs=2, prefer='threads'")
    assert run(tmp_path, script) == ["[1, 2]", "[20, 21]", "[20, 21]"]


def test_joblib_on_dask_has_the_new_code_after_a_cluster_refresh(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    script = """
    import joblib
    from distributed import Client, LocalCluster
    from ipython_modreset import cluster
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    options |= {"n_workers": 1, "threads_per_worker": 1}
    with LocalCluster(**options) as local, Client(local) as client:
        cluster.refresh(client)
        def through():
            with joblib.parallel_config("dask"):
                return joblib.Parallel()(joblib.delayed(work.f)(x) for x in [0, 1])
        print(through())
        save(EDIT)
        mr.refresh()
        print(cluster.refresh(client).ok)
        print(through())
"""
    assert run(tmp_path, script) == ["[1, 2]", "True", "[20, 21]"]
