"""Edits of decorators and of functions under them; caches, closures, registries, partials."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

functions = partial(case, "functions")

TWICE = """
    import functools
    def twice(f):
        @functools.wraps(f)
        def wrapper(*args):
            return [f(*args)] * 2
        return wrapper
"""
THRICE = TWICE.replace("* 2", "* 3")

DECORATORS = (
    functions(
        "a decorator in the module",
        {
            "m.py": (
                TWICE + "    @twice\n    def f():\n        return 1",
                THRICE + "    @twice\n    def f():\n        return 1",
            )
        },
        "from m import f",
        "held = [f]",
        probe="f(), held[0]()",
    ),
    functions(
        "a decorator in another module",
        {
            "deco.py": (TWICE, THRICE),
            "m.py": "from deco import twice\n@twice\ndef f():\n    return 1",
        },
        "from m import f",
        "held = (f,)",
        probe="f(), held[0](), f.__name__, f.__wrapped__()",
    ),
    functions(
        "a function under a decorator with wraps",
        {
            "deco.py": TWICE,
            "m.py": (
                "from deco import twice\n@twice\ndef f(n=1):\n    return n",
                "from deco import twice\n@twice\ndef f(n=2):\n    'New.'\n    return n",
            ),
        },
        "from m import f",
        "import functools\npart = functools.partial(f, 7)",
        probe="f(), part(), f.__doc__, f.__wrapped__.__defaults__",
    ),
    functions(
        "three decorators in a chain with wraps, the middle one edited",
        {
            "a.py": """
                from functools import wraps
                def outer(f):
                    @wraps(f)
                    def w(*args):
                        return ("outer", f(*args))
                    return w
                """,
            "b.py": tuple(
                f"""
                from functools import wraps
                def middle(f):
                    @wraps(f)
                    def w(*args):
                        return ("{word}", f(*args))
                    return w
                """
                for word in ("old", "new")
            ),
            "m.py": """
                from a import outer
                from b import middle
                @outer
                @middle
                @outer
                def f(x):
                    return x
                """,
        },
        "from m import f",
        probe="f(1), f.__name__",
    ),
    functions(
        "a decorator with arguments, the argument edited",
        {
            "m.py": tuple(
                f"""
                def times(n):
                    def decorate(f):
                        def wrapper():
                            return [f()] * n
                        return wrapper
                    return decorate
                @times({n})
                def f():
                    return "x"
                """
                for n in (1, 3)
            )
        },
        "from m import f",
        probe="f()",
    ),
    functions(
        "a decorator gained, and one lost",
        {
            "deco.py": TWICE,
            "m.py": (
                "from deco import twice\ndef f():\n    return 1\n@twice\ndef g():\n    return 1",
                "from deco import twice\n@twice\ndef f():\n    return 1\ndef g():\n    return 1",
            ),
        },
        "from m import f, g",
        "both = {'f': f, 'g': g}",
        probe="f(), g(), both['f'](), both['g']()",
    ),
    functions(
        "a decorator that is a class with state",
        {
            "deco.py": (
                """
                class counted:
                    def __init__(self, f):
                        self.f, self.calls = f, 0
                    def __call__(self, *args):
                        self.calls += 1
                        return self.f(*args)
                """,
                """
                class counted:
                    def __init__(self, f):
                        self.f, self.calls = f, 0
                    def __call__(self, *args):
                        self.calls += 1
                        return "counted", self.f(*args)
                """,
            ),
            "m.py": "from deco import counted\n@counted\ndef f(x):\n    return x",
        },
        "from m import f",
        probe="f(1), type(f).__name__",
    ),
    functions(
        "a decorator that registers: each name once, in its newest version",
        {
            "registry.py": """
                COMMANDS = {}
                ORDER = []
                def command(f):
                    COMMANDS[f.__name__] = f
                    ORDER.append(f)
                    return f
                """,
            "m.py": (
                """
                from registry import command
                @command
                def start(): return "start 1"
                @command
                def stop(): return "stop 1"
                """,
                """
                from registry import command
                @command
                def start(): return "start 2"
                @command
                def status(): return "status 2"
                @command
                def stop(): return "stop 2"
                """,
            ),
        },
        "import m\nfrom registry import COMMANDS, ORDER",
        probe="sorted((k, f()) for k, f in COMMANDS.items()), sorted(f() for f in ORDER)",
    ),
    functions(
        "a notebook function under a module's decorator",
        {"deco.py": (TWICE, THRICE)},
        "from deco import twice",
        "@twice\ndef mine():\n    return 'mine'",
        probe="mine()",
    ),
    functions(
        "a context manager made by a decorator",
        {
            "m.py": tuple(
                f"""
                import contextlib
                @contextlib.contextmanager
                def tag(log, name="{name}"):
                    log.append("<" + name)
                    yield name
                    log.append(name + ">")
                """
                for name in ("b", "em")
            )
        },
        "from m import tag",
        "log = []",
        probe="[(name, log) for _ in [0] for name in [tag(log).__enter__()]]",
    ),
)

CACHES = (
    functions(
        "lru_cache: results of the old body are forgotten",
        {
            "m.py": tuple(
                f"import functools\n@functools.lru_cache\ndef f(n):\n    return n * {k}"
                for k in (1, 2)
            )
        },
        "from m import f",
        "f(10), f(11)",
        probe="f(10), f(11), f.cache_info().misses",
    ),
    functions(
        "cache: results made by a helper in another module are forgotten",
        {
            "helper.py": ("def rate():\n    return 1", "def rate():\n    return 2"),
            "m.py": """
                from functools import cache
                from helper import rate
                @cache
                def f(n):
                    return n * rate()
                """,
        },
        "from m import f",
        probe="f(10)",
    ),
    functions(
        "lru_cache: its size edited",
        {
            "m.py": tuple(
                f"from functools import lru_cache\n@lru_cache(maxsize={n})\ndef f(x):\n    return x"
                for n in (8, 16)
            )
        },
        "from m import f",
        "fs = [f]",
        probe="f.cache_info().maxsize, fs[0] is f, f.cache_parameters()['maxsize']",
    ),
    functions(
        "lru_cache gained and lost",
        {
            "m.py": (
                "import functools\ndef f(x): return [x]\n@functools.cache\ndef g(x): return [x]",
                "import functools\n@functools.cache\ndef f(x): return [x]\ndef g(x): return [x]",
            )
        },
        "from m import f, g",
        probe="f(1) is f(1), g(1) is g(1), hasattr(f, 'cache_clear'), hasattr(g, 'cache_clear')",
    ),
)

CLOSURES = (
    functions(
        "a closure factory, called anew",
        {
            "m.py": (
                "def adder(n):\n    def add(x):\n        return x + n\n    return add",
                "def adder(n):\n    n *= 10\n    def add(x):\n        return x + n\n    return add",
            )
        },
        "from m import adder",
        probe="adder(1)(1)",
    ),
    functions(
        "a closure made before the edit has the new body",
        {
            "m.py": (
                "def adder(n):\n    def add(x):\n        return x + n\n    return add",
                "def adder(n):\n    def add(x):\n        return ['sum', x + n]\n    return add",
            )
        },
        "from m import adder",
        "add = adder(5)\nboth = [add, adder(6)]",
        probe="add(1), both[1](1)",
    ),
    functions(
        "a closure made before the edit reads the new global",
        {
            "m.py": tuple(
                f"UNIT = '{unit}'\ndef labeller(name):\n    return lambda: name + UNIT"
                for unit in ("m", "km")
            )
        },
        "from m import labeller",
        "label = labeller('way ')\nlabels = {'a': label}",
        probe="label(), labels['a']()",
    ),
    functions(
        "a closure over a function of the module",
        {
            "m.py": tuple(
                f"""
                def shout(text, mark="{mark}"):
                    return text.upper() + mark
                def apply(f):
                    def run(x):
                        return f(x)
                    return run
                loud = apply(shout)
                """
                for mark in "!?"
            )
        },
        "from m import loud, apply, shout",
        "mine = apply(shout)",
        probe="loud('a'), mine('b')",
    ),
    functions(
        "a partial, an operator and a map at the top level",
        {
            "m.py": tuple(
                f"""
                import functools, operator
                def mul(a, b):
                    return a * b
                scale = functools.partial(mul, {n})
                pick = operator.itemgetter({n} - 2)
                """
                for n in (2, 3)
            )
        },
        "from m import scale, pick",
        "scales = [scale]",
        probe="scale(10), scales[0](1), pick('ab')",
    ),
)

DECORATES = """
    import functools

    def traced(f):
        @functools.wraps(f)
        def wrapper(*args):
            return "traced", f(*args)
        return wrapper

    def timed(f):
        def wrapper(*args):
            return "timed", f(*args)
        return wrapper
    """

SHARED = (
    functions(
        "a function loses the decorator that the notebook uses, too",
        {
            "m.py": tuple(
                f"{DECORATES}\n    {decorator}\n    def f(n=2):\n        return 'f', n\n"
                for decorator in ("@traced", "")
            )
        },
        "from m import f, traced",
        "@traced\ndef mine(n=1):\n    return n",
        "both = [f, mine]",
        probe="f(), mine(), [g() for g in both], mine.__name__",
    ),
    functions(
        "a function gets another one of two decorators that the notebook uses",
        {
            "m.py": tuple(
                f"{DECORATES}\n    @{decorator}\n    def f(n=2):\n        return 'f', n\n"
                for decorator in ("traced", "timed")
            )
        },
        "from m import f, timed, traced",
        "@traced\ndef mine(n=1):\n    return n",
        "@timed\ndef other(n=1):\n    return n",
        probe="f(), mine(), other()",
    ),
    functions(
        "a function that a factory made is written out, the notebook uses the factory",
        {
            "m.py": (
                "def adder(n):\n    return lambda x: x + n\n\nplus = adder(1)\n",
                "def adder(n):\n    return lambda x: x + n\n\ndef plus(x):\n    return x + 100\n",
            )
        },
        "from m import adder, plus",
        "mine = adder(5)",
        probe="plus(1), mine(1)",
    ),
)

SCENARIOS = DECORATORS + CACHES + CLOSURES + SHARED
