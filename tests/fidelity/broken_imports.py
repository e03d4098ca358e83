"""Imports that fail: of modules that an edit brings in, or that a try statement does without."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

broken = partial(case, "broken")
packages = partial(case, "packages")

FAST_OR_SLOW = """
    try:
        from fast import f
    except ImportError:
        from slow import f
"""

SCENARIOS = (
    broken(
        "an edit brings in a module that is broken, and only that one is mended",
        {
            "p/__init__.py": ("X = 1", "from .new import X"),
            "p/new.py": (None, "X = NOPE", "X = 7"),
        },
        "import p",
        "from p import X",
        probe="X, p.X",
    ),
    broken(
        "an edit brings in a module that has the name only after its own next save",
        {"a.py": ("X = 1", "from new import X"), "new.py": ("Y = 1", "Y = 1", "X = 7")},
        "from a import X",
        probe="X",
    ),
    broken(
        "an edit brings in two modules, the inner one a syntax error that is mended",
        {
            "a.py": ("X = 1", "from new import X"),
            "new.py": (None, "from inner import X"),
            "inner.py": (None, "X = (", "X = 7"),
        },
        "from a import X",
        probe="X",
    ),
    broken(
        "an edit brings in a module whose data file is broken, and only that is mended",
        {
            "a.py": ("X = 1", "from new import X"),
            "new.py": (None, "import json\nX = json.load(open('d.json'))"),
            "d.json": (None, "{", "7"),
        },
        "from a import X",
        probe="X",
    ),
    broken(
        "a module does without another one that breaks, until it is mended",
        {
            "a.py": ("X = 1", "X = 1 / 0", "X = 2"),
            "b.py": "try:\n    from a import X\nexcept Exception:\n    X = None\nY = X",
        },
        "import b",
        "from b import Y",
        probe="b.Y, Y",
    ),
    broken(
        "an exception that ends the program when it is asked for its message",
        {
            "m.py": (
                "X = 1",
                """
                class Rude(Exception):
                    def __str__(self):
                        raise SystemExit(3)

                raise Rude
                """,
            )
        },
        "from m import X",
        probe="X",
        expected="1",
        unchanged=True,
        raises=True,
    ),
    packages(
        "try: a fast version that raises ImportError itself, until it is mended",
        {
            "fast.py": ("raise ImportError('not here')", "def f():\n    return 'fast'"),
            "slow.py": "def f():\n    return 'slow'",
            "api.py": FAST_OR_SLOW,
        },
        "import api",
        "from api import f",
        probe="f(), api.f()",
    ),
    packages(
        "try: a fast version whose own dependency appears",
        {
            "fast.py": "import speed\n\ndef f():\n    return speed.S",
            "slow.py": "def f():\n    return 'slow'",
            "api.py": FAST_OR_SLOW,
            "speed.py": (None, "S = 'fast'", "S = 'faster'"),
        },
        "import api",
        "from api import f",
        probe="f(), api.f()",
    ),
    broken(
        "a cell that gets by without a module whose import fails, until it is mended",
        {
            "m.py": (
                "K = 1 / 0",
                "K = 1 / 0\nL = 2",
                "K = 1\ndef f(): return K",
                "def f(): return 5",
            ),
            "n.py": ("def g(:", "raise ImportError", "def g(): return 1", "def g(): return 2"),
        },
        """
        import contextlib
        try:
            from m import f
        except ZeroDivisionError:
            f = None
        n = None
        with contextlib.suppress(ImportError, SyntaxError):
            import n
        """,
        probe="f and f(), n and n.g()",
    ),
)
