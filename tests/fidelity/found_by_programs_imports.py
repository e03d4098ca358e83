"""Found by programs (`tests.differential`): which module imports which, and in which order."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

packages = partial(case, "packages")
classes = partial(case, "classes")

ASKED = (
    packages(
        "a submodule that the notebook asked for, too, no longer imported by its package",
        {
            "p/__init__.py": ("from p import c\nX = 1", "X = 2"),
            "p/c.py": ("K = 1\nL = 1", "K = 2"),
        },
        "import p.c",
        "box = [p.c]",
        probe="box[0].K, p.c.K, box[0] is p.c, p.X",
    ),
    Scenario(
        "a class that is cut out, and that another module does without until it is back",
        "classes",
        {
            "m.py": "class A:\n    n = 1\n",
            "other.py": "try:\n    from m import A\nexcept ImportError:\n    A = None\n",
        },
        ("from m import A as B", "import other", "box = [B]"),
        (
            Edit({"m.py": "L = 1\n"}, cells=("other",)),
            Edit({"m.py": "class A:\n    n = 2\n"}),
        ),
        "B.n, box[0].n, other.A.n, box[0] is B is other.A",
    ),
)

BACK = "import g\nK = {0}\ndef f(): return K\nclass A:\n    def who(self): return {0}\n"

BACK_AGAIN = {
    "g.py": ("L = 1", "L = 2", "L = 3", "L = 4"),
    "m.py": (BACK.format(1), None, None, BACK.format(2)),
}

BACK_WITH_ANOTHER = (
    packages(
        "a module that only the notebook imports, deleted while another is edited, and back later",
        BACK_AGAIN,
        "import g, m",
        "from m import K, f, A",
        "class Mine(A): pass",
        "box = [f, A().who, Mine().who, m]",
        probe="K, [held() for held in box[:3]], box[0] is f is m.f, box[3] is m, g.L",
    ),
    packages(
        "a star import of a module that was deleted while another was edited, and is back",
        BACK_AGAIN,
        "import g",
        "from m import *",
        probe="K, f(), A().who(), g.L",
    ),
)

AS_A_PACKAGE = (
    Scenario(
        "a deleted module that comes back as a package",
        "packages",
        {"m.py": "K = 1\ndef f(): return K\n"},
        ("from m import K, f", "held = [f]"),
        (
            Edit({"m.py": None}, cells=("f()",)),
            Edit({"m/__init__.py": "K = 2\ndef f(): return K\n"}),
        ),
        "K, f(), held[0] is f",
    ),
    Scenario(
        "a module that becomes a package, broken at first",
        "broken",
        {"m.py": "K = 1\ndef f(): return K\n"},
        ("import m", "held = [m.f]"),
        (
            Edit({"m.py": None, "m/__init__.py": "raise ValueError\n"}, cells=("m",)),
            Edit({"m/__init__.py": "K = 2\ndef f(): return K\n"}),
        ),
        "m.K, held[0]()",
    ),
    Scenario(
        "a deleted module that another did without, and that comes back as a package",
        "packages",
        {"m.py": "K = 1\ndef f(): return K\n", "other.py": "import m\nL = m.K\n"},
        ("from other import L", "from m import K, f", "held = [f]"),
        (
            Edit({"m.py": None, "other.py": "L = 2\n"}, cells=("f()",)),
            Edit({"m/__init__.py": "K = 2\ndef f(): return K\n"}),
        ),
        "K, L, f(), held[0] is f",
    ),
    packages(
        "a package that becomes a module, and imports what another one gets at the same time",
        {
            "m/__init__.py": ("K = 1", None),
            "m.py": (None, "from other import L\nK = 2"),
            "other.py": ("", "L = 1"),
        },
        "import m",
        "import other",
        probe="m.K, m.L, other.L",
    ),
)

NEWLY_IMPORTED = (
    packages(
        "a module that begins to import one that must run again for another edit",
        {
            "base.py": ("K = 1", "K = 2"),
            "above.py": "from base import K",
            "m.py": ("X = 1", "from above import K\nX = 2"),
        },
        "import m, above",
        probe="m.K, m.X, above.K",
    ),
    packages(
        "a new module that takes a constant from one that is edited at the same time",
        {
            "base.py": ("K = 1", "K = 2"),
            "new.py": (None, "from base import K\nL = K"),
            "m.py": ("X = 1", "from new import L\nX = 2"),
        },
        "import m, base",
        probe="m.L, m.X, base.K",
    ),
    packages(
        "a package that begins to import a submodule by way of another one, star imported",
        {
            "p/__init__.py": ("X = 1", "from p.b import M\nX = 2"),
            "p/b.py": "from .c import L\nM = L",
            "p/c.py": ("L = 1", "L = 2"),
        },
        "from p import *",
        "from p.c import L",
        "from p import b",
        probe="X, M, L, 'c' in globals()",
    ),
    packages(
        "a package that begins to import a submodule that was there after its star import",
        {
            "p/__init__.py": ("X = 1", "X = 2", "import p.c\nX = 3"),
            "p/c.py": ("L = 1", "L = 1", "L = 2"),
        },
        "from p import *",
        "import p.c as other",
        probe="X, 'c' in globals()",
    ),
)

IN_ORDER = (
    Scenario(
        "a circle that begins where it began at first, though that has run again before the rest",
        "packages",
        {"m.py": "A = 1\nimport other\n", "other.py": "n = 1\n"},
        ("import m", "import other"),
        (
            Edit({"m.py": "A = 2\n"}, cells=("m",)),
            Edit(
                {
                    "m.py": "A = 3\nimport other\nX = other.n\n",
                    "other.py": "from m import A\nn = A\n",
                }
            ),
        ),
        "m.X, other.n",
    ),
)

AFTER_A_CELL_THAT_FAILED = (
    packages(
        "a circle that begins where a cell began it that had failed, and fails no more",
        {
            "m.py": ("import other\nA = 1", "A = 2\nimport other"),
            "other.py": "from m import A\nfrom m import *",
        },
        "import m",
        "import other",
        after=("import m",),
        probe="other.A, hasattr(other, 'other'), m.other is other",
        raises=True,
    ),
    packages(
        "a circle that fails where a first cell begins it, and not where the next one does",
        {
            "m.py": ("import other\nA = 1", "import other\nA = 2"),
            "other.py": "from m import A\nB = A",
        },
        "import m",
        "import other",
        probe="other.B, other.m.A",
        raises=True,
    ),
)

ENTERED_ELSEWHERE = (
    packages(
        "a circle of a package that an edited module begins now, elsewhere",
        {
            "p/__init__.py": "from m import *",
            "p/c.py": "",
            "m.py": "import p.c",
            "n.py": ("L = 1", "from m import *\nL = 2"),
        },
        "import n",
        "import p",
        probe="n.L, n.p is p, hasattr(p, 'p')",
    ),
    packages(
        "a circle that an edited module begins no longer",
        {
            "a.py": "from b import *\nX = 1",
            "b.py": "import a\nK = 1",
            "n.py": ("import b\nL = 1", "L = 2"),
        },
        "import n",
        "import a",
        "import b",
        probe="n.L, sorted(n for n in vars(a) if n[0] != '_'), b.a is a",
    ),
    packages(
        "a circle that a module begins now which an edited one imports for the first time",
        {
            "a.py": "from b import *\nX = 1",
            "b.py": "import a\nK = 1",
            "new.py": "import b",
            "n.py": ("L = 1", "from new import b\nL = 2"),
        },
        "import n",
        "import a",
        probe="n.L, n.b.K, sorted(n for n in vars(a) if n[0] != '_')",
    ),
)

PACKAGES_BY_THEIR_SUBMODULES = (
    packages(
        "a package that takes by a star what a module has that is half-way to a submodule",
        {
            "p/__init__.py": ("from m import *\nK = 1", "from m import *\nK = 2"),
            "p/c.py": "",
            "m.py": "L = 1\nimport p.c\nM = 1",
        },
        "import m",
        "import p",
        probe="p.K, sorted(n for n in vars(p) if len(n) == 1)",
    ),
    packages(
        "a package that takes by a star what a module has that is half-way to one that imports it",
        {
            "p/__init__.py": ("from m import *\nK = 1", "from m import *\nK = 2"),
            "p/c.py": "",
            "m.py": "L = 1\nimport n\nM = 1",
            "n.py": "from p.c import *",
        },
        "import m",
        "import p",
        probe="p.K, sorted(n for n in vars(p) if len(n) == 1)",
    ),
    packages(
        "a package that nobody imports but by way of a submodule, of which a part stays",
        {
            "p/__init__.py": ("from p.q.c import *", "from p.q.c import R, enter\nenter('p')"),
            "p/q/__init__.py": "",
            "p/q/c.py": ("K = 1", "R = []\ndef enter(x): R.append(x)"),
            "m.py": ("from p.q.c import *", "from p.q.c import R, enter\nenter('m')"),
        },
        "import m",
        probe="m.R",
    ),
    packages(
        "a package that begins to import the module that imports its submodule, which stays",
        {
            "q/__init__.py": ("L = 1", "L = 2\nimport m\ndef g(): return m.N"),
            "q/c.py": "K = 1",
            "m.py": ("from q.c import K", "from q.c import K\nfrom q import g, L\nN = K + L"),
        },
        "import m",
        probe="m.N, m.g()",
    ),
    packages(
        "a package of which a submodule stays, that a module imports which was not loaded before",
        {
            "p/__init__.py": ("K = 1", "from m import *\nK = 2"),
            "p/c.py": "L = 1",
            "m.py": "import p.c",
            "n.py": ("M = 1", "from m import *\nM = 2"),
        },
        "import n",
        "import p.c",
        probe="p.K, hasattr(p, 'p'), n.M, n.p is p",
    ),
    packages(
        "what a module finds in its package that an earlier cell has imported, and that stays",
        {
            "p/__init__.py": ("K = 1", "K = 2"),
            "p/c.py": "L = 1",
            "m.py": "import p\nM = p.K, p.c.L",
        },
        "import p.c",
        "import m",
        probe="m.M, p.c is m.p.c, p.K",
    ),
)

SCENARIOS = (
    *ASKED,
    *BACK_WITH_ANOTHER,
    *AS_A_PACKAGE,
    *NEWLY_IMPORTED,
    *IN_ORDER,
    *AFTER_A_CELL_THAT_FAILED,
    *ENTERED_ELSEWHERE,
    *PACKAGES_BY_THEIR_SUBMODULES,
)
