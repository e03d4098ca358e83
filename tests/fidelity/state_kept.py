"""What the session has made of a module since its import, when the module has to run again."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

names = partial(case, "names")
classes = partial(case, "classes")
survives = partial(case, "survives")

GLOBALS = (
    names(
        "a flag, a mode and a user that functions set",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    on, mode, user = False, "slow", None
                    def enable():
                        global on
                        on = True
                    def set_mode(name):
                        global mode
                        if name not in ("slow", "fast"): raise ValueError(name)
                        mode = name
                    def login(name):
                        global user
                        user = name
                        return user
                """
            }
        ),
        "import m",
        "m.enable(); m.set_mode('fast'); m.login('ann')",
        probe="m.on, m.mode, m.user, m.K",
    ),
    names(
        "a counter imported by name before cells count it up, and again after that",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    count = 0
                    def tick():
                        global count
                        count += 1
                """
            }
        ),
        "import m\nfrom m import count",
        "m.tick(); m.tick()",
        "from m import count as later",
        "m.tick()",
        probe="count, later, m.count, m.K",
    ),
    names(
        "a counter whose first value is edited",
        versions(
            {
                "m.py": """
                    count = «0¦100»
                    def tick(by=1):
                        global count
                        count += by
                        return count
                """
            }
        ),
        "import m",
        "m.tick(); m.tick(3)",
        probe="m.count, m.tick()",
    ),
    names(
        "what modules list in another one while they are imported, and cells after them",
        versions(
            {
                "base.py": """
                    K = «1¦2»
                    names = []
                    def add(name): names.append(name)
                """,
                "one.py": "from base import K, add\nadd('one')\n«¦add('two')»",
            }
        ),
        "import base, one",
        "base.add('mine')",
        probe="base.names, one.K",
    ),
    names(
        "what a module no longer lists in another one, which runs again, too",
        versions(
            {
                "base.py": "K, names, table = «1¦2», [], {}",
                "one.py": "import base\n«base.names.append('one'); base.table['one'] = 1¦»",
            }
        ),
        "import base",
        "import one",
        "base.names.append('mine')",
        probe="base.names, base.table, base.K",
    ),
    names(
        "a value worked out when first asked for is worked out anew",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    _table = None
                    def table():
                        global _table
                        if _table is None:
                            _table = [K] * 3
                        return _table
                """
            }
        ),
        "import m",
        "first = len(m.table())",
        probe="m.table(), first",
    ),
    names(
        "names that a function adds to its module",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def connect():
                        global connection
                        connection = {"open": True}
                """
            }
        ),
        "import m",
        "m.connect()",
        probe="m.connection, m.K",
    ),
    names(
        "two edits in a row, and what the session did between them",
        versions(
            {
                "m.py": """
                    K = «1¦2¦3»
                    seen = []
                    count = 0
                    def see(x):
                        global count
                        count += 1
                        seen.append(x)
                """
            }
        ),
        "import m",
        "m.see('a')",
        after=("m.see('b')",),
        probe="m.seen, m.count, m.K",
    ),
    names(
        "state in a module that only depends on the edited one",
        versions(
            {
                "config.py": "RATE = «1¦2»",
                "app.py": """
                    from config import RATE
                    sessions = {}
                    def open_session(name):
                        sessions[name] = {"name": name}
                    def price(n): return n * RATE
                """,
            }
        ),
        "import app",
        "app.open_session('ann')",
        probe="app.sessions, app.price(10)",
    ),
)

HOOKS = tuple(
    names(
        f"a hook that a cell sets to a function which the module decorates: {how}",
        versions(
            {
                "m.py": """
                    from functools import wraps
                    K, hook = «1¦2», None
                    def handler(f):
                        @wraps(f)
                        def inner(*args): return K, f(*args)
                        return inner
                    def set_hook(f):
                        global hook
                        hook = f
                """
            }
        ),
        "import m",
        f"@m.handler\ndef mine(): return 'mine'\n{how}",
        probe="mine(), m.hook(), m.hook is mine",
    )
    for how in ("m.hook = mine", "m.set_hook(mine)", "setattr(m, 'hook', mine)")
)

CONTAINERS = (
    names(
        "a list whose beginning is edited, and which cells added to",
        versions({"m.py": "items = [1, 2«¦, 3»]\ndef f(): return list(items)"}),
        "from m import items, f",
        "items.append(9)",
        probe="items, f()",
    ),
    names(
        "items that cells took out of a list, a dict and a set",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    items, table, tags = [1, 2, 3], {"a": 1, "b": 2}, {"x", "y"}
                """
            }
        ),
        "import m",
        "m.items.remove(2); m.table.pop('a'); m.tags.discard('x'); m.items.insert(0, 0)",
        probe="m.items, m.table, m.tags, m.K",
    ),
    names(
        "dicts of all kinds that functions fill",
        versions(
            {
                "m.py": """
                    from collections import Counter, OrderedDict, defaultdict, deque
                    K = «1¦2»
                    groups, counts = defaultdict(list), Counter()
                    order, last = OrderedDict(), deque(maxlen=2)
                    totals = {}
                    def note(name, n):
                        groups[name].append(n)
                        counts[name] += n
                        order[name] = n
                        last.append(n)
                        totals[name] = totals.get(name, 0) + n
                        return totals[name]
                """
            }
        ),
        "import m",
        "m.note('a', 1); m.note('b', 2); m.note('a', 3)",
        probe="dict(m.groups), dict(m.counts), list(m.order.items()), list(m.last), m.last.maxlen,"
        " m.totals, m.note('a', m.K)",
    ),
    names(
        "a settings dict within a dict, one value changed by a function, another edited",
        versions(
            {
                "m.py": """
                    SETTINGS = {"db": {"host": "local", "port": «1¦2»}, "debug": False}
                    def configure(**changes): SETTINGS["db"].update(changes)
                """
            }
        ),
        "import m",
        "m.configure(host='far'); m.SETTINGS['debug'] = True",
        probe="m.SETTINGS",
    ),
    names(
        "a registry with the module's own functions and one of a cell's",
        versions(
            {
                "m.py": """
                    REGISTRY = {}
                    def register(f):
                        if f.__name__ in REGISTRY: raise ValueError(f.__name__)
                        REGISTRY[f.__name__] = f
                        return f
                    @register
                    def one(): return «1¦10»
                    «¦@register
                    def two(): return 2»
                """
            }
        ),
        "import m",
        "@m.register\ndef mine(): return 3",
        probe="sorted((name, f()) for name, f in m.REGISTRY.items())",
    ),
)

OBJECTS = (
    classes(
        "an object at the top level that methods change",
        versions(
            {
                "m.py": """
                    class Store:
                        unit = «1¦2»
                        def __init__(self):
                            self.items, self.total = [], 0
                        def add(self, n):
                            self.items.append(n)
                            self.total += n
                            return self
                        def worth(self): return self.total * self.unit
                    «¦    def more(self): return 1»
                    store = Store()
                """
            }
        ),
        "from m import store, Store\nimport m",
        "store.add(1).add(2); box = [store]",
        probe="store.items, store.total, store.worth(), box[0] is store is m.store,"
        " type(store) is Store",
    ),
    classes(
        "an object of another module's class, which stays, and a cached property",
        versions(
            {
                "base.py": """
                    from functools import cached_property
                    class Bag:
                        def __init__(self, rate): self.rate, self.seen = rate, set()
                        @cached_property
                        def double(self): return self.rate * 2
                """,
                "m.py": "from base import Bag\nbag = Bag(«1¦2»)",
            }
        ),
        "import m",
        "m.bag.seen.add('x'); before = m.bag.double",
        probe="m.bag.seen, m.bag.rate, m.bag.double, before",
    ),
    classes(
        "what a class counts and lists, over three edits in a row",
        versions(
            {
                "m.py": """
                    class A:
                        made, every = 0, []
                        K = «1¦2¦3¦4»
                        def __init__(self):
                            A.made += 1
                            self.every.append(self)
                    class Store:
                        def __init__(self): self.items, self.n = [], 0
                        def add(self, x):
                            self.items.append(x)
                            self.n += 1
                    store = Store()
                """
            }
        ),
        "import m\nfrom m import A",
        "a, b = A(), A(); m.store.add('x')",
        after=("c = A(); m.store.add('y')",),
        probe="A.made, len(A.every), A.every[0] is a, A.every[-1] is c, a.K,"
        " m.store.items, m.store.n",
    ),
    classes(
        "one instance for each name, kept by the class",
        versions(
            {
                "m.py": """
                    class Unit:
                        _known = {}
                        factor = «1¦2»
                        def __new__(cls, name):
                            if name not in cls._known:
                                cls._known[name] = super().__new__(cls)
                            return cls._known[name]
                """
            }
        ),
        "from m import Unit",
        "meter = Unit('m')",
        probe="Unit('m') is meter, Unit('s') is meter, meter.factor",
    ),
    classes(
        "random numbers, an event and a local that others hold",
        versions(
            {
                "m.py": """
                    import random, threading
                    K = «1¦2»
                    rng, stop, here = random.Random(1), threading.Event(), threading.local()
                    def draw(): return rng.random()
                """
            }
        ),
        "import m\nfrom m import stop",
        "m.draw(); stop.set(); m.here.name = 'x'",
        probe="m.draw(), m.stop.is_set(), stop is m.stop, m.here.name, m.K",
    ),
    classes(
        "what the new source begins otherwise is made anew",
        versions(
            {
                "m.py": """
                    import collections, random
                    rng = random.Random(«1¦2»)
                    last = collections.deque(maxlen=«1¦2»)
                    size = «1¦2»
                    table = [0] * size
                """
            }
        ),
        "import m",
        "box = [m.table]",
        probe="m.rng.random(), m.last.maxlen, m.table, box",
    ),
    classes(
        "an object that the module itself sets up, anew with the edit",
        versions(
            {
                "m.py": """
                    import argparse
                    parser = argparse.ArgumentParser()
                    parser.add_argument("--n", default=«1¦2»)
                    «¦parser.add_argument("--more", default=3)»
                """
            }
        ),
        "import m\nfrom m import parser",
        probe="vars(parser.parse_args([])), vars(m.parser.parse_args([]))",
    ),
)

BROKEN = (
    survives(
        "state across an edit that fails, and the next one that does not",
        versions(
            {
                "m.py": """
                    K = «1¦1 / 0¦3»
                    seen = []
                    def see(x): seen.append(x)
                """
            }
        ),
        "import m",
        "m.see('a')",
        probe="m.seen, m.K",
    ),
)

SCENARIOS = GLOBALS + HOOKS + CONTAINERS + OBJECTS + BROKEN
