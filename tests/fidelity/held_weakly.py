"""Things held weakly, by heaps, queues, sorted containers and iterators, by copies and pickles."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

references = partial(case, "references")
classes = partial(case, "classes")

WEAK = (
    references(
        "a WeakMethod, a finalizer and a weak proxy of a live instance",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    gone = []
                    class A:
                        def __init__(self, n): self.n = n
                        def f(self): return self.n, K
                        @staticmethod
                        def bye(n): gone.append((n, K))
                    «¦    def g(self): return "g"
                    »
                """
            }
        ),
        """
            from m import A
            import weakref, m, gc
            a, b = A(1), A(2)
            way, proxy = weakref.WeakMethod(a.f), weakref.proxy(a)
            fin = weakref.finalize(b, A.bye, 2)
        """,
        "A.x = 0",
        probe="way()(), proxy.f(), proxy.g(), fin.alive, fin(), m.gone, A(3).g()",
    ),
    references(
        "a module's WeakKeyDictionary of instances, and a WeakSet of listeners of a cell",
        versions(
            {
                "hub.py": """
                    import weakref
                    K = «1¦2»
                    names, listeners = weakref.WeakKeyDictionary(), weakref.WeakSet()
                    def name(x, n): names[x] = n
                    def fire(v): return sorted(l.hear(v) for l in listeners)
                """,
                "ear.py": """
                    import hub
                    class Ear:
                        def __init__(self, n):
                            self.n = n
                            hub.listeners.add(self)
                            hub.name(self, n)
                        def hear(self, v): return f"{self.n}«:¦-»{v}"
                """,
            }
        ),
        "from ear import Ear\nimport hub",
        "one, two = Ear('one'), Ear('two')",
        probe="hub.fire('x'), sorted(hub.names.values()), hub.names[one], hub.K,"
        " len(hub.listeners)",
    ),
    references(
        "a weak dictionary of functions, one of them cached, in another module",
        versions(
            {
                "m.py": """
                    import functools
                    K = «1¦2»
                    def f(): return "f", K
                    @functools.lru_cache(maxsize=None)
                    def g(): return "g", K
                """,
                "table.py": """
                    import weakref
                    by_name = weakref.WeakValueDictionary()
                    notes = weakref.WeakKeyDictionary()
                """,
            }
        ),
        "from m import f, g\nimport table",
        "table.by_name['f'] = f; table.notes[f] = 'note'; table.by_name['g'] = g; table.notes[g] ="
        " 'G'",
        probe="table.by_name['f'](), table.notes[f], table.by_name['g'](), table.notes[g],"
        " len(table.notes), table.by_name['g'] is g",
    ),
    references(
        "a weak method that a module exports, through two edits, and then of another method",
        {
            "m.py": tuple(
                f"""
                import weakref
                class Bell:
                    def ring(self): return {n}
                    def knock(self): return "knock"
                bell = Bell()
                handler = weakref.WeakMethod(bell.{method})
                plain = weakref.ref(bell)
                """
                for n, method in ((1, "ring"), (2, "ring"), (3, "knock"))
            )
        },
        "from m import bell, handler, plain",
        "held = [handler]",
        probe="held[0]()(), held[0] is handler, handler().__self__ is bell, plain() is bell, "
        "bell.ring()",
    ),
    references(
        "a weak method of an instance that is made anew, and calls back when that goes",
        {
            "m.py": tuple(
                f"""
                class Bell:
                    __slots__ = {slots}
                    def ring(self): return {n}
                """
                for n, slots in ((1, "'__weakref__',"), (2, "'__weakref__', 'tone'"))
            )
        },
        "from m import Bell\nimport weakref",
        "bell, gone = Bell(), []\nhandler = weakref.WeakMethod(bell.ring, gone.append)",
        "held = [handler]",
        probe="handler()(), handler().__self__ is bell, held[0] is handler, "
        "(globals().pop('bell'), handler())[1], gone[-1] is handler",
    ),
)

ORDERED = (
    references(
        "instances in a heap, a sorted list and bisect, their order turned by the edit",
        versions(
            {
                "m.py": """
                    import functools
                    @functools.total_ordering
                    class Task:
                        def __init__(self, rank): self.rank = rank
                        def __eq__(self, o): return self.rank == o.rank
                        def __hash__(self): return hash(self.rank)
                        def __lt__(self, o): return self.rank «<¦>» o.rank
                        def __repr__(self): return f"T{self.rank}"
                """
            }
        ),
        """
            from m import Task
            import bisect, heapq
            a, b, c = Task(1), Task(2), Task(3)
            seen = {a: 'a', b: 'b'}
        """,
        probe="sorted([b, c, a]), max(a, b, c), heapq.nsmallest(1, [a, b, c]), seen[Task(2)],"
        " a >= b, bisect.bisect([c, b, a], b)",
    ),
    references(
        "sorted containers keyed by instances and by enum members",
        versions(
            {
                "m.py": """
                    import enum
                    class Level(enum.IntEnum):
                        LOW = 1
                        HIGH = «2¦3»
                    class Job:
                        def __init__(self, n): self.n = n
                        def __eq__(self, o): return self.n == o.n
                        def __hash__(self): return self.n
                        def __lt__(self, o): return self.n < o.n
                        def __repr__(self): return f"«Job¦J»{self.n}"
                """
            }
        ),
        """
            from m import Level, Job
            from sortedcontainers import SortedDict, SortedList, SortedSet
            d = SortedDict({Level.HIGH: 'h', Level.LOW: 'l'})
            jobs = SortedList([Job(2), Job(1)])
            s = SortedSet([Level.HIGH])
            k = SortedList(['b', 'aa'], key=len)
        """,
        probe="list(d), d[Level.HIGH], d.peekitem(0)[0] is Level.LOW, list(jobs), Level.HIGH in s,"
        " jobs.bisect(Job(2)), list(d.values())",
    ),
    references(
        "sort keys: cmp_to_key, attrgetter, methodcaller, itemgetter, held in a module's tuple",
        versions(
            {
                "order.py": """
                    import functools, operator
                    def compare(a, b): return «(a > b) - (a < b)¦(a < b) - (a > b)»
                    KEYS = (
                        functools.cmp_to_key(compare),
                        operator.itemgetter(«0¦1»),
                        operator.attrgetter("«real¦imag»"),
                        operator.methodcaller("«lower¦upper»"),
                    )
                """,
                "use.py": """
                    from order import KEYS, compare
                    import functools
                    by = functools.partial(sorted, key=KEYS[0])
                    again = functools.partial(by, reverse=True)
                """,
            }
        ),
        "from use import by, again\nfrom order import KEYS, compare\n"
        "from functools import cmp_to_key\n"
        "mine = cmp_to_key(compare); held = [KEYS]",
        probe="by([1, 3, 2]), again([1, 3, 2]), KEYS[1]('ab'), held[0][2](1j), KEYS[3]('aB'),"
        " sorted([1, 3, 2], key=KEYS[0]), sorted([1, 3, 2], key=mine)",
    ),
    references(
        "partials of partials over a function that becomes a class",
        versions(
            {
                "m.py": (
                    """
                        def make(a, b, c=0): return ("f", a, b, c)
                        K = 1
                    """,
                    """
                        class make:
                            def __init__(self, a, b, c=0): self.v = (a, b, c)
                            def __repr__(self): return f"make{self.v}"
                        K = 2
                    """,
                ),
                "n.py": """
                    from functools import partial
                    import m
                    one = partial(m.make, 1)
                    two = partial(one, c=9)
                """,
            }
        ),
        "from n import one, two\nfrom functools import partial\nfrom m import make",
        "three = partial(partial(make, 7), 8); calls = [(make, (1, 2))]",
        probe="one(2), two(3), three(), [f(*a) for f, a in calls], type(one(2)) is make",
    ),
)

ITERATED = (
    references(
        "iterators, a chain and a zip held half-way over lists of the module's things",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    class A:
                        def __init__(self, n): self.n = n
                        def f(self): return self.n * K
                    «¦    def g(self): return 0»
                    def step(x): return x + K
                """
            }
        ),
        """
            from m import A, step
            import itertools
            it = iter([A(1), A(2), A(3)]); next(it)
            m1 = map(step, [1, 2, 3]); next(m1)
            ch = itertools.chain([A(5)], [A(6)]); next(ch)
            rep = itertools.repeat(step, 2)
        """,
        probe="[a.f() for a in it], list(m1), next(ch).f(), [f(0) for f in rep], A(0).g()",
    ),
    references(
        "a generator expression of a cell that calls the module's function, half-way",
        versions({"m.py": "K = «1¦2»\ndef f(x): return x * K\n"}),
        "from m import f\nimport m\nimport collections",
        "g = (f(x) for x in range(4)); first = [next(g)]\n"
        "q = collections.deque([f, m.f], maxlen=2)\ndd = collections.defaultdict(lambda: f)",
        probe="list(g), [h(3) for h in q], dd['x'](3), q.maxlen",
    ),
    references(
        "a notebook closure with nonlocal state over the module's function and class",
        versions(
            {
                "m.py": """
                    class Counter:
                        step = «1¦5»
                        def __init__(self): self.n = 0
                        def up(self): self.n += self.step; return self.n
                    def scale(x): return x * «1¦10»
                """
            }
        ),
        """
            import m
            def outer():
                from m import scale, Counter
                total, c = 0, Counter()
                def inner(x, f=scale):
                    nonlocal total
                    total += f(x) + scale(x)
                    return total, type(c) is Counter, type(c) is m.Counter
                return inner
            inner = outer()
        """,
        probe="inner(1), inner(1)",
    ),
    references(
        "a lambda's default, a function's attribute and annotations hold the module's things",
        versions(
            {
                "m.py": """
                    import enum
                    class C(enum.Enum):
                        A = «1¦2»
                    def f(): return "f«1¦2»"
                    class T:
                        tag = «1¦2»
                """
            }
        ),
        """
            from m import C, f, T
            g = lambda x=C.A, *, h=f: (x is C.A, x.value, h())
            def k(a: T = None, b: C = C.A) -> T: return b.value
            k.helper = f; k.kinds = {C.A: [T]}
        """,
        probe="g(), k(), k.helper(), k.kinds[C.A][0].tag, k.__annotations__['a'] is T,"
        " k.__annotations__['b'] is C",
    ),
    references(
        "chain maps, a mapping proxy and a namespace hold functions and members",
        versions(
            {
                "m.py": """
                    import enum, functools
                    class C(enum.Enum):
                        A = «1¦2»
                    @functools.cache
                    def f(): return "f«1¦2»"
                """
            }
        ),
        """
            from m import C, f
            import types, collections, queue
            inner = {'f': f, C.A: 'a'}
            cm = collections.ChainMap({'x': C.A}, inner)
            proxy = types.MappingProxyType({C.A: f})
            space = types.SimpleNamespace(f=f, c=[C.A], n=types.SimpleNamespace(c=C.A))
            q = queue.Queue(); q.put((C.A, f))
            count = collections.Counter([C.A, C.A])
        """,
        probe="cm['f'](), cm['x'] is C.A, cm[C.A], proxy[C.A](), space.f(), space.c[0] is C.A,"
        " space.n.c is C.A, (lambda i: (i[0] is C.A, i[1]()))(q.get_nowait()), count[C.A]",
    ),
)

COPIED = (
    classes(
        "copyreg and __reduce__: how instances are pickled changes",
        versions(
            {
                "m.py": """
                    import copyreg
                    class P:
                        def __init__(self, x): self.x = x
                    def load(x): return P(x * «1¦10»)
                    def dump(p): return load, (p.x,)
                    copyreg.pickle(P, dump)
                    class Q:
                        def __init__(self, y): self.y = y
                        def __reduce__(self): return Q, (self.y«¦ * 2»,)
                        def __getstate__(self): return {"y": self.y}
                """
            }
        ),
        "from m import P, Q\nimport pickle, copy\np, q = P(2), Q(3)\nraw = pickle.dumps(p)",
        probe="pickle.loads(raw).x, pickle.loads(pickle.dumps(p)).x, copy.copy(p).x,"
        " copy.deepcopy([q])[0].y",
    ),
    classes(
        "__getstate__ and __setstate__ change, with slots, bytes of the old version in hand",
        versions(
            {
                "m.py": """
                    class Old:
                        __slots__ = ("a", "b")
                        def __init__(self, a): self.a, self.b = a, 0
                        def __getstate__(self): return (self.a, self.b)
                        def __setstate__(self, s): self.a, self.b = «s¦s[0] * 2, "set"»
                    «¦    def sum(self): return self.a, self.b
                    »
                """
            }
        ),
        "from m import Old\nimport pickle, copy\no = Old(4); raw = pickle.dumps([o])",
        probe="pickle.loads(raw)[0].sum(), copy.copy(o).sum(), o.sum(), type(copy.copy(o)) is Old",
    ),
)

SCENARIOS = WEAK + ORDERED + ITERATED + COPIED
