"""Found by programs that wrote themselves (`tests.differential`), and made small by hand."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

names = partial(case, "names")
functions = partial(case, "functions")
packages = partial(case, "packages")
classes = partial(case, "classes")

STARS = (
    names(
        "another name for what a star import brought, gone and back",
        {"m.py": ("def f(): return 1", "L = 1", "def f(): return 2")},
        "from m import *",
        "g = f",
        probe="g(), f()",
    ),
    names(
        "a name that two star imports bring, taken out of the later module",
        {"m.py": "X = 1", "n.py": ("from m import X\nY = 1", "Y = 2")},
        "from m import *",
        "from n import *",
        probe="X, Y",
    ),
    names(
        "an import of the notebook's own that a star import brought too, and no longer does",
        {"m.py": ("import math\nY = 1", "Y = 2")},
        "import math",
        "from m import *",
        probe="math.floor(1.5), Y",
    ),
    names(
        "a module that a star import brought, taken out of it while it runs again itself",
        {
            "a.py": ("K = 1\nL = 1", "K = 1\nL = 2"),
            "m.py": ("import a\nfrom a import K\nY = a.K", "from a import K\nY = 2"),
        },
        "from m import *",
        probe="Y, 'a' in globals()",
    ),
    packages(
        "a package with a submodule that was imported after its star import",
        {"p/__init__.py": ("X = 1\nY = 1", "X = 2"), "p/c.py": "Z = 1"},
        "from p import *",
        "from p.c import Z",
        probe="X, 'c' in globals(), 'Y' in globals()",
    ),
    packages(
        "a package that begins to import a submodule, star imported",
        {
            "p/__init__.py": ("X = 1", "from . import b\nX = 2"),
            "p/b.py": "from p import c",
            "p/c.py": "",
        },
        "from p import *",
        probe="X, 'b' in globals(), 'c' in globals()",
    ),
)

MOVED = (
    functions(
        "what a decorator made in the notebook, after the decorator moved and changed",
        {
            "new.py": (
                "L = 1",
                "def d(f):\n    def inner(): return 1, f()\n    return inner",
                "def d(f):\n    def inner(): return 2, f()\n    return inner",
            ),
            "m.py": (
                "def d(f):\n    def inner(): return 1, f()\n    return inner",
                "from new import d",
            ),
        },
        "from m import d",
        "@d\ndef mine(): return 'mine'",
        probe="mine()",
    ),
    classes(
        "a dataclass moved to a module that had looked it up, its file deleted",
        {
            "a.py": (
                "import dataclasses\n@dataclasses.dataclass\nclass D:\n    v: int = 1\n"
                "    def who(self): return 1",
                None,
            ),
            "b.py": (
                "import dataclasses\ndef f():\n    from a import D\n    return D(2).who()",
                "import dataclasses\n@dataclasses.dataclass\nclass D:\n    v: int = 1\n"
                "    def who(self): return 2\ndef f():\n    return D(2).who()",
            ),
        },
        "from b import f; import a",
        "class Mine(a.D): pass",
        "f()",
        probe="f()",
        raises=True,
    ),
)

SCENARIOS = STARS + MOVED
