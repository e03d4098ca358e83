"""Packages that find their attributes when they are asked for them, by a table."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

packages = partial(case, "packages")

TABLE = "{'K': 'consts', 'L': 'consts', 'f': 'impl', 'norm': 'norm'}"

#: As `lazy_loader` does: no import in the package's own source says where a name comes from.
ATTACH = """
    import importlib, sys

    def attach(package, table, *, keeps):
        def __getattr__(name):
            if name not in table:
                raise AttributeError(name)
            value = getattr(importlib.import_module(f'{package}.{table[name]}'), name)
            if keeps:
                setattr(sys.modules[package], name, value)
            return value

        return __getattr__, list(table)
"""

INIT = f"""
    from attaching import attach

    __getattr__, __all__ = attach(__name__, {TABLE}, keeps=%s)
"""

FILES = {
    "attaching.py": ATTACH,
    "p/consts.py": ("K = 1\nL = [1]", "K = 2\nL = [2]"),
    "p/impl.py": "def f():\n    return 1",
    "p/norm.py": "def norm(x):\n    return x",
}
KEEPS = FILES | {"p/__init__.py": INIT % True}
FORGETS = FILES | {"p/__init__.py": INIT % False}

SCENARIOS = (
    packages(
        "a name found by a table and kept by the package: a constant and a list",
        KEEPS,
        "import p",
        "from p import K, L",
        probe="K, L, p.K, p.L",
    ),
    packages(
        "a name found by a table anew each time, imported by the notebook",
        FORGETS,
        "import p",
        "from p import K, L",
        probe="K, L, p.K, p.L",
    ),
    packages(
        "a name found by a table and kept, taken by a module that came later",
        KEEPS | {"user.py": "from p import K\nY = K + 1\n\ndef late():\n    return Y"},
        "import p; p.K",
        "from user import Y, late",
        probe="Y, late()",
    ),
    packages(
        "a function found by a table, of the same name as its submodule",
        KEEPS
        | {
            "p/consts.py": "K = 1",
            "p/norm.py": ("def norm(x):\n    return x", "S = 2\n\ndef norm(x):\n    return S * x"),
        },
        "import p",
        "from p import norm",
        "p.norm(1)",
        probe="p.norm(1), norm(1), p.norm is norm",
    ),
    packages(
        "the table and what was found by it edited at once",
        {
            "m.py": tuple(
                f"""
                import importlib
                TABLE = {{'a': 'consts', 'b': '{home}'}}
                def __getattr__(name):
                    if name not in TABLE:
                        raise AttributeError(name)
                    found = globals()[name] = getattr(importlib.import_module(TABLE[name]), name)
                    return found
                """
                for home in ("old", "new")
            ),
            "consts.py": ("a = 1", "a = 2"),
            "old.py": "def b(): return 'old'",
            "new.py": "def b(): return 'new'",
        },
        "import m\nfrom m import a, b",
        probe="a, b(), m.a, m.b()",
    ),
    packages(
        "a star import of names that a package finds by a table",
        FORGETS,
        "from p import *",
        probe="K, L, f()",
    ),
    packages(
        "a package in whose place stands an instance that finds and keeps",
        {
            "t/__init__.py": """
                import importlib, sys, types

                class Lazy(types.ModuleType):
                    def __getattr__(self, name):
                        if name != 'K':
                            raise AttributeError(name)
                        self.K = importlib.import_module('.config', self.__name__).K
                        return self.K

                lazy = Lazy(__name__)
                lazy.__path__, lazy.__spec__, lazy.__file__ = __path__, __spec__, __file__
                sys.modules[__name__] = lazy
            """,
            "t/config.py": ("K = 1", "K = 2"),
        },
        "import t",
        "t.K",
        probe="t.K",
    ),
    packages(
        "a helper that stays imports by name what it does not know yet, and remembers it",
        {
            "lazy.py": """
                import importlib
                def get(name):
                    if name not in globals():
                        globals()[name] = importlib.import_module(name)
                    return globals()[name]
            """,
            "plugin.py": "from base import K\nL = K * 10",
            "m.py": "import base, lazy\nplugin = lazy.get('plugin')\ndef f(): return plugin.L",
            "base.py": ("K = 1", "K = 2"),
        },
        "import lazy\nfrom m import f",
        probe="f(), lazy.get('plugin').L",
    ),
    packages(
        "a property of a module that changes its own class, imported by name",
        versions(
            {
                "m.py": """
                    import sys, types
                    class Module(types.ModuleType):
                        @property
                        def now(self): return "«a¦b»"
                        def __getattr__(self, name):
                            if name.startswith("made_"): return name[5:] + "«1¦2»"
                            raise AttributeError(name)
                    sys.modules[__name__].__class__ = Module
                """,
            }
        ),
        "from m import made_x, now\nfrom m import now as mine\nmine = 5",
        probe="now, made_x, mine",
    ),
)
