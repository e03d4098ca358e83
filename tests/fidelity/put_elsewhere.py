"""What a module puts elsewhere when it is imported: wraps, patches, handlers, tables of others."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")
survives = partial(case, "survives")
packages = partial(case, "packages")

PATCHES = (
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
                    argparse.more = lambda: 3
                    argparse.LIMIT = 3¦»
                    argparse.ArgumentParser.stays = lambda self: «1¦2»
                """,
            }
        ),
        "import argparse, patch\np = argparse.ArgumentParser('p')",
        probe="p.format_usage(), p.stays(), hasattr(p, 'extra'), hasattr(argparse, 'more'),"
        " hasattr(argparse, 'LIMIT')",
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
        "a class, an instance and a partial set on classes and modules of the standard library",
        versions(
            {
                "m.py": """
                    import http.server, string
                    from functools import partial
                    class Codec: pass
                    http.server.BaseHTTPRequestHandler.«codec¦other» = Codec
                    http.server.BaseHTTPRequestHandler.made = Codec()
                    «string.as_hex = partial(format, format_spec="x")
                    string.TABLE = [1]¦»
                """,
            }
        ),
        "import m, http.server, string\nB = http.server.BaseHTTPRequestHandler",
        probe="hasattr(B, 'codec'), B.other is m.Codec, isinstance(B.made, m.Codec),"
        " hasattr(string, 'as_hex'), hasattr(string, 'TABLE')",
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
)

HANDLERS = (
    functions(
        "a handler without a name that a module puts on its logger is there once",
        versions(
            {
                "logs.py": """
                    import logging
                    lines = []
                    class Keep(logging.Handler):
                        def emit(self, record): lines.append("«a¦b»" + record.getMessage())
                    log = logging.getLogger("rt.put")
                    log.propagate = False
                    log.addHandler(Keep())
                """,
            }
        ),
        "import logs",
        "def say(x):\n    logs.lines.clear()\n    logs.log.warning(x)\n    return list(logs.lines)",
        probe="say('x'), len(logs.log.handlers)",
    ),
    functions(
        "a stream handler of the library's, put on a logger by a module that others log to",
        versions(
            {
                "logs.py": """
                    import io, logging
                    out = io.StringIO()
                    log = logging.getLogger("rt.stream")
                    log.propagate = False
                    handler = logging.StreamHandler(out)
                    FORM = "«%(message)s¦%(levelname)s %(message)s»"
                    handler.setFormatter(logging.Formatter(FORM))
                    log.addHandler(handler)
                """,
                "work.py": """
                    import logging
                    from logs import out
                    def do(x):
                        out.seek(0); out.truncate()
                        logging.getLogger("rt.stream").warning(x)
                        return out.getvalue()
                """,
            }
        ),
        "from work import do\nimport logs",
        probe="do('x'), len(logs.log.handlers)",
    ),
    functions(
        "a filter of warnings, an error handler and an environment variable set at import",
        versions(
            {
                "m.py": """
                    import os, warnings
                    class Odd(UserWarning): pass
                    warnings.filterwarnings("«error¦ignore»", category=Odd)
                    os.environ["RT_M"] = "«1¦2»"
                    def go():
                        try: warnings.warn("x", Odd, stacklevel=1)
                        except Odd: return "raised"
                        return "quiet"
                """,
            }
        ),
        "from m import go, Odd\nimport os",
        probe="go(), os.environ['RT_M']",
    ),
    functions(
        "a finder on the meta path and a path hook that a module puts there once",
        versions(
            {
                "finder.py": """
                    import sys, importlib.abc, importlib.util
                    class Virtual(importlib.abc.MetaPathFinder, importlib.abc.Loader):
                        def find_spec(self, name, path=None, target=None):
                            if name == "virtual_rt":
                                return importlib.util.spec_from_loader(name, self)
                        def create_module(self, spec): return None
                        def exec_module(self, module): module.X = «1¦2»
                    sys.meta_path.append(Virtual())
                """,
            }
        ),
        "import finder, sys",
        probe="sum(type(f).__name__ == 'Virtual' for f in sys.meta_path),"
        " __import__('virtual_rt').X",
    ),
    functions(
        "functions that run at exit, and on the collection of an object, are registered once",
        versions(
            {
                "m.py": """
                    import atexit, gc
                    K = «1¦2»
                    ran = []
                    def bye(): ran.append(K)
                    atexit.register(bye)
                    def on_gc(phase, info):
                        if phase == "start": ran.append(("gc", K))
                    gc.callbacks.append(on_gc)
                """,
            }
        ),
        "import m, atexit, gc",
        "def collect():\n    m.ran.clear()\n    gc.collect()\n    return list(m.ran)",
        probe="collect(), sum(c.__module__ == 'm' for c in gc.callbacks if hasattr(c,"
        " '__module__'))",
    ),
)

TABLES = (
    functions(
        "listeners in a weak set and a weak dictionary of another module",
        versions(
            {
                "hub.py": """
                    import weakref
                    listeners, by_name = weakref.WeakSet(), weakref.WeakValueDictionary()
                    def fire(): return sorted(f() for f in listeners)
                """,
                "ear.py": """
                    import hub
                    def hear(): return "«a¦b»"
                    class Ear:
                        def __call__(self): return "E«1¦2»"
                    ear = Ear()
                    hub.listeners.add(hear); hub.listeners.add(ear)
                    hub.by_name["«old¦new»"] = ear
                """,
            }
        ),
        "import ear, hub",
        probe="hub.fire(), sorted(hub.by_name)",
    ),
    functions(
        "an implementation that another module registers with a dispatcher, then no more",
        versions(
            {
                "show.py": """
                    import functools
                    @functools.singledispatch
                    def show(x): return "any"
                """,
                "ints.py": """
                    from show import show
                    «@show.register¦»
                    def show_int(x: int): return "int"
                    «¦@show.register»
                    def show_str(x: str): return "str"
                """,
            }
        ),
        "import ints\nfrom show import show",
        "@show.register\ndef mine(x: bytes): return 'bytes'",
        probe="show(1), show('a'), show(b''), show(None)",
    ),
    functions(
        "a command table of an object with __slots__, and one of a closure",
        versions(
            {
                "app.py": """
                    class App:
                        __slots__ = ("routes", "before")
                        def __init__(self): self.routes, self.before = {}, []
                        def route(self, path):
                            def add(f):
                                self.routes[path] = f
                                return f
                            return add
                        def hook(self, f): self.before.append(f); return f
                    app = App()
                    def registry():
                        table = {}
                        def add(f):
                            if f.__name__ in table: raise KeyError(f.__name__)
                            table[f.__name__] = f
                            return f
                        return add, lambda: {k: f() for k, f in sorted(table.items())}
                    command, commands = registry()
                """,
                "views.py": """
                    from app import app, command
                    @app.route("«/a¦/b»")
                    def a(): return "a«1¦2»"
                    @app.hook
                    def first(): return "first«1¦2»"
                    @command
                    def go(): return "go«1¦2»"
                """,
            }
        ),
        "import views\nfrom app import app, commands",
        probe="{k: f() for k, f in app.routes.items()}, [f() for f in app.before], commands()",
    ),
    functions(
        "events by an enum's member in a defaultdict of lists, both modules edited",
        versions(
            {
                "events.py": """
                    import collections, enum
                    class Event(enum.Enum):
                        START = enum.auto()
                    «¦    PAUSE = enum.auto()
                    »    STOP = enum.auto()
                    handlers = collections.defaultdict(list)
                    def on(e):
                        def add(f): handlers[e].append(f); return f
                        return add
                    def emit(e): return [f() for f in handlers[e]]
                """,
                "mod.py": """
                    from events import Event, on
                    @on(Event.STOP)
                    def stopped(): return "stop«1¦2»"
                    @on(Event.START)
                    @on(Event.STOP)
                    def both(): return "both«1¦2»"
                """,
            }
        ),
        "import mod\nfrom events import Event, emit, on, handlers",
        "@on(Event.STOP)\ndef mine(): return 'mine'",
        probe="emit(Event.STOP), emit(Event.START), len(handlers)",
    ),
    packages(
        "an application factory: blueprints registered by a function that a cell called",
        versions(
            {
                "web/__init__.py": """
                    from .app import App
                    def create():
                        from . import users, items
                        app = App()
                        users.setup(app); items.setup(app)
                        return app
                """,
                "web/app.py": """
                    class App:
                        def __init__(self): self.routes = {}
                        def add(self, path, view): self.routes[path] = view
                        def get(self, path): return self.routes[path]()
                """,
                "web/users.py": """
                    NAME = "«ann¦bob»"
                    def view(): return NAME
                    def setup(app): app.add("/users", view)
                """,
                "web/items.py": """
                    def setup(app):
                        app.add("/items", lambda: items())
                    def items(): return [«1¦1, 2»]
                """,
            }
        ),
        "import web\napp = web.create()",
        probe="app.get('/users'), app.get('/items'), isinstance(app, web.App)",
    ),
)

SCENARIOS = PATCHES + HANDLERS + TABLES
