"""Edits inside packages: what they re-export, how their parts find each other."""

from __future__ import annotations

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario

RE_EXPORTS = (
    Scenario(
        "a constant three packages deep, re-exported by every __init__",
        "packages",
        {
            "p/__init__.py": "from .a import X\n",
            "p/a/__init__.py": "from .b import X\n",
            "p/a/b/__init__.py": "from .c import X\n",
            "p/a/b/c.py": "X = 1\n",
        },
        ("import p", "from p import X", "import p.a.b as deep"),
        (Edit({"p/a/b/c.py": "X = 2\n"}),),
        "(p.X, X, p.a.X, deep.X, deep.c.X)",
    ),
    Scenario(
        "a constant used in another constant three modules away",
        "packages",
        {
            "p/__init__.py": "",
            "p/base.py": "RATE = 2\n",
            "p/mid.py": "from p.base import RATE\nDOUBLE = RATE * 2\n",
            "p/top.py": "from p import mid\nTOTAL = mid.DOUBLE + 1\n",
        },
        ("from p.top import TOTAL",),
        (Edit({"p/base.py": "RATE = 10\n"}),),
        "TOTAL",
    ),
    Scenario(
        "a function re-exported under another name",
        "packages",
        {
            "p/__init__.py": "from ._impl import compute as run\n",
            "p/_impl.py": "SCALE = 1\n\ndef compute(x):\n    return x * SCALE\n",
        },
        ("import p", "from p import run as go"),
        (Edit({"p/_impl.py": "SCALE = 3\n\ndef compute(x):\n    return x * SCALE\n"}),),
        "(p.run(2), go(2))",
    ),
    Scenario(
        "a star re-export passes new names on",
        "packages",
        {"p/__init__.py": "from .a import *\n", "p/a.py": "X = 1\n"},
        ("import p", "from p import *"),
        (Edit({"p/a.py": "X = 2\nY = 3\n"}),),
        "(p.X, p.Y, X, Y)",
    ),
    Scenario(
        "a star re-export through two packages, used by a third module",
        "packages",
        {
            "p/__init__.py": "from .sub import *\n",
            "p/sub/__init__.py": "from .leaf import *\n",
            "p/sub/leaf.py": "SIZE = 1\n",
            "user.py": "from p import *\n\ndef area():\n    return SIZE * SIZE\n",
        },
        ("import user", "from user import area"),
        (Edit({"p/sub/leaf.py": "SIZE = 3\n"}),),
        "(user.area(), area(), user.SIZE)",
    ),
    Scenario(
        "__all__ gains a name that the notebook star-imported",
        "packages",
        {
            "p/__init__.py": "from .a import one, two\n__all__ = ['one']\n",
            "p/a.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
        },
        ("from p import *",),
        (Edit({"p/__init__.py": "from .a import one, two\n__all__ = ['one', 'two']\n"}),),
        "(one(), two())",
    ),
    Scenario(
        "__all__ of a submodule put together by the package",
        "packages",
        {
            "p/__init__.py": "from . import a, b\nfrom .a import *\nfrom .b import *\n"
            "__all__ = a.__all__ + b.__all__\n",
            "p/a.py": "__all__ = ['f']\n\ndef f():\n    return 'a'\n",
            "p/b.py": "__all__ = []\n\ndef g():\n    return 'b'\n",
        },
        ("import p",),
        (Edit({"p/b.py": "__all__ = ['g']\n\ndef g():\n    return 'B'\n"}),),
        "(sorted(p.__all__), p.f(), p.g())",
    ),
    Scenario(
        "a name that leaves __all__ leaves the star-importing module",
        "packages",
        {
            "p/__init__.py": "from .a import *\n",
            "p/a.py": "__all__ = ['x', 'y']\nx = 1\ny = 2\n",
        },
        ("import p",),
        (Edit({"p/a.py": "__all__ = ['x']\nx = 1\ny = 2\n"}),),
        "('x' in dir(p), 'y' in dir(p))",
    ),
    Scenario(
        "aliases of submodules",
        "packages",
        {
            "p/__init__.py": "",
            "p/a/__init__.py": "",
            "p/a/b.py": "X = 1\n",
        },
        ("import p.a.b as x", "from p.a import b as y", "from p import a as z", "w = x"),
        (Edit({"p/a/b.py": "X = 2\n"}),),
        "(x.X, y.X, z.b.X, w.X, x is y is w)",
    ),
    Scenario(
        "a re-export's source changes from one submodule to another",
        "packages",
        {
            "p/__init__.py": "from .old import f\n",
            "p/old.py": "def f():\n    return 'old'\n",
            "p/new.py": "def f():\n    return 'new'\n",
        },
        ("import p", "from p import f"),
        (Edit({"p/__init__.py": "from .new import f\n"}),),
        "(p.f(), f(), f.__module__)",
    ),
    Scenario(
        "an __init__ that computes from its submodules",
        "packages",
        {
            "p/__init__.py": "from . import a, b\nTOTAL = a.X + b.X\nNAMES = sorted({a.N, b.N})\n",
            "p/a.py": "X = 1\nN = 'a'\n",
            "p/b.py": "X = 10\nN = 'b'\n",
        },
        ("from p import TOTAL, NAMES",),
        (Edit({"p/b.py": "X = 20\nN = 'c'\n"}),),
        "(TOTAL, NAMES)",
    ),
    Scenario(
        "only the package's __init__ is edited",
        "packages",
        {
            "p/__init__.py": "VERSION = '1'\nfrom . import sub\n",
            "p/sub.py": "def version():\n    from p import VERSION\n    return VERSION\n",
        },
        ("import p", "from p import VERSION", "from p.sub import version"),
        (Edit({"p/__init__.py": "VERSION = '2'\nfrom . import sub\n"}),),
        "(p.VERSION, VERSION, version(), p.sub.version())",
    ),
)

RELATIVE = (
    Scenario(
        "relative imports of one, two and three dots",
        "packages",
        {
            "p/__init__.py": "",
            "p/top.py": "X = 1\n",
            "p/a/__init__.py": "",
            "p/a/mid.py": "from ..top import X as T\nY = T + 1\n",
            "p/a/b/__init__.py": "",
            "p/a/b/leaf.py": "from ...top import X\nfrom ..mid import Y\nfrom . import side\n"
            "Z = (X, Y, side.W)\n",
            "p/a/b/side.py": "from ... import top\nW = top.X * 100\n",
        },
        ("from p.a.b.leaf import Z",),
        (Edit({"p/top.py": "X = 5\n"}),),
        "Z",
    ),
    Scenario(
        "a submodule imports from its own package's __init__",
        "packages",
        {
            "p/__init__.py": "LIMIT = 1\nfrom .a import over\n",
            "p/a.py": "from . import LIMIT\n\ndef over(n):\n    return n > LIMIT\n",
        },
        ("from p import over",),
        (Edit({"p/__init__.py": "LIMIT = 9\nfrom .a import over\n"}),),
        "over(5)",
    ),
    Scenario(
        "a base class in a sibling, reached by relative import, with a live instance",
        "packages",
        {
            "p/__init__.py": "from .impl import Impl\n",
            "p/base.py": "class Base:\n    def who(self):\n        return 'old ' + self.name\n",
            "p/impl.py": "from .base import Base\n\nclass Impl(Base):\n    name = 'impl'\n",
        },
        ("import p", "obj = p.Impl()"),
        (
            Edit(
                {
                    "p/base.py": "class Base:\n    def who(self):\n"
                    "        return self.shout('new ' + self.name)\n\n"
                    "    def shout(self, text):\n        return text.upper()\n"
                }
            ),
        ),
        "(obj.who(), p.Impl().who(), isinstance(obj, p.Impl), type(obj) is p.Impl)",
    ),
    Scenario(
        "one side of a diamond is edited at its root: everything runs once",
        "packages",
        {
            "base.py": COUNT + "X = 1\n",
            "left.py": COUNT + "from base import X\nL = X + 1\n",
            "right.py": COUNT + "import base\nR = base.X + 2\n",
            "top.py": COUNT + "from left import L\nfrom right import R\nT = (L, R)\n",
        },
        ("import top", "from top import T", "runs.clear()"),
        (Edit({"base.py": COUNT + "X = 10\n"}),),
        "(T, top.T, sorted(runs))",
        expected="((11, 12), (11, 12), ['base', 'left', 'right', 'top'])",
    ),
    Scenario(
        "a diamond of classes: isinstance holds on both paths",
        "packages",
        {
            "p/__init__.py": "",
            "p/base.py": "class Base:\n    tag = 1\n",
            "p/left.py": "from p.base import Base\n\nclass Left(Base):\n    pass\n",
            "p/right.py": "from p.base import Base\n\nclass Right(Base):\n    pass\n",
            "p/both.py": "from p.left import Left\nfrom p.right import Right\n\n"
            "class Both(Left, Right):\n    pass\n",
        },
        ("from p.both import Both", "import p.base", "obj = Both()"),
        (Edit({"p/base.py": "class Base:\n    tag = 2\n    new = property(lambda s: s.tag)\n"}),),
        "(obj.tag, obj.new, isinstance(obj, p.base.Base), issubclass(Both, p.base.Base),"
        " [c.__name__ for c in type(obj).__mro__])",
    ),
)

CIRCULAR = (
    Scenario(
        "two modules that import each other as modules",
        "packages",
        {
            "a.py": "import b\nX = 1\n\ndef f():\n    return b.Y\n",
            "b.py": "import a\nY = 1\n\ndef g():\n    return a.X\n",
        },
        ("import a, b", "from a import f", "from b import g"),
        (Edit({"b.py": "import a\nY = 2\n\ndef g():\n    return a.X + 100\n"}),),
        "(f(), g(), a.f(), b.g(), a.b is b, b.a is a)",
    ),
    Scenario(
        "a circle closed by a from-import at the bottom of a file",
        "packages",
        {
            "p/__init__.py": "",
            "p/a.py": "X = 1\n\ndef f():\n    return Y\n\nfrom p.b import Y\n",
            "p/b.py": "from p.a import X\nY = X + 1\n",
        },
        ("from p.a import f", "import p.b"),
        (Edit({"p/a.py": "X = 10\n\ndef f():\n    return Y\n\nfrom p.b import Y\n"}),),
        "(f(), p.b.Y, p.a.Y)",
    ),
    Scenario(
        "a circle of three in a package whose __init__ imports them all",
        "packages",
        {
            "p/__init__.py": "from . import a, b, c\n",
            "p/a.py": "from . import b\nN = 1\n\ndef total():\n    return N + b.N + b.c.N\n",
            "p/b.py": "from . import c\nN = 10\n",
            "p/c.py": "from . import a\nN = 100\n\ndef first():\n    return a.N\n",
        },
        ("import p", "from p.c import first"),
        (
            Edit({"p/c.py": "from . import a\nN = 500\n\ndef first():\n    return -a.N\n"}),
            Edit({"p/a.py": "from . import b\nN = 2\n\ndef total():\n    return N + b.c.N\n"}),
        ),
        "(p.a.total(), first(), p.c.first())",
    ),
    Scenario(
        "a parent and a child that import each other, the child's class in use",
        "packages",
        {
            "p/__init__.py": "from p.child import Child\n\nclass Parent:\n    label = 'parent'\n"
            "\n    def make(self):\n        return Child(self)\n",
            "p/child.py": "import p\n\nclass Child:\n    def __init__(self, parent):\n"
            "        assert isinstance(parent, p.Parent)\n        self.parent = parent\n"
            "\n    def label(self):\n        return 'child of ' + self.parent.label\n",
        },
        ("import p", "parent = p.Parent()", "child = parent.make()"),
        (
            Edit(
                {
                    "p/child.py": "import p\nPREFIX = 'kid of '\n\nclass Child:\n"
                    "    def __init__(self, parent):\n"
                    "        assert isinstance(parent, p.Parent)\n        self.parent = parent\n"
                    "\n    def label(self):\n        return PREFIX + self.parent.label\n"
                }
            ),
        ),
        "(child.label(), parent.make().label(), isinstance(child, p.Child))",
    ),
)

NAMESPACES = (
    Scenario(
        "a namespace package",
        "packages",
        {"ns/a.py": "X = 1\n", "ns/deep/b.py": "from ns.a import X\nY = X + 1\n"},
        ("import ns.a", "from ns.deep.b import Y", "from ns import a"),
        (Edit({"ns/a.py": "X = 5\n"}),),
        "(ns.a.X, Y, a.X, ns.deep.b.Y)",
    ),
    Scenario(
        "a namespace package in two folders",
        "packages",
        {"one/ns/a.py": "X = 1\n", "two/ns/b.py": "from ns.a import X\nY = X * 2\n"},
        ("import sys; sys.path[:0] = ['one', 'two']", "import ns.a, ns.b", "from ns.b import Y"),
        (Edit({"one/ns/a.py": "X = 4\n"}),),
        "(ns.a.X, ns.b.Y, Y)",
    ),
    Scenario(
        "a new module in the second folder of a namespace package",
        "packages",
        {"one/ns/a.py": "X = 1\n", "two/other.py": ""},
        ("import sys; sys.path[:0] = ['one', 'two']", "import ns.a"),
        (
            Edit({"two/ns/b.py": "Y = 7\n"}),
            Edit({"one/ns/a.py": "from ns.b import Y\nX = Y\n"}),
        ),
        "ns.a.X",
    ),
    Scenario(
        "a namespace package that gets an __init__",
        "packages",
        {"ns/a.py": "X = 1\n"},
        ("import ns.a", "from ns import a"),
        (Edit({"ns/__init__.py": "from .a import X as TOP\n", "ns/a.py": "X = 2\n"}),),
        "(ns.TOP, ns.a.X, a.X)",
    ),
)

SCENARIOS = RE_EXPORTS + RELATIVE + CIRCULAR + NAMESPACES
