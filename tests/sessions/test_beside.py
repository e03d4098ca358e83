"""Beside IPython's other magics, an edit arrives, and they do what they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shells import LOAD, shell, write

AUTO = f"{LOAD}\n%refresh_modules --auto"
SAVE = """
from pathlib import Path
def save(text, path='m.py'):
    _ = Path(path).write_text(text)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "m.py", "def f():\n    return 1\nX = 1\n")
    return tmp_path


def test_run(folder: Path) -> None:
    """A script's names follow; a script that is run again is run as it is now."""
    write(folder, "script.py", "import m\nfrom m import f, X\nshown = f(), X\n")
    new = "save('def f():\\n    return 22\\nX = 22\\n')"
    shell(
        folder,
        AUTO,
        SAVE,
        "%run script.py",
        "assert shown == (1, 1)",
        new,
        "assert (f(), X, m.X, shown) == (22, 22, 22, (1, 1))",
        "%run script.py",
        "assert shown == (22, 22)",
        "save('def f():\\n    return 333\\nX = 333\\n'); save('from m import X as Y', 'script.py')",
        "%run script.py",
        "assert (Y, f(), X) == (333, 333, 333)",
        "save('X = Y = 1 / 0\\n')",
        "%run script.py\nassert Y == 333",
        "%run -i script.py\nassert Y == 333",
    )


def test_autoreload_beside_it(folder: Path) -> None:
    """Both act on the edit, whoever is first, and neither breaks the other.

    After a save that fails, %autoreload leaves instances with the class from before: it does so
    alone, too.
    """
    autoreload = "%load_ext autoreload\n%autoreload 2"
    for loads in ((AUTO, autoreload), (autoreload, AUTO)):
        write(folder, "m.py", "class A:\n    def f(self):\n        return 1\nX = 1\n")
        shell(
            folder,
            *loads,
            SAVE,
            "import m; from m import A, X; a = A()",
            "save('class A:\\n    def f(self):\\n        return 22\\nX = 22\\n')",
            "assert (a.f(), type(a) is m.A is A, X, m.X) == (22, True, 22, 22)",
            "save('X = 1 / 0\\n')",
            "assert (a.f(), X) == (22, 22)",
            "save('class A:\\n    def f(self):\\n        return 333\\nX = 333\\n')",
            "assert (a.f(), m.A is A, X, m.X) == (333, True, 333, 333)",
            "%autoreload 0",
            "save('class A:\\n    def f(self):\\n        return 4\\nX = 4\\nY = 4\\n')",
            "assert (a.f(), m.A is A, X, m.X, m.Y) == (4, True, 4, 4, 4)",
        )


@pytest.mark.parametrize("again", [LOAD, "%reload_ext ipython_modreset"])
def test_loaded_again_it_goes_on_where_it_was(folder: Path, again: str) -> None:
    *_, refreshed, after = shell(
        folder,
        AUTO,
        SAVE,
        "import m; from m import f, X; held = f",
        "save('def f():\\n    return 22\\nX = 22\\n')",
        again,
        "assert (f(), held(), X) == (22, 22, 22)",
        "save('def f():\\n    return 333\\nX = 333\\n')",
        again,
        again,
        "assert (f(), held(), X) == (333, 333, 333)",
        "save('X = 1 / 0\\n')",
        again,
        "assert (f(), held(), X) == (333, 333, 333)",
        again,
        "save('def f(n=1):\\n    return n\\nX = 4\\n')",
        "assert (f(5), held(), X) == (5, 1, 4)",
        "None",
    )
    assert refreshed.count("refreshed 1 module") == 1, "one hook, one report"
    assert after == ""


def test_capture_and_time(folder: Path) -> None:
    """The refresh comes before: its report is not captured, nor its time measured."""
    captured, timed, *_ = shell(
        folder,
        AUTO,
        SAVE,
        "%%capture out\nfrom m import X, f\nprint(f())",
        "%%time\nfrom m import X as Z\ng = f",
        "save('def f():\\n    return 22\\nX = 22\\n')",
        "%%capture out\nprint(f(), X, Z, g())",
        "save('def f():\\n    return 333\\nX = 333\\n')",
        "%%time\nassert (f(), X, Z, g()) == (333,) * 4",
        "save('X = 1 / 0')",
        "%%capture out\nprint(f())",
        "assert (f(), out.stdout) == (333, '333\\n')",
        "out",
    )[5:8:2]
    assert "refreshed 1 module" in captured
    assert timed.index("refreshed 1 module") < timed.index("Wall time")


def test_what_the_magics_report_is_captured(folder: Path) -> None:
    *_, shown = shell(
        folder,
        LOAD,
        SAVE,
        "import m",
        "save('X = 22\\n')",
        "%%capture out\nreport = %refresh_modules\nprint(m.X)",
        "assert '22' in out.stdout and report.ran == ('m',), (out.stdout, report)",
        "out.show()",
    )
    assert "refreshed 1 module" in shown


def test_store(folder: Path) -> None:
    """What is stored after a refresh is an instance of the class that the next session imports."""
    write(folder, "m.py", "class A:\n    def __init__(self):\n        self.n = 7\n")
    new = "class A:\n    def __init__(self):\n        self.n = 7\n    def g(self):\n        {}\n"
    shell(
        folder,
        AUTO,
        SAVE,
        "from m import A; a = A(); table = {'a': a}",
        f"save({new.format('return self.n * 2')!r})",
        "assert a.g() == 14\n%store a table A",
    )
    shell(
        folder,
        AUTO,
        SAVE,
        "%store -r a table",
        "import m; assert (type(a) is m.A, type(table['a']) is m.A, a.g()) == (True, True, 14)",
        f"save({new.format('return self.n * 3')!r})",
        "assert (a.g(), table['a'].g(), type(a) is m.A) == (21, 21, True)",
        "%store a",
    )


def test_config_and_history_magics_see_nothing_of_it(folder: Path) -> None:
    shown = shell(
        folder,
        AUTO,
        SAVE,
        "import m",
        "save('X = 22\\n')",
        "m.X",
        "%who",
        "%history -n",
        "_, __",
        "%reset -f",
        "import m\nassert m.X == 22",
        "m.X",
    )
    assert "22" in shown[4]
    assert shown[5].split() == ["Path", "m", "save"]
    assert "refresh" not in shown[6].replace("%refresh_modules --auto", "")
    assert shown[-1].strip().endswith(": 22")
