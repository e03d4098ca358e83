"""The many ways in which a file is saved, and when."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

saves = partial(case, "saves")

SAME_SECOND = (
    saves(
        "same second and same size",
        {"m.py": ("X = 1", "X = 2")},
        "import m",
        "from m import X",
        save="same second",
        probe="m.X, X",
    ),
    saves(
        "same second and same size, in the body of a function",
        {"m.py": ("def f():\n    return 'old'", "def f():\n    return 'new'")},
        "from m import f",
        "f()",
        save="same second",
        probe="f()",
    ),
    saves(
        "same second and same size, in a dependency of a dependency",
        {
            "base.py": ("X = 1", "X = 2"),
            "mid.py": "from base import X\nY = X",
            "m.py": "from mid import Y\n\ndef f(n=Y):\n    return n",
        },
        "from m import f",
        save="same second",
        probe="f()",
    ),
    saves(
        "same second and same size, three times in a row",
        {"m.py": ("class A:\n    n = 1", "class A:\n    n = 2", "class A:\n    n = 3")},
        "from m import A",
        "a = A()",
        save="same second",
        probe="a.n, A.n, type(a) is A",
    ),
    saves(
        "same second and same size, in a package's __init__",
        {
            "p/__init__.py": ("X = 1\nfrom .a import Y", "X = 2\nfrom .a import Y"),
            "p/a.py": "Y = 1",
        },
        "import p",
        save="same second",
        probe="p.X",
    ),
    saves(
        "same second, another size",
        {"m.py": ("X = 1", "X = 1000")},
        "from m import X",
        save="same second",
        probe="X",
    ),
    Scenario(
        "a dependant is imported for the first time after a save in the same second",
        "saves",
        {"a.py": "X = 1\n", "b.py": "from a import X\nY = X\n"},
        ("import a",),
        (Edit({"a.py": "X = 2\n"}, save="same second", cells=("from b import Y",)),),
        "(a.X, Y)",
    ),
    Scenario(
        "the very same modification time and size, on another file put in its place",
        "saves",
        {"m.py": "X = 1\n", "next.txt": "X = 2\n"},
        ("import m", "from m import X"),
        (
            Edit(
                {},
                run="import os, shutil\nshutil.copystat('m.py', 'next.txt')\n"
                "os.replace('next.txt', 'm.py')\n",
            ),
        ),
        "(m.X, X)",
    ),
    Scenario(
        "the very same modification time and size, written in place",
        "saves",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X"),
        (
            Edit(
                {},
                run="import os\nstat = os.stat('m.py')\nopen('m.py', 'w').write('X = 2\\n')\n"
                "os.utime('m.py', ns=(stat.st_atime_ns, stat.st_mtime_ns))\n",
            ),
        ),
        "(m.X, X)",
    ),
)

IN_A_ROW = (
    Scenario(
        "several saves in a row with no cell between them",
        "saves",
        {"m.py": "X = 1\n"},
        ("from m import X",),
        tuple(Edit({"m.py": f"X = {n}\n"}) for n in (2, 3, 4)),
        "X",
    ),
    Scenario(
        "five saves in a row, each followed by a cell",
        "saves",
        {"m.py": "def f():\n    return 0\n", "user.py": "from m import f\nY = f()\n"},
        ("import user", "from m import f", "seen = []"),
        tuple(
            Edit(
                {"m.py": f"def f():\n    return {n}\n"},
                save=how,
                cells=("seen.append((f(), user.Y))",),
            )
            for n, how in enumerate(("plain", "atomic", "same second", "older mtime", "plain"), 1)
        ),
        "(f(), user.Y, seen)",
        expected="(5, 5, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])",
    ),
    Scenario(
        "a save of one file, then of another that needs it",
        "saves",
        {"a.py": "A = 1\n", "b.py": "from a import A\nB = A\n"},
        ("from b import B",),
        (
            Edit({"a.py": "A = 2\nNEW = 7\n"}, cells=("B",)),
            Edit({"b.py": "from a import A, NEW\nB = A + NEW\n"}),
        ),
        "B",
    ),
    Scenario(
        "an editor empties the file and then fills it",
        "saves",
        {"m.py": "X = 1\n\ndef f():\n    return X\n"},
        ("import m", "from m import f"),
        (
            Edit({"m.py": ""}, cells=("1 + 1",)),
            Edit({"m.py": "X = 2\n\ndef f():\n    return X\n"}),
        ),
        "(m.X, m.f(), f())",
    ),
)

ATOMIC = (
    saves(
        "an atomic replace",
        {"m.py": ("X = 1\n\ndef f():\n    return X", "X = 2\n\ndef f():\n    return -X")},
        "from m import f, X",
        save="atomic",
        probe="f(), X",
    ),
    saves(
        "an atomic replace of a package's __init__, twice",
        {"p/__init__.py": ("from .a import *\nN = 1", "N = 2", "N = 3"), "p/a.py": "M = 1"},
        "from p import N as n",
        save="atomic",
        probe="n",
    ),
    saves(
        "an atomic replace of the base of a class in another module",
        {
            "base.py": ("class B:\n    n = 1", "class B:\n    n = 2\n    m = 3"),
            "m.py": "from base import B\n\nclass C(B):\n    pass",
        },
        "from m import C",
        "c = C()",
        save="atomic",
        probe="c.n, c.m",
    ),
)

OLDER = (
    saves(
        "a restored backup with an older modification time",
        {"m.py": ("X = 'edited'", "X = 'backup'")},
        "import m",
        "from m import X",
        save="older mtime",
        probe="m.X, X",
    ),
    saves(
        "a restored backup, older and of the same size, of a dependency",
        {"base.py": ("X = 1", "X = 2"), "m.py": "from base import X\n\nclass A:\n    n = X"},
        "from m import A",
        "a = A()",
        save="older mtime",
        probe="a.n",
    ),
    Scenario(
        "a file with the modification time 1970",
        "saves",
        {"m.py": "X = 1\n"},
        ("from m import X",),
        (
            Edit(
                {}, run="import os; open('m.py', 'w').write('X = 2\\n'); os.utime('m.py', (0, 0))"
            ),
            Edit({}, cells=("X",)),
            Edit(
                {}, run="import os; open('m.py', 'w').write('X = 3\\n'); os.utime('m.py', (0, 0))"
            ),
        ),
        "X",
    ),
)

REVERTED = (
    Scenario(
        "an edit is reverted",
        "saves",
        {"m.py": "X = 1\n\ndef f():\n    return X\n"},
        ("import m", "from m import X, f"),
        (
            Edit({"m.py": "X = 2\n\ndef f():\n    return -X\n"}, cells=("seen = (m.X, X, f())",)),
            Edit({"m.py": "X = 1\n\ndef f():\n    return X\n"}),
        ),
        "(seen, m.X, X, f())",
        expected="((2, 2, -2), 1, 1, 1)",
    ),
    Scenario(
        "an edit that added a method and a module global is reverted, a live instance",
        "saves",
        {"m.py": "class A:\n    def f(self):\n        return 1\n"},
        ("import m", "a = m.A()"),
        (
            Edit(
                {"m.py": "G = 1\n\nclass A:\n    def f(self):\n        return 2\n\n    g = f\n"},
                cells=("seen = (a.g(), m.G)",),
            ),
            Edit({"m.py": "class A:\n    def f(self):\n        return 1\n"}),
        ),
        "(seen, a.f(), hasattr(a, 'g'), hasattr(m, 'G'))",
        expected="((2, 1), 1, False, False)",
        raises=True,
    ),
)

DURING_A_CELL = (
    Scenario(
        "a file edited while the cell that imported it is still running",
        "saves",
        {"m.py": "X = 1\n", "user.py": "from m import X\n"},
        (
            "import user, pathlib\npathlib.Path('m.py').write_text('X = 2\\n')",
            "seen = user.X",
        ),
        (Edit({"m.py": "X = 2\n"}),),
        "seen",
    ),
    Scenario(
        "a file edited by a thread while another cell is running",
        "saves",
        {"m.py": "X = 1\n", "write.py": "def write():\n    open('m.py', 'w').write('X = 2\\n')\n"},
        (
            "import m, threading",
            "from m import X\nfrom write import write\n"
            "thread = threading.Thread(target=write); thread.start(); thread.join()",
            "seen = (m.X, X)",
        ),
        (Edit({"m.py": "X = 2\n"}),),
        "seen",
    ),
    Scenario(
        "a file edited between two imports in one cell",
        "saves",
        {"a.py": "X = 1\n", "b.py": "from a import X\nY = X\n"},
        (
            "import a, pathlib\npathlib.Path('a.py').write_text('X = 2\\n')\nfrom b import Y",
            "seen = (a.X, Y)",
        ),
        (Edit({"a.py": "X = 2\n"}),),
        "seen",
    ),
)

FROM_THE_NOTEBOOK = (
    Scenario(
        "%%writefile over a module",
        "saves",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X", "%%writefile m.py\nX = 2\n", "seen = (m.X, X)"),
        (Edit({"m.py": "X = 2\n"}),),
        "seen",
    ),
    Scenario(
        "%%writefile of a new module, imported, then written again",
        "saves",
        {"other.py": ""},
        (
            "%%writefile fresh.py\ndef f():\n    return 1\n",
            "from fresh import f\nf()",
            "%%writefile fresh.py\ndef f():\n    return 2\n",
        ),
        (),
        "f()",
        expected="2",
    ),
    Scenario(
        "%%writefile -a adds to a package's module",
        "saves",
        {"p/__init__.py": "from .a import *\n", "p/a.py": "def f():\n    return 1\n"},
        ("import p", "%%writefile -a p/a.py\n\ndef g():\n    return 2\n"),
        (),
        "(p.f(), p.g(), p.a.g())",
        expected="(1, 2, 2)",
        raises=True,
    ),
)

OTHER_FOLDERS = (
    Scenario(
        "os.chdir after an import by a relative path",
        "saves",
        {"lib/m.py": "from n import X\n", "lib/n.py": "X = 1\n", "elsewhere/empty": ""},
        ("import os, sys; sys.path.insert(0, 'lib')", "import m", "os.chdir('elsewhere')"),
        (Edit({"lib/n.py": "X = 2\n"}),),
        "m.X",
    ),
    Scenario(
        "os.chdir after an import from the current folder",
        "saves",
        {"sub/m.py": "X = 1\n\nclass A:\n    n = X\n"},
        (
            "import os, sys; os.chdir('sub'); sys.path.insert(0, '')",
            "from m import A",
            "a = A()",
            "os.chdir('..')",
        ),
        (Edit({"sub/m.py": "X = 2\n\nclass A:\n    n = X\n"}),),
        "a.n",
    ),
    Scenario(
        "a folder taken from the path again after its module was imported",
        "saves",
        {"lib/m.py": "X = 1\n\ndef f():\n    return X\n"},
        ("import sys; sys.path.insert(0, 'lib')", "from m import f", "sys.path.remove('lib')"),
        (Edit({"lib/m.py": "X = 2\n\ndef f():\n    return X\n"}),),
        "f()",
    ),
)

SCENARIOS = (
    SAME_SECOND
    + IN_A_ROW
    + ATOMIC
    + OLDER
    + REVERTED
    + DURING_A_CELL
    + FROM_THE_NOTEBOOK
    + OTHER_FOLDERS
)
