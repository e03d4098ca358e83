"""Modules that other loaders than the ordinary one run, or that are run past the import system."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case, text

packages = partial(case, "packages")

PLUGINS = """
    import importlib.util, pathlib

    FOUND = {}
    for file in sorted((pathlib.Path(__file__).parent / 'ext').glob('*.py')):
        spec = importlib.util.spec_from_file_location(f'ext_{file.stem}', file)
        FOUND[file.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(FOUND[file.stem])
"""

#: An import hook that rewrites what it loads, as those of type checkers do.
REWRITING = """
    import importlib.machinery, sys

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, name):
            source = self.get_data(self.path).replace(b'LIMIT', b'1000')
            return self.source_to_code(source, self.path)

    class Finder(importlib.machinery.PathFinder):
        @classmethod
        def find_spec(cls, name, path=None, target=None):
            spec = super().find_spec(name, path) if name.startswith('rewritten') else None
            if spec is not None:
                spec.loader = Loader(name, spec.origin)
            return spec

    sys.meta_path.insert(0, Finder)
"""

#: Files of another suffix, as those of notebooks and templates.
BY_SUFFIX = """
    import importlib.machinery, sys

    class Loader(importlib.machinery.SourceFileLoader):
        def get_data(self, path):
            return super().get_data(path).replace(b'LET ', b'')

    hook = importlib.machinery.FileFinder.path_hook((Loader, ['.let']))
    sys.path_hooks.insert(0, hook)
    sys.path.insert(0, 'lets')
"""

ZIP = """
import zipfile

with zipfile.ZipFile('lib.zip', 'w') as archive:
    archive.writestr('zipped/__init__.py', 'from .a import X')
    archive.writestr('zipped/a.py', 'X = {0}')
"""

BYTECODE = """
import os, py_compile

os.makedirs('lib', exist_ok=True)
open('source.py', 'w').write('X = {0}')
py_compile.compile('source.py', cfile='lib/m.pyc')
"""

SCENARIOS = (
    packages(
        "plugins run from their files and kept out of sys.modules: instances and functions",
        {
            "plugins.py": PLUGINS,
            "ext/a.py": (
                "class A:\n    n = 1\n\ndef f():\n    return 1",
                "class A:\n    n, m = 2, lambda self: 3\n\ndef f():\n    return 2",
            ),
        },
        "from plugins import FOUND",
        "a, f = FOUND['a'].A(), FOUND['a'].f",
        probe="a.n, a.m(), f(), type(a) is FOUND['a'].A",
    ),
    packages(
        "a plugin run from its file, only its value kept, saved twice in the same second",
        {
            "plugins.py": PLUGINS + "    FOUND[file.stem] = FOUND[file.stem].V\n",
            "ext/a.py": ("V = 1", "V = 2", "V = 3"),
        },
        "from plugins import FOUND",
        save="same second",
        probe="FOUND",
    ),
    packages(
        "an import hook that rewrites the source: a body and a class",
        {
            "hook.py": REWRITING,
            "rewritten.py": (
                "def f():\n    return LIMIT",
                "def f():\n    return LIMIT + 1",
                "def f():\n    return LIMIT + 2\n\nclass A:\n    n = LIMIT",
            ),
        },
        "import hook",
        "from rewritten import f",
        probe="f()",
    ),
    packages(
        "a module whose file has another suffix",
        {"hook.py": BY_SUFFIX, "lets/one.let": ("LET X = 1", "LET X = 2")},
        "import hook",
        "from one import X",
        probe="X",
    ),
    Scenario(
        "a package in a zip archive that is written anew",
        "packages",
        {"user.py": "from zipped import X\nY = X + 1\n"},
        ("import sys; sys.path.insert(0, 'lib.zip')", "import zipped; from user import Y"),
        (Edit({}, run=ZIP.format(20)),),
        "(zipped.X, Y)",
        prepare=ZIP.format(1),
    ),
    Scenario(
        "a module of which there is only bytecode",
        "packages",
        {},
        ("import sys; sys.path.insert(0, 'lib')", "from m import X"),
        (Edit({}, run=BYTECODE.format(20)),),
        "X",
        prepare=BYTECODE.format(1),
    ),
    Scenario(
        "a folder put first on the path since, with a module of the same name",
        "packages",
        {"one/m.py": "X = 1\n", "two/m.py": "X = 2\n"},
        ("import sys; sys.path.insert(0, 'one')", "from m import X", "sys.path.insert(0, 'two')"),
        (Edit({"one/m.py": text("X = 3")}),),
        "X",
    ),
)
