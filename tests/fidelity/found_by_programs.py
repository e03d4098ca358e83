"""Found by programs that wrote themselves (`tests.differential`), and made small by hand."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

names = partial(case, "names")
functions = partial(case, "functions")
packages = partial(case, "packages")
classes = partial(case, "classes")

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

DECORATOR = """
import functools
def d(f):
    @functools.wraps(f)
    def inner(): return {n}, f()
    return inner
"""

CUT = (
    Scenario(
        "functions and classes cut out of a module, and pasted in again",
        "references",
        {"m.py": "def f(): return 1\nclass A:\n    def g(self): return 1\n"},
        (
            "from m import f, A",
            "import functools, m",
            "a = A(); held = [f, a.g, functools.partial(f)]",
            "class Mine(A): pass",
            "mine = Mine()",
        ),
        (
            Edit({"m.py": "L = 1\n"}, cells=("m",)),
            Edit({"m.py": "L = 2\n"}, cells=("m",)),
            Edit({"m.py": "L = 3\ndef f(): return 2\nclass A:\n    def g(self): return 2\n"}),
        ),
        "[x() for x in held], held[0] is m.f, type(a) is m.A is A, mine.g(), isinstance(mine, A)",
    ),
    Scenario(
        "a cached and a wrapped function cut out of a module, and pasted in again",
        "references",
        {"m.py": "import functools\n@functools.cache\ndef f(): return 1\n"},
        ("from m import f", "import m; held = [f]; f()"),
        (
            Edit({"m.py": "L = 1\n"}, cells=("m",)),
            Edit({"m.py": "import functools\n@functools.cache\ndef f(): return 2\n"}),
        ),
        "held[0](), held[0] is m.f",
    ),
    Scenario(
        "a decorated function cut out and pasted in, while its decorator's module changes, too",
        "references",
        {"d.py": DECORATOR.format(n=1), "m.py": "import d\n@d.d\ndef f(): return 1\n"},
        ("import m", "held = [m.f]"),
        (
            Edit({"d.py": DECORATOR.format(n=2), "m.py": "import d\n"}, cells=("m",)),
            Edit({"d.py": DECORATOR.format(n=3), "m.py": "import d\n@d.d\ndef f(): return 2\n"}),
        ),
        "held[0](), held[0] is m.f",
    ),
    Scenario(
        "a class cut out while the module that imports it is deleted, and both back",
        "references",
        {"m.py": "class A:\n    def g(self): return 1\n", "n.py": "from m import A\n"},
        ("from n import A as B", "b = B()"),
        (
            Edit({"m.py": "", "n.py": None}, cells=("b",)),
            Edit({"m.py": "class A:\n    def g(self): return 2\n", "n.py": "from m import A\n"}),
        ),
        "b.g(), type(b) is B, isinstance(b, B)",
    ),
)

DATACLASS = """
import dataclasses
@dataclasses.dataclass
class {name}:
    v: int = 1
    def who(self): return self.v, {n}
"""
TO_BE_MOVED = """
import enum
def f(): return {n}
class E(enum.Enum):
    X = 1
    def g(self): return {n}
class A:
    def g(self): return {n}
"""
MOVED_CLASS = DATACLASS.format(name="D", n=2)

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
    Scenario(
        "a dataclass moved to a module of other dataclasses, its file deleted",
        "classes",
        {"a.py": DATACLASS.format(name="D", n=1), "b.py": DATACLASS.format(name="E", n=1)},
        ("from b import *", "import a", "from a import D", "class Mine(a.D): pass"),
        (
            Edit({"a.py": DATACLASS.format(name="D", n=3)}, cells=("D().who()",)),
            Edit({"a.py": None, "b.py": DATACLASS.format(name="E", n=2) + MOVED_CLASS}),
        ),
        "E().who()",
        raises=True,
    ),
    Scenario(
        "functions and classes that a module no longer shows, and then defines itself",
        "references",
        {"m.py": TO_BE_MOVED.format(n=1), "n.py": "from m import *\n"},
        ("import n", "held = [n.f, n.E.X, n.A]", "a = n.A()"),
        (
            Edit({"n.py": "import m\n"}, cells=("n",)),
            Edit({"m.py": "", "n.py": "import m\n" + TO_BE_MOVED.format(n=2)}),
        ),
        "held[0](), held[0] is n.f, held[1] is n.E.X, held[1].g(), held[2] is n.A, a.g()",
    ),
    Scenario(
        "functions and classes that move to another module, which alone has them now",
        "references",
        {"m.py": TO_BE_MOVED.format(n=1), "n.py": "import m\n"},
        ("import n", "held = [n.m.f, n.m.E.X]", "a = n.m.A(); a.mine = 5"),
        (Edit({"m.py": "", "n.py": TO_BE_MOVED.format(n=2)}),),
        "held[0](), held[0] is n.f, held[1] is n.E.X, a.g(), a.mine, type(a) is n.A",
        expected="(2, True, True, 2, 5, True)",
        raises=True,
    ),
)

WRAPPED = (
    Scenario(
        "what wraps() and singledispatch() made in the notebook of a function that moves",
        "functions",
        {"m.py": "def f(): return 1\n", "new.py": "\n"},
        (
            "from m import f",
            "import functools",
            "wrapper = functools.wraps(f)(lambda: 'mine')",
            "generic = functools.singledispatch(f)",
            "mine = functools.wraps(f)(lambda: 'renamed'); mine.__qualname__ = 'other'",
        ),
        (Edit({"m.py": "from new import f\n", "new.py": "def f(): return 2\n"}),),
        "[(x.__module__, x.__qualname__) for x in (wrapper, generic, mine)], generic.__wrapped__()",
    ),
    functions(
        "what wraps() made in the notebook of a function that moves, and is cached from then on",
        {
            "m.py": ("def f(): return 1", "from new import f"),
            "new.py": ("", "import functools\n@functools.cache\ndef f(): return 2"),
        },
        "from m import f",
        "import functools",
        "wrapper = functools.wraps(f)(lambda: 'mine')",
        probe="wrapper.__module__, wrapper.__qualname__, wrapper.__wrapped__()",
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

N = "from m import A\ni = A({v})\n"
WHO = """
class {name}:
    def who(self): return "{name}"
i = {name}()
"""
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

RENAMED = (
    classes(
        "a bound method of an instance whose class has another name now",
        {"m.py": (WHO.format(name="A"), WHO.format(name="B"))},
        "from m import i",
        "held = [i.who]",
        probe="held[0](), held[0].__self__ is i",
    ),
)

AWAY_AND_BACK = (
    Scenario(
        "a class moved away and back, held from before, and from in between by another module",
        "classes",
        {"a.py": "class A:\n    n = 1\n", "b.py": "L = 1\n", "c.py": "from a import A\n"},
        ("import b", "from a import *", "held = [A, A()]"),
        (
            Edit(
                {"a.py": "L = 1\n", "b.py": "class A:\n    n = 2\n", "c.py": "from b import A\n"},
                cells=("import c",),
            ),
            Edit({"a.py": "class A:\n    n = 3\n", "b.py": "L = 1\n", "c.py": "from a import A\n"}),
        ),
        "held[0].n, held[1].n, held[0] is A is c.A, type(held[1]) is A",
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

BOTH_AT_ONCE = (
    names(
        "a name that two star imports begin to bring, of modules that share nothing",
        {"m.py": ("A = 1", "A = 1\nX = 1"), "n.py": ("B = 1", "B = 1\nX = 2")},
        "from m import *",
        "from n import *",
        probe="X",
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

AFTER_AN_ERROR = (
    Scenario(
        "an instance under a name that no import leads to, made otherwise after a cell has failed",
        "references",
        {"m.py": "class A:\n    def __init__(self, v): self.v = v\n", "n.py": N.format(v=2)},
        ("import n", "found = [n.i][0]"),
        (Edit({}, cells=("no_such_name",)), Edit({"n.py": N.format(v=1)})),
        "n.i.v, found.v",
        raises=True,
    ),
    # A new process shows (1, 1): it is open, and the README says so.
    Scenario(
        "an instance that a function failed with, which the last traceback holds, made otherwise",
        "references",
        {"m.py": "class A:\n    def __init__(self, v): self.v = v\n", "n.py": N.format(v=2)},
        ("import n", "found = [n.i][0]", "def fails(x): return x.no_such_attribute"),
        (Edit({}, cells=("fails(found)",)), Edit({"n.py": N.format(v=1)})),
        "n.i.v, found.v",
        expected="(1, 2)",
        raises=True,
    ),
)

NAMED_WHILE_AWAY = (
    Scenario(
        "another name for a constant while its module does without it",
        "names",
        {"m.py": "K = 1, 1\n"},
        ("from m import K",),
        (Edit({"m.py": ""}, cells=("k = K",)), Edit({"m.py": "K = 2, 2\n"})),
        "K, k, k is K",
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
    ASKED
    + STARS
    + CUT
    + MOVED
    + WRAPPED
    + BY_STARS
    + BACK_WITH_ANOTHER
    + AS_A_PACKAGE
    + RENAMED
    + NEWLY_IMPORTED
    + AWAY_AND_BACK
    + BOTH_AT_ONCE
    + IN_ORDER
    + AFTER_AN_ERROR
    + NAMED_WHILE_AWAY
    + AFTER_A_CELL_THAT_FAILED
    + ENTERED_ELSEWHERE
    + LOADED_BEFORE
    + IN_THE_ORDER_OF_CELLS
    + PACKAGES_BY_THEIR_SUBMODULES
)
