"""Found by programs (`tests.differential`): what star imports bring."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

names = partial(case, "names")
packages = partial(case, "packages")

STARS = (
    Scenario(
        "another name for what a star import brought, gone and back",
        "names",
        {"m.py": "def f(): return 1\n"},
        ("from m import *", "g = f"),
        (
            Edit({"m.py": "L = 1\n"}, cells=("f",)),
            Edit({"m.py": "def f(): return 2\n"}),
        ),
        "g(), f()",
    ),
    names(
        "a name that two star imports bring, taken out of the later module",
        {"m.py": "X = 1", "n.py": ("from m import X\nY = 1", "Y = 2")},
        "from m import *",
        "from n import *",
        probe="X, Y",
    ),
    names(
        "a name that moves from one star import to another, of modules that share nothing",
        {"m.py": ("X = 1\nA = 1", "A = 2"), "n.py": ("B = 1", "B = 2\nX = 2")},
        "from n import *",
        "from m import *",
        probe="X, A, B",
    ),
    Scenario(
        "copies of what a star import brought, and another one brings by now",
        "names",
        {"m.py": "K = 1\nD = {'a': 1}\n", "n.py": ""},
        ("from n import *", "from m import *", "k, a = K, D['a']", "also = k"),
        (
            Edit({"m.py": "", "n.py": "K = 1\nD = {'a': 1}\n"}, cells=("from m import *",)),
            Edit({"n.py": "K = 2\nD = {'a': 2}\n"}),
        ),
        "K, D, k, a, also",
    ),
    Scenario(
        "a copy of what a star import brought, that is gone, and that another one brings later",
        "names",
        {"m.py": "K = 1\n", "n.py": ""},
        ("from n import *", "from m import *", "k = K"),
        (Edit({"m.py": ""}, cells=("pass",)), Edit({"n.py": "K = 2\n"})),
        "K, k",
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

BY_STARS = (
    names(
        "what star imports bring, and others hold, moves from one module to another",
        {
            "m.py": ("def f(): return 1\nclass A:\n    n = 1\nX = 1", "X = 2"),
            "n.py": ("import m\nY = 1", "import m\ndef f(): return 2\nclass A:\n    n = 2\nY = 2"),
        },
        "from n import *",
        "from m import *",
        "g = f; a = A()",
        "class Mine(A): pass",
        probe="g(), f(), g is f, a.n, type(a) is A, Mine.n, issubclass(Mine, A), X, Y",
    ),
)

BOTH_AT_ONCE = (
    names(
        "a name that two star imports begin to bring, of modules that share nothing",
        {"m.py": ("A = 1", "A = 1\nX = 1"), "n.py": ("B = 1", "B = 1\nX = 2")},
        "from m import *",
        "from n import *",
        probe="X",
    ),
)

LOADED_BEFORE = (
    packages(
        "a package on the way to what a package imports, brought by a star import",
        {
            "p/__init__.py": ("from .q.c import K\nL = 1", "from .q.c import K\nL = 2"),
            "p/q/__init__.py": "",
            "p/q/c.py": "K = 1",
        },
        "from p import *",
        probe="K, L, 'q' in globals()",
    ),
    packages(
        "a module that begins to import a submodule that stays, while its package runs again",
        {
            "p/__init__.py": ("from p.c import K\nM = K", "L = 1"),
            "p/c.py": "K = 1",
            "m.py": ("from p import M", "import p.c as c\nM = c.K + 1"),
        },
        "from m import M",
        probe="M",
    ),
    packages(
        "a submodule that a star import brought, that another module still imports",
        {
            "p/__init__.py": ("import a\nK = 1", "K = 2"),
            "p/c.py": "L = 1",
            "a.py": "from p.c import L",
        },
        "from a import L",
        "from p import *",
        probe="K, L, 'c' in globals()",
    ),
    Scenario(
        "a module that is broken and no longer imported, by one that has run again before",
        "packages",
        {"a.py": "K = 1\nR = {}\n", "m.py": "from a import K\n"},
        ("import m",),
        (
            Edit({"m.py": "from a import R\n"}, cells=("m",)),
            Edit({"a.py": "R = K\n", "m.py": "L = 1\n"}),
        ),
        "m.L",
    ),
    packages(
        "a package whose helper begins to import a submodule that was there after its star import",
        {
            "p/__init__.py": "from a import K",
            "p/c.py": "L = 1",
            "a.py": ("K = 1", "K = 2\nimport p.c"),
        },
        "from p import *",
        "from p.c import L",
        probe="K, 'c' in globals()",
    ),
    packages(
        "a submodule that a star import brought, and that its package no longer imports",
        {"p/__init__.py": ("from p import c as _c\nK = 1", "K = 2"), "p/c.py": "L = 1"},
        "from p import *",
        after=("from p.c import L",),
        probe="K, L, 'c' in globals()",
    ),
)

IN_THE_ORDER_OF_CELLS = (
    packages(
        "a submodule that a star import brought, and that only a later cell imports from now on",
        {"p/__init__.py": ("from p.c import K", "L = 1"), "p/c.py": "K = 1\nM = 1"},
        "from p import *",
        "from p.c import M",
        probe="L, M, 'c' in globals()",
    ),
    packages(
        "a submodule that came with a star import by way of others, imported by a later cell",
        {
            "p/__init__.py": ("import a\nK = 1", "K = 2"),
            "p/c.py": "M = 1",
            "a.py": ("import p.c", "L = 1"),
        },
        "from p import *",
        "import p.c as other",
        probe="K, other.M, 'c' in globals()",
    ),
    packages(
        "a module imported before a star import begins to import a submodule of that package",
        {"p/__init__.py": "K = 1", "p/c.py": "L = 1", "a.py": ("M = 1", "import p.c\nM = 2")},
        "import a",
        "from p import *",
        probe="a.M, K, 'c' in globals()",
    ),
    packages(
        "a module imported before a star import imports a submodule of that package no more",
        {"p/__init__.py": "K = 1", "p/c.py": "L = 1", "a.py": ("import p.c\nM = 1", "M = 2")},
        "import a",
        "from p import *",
        "import p.c as other",
        probe="a.M, K, other.L, 'c' in globals()",
    ),
    packages(
        "a submodule that a star import brought, imported by a later cell alone, and edited then",
        {
            "p/__init__.py": ("from p.c import K", "L = 1"),
            "p/c.py": ("K = 1\nM = 1", "K = 1\nM = 1", "M = 2"),
        },
        "from p import *",
        "from p.c import M",
        probe="L, M, 'c' in globals()",
    ),
    packages(
        "a submodule that a function imported before a star import, and a later cell imports, too",
        {"p/__init__.py": ("K = 1", "K = 2"), "p/c.py": "L = 1"},
        "def again():\n    import p.c",
        "again()",
        "from p import *",
        "import p.c",
        probe="K, c.L, c is p.c",
    ),
    packages(
        "a submodule that a star import brought, edited while nobody imports it any more",
        {
            "p/__init__.py": "K = 1",
            "p/c.py": ("L = 1", "L = 2"),
            "a.py": ("import p.c\nM = 1", "M = 2"),
        },
        "import a",
        "from p import *",
        probe="a.M, K, 'c' in globals()",
    ),
    packages(
        "a submodule that a function of the notebook imports, and a star import brings no more",
        {"p/__init__.py": ("from p.c import *", "K = 1"), "p/c.py": "L = 1"},
        "from p import *",
        "def again():\n    global c\n    from p import c",
        "again()",
        probe="K, c.L",
    ),
    packages(
        "a star import from a module whose own import has failed, in a circle with it",
        {
            "a.py": "import b\nK = 1 / 0",
            "b.py": ("N = 1", "try:\n    from a import *\nexcept ArithmeticError: pass\nN = 2"),
        },
        "import a",
        "from b import N",
        probe="N",
        raises=True,
    ),
)

SCENARIOS = (
    *STARS,
    *BY_STARS,
    *BOTH_AT_ONCE,
    *LOADED_BEFORE,
    *IN_THE_ORDER_OF_CELLS,
)
