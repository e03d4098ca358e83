"""What marimo, jurigged and `deepreload` promise their users, as their own tests show.

Each is kept here, too; where this package differs on purpose, the scenario's name says how.
"""

from __future__ import annotations

import random
from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import Texts, case

promises = partial(case, "promises")


def _m(old: str, *new: str) -> dict[str, Texts]:
    return {"m.py": (old, *new)}


MARIMO = (
    promises(
        "marimo: a function from a module two packages down, through a function of another",
        {
            "b/__init__.py": "",
            "b/c/__init__.py": "",
            "b/c/mod.py": ("func = lambda: 1", "func = lambda: 2"),
            "direct.py": "from b.c.mod import func\n\ndef foo():\n    return func()",
            "by_module.py": "from b.c import mod\n\ndef foo():\n    return mod.func()",
        },
        "from direct import foo",
        "from by_module import foo as bar",
        probe="foo(), bar()",
    ),
    promises(
        "marimo: a function that a package's __init__ brings up from below",
        {
            "b/__init__.py": "from b.c.mod import func",
            "b/c/__init__.py": "",
            "b/c/mod.py": ("func = lambda: 1", "func = lambda: 2"),
        },
        "import b",
        probe="b.func()",
    ),
    promises(
        "marimo: a module that imports numpy",
        _m(
            "import numpy as np\n\ndef foo():\n    return 1",
            "def foo():\n    return 2",
        ),
        "from m import foo",
        "import m",
        probe="foo(), hasattr(m, 'np')",
    ),
    promises(
        "marimo: only what uses the edited file is affected",
        {
            "a.py": COUNT + "from pkg import c\nX = c.N",
            "b.py": COUNT + "from pkg import d\nX = d.N",
            "pkg/__init__.py": COUNT,
            "pkg/c.py": ("N = 1", "N = 2"),
            "pkg/d.py": COUNT + "N = 10",
        },
        "import a, b",
        "runs.clear()",
        probe="a.X, b.X, runs",
        expected="(2, 10, ['a'])",
    ),
    promises(
        "marimo: modules with no file, and an object that raises when looked at",
        _m("X = 1", "X = 2"),
        """
        import sys, types

        class Hostile:
            def __getattribute__(self, name):
                raise ModuleNotFoundError('do not look')

        sys.modules['hostile'], sys.modules['bare'] = Hostile(), types.ModuleType('bare')
        sys.modules['nothing'] = None
        """,
        "from m import X",
        probe="X, type(sys.modules['hostile']) is Hostile, sys.modules['nothing']",
    ),
    Scenario(
        "marimo: an error at import; here the old functions stay, rather than an empty module",
        "promises",
        {"m.py": "def foo():\n    return 1\n"},
        ("import m, sys",),
        (
            Edit(
                {"m.py": "import this_module_is_nowhere\n\ndef foo():\n    return 2\n"},
                cells=("m.foo()",),
            ),
        ),
        "(m.foo(), 'm' in sys.modules)",
        expected="(1, True)",
        unchanged=True,
        raises=True,
    ),
    promises(
        "marimo: class attributes that are gone, kept and new; instances are of the new class",
        _m(
            "class A:\n    gone = 1\n    kept = 2\n\n    @property\n    def p(self):\n"
            "        return 1\n\n    def f(self, x=1):\n        return x",
            "class A:\n    kept = 3\n    new = 4\n\n    @property\n    def p(self):\n"
            "        return 2\n\n    def f(self, x=2):\n        return x",
        ),
        "from m import A",
        "a, f, p = A(), A.f, A.p",
        probe="hasattr(A, 'gone'), a.kept, a.new, a.p, a.f(), f(a), p.fget(a), type(a) is A",
    ),
    Scenario(
        "marimo: an instance over two edits one after the other",
        "promises",
        {"m.py": "class A:\n    def f(self):\n        return 1\n"},
        ("from m import A", "a = A()"),
        (
            Edit({"m.py": "class A:\n    def f(self, x=2):\n        return x\n"}, cells=("a.f()",)),
            Edit({"m.py": "class A:\n    def f(self, x=3):\n        return x\n"}),
        ),
        "(a.f(), type(a) is A)",
    ),
    promises(
        "marimo: here no cell runs again; what a cell computed stays until it is run",
        _m("def foo():\n    return 1", "def foo():\n    return 2"),
        "from m import foo",
        "x = foo()",
        probe="x, foo()",
        expected="(1, 2)",
    ),
)

BALLOON = """
def inflate(x):
    return x * 2
def idle():
    return None

class Circle:
    def __init__(self, radius):
        self.radius = radius
    def ugly(self):
        return 'ugly'
    def volume(self):
        return -1
"""
BALLOON_2 = """
import math

class Circle:
    def __init__(self, radius):
        self.radius = radius
    def around(self):
        return math.floor(2 * math.pi * self.radius)
    def volume(self):
        return 0

def inflate(x):
    return x * 3
def deflate(x):
    return x / 3
"""
CHORES = """
class Chores:
    def __init__(self):
        self.functions = []

    def add(self, f):
        self.functions.append(f)
        return self

    def __call__(self, n):
        return [f(n) for f in self.functions]

chores = Chores()
{functions}
"""


def _chores(*texts: str) -> str:
    functions = (f"@chores.add\ndef do(n):\n    return f{text!r}\n" for text in texts)
    return CHORES.format(functions="\n".join(functions))


THREE = ("paint {n}", "sing {n}", "dance {n}")
SHOW = "(inflate(5), m.inflate(5), volume(), circle.volume(), hasattr(circle, 'ugly'),"
SHOW += " hasattr(circle, 'around'), hasattr(m, 'idle'), hasattr(m, 'deflate'))"

JURIGGED = (
    Scenario(
        "jurigged: to and fro between two versions, a function and a bound method in hand",
        "promises",
        {"m.py": BALLOON},
        ("import m", "circle = m.Circle(10); inflate, volume = m.inflate, circle.volume"),
        tuple(
            Edit({"m.py": text}, cells=(f"seen.append({SHOW})" if n else f"seen = [{SHOW}]",))
            for n, text in enumerate((BALLOON_2, BALLOON, BALLOON_2, BALLOON, BALLOON_2))
        ),
        "(seen[0], seen[0] == seen[2] == seen[4], seen[1], seen[1] == seen[3], circle.around())",
        expected="((15, 15, 0, 0, False, True, False, True), True,"
        " (10, 10, -1, -1, True, False, True, False), True, 62)",
    ),
    *(
        promises(
            f"jurigged: functions of one name that a decorator collects: {what}",
            {"m.py": (_chores(*THREE), _chores(*texts))},
            "from m import do",
            "held = [do]",
            probe="do(7), held[0](7), held[0] is do",
        )
        for what, texts in {
            "one edited": ("paint {n}", "sing {n * 2}", "dance {n}"),
            "two added": ("paint {n}", "sing {n}", "pray {n}", "dance {n}", "push {n}"),
            "all but one removed": ("eat {n}",),
        }.items()
    ),
    promises(
        "jurigged: decorators stacked, one more of them, and one with another body",
        _m(
            *(
                "def crunch(f):\n    def wrap(*a):\n"
                f"        return f(*a) + {n}\n    return wrap\n\n"
                + "@crunch\n" * times
                + "def munch(x, y=0):\n    return x + y\n"
                for n, times in ((1, 2), (1, 3), (5, 3))
            )
        ),
        "from m import munch",
        probe="munch(4), munch(4, 2)",
    ),
    promises(
        "jurigged: an assignment of the edited file; what a cell put into a list stays there",
        _m(
            "import math\ne = 1; f = 2\nmajor = [1, 2]\nstar = 1000\n\ndef sirius(x):\n"
            "    return x * x",
            "import math\ne = 11; f = 22\nmajor = [1, 2]\nstar = 41\n\ndef sirius(x):\n"
            "    return math.ceil(x / 2)",
        ),
        "import m",
        "m.major.append(888)",
        "from m import star",
        probe="m.sirius(5), m.major, m.star, star, m.e, m.f",
    ),
    promises(
        "jurigged: a function alone is edited; the module's state stays",
        _m(
            "major = [1, 2]\n\ndef sirius(x):\n    return x * x",
            "major = [1, 2]\n\ndef sirius(x):\n    return x / 2",
        ),
        "import m",
        "m.major.append(888)",
        probe="m.sirius(5), m.major",
        expected="(2.5, [1, 2, 888])",
    ),
    promises(
        "jurigged: a method of the base, then no super() in the subclass, then more of the class",
        _m(
            *(
                f"class Wear:\n    def __init__(self, n):\n        self.n = n\n\n"
                f"    def swagger(self):\n        return self.n {base}\n\n"
                "def outer(self):\n    return 'hello'\n\n"
                "class Scarf(Wear):\n    def swagger(self):\n"
                f"        return {body}\n{more}"
                for base, body, more in (
                    ("", "super().swagger() * 2", ""),
                    ("+ 1", "super().swagger() * 3", ""),
                    ("+ 1", "1234", ""),
                    ("", "super(Scarf, self).swagger() * 10", "    also = swagger\n    hi = outer"),
                )
            )
        ),
        "from m import Scarf",
        "scarf = Scarf(5)",
        probe="scarf.swagger(), scarf.also(), scarf.hi(), Scarf(6).swagger()",
    ),
    Scenario(
        "jurigged: one bad statement; here nothing of the file is taken until it is good",
        "promises",
        {"m.py": "x = 1\n\ndef lizard(n):\n    return 's' * n\n"},
        ("import m", "from m import lizard"),
        (
            Edit(
                {"m.py": "x = this(wontwork)\n\ndef lizard(n):\n    return 's' * n * 2\n"},
                cells=("seen = [lizard(3)]",),
            ),
            Edit({"m.py": "x = 2\n\ndef lizard(n):\n    return 's' * n * 2\n"}),
        ),
        "(seen, lizard(3), m.x)",
        expected="(['sss'], 'ssssss', 2)",
    ),
    promises(
        "jurigged: annotations that are not evaluated, names like those of __future__",
        _m(
            "from __future__ import annotations",
            "from __future__ import annotations\n\nprint_function = 'only a name'\n\n"
            "def f(a: not_a_type) -> str:\n    return a",
        ),
        "import m",
        probe="m.f('jeb'), m.f.__annotations__",
    ),
    promises(
        "jurigged: a constant after a broken save",
        {"m.py": ("word = 'tyrant'", "word = 'pirate", "word = 'pirate'")},
        "import m",
        "from m import word",
        after=("m.word",),
        probe="m.word, word",
    ),
    promises(
        "jurigged: a function made at import from another one's code",
        _m(
            *(
                f"import types\n\ndef one(x, y):\n    return x {sign} y\n\n"
                "two = types.FunctionType(one.__code__.replace(co_name='two'), globals())"
                for sign in "*+"
            )
        ),
        "from m import one, two",
        probe="one(3, 4), two(3, 4), two.__code__.co_name",
    ),
    promises(
        "jurigged: a program made at import from another function's source",
        {
            "m.py": ("def f(n):\n    return n", "def f(n):\n    return n * 100"),
            "jit.py": "import inspect, textwrap\n\ndef compiled(f):\n    space = {}\n"
            "    exec(textwrap.dedent(inspect.getsource(f)), space)\n    return space[f.__name__]",
            "user.py": "import jit, m\nfast = jit.compiled(m.f)",
        },
        "from user import fast",
        "import user",
        probe="fast(2), user.fast(2)",
    ),
    promises(
        "jurigged: an edited docstring that another module took at import",
        {
            "m.py": ('def f():\n    """Old."""', 'def f():\n    """New."""'),
            "user.py": "import functools, m\nTEXT = m.f.__doc__\n\n@functools.wraps(m.f)\n"
            "def wrapped():\n    return m.f()",
        },
        "import m, user",
        probe="m.f.__doc__, user.TEXT, user.wrapped.__doc__",
    ),
)

# A program of a few functions and a class, each of which comes, goes and changes at random.
NAMES = ("ba", "de", "fi", "go", "ju")


def _random_version(draw: random.Random) -> str:
    parts = []
    for name in draw.sample(NAMES, draw.randint(1, len(NAMES))):
        n, lines = draw.randint(0, 9), "    x = 0\n" * draw.randint(0, 3)
        if draw.random() < 0.3:
            parts.append(f"class C{name}:\n    def f(self, y={n}):\n        return y, {n}\n")
        else:
            parts.append(f"def {name}(y={n}):\n{lines}    return y, {n}\n")
    return "\n\n".join(parts)


RANDOM = tuple(
    Scenario(
        f"jurigged: ten random versions of a module, number {seed}",
        "promises",
        {"m.py": _random_version(random.Random(seed))},
        ("import m",),
        tuple(
            Edit({"m.py": _random_version(random.Random(seed * 100 + step))}, cells=("m",))
            for step in range(10)
        ),
        "sorted((n, v() if n[0] != 'C' else v().f()) for n, v in vars(m).items() if n[0] != '_')",
    )
    for seed in (1, 2, 3)
)

DEEPRELOAD = (
    promises(
        "deepreload: a package whose parts import one another in every way",
        {
            "p/__init__.py": "from . import a\nfrom .b import *\nimport p.sub.c\n"
            "from p.sub import c as cc",
            "p/a.py": ("X = 1", "X = 2"),
            "p/b.py": "from .a import X as Y\n__all__ = ['Y']",
            "p/sub/__init__.py": "",
            "p/sub/c.py": "from ..a import X as Z\nfrom .. import a as again",
        },
        "import p",
        probe="p.a.X, p.Y, p.sub.c.Z, p.cc.Z, p.cc.again is p.a",
    ),
)

SCENARIOS = DEEPRELOAD + MARIMO + JURIGGED + RANDOM
