"""Files that are broken for a while: the old version works on, the next good save is picked up."""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

broken = partial(case, "broken")

GOOD = "X = 1\n\ndef f():\n    return X\n"
BETTER = "X = 2\n\ndef f():\n    return X * 10\n"

BAD = {
    "a syntax error": "X = 2\n\ndef f(:\n    return X\n",
    "an exception at import": "X = 2\n\ndef f():\n    return X\n\n1 / 0\n",
    "SystemExit at import": "import sys\nX = 2\nsys.exit('no')\n",
    "an import of a missing module": "X = 2\nimport not_there_at_all\n",
    "a merge conflict": "<<<<<<< HEAD\nX = 2\n=======\nX = 3\n>>>>>>> branch\n",
    "endless recursion at import": "X = 2\n\ndef f():\n    return f()\n\nf()\n",
    "an exception of its own": "X = 2\n\nclass Oops(BaseException):\n    pass\n\nraise Oops\n",
}

OLD_WORKS_ON = tuple(
    Scenario(
        f"{what}: the old version works on",
        "broken",
        {"m.py": GOOD, "user.py": "from m import X\n"},
        ("import m, user", "from m import f, X"),
        (Edit({"m.py": bad}, cells=("m.f()", "f()")),),
        "(m.X, m.f(), f(), X, user.X)",
        expected="(1, 1, 1, 1, 1)",
        unchanged=True,
        raises=True,
    )
    for what, bad in BAD.items()
)

GOOD_AGAIN = tuple(
    Scenario(
        f"{what}: the next good save is picked up",
        "broken",
        {"m.py": GOOD, "user.py": "from m import X\n"},
        ("import m, user", "from m import f, X"),
        (
            Edit({"m.py": bad}, save=how, cells=("m.f()", "f()")),
            Edit({"m.py": BETTER}, save=how),
        ),
        "(m.X, m.f(), f(), X, user.X)",
    )
    for (what, bad), how in zip(
        BAD.items(),
        ("plain", "atomic", "same second", "older mtime", "plain", "plain", "plain"),
        strict=True,
    )
)

STEPS = (
    Scenario(
        "broken after a good edit: the good edit stays, not the first version",
        "broken",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X"),
        (Edit({"m.py": "X = 2\n"}, cells=("X",)), Edit({"m.py": "X = = 3\n"}, cells=("X",))),
        "(m.X, X)",
        expected="(2, 2)",
        raises=True,
    ),
    Scenario(
        "broken in two ways one after the other, then good",
        "broken",
        {"m.py": GOOD},
        ("import m", "from m import f"),
        (
            Edit({"m.py": "def f(:\n"}, cells=("seen = [f()]",)),
            Edit({"m.py": "raise ValueError\n"}, cells=("seen.append(f())",)),
            Edit({"m.py": BETTER}, cells=("seen.append(f())",)),
        ),
        "(seen, m.X)",
        expected="([1, 1, 20], 2)",
    ),
    Scenario(
        "broken, then back to the former text: nothing needs to run",
        "broken",
        {"m.py": COUNT + GOOD},
        ("import m", "from m import f", "m.state = 'kept'"),
        (Edit({"m.py": COUNT + "def f(:\n"}, cells=("f()",)), Edit({"m.py": COUNT + GOOD})),
        "(f(), m.X, m.state, runs)",
        expected="(1, 1, 'kept', ['m'])",
        unchanged=True,
    ),
    Scenario(
        "failing code is not run again at every cell",
        "broken",
        {"m.py": COUNT + GOOD},
        ("import m",),
        (Edit({"m.py": COUNT + "X = 2\n1 / 0\n"}, cells=("m.X", "m.f()", "1", "2")),),
        "(m.X, runs)",
        expected="(1, ['m', 'm'])",
        raises=True,
    ),
)

NOTHING_HALF_DONE = (
    Scenario(
        "a class whose module fails further down: instances keep the old class whole",
        "broken",
        {"m.py": "class A:\n    n = 1\n\n    def f(self):\n        return self.n\n"},
        ("import m", "from m import A", "a = A()"),
        (
            Edit(
                {
                    "m.py": "class A:\n    n = 2\n\n    def f(self):\n        return -self.n\n"
                    "\n    def g(self):\n        return 0\n\nundefined_name\n"
                },
                cells=("a.f()",),
            ),
        ),
        "(a.f(), A.n, m.A is A is type(a), hasattr(a, 'g'), hasattr(A, 'g'))",
        expected="(1, 1, True, False, False)",
        unchanged=True,
        raises=True,
    ),
    Scenario(
        "a failing class statement: metaclass conflict",
        "broken",
        {"m.py": "class A:\n    n = 1\n"},
        ("from m import A", "a = A()"),
        (
            Edit(
                {
                    "m.py": "class M(type): pass\nclass N(type): pass\nclass B(metaclass=M): pass\n"
                    "class A(B, metaclass=N):\n    n = 2\n"
                },
                cells=("a.n",),
            ),
            Edit(
                {
                    "m.py": "class M(type): pass\nclass B(metaclass=M): pass\n"
                    "class A(B):\n    n = 3\n"
                }
            ),
        ),
        "(A.n, A().n)",
    ),
    Scenario(
        "a removed name that another module imports: both stay as they were",
        "broken",
        {
            "a.py": "def old():\n    return 1\n\ndef other():\n    return 1\n",
            "b.py": "from a import old\n\ndef g():\n    return old()\n",
        },
        ("import a, b", "from b import g"),
        (
            Edit(
                {"a.py": "def new():\n    return 2\n\ndef other():\n    return 2\n"}, cells=("g()",)
            ),
        ),
        "(g(), b.g(), a.old(), a.other(), hasattr(a, 'new'))",
        expected="(1, 1, 1, 1, False)",
        unchanged=True,
        raises=True,
    ),
    Scenario(
        "a removed name that another module imports, then that module follows",
        "broken",
        {
            "a.py": "def old():\n    return 1\n",
            "b.py": "from a import old\n\ndef g():\n    return old()\n",
        },
        ("import a, b", "from b import g"),
        (
            Edit({"a.py": "def new():\n    return 2\n"}, cells=("g()",)),
            Edit({"b.py": "from a import new\n\ndef g():\n    return new() * 10\n"}),
        ),
        "(g(), b.g(), a.new(), hasattr(a, 'old'))",
    ),
    Scenario(
        "a name that is used before it is added in the other file",
        "broken",
        {"a.py": "A = 1\n", "b.py": "from a import A\nB = A\n"},
        ("import a, b", "from b import B"),
        (
            Edit({"b.py": "from a import A, NEW\nB = A + NEW\n"}, cells=("seen = (B, a.A)",)),
            Edit({"a.py": "A = 2\nNEW = 10\n"}),
        ),
        "(seen, B, b.B, a.NEW)",
        expected="((1, 1), 12, 12, 10)",
    ),
    Scenario(
        "a missing module is imported before its file is saved",
        "broken",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X"),
        (
            Edit({"m.py": "import helper\nX = helper.Y\n"}, cells=("seen = (X, m.X)",)),
            Edit({"helper.py": "Y = 2\n"}),
        ),
        "(seen, X, m.X)",
        expected="((1, 1), 2, 2)",
        raises=False,
    ),
    Scenario(
        "a dependant that rejects the new value: the edited file waits with it",
        "broken",
        {"a.py": "SIZE = 1\n", "b.py": "from a import SIZE\nassert SIZE < 10\nDOUBLE = SIZE * 2\n"},
        ("import a, b", "from b import DOUBLE"),
        (
            Edit({"a.py": "SIZE = 50\n"}, cells=("seen = (a.SIZE, b.SIZE, DOUBLE)",)),
            Edit({"a.py": "SIZE = 5\n"}),
        ),
        "(seen, a.SIZE, b.SIZE, DOUBLE)",
        expected="((1, 1, 2), 5, 5, 10)",
    ),
    Scenario(
        "a failing edit that had registered itself elsewhere before it failed",
        "broken",
        {
            "registry.py": "HANDLERS = {}\n",
            "m.py": "import registry\n\ndef run():\n    return 1\n\nregistry.HANDLERS['m'] = run\n",
        },
        ("import m, registry",),
        (
            Edit(
                {
                    "m.py": "import registry\n\ndef run():\n    return missing\n\n"
                    "registry.HANDLERS['m'] = run\nmissing\n"
                },
                cells=("m.run()",),
            ),
        ),
        "(m.run(), registry.HANDLERS['m'](), registry.HANDLERS['m'] is m.run)",
        expected="(1, 1, True)",
        unchanged=True,
        raises=True,
    ),
    Scenario(
        "a new submodule of a failing edit is not left behind",
        "broken",
        {"p/__init__.py": "X = 1\n"},
        ("import p, sys",),
        (
            Edit(
                {"p/__init__.py": "from . import new\nX = 2\n1 / 0\n", "p/new.py": ""},
                cells=("p.X",),
            ),
        ),
        "(p.X, hasattr(p, 'new'), 'p.new' in sys.modules, sys.modules['p'] is p)",
        expected="(1, False, False, True)",
        unchanged=True,
        raises=True,
    ),
)

ONE_OF_TWO = (
    Scenario(
        "one broken and one good file",
        "broken",
        {"bad.py": "X = 1\n", "good.py": "Y = 1\n"},
        ("import bad, good", "from bad import X; from good import Y"),
        (Edit({"bad.py": "X = 2\n(\n", "good.py": "Y = 2\n"}, cells=("X, Y",)),),
        "(bad.X, X, good.Y, Y)",
        expected="(1, 1, 2, 2)",
        raises=True,
    ),
    Scenario(
        "a good file that is edited while another stays broken",
        "broken",
        {"bad.py": "X = 1\n", "p/__init__.py": "from .good import Y\n", "p/good.py": "Y = 1\n"},
        ("import bad, p", "from p import Y"),
        (
            Edit({"bad.py": "raise RuntimeError('not yet')\n"}, cells=("Y",)),
            Edit({"p/good.py": "Y = 2\n"}, cells=("seen = (bad.X, p.Y, Y)",)),
            Edit({"bad.py": "X = 3\n"}, save="older mtime"),
        ),
        "(seen, bad.X, Y)",
        expected="((1, 2, 2), 3, 2)",
    ),
    Scenario(
        "a broken dependency of a good file: all right once both are good",
        "broken",
        {"a.py": "A = 1\n", "b.py": "from a import A\nB = A\n"},
        ("import a, b",),
        (
            Edit({"a.py": "A = \n", "b.py": "from a import A\nB = A + 1\n"}, cells=("a.A",)),
            Edit({"a.py": "A = 10\n"}),
        ),
        "(a.A, b.A, b.B)",
    ),
    Scenario(
        "a broken file that no one imported breaks nothing",
        "broken",
        {"p/__init__.py": "", "p/a.py": "X = 1\n", "p/unused.py": ""},
        ("import p.a",),
        (Edit({"p/unused.py": "def (:\n", "p/a.py": "X = 2\n", "new.py": "import nowhere\n"}),),
        "p.a.X",
    ),
    Scenario(
        "a cell that imports a broken module itself, and again after the repair",
        "broken",
        {"m.py": "X = \n", "n.py": "Y = 1\n"},
        ("import n", "try:\n    import m\nexcept SyntaxError:\n    pass"),
        (Edit({"m.py": "X = 2\n", "n.py": "Y = 2\n"}, cells=("import m",)),),
        "(m.X, n.Y)",
    ),
    Scenario(
        "bytes that are no text, and the repair",
        "broken",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X"),
        (
            Edit(
                {},
                run="open('m.py', 'wb').write(b'X = \"\\xff\\x00\"')",
                cells=("seen = (X, m.X)",),
            ),
            Edit({"m.py": "X = 2\n"}),
        ),
        "(seen, X, m.X)",
        expected="((1, 1), 2, 2)",
    ),
)

DELETED = (
    Scenario(
        "a deleted file: what was loaded works on",
        "broken",
        {"m.py": GOOD, "user.py": "import m\n\ndef g():\n    return m.f()\n"},
        ("import m, user", "from m import f"),
        (Edit({"m.py": None}, cells=("f()",)),),
        "(m.X, f(), user.g())",
        expected="(1, 1, 1)",
        unchanged=True,
        raises=True,
    ),
    Scenario(
        "deleted and created again",
        "broken",
        {"m.py": GOOD},
        ("import m", "from m import f"),
        (Edit({"m.py": None}, cells=("m.f()",)), Edit({"m.py": BETTER})),
        "(m.X, f(), m.f())",
    ),
    Scenario(
        "deleted and created again with the same text: nothing runs",
        "broken",
        {"m.py": COUNT + GOOD},
        ("import m",),
        (Edit({"m.py": None}, cells=("m.f()",)), Edit({"m.py": COUNT + GOOD})),
        "(m.X, runs)",
        unchanged=True,
    ),
    Scenario(
        "a package folder deleted and created again",
        "broken",
        {"p/__init__.py": "from .a import X\n", "p/a.py": "X = 1\n"},
        ("import p", "from p import X"),
        (
            Edit({"p": None}, cells=("X, p.X",)),
            Edit({"p/__init__.py": "from .a import X\n", "p/a.py": "X = 2\n"}),
        ),
        "(p.X, X, p.a.X)",
    ),
    Scenario(
        "a deleted dependency of an edited file, then created again",
        "broken",
        {"a.py": "A = 1\n", "b.py": "from a import A\nB = A\n"},
        ("import b", "from b import B"),
        (
            Edit({"a.py": None, "b.py": "from a import A\nB = A + 100\n"}, cells=("B",)),
            Edit({"a.py": "A = 2\n"}),
        ),
        "(b.A, B, b.B)",
    ),
)

INSTANCES = (
    broken(
        "a live instance over a broken save",
        {
            "m.py": (
                "class A:\n    def f(self):\n        return 1",
                "class A:\n    def f(self)\n        return 2",
                "class A:\n    def f(self):\n        return 3\n\n"
                "    def g(self):\n        return self.f()",
            )
        },
        "import m",
        "a = m.A()",
        probe="a.f(), a.g(), type(a) is m.A",
    ),
)

SCENARIOS = OLD_WORKS_ON + GOOD_AGAIN + STEPS + NOTHING_HALF_DONE + ONE_OF_TWO + DELETED + INSTANCES
