"""Modules that are found, made or replaced while the program runs."""

from __future__ import annotations

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario

LAZY_INIT = (
    "import importlib\n\ndef __getattr__(name):\n    if name in ('X', 'f'):\n"
    "        value = getattr(importlib.import_module('.impl', __name__), name)\n"
    "        globals()[name] = value\n        return value\n    raise AttributeError(name)\n"
)

TRY_FAST = (
    "try:\n    from fast import f\nexcept ImportError:\n    def f():\n        return 'slow'\n"
)

MODULE_GETATTR = (
    Scenario(
        "a module __getattr__ that caches what it found in a submodule",
        "packages",
        {"p/__init__.py": LAZY_INIT, "p/impl.py": "X = 1\n\ndef f():\n    return X\n"},
        ("import p", "p.X, p.f()"),
        (Edit({"p/impl.py": "X = 2\n\ndef f():\n    return X * 10\n"}),),
        "(p.X, p.f())",
    ),
    Scenario(
        "a name imported through a module __getattr__",
        "packages",
        {
            "p/__init__.py": LAZY_INIT,
            "p/impl.py": "X = 1\n\ndef f():\n    return X\n",
            "user.py": "from p import X\nY = X + 1\n",
        },
        ("from p import X, f as g", "from user import Y"),
        (Edit({"p/impl.py": "X = 5\n\ndef f():\n    return -X\n"}),),
        "(X, g(), Y)",
    ),
    Scenario(
        "the body of a module __getattr__ that another module's import called",
        "packages",
        {
            "p.py": "def __getattr__(name):\n    if name == 'SIZE':\n        return 1\n"
            "    raise AttributeError(name)\n",
            "user.py": "from p import SIZE\nAREA = SIZE * SIZE\n",
        },
        ("import p, user", "from user import AREA"),
        (
            Edit(
                {
                    "p.py": "def __getattr__(name):\n    if name == 'SIZE':\n        return 7\n"
                    "    raise AttributeError(name)\n"
                }
            ),
        ),
        "(AREA, user.AREA, p.SIZE)",
    ),
    Scenario(
        "a module __getattr__ that imports submodules on demand",
        "packages",
        {
            "p/__init__.py": "import importlib\n\ndef __getattr__(name):\n"
            "    if name.startswith('_'):\n        raise AttributeError(name)\n"
            "    return importlib.import_module(f'{__name__}.{name}')\n",
            "p/one.py": "X = 1\n",
            "p/two.py": "from p import one\nX = one.X + 1\n",
        },
        ("import p", "p.two.X"),
        (Edit({"p/one.py": "X = 10\n"}),),
        "(p.one.X, p.two.X)",
    ),
    Scenario(
        "a package that becomes lazy",
        "packages",
        {
            "p/__init__.py": "from .impl import X, f\n",
            "p/impl.py": "X = 1\n\ndef f():\n    return X\n",
        },
        ("import p", "from p import f"),
        (Edit({"p/__init__.py": LAZY_INIT, "p/impl.py": "X = 2\n\ndef f():\n    return X + 1\n"}),),
        "(p.X, p.f(), f())",
    ),
    Scenario(
        "a module loaded by importlib.util.LazyLoader",
        "packages",
        {
            "lazy.py": "import importlib.util, sys\n\ndef lazy(name):\n"
            "    spec = importlib.util.find_spec(name)\n"
            "    spec.loader = importlib.util.LazyLoader(spec.loader)\n"
            "    module = importlib.util.module_from_spec(spec)\n    sys.modules[name] = module\n"
            "    spec.loader.exec_module(module)\n    return module\n",
            "heavy.py": "X = 1\n",
            "user.py": "from lazy import lazy\nheavy = lazy('heavy')\n\n"
            "def f():\n    return heavy.X\n",
        },
        ("import user", "user.f()"),
        (
            Edit({"heavy.py": "X = 2\n"}, cells=("user.f()",)),
            Edit({"heavy.py": "X = 3\n"}, save="same second"),
        ),
        "user.f()",
    ),
)

COMPUTED_NAMES = (
    Scenario(
        "import_module of a computed name, holding the module",
        "packages",
        {
            "p/__init__.py": "",
            "p/driver.py": "import importlib\nname = 'back' + 'end'\n"
            "backend = importlib.import_module('p.' + name)\n\ndef f():\n    return backend.X\n",
            "p/backend.py": "X = 1\n",
        },
        ("from p.driver import f",),
        (Edit({"p/backend.py": "X = 2\n"}),),
        "f()",
    ),
    Scenario(
        "import_module of a computed name, holding only a value",
        "packages",
        {
            "driver.py": "import importlib\nX = importlib.import_module('back' + 'end').X\n"
            "LABEL = f'<{X}>'\n",
            "backend.py": "X = 1\n",
        },
        ("import driver", "from driver import LABEL"),
        (Edit({"backend.py": "X = 2\n"}),),
        "(driver.X, LABEL)",
    ),
    Scenario(
        "__import__ with a name read from a table, holding a function",
        "packages",
        {
            "driver.py": "TABLE = {'fast': 'fast_impl'}\n"
            "run = __import__(TABLE['fast'], fromlist=['run']).run\n",
            "fast_impl.py": "SPEED = 1\n\ndef run():\n    return SPEED\n",
        },
        ("import driver", "jobs = [driver.run]"),
        (Edit({"fast_impl.py": "SPEED = 9\n\ndef run():\n    return SPEED\n"}),),
        "(driver.run(), jobs[0](), jobs[0] is driver.run)",
    ),
    Scenario(
        "a helper in another module imports by name, a caller keeps a value",
        "packages",
        {
            "loader.py": "import importlib\n\ndef load(name, attr):\n"
            "    return getattr(importlib.import_module(name), attr)\n",
            "driver.py": "from loader import load\nX = load('leaf', 'X')\n",
            "leaf.py": "X = 1\n",
        },
        ("from driver import X",),
        (Edit({"leaf.py": "X = 2\n"}),),
        "X",
    ),
    Scenario(
        "plugins that register themselves: one version each after an edit",
        "packages",
        {
            "registry.py": "BY_NAME = {}\nIN_ORDER = []\n\ndef register(f):\n"
            "    BY_NAME[f.__name__] = f\n    IN_ORDER.append(f)\n    return f\n",
            "plugins/__init__.py": "import importlib\n"
            "for name in ('one', 'two'):\n    importlib.import_module(f'{__name__}.{name}')\n",
            "plugins/one.py": "from registry import register\n\n@register\ndef one():\n"
            "    return 1\n",
            "plugins/two.py": "from registry import register\n\n@register\ndef two():\n"
            "    return 2\n",
        },
        ("import plugins", "from registry import BY_NAME, IN_ORDER"),
        (
            Edit(
                {
                    "plugins/two.py": "from registry import register\nN = 20\n\n@register\n"
                    "def two():\n    return N\n"
                }
            ),
        ),
        "(sorted((k, f()) for k, f in BY_NAME.items()), sorted(f() for f in IN_ORDER))",
    ),
    Scenario(
        "a plugin put into a folder that the package lists at import",
        "packages",
        {
            "plugins/__init__.py": "import importlib, pkgutil\nFOUND = {}\n"
            "for info in pkgutil.iter_modules(__path__):\n"
            "    module = importlib.import_module(f'{__name__}.{info.name}')\n"
            "    FOUND[info.name] = module.run\n",
            "plugins/one.py": "def run():\n    return 1\n",
        },
        ("import plugins", "from plugins import FOUND"),
        (Edit({"plugins/two.py": "def run():\n    return 2\n"}),),
        "sorted((k, run()) for k, run in FOUND.items())",
    ),
)

ON_DEMAND = (
    Scenario(
        "an import inside a function",
        "packages",
        {
            "m.py": "def f():\n    from helper import X\n    return X\n",
            "helper.py": "from base import B\nX = B + 1\n",
            "base.py": "B = 1\n",
        },
        ("from m import f", "f()"),
        (Edit({"base.py": "B = 5\n"}),),
        "f()",
    ),
    Scenario(
        "an import inside a method, its class cached by the instance",
        "packages",
        {
            "m.py": "class Maker:\n    cls = None\n\n    def make(self):\n"
            "        if self.cls is None:\n            from part import Part\n"
            "            self.cls = Part\n        return self.cls()\n",
            "part.py": "class Part:\n    def name(self):\n        return 'old'\n",
        },
        ("from m import Maker", "maker = Maker()", "part = maker.make()"),
        (
            Edit(
                {
                    "part.py": "BASE = 'new'\n\nclass Part:\n    def name(self):\n"
                    "        return BASE\n\n    def size(self):\n        return 1\n"
                }
            ),
        ),
        "(part.name(), maker.make().size(), type(part) is maker.cls)",
    ),
    Scenario(
        "try: import fast except ImportError, and fast appears",
        "packages",
        {"m.py": TRY_FAST},
        ("import m", "from m import f"),
        (Edit({"fast.py": "def f():\n    return 'fast'\n"}),),
        "(m.f(), f())",
    ),
    Scenario(
        "try: import of a missing relative submodule, two modules away, and it appears",
        "packages",
        {
            "p/__init__.py": "from .choose import NAME\n",
            "p/choose.py": "try:\n    from ._speed import NAME\nexcept ImportError:\n"
            "    NAME = 'pure'\n",
            "user.py": "import p\nUSED = p.NAME + '!'\n",
        },
        ("import user", "from p import NAME"),
        (Edit({"p/_speed.py": "NAME = 'native'\n"}),),
        "(user.USED, NAME)",
    ),
    Scenario(
        "a missing optional module appears, asked for by find_spec",
        "packages",
        {
            "m.py": "import importlib.util\nHAVE = importlib.util.find_spec('extra') is not None\n"
            "if HAVE:\n    import extra\n"
        },
        ("from m import HAVE", "import m"),
        (Edit({"extra.py": "X = 1\n"}),),
        "(HAVE, m.HAVE, m.extra.X)",
    ),
    Scenario(
        "an optional module is deleted and no longer asked for",
        "packages",
        {
            "m.py": TRY_FAST,
            "fast.py": "def f():\n    return 'fast'\n",
        },
        ("import m", "from m import f"),
        (Edit({"m.py": "def f():\n    return 'only'\n", "fast.py": None}),),
        "(m.f(), f(), f.__module__)",
    ),
    Scenario(
        "the notebook's own try: import, after the module appears, by a plain import",
        "packages",
        {"m.py": "X = 1\n"},
        ("try:\n    import extra\nexcept ImportError:\n    extra = None", "import m"),
        (
            Edit(
                {"extra.py": "Y = 5\n", "m.py": "import extra\nX = extra.Y\n"},
                cells=("import extra",),
            ),
        ),
        "(extra.Y, m.X, m.extra is extra)",
    ),
)

REPLACED = (
    Scenario(
        "a module that replaces itself in sys.modules by an instance",
        "packages",
        {
            "settings.py": "import sys\n\nclass Settings:\n    depth = 1\n\n    def twice(self):\n"
            "        return self.depth * 2\n\nsys.modules[__name__] = Settings()\n",
            "user.py": "import settings\nD = settings.depth\n",
        },
        ("import settings, user", "from settings import depth"),
        (
            Edit(
                {
                    "settings.py": "import sys\n\nclass Settings:\n    depth = 4\n\n"
                    "    def twice(self):\n        return self.depth * 20\n\n"
                    "sys.modules[__name__] = Settings()\n"
                }
            ),
        ),
        "(settings.depth, settings.twice(), user.D, depth)",
    ),
    Scenario(
        "a module that replaces itself by a function: import m; m()",
        "packages",
        {
            "m.py": "import sys\nN = 1\n\ndef call(n=N):\n    return n\n\n"
            "sys.modules[__name__] = call\n"
        },
        ("import m", "held = [m]"),
        (
            Edit(
                {
                    "m.py": "import sys\nN = 2\n\ndef call(n=N):\n    return n\n\n"
                    "sys.modules[__name__] = call\n"
                }
            ),
        ),
        "(m(), held[0]())",
    ),
    Scenario(
        "a module that replaces itself by a subclass of ModuleType",
        "packages",
        {
            "m.py": "import sys, types\nX = 1\n\nclass Lazy(types.ModuleType):\n"
            "    def __getattr__(self, name):\n        return name.upper() + str(X)\n\n"
            "new = Lazy(__name__)\nnew.__dict__.update(globals())\nsys.modules[__name__] = new\n"
        },
        ("import m", "m.anything"),
        (
            Edit(
                {
                    "m.py": "import sys, types\nX = 2\n\nclass Lazy(types.ModuleType):\n"
                    "    def __getattr__(self, name):\n        return name.upper() + str(X)\n\n"
                    "new = Lazy(__name__)\nnew.__dict__.update(globals())\n"
                    "sys.modules[__name__] = new\n"
                }
            ),
        ),
        "(m.X, m.anything)",
    ),
    Scenario(
        "a module that changes its own __class__",
        "packages",
        {
            "m.py": "import sys, types\n_n = 1\n\nclass Module(types.ModuleType):\n    @property\n"
            "    def n(self):\n        return self._n\n\nsys.modules[__name__].__class__ = Module\n"
        },
        ("import m", "m.n"),
        (
            Edit(
                {
                    "m.py": "import sys, types\n_n = 2\n\nclass Module(types.ModuleType):\n"
                    "    @property\n    def n(self):\n        return self._n * 10\n\n"
                    "    def __call__(self):\n        return 'called'\n\n"
                    "sys.modules[__name__].__class__ = Module\n"
                }
            ),
        ),
        "(m.n, m())",
    ),
    Scenario(
        "a module that puts a second name for itself into sys.modules",
        "packages",
        {
            "new_name.py": COUNT
            + "import sys\nX = 1\nsys.modules['old_name'] = sys.modules[__name__]\n",
        },
        ("import new_name", "import old_name", "from old_name import X"),
        (
            Edit(
                {
                    "new_name.py": COUNT
                    + "import sys\nX = 2\nsys.modules['old_name'] = sys.modules[__name__]\n"
                }
            ),
        ),
        "(new_name.X, old_name.X, X, old_name is new_name)",
    ),
    Scenario(
        "a module loaded from a path with spec_from_file_location",
        "packages",
        {"conf/site_conf.py": "X = 1\n\ndef f():\n    return X\n"},
        (
            "import importlib.util, sys\n"
            "spec = importlib.util.spec_from_file_location('conf', 'conf/site_conf.py')\n"
            "conf = importlib.util.module_from_spec(spec)\nsys.modules['conf'] = conf\n"
            "spec.loader.exec_module(conf)",
            "f = conf.f",
        ),
        (Edit({"conf/site_conf.py": "X = 2\n\ndef f():\n    return X * 10\n"}),),
        "(conf.X, f())",
    ),
)

SCENARIOS = MODULE_GETATTR + COMPUTED_NAMES + ON_DEMAND + REPLACED
