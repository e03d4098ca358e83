"""What a module puts elsewhere when it is imported: handlers, tables of others."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")
survives = partial(case, "survives")
packages = partial(case, "packages")

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

SCENARIOS = HANDLERS + TABLES
