"""Sessions as they are: cells between the edits that hold, change, reload and go on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.scenario import Scenario
from tests.fidelity.writing import case, text

names = partial(case, "names")
survives = partial(case, "survives")
references = partial(case, "references")
classes = partial(case, "classes")
functions = partial(case, "functions")
bodies = partial(case, "bodies")


def between(scenario: Scenario, *cells: tuple[str, ...]) -> Scenario:
    """The scenario with cells after each of its edits."""
    both = zip(scenario.edits, cells, strict=True)
    edits = tuple(replace(edit, cells=tuple(map(text, ones))) for edit, ones in both)
    return replace(scenario, edits=edits)


BETWEEN = (
    between(
        references(
            "each version's instance and function, held in one list over four edits",
            versions(
                {
                    "m.py": """
                        K = «1¦2¦3¦4¦5»
                        class A:
                            def f(self): return K
                        «¦    def g(self): return "g"¦    g = 1¦¦    def g(self): return "G"»
                        def h(): return K
                    """
                }
            ),
            "from m import A, h\nheld, fs = [A()], [h]",
            probe="[x.f() for x in held], [f() for f in fs], held[0].g(),"
            " len({type(x) for x in held}),"
            " [type(x) is A for x in held], len(set(fs))",
        ),
        *((("held.append(A()); fs.append(h)",),) * 3),
        ("pass",),
    ),
    between(
        survives(
            "a counter, a cache of the session's and a rebound name over three edits",
            versions(
                {
                    "m.py": """
                        K = «1¦2¦3¦4»
                        LIMIT = 10
                        hits = 0
                        seen = {}
                        def see(x):
                            global hits
                            hits += 1
                            seen.setdefault(x, []).append(hits)
                            return K, LIMIT
                    """
                }
            ),
            "import m\nfrom m import see, LIMIT",
            "see('a'); LIMIT = 99; m.LIMIT = 20",
            probe="m.hits, m.seen, LIMIT, see('z'), m.LIMIT",
        ),
        ("see('b'); see('a')",),
        ("m.seen.pop('b')",),
        ("see('c')",),
    ),
    between(
        functions(
            "importlib.reload in a cell between two edits, names held from before and after",
            versions(
                {
                    "m.py": """
                        K = «1¦2¦3»
                        def f(): return K
                        class A:
                            def f(self): return "«a¦b¦c»", K
                    """,
                    "n.py": "from m import f, K\ndef g(): return f(), K",
                }
            ),
            "import importlib, m, n\nfrom m import f, A\na = A(); fs = [f]",
            probe="f(), a.f(), fs[0](), m.f(), n.g(), A().f()",
        ),
        ("importlib.reload(m);", "fs.append(m.f)"),
        (),
    ),
    between(
        classes(
            "a notebook subclass defined between two edits, another after them",
            versions(
                {
                    "m.py": """
                        import abc
                        class Base(abc.ABC):
                            kinds = []
                            def __init_subclass__(cls, **k):
                                super().__init_subclass__(**k)
                                Base.kinds.append(cls.__name__)
                            @abc.abstractmethod
                            def a(self): ...
                            def f(self): return "«1¦2¦3»", self.a()
                        class Own(Base):
                            def a(self): return "own«1¦2¦3»"
                    """
                }
            ),
            "from m import Base, Own\no = Own()",
            probe="o.f(), Mine().f(), More().f(), Base.kinds, isinstance(Mine(), Base)",
        ),
        ("class Mine(Base):\n    def a(self): return 'mine'",),
        ("class More(Mine):\n    def f(self): return super().f() + ('more',)",),
    ),
    between(
        bodies(
            "a body, a constant, a body and a method, one after another, a bound method held",
            {
                "m.py": tuple(
                    f"""
                        K = {k}
                        def f(): return {body}, K
                        class A:
                            def g(self): return {method}
                            {more}
                    """
                    for k, body, method, more in (
                        (1, 1, "f()", ""),
                        (1, 2, "f()", ""),
                        (3, 2, "f()", ""),
                        (3, 4, "f(), 'x'", ""),
                        (3, 4, "f(), 'x'", "def h(self): return 'h'"),
                    )
                )
            },
            "from m import f, A\na = A(); g = a.g; held = {'f': [f]}",
            probe="f(), g(), held['f'][0](), a.h(), A().g()",
        ),
        ("held['g'] = a.g",),
        ("b = A()",),
        (),
        ("h = b.h",),
    ),
    between(
        names(
            "a module removed from sys.modules and imported anew by a cell, then edited",
            versions(
                {
                    "m.py": "K = «1¦2¦3»\ndef f(): return K",
                    "n.py": "import m\ndef g(): return m.f()",
                }
            ),
            "import sys, m, n\nfrom m import f",
            probe="m.f(), n.g(), m.K",
            expected="(3, 3, 3)",
        ),
        ("del sys.modules['m']; import m",),
        (),
    ),
)

RUNNING = (
    functions(
        "an asynchronous generator of the module, half-way, and tasks begun before the edit",
        versions(
            {
                "m.py": """
                    import asyncio
                    K = «1¦2»
                    async def count(n):
                        for i in range(n):
                            yield i * K
                    async def once(x): return x * K
                    class Feed:
                        def __init__(self): self.n = 0
                        def __aiter__(self): return self
                        async def __anext__(self):
                            self.n += 1
                            if self.n > 4: raise StopAsyncIteration
                            return self.n * K
                """
            }
        ),
        "import asyncio\nfrom m import count, once, Feed\nloop = asyncio.new_event_loop()\n"
        "run = loop.run_until_complete\nfeed = Feed(); first = run(feed.__anext__())",
        "async def rest(f): return [x async for x in f]",
        probe="run(rest(feed)), run(rest(count(3))), run(once(5)), type(feed) is Feed",
    ),
    functions(
        "a queue of callables worked off by a thread that a cell began",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def job(x): return x * K
                    class Worker:
                        factor = «1¦3»
                        def run(self, x): return x * self.factor
                """
            }
        ),
        """
            import queue, threading
            from m import job, Worker
            inbox, out = queue.Queue(), queue.Queue()
            def loop():
                while (item := inbox.get()) is not None:
                    f, x = item
                    out.put(f(x))
            t = threading.Thread(target=loop, daemon=True); t.start()
            w = Worker(); inbox.put((job, 1)); first = out.get(timeout=5)
        """,
        "def ask(f, x):\n    inbox.put((f, x))\n    return out.get(timeout=5)",
        "def end():\n    inbox.put(None); t.join(5)\n    return t.is_alive()",
        probe="ask(job, 5), ask(w.run, 5), end()",
    ),
    functions(
        "a recursive function that is wrapped, and calls itself by its global name",
        versions(
            {
                "m.py": """
                    import functools
                    calls = []
                    def noted(f):
                        @functools.wraps(f)
                        def inner(*a):
                            calls.append(f.__name__)
                            return f(*a)
                        return inner
                    @noted
                    def fact(n, base=«1¦2»): return base if n == 0 else n * fact(n - 1)
                    def walk(tree):
                        return [walk(x) if isinstance(x, list) else x for x in tree«¦[::-1]»]
                """
            }
        ),
        "from m import fact, walk, calls\nimport m\nf = fact",
        probe="f(3), (m.calls.clear(), fact(2), len(m.calls))[-1], walk([1, [2, 3]])",
    ),
    functions(
        "what functions count in their attributes, and in the variables of a closure",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def counted(f):
                        def inner(*a):
                            inner.calls += 1
                            return f(*a)
                        inner.calls = 0
                        return inner
                    @counted
                    def g(x): return x * K
                    def meter():
                        n = 0
                        def tick(by=1):
                            nonlocal n
                            n += by
                            return n, K
                        return tick
                    tick = meter()
                    def plain():
                        plain.seen += 1
                        return K
                    plain.seen = 0
                """
            }
        ),
        "from m import g, tick, plain\nimport m\ng(1); tick(5); plain(); g.note = 'mine'",
        probe="(g(2), g.calls), tick(), (plain(), plain.seen), g.note, m.g is g",
    ),
)

SHELL = (
    names(
        "%run of a script that imports the module, before and after the edit",
        versions(
            {
                "m.py": "K = «1¦2»\ndef f(): return K«¦ + 1»",
                "script.py": "from m import f\nr = f()\n",
            }
        ),
        "%run script.py",
        after=("%run script.py",),
        probe="r, f()",
    ),
    names(
        "a name deleted, one shadowed by a loop and one kept by an exception's handler",
        versions({"m.py": "A, B, C, D = «1¦10», «2¦20», «3¦30», «4¦40»"}),
        "from m import A, B, C, D\nimport m",
        "for A in range(3): pass",
        "del B\ntry: 1 / 0\nexcept ZeroDivisionError as C: pass",
        probe="A, 'B' in globals(), 'C' in globals(), D, m.A",
    ),
    names(
        "names imported in a function, a class body and a comprehension of cells",
        versions({"m.py": "X = «1¦2»\ndef f(): return X"}),
        """
            def a():
                from m import X
                return X
            class B:
                from m import X, f
                y = staticmethod(f)
            def c():
                global G
                from m import X as G
            c()
        """,
        probe="a(), B.f(), B.y(), G",
    ),
    references(
        "a matplotlib-like figure: nested attributes with callbacks of methods and lambdas",
        versions(
            {
                "fig.py": """
                    class Axis:
                        def __init__(self): self.callbacks, self.format = {}, None
                        def on(self, e, f): self.callbacks.setdefault(e, []).append(f)
                        def fire(self, e): return [f() for f in self.callbacks[e]]
                    class Figure:
                        def __init__(self):
                            self.axes = [Axis(), Axis()]
                            self.axes[0].on("draw", self.draw)
                            self.axes[1].on("draw", lambda: self.draw()«¦ * 2»)
                            self.axes[1].format = self.label
                        def draw(self): return "«draw¦DRAW»"
                        @staticmethod
                        def label(x): return f"«{x}¦<{x}>»"
                    «¦    def close(self): return "closed"
                    »
                """
            }
        ),
        "from fig import Figure\nf = Figure()",
        probe="f.axes[0].fire('draw'), f.axes[1].fire('draw'), f.axes[1].format(1), f.close()",
    ),
    references(
        "a graph of nodes that refer to each other, with a parent and a set of children by value",
        versions(
            {
                "graph.py": """
                    class Node:
                        def __init__(self, name, parent=None):
                            self.name, self.parent, self.kids = name, parent, set()
                            if parent is not None: parent.kids.add(self)
                        def __eq__(self, o): return isinstance(o, Node) and self.name == o.name
                        def __hash__(self): return hash(self.name«¦.upper()»)
                        def path(self):
                            above = self.parent.path() if self.parent else ""
                            return above + "«/¦::»" + self.name
                """
            }
        ),
        "from graph import Node\nroot = Node('r'); a = Node('a', root); b = Node('b', a)\n"
        "index = {n: n.name for n in (root, a, b)}\nseen = frozenset([a])",
        probe="b.path(), b in a.kids, index[Node('b')], a in seen, Node('a') in seen,"
        " [n.name for n in root.kids]",
    ),
)

SCENARIOS = BETWEEN + RUNNING + SHELL
