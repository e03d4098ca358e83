"""What a module sets on others when it is imported: in their namespaces, classes and objects."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")
survives = partial(case, "survives")
broken = partial(case, "broken")

BASE = """
    LIMIT = 1
    class A:
        def f(self): return 'own'
"""
SHOWN = (
    "base.LIMIT, a.f(), [hasattr(base, x) for x in 'xyz'], [hasattr(a, x) for x in 'ghi'],"
    " [hasattr(textwrap.TextWrapper, x) for x in 'ghi'], textwrap.shorten('a b', 9)"
)

SCENARIOS = (
    broken(
        "what a module has set on others before it fails is taken back",
        versions(
            {
                "base.py": BASE,
                "m.py": """
                    import base, textwrap
                    base.LIMIT = «2¦3»
                    base.«x¦y» = 1
                    base.A.f = lambda self: "«m¦n»"
                    base.A.«g¦h» = textwrap.TextWrapper.«g¦h» = lambda self: 1
                    textwrap.shorten = lambda *a: "«s¦t»"
                    «¦1 / 0»
                """,
            }
        ),
        "import base, m, textwrap\na = base.A()",
        probe=SHOWN,
        expected="(2, 'm', [True, False, False], [True, False, False], [True, False, False], 's')",
        unchanged=True,
    ),
    broken(
        "what a module had set on others before it failed, when it is mended and sets other things",
        versions(
            {
                "base.py": BASE,
                "m.py": """
                    import base, textwrap
                    base.LIMIT = «2¦3»
                    base.«x¦y¦z» = 1
                    base.A.f = lambda self: "«m¦n¦o»"
                    base.A.«g¦h¦i» = textwrap.TextWrapper.«g¦h¦i» = lambda self: 1
                    «textwrap.shorten = lambda *a: "s"¦textwrap.shorten = lambda *a: "t"¦»
                    «¦1 / 0¦»
                """,
            }
        ),
        "import base, m, textwrap\na = base.A()",
        probe=SHOWN,
    ),
    functions(
        "a module that wraps a function of another one in place wraps it once",
        versions(
            {
                "base.py": "def area(r): return r * r",
                "patch.py": """
                    import base
                    _area = base.area
                    def area(r): return _area(r) + «1¦100»
                    base.area = area
                """,
                "app.py": "import base, patch\ndef show(): return base.area(2)",
            }
        ),
        "import app, base",
        probe="app.show(), base.area(1)",
    ),
    functions(
        "a wrapping by a decorator with wraps, over three edits",
        versions(
            {
                "base.py": "def area(r): return [r]",
                "patch.py": """
                    import functools, base
                    def tag(f):
                        @functools.wraps(f)
                        def inner(*a): return f(*a) + ["«1¦2¦3»"]
                        return inner
                    base.area = tag(base.area)
                """,
            }
        ),
        "import base, patch\nf = base.area",
        probe="base.area(1), f(1)",
    ),
    classes(
        "a method of another module's class replaced at import, the replacement taken away",
        versions(
            {
                "base.py": "class A:\n    def f(self): return 'own'\n    def g(self): return 'g'\n",
                "patch.py": """
                    from base import A
                    «def f(self): return "patched"
                    A.f = f¦»
                    A.h = lambda self: "«h1¦h2»"
                """,
            }
        ),
        "import patch\nfrom base import A\na = A()",
        probe="a.f(), a.h(), a.g()",
    ),
    functions(
        "a function of the standard library wrapped at import, the former kept by name",
        versions(
            {
                "patch.py": """
                    import textwrap
                    _former = textwrap.shorten
                    def shorten(text, width, **k): return "«<¦[»" + _former(text, width, **k)
                    textwrap.shorten = shorten
                """,
            }
        ),
        "import patch, textwrap",
        probe="textwrap.shorten('a b', 10)",
    ),
    functions(
        "a class of the standard library: a method wrapped and one added, both no longer",
        versions(
            {
                "patch.py": """
                    import argparse
                    «_former = argparse.ArgumentParser.format_usage
                    def format_usage(self): return "<" + _former(self)
                    argparse.ArgumentParser.format_usage = format_usage
                    argparse.ArgumentParser.extra = lambda self: 3
                    argparse.ArgumentParser.LIMIT = 3
                    argparse.more = lambda: 3¦»
                    argparse.ArgumentParser.«early¦late¦last» = lambda self: 1
                    argparse.ArgumentParser.stays = lambda self: «1¦2»
                """,
            }
        ),
        "import argparse, patch\np = argparse.ArgumentParser('p')",
        probe="p.format_usage(), p.stays(), hasattr(p, 'extra'), hasattr(argparse, 'more'),"
        " hasattr(p, 'LIMIT'), [hasattr(p, x) for x in ('early', 'late', 'last')]",
    ),
    functions(
        "two modules wrap the same method of a library's, one no longer, then the other",
        versions(
            {
                "a.py": """
                    import textwrap
                    «_fill = textwrap.TextWrapper.fill
                    def fill(self, text): return "a" + _fill(self, text)
                    textwrap.TextWrapper.fill = fill¦X = 1¦X = 2»
                """,
                "b.py": """
                    import textwrap
                    import a
                    «_fill = textwrap.TextWrapper.fill
                    def fill(self, text): return "b" + _fill(self, text)
                    textwrap.TextWrapper.fill = fill¦_fill = textwrap.TextWrapper.fill
                    def fill(self, text): return "B" + _fill(self, text)
                    textwrap.TextWrapper.fill = fill¦X = 1»
                """,
            }
        ),
        "import b, textwrap\nt = textwrap.TextWrapper()",
        probe="t.fill('x')",
    ),
    classes(
        "a class, an instance and a partial set on a class of the standard library",
        versions(
            {
                "m.py": """
                    import http.server
                    from functools import partial
                    class Codec: pass
                    http.server.BaseHTTPRequestHandler.«codec¦other» = Codec
                    http.server.BaseHTTPRequestHandler.made = Codec()
                    «http.server.BaseHTTPRequestHandler.as_hex = partial(format, "x")
                    http.server.BaseHTTPRequestHandler.table = [1]¦»
                """,
            }
        ),
        "import m, http.server\nB = http.server.BaseHTTPRequestHandler",
        probe="hasattr(B, 'codec'), B.other is m.Codec, isinstance(B.made, m.Codec),"
        " hasattr(B, 'as_hex'), hasattr(B, 'table')",
    ),
    functions(
        "a function wrapped where a package shows it, and where it is from, the one no longer",
        versions(
            {
                "lib/__init__.py": "from lib.core import run",
                "lib/core.py": "def run(): return 'go'",
                "patch.py": """
                    import lib, lib.core
                    def loud(f):
                        def wrapper(): return f() + "«!¦?»"
                        return wrapper
                    «lib.run = loud(lib.core.run)¦»
                    lib.core.run = loud(lib.core.run)
                """,
            }
        ),
        "import patch, lib",
        probe="lib.run(), lib.core.run()",
    ),
    classes(
        "a class that a decorator sets on another one under a name, and then under another",
        versions(
            {
                "base.py": """
                    class Accessor:
                        def __init__(self, made): self.made = made
                        def __get__(self, it, owner=None):
                            return self if it is None else self.made(it)
                    class Frame: pass
                    def register(name):
                        def decorate(cls):
                            setattr(Frame, name, Accessor(cls))
                            return cls
                        return decorate
                """,
                "plug.py": """
                    from base import register
                    @register("«geo¦geom»")
                    class Geo:
                        def __init__(self, frame): self.frame = frame
                        def n(self): return 1
                """,
            }
        ),
        "import base, plug\nf = base.Frame()",
        probe="hasattr(f, 'geo'), f.geom.n()",
    ),
    functions(
        "an attribute that a module gives another module, a class and a function",
        versions(
            {
                "base.py": "class A: pass\ndef f(): pass\n",
                "give.py": """
                    import base
                    base.extra = «1¦2»
                    base.A.label = "«a¦b»"
                    base.f.price = «1¦2»
                    «base.old = 1¦»
                """,
            }
        ),
        "import give, base\nfrom base import A, f\na = A()",
        probe="base.extra, a.label, f.price, hasattr(base, 'old')",
    ),
    functions(
        "values of another module's table, of a class's and of an object's, set and no longer",
        versions(
            {
                "conf/__init__.py": "",
                "conf/base.py": """
                    LIMIT = 1
                    OPTIONS = {"a": 1, "b": 2}
                    class Settings:
                        level = 1
                        table = {"k": 0}
                    settings = Settings()
                    def limit(): return LIMIT
                """,
                "plug.py": """
                    import conf.base
                    from conf.base import Settings, settings
                    «conf.base.LIMIT = 5
                    conf.base.OPTIONS["a"] = 10
                    Settings.table.update(k=5)
                    settings.level = 9¦»
                    conf.base.OPTIONS["b"] = «20¦30»
                    conf.base.limit.unit = "«m¦km»"
                """,
            }
        ),
        "import plug\nfrom conf.base import OPTIONS, limit, settings",
        probe="OPTIONS, settings.table, settings.level, limit(), limit.unit",
    ),
    survives(
        "what a module counts on modules of the standard library goes on counting",
        versions(
            {
                "m.py": """
                    import builtins, math, os, sys
                    builtins.times = getattr(builtins, "times", 0) + 1
                    sys.times = getattr(sys, "times", 0) + 1
                    os.times_run = getattr(os, "times_run", 0) + 1
                    math.log_of_runs = getattr(math, "log_of_runs", []) + ["m"]
                    X = «1¦2¦3»
                """,
            }
        ),
        "import m, math, os, sys",
        probe="times, sys.times, os.times_run, math.log_of_runs, m.X",
        expected="(3, 3, 3, ['m', 'm', 'm'], 3)",
    ),
)
