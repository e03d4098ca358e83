"""The recipe's first and drastic form, ``sys.modules.clear()``, in a session that goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shells import LOAD, attempt, kernel, shell, write

PURGE = "r = %purge_modules --ignore-baseline"

# What people do in a session; none of it must notice.
USES = (
    "import mod; assert mod.f() == 1",
    "await __import__('asyncio').sleep(0.001)",
    "import asyncio; assert await asyncio.gather(asyncio.to_thread(lambda: 5)) == [5]",
    "async def g(): return 7\nassert await g() == 7",
    "import threading; t = threading.Thread(target=print); t.start(); t.join()",
    "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor() as pool: assert list(pool.map(abs, [-1])) == [1]",
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'pass'], check=True)",
    "%timeit -n1 -r1 pass",
    "%%timeit -n1 -r1\npass",
    "%time 1",
    "%prun -q sum([1])",
    "%who",
    "%run mod.py",
    "%%writefile more.py\ny = 1",
    "!true",
    "%%capture captured\nprint('hello')",
    "assert captured.stdout == 'hello\\n'",
    "mod.f?",
    "mod.f??",
    "%lsmagic",
    "%history -l 2",
    "%env HOME",
    "%xmode Plain",
    "import pickle, json, re, enum, typing, logging, sqlite3, decimal, datetime, pathlib, ctypes",
    "import ssl, socket, urllib.request, email.message, xml.dom.minidom, unittest.mock, uuid",
    "assert pickle.loads(pickle.dumps([decimal.Decimal(1), datetime.date(2000, 1, 1)]))",
    "import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int = 1\nassert P() == P(1)",
    "import multiprocessing; assert multiprocessing.cpu_count()",
    "from IPython.display import HTML, display; display(HTML('<b>x</b>'))",
    "%config ModuleReset.before_cell",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "mod.py", "def f():\n    return 1\n")
    return tmp_path


def test_a_terminal_session_goes_on(folder: Path) -> None:
    out = shell(
        folder,
        "import mod, graphlib, wave; former = mod",
        LOAD,
        PURGE,
        "assert {'mod', 'graphlib', 'wave'} <= set(r.purged)",
        "assert not {'baseline', 'scope', 'keep'} & set(r.kept.values())",
        *USES,
        "assert mod is not former",
        PURGE,
        "assert 'mod' in r.purged",
        *USES,
    )
    assert "Traceback" not in "".join(out)


def test_errors_completion_and_history_in_a_terminal_session(folder: Path) -> None:
    ran = attempt(
        folder,
        "import mod",
        LOAD,
        PURGE,
        "%tb",
        "complete = lambda text: get_ipython().complete(text.split()[-1], text)[1]",
        "assert 'mod' in complete('import mo')",
        "import mod; from IPython.core.completer import provisionalcompleter",
        """
        with provisionalcompleter():
            found = [one.text for one in get_ipython().Completer.completions("mod.", 4)]
        assert any(text.endswith("f") for text in found), found
        """,
        "assert any('xml.dom' in match for match in complete('import xml.do'))",
        "hm = get_ipython().history_manager; hm.writeout_cache()",
        "assert any('import mod' in source for _, _, source in hm.get_tail(5))",
        "1 / 0",
    )
    assert [cell.error for cell in ran[:-1]] == [None] * 11
    assert "ZeroDivisionError: division by zero" in ran[-1].out
    assert "----> 1 1 / 0" in ran[-1].out


def test_a_kernel_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kernel(folder, monkeypatch) as session:
        session.run("import mod, graphlib; former = mod")
        session.run(LOAD)
        for _ in range(2):
            session.run(PURGE)
            session.run("assert 'mod' in r.purged")
            for use in USES:
                session.run(use)
        session.run("assert mod is not former")
        assert "mod" in session.complete("import mo")
        assert any(match.endswith("f") for match in session.complete("mod."))
        inspected = session.client.inspect("mod.f", reply=True, timeout=30)["content"]
        assert "mod.py" in inspected["data"]["text/plain"]
        history = session.client.history(hist_access_type="tail", n=5, reply=True, timeout=30)
        assert history["content"]["history"]
        with pytest.raises(AssertionError, match="ZeroDivisionError"):
            session.run("1 / 0")
        assert session.run("1 + 1") == "2"


def test_the_drastic_recipe_itself_does_not_leave_a_session_that_works(folder: Path) -> None:
    """Without this, the tests above would prove little."""
    with pytest.raises(AssertionError, match="the shell ended early"):
        attempt(folder, "import sys; sys.modules.clear()", *USES)
