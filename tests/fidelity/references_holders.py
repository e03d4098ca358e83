"""Old objects held by callables, by objects and classes, by weak references, by the shell."""

from __future__ import annotations

from tests.fidelity.held import held, plain, replaced
from tests.fidelity.writing import case

CALLABLES = (
    *held(
        "in partials, as function, argument and keyword",
        "from functools import partial\ndef call(v, other=None): return show(v), show(other)",
        "ps = [partial(x), partial(call, y, other=z), partial(partial(call, x), other=y)]",
        probe="[p() for p in ps], ps[0].func is x",
    ),
    plain(
        "a bound method in a partial in a deque",
        "from collections import deque\nfrom functools import partial",
        "q = deque([partial(a.who), (partial(of, A),)])",
        probe="q[0](), q[0].func.__self__ is a, q[1][0]()[:2], q[1][0]()[2] is A",
    ),
    case(
        "references",
        "a date, a pattern and a mapping that cells have shown, in containers, over two edits",
        {
            "m.py": tuple(
                f"""
                import datetime, re, types
                DAY, FORM = datetime.date(2000, 1, {n}), re.compile('a{n}')
                MAP = types.MappingProxyType({{'n': {n}}})
                """
                for n in (1, 2, 3)
            )
        },
        "from m import DAY, FORM, MAP",
        "DAY",
        "FORM",
        "MAP",
        "held = [DAY, (FORM,), {1: [MAP]}]",
        probe="held, Out[2], Out[3], Out[4]['n'], _3",
    ),
    case(
        "references",
        "a partial of a module's partial, and one with another keyword",
        {
            "m.py": tuple(
                f"""
                from functools import partial
                def put(*args, **options): return args, options
                ready = partial(put, 'as {n}', n={n})
                """
                for n in (1, 2)
            )
        },
        "from m import ready, put\nfrom functools import partial",
        "ps = [partial(ready, 'x'), partial(ready, n='mine'), partial(put, 'x', n=1)]",
        probe="[p('y', z=3) for p in ps]",
    ),
    plain(
        "bound methods: of an instance, of a list, and of a function made one",
        "import types",
        "who, put, made = a.who, [f].append, types.MethodType(of, 'me')",
        "methods = {'who': who, 'made': [made], A.who: 'key'}; put(A)",
        probe="who(), made(), methods['who'](), methods['made'][0](), methods[A.who], "
        "[show(v) for v in put.__self__], who.__func__ is A.who",
    ),
    *held(
        "in closures of notebook functions, one within another",
        """
        def outer(run, other):
            def middle():
                def inner():
                    return show(run), show(other)
                return inner
            return middle
        first, second = outer(x, y), outer(y, z)
        third = second()
        """,
        probe="first()(), second()(), third()",
    ),
    *held(
        "in default arguments of notebook functions",
        "def call(v=x, *, other=y, many=(z, [x])):\n"
        "    return show(v), show(other), show(many[0]), show(many[1][0])",
        "late = [lambda v=v: show(v) for v in (x, y, z)]",
        probe="call(), [late_one() for late_one in late]",
    ),
    replaced(
        "a class in annotations of a notebook function, in generic aliases and unions",
        "import typing\ndef use(e: E, many: list[E], maybe: typing.Optional[E]) -> int | E: ...",
        "Either = E | int; Pair = tuple[E, int]; hints = use.__annotations__",
        probe="typing.get_type_hints(use)['e'] is E, hints['many'].__args__[0] is E, "
        "hints['maybe'].__args__[0] is E, hints['return'].__args__[1] is E, "
        "isinstance(E.X, Either), Pair.__args__[0](2) is E.X",
    ),
    plain(
        "a function under a notebook decorator, with wraps",
        """
        import functools
        def loud(function):
            @functools.wraps(function)
            def wrapper(*args):
                return "loud", function(*args)
            return wrapper
        lf, cached = loud(f), functools.cache(loud(of))
        """,
        probe="lf(), lf.__wrapped__ is f, cached.__wrapped__.__wrapped__ is of, cached(1)",
    ),
    replaced(
        "a cached function under a notebook decorator, with wraps",
        """
        import functools
        def loud(function):
            @functools.wraps(function)
            def wrapper(*args):
                return "loud", function(*args)
            return wrapper
        loud_g = loud(g)
        """,
        probe="loud_g(), loud_g.__wrapped__ is g",
    ),
)

OBJECTS = (
    *held(
        "in attributes of a notebook object, with and without slots",
        """
        class Plain: pass
        class Slim:
            __slots__ = ("x", "y", "__weakref__")
        p, s = Plain(), Slim()
        p.x, p.y, p.list = x, y, [z]; s.x, s.y = x, y
        """,
        probe="show(p.x), show(p.y), show(p.list[0]), show(s.x), show(s.y)",
    ),
    *held(
        "in attributes of a frozen dataclass, with and without slots",
        """
        from dataclasses import dataclass
        @dataclass(frozen=True)
        class Job:
            run: object
            on: object
        @dataclass(frozen=True, slots=True)
        class Slim:
            run: object
            on: tuple
        job, slim = Job(x, y), Slim(z, (y, x)); d = {job: "job"}
        """,
        probe="show(job.run), show(job.on), show(slim.run), [show(v) for v in slim.on], "
        "d[Job(x, y)], job == Job(x, y)",
    ),
    *held(
        "in an object that does not let itself be set",
        """
        class Locked:
            def __init__(self, **kw): self.__dict__.update(kw)
            def __setattr__(self, name, value): raise AttributeError("locked")
            def __getattribute__(self, name):
                return object.__getattribute__(self, name)
        box = Locked(x=x, y=y, z=(z,))
        """,
        probe="show(box.x), show(box.y), show(box.z[0])",
    ),
    *held(
        "as class attributes and static methods of a notebook class",
        """
        class Mine:
            y, many, run = y, [z], staticmethod(x)
        class More(Mine):
            z = z
        mine = More()
        """,
        "kept = Mine.__dict__['run']",
        probe="show(Mine.y), show(mine.many[0]), mine.run(), show(mine.z), kept.__func__ is x",
    ),
    plain(
        "a function as class method, property, method and partial method of a notebook class",
        """
        import functools
        class Mine:
            size, made, method = property(of), classmethod(of), of
            part = functools.partialmethod(of)
            lazy = functools.cached_property(of)
        mine = Mine()
        """,
        probe="mine.size[:2], mine.size[2] is mine, Mine.made()[:2], mine.method()[:2], "
        "mine.part()[:2], mine.lazy[:2], Mine.__dict__['lazy'].func is of",
    ),
    *held(
        "as defaults and factories of a notebook dataclass",
        """
        from dataclasses import dataclass, field
        @dataclass
        class Config:
            y: object = y
            z: object = z
            x: tuple = field(default_factory=x)
        """,
        probe="show(Config().y), show(Config().z), Config().x, show(Config.y), Config(z, y).z is y",
    ),
    *held(
        "in a namespace object, a user list and an exception's arguments",
        """
        import types, collections
        space = types.SimpleNamespace(x=x, inner=types.SimpleNamespace(y=y))
        user = collections.UserList([z, (x,)])
        try:
            raise ValueError(x, y)
        except ValueError as e:
            error = e
        """,
        probe="show(space.x), show(space.inner.y), show(user[0]), show(user[1][0]), "
        "[show(v) for v in error.args]",
    ),
    *held(
        "in a module that stays: monkeypatched, registered, in builtins",
        "import json, builtins, registry",
        "json.my_hook = x; builtins.shortcut = y; registry.add(x, z); registry.TABLE[y] = x",
        probe="show(json.my_hook), show(shortcut), [show(v) for v in registry.ALL], "
        "show(registry.TABLE[y])",
        files={
            "registry.py": """
                ALL, TABLE = [], {}
                def add(*what):
                    ALL.extend(what)
                """
        },
    ),
    case(
        "references",
        "in a module that stays, as a hook and in tuples, over two edits; compiled code has its g",
        {
            "m.py": tuple(f"K = {n}\ndef f():\n    return K" for n in (1, 2, 3)),
            "lib.py": "def g():\n    return 0",
        },
        "import atexit, lib, m",
        "from lib import g\ng = atexit.register(g)",
        "lib.hook, lib.hidden = m.f, ((m.f, frozenset([(1, m.f)])),)",
        probe="lib.hook(), lib.hidden[0][0](), [*lib.hidden[0][1]][0][1](), lib.g() + g()",
    ),
    *held(
        "in an instance of another module's class, deep down",
        "import store\nkeep = store.Store(); keep.put('x', x); keep.put('more', (y, [z]))",
        probe="show(keep.get('x')), show(keep.get('more')[0]), show(keep.get('more')[1][0])",
        files={
            "store.py": """
                class Shelf:
                    __slots__ = ("items",)
                    def __init__(self): self.items = {}
                class Store:
                    def __init__(self): self._shelves = [Shelf()]
                    def put(self, k, v): self._shelves[0].items[k] = (v,)
                    def get(self, k): return self._shelves[0].items[k][0]
                """
        },
    ),
    *held(
        "in a property and a closure of a class made by a notebook function",
        """
        def make(run, other):
            class Made:
                default = other
                @property
                def value(self): return show(run), show(other)
                def call(self, v=other): return show(v), show(self.default)
            return Made()
        made = make(x, y)
        """,
        probe="made.value, made.call()",
    ),
)

WEAK = (
    *held(
        "by weak references",
        "import weakref\nrx, ry, rz = [weakref.ref(v) for v in (x, y, z)]; refs = {'x': rx}",
        probe="show(rx()), show(ry()), show(rz()), refs['x']() is x",
    ),
    *held(
        "in weak sets, as weak keys and as weak values",
        """
        import weakref
        s = weakref.WeakSet([x, y, z])
        keys = weakref.WeakKeyDictionary({x: 1, y: 2, z: 3})
        values = weakref.WeakValueDictionary({"x": x, "y": y, "z": z})
        """,
        probe="[v in s for v in (x, y, z)], len(s), [keys[v] for v in (x, y, z)], len(keys), "
        "{k: show(v) for k, v in sorted(values.items())}",
    ),
    plain(
        "a weak method, a proxy and a finaliser's argument",
        "import weakref\nwho, proxy = weakref.WeakMethod(a.who), weakref.proxy(a)",
        "last = weakref.finalize(a, print, f)",
        probe="who()(), proxy.who(), last.alive, show(last.peek()[2][0])",
    ),
    plain(
        "a weak set of instances, kept by a base that stays",
        "from n import Base\nfrom thing import Thing\nthings = [Thing(), Thing()]",
        probe="len(Base.every), sorted(v.n for v in Base.every), "
        "all(isinstance(v, Thing) for v in Base.every)",
        files={
            "n.py": """
                import weakref
                class Base:
                    every = weakref.WeakSet()
                    def __init__(self): Base.every.add(self)
                """,
            "thing.py": tuple(
                f"from n import Base\nclass Thing(Base):\n    n = {n}" for n in (1, 2)
            ),
        },
    ),
)

SHELL = (
    *held(
        "in Out[n], _n and _",
        "x",
        "(y, [z])",
        "z",
        probe="show(Out[2]), show(Out[3][0]), show(Out[3][1][0]), show(_3[0]), show(_4), show(_), "
        "show(__[0]), show(___)",
    ),
    case(
        "references",
        "a function as a callback of the shell's events",
        {"m.py": tuple(f"K = {n}\ndef note(log, result):\n    log.append(K)" for n in (1, 2))},
        "import functools, m\nlog = []",
        "get_ipython().events.register('post_run_cell', functools.partial(m.note, log))",
        probe="log[-1]",
        after=("1",),
    ),
    plain(
        "a class and a function as a formatter of the shell",
        "text = get_ipython().display_formatter.formatters['text/plain']",
        "def write(v, p, cycle):\n    p.text(str(v.who()))\ntext.for_type(A, write)",
        probe="text(a), text(A())",
    ),
    replaced(
        "an enum with a formatter of the shell",
        "text = get_ipython().display_formatter.formatters['text/plain']",
        "text.for_type(E, lambda v, p, cycle: p.text(f'<{v.value}>'))",
        probe="text(E.X), text(E.Y)",
    ),
    *held(
        "under names of the notebook that begin with an underscore",
        "_x, __y = x, y; __hidden = {'z': z}",
        probe="show(_x), show(__y), show(__hidden['z'])",
    ),
    *held(
        "in globals that a notebook function reads, run by a helper of another module",
        "import runner\ndef job():\n    return show(x), show(y), show(z)",
        "runner.register(job)",
        probe="runner.run()",
        files={
            "runner.py": """
                JOBS = []
                def register(job): JOBS.append(job)
                def run(): return [job() for job in JOBS]
                """
        },
    ),
    case(
        "references",
        "a cached function held in many places, through three edits",
        {
            "m.py": tuple(
                f"import functools\n@functools.cache\ndef f():\n    return {n}" for n in range(4)
            )
        },
        "from m import f",
        "box, d, t = [f], {f: 'f'}, (f,)\ndef call(v=f):\n    return v()",
        probe="f(), box[0](), d[f], t[0](), call(), box[0] is f, t[0] is f",
    ),
    case(
        "references",
        "an inner function that its own attribute leads back to, and a tuple with attributes",
        {
            "m.py": tuple(
                f"""
                NUMBER = {n}
                def make():
                    def inner(): return {n}
                    inner.versions = (inner,)
                    return inner
                """
                for n in (1, 2)
            )
        },
        "from m import make",
        "class Record(tuple): pass",
        "inner = make(); record = Record([inner]); record.made, record.me = (make,), record",
        probe="inner(), inner.versions[0] is inner, record[0] is inner, record.me is record, "
        "record.made[0] is make",
    ),
)

SCENARIOS = CALLABLES + OBJECTS + WEAK + SHELL
