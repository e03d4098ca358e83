"""What names in the notebook refer to after an edit: imports in all their forms."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

names = partial(case, "names")

F = ("def f():\n    return 'old'", "def f():\n    return 'new'")

IMPORTS = (
    names("import m", {"m.py": F}, "import m", probe="m.f()"),
    names("import m as x", {"m.py": F}, "import m as x, m", probe="x.f(), x is m"),
    names("import p.m", {"p/__init__.py": "", "p/m.py": F}, "import p.m", probe="p.m.f()"),
    names("import p.m as x", {"p/__init__.py": "", "p/m.py": F}, "import p.m as x", probe="x.f()"),
    names(
        "from p import m, beside import p.m",
        {"p/__init__.py": "", "p/m.py": ("LIMIT = 1", "LIMIT = 2")},
        "from p import m",
        "import p.m",
        probe="m.LIMIT, p.m.LIMIT, m is p.m",
    ),
    names("from m import f", {"m.py": F}, "from m import f", probe="f()"),
    names(
        "from m import f as g, where the module must run again",
        {"m.py": ("K = 1\ndef f():\n    return K", "K = 2\ndef f():\n    return K")},
        "from m import f as g, f",
        probe="g(), f(), g is f",
    ),
    names(
        "several modules and names in one statement",
        {"m.py": ("A, B = 1, 2", "A, B = 3, 4"), "n.py": ("C = 5", "C = 6")},
        "import m, n as o; from m import (A,\n    B as bee); from n import C",
        probe="m.A, o.C, A, bee, C",
    ),
    names(
        "imports within if, try, with and for",
        {"m.py": ("A = B = C = D = 1", "A = B = C = D = 2")},
        """
        import contextlib
        if True:
            from m import A
        try:
            from nowhere import B
        except ImportError:
            from m import B
        with contextlib.nullcontext():
            from m import C
        for _i in range(2):
            from m import D
        """,
        probe="A, B, C, D",
    ),
    names(
        "an import within a notebook function",
        {"m.py": ("LIMIT = 1", "LIMIT = 2")},
        "def limit():\n    from m import LIMIT\n    return LIMIT",
        "limit()",
        probe="limit()",
    ),
    names(
        "a notebook function imports a global name",
        {"m.py": ("LIMIT = 1", "LIMIT = 2")},
        "def load():\n    global LIMIT\n    from m import LIMIT",
        "load()",
        probe="LIMIT",
    ),
    names(
        "an import under %%time",
        {"m.py": ("LIMIT = 1", "LIMIT = 2")},
        "%%time\nfrom m import LIMIT",
        probe="LIMIT",
    ),
    names(
        "an import under %%capture",
        {"m.py": ("LIMIT = 1", "LIMIT = 2")},
        "%%capture output\nimport m\nfrom m import LIMIT as limit",
        probe="limit, m.LIMIT",
    ),
    names(
        "an import by %run of a script, a function and a class from it",
        {
            "script.py": "from m import f, A\na = A()",
            "m.py": (
                "def f(x=1):\n    return x\nclass A:\n    pass",
                "def f(x=2):\n    return x\nclass A:\n    def who(self):\n        return 'A'",
            ),
        },
        "%run script.py",
        probe="f(), a.who(), type(a) is A",
    ),
)

STARS = (
    names(
        "import *, names changed",
        {"m.py": ("A = 1\ndef f():\n    return A", "A = 2\ndef f():\n    return A * 10")},
        "from m import *",
        probe="A, f()",
    ),
    names(
        "import *, new names appear",
        {"m.py": ("A = 1", "A = 1\nB = 2\ndef g():\n    return A + B\nclass C:\n    b = B")},
        "from m import *",
        probe="A, B, g(), C.b",
    ),
    names(
        "import *, __all__ grows and keeps private names out",
        {
            "m.py": (
                "__all__ = ['A']\nA = 1\nB = 2",
                "__all__ = ['A', '_b']\nA = 3\nB = 4\n_b = 5\n_c = 6",
            )
        },
        "from m import *",
        probe="A, _b, 'B' in globals(), '_c' in globals()",
    ),
    names(
        "import *, a new name does not displace one that the user made since",
        {"m.py": ("A = 1", "A = 2\nhelper = 'theirs'")},
        "from m import *",
        "helper = 'mine'",
        probe="A, helper",
    ),
    names(
        "a constant through a star import of a star re-export",
        {
            "p/__init__.py": "from p.q import *",
            "p/q.py": "from p.r import *",
            "p/r.py": ("SIZE = 7", "SIZE = 8"),
        },
        "from p import *",
        probe="SIZE",
    ),
    names(
        "of two star imports of the same name the later wins",
        {"m.py": ("A = 1", "A = 2"), "n.py": "A = 10"},
        "from m import *",
        "from n import *",
        "import m",
        probe="A, m.A",
    ),
)

CONSTANTS_BEFORE = """
    import datetime, decimal, fractions, pathlib, re
    SMALL, BIG, YES, REAL, COMPLEX = 3, 10**20, False, 1.5, 1j
    TEXT, RAW, NONE, PAIR = "a", b"a", None, (1, 2)
    FROZEN, RANGE, NESTED = frozenset({1}), range(3), ((1,), frozenset({"x"}))
    DAY, EXACT, THIRD = datetime.date(2020, 1, 1), decimal.Decimal("1.0"), fractions.Fraction(1, 3)
    PATH, PATTERN, EMPTY = pathlib.PurePosixPath("a"), re.compile("a"), ()
"""
CONSTANTS_AFTER = """
    import datetime, decimal, fractions, pathlib, re
    SMALL, BIG, YES, REAL, COMPLEX = 4, 10**21, True, 2.5, 2j
    TEXT, RAW, NONE, PAIR = "b", b"b", 0, (1, 3)
    FROZEN, RANGE, NESTED = frozenset({2}), range(4), ((2,), frozenset({"y"}))
    DAY, EXACT, THIRD = datetime.date(2021, 1, 1), decimal.Decimal("1.1"), fractions.Fraction(2, 3)
    PATH, PATTERN, EMPTY = pathlib.PurePosixPath("b"), re.compile("b"), ("full",)
"""

CONSTANTS = (
    names(
        "constants of the number types by name",
        {"m.py": (CONSTANTS_BEFORE, CONSTANTS_AFTER)},
        "from m import SMALL, BIG, YES, REAL, COMPLEX, EXACT, THIRD",
        probe="SMALL, BIG, YES, REAL, COMPLEX, EXACT, THIRD",
    ),
    names(
        "constants of text, bytes, None and singletons by name",
        {"m.py": (CONSTANTS_BEFORE, CONSTANTS_AFTER)},
        "from m import TEXT, RAW, NONE, EMPTY, DAY, PATH, PATTERN",
        probe="TEXT, RAW, NONE, EMPTY, DAY, PATH, PATTERN.pattern",
    ),
    names(
        "constants of the immutable containers by name",
        {"m.py": (CONSTANTS_BEFORE, CONSTANTS_AFTER)},
        "from m import PAIR, FROZEN, RANGE, NESTED",
        probe="PAIR, FROZEN, RANGE, NESTED",
    ),
    names(
        "mutable constants by name",
        {"m.py": ("L, D, S = [1], {'a': 1}, {1}", "L, D, S = [2], {'a': 2}, {2}")},
        "from m import L, D, S",
        "import m",
        probe="L, D, S, L is m.L",
    ),
    names(
        "a constant that becomes a function, and a function that becomes a constant",
        {"m.py": ("a = 1\ndef b():\n    return 2", "def a():\n    return 1\nb = 2")},
        "from m import a, b",
        probe="a(), b",
    ),
    names(
        "a variable of the user's with the constant's value stays",
        {"m.py": ("SMALL, NAME, FLAG = 3, 'x', None", "SMALL, NAME, FLAG = 4, 'y', True")},
        "from m import SMALL, NAME, FLAG",
        "small, name, flag = 3, 'x', None; both = [SMALL, small]",
        probe="SMALL, NAME, FLAG, small, name, flag, both[1]",
    ),
    names(
        "the same name and value from two modules, one of them edited",
        {"m.py": ("X = 1", "X = 2"), "n.py": "X = 1"},
        "from m import X as mx\nfrom n import X as nx",
        probe="mx, nx",
    ),
    names(
        "a constant computed in another module from the edited one",
        {"m.py": ("RATE = 2", "RATE = 5"), "n.py": "import m\nDOUBLE = m.RATE * 2"},
        "from n import DOUBLE",
        probe="DOUBLE",
    ),
    names(
        "one name of many changes in each of three edits",
        {"m.py": ("A, B = 1, 1", "A, B = 2, 1", "A, B = 2, 2", "A, B = 3, 2")},
        "from m import A, B",
        probe="A, B",
    ),
)

REBOUND = (
    names(
        "a second name by assignment, for a function, a class and a module",
        {
            "m.py": (
                "def f(n=1):\n    return n\nclass A:\n    x = 1",
                "def f(n=2):\n    return n\nclass A:\n    x = 2",
            )
        },
        "import m",
        "g = m.f; B = m.A; n = m; h = g",
        probe="g(), B.x, n.f(), h(), n is m, B is m.A",
    ),
    names(
        "a name that the user rebound stays, its neighbour follows",
        {"m.py": ("A, B = 1, 1", "A, B = 2, 2")},
        "from m import A, B",
        "A = 'mine'",
        probe="A, B",
    ),
    names(
        "a name rebound to the very value that it had stays",
        {"m.py": ("LIMIT = 3", "LIMIT = 4")},
        "from m import LIMIT",
        "LIMIT = 3",
        probe="LIMIT",
        unchanged=True,
    ),
    names(
        "names rebound by for, with, def, class, walrus, += and except stay",
        {"m.py": ("a = b = c = d = e = f = g = 1", "a = b = c = d = e = f = g = 2")},
        "from m import a, b, c, d, e, f, g",
        """
        import contextlib
        for a in [1]: pass
        with contextlib.nullcontext(1) as b: pass
        def c(): return 1
        class d: pass
        (e := 1)
        f += 0
        try: 1 / 0
        except ZeroDivisionError as g: pass
        """,
        probe="a, b, c(), d.__name__, e, f, 'g' in globals()",
        expected="(1, 1, 1, 'd', 1, 1, False)",
        unchanged=True,
    ),
    names(
        "a name that another module's import took over stays",
        {"m.py": ("f = 1", "f = 2"), "n.py": "f = 1"},
        "from m import f",
        "from n import f",
        probe="f",
        unchanged=True,
    ),
    names(
        "a name given back to the module follows again",
        {"m.py": ("LIMIT = 3", "LIMIT = 4")},
        "from m import LIMIT",
        "LIMIT = 3",
        "from m import LIMIT",
        probe="LIMIT",
    ),
    names(
        "a name that the user deleted does not come back",
        {"m.py": ("A, B = 1, 1\ndef f(): return 1", "A, B = 2, 2\ndef f(): return 2")},
        "from m import A, f\nfrom m import *",
        "del A, f",
        probe="'A' in globals(), 'f' in globals(), B",
    ),
    names(
        "a name that the user rebound stays through two edits",
        {"m.py": ("A, B = 1, 1", "A, B = 2, 2", "A, B = 3, 3")},
        "from m import A\nfrom m import B",
        "B = 1",
        probe="A, B",
    ),
)

SCENARIOS = IMPORTS + STARS + CONSTANTS + REBOUND
