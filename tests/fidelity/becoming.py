"""Things that become things of another kind: functions, classes, constants, properties, modules."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")
names = partial(case, "names")
references = partial(case, "references")
broken = partial(case, "broken")
packages = partial(case, "packages")
saves = partial(case, "saves")

HELD = """
    from m import thing
    import m, functools
    held = {"t": thing, "l": [thing, (thing,)], "p": functools.partial(thing, 1)}
    def call(x, f=thing): return f(x)
    class Own:
        action = staticmethod(thing)
"""
ASK = (
    "held['t'](1), held['l'][1][0](1), held['p'](), call(1), Own.action(1), Own().action(1),"
    " held['t'] is m.thing is thing"
)
FUNCTION = "def thing(x): return ['f', x]\nK = 1"

KINDS = tuple(
    functions(
        f"a function becomes {what}, held everywhere",
        {"m.py": (FUNCTION, after)},
        HELD,
        probe=ASK,
    )
    for what, after in (
        (
            "a partial of another",
            "import functools\ndef other(a, x): return [a, x]\n"
            "thing = functools.partial(other, 'p')\nK = 2",
        ),
        (
            "an instance with __call__",
            "class Thing:\n    def __call__(self, x): return ['i', x]\nthing = Thing()\nK = 2",
        ),
        (
            "a bound method",
            "class Thing:\n    def go(self, x): return ['b', x]\n_one = Thing()\nthing = _one.go\n"
            "K = 2",
        ),
        (
            "a class with a call of its metaclass",
            "class Meta(type):\n    def __call__(cls, x): return ['m', x]\n"
            "class thing(metaclass=Meta): pass\nK = 2",
        ),
        (
            "a cached function",
            "import functools\n@functools.lru_cache\ndef thing(x): return ('c', x)\nK = 2",
        ),
        (
            "a dispatcher",
            "import functools\n@functools.singledispatch\ndef thing(x): return ['d', x]\n"
            "@thing.register\ndef _(x: int): return ['int', x]\nK = 2",
        ),
        (
            "a lambda, then a built-in",
            "thing = lambda x: ['l', x]\nK = 2",
        ),
        (
            "a named tuple",
            "import collections\nthing = collections.namedtuple('thing', 'x')\nK = 2",
        ),
    )
)

BACK = (
    functions(
        "a generator function becomes a plain one, then a class, then a generator again",
        {
            "m.py": (
                "def g(n):\n    yield from range(n)\nK = 1",
                "def g(n): return [n]\nK = 2",
                "class g:\n    def __init__(self, n): self.n = n\n"
                "    def __iter__(self): return iter('c' * self.n)\nK = 3",
                "def g(n):\n    yield n\n    yield n\nK = 4",
            )
        },
        "from m import g\nimport m\nh = [g]",
        probe="list(g(2)), list(h[0](3)), h[0] is m.g, m.K",
    ),
    classes(
        "an attribute becomes a property, a cached property, a method and an attribute again",
        {
            "m.py": tuple(
                f"""
                    import functools
                    class A:
                        {body}
                    K = {n}
                """
                for n, body in enumerate(
                    (
                        "x = 1",
                        "x = property(lambda self: 2)",
                        "x = functools.cached_property(lambda self: 3)",
                        "def x(self): return 4",
                        "x = 5",
                    )
                )
            )
        },
        "from m import A\na = A(); b = A()",
        probe="a.x, b.x, A.x, A().x",
    ),
    names(
        "a constant that changes its type seven times, by name in two modules and a cell",
        {
            "m.py": tuple(
                f"X = {v}"
                for v in ("1", "'a'", "None", "[1]", "{'k': 1}", "lambda: 9", "(1, 2)", "1.5")
            ),
            "n.py": "from m import X\nfrom m import X as Z\nY = type(X).__name__",
        },
        "from m import X\nfrom n import Z, Y\nimport n",
        probe="X, Z, Y, n.X",
    ),
    classes(
        "a class becomes a function that makes instances of another, then a class again",
        {
            "m.py": (
                "class A:\n    def f(self): return 1\nK = 1",
                "class _A:\n    def f(self): return 2\ndef A(): return _A()\nK = 2",
                "class A:\n    def f(self): return 3\n_A = A\nK = 3",
            ),
            "n.py": "from m import A\ndef make(): return A()",
        },
        "from m import A\nfrom n import make\nimport m",
        "made = [A, make]",
        probe="A().f(), make().f(), [x().f() for x in made], isinstance(make(), m.A),"
        " type(A()) is A",
    ),
    classes(
        "a class is renamed and its old name gone, others follow, a live instance too",
        versions(
            {
                "m.py": """
                    class «Old¦New»:
                        def f(self): return "«old¦new»"
                        def again(self): return «Old¦New»()
                    K = «1¦2»
                """,
                "n.py": """
                    from m import «Old¦New»
                    class Sub(«Old¦New»): pass
                    def check(x): return isinstance(x, «Old¦New»)
                """,
            }
        ),
        "from n import Sub, check\nimport m\ns = Sub()",
        probe="s.f(), check(s), hasattr(m, 'Old'), type(s.again()).__name__, Sub().f()",
    ),
    packages(
        "a class moves to a new module and is brought back by a re-export, in two steps",
        versions(
            {
                "shop.py": (
                    "class Item:\n    def f(self): return 1\nK = 1",
                    "from items import Item\nK = 2",
                    "from items import Item as Item\nK = 3",
                ),
                "items.py": (
                    None,
                    "class Item:\n    def f(self): return 2",
                    "class Item:\n    def f(self): return 3\n    def g(self): return 'g'",
                ),
                "use.py": "import shop\ndef make(): return shop.Item()",
            }
        ),
        "from shop import Item\nimport use\ni, j = Item(), use.make()",
        probe="i.f(), i.g(), j.f(), isinstance(i, Item), type(use.make()) is Item, Item.__module__",
    ),
)

STEPS = (
    broken(
        "edited while broken: each of three files broken in turn, all right at the end",
        versions(
            {
                "a.py": "X = «1¦1 +¦2¦2»",
                "b.py": "from a import X\nY = X * «10¦10¦¦100»",
                "c.py": "from b import Y\ndef f(): return Y, «0¦0¦1¦2»",
            }
        ),
        "from c import f\nimport a, b",
        probe="f(), a.X, b.Y",
    ),
    saves(
        "an edit of two modules, a revert of one, then an edit of the other's dependant",
        versions(
            {
                "a.py": "class A:\n    v = «1¦2¦1¦1»\n    def f(self): return self.v«¦ + 10¦¦»",
                "b.py": "import a\nW = «1¦2¦2¦2» * a.A.v",
                "c.py": "from b import W\nfrom a import A\nZ = W, A().f(), «0¦0¦0¦1»",
            }
        ),
        "from c import Z\nfrom a import A\nx = A()",
        probe="Z, x.f(), x.v, type(x) is A",
    ),
    saves(
        "atomic saves of a package, each adding a name that its star importer shows",
        versions(
            {
                "p/__init__.py": "from .m import *\nfrom .m import __all__",
                "p/m.py": """
                    __all__ = ["a"«¦, "b"¦, "b", "c"¦, "c"»]
                    a = «1¦2¦3¦4»
                    b = 1
                    c = 2
                """,
            }
        ),
        "import p\nfrom p import *",
        probe="a, c, p.__all__, p.a",
        save="atomic",
    ),
    broken(
        "a base class loses a method that a subclass's class body calls, then gets it back",
        versions(
            {
                "base.py": """
                    class Base:
                        «@classmethod
                        def tag(cls): return "t1"¦¦@classmethod
                        def tag(cls): return "t3"»
                        def f(self): return «1¦2¦3»
                """,
                "sub.py": "from base import Base\nclass Sub(Base):\n    label = Base.tag() + '!'\n",
            }
        ),
        "from sub import Sub\ns = Sub()",
        probe="s.label, s.f(), Sub().f()",
    ),
    broken(
        "a package's submodule breaks while its __init__ is edited, both mended together",
        versions(
            {
                "p/__init__.py": "from .a import A\nfrom .b import B\nV = «1¦2¦3»",
                "p/a.py": "class A:\n    n = «1¦ )¦3»\n",
                "p/b.py": "from .a import A\nclass B(A):\n    m = «1¦2¦3»\n",
            }
        ),
        "import p\nfrom p import A, B\nb = B()",
        probe="b.n, b.m, p.V, isinstance(b, p.A), type(b) is p.B",
    ),
)

SCENARIOS = KINDS + BACK + STEPS
