"""Edits of functions: bodies, signatures, what they read, what becomes of them."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

functions = partial(case, "functions")

BODIES_AND_SIGNATURES = (
    functions(
        "lists and dicts that functions keep as defaults, and memories of results",
        {
            "m.py": tuple(
                f"""
                K = {n}
                def add(x, seen=[]):
                    seen.append(x)
                    return list(seen), K
                def times(n, memo={{}}):
                    if n not in memo:
                        memo[n] = n * K
                    return memo[n]
                class A:
                    def put(self, x, *, into={{'first': {n}}}):
                        into[x] = 'put'
                        return into
                add(0)
                """
                for n in (1, 2, 3)
            )
        },
        "from m import add, times, A\nheld = [add]",
        "add(1); held[0](2); times(3); A().put('x')",
        probe="held[0](9), times(3), A().put('y')",
    ),
    functions(
        "a body, called by a function above and by one in another module",
        {
            "m.py": (
                "def outer():\n    return [inner()]\ndef inner():\n    return 1",
                "def outer():\n    return [inner()]\ndef inner():\n    return 2",
            ),
            "n.py": "from m import inner\ndef call():\n    return inner() * 10",
        },
        "from m import outer; from n import call",
        probe="outer(), call()",
    ),
    functions(
        "a default, given to all who hold the function",
        {"m.py": ("def f(x, n=1):\n    return x * n", "def f(x, n=2):\n    return x * n")},
        "from m import f as g; import m",
        probe="g(10), m.f(10), g.__defaults__",
    ),
    functions(
        "a keyword-only default",
        {"m.py": ("def f(*, n=1):\n    return n", "def f(*, n=2, k=3):\n    return n, k")},
        "from m import f",
        probe="f(), f.__kwdefaults__",
    ),
    functions(
        "a default that is a constant of another module",
        {
            "settings.py": ("RATE = 1", "RATE = 2"),
            "m.py": """
                from settings import RATE
                def f(rate=RATE, *, double=RATE * 2):
                    return rate, double
                """,
        },
        "from m import f",
        probe="f()",
    ),
    functions(
        "a default removed: the argument is needed now",
        {"m.py": ("def f(x=1):\n    return x", "def f(x):\n    return x")},
        "from m import f",
        probe="f()",
        raises=True,
    ),
    functions(
        "arguments renamed, added and made positional only",
        {
            "m.py": (
                "def f(a, b):\n    return a - b",
                "def f(b, /, a, *rest, **more):\n    return a - b, rest, more",
            )
        },
        "from m import f\nimport inspect",
        probe="str(inspect.signature(f)), f(1, 5, 6, k=7)",
    ),
    functions(
        "docstring, annotations and attributes",
        {
            "m.py": (
                "def f(x: int) -> int:\n    'Old.'\n    return x\nf.unit = 'm'",
                "def f(x: str) -> str:\n    'New.'\n    return x\nf.unit = 'km'",
            )
        },
        "from m import f",
        probe="f.__doc__, f.__annotations__, f.unit",
    ),
    functions(
        "recursion, and two that call each other",
        {
            "m.py": (
                """
                def down(n):
                    return ["d"] + (down(n - 1) if n else [])
                def even(n):
                    return True if n == 0 else odd(n - 1)
                def odd(n):
                    return False if n == 0 else even(n - 1)
                """,
                """
                def down(n):
                    return ["D", n] + (down(n - 1) if n else [])
                def even(n):
                    return "even" if n == 0 else odd(n - 1)
                def odd(n):
                    return "odd" if n == 0 else even(n - 1)
                """,
            )
        },
        "from m import down, even",
        probe="down(2), even(3), even(2)",
    ),
    functions(
        "a lambda and an alias at the top level",
        {
            "m.py": (
                "double = lambda x: x * 2\ndef f():\n    return 1\ng = f",
                "double = lambda x: [x, x]\ndef f():\n    return 2\ng = f",
            )
        },
        "from m import double, f, g",
        probe="double(3), f(), g(), f is g",
    ),
    functions(
        "two functions swap their names",
        {
            "m.py": (
                "def a():\n    return 'a'\ndef b():\n    return 'b'",
                "def b():\n    return 'a'\ndef a():\n    return 'b'",
            )
        },
        "from m import a, b",
        "pair = [a, b]",
        probe="a(), b(), [f() for f in pair]",
    ),
    functions(
        "a generator function and an iterator class of it",
        {
            "m.py": (
                "def count(n):\n    yield from range(n)",
                "def count(n):\n    for i in range(n):\n        yield i * i",
            )
        },
        "from m import count",
        "before = list(count(3))",
        probe="list(count(4))",
    ),
    functions(
        "a function becomes a generator, a generator a function",
        {
            "m.py": (
                "def f():\n    return [1, 2]\ndef g():\n    yield 1",
                "def f():\n    yield 1\n    yield 2\ndef g():\n    return [1]",
            )
        },
        "from m import f, g",
        probe="type(f()).__name__, list(f()), g()",
    ),
    functions(
        "a coroutine function",
        {
            "m.py": (
                "async def fetch():\n    return 'old'",
                "import asyncio\nasync def fetch():\n    await asyncio.sleep(0)\n    return 'new'",
            )
        },
        "from m import fetch",
        "await fetch()",
        probe="await fetch()",
    ),
    functions(
        "a function becomes a coroutine; an asynchronous generator",
        {
            "m.py": (
                "def f():\n    return 1\nasync def ticks():\n    yield 1",
                "async def f():\n    return 2\nasync def ticks():\n    yield 1\n    yield 2",
            )
        },
        "from m import f, ticks",
        probe="await f(), [t async for t in ticks()]",
    ),
    functions(
        "a function with a nested function and a nested class",
        {
            "m.py": (
                """
                def f():
                    def inner(x=1):
                        return x
                    class Local:
                        size = 1
                    return inner(), Local.size
                """,
                """
                def f():
                    def inner(x=2):
                        return [x]
                    class Local:
                        size = 2
                    return inner(), Local.size
                """,
            )
        },
        "from m import f",
        probe="f()",
    ),
)

GLOBALS = (
    functions(
        "a module global that a function by name reads",
        {"m.py": ("K = 1\ndef f():\n    return K", "K = 2\ndef f():\n    return K")},
        "from m import f",
        "held = {'f': f}",
        probe="f(), held['f'](), f.__globals__['K']",
    ),
    functions(
        "a function by name is the module's own, and shares its globals",
        {
            "m.py": (
                "K = 1\nJ = 1\ndef f():\n    return K, J",
                "K = 1\nJ = 2\ndef f():\n    return K, J",
            )
        },
        "import m\nfrom m import f",
        probe="m.__dict__ is f.__globals__, f(), m.f is f",
    ),
    functions(
        "an import added to the module, used by an old function",
        {
            "m.py": ("def f(x):\n    return x", "import math\ndef f(x):\n    return math.floor(x)"),
        },
        "from m import f",
        probe="f(2.5)",
    ),
    functions(
        "an import of the module turned to another module",
        {
            "m.py": (
                "from a import g\ndef f():\n    return g()",
                "from b import g\ndef f():\n    return g()",
            ),
            "a.py": "def g():\n    return 'a'",
            "b.py": "def g():\n    return 'b'",
        },
        "from m import f",
        probe="f()",
    ),
    functions(
        "a helper gets a new name, all at once",
        {
            "m.py": (
                "def _help():\n    return 1\ndef f():\n    return _help()",
                "def _assist():\n    return 2\ndef f():\n    return _assist()",
            )
        },
        "import m\nfrom m import f",
        probe="f(), hasattr(m, '_help'), hasattr(m, '_assist')",
    ),
    functions(
        "a function defined under a condition",
        {
            "flags.py": ("FAST = False", "FAST = True"),
            "m.py": """
                import flags
                if flags.FAST:
                    def f():
                        return "fast"
                else:
                    def f():
                        return "slow"
                """,
        },
        "from m import f",
        probe="f()",
    ),
)

COME_AND_GO = (
    functions(
        "a function added",
        {
            "m.py": (
                "def f():\n    return 1",
                "def f():\n    return g() + 1\ndef g():\n    return 10",
            )
        },
        "import m\nfrom m import f",
        probe="f(), m.g()",
    ),
    functions(
        "a function removed is gone from the module",
        {"m.py": ("def f():\n    return 1\ndef g():\n    return 2", "def f():\n    return 1")},
        "import m",
        probe="m.f(), hasattr(m, 'g'), 'g' in dir(m)",
    ),
    functions(
        "a call to a removed function says so",
        {"m.py": ("def f():\n    return 1\nX = 1", "X = 2")},
        "import m",
        probe="m.f()",
        raises=True,
    ),
    functions(
        "a function becomes a class, and a class a function",
        {
            "m.py": (
                "def thing():\n    return 'f'\nclass Other:\n    x = 1",
                "class thing:\n    x = 'c'\ndef Other():\n    return 'f'",
            )
        },
        "from m import thing, Other\nimport m",
        probe="thing().x, type(thing).__name__, Other(), m.thing is thing",
    ),
    functions(
        "a function becomes an instance with __call__",
        {
            "m.py": (
                "def run(x):\n    return x",
                """
                class _Runner:
                    calls = 0
                    def __call__(self, x):
                        self.calls += 1
                        return x, self.calls
                run = _Runner()
                """,
            )
        },
        "from m import run",
        "runners = [run]",
        probe="run(5), runners[0](6)",
    ),
    functions(
        "a function becomes an alias of a built-in, and one of another module's",
        {
            "m.py": (
                "def size(x):\n    return 0\ndef root(x):\n    return 0",
                "import math\nsize = len\nroot = math.isqrt",
            )
        },
        "from m import size, root",
        "table = {'size': size, 'root': root}",
        probe="size('abc'), root(9), table['size']('ab'), table['root'](4)",
    ),
    functions(
        "removed in one edit, back in the next",
        {
            "m.py": (
                "def f():\n    return 1\ndef g():\n    return 1",
                "def g():\n    return 2",
                "def f():\n    return 3\ndef g():\n    return 3",
            )
        },
        "import m",
        probe="m.f(), m.g()",
    ),
)

SCENARIOS = BODIES_AND_SIGNATURES + GLOBALS + COME_AND_GO
