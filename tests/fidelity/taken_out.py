"""What cells take out of a module's tables, wrappers and objects, and what they make of it."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
references = partial(case, "references")
names = partial(case, "names")

UNDER_WRAPPERS = (
    functions(
        "a decorator that is a descriptor: what it made for an instance before the edit",
        versions(
            {
                "deco.py": """
                    class logged:
                        def __init__(self, f, of=None): self.f, self.of = f, of
                        def __get__(self, of, cls=None): return type(self)(self.f, of)
                        def __call__(self, *args): return "«old¦new»", self.f(self.of, *args)
                """,
                "m.py": """
                    from deco import logged
                    class A:
                        @logged
                        def g(self, x): return x«¦ * 10»
                """,
            }
        ),
        "from m import A\na = A(); held = a.g",
        probe="a.g(1), held(1), type(held) is type(A.__dict__['g'])",
    ),
    functions(
        "the plain function under a decorator with slots, alone and wrapped again by a cell",
        versions(
            {
                "deco.py": """
                    class Command:
                        __slots__ = ("run", "name")
                        def __init__(self, run): self.run, self.name = run, run.__name__
                        def __call__(self, *args): return self.run(*args)
                """,
                "m.py": """
                    from deco import Command
                    K = «1¦2»
                    @Command
                    def go(x): return x, K
                """,
            }
        ),
        "from m import go\nplain, again = [go.run], type(go)(go.run)",
        probe="plain[0](1), again(1), go(1), plain[0] is go.run",
    ),
)

OUT_OF_TABLES = (
    references(
        "lambdas out of a table, a closure made with arguments, a partial and an operator",
        versions(
            {
                "m.py": """
                    import functools, operator
                    def split(by, turned=False):
                        def parse(s): return s.split(by)«¦[::-1]»
                        return parse
                    def read(s, by): return s.split(by)[0]
                    TABLE = {"a": lambda x: x«¦ * 2», "b": lambda x: x«¦ * 3»}
                    PARSERS = {"csv": split("«,¦;»"), "tsv": split("\\t")}
                    READERS = [functools.partial(read, by="«,¦;»"), operator.itemgetter(«0¦1»)]
                """
            }
        ),
        "import m",
        "fn, box = m.TABLE['a'], (m.TABLE['b'], m.READERS[0], m.READERS[1])\n"
        "def use(parse=m.PARSERS['csv']): return parse('a,b;c')",
        probe="fn(1), box[0](1), box[1]('a,b;c'), box[2]('xy'), use(), fn is m.TABLE['a']",
    ),
    references(
        "instances and settings out of a module's dicts and lists, one within another",
        versions(
            {
                "m.py": """
                    class Model:
                        def __init__(self, n): self.n = n
                    MODELS = {"a": Model(«1¦2»), "b": Model(3)}
                    DEEP = {"x": {"y": [Model(«5¦6»)]}}
                    SETTINGS = {"db": {"host": "«old¦new»"}}
                """
            }
        ),
        "import m",
        "class Client:\n    def __init__(self, settings): self.settings = settings",
        "held = [m.MODELS['a'], m.DEEP['x']['y'][0]]\nclient = Client(m.SETTINGS['db'])",
        probe="[x.n for x in held], client.settings['host'], held[0] is m.MODELS['a']",
    ),
    references(
        "parts of a module's object, and functions that it made and keeps",
        versions(
            {
                "m.py": """
                    class Db:
                        __slots__ = ("url", "ask")
                        def __init__(self, url):
                            self.url = url
                            self.ask = lambda: url + "«¦!»"
                    class App:
                        def __init__(self):
                            self.db = Db("«old¦new»")
                            self.hooks = [lambda: "«old¦new»"]
                    app = App()
                """
            }
        ),
        "from m import app",
        "held = [app.db, app.hooks[0], app.db.ask]\ndef url(db=app.db): return db.url",
        probe="held[0].url, held[1](), held[2](), url(), held[0] is app.db",
    ),
    references(
        "functions out of a set, a frozenset and a closure",
        versions(
            {
                "m.py": """
                    def make():
                        def hidden(): return "«old¦new»"
                        return {hidden}, frozenset([hidden]), lambda: hidden
                    SET, FROZEN, CLOSURE = make()
                """
            }
        ),
        "import m",
        "held = [next(iter(m.SET)), next(iter(m.FROZEN)), m.CLOSURE()]",
        probe="[f() for f in held], held[0] is next(iter(m.SET))",
    ),
)

WEAKLY = (
    references(
        "weak keys whose hash the edit changes, and a cache by weak keys",
        versions(
            {
                "m.py": """
                    import weakref
                    _known = weakref.WeakKeyDictionary()
                    class Node:
                        def __init__(self, n): self.n = n
                        def __hash__(self): return hash((self.n, «1¦2»))
                        def __eq__(self, other): return self.n == other.n
                    def info(node):
                        if node not in _known: _known[node] = "«old¦new»", node.n
                        return _known[node]
                """
            }
        ),
        "from m import Node, info\nimport weakref",
        "a, b = Node(1), Node(2)\ninfo(a)\n"
        "mine, some = weakref.WeakKeyDictionary({a: 'a', b: 'b'}), weakref.WeakSet([a])",
        probe="mine[a], mine[Node(2)], Node(1) in some, info(a), info(b)",
    ),
    references(
        "weak keys that a decorator of the module and one in a cell enter",
        versions(
            {
                "m.py": """
                    import weakref
                    TAGS = weakref.WeakKeyDictionary()
                    def tag(value):
                        def enter(thing):
                            TAGS[thing] = value
                            return thing
                        return enter
                    @tag("«old¦new»")
                    def f(): return 1
                    @tag("A«¦!»")
                    class A: pass
                """
            }
        ),
        "import m",
        "@m.tag('mine')\ndef mine(): pass",
        probe="m.TAGS[m.f], m.TAGS[m.A], m.TAGS[mine], len(m.TAGS)",
    ),
)

IN_CELLS = (
    functions(
        "a cell's cache over a helper of the notebook that uses the module",
        versions({"m.py": "K = «1¦2»\ndef f(x): return x * K\n"}),
        "from m import f\nimport functools",
        "def helper(x): return f(x) + 1\n@functools.cache\ndef dear(x): return helper(x)\n"
        "@functools.cache\ndef other(): return object()\nkept = other()",
        "dear(3)",
        probe="dear(3), other() is kept",
    ),
    names(
        "constants of a module that importlib gave, and by getattr",
        versions({"m.py": "K = «1¦2»\nL = «'old'¦'new'»"}),
        "import importlib\nm = importlib.import_module('m')",
        "k, l = m.K, getattr(m, 'L')\nagain = importlib.import_module('m').K",
        probe="k, l, again",
    ),
    names(
        "constants out of a module's dicts, lists and tuples",
        versions(
            {
                "conf.py": """
                    SETTINGS = {"timeout": «1¦2», "db": {"host": "«old¦new»"}}
                    ROWS = [0, «1¦2»]
                    SIZE = «1¦2», 3
                """
            }
        ),
        "import conf\nfrom conf import SETTINGS",
        "timeout, host = conf.SETTINGS['timeout'], SETTINGS['db']['host']",
        "last = conf.ROWS[-1]\nwidth, height = conf.SIZE",
        probe="timeout, host, last, width, height",
    ),
    names(
        "what was the last item of a module's list once, and is not any more",
        versions({"m.py": "K = «1¦2»\nSEEN = []\ndef see(x): SEEN.append(x)\n"}),
        "import m\nm.see('a')",
        "first = m.SEEN[-1]\nm.see('b')\nsecond = m.SEEN[-1]",
        probe="first, second, m.SEEN, m.K",
    ),
    functions(
        "a context variable's default, and a function made by exec in a namespace of its own",
        versions(
            {
                "m.py": """
                    def f(): return "«old¦new»"
                    space = {}
                    exec("def made(): return '«old¦new»'", space)
                    made = space["made"]
                """
            }
        ),
        "from m import f, made\nimport contextvars",
        "current, held = contextvars.ContextVar('current', default=f), [made]",
        probe="current.get()(), held[0]()",
    ),
)

MADE_OF_IT = (
    functions(
        "a module's function and a method, wrapped in place by cells",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def f(x): return x + K
                    def g(x): return f(x) * 10
                    class A:
                        def f(self, x): return x + K
                        def g(self, x): return self.f(x) * «10¦100»
                """
            }
        ),
        "import m\nfrom m import A, g",
        "def twice(f):\n    def wrapped(x): return f(f(x))\n    return wrapped\nm.f = twice(m.f)",
        "before = A.f\ndef f(self, x): return before(self, x) * 2\nA.f = f\na = A()",
        probe="m.f(1), g(1), a.f(1), a.g(1)",
    ),
    functions(
        "cached properties of live instances, over a constant and over another module",
        versions(
            {
                "h.py": "def times(n): return n * «2¦3»",
                "m.py": """
                    import functools, h
                    K = «1¦2»
                    def plus(n): return n + K
                    class A:
                        def __init__(self, n): self.n = n
                        @functools.cached_property
                        def product(self): return h.times(self.n)
                        @functools.cached_property
                        def total(self): return plus(self.n)
                """,
            }
        ),
        "from m import A\nclass Mine(A): pass",
        "a, held = A(5), [Mine(1)]\na.product, a.total, held[0].total",
        probe="a.product, a.total, held[0].total, a.n",
    ),
    names(
        "constants that change places, and some through a package that asks its submodule",
        versions(
            {
                "m.py": "A = «1¦2»\nB = «10¦20»\nPAIRS = ((«1¦2», 3), «5¦6»)",
                "p/__init__.py": """
                    import importlib
                    def __getattr__(name):
                        if name != "K": raise AttributeError(name)
                        return importlib.import_module(".c", __name__).K
                """,
                "p/c.py": "K = «1¦2»",
            }
        ),
        "from m import A, B\nfrom p import K\nimport m, p",
        "(a, b), c = m.PAIRS\nA, B = B, A\nsame = p.K",
        probe="A, B, a, b, c, K, same",
    ),
)

SCENARIOS = UNDER_WRAPPERS + OUT_OF_TABLES + WEAKLY + IN_CELLS + MADE_OF_IT
