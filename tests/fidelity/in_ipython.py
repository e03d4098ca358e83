"""What is particular to notebooks: other ways to import, by hand and by magic; own caches."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import Texts, case

names = partial(case, "names")
references = partial(case, "references")

X: dict[str, Texts] = {"m.py": ("X = 1", "X = 2")}

CELLS = (
    names("an import under %time", X, "%time from m import X", probe="X"),
    names(
        "an import beside a magic and a shell command", X, "%who\n!true\nfrom m import X", probe="X"
    ),
    names(
        "an import in a cell that awaits",
        X,
        "import asyncio\nawait asyncio.sleep(0)\nfrom m import X",
        probe="X",
    ),
    names(
        "an import in a cell that fails further down",
        X,
        "from m import X\nraise RuntimeError('later')",
        probe="X",
        raises=True,
    ),
    names(
        "an import in a cell that ends in a semicolon, with a name deleted",
        X,
        "from m import X, X as Y, X as Z; del Y;",
        probe="X, Z, 'Y' in globals()",
    ),
    names(
        "an import by exec and one by importlib, assigned",
        {"m.py": ("X = 1\n\ndef f():\n    return X", "X = 2\n\ndef f():\n    return X")},
        "exec('from m import f')",
        "import importlib; m = importlib.import_module('m'); g = m.f",
        probe="f(), g(), m.X",
    ),
    names(
        "names that %run brought in from a script",
        {
            "m.py": ("X = 1\n\ndef f():\n    return X", "X = 2\n\ndef f():\n    return X"),
            "script.py": "import m\nfrom m import f\n\ndef twice():\n    return f() * 2",
        },
        "%run script.py",
        probe="f(), twice(), m.X",
    ),
)

BY_HAND = (
    Scenario(
        "importlib.reload by hand, then edits",
        "names",
        {"m.py": "X = 1\n\nclass A:\n    n = 1\n"},
        ("import importlib, m", "importlib.reload(m)", "from m import A, X", "a = A()"),
        (
            Edit({"m.py": "X = 2\n\nclass A:\n    n = 2\n"}, cells=("X, a.n",)),
            Edit({"m.py": "X = 3\n\nclass A:\n    n = 3\n    k = 4\n"}),
        ),
        "(X, m.X, a.n, a.k, type(a) is A is m.A)",
    ),
    Scenario(
        "a module taken from sys.modules by hand and imported again",
        "names",
        {"m.py": "X = 1\n", "user.py": "import m\n\ndef f():\n    return m.X\n"},
        ("import m, sys, user", "del sys.modules['m']", "import m", "from m import X"),
        (Edit({"m.py": "X = 2\n"}),),
        "(X, m.X)",
    ),
    Scenario(
        "a module imported again in a new cell after an edit",
        "names",
        {"m.py": "X = 1\n"},
        ("import m", "from m import X as first"),
        (
            Edit({"m.py": "X = 2\n"}, cells=("import m", "from m import X")),
            Edit({"m.py": "X = 3\n"}, cells=("import m as again",)),
        ),
        "(m.X, X, first, again is m)",
    ),
    Scenario(
        "%reset, then an import of the edited module",
        "names",
        {"m.py": "X = 1\n", "user.py": "from m import X\n"},
        ("import user", "%reset -f"),
        (Edit({"m.py": "X = 2\n"}, cells=("import user",)),),
        "user.X",
    ),
)

MAGICS = """
from IPython.core.magic import Magics, line_magic, magics_class

WORD = {word!r}

def plain(line):
    return WORD + line

@magics_class
class Mine(Magics):
    @line_magic
    def greet(self, line):
        return WORD + line + str(id(self.shell) != 0)

def load_ipython_extension(shell):
    shell.register_magic_function(plain)
    shell.register_magics(Mine)
"""
HOLDERS = (
    references(
        "magics that a module of the user's registered with the shell",
        {"m.py": tuple(MAGICS.format(word=word) for word in ("old ", "new "))},
        "%load_ext m",
        "shell = get_ipython()",
        probe="shell.run_line_magic('plain', 'x'), shell.run_line_magic('greet', 'y')",
    ),
    references(
        "caches of the notebook's own over a function of the module",
        {"m.py": tuple(f"K = {k}\n\ndef f():\n    return K" for k in (1, 2))},
        "import functools\nfrom m import f",
        "none, all_ = functools.lru_cache(maxsize=0)(f), functools.cache(f); all_()",
        probe="none(), none.__wrapped__(), all_()",
    ),
)

SCENARIOS = CELLS + BY_HAND + HOLDERS
