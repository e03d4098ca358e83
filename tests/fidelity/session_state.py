"""What the session put into modules and classes is there, too, when these have run again.

A fresh process runs the cells that put it there. So an edit elsewhere in the file must not lose it.
"""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

names = partial(case, "names")
classes = partial(case, "classes")
functions = partial(case, "functions")
references = partial(case, "references")

SET_FROM_THE_NOTEBOOK = (
    names(
        "a module's attribute set from the notebook stays set",
        {
            "m.py": (
                "VERBOSE = False\ndef f(): return VERBOSE",
                "VERBOSE = False\nNEW = 1\ndef f(): return VERBOSE, NEW",
            )
        },
        "import m",
        "m.VERBOSE = True",
        probe="m.f(), m.VERBOSE",
    ),
    names(
        "an attribute set from the notebook stays set where its own line is edited, twice",
        {
            "m.py": (
                "URL = 'prod'\ndef f(): return URL",
                "URL = 'prod'\nA = 1\ndef f(): return URL, A",
                "URL = 'other'\nA = 2\ndef f(): return URL, A",
            )
        },
        "import m",
        "m.URL = 'test'",
        probe="m.f()",
    ),
    names(
        "an attribute that a with block set for a while follows the edit",
        {
            "m.py": (
                "URL = 'prod'\ndef f(): return URL",
                "URL = 'other'\nA = 1\ndef f(): return URL, A",
            )
        },
        "import m\nfrom unittest import mock",
        "with mock.patch('m.URL', 'test'):\n    m.f()",
        probe="m.f()",
    ),
    names(
        "an attribute that the notebook gave a module, and a function of its own",
        {"m.py": tuple(f"K = {n}\ndef f(): return K, extra, helper()" for n in (1, 2))},
        "import m",
        "m.extra = 5\ndef helper(): return 'mine'\nm.helper = helper",
        probe="m.f()",
    ),
    names(
        "a function of the module that the notebook replaced stays replaced",
        {
            "m.py": tuple(
                f"K = {n}\ndef f(): return g(), K\ndef g(): return 'theirs'" for n in (1, 2)
            )
        },
        "import m",
        "m.g = lambda: 'mine'",
        probe="m.f()",
    ),
    names(
        "an entry that the notebook put into a module's dictionary",
        {
            "m.py": tuple(
                f"OPTIONS = {{'debug': False}}\nK = {n}\ndef f(): return OPTIONS, K" for n in (1, 2)
            )
        },
        "import m",
        "m.OPTIONS['debug'] = True",
        probe="m.f()",
    ),
    names(
        "a list of the module's that the notebook fills",
        {"m.py": tuple(f"items = []\nK = {n}\ndef f(): return items, K" for n in (1, 2))},
        "from m import items, f",
        "items.append('mine')",
        probe="items, f()",
    ),
    names(
        "a settings object of the module's, set from the notebook",
        {
            "m.py": tuple(
                f"""
                class Config:
                    debug = False
                    level = {n}
                config = Config()
                def f(): return config.debug, config.level
                """
                for n in (1, 2)
            )
        },
        "from m import config, f",
        "config.debug = True",
        probe="f(), config.debug",
    ),
    classes(
        "a class attribute set from the notebook stays set",
        {
            "m.py": (
                "class A:\n    limit = 1\n    def f(self): return self.limit",
                "class A:\n    limit = 1\n    def f(self): return self.limit\n"
                "    def g(self): return 'g'",
            )
        },
        "from m import A",
        "A.limit = 5; a = A()",
        probe="a.f(), a.g(), A().f()",
    ),
    classes(
        "a method that the notebook put into a class stays",
        {"m.py": ("class A:\n    x = 1", "class A:\n    x = 2\n    def g(self): return 'g'")},
        "from m import A",
        "def mine(self):\n    return 'mine', self.x\nA.mine = mine; a = A()",
        probe="a.mine(), a.g()",
    ),
    classes(
        "an attribute set on a class by another module's function",
        {
            "m.py": ("class A:\n    x = 1", "class A:\n    x = 2\n    def g(self): return 'g'"),
            "n.py": "def setup(cls): cls.ready = True",
        },
        "from m import A; from n import setup",
        "setup(A); a = A()",
        probe="a.ready, a.x, a.g()",
    ),
)

MADE_BY_CALLS = (
    names(
        "a name that the module's own function counts up",
        {
            "m.py": tuple(
                f"""
                count = 0
                K = {n}
                def tick():
                    global count
                    count += 1
                    return count
                """
                for n in (1, 2)
            )
        },
        "import m",
        "m.tick(); m.tick()",
        probe="m.tick(), m.K",
    ),
    classes(
        "an instance that a global of the module took up since the import",
        {
            "m.py": tuple(
                f"""
                K = {n}
                current = None
                class Session:
                    def f(self): return K
                def start():
                    global current
                    current = Session()
                    return current
                """
                for n in (1, 2)
            )
        },
        "import m",
        "s = m.start(); box = [s]",
        probe="type(s).__name__, box[0] is s, s.f(), m.current is s",
    ),
    classes(
        "a singleton by __new__ and by a function of the module",
        {
            "m.py": tuple(
                f"""
                class S:
                    _it = None
                    v = {n}
                    def __new__(cls):
                        if cls._it is None:
                            cls._it = super().__new__(cls)
                        return cls._it
                def get(): return S()
                """
                for n in (1, 2)
            )
        },
        "from m import S, get",
        "s = S(); s.name = 'kept'",
        probe="s.v, S() is S(), get() is s, getattr(get(), 'name', None)",
    ),
    classes(
        "a class's own list and weak set of its instances",
        {
            "m.py": tuple(
                f"""
                import weakref
                class A:
                    every, weakly = [], weakref.WeakSet()
                    K = {n}
                    def __init__(self):
                        self.every.append(self)
                        self.weakly.add(self)
                """
                for n in (1, 2)
            )
        },
        "from m import A",
        "a, b = A(), A()",
        probe="[x.K for x in A.every], A.every[0] is a, sorted(x.K for x in A.weakly), "
        "a in A.weakly",
    ),
    classes(
        "a counter in the class, and one of itertools",
        {
            "m.py": tuple(
                f"""
                import itertools
                class A:
                    made, ids, K = 0, itertools.count(), {n}
                    def __init__(self):
                        A.made += 1
                        self.id = next(A.ids)
                """
                for n in (1, 2)
            )
        },
        "from m import A",
        "a, b = A(), A()",
        probe="A.made, A().id, A.made, a.K",
    ),
    references(
        "a lock and a queue of the module's that others hold",
        {
            "m.py": tuple(
                f"""
                import queue, threading
                lock, q, K = threading.Lock(), queue.Queue(), {n}
                def put(x): q.put((x, K))
                """
                for n in (1, 2)
            )
        },
        "import m\nfrom m import lock, q, put",
        "held = [lock, q]; put('old')",
        probe="held[0] is m.lock, lock is m.lock, held[1] is q is m.q, q.qsize(), m.K",
    ),
    references(
        "a sentinel of the module's: by name, in a list, as a default, as a key",
        {
            "m.py": tuple(
                f"MISSING = object()\nK = {n}\n"
                "def f(x=MISSING):\n    return K if x is MISSING else x"
                for n in (1, 2)
            )
        },
        "import m\nfrom m import MISSING, f",
        "box = [MISSING]; d = {MISSING: 1, 'm': MISSING}\ndef g(x=MISSING):\n    return f(x)",
        probe="f(MISSING), f(box[0]), g(), d[m.MISSING], d['m'] is m.MISSING, MISSING is m.MISSING",
    ),
    references(
        "a single instance of the module's, held in many places and written to",
        {
            "m.py": tuple(
                f"class Zero:\n    n = {n}\nZERO = Zero()\nclass A:\n    ZERO = ZERO"
                for n in (1, 2)
            )
        },
        "import m\nfrom m import A, ZERO",
        "zero = A.ZERO; box = [zero]; zero.note = 'kept'",
        probe="zero is m.ZERO, zero is A.ZERO, box[0] is ZERO, zero.n, zero.note",
    ),
    functions(
        "a cache kept by hand in the module is made anew with the new constant",
        {
            "m.py": tuple(
                f"""
                K = {n}
                _cache = {{}}
                def f(x):
                    if x not in _cache:
                        _cache[x] = x * K
                    return _cache[x]
                """
                for n in (1, 2)
            )
        },
        "from m import f",
        "f(10)",
        probe="f(10)",
    ),
)

REGISTERED = (
    classes(
        "a notebook subclass stays in the registry of the edited module's base",
        {
            "m.py": tuple(
                f"""
                class Base:
                    registry = {{}}
                    K = {n}
                    def __init_subclass__(cls): Base.registry[cls.__name__] = cls
                """
                for n in (1, 2)
            )
        },
        "from m import Base",
        "class Mine(Base): pass\nmine = Mine()",
        probe="list(Base.registry), mine.K, Base.registry['Mine'] is Mine",
    ),
    functions(
        "a notebook function stays registered in the edited module",
        {
            "m.py": tuple(
                f"""
                COMMANDS = {{}}
                def command(f):
                    COMMANDS[f.__name__] = f
                    return f
                @command
                def one(n={n}): return str(n)
                """
                for n in (1, 2)
            )
        },
        "import m\nfrom m import command",
        "@command\ndef mine(): return 'mine'",
        probe="sorted(m.COMMANDS), sorted(f() for f in m.COMMANDS.values())",
    ),
    functions(
        "a hook without a name that a module leaves in another one is there once",
        {
            "hooks.py": "HOOKS = []",
            "m.py": tuple(f"import hooks\nK = {n}\nhooks.HOOKS.append(lambda: K)" for n in (1, 2)),
        },
        "import m, hooks",
        probe="[hook() for hook in hooks.HOOKS], m.K",
    ),
    classes(
        "a registry of another module that refuses the same class twice",
        {
            "base.py": """
                TABLES = {}
                def table(cls):
                    if cls.__name__ in TABLES:
                        raise ValueError("already defined")
                    TABLES[cls.__name__] = cls
                    return cls
                """,
            "m.py": tuple(
                f"from base import table\n@table\nclass User:\n    n = {n}" for n in (1, 2)
            ),
        },
        "from m import User; from base import TABLES",
        "u = User()",
        probe="u.n, User.n, TABLES['User'] is User, len(TABLES)",
    ),
    functions(
        "a group of commands in another module that refuses the same name twice",
        {
            "cli.py": """
                class Group:
                    def __init__(self): self.commands = {}
                    def command(self, f):
                        assert f.__name__ not in self.commands, "twice"
                        self.commands[f.__name__] = f
                        return f
                group = Group()
                """,
            "m.py": tuple(
                f"from cli import group\nK = {n}\n@group.command\ndef run(): return K"
                for n in (1, 2)
            ),
        },
        "from m import run; from cli import group",
        probe="run(), group.commands['run'](), len(group.commands)",
    ),
)

SCENARIOS = SET_FROM_THE_NOTEBOOK + MADE_BY_CALLS + REGISTERED
