"""How packages are wired: lazily, by plugins, with fallbacks, in circles, up two levels."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

packages = partial(case, "packages")
data = partial(case, "data")
names = partial(case, "names")

LAZY = (
    packages(
        "submodules and functions attached lazily, as scientific packages do",
        versions(
            {
                "sci/__init__.py": """
                    import importlib
                    _modules = {"filters", "io"«¦, "morph"»}
                    _where = {"blur": "filters"«¦, "dilate": "morph"»}
                    def __getattr__(name):
                        if name in _modules:
                            return importlib.import_module(f"{__name__}.{name}")
                        if name in _where:
                            sub = importlib.import_module(f"{__name__}.{_where[name]}")
                            found = getattr(sub, name)
                            globals()[name] = found
                            return found
                        raise AttributeError(name)
                    def __dir__(): return sorted(_modules | set(_where))
                    __all__ = ["filters", "io", "blur"]
                """,
                "sci/filters.py": """
                    RADIUS = «1¦2»
                    def blur(x): return x, RADIUS
                """,
                "sci/io.py": "def load(): return 'io'",
                "sci/morph.py": "def dilate(x): return 'd', x",
            }
        ),
        "import sci\nfrom sci import blur",
        "first = sci.blur(1), sci.filters.RADIUS",
        "import sys\ndef loaded(): return sorted(n for n in sys.modules if n.startswith('sci.'))",
        probe="sci.blur(1), blur(2), sci.filters.RADIUS, dir(sci), sci.dilate(3), loaded()",
    ),
    packages(
        "a lazily attached name, only its submodule edited, taken by another module",
        versions(
            {
                "lib/__init__.py": """
                    import importlib
                    def __getattr__(name):
                        if name == "solve":
                            return importlib.import_module(".core", __name__).solve
                        raise AttributeError(name)
                """,
                "lib/core.py": """
                    STEP = «1¦2»
                    def solve(x): return x * STEP
                """,
                "app.py": """
                    import lib
                    def run(x): return lib.solve(x)
                    table = {"solve": lib.solve}
                """,
            }
        ),
        "import app, lib\nf = lib.solve",
        probe="app.run(3), app.table['solve'](3), f(3), lib.solve is f",
    ),
    packages(
        "a lazy object that loads its module at the first use, held by a cell",
        versions(
            {
                "lazy.py": """
                    import importlib
                    class Lazy:
                        def __init__(self, name): vars(self).update(_name=name, _mod=None)
                        def __getattr__(self, attr):
                            if self._mod is None:
                                self.__dict__["_mod"] = importlib.import_module(self._name)
                            return getattr(self._mod, attr)
                """,
                "heavy.py": "VALUE = «1¦2»\ndef f(): return VALUE«¦ * 10»",
                "app.py": """
                    from lazy import Lazy
                    heavy = Lazy("heavy")
                    def use(): return heavy.f()
                """,
            }
        ),
        "import app\nfrom app import heavy",
        "app.use(), heavy.VALUE",
        probe="app.use(), heavy.VALUE, heavy.f()",
    ),
)

PLUGINS = (
    packages(
        "plugins found by pkgutil, and one of them is split into a package",
        versions(
            {
                "host/__init__.py": """
                    import importlib, pkgutil
                    from . import plugins
                    PLUGINS = {}
                    for info in pkgutil.iter_modules(plugins.__path__, plugins.__name__ + "."):
                        mod = importlib.import_module(info.name)
                        PLUGINS[mod.NAME] = mod.run
                """,
                "host/plugins/__init__.py": "",
                "host/plugins/one.py": (
                    "NAME = 'one'\ndef run(): return 1",
                    None,
                ),
                "host/plugins/one/__init__.py": (
                    None,
                    "from .impl import run\nNAME = 'one'",
                ),
                "host/plugins/one/impl.py": (None, "def run(): return 10"),
                "host/plugins/two.py": "NAME = '«two¦zwei»'\ndef run(): return 2",
            }
        ),
        "import host\nfrom host import PLUGINS",
        probe="{k: f() for k, f in sorted(PLUGINS.items())}, host.PLUGINS is PLUGINS",
    ),
    packages(
        "a class registry filled by importing every module of a folder",
        versions(
            {
                "shapes/__init__.py": """
                    from pathlib import Path
                    from importlib import import_module
                    from .base import Shape
                    for path in sorted(Path(__file__).parent.glob("s_*.py")):
                        import_module(f".{path.stem}", __package__)
                    def make(name, *a): return Shape.kinds[name](*a)
                """,
                "shapes/base.py": """
                    class Shape:
                        kinds = {}
                        def __init_subclass__(cls, /, key=None, **k):
                            super().__init_subclass__(**k)
                            if key: Shape.kinds[key] = cls
                        def area(self): raise NotImplementedError
                """,
                "shapes/s_disc.py": """
                    from .base import Shape
                    class Disc(Shape, key="disc"):
                        def __init__(self, r): self.r = r
                        def area(self): return self.r * «3¦4»
                """,
                "shapes/s_box.py": (
                    None,
                    """
                        from .base import Shape
                        class Box(Shape, key="box"):
                            def area(self): return 1
                    """,
                ),
            }
        ),
        "import shapes\nd = shapes.make('disc', 2)",
        probe="d.area(), shapes.make('box').area(), sorted(shapes.Shape.kinds),"
        " type(d) is shapes.Shape.kinds['disc']",
    ),
)

CONDITIONS = (
    packages(
        "definitions under sys.version_info, TYPE_CHECKING and an environment variable",
        versions(
            {
                "compat.py": """
                    import os, sys, typing
                    if sys.version_info >= (3, 8):
                        def chain(*a): return «list(a)¦tuple(a)»
                    else:
                        def chain(*a): return None
                    if typing.TYPE_CHECKING:
                        from nowhere import Nothing
                    elif os.environ.get("RT_MISSING"):
                        MODE = "env"
                    else:
                        MODE = "«plain¦bare»"
                    try:
                        import tomllib as toml
                    except ImportError:
                        toml = None
                    match MODE:
                        case "bare": EXTRA = 1
                        case _: EXTRA = 0
                    for _n in range(«2¦3»):
                        exec(f"def f{_n}(): return {_n} * {_n}")
                """,
                "use.py": "from compat import *\nfrom compat import chain as c\nTOP = c(1), MODE",
            }
        ),
        "from use import TOP\nimport use, compat\nfrom compat import chain, EXTRA, f1\n"
        "held = [chain]",
        probe="TOP, use.EXTRA, chain(1, 2), held[0](3), EXTRA, compat.f2(), use.f2(), f1()",
    ),
    packages(
        "try: a fast version except a slow one, and the fast one breaks later",
        versions(
            {
                "fast.py": """
                    «¦raise ImportError("no such library")»
                    def go(): return "fast"
                """,
                "slow.py": "def go(): return 'slow'",
                "api.py": """
                    try:
                        from fast import go
                        KIND = "fast"
                    except ImportError as error:
                        from slow import go
                        KIND = f"slow: {error}"
                """,
            }
        ),
        "import api\nfrom api import go",
        probe="api.KIND, api.go(), go()",
    ),
    packages(
        "try: a name from a module except ImportError, and the name is added, then removed",
        versions(
            {
                "base.py": "X = 1\n«¦Y = 'yes'¦»\nZ = «0¦1¦2»",
                "api.py": """
                    try:
                        from base import Y
                    except ImportError:
                        Y = "no"
                    from base import Z
                    import base
                    HAS = hasattr(base, "Y")
                """,
            }
        ),
        "from api import Y, Z, HAS\nimport api",
        probe="Y, Z, HAS, api.Y",
    ),
    packages(
        "imports of two levels up, and a constant and a base class there",
        versions(
            {
                "top/__init__.py": "",
                "top/conf.py": "RATE = «1¦2»",
                "top/base.py": "class Base:\n    kind = '«b¦B»'\n    def k(self): return self.kind",
                "top/a/__init__.py": "from ..conf import RATE as R",
                "top/a/b/__init__.py": "from ... import conf\nfrom .leaf import Leaf",
                "top/a/b/leaf.py": """
                    from ...base import Base
                    from ... import conf
                    from ...conf import RATE
                    from .. import R
                    class Leaf(Base):
                        def v(self): return RATE, R, conf.RATE, self.k()
                """,
            }
        ),
        "from top.a.b import Leaf\nimport top.a.b as tab\nl = Leaf()",
        probe="l.v(), tab.conf.RATE, Leaf().v(), isinstance(l, tab.leaf.Base)",
    ),
    packages(
        "a package run as a program by runpy, its __main__ and a helper edited",
        versions(
            {
                "tool/__init__.py": "VERSION = '«1¦2»'",
                "tool/__main__.py": """
                    from . import VERSION
                    from .work import work
                    RESULT = VERSION, work(), __name__, «1¦2»
                """,
                "tool/work.py": "def work(): return '«w¦W»'",
            }
        ),
        "import runpy, tool\nfrom tool.work import work",
        "def run(): return runpy.run_module('tool', run_name='prog')['RESULT']\nfirst = run()",
        probe="run(), tool.VERSION, work()",
    ),
)

CIRCLES = (
    packages(
        "a circle with attributes used late, a class in each that uses the other's",
        versions(
            {
                "order.py": """
                    import customer
                    class Order:
                        rate = «1¦2»
                        def __init__(self, who): self.who = who
                        def owner(self): return isinstance(self.who, customer.Customer)
                        def total(self): return self.rate * 10
                """,
                "customer.py": """
                    import order
                    class Customer:
                        def __init__(self): self.orders = []
                        def buy(self):
                            o = order.Order(self); self.orders.append(o); return o
                        def worth(self): return sum(o.total() for o in self.orders)«¦ + 1»
                """,
            }
        ),
        "from customer import Customer\nc = Customer(); o = c.buy()",
        "import order",
        probe="c.worth(), o.owner(), c.buy().total(), type(o) is order.Order,"
        " all(isinstance(x, order.Order) for x in c.orders)",
    ),
    packages(
        "mutual recursion across modules, one of them cached, the start value edited",
        versions(
            {
                "even.py": """
                    import functools, odd
                    BASE = «True¦False»
                    @functools.lru_cache(None)
                    def even(n): return BASE if n == 0 else odd.odd(n - 1)
                """,
                "odd.py": """
                    import even as e
                    def odd(n): return not e.BASE if n == 0 else e.even(n - 1)
                """,
            }
        ),
        "from even import even\nfrom odd import odd\nfirst = even(4), odd(3)",
        probe="even(4), odd(3), even(5), first and even.cache_info().currsize > 0",
    ),
    packages(
        "a module replaced by a settings object, then a plain module again",
        versions(
            {
                "settings.py": (
                    """
                        import sys
                        class Settings:
                            DEBUG = False
                            def __getattr__(self, name):
                                if name.startswith("__"): raise AttributeError(name)
                                return f"<{name}>"
                        sys.modules[__name__] = Settings()
                    """,
                    """
                        DEBUG = True
                        NAME = "plain"
                    """,
                ),
                "app.py": """
                    import settings
                    def show(): return settings.DEBUG, settings.NAME
                """,
            }
        ),
        "import settings, app\ns = settings",
        probe="settings.DEBUG, app.show(), s.NAME, type(settings).__name__",
    ),
    packages(
        "star imports through three modules, __all__ turned on and off",
        versions(
            {
                "a.py": "«¦__all__ = ['x', '_y']¦»\nx, _y, z = «1¦2¦3», «1¦2¦3», «1¦2¦3»",
                "b.py": "from a import *\nhere = sorted({'x', '_y', 'z'} & set(globals()))",
                "c.py": "from b import *\nfrom b import here as names",
            }
        ),
        "from c import *\nimport c",
        probe="names, x, z, hasattr(c, '_y'), c.here",
    ),
)

READ = (
    data(
        "a template, a table and JSON lines read by package resources into classes",
        versions(
            {
                "kit/__init__.py": """
                    import csv, io, json, string
                    from importlib import resources
                    root = resources.files(__name__)
                    TEMPLATE = string.Template((root / "hello.txt").read_text())
                    ROWS = list(csv.DictReader(io.StringIO((root / "data" / "t.csv").read_text())))
                    EVENTS = [json.loads(l) for l in (root / "data" / "e.jsonl").open()]
                    class Greeter:
                        template = TEMPLATE
                        def greet(self, who): return self.template.substitute(who=who).strip()
                """,
                "kit/hello.txt": "«hello¦hi» $who",
                "kit/data/t.csv": "a,b\n1,«2¦3»",
                "kit/data/e.jsonl": '{"x": 1}\n«¦{"x": 2}»',
            }
        ),
        "from kit import Greeter, ROWS, EVENTS\ng = Greeter()",
        probe="g.greet('bob'), ROWS, EVENTS",
    ),
    data(
        "a configuration that includes another file, read by configparser and tomllib",
        versions(
            {
                "conf.py": """
                    import configparser, pathlib, tomllib
                    here = pathlib.Path(__file__).parent
                    main = tomllib.loads((here / "main.toml").read_text())
                    ini = configparser.ConfigParser()
                    ini.read(here / main["include"])
                    LEVEL = ini["log"]["level"]
                """,
                "main.toml": 'include = "«a¦b».ini"',
                "a.ini": "[log]\nlevel = info",
                "b.ini": (None, "[log]\nlevel = debug", "[log]\nlevel = error"),
                "use.py": "from conf import LEVEL\ndef level(): return LEVEL",
            }
        ),
        "from use import level\nfrom conf import LEVEL",
        probe="level(), LEVEL",
    ),
    data(
        "a schema read at import and by a function",
        versions(
            {
                "db.py": """
                    import pathlib, pickle, sqlite3
                    here = pathlib.Path(__file__).parent
                    VERSION = «1¦2»
                    def rows():
                        con = sqlite3.connect(":memory:")
                        con.executescript((here / "schema.sql").read_text())
                        return con.execute("select * from t").fetchall()
                    ROWS = rows()
                """,
                "schema.sql": "create table t (x);\ninsert into t values («1¦2»);\n",
            }
        ),
        "import db\nfrom db import ROWS, rows",
        probe="ROWS, db.VERSION, rows()",
    ),
)

SCENARIOS = LAZY + PLUGINS + CONDITIONS + CIRCLES + READ
