"""Functions and objects that the interpreter or the standard library calls back."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
references = partial(case, "references")
classes = partial(case, "classes")

CALLED_BACK = (
    functions(
        "a signal's handler that the module sets, and one that a cell sets",
        versions(
            {
                "m.py": """
                    import signal
                    K = «1¦2»
                    caught = []
                    def handler(number, frame): caught.append(("«old¦new»", K))
                    def other(number, frame): caught.append(("other", K))
                    signal.signal(signal.SIGTERM, handler)
                """
            }
        ),
        "import m, signal\nsignal.signal(signal.SIGABRT, m.other);",
        "def ring():\n    m.caught.clear()\n    signal.raise_signal(signal.SIGTERM)\n"
        "    signal.raise_signal(signal.SIGABRT)\n    return list(m.caught)",
        probe="ring(), signal.getsignal(signal.SIGTERM) is m.handler",
    ),
    functions(
        "map, filter and itertools objects of a cell, not begun, over the module's functions",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def f(x): return x + K
                    def odd(x): return x % 2 == K % 2
                """
            }
        ),
        "from m import f, odd\nimport itertools, functools",
        "a, b = map(f, [1, 2]), filter(odd, [1, 2, 3])\n"
        "c = itertools.starmap(f, [(1,)])\nd = itertools.accumulate([1, 2], lambda x,"
        " y: x + f(y))\n"
        "e = itertools.groupby([1, 3, 2], key=odd)\ng = itertools.takewhile(odd, [1, 3, 2])\n"
        "h = functools.cmp_to_key(lambda x, y: f(x) - f(y))",
        probe="list(a), list(b), list(c), list(d), [(k, list(v)) for k, v in e], list(g)",
    ),
    functions(
        "a comparison function made a key by a cell, in a partial of sorted",
        versions({"m.py": "K = «1¦-1»\ndef compare(a, b): return (a - b) * K\n"}),
        "from m import compare\nfrom functools import cmp_to_key, partial",
        "order = partial(sorted, key=cmp_to_key(compare))",
        probe="order([2, 3, 1])",
    ),
    functions(
        "functions and an aggregate given to SQLite by a cell",
        versions(
            {
                "m.py": """
                    K = «2¦3»
                    def scale(x): return x * K
                    class Total:
                        def __init__(self): self.sum = 0
                        def step(self, x): self.sum += x
                        def finalize(self): return self.sum * K
                    def adapt(p): return f"{p.x};«¦!»"
                    class P:
                        def __init__(self, x): self.x = x
                        def __conform__(self, protocol): return adapt(self)
                """
            }
        ),
        """
            import sqlite3
            from m import scale, Total, P
            db = sqlite3.connect(":memory:")
            db.create_function("scale", 1, scale)
            db.create_aggregate("total2", 1, Total)
            db.execute("create table t (x)")
            db.executemany("insert into t values (?)", [(1,), (2,)]);
            db.row_factory = lambda c, r: [scale(v) for v in r]
        """,
        probe="db.execute('select scale(x) from t').fetchall(),"
        " db.execute('select total2(x) from t').fetchall(),"
        " db.execute('select ?', (P(1),)).description is not None, P(1).__conform__(None)",
    ),
    functions(
        "a hook for exceptions, a display hook and a breakpoint hook that the module sets",
        versions(
            {
                "m.py": """
                    import sys, threading
                    seen = []
                    def on_thread(args): seen.append(("«t¦T»", args.exc_type.__name__))
                    threading.excepthook = on_thread
                    def on_unraisable(u): seen.append(("«u¦U»", str(u.exc_value)))
                    sys.unraisablehook = on_unraisable
                    def on_break(*a, **k): return "«b¦B»", a
                    sys.breakpointhook = on_break
                """
            }
        ),
        "import m, threading, sys",
        "def go():\n    m.seen.clear()\n    t = threading.Thread(target=lambda: 1 / 0); t.start();"
        " t.join()\n"
        "    class D:\n        def __del__(self): raise ValueError('d')\n    D()\n"
        "    return breakpoint(1), list(m.seen)",
        probe="go()",
    ),
    functions(
        "sched events, a timer not begun and an atexit function, all made by a cell",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    did = []
                    def do(x, *, by=1): did.append((x, by, K))
                """
            }
        ),
        """
            import m, sched, threading
            s = sched.scheduler(lambda: 0, lambda d: None)
            s.enter(0, 1, m.do, ("a",), {"by": 2})
            t = threading.Timer(0, m.do, ("b",))
            th = threading.Thread(target=m.do, args=("c",))
        """,
        "def run():\n    m.did.clear()\n    s.run()\n    for x in (t, th):\n"
        "        x.start(); x.join()\n    return list(m.did)",
        probe="run()",
    ),
    functions(
        "an error handler of codecs, a search function and a JSON hook",
        versions(
            {
                "m.py": """
                    import codecs, json
                    def handler(e): return "«?¦!»", e.end
                    codecs.register_error("mine", handler)
                    class Encoder(json.JSONEncoder):
                        def default(self, o):
                            return "«set¦SET»" if isinstance(o, set) else super().default(o)
                    def hook(pairs): return [k«¦.upper()» for k, _ in pairs]
                    decoder = json.JSONDecoder(object_pairs_hook=hook)
                """
            }
        ),
        "import m, json\nfrom m import Encoder, decoder\nenc = Encoder(sort_keys=True)\n"
        "mine = json.JSONDecoder(object_pairs_hook=m.hook)",
        probe="'é'.encode('ascii', 'mine'), json.dumps({1, 2}, cls=Encoder), enc.encode({3}),"
        " decoder.decode('{\"a\": 1}'), mine.decode('{\"b\": 1}')",
    ),
    functions(
        "asyncio: a task factory's coroutine, a callback of a future and a queue, between cells",
        versions(
            {
                "m.py": """
                    import asyncio
                    K = «1¦2»
                    got = []
                    def done(f): got.append((f.result(), K))
                    async def work(x):
                        await asyncio.sleep(0)
                        return x * K
                    async def stream(n):
                        for i in range(n):
                            yield await work(i)
                    class Session:
                        async def __aenter__(self): return self
                        async def __aexit__(self, *a): got.append(("closed", K))
                        def __aiter__(self): self.n = 0; return self
                        async def __anext__(self):
                            self.n += 1
                            if self.n > «2¦3»: raise StopAsyncIteration
                            return self.n
                """
            }
        ),
        """
            import asyncio, m
            from m import stream, Session, work, done
            loop = asyncio.new_event_loop()
            fut = loop.create_future(); fut.add_done_callback(done)
            s = Session()
            async def main(tag):
                m.got.clear()
                fut.set_result(tag)
                async with s as t:
                    xs = [x async for x in t]
                return xs, [x async for x in stream(3)], await asyncio.gather(work(1), work(2))
        """,
        probe="loop.run_until_complete(main('tag')), m.got",
    ),
)

LIBRARY = (
    functions(
        "argparse with types, actions and handlers of the module, the parser built by a cell",
        versions(
            {
                "cli.py": """
                    import argparse
                    def size(s): return int(s) * «1¦1024»
                    class Upper(argparse.Action):
                        def __call__(self, parser, space, value, option=None):
                            setattr(space, self.dest, value.«upper¦title»())
                    def add(ns): return "«add¦plus»", ns.n, ns.name
                    def build(parser):
                        sub = parser.add_subparsers()
                        p = sub.add_parser("add")
                        p.add_argument("n", type=size)
                        p.add_argument("--name", action=Upper, default="none")
                        p.set_defaults(func=add)
                        return parser
                """
            }
        ),
        "import argparse\nfrom cli import build\nparser = build(argparse.ArgumentParser(prog='x'))",
        "def run(*a):\n    ns = parser.parse_args(a)\n    return ns.func(ns)",
        probe="run('add', '2', '--name', 'ab')",
    ),
    functions(
        "logging: a handler, a filter and a formatter that a cell put on a logger",
        versions(
            {
                "logs.py": """
                    import logging
                    class Keep(logging.Handler):
                        def __init__(self):
                            super().__init__()
                            self.lines = []
                        def emit(self, record): self.lines.append(self.format(record)«¦ + "."»)
                    class Only(logging.Filter):
                        def filter(self, record): return "«a¦b»" in record.getMessage()
                    class Short(logging.Formatter):
                        def format(self, record):
                            return f"{record.levelname[«0¦:2»]}:{record.getMessage()}"
                """
            }
        ),
        """
            import logging
            from logs import Keep, Only, Short
            log = logging.getLogger("rt.one"); log.propagate = False; log.setLevel(10)
            keep = Keep(); keep.addFilter(Only()); keep.setFormatter(Short()); log.addHandler(keep)
        """,
        probe="(keep.lines.clear(), log.info('a'), log.warning('b'), list(keep.lines))[-1],"
        " isinstance(log.handlers[0], Keep), len(log.handlers)",
    ),
    functions(
        "logging: a module that adds its handler to the root of its names at import",
        versions(
            {
                "applog.py": """
                    import io, logging
                    stream = io.StringIO()
                    def setup():
                        log = logging.getLogger("rt.two")
                        h = logging.StreamHandler(stream)
                        FORM = "«%(message)s¦[%(levelname)s] %(message)s»"
                        h.setFormatter(logging.Formatter(FORM))
                        log.handlers[:] = [h]
                        log.propagate = False
                        return log
                    log = setup()
                """,
                "work.py": """
                    from applog import log, stream
                    def do(x):
                        log.warning("did %s", x)
                        return stream.getvalue().splitlines()[-1]
                """,
            }
        ),
        "from work import do\nfrom applog import log",
        probe="do('x'), len(log.handlers), do.__globals__['log'] is log",
    ),
    functions(
        "string templates, formatters and a cmd shell by subclass",
        versions(
            {
                "m.py": """
                    import cmd, string
                    class Percent(string.Template):
                        delimiter = "«%¦&»"
                    class Loud(string.Formatter):
                        def convert_field(self, v, c):
                            if c == "u": return str(v).«upper¦title»()
                            return super().convert_field(v, c)
                    class Shell(cmd.Cmd):
                        prompt = "> "
                        def do_add(self, line): self.last = "«add¦sum» " + line
                    «¦    def do_more(self, line): self.last = "more"
                    »
                """
            }
        ),
        "from m import Percent, Loud, Shell\nt, f, s = Percent('&a %a'), Loud(), Shell()",
        probe="t.substitute(a=1), f.format('{0!u}', 'ab'), (s.onecmd('add 1'), s.last)[1],"
        " 'do_more' in s.get_names(), (s.onecmd('more 2') if hasattr(s, 'do_more') else 0,"
        " s.last)[1]",
    ),
    functions(
        "mock: a patcher started by a cell and stopped after the edit",
        versions(
            {
                "api.py": """
                    def fetch(u): return "«old¦new» " + u
                    class Client:
                        def get(self, u): return fetch(u)«¦ + "!"»
                """,
                "app.py": """
                    import api
                    def load(): return api.Client().get("x")
                """,
            }
        ),
        "from unittest import mock\nimport app, api",
        "spec = mock.create_autospec(api.Client, instance=True); spec.get.return_value = 'mocked'",
        "with mock.patch.object(api, 'fetch', return_value='m') as p:\n    inside = app.load()",
        probe="app.load(), spec.get('u'), isinstance(spec, api.Client), api.fetch('z')",
    ),
    functions(
        "context managers of every make: held entered ones leave by the new code's rule",
        versions(
            {
                "m.py": """
                    import contextlib
                    K = «1¦2»
                    log = []
                    @contextlib.contextmanager
                    def tag(name):
                        log.append(f"<{name}{K}>")
                        yield name
                        log.append(f"</{name}{K}>")
                    class Timer(contextlib.ContextDecorator):
                        def __enter__(self): log.append(f"in{K}"); return self
                        def __exit__(self, *e): log.append(f"out{K}")
                    class Sup(contextlib.AbstractContextManager):
                        def __exit__(self, t, e, tb): return t is «KeyError¦ValueError»
                """
            }
        ),
        """
            import m
            from m import tag, Timer, Sup
            import contextlib
            @Timer()
            def job(): return 1
            @tag("d")
            def other(): return 2
            stack = contextlib.ExitStack()
            stack.enter_context(Timer()); stack.callback(m.log.append, "cb")
            def quiet(e):
                try:
                    with Sup(): raise e
                except Exception: return "raised"
                return "quiet"
        """,
        probe="(m.log.clear(), job(), other(), stack.close(), list(m.log))[-1], quiet(KeyError()),"
        " quiet(ValueError())",
    ),
    functions(
        "a thread pool and futures with callbacks: initializer and work submitted later",
        versions(
            {
                "m.py": """
                    import threading
                    K = «1¦2»
                    here = threading.local()
                    def start(): here.k = K
                    def work(x): return x * K
                    class Task:
                        def __init__(self, x): self.x = x
                        def __call__(self): return self.x + K
                """
            }
        ),
        """
            from concurrent.futures import ThreadPoolExecutor
            from m import start, work, Task
            pool = ThreadPoolExecutor(1)
            first = pool.submit(work, 1).result()
            task = Task(1)
            jobs = [(pool.submit, work, 2), (pool.submit, task)]
        """,
        probe="[s(f, *a).result() for s, f, *a in jobs], list(pool.map(work, [3])),"
        " pool.shutdown() is None",
    ),
    functions(
        "singledispatch over a union and abstract classes, with another module's registration",
        versions(
            {
                "show.py": """
                    import functools, collections.abc
                    @functools.singledispatch
                    def show(x): return "any"
                    @show.register
                    def _(x: int | float): return "number«¦!»"
                    @show.register(collections.abc.Mapping)
                    def _(x): return "map«¦!»"
                """,
                "more.py": """
                    from show import show
                    class Money:
                        pass
                    @show.register
                    def show_money(x: Money): return "money«¦!»"
                """,
            }
        ),
        "from show import show\nfrom more import Money\nimport more\n"
        "@show.register\ndef mine(x: str): return 'str'",
        "m = Money(); f = show.dispatch(Money)\nseen = [show(v) for v in (m, 1, 'a', {}, None)]",
        probe="[show(v) for v in (m, 1, 1.5, 'a', {}, None)], f(m),"
        " show.registry[Money] is more.show_money",
    ),
    functions(
        "reduce over composed functions, a pipeline built by a cell from a table of the module",
        versions(
            {
                "steps.py": """
                    import functools
                    def compose(*fs): return functools.reduce(lambda f, g: lambda x: g(f(x)), fs)
                    def double(x): return x * 2
                    def shift(x, by=«1¦10»): return x + by
                    STEPS = [double, shift«¦, str»]
                    run = compose(*STEPS)
                """,
                "use.py": """
                    from steps import compose, double, shift
                    both = compose(double, shift)
                """,
            }
        ),
        "from steps import compose, double, shift, run, STEPS\nfrom use import both\n"
        "mine = compose(double, shift, lambda x: -x)\nraised = compose(shift, shift)",
        probe="run(1), both(1), mine(1), raised(0), [f(1) for f in STEPS]",
    ),
)

SCENARIOS = CALLED_BACK + LIBRARY
