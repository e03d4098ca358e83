"""What `%autoreload` promises its users, as its own tests show: each kept here, too."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import Texts, case

promises = partial(case, "promises")


def _m(old: str, *new: str) -> dict[str, Texts]:
    return {"m.py": (old, *new)}


UP = "def up(f):\n    return lambda *a: f(*a) + 1\n\n"

SHELF = """
RATE = {rate}
{gone}
def price(n):
    return n * RATE

class Book:
    def __init__(self, pages):
        self.pages = pages

    def weight(self, cover):
        return (self.pages + cover) * {rate}

    @property
    def size(self):
        return 'size {rate}'
{method}
class Plain:
    def f(self):
        return {rate}
"""
SHELF_BEFORE = SHELF.format(
    rate=1, gone="GONE = 5\n", method="\n    def burn(self):\n        return 'ashes'\n"
)
SHELF_AFTER = SHELF.format(rate=10, gone="", method="")

SMOKE = (
    Scenario(
        "autoreload: a broken save, a good one and a deletion, with old objects in hand",
        "promises",
        {"m.py": SHELF_BEFORE},
        ("import m", "price, book, plain = m.price, m.Book(2), m.Plain()", "seen = []"),
        (
            Edit({"m.py": "this is no Python\n"}, cells=("seen.append((price(1), m.GONE))", "1")),
            Edit(
                {"m.py": SHELF_AFTER},
                cells=(
                    "seen.append((price(1), m.price(1), book.weight(1), book.size, plain.f()))",
                    "seen.append((hasattr(m, 'GONE'), hasattr(book, 'burn'), m.Book(3).size))",
                ),
            ),
            Edit({"m.py": None}, cells=("seen.append((price(1), m.RATE))",)),
        ),
        "seen",
        expected="[(1, 5), (10, 10, 30, 'size 10', 10), (False, False, 'size 10'), (10, 10)]",
        raises=True,
    ),
    promises(
        "autoreload: methods added and removed, attributes that __init__ set stay",
        _m(
            "class A:\n    def __init__(self, a=10):\n        self.a, self.b = a, 22\n\n"
            "    def square(self):\n        return self.a ** 2",
            "class A:\n    def __init__(self, a=10):\n        self.a, self.b = a, 11\n\n"
            "    def power(self, p):\n        return self.a ** p",
        ),
        "from m import A",
        "first = A(5)",
        probe="first.power(3), first.b, hasattr(first, 'square'), A(2).b, A(2).power(2)",
        expected="(125, 22, False, 11, 4)",
    ),
    promises(
        "autoreload: an instance's class is the one that its module names",
        _m(
            "class A:\n    def f(self):\n        return 'old'",
            "class A:\n    def f(self):\n        return 'new'",
        ),
        "import pickle, sys\nfrom m import A",
        "a = A()",
        probe="a.f(), type(a) is sys.modules['m'].A, pickle.loads(pickle.dumps(a)).f()",
    ),
    promises(
        "autoreload: arrays among the class attributes",
        _m(
            "import numpy as np\n\nclass A:\n    pair = (np.array([1, 2]), np.array([3, 4]))",
            "import numpy as np\n\nclass A:\n    pair = (np.array([5, 6]), np.array([7, 8]))",
        ),
        "from m import A",
        "a = A()",
        probe="[x.tolist() for x in a.pair]",
    ),
    promises(
        "autoreload: an enum that gains a member",
        _m(
            "from enum import Enum\n\nclass Key(Enum):\n    A = 'a'\n    B = 'b'",
            "from enum import Enum\n\nclass Key(Enum):\n    A = 'a'\n    B = 'b'\n    C = 'c'",
        ),
        "from m import Key",
        "a, table = Key.A, {Key.B: 1}",
        probe="Key.C.value, a is Key.A, table[Key.B], [k.name for k in Key]",
    ),
    promises(
        "autoreload: a variable of the user's called In",
        _m("def hello():\n    return 'hello'", "def hello():\n    return 'changed'"),
        "import m",
        "In = 'some value'",
        probe="m.hello(), In",
    ),
)

NAMES = (
    Scenario(
        "autoreload: a star import brings new names, their later changes, and another module's",
        "promises",
        {"m.py": "def one():\n    return 1\n", "n.py": "def far():\n    return 'far'\nN = 2\n"},
        ("from m import *",),
        (
            Edit(
                {
                    "m.py": "from enum import Enum\n\ndef one():\n    return 1\n\ndef two():\n"
                    "    return 2\n\nclass T:\n    pass\n\nnumber = 0\n\n"
                    "class E(Enum):\n    A = 'a'\n"
                },
                cells=("seen = [two(), isinstance(T(), T), number, E.A.value]",),
            ),
            Edit(
                {
                    "m.py": "from enum import Enum\n\ndef one():\n    return 'I'\n\ndef two():\n"
                    "    return 'II'\n\nclass T:\n    def f(self):\n        return 'f'\n\n"
                    "number = 1\n\nclass E(Enum):\n    A = 'a'\n    B = 'b'\n"
                },
                cells=("seen += [one(), two(), T().f(), number, E.B.value]",),
            ),
            Edit({"m.py": "from n import *\n"}, cells=("seen += [far(), N]",)),
        ),
        "seen",
        expected="[2, True, 0, 'a', 'I', 'II', 'f', 1, 'b', 'far', 2]",
        raises=True,
    ),
    promises(
        "autoreload: an import under another name follows, and brings no other names",
        _m("def f(): pass\nn = 1", "n = 100\ndef f(): pass\nm = 5"),
        "from m import n as foo",
        probe="foo, 'n' in globals(), 'f' in globals(), 'm' in globals()",
    ),
    Scenario(
        "autoreload: an alias keeps its source, until the name itself is imported",
        "promises",
        {"m.py": "n = 1\n"},
        ("from m import n as foo",),
        (
            Edit({"m.py": "n = 100\nfoo = 45\n"}, cells=("seen = [foo]", "from m import foo")),
            Edit({"m.py": "n = 200\nfoo = 46\n"}),
        ),
        "(seen, foo)",
        expected="([100], 46)",
    ),
    promises(
        "autoreload: of two imports under one name the later wins: alias, then name",
        _m("foo = 'foo'\nbar = 'bar'", "foo = 'FOO'\nbar = 'BAR'"),
        "from m import foo as bar",
        "from m import bar",
        probe="bar",
    ),
    promises(
        "autoreload: of two imports under one name the later wins: name, then alias",
        _m("foo = 'foo'\nbar = 'bar'", "foo = 'FOO'\nbar = 'BAR'"),
        "from m import bar",
        "from m import foo as bar",
        probe="bar",
    ),
    promises(
        "autoreload: one name imported twice, under two names",
        _m("foo = 'foo'\nbar = 'bar'", "foo = 'FOO'\nbar = 'BAR'"),
        "from m import foo as bar",
        "from m import foo",
        probe="foo, bar",
    ),
    Scenario(
        "autoreload: a name that is imported once the module has it",
        "promises",
        {"m.py": "foo = 1\n"},
        ("try:\n    from m import late\nexcept ImportError:\n    from m import foo as late",),
        (
            Edit({"m.py": "foo = 2\nlate = 'L'\n"}, cells=("from m import late",)),
            Edit({"m.py": "foo = 3\nlate = 'M'\n"}),
        ),
        "late",
    ),
    promises(
        "autoreload: import m beside from m import n: new names by the module, the old by name",
        _m("def one(): pass\nn = 1", "def one(): return 1\ndef two(): return 2\nn = 100\nm = 5"),
        "from m import n",
        "import m",
        probe="n, m.n, m.m, m.one(), m.two(), 'two' in globals()",
    ),
)

FUNCTIONS = (
    promises(
        "autoreload: other parameters",
        _m("def f(n, s):\n    return n + s", "def f(n):\n    return n"),
        "from m import f",
        probe="f(2)",
    ),
    promises(
        "autoreload: functions and assignments in another order",
        _m(
            "def f(n):\n    return n\nx = 1\ndef g():\n    return 23\nx = 2",
            "x = 1\nx = 2\ndef g():\n    return 32\ndef f(n):\n    return -n",
        ),
        "from m import f, g, x",
        probe="f(1), g(), x",
    ),
    promises(
        "autoreload: a new import at the top that the edited function uses",
        _m("def f(n):\n    return n", "import math\n\ndef f(n):\n    return math.sqrt(n)"),
        "from m import f",
        probe="f(4)",
    ),
    promises(
        "autoreload: a function begins to use a global, a local hides another",
        _m(
            "x = 42\n\ndef f(n):\n    return 1\n\ndef g():\n    return x",
            "x = 42\n\ndef f(n):\n    return 55 + x\n\ndef g():\n    x = 2\n    return x",
        ),
        "from m import f, g",
        probe="f(0), g()",
    ),
    Scenario(
        "autoreload: a decorator is taken off, then another one with an argument put on",
        "promises",
        {
            "m.py": UP + "@up\ndef f():\n    return 42\n",
        },
        ("import m", "from m import f", "seen = [f()]"),
        (
            Edit(
                {"m.py": UP + "def f():\n    return 42\n"},
                cells=("seen += [m.f(), f()]",),
            ),
            Edit(
                {
                    "m.py": "def up(v):\n    def deco(f):\n        return lambda *a: f(*a) + v\n"
                    "    return deco\n\n@up(2)\ndef f():\n    return 43\n"
                }
            ),
        ),
        "(seen, m.f(), f())",
        expected="([43, 42, 42], 45, 45)",
    ),
    promises(
        "autoreload: a decorator of another module, the decorated function edited",
        {
            "deco.py": "import functools\n\ndef up(f):\n    @functools.wraps(f)\n"
            "    def wrapper(*args):\n        return f(*args) + STEP\n    return wrapper\n\n"
            "STEP = 1",
            "m.py": (
                "from deco import up\nSTEP = 1000\n\n@up\ndef f():\n    return 42",
                "from deco import up\nSTEP = 1000\n\n@up\ndef f():\n    return 43",
            ),
        },
        "from m import f",
        probe="f()",
    ),
    promises(
        "autoreload: a decorator whose closure has other variables now",
        _m(
            "def deco(f):\n    x, y = 'x', 'y'\n    def wrapper():\n        return f(), x, y\n"
            "    return wrapper\n\n@deco\ndef f():\n    return 'v1'",
            "def deco(f):\n    ax, by, cz = 'ax', 'by', 'cz'\n    def wrapper():\n"
            "        return f(), ax, by, cz\n    return wrapper\n\n"
            "@deco\ndef f():\n    return 'v2'",
        ),
        "from m import f",
        "held = [f]",
        probe="f(), held[0]()",
    ),
)

CLASSES = (
    promises(
        "autoreload: an override is removed, the base's method shows",
        _m(
            "class A:\n    def f(self):\n        return 1\n\nclass B(A):\n"
            "    def f(self):\n        return 42",
            "class A:\n    def f(self):\n        return 1\n\nclass B(A):\n    pass",
        ),
        "from m import B",
        "b = B()",
        probe="b.f(), B().f()",
    ),
    promises(
        "autoreload: an empty class is filled, with a nested class and what they share",
        _m(
            "x = 9\n\nclass C:\n    ...",
            "class C:\n    x = 9\n\n    def f():\n        return 1 + C.x\n\n"
            "    class D:\n        def g():\n            return 10 + C.x",
        ),
        "import m",
        "C, c = m.C, m.C()",
        probe="m.C.f(), C.D.g(), c.x, hasattr(m, 'x')",
    ),
    promises(
        "autoreload: nested classes gain attributes and methods",
        _m(
            "class C:\n    class D:\n        pass",
            "class C:\n    def bar(self):\n        return -1\n\n    class D:\n        s = 2\n\n"
            "        def foo(self):\n            return self.s",
        ),
        "from m import C",
        "c, d = C(), C.D()",
        probe="c.bar(), d.foo(), type(d) is C.D",
    ),
    promises(
        "autoreload: a class beside is new, the old one's functions stay what they are",
        _m(
            "x = 42\n\nclass A:\n    def f(y=x):\n        return y",
            "x = 42\n\nclass A:\n    def f(y=x):\n        return y\n\nclass C:\n"
            "    def f():\n        return 200",
        ),
        "import m",
        "held = m.A.f",
        probe="held is m.A.f, held(), m.C.f()",
    ),
    promises(
        "autoreload: a method gets a default that a changed global gives",
        _m(
            "x = 42\n\nclass A:\n    def f(y):\n        return y",
            "x = 44\n\nclass A:\n    def f(y=x):\n        return y",
        ),
        "from m import A",
        probe="A.f(), A.f(1)",
    ),
    promises(
        "autoreload: class and static methods bound to names of the module",
        _m(
            "class A:\n    @classmethod\n    def base(cls):\n        return 0\n\n"
            "    @classmethod\n    def f(cls):\n        return 42 + cls.base()\n\n"
            "    @staticmethod\n    def g():\n        return 42 + A.base()\n\nf, g = A.f, A.g",
            "class A:\n    @classmethod\n    def base(cls):\n        return 1\n\n"
            "    @classmethod\n    def f(cls):\n        return 42 + cls.base()\n\n"
            "    @staticmethod\n    def g():\n        return 42 + A.base()\n\nf, g = A.f, A.g",
        ),
        "import m",
        "from m import f, g",
        probe="f(), g(), m.f(), m.g()",
    ),
    promises(
        "autoreload: a decorator under a classmethod is taken off",
        _m(
            UP
            + "class A:\n    @classmethod\n    @up\n    def f(cls):\n        return 42\n\nf = A.f",
            UP + "class A:\n    @classmethod\n    def f(cls):\n        return 42\n\nf = A.f",
        ),
        "from m import f, A",
        "a = A()",
        probe="f(), A.f(), a.f()",
    ),
    promises(
        "autoreload: a decorator under a classmethod is edited",
        _m(
            *(
                f"def up(f):\n    return lambda *a: f(*a) + {n}\n\n"
                "class A:\n    @classmethod\n    @up\n"
                "    def f(cls):\n        return 42\n\nf = A.f"
                for n in (1, 0)
            )
        ),
        "from m import f",
        probe="f()",
    ),
    promises(
        "autoreload: a method with super(), edited, on a live instance",
        _m(
            *(
                "class A:\n    def f(self):\n        return 1\n\nclass B(A):\n    def g(self):\n"
                f"        return super().f() + {n}"
                for n in (1, 2)
            )
        ),
        "from m import B",
        "b = B()",
        probe="b.g(), B().g()",
    ),
)

SCENARIOS = SMOKE + NAMES + FUNCTIONS + CLASSES
