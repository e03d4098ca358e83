"""Found by programs (`tests.differential`): definitions that go, move, return and are held."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

names = partial(case, "names")
functions = partial(case, "functions")
classes = partial(case, "classes")

N = "from m import A\ni = A({v})\n"

WHO = """
class {name}:
    def who(self): return "{name}"
i = {name}()
"""

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

RENAMED = (
    classes(
        "an instance whose class moves, is cut out there, and pasted in where it was at first",
        {
            "m.py": (WHO.format(name="A"), "K = 2", "K = 3", WHO.format(name="A")),
            "new.py": ("K = 1", WHO.format(name="A"), "K = 3", "K = 4"),
            "u.py": "import m, new",
        },
        "import u, m",
        "held = [m.A()]",
        probe="held[0].who(), type(held[0]) is m.A, type(held[0]).__module__",
    ),
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
    Scenario(
        "an instance that a function failed with, which the last traceback holds, made otherwise",
        "references",
        {"m.py": "class A:\n    def __init__(self, v): self.v = v\n", "n.py": N.format(v=2)},
        ("import n", "found = [n.i][0]", "def fails(x): return x.no_such_attribute"),
        (Edit({}, cells=("fails(found)",)), Edit({"n.py": N.format(v=1)})),
        "n.i.v, found.v",
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

SCENARIOS = (
    *CUT,
    *MOVED,
    *WRAPPED,
    *RENAMED,
    *AWAY_AND_BACK,
    *AFTER_AN_ERROR,
    *NAMED_WHILE_AWAY,
)
