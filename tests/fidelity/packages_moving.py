"""Code that moves: new and deleted files, refactorings, whole branches."""

from __future__ import annotations

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario

APPEARING = (
    Scenario(
        "a new submodule, imported by a new cell",
        "packages",
        {"p/__init__.py": "", "p/a.py": "X = 1\n"},
        ("import p.a",),
        (
            Edit(
                {"p/b.py": "from p.a import X\nY = X + 1\n", "p/a.py": "X = 5\n"},
                cells=("import p.b",),
            ),
        ),
        "(p.a.X, p.b.Y)",
    ),
    Scenario(
        "a new submodule, imported by the edited __init__",
        "packages",
        {"p/__init__.py": "from . import a\n", "p/a.py": "X = 1\n"},
        ("import p",),
        (
            Edit(
                {
                    "p/__init__.py": "from . import a, b\nfrom .b import new\n",
                    "p/b.py": "from .a import X\n\ndef new():\n    return X + 1\n",
                }
            ),
        ),
        "(p.new(), p.b.X, p.a.X)",
    ),
    Scenario(
        "a new submodule of a new subpackage, edited once more",
        "packages",
        {"p/__init__.py": "", "p/a.py": "def f():\n    return 'a'\n"},
        ("from p.a import f", "import p"),
        (
            Edit(
                {
                    "p/deep/__init__.py": "from .er import N\n",
                    "p/deep/er.py": "N = 1\n",
                    "p/a.py": "from .deep import N\n\ndef f():\n    return N\n",
                },
                cells=("f()",),
            ),
            Edit({"p/deep/er.py": "N = 2\n"}),
        ),
        "(f(), p.deep.N, p.deep.er.N)",
    ),
    Scenario(
        "a deleted submodule that the __init__ no longer imports",
        "packages",
        {
            "p/__init__.py": "from . import old, keep\nNAMES = ['keep', 'old']\n",
            "p/old.py": "X = 1\n",
            "p/keep.py": "X = 2\n",
        },
        ("import p", "from p import NAMES"),
        (Edit({"p/old.py": None, "p/__init__.py": "from . import keep\nNAMES = ['keep']\n"}),),
        "(NAMES, p.keep.X, hasattr(p, 'old'))",
    ),
    Scenario(
        "a deleted submodule, imported by a new cell",
        "packages",
        {"p/__init__.py": "from . import old\n", "p/old.py": "X = 1\n"},
        ("import p",),
        (
            Edit(
                {"p/old.py": None, "p/__init__.py": ""},
                cells=("try:\n    import p.old\nexcept ImportError as e:\n    missing = e.name",),
            ),
        ),
        "missing",
    ),
    Scenario(
        "a new module earlier on the path hides a loaded one",
        "packages",
        {"late/m.py": "X = 'late'\n", "early/other.py": ""},
        ("import sys; sys.path[:0] = ['early', 'late']", "import m", "from m import X"),
        (Edit({"early/m.py": "X = 'early'\n"}),),
        "(m.X, X)",
    ),
)

SHAPES = (
    Scenario(
        "a module becomes a package",
        "packages",
        {"m.py": "X = 1\n\ndef f():\n    return X\n", "user.py": "import m\nY = m.X\n"},
        ("import m, user", "from m import f"),
        (
            Edit(
                {
                    "m.py": None,
                    "m/__init__.py": "from .core import X, f\n",
                    "m/core.py": "X = 2\n\ndef f():\n    return X * 10\n",
                }
            ),
        ),
        "(m.X, m.f(), f(), user.Y, m.core.X)",
    ),
    Scenario(
        "a package becomes a module",
        "packages",
        {"m/__init__.py": "from .core import C\n", "m/core.py": "class C:\n    n = 1\n"},
        ("import m", "from m import C", "obj = C()"),
        (Edit({"m": None, "m.py": "class C:\n    n = 2\n    extra = 'e'\n"}),),
        "(m.C.n, obj.n, obj.extra, type(obj) is C is m.C, C.__module__)",
    ),
    Scenario(
        "a submodule becomes a subpackage with relative imports one level deeper",
        "packages",
        {
            "p/__init__.py": "from .sub import total\n",
            "p/base.py": "B = 1\n",
            "p/sub.py": "from .base import B\n\ndef total():\n    return B\n",
        },
        ("from p import total", "import p.sub"),
        (
            Edit(
                {
                    "p/sub.py": None,
                    "p/sub/__init__.py": "from .calc import total\n",
                    "p/sub/calc.py": "from ..base import B\n\ndef total():\n    return B + 1\n",
                }
            ),
        ),
        "(total(), p.sub.total(), p.total(), p.sub.calc.B)",
    ),
    Scenario(
        "a function moves to another module and is imported back",
        "packages",
        {
            "p/__init__.py": "from .a import f\n",
            "p/a.py": "def f():\n    return 'from a'\n",
            "p/b.py": "N = 1\n",
        },
        ("import p, p.b", "from p import f", "from p.a import f as g", "calls = [f]"),
        (
            Edit(
                {
                    "p/a.py": "from .b import f\n",
                    "p/b.py": "N = 2\n\ndef f():\n    return f'from b {N}'\n",
                }
            ),
        ),
        "(f(), g(), p.f(), calls[0](), f.__module__)",
    ),
    Scenario(
        "a class moves to another module: a live instance is of the new class",
        "packages",
        {
            "shapes.py": "class Circle:\n    def __init__(self, r):\n        self.r = r\n\n"
            "    def area(self):\n        return 3 * self.r\n",
            "user.py": "from shapes import Circle\n\ndef unit():\n    return Circle(1)\n",
        },
        ("import user", "from shapes import Circle", "c = Circle(2)"),
        (
            Edit(
                {
                    "shapes.py": "from round import Circle\n",
                    "round.py": "class Circle:\n    def __init__(self, r):\n        self.r = r\n\n"
                    "    def area(self):\n        return 4 * self.r\n",
                }
            ),
        ),
        "(c.area(), user.unit().area(), Circle.__module__, isinstance(c, Circle),"
        " type(user.unit()) is Circle)",
    ),
    Scenario(
        "a constant moves to a new module and changes there later",
        "packages",
        {
            "p/__init__.py": "",
            "p/a.py": "LIMIT = 1\n",
            "p/b.py": "from .a import LIMIT\nTWICE = LIMIT * 2\n",
        },
        ("from p.b import TWICE",),
        (
            Edit({"p/a.py": "from .limits import LIMIT\n", "p/limits.py": "LIMIT = 1\n"}),
            Edit({}, cells=("TWICE",)),
            Edit({"p/limits.py": "LIMIT = 8\n"}),
        ),
        "TWICE",
    ),
    Scenario(
        "a module is renamed and all who import it are edited",
        "packages",
        {
            "p/__init__.py": "from .utils import f\n",
            "p/utils.py": "def f():\n    return 'utils'\n",
            "p/user.py": "from . import utils\n\ndef g():\n    return utils.f()\n",
        },
        ("import p", "from p.user import g", "from p import f"),
        (
            Edit(
                {
                    "p/utils.py": None,
                    "p/tools.py": "def f():\n    return 'tools'\n",
                    "p/__init__.py": "from .tools import f\n",
                    "p/user.py": "from . import tools\n\ndef g():\n    return tools.f()\n",
                }
            ),
        ),
        "(f(), g(), p.f(), hasattr(p, 'tools'))",
    ),
)

SHADOWS = (
    Scenario(
        "a function that shadows its submodule",
        "packages",
        {
            "p/__init__.py": "from .plot import plot\n",
            "p/plot.py": "STYLE = 'thin'\n\ndef plot():\n    return STYLE\n",
        },
        ("import p", "from p import plot"),
        (Edit({"p/plot.py": "STYLE = 'bold'\n\ndef plot():\n    return STYLE\n"}),),
        "(p.plot(), plot(), callable(p.plot))",
    ),
    Scenario(
        "a package that shows a function where it showed the submodule",
        "packages",
        {
            "p/__init__.py": "from . import plot\n",
            "p/plot.py": "def plot():\n    return 'plotted'\n",
        },
        ("import p", "from p import plot", "import p.plot as p_plot"),
        (Edit({"p/__init__.py": "from .plot import plot\n"}),),
        "(p.plot(), plot(), p_plot())",
    ),
    Scenario(
        "a function that shadows its submodule, whose dependency is edited",
        "packages",
        {
            "p/__init__.py": "from .plot import plot\nfrom .other import draw\n",
            "p/plot.py": "from .style import STYLE\n\ndef plot(style=STYLE):\n    return style\n",
            "p/other.py": "from .plot import plot\n\ndef draw():\n    return plot()\n",
            "p/style.py": "STYLE = 'thin'\n",
        },
        ("import p", "from p import draw, plot"),
        (Edit({"p/style.py": "STYLE = 'bold'\n"}),),
        "(p.plot(), plot(), draw(), p.draw(), p.plot.__name__)",
    ),
    Scenario(
        "a name in the package that has the name of a submodule imported later",
        "packages",
        {
            "p/__init__.py": "config = {'n': 1}\n",
            "p/config.py": "N = 1\n",
            "p/user.py": "import p.config\n\ndef f():\n    return p.config.N\n",
        },
        ("import p", "from p.user import f"),
        (Edit({"p/config.py": "N = 2\n"}),),
        "(f(), p.config.N)",
    ),
)

TOGETHER = (
    Scenario(
        "two files edited at once, each needing the other's new version",
        "packages",
        {
            "a.py": "def make(n):\n    return n\n",
            "b.py": "from a import make\nVALUE = make(1)\n",
        },
        ("import a, b", "from b import VALUE"),
        (
            Edit(
                {
                    "a.py": "def make(n, unit):\n    return f'{n} {unit}'\n",
                    "b.py": "from a import make\nVALUE = make(1, 'kg')\n",
                }
            ),
        ),
        "(VALUE, b.VALUE, a.make(2, 'm'))",
    ),
    Scenario(
        "two files edited at once, the importer first in the alphabet",
        "packages",
        {
            "aa.py": "import zz\nclass A(zz.Base):\n    pass\n",
            "zz.py": "class Base:\n    def f(self):\n        return 'old'\n",
        },
        ("from aa import A", "a = A()"),
        (
            Edit(
                {
                    "aa.py": "import zz\nclass A(zz.Root, zz.Base):\n    pass\n",
                    "zz.py": "class Root:\n    root = True\n\n"
                    "class Base:\n    def f(self):\n        return 'new'\n",
                }
            ),
        ),
        "(a.f(), a.root, A().f())",
    ),
    Scenario(
        "a branch switch: a dozen files edited, added and deleted at once",
        "packages",
        {
            "p/__init__.py": "from .m0 import V\nfrom . import m1, m9\n",
            **{f"p/m{i}.py": f"from .m{i + 1} import V\nOWN = {i}\n" for i in range(9)},
            "p/m9.py": "V = 'main'\nOWN = 9\n",
            "p/gone.py": "",
        },
        ("import p", "from p import V", "from p.m3 import OWN as third"),
        (
            Edit(
                {
                    "p/__init__.py": "from .m0 import V\nfrom . import m1, m10\n",
                    **{f"p/m{i}.py": f"from .m{i + 1} import V\nOWN = -{i}\n" for i in range(10)},
                    "p/m10.py": "V = 'branch'\nOWN = -10\n",
                    "p/gone.py": None,
                }
            ),
        ),
        "(p.V, V, third, p.m1.OWN, p.m10.V, p.m0.V)",
    ),
    Scenario(
        "a branch switch and back: each module runs once per switch",
        "packages",
        {f"m{i}.py": COUNT + f"from m{i + 1} import V\n" for i in range(4)}
        | {"m4.py": COUNT + "V = 'main'\n"},
        ("import m0", "from m0 import V", "runs.clear()"),
        (
            Edit(
                {f"m{i}.py": COUNT + f"from m{i + 1} import V  # branch\n" for i in range(4)}
                | {"m4.py": COUNT + "V = 'branch'\n"},
                cells=("on_branch = (V, sorted(runs))", "runs.clear()"),
            ),
            Edit(
                {f"m{i}.py": COUNT + f"from m{i + 1} import V\n" for i in range(4)}
                | {"m4.py": COUNT + "V = 'main'\n"}
            ),
        ),
        "(on_branch, V, sorted(runs))",
        expected="(('branch', ['m0', 'm1', 'm2', 'm3', 'm4']), 'main',"
        " ['m0', 'm1', 'm2', 'm3', 'm4'])",
    ),
    Scenario(
        "the same file under two module names",
        "packages",
        {"p/__init__.py": "", "p/a.py": "X = 1\n\nclass A:\n    n = 1\n"},
        ("import sys; sys.path.append('p')", "import a, p.a", "one, two = a.A(), p.a.A()"),
        (Edit({"p/a.py": "X = 2\n\nclass A:\n    n = 2\n"}),),
        "(a.X, p.a.X, one.n, two.n, type(one) is a.A, type(two) is p.a.A, a.A is p.a.A)",
    ),
    Scenario(
        "the same file under two module names, a constant from each",
        "packages",
        {"p/__init__.py": "from .a import X\n", "p/a.py": "X = 1\n"},
        (
            "import sys; sys.path.append('p')",
            "from a import X as flat",
            "from p import X as nested",
        ),
        (Edit({"p/a.py": "X = 2\n"}),),
        "(flat, nested)",
    ),
)

SCENARIOS = APPEARING + SHAPES + SHADOWS + TOGETHER
