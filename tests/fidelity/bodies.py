"""An edit inside a function whose module is dear to import: seen at once, nothing runs again.

`runs` is in every probe: a freshly started process has run each module once, and so must a session.
"""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import Texts, case

bodies = partial(case, "bodies")


def _dear(old: str, new: str) -> dict[str, Texts]:
    """The module ``m``, which counts its runs, with an old and a new end of its text."""
    return {"m.py": (COUNT + old, COUNT + new)}


METHODS = """
class A:
    N = 1

    def __init__(self, n=1):
        self.n = n

    def plain(self):
        return {0!r}, self.n, self.N

    @property
    def prop(self):
        return {0!r}

    @classmethod
    def cls_method(cls):
        return {0!r}, cls.N

    @staticmethod
    def static():
        return {0!r}

    def __len__(self):
        return len({0!r})

    def __call__(self):
        return {0!r}

    class Inner:
        def deep(self):
            return {0!r}
"""

KINDS_OF_FUNCTION = (
    bodies(
        "the body of a function",
        _dear(
            "def f(a, b=2):\n    return a + b", "def f(a, b=2):\n    c = a * b\n    return c * 100"
        ),
        "import m",
        "from m import f",
        probe="f(1), m.f(2), f is m.f, runs",
    ),
    bodies(
        "the bodies of methods of every kind, a live instance",
        _dear(METHODS.format("old"), METHODS.format("newer")),
        "from m import A",
        "a, inner = A(5), A.Inner()",
        probe="a.plain(), a.prop, a.cls_method(), A.static(), len(a), a(), inner.deep(),"
        " type(a) is A, a.n, runs",
    ),
    bodies(
        "the body of __init__: new instances only",
        _dear(
            "class A:\n    def __init__(self):\n        self.n = 1",
            "class A:\n    def __init__(self):\n        self.n = 2\n        self.m = 3",
        ),
        "from m import A",
        "a = A()",
        probe="a.__dict__, A().__dict__, runs",
        expected="({'n': 1}, {'n': 2, 'm': 3}, ['m'])",
    ),
    bodies(
        "a function that becomes a generator by its body",
        _dear("def f():\n    return [1, 2]", "def f():\n    yield 3\n    yield 4"),
        "from m import f",
        probe="list(f()), runs",
    ),
    bodies(
        "the bodies of a coroutine and an asynchronous generator",
        _dear(
            "async def f():\n    return 1\n\nasync def g():\n    yield 1",
            "async def f():\n    return 2\n\nasync def g():\n    yield 2\n    yield 3",
        ),
        "import asyncio\nfrom m import f, g",
        "async def both():\n    return await f(), [n async for n in g()]",
        probe="asyncio.run(both()), runs",
    ),
    bodies(
        "a method that begins to use super()",
        _dear(
            "class A:\n    def f(self):\n        return 1\n\nclass B(A):\n"
            "    def f(self):\n        return 10",
            "class A:\n    def f(self):\n        return 1\n\nclass B(A):\n"
            "    def f(self):\n        return 10 + super().f()",
        ),
        "from m import B",
        "b = B(); bound = b.f",
        probe="b.f(), bound(), B().f(), runs",
    ),
    bodies(
        "a method that stops using super() and __class__",
        _dear(
            "class A:\n    def f(self):\n        return super().__repr__(), __class__",
            "class A:\n    def f(self):\n        return 'plain'",
        ),
        "from m import A",
        "a = A(); held = {'f': a.f, 'F': A.f}",
        probe="a.f(), held['f'](), held['F'](a), runs",
    ),
    bodies(
        "the bodies of methods of a dataclass with slots, a live instance",
        _dear(
            "from dataclasses import dataclass\n\n@dataclass(slots=True)\nclass P:\n"
            "    x: int = 1\n\n    def f(self):\n        return self.x",
            "from dataclasses import dataclass\n\n@dataclass(slots=True)\nclass P:\n"
            "    x: int = 1\n\n    def f(self):\n        return -self.x, self",
        ),
        "from m import P",
        "p = P(7)",
        probe="p.f(), P().f(), type(p) is P, runs",
    ),
    bodies(
        "a function defined twice, and one that is defined on a condition",
        _dear(
            "def f():\n    return 'first'\n\ndef f():\n    return 'second'\n\n"
            "if len('ab') == 2:\n    def g():\n        return 'yes'\n"
            "else:\n    def g():\n        return 'no'",
            "def f():\n    return 'FIRST'\n\ndef f():\n    return 'SECOND'\n\n"
            "if len('ab') == 2:\n    def g():\n        return 'YES'\n"
            "else:\n    def g():\n        return 'NO'",
        ),
        "import m",
        "from m import f, g",
        probe="f(), g(), m.f(), m.g(), runs",
    ),
    bodies(
        "the setter of a property, an instance's state kept",
        {
            "m.py": tuple(
                "class A:\n    @property\n    def x(self):\n        return self._x\n\n"
                f"    @x.setter\n    def x(self, value):\n        self._x = value * {factor}\n"
                for factor in (1, 10)
            )
        },
        "from m import A",
        "a = A(); a.x = 5; before = id(a)",
        probe="(a.x, setattr(a, 'x', 6), a.x, id(a) == before)",
        expected="(5, None, 60, True)",
    ),
    bodies(
        "nested functions: the outer called anew",
        _dear(
            "def make(n):\n    def add(x):\n        return x + n\n    return add",
            "def make(n):\n    k = n * 10\n\n    def add(x):\n        return x + n + k\n"
            "    return add",
        ),
        "from m import make",
        "make(1)(1)",
        probe="make(1)(1), runs",
    ),
    bodies(
        "a closure made before the edit, only its own body edited",
        _dear(
            "def make(n):\n    def add(x):\n        return x + n\n    return add",
            "def make(n):\n    def add(x):\n        return x * 100 + n\n    return add",
        ),
        "from m import make",
        "add = make(1); table = [add]",
        probe="add(2), table[0](3), make(1)(2), runs",
    ),
)

EVERYWHERE = (
    bodies(
        "everywhere the function went",
        _dear("def f():\n    return 'old'", "def f():\n    x = 'new'\n    return x"),
        "import functools, m\nfrom m import f",
        "table, bound, part = {'f': [f]}, functools.partial(f), functools.lru_cache(maxsize=0)(f)\n"
        "def own(call=f):\n    return call()\n"
        "class Own:\n    hook = staticmethod(f)\n"
        "nested = frozenset({(f,)})",
        probe="table['f'][0](), bound(), part(), own(), Own.hook(), Own().hook(),"
        " [g() for (g,) in nested], runs",
    ),
    bodies(
        "a function that another module wrapped and registered",
        {
            **_dear("def f(n):\n    return n", "def f(n):\n    return n * 100"),
            "user.py": COUNT + "import functools, m\nHOOKS = {'f': m.f}\n\n"
            "@functools.wraps(m.f)\ndef wrapped(n):\n    return m.f(n) + 1",
        },
        "import user",
        probe="user.HOOKS['f'](1), user.wrapped(1), user.wrapped.__wrapped__(1), runs",
    ),
    bodies(
        "methods held as bound methods and in a subclass of the notebook",
        _dear(
            "class A:\n    def f(self):\n        return 'old'",
            "class A:\n    def f(self):\n        return 'new'",
        ),
        "from m import A",
        "class B(A):\n    def f(self):\n        return 'my ' + super().f()\nb, bound = B(), A().f",
        probe="b.f(), bound(), B.mro()[1] is A, runs",
    ),
    bodies(
        "module state, attributes of the function and its caches stay",
        _dear(
            "STATE = {}\n\ndef f(seen=[]):\n    f.calls += 1\n    seen.append(1)\n"
            "    return len(seen)\n\nf.calls = 0",
            "STATE = {}\n\ndef f(seen=[]):\n    f.calls += 1\n    seen.append(1)\n"
            "    return 'length', len(seen)\n\nf.calls = 0",
        ),
        "import m",
        "m.STATE['model'] = 'trained'; m.f(); m.f()",
        probe="m.f(), m.f.calls, m.STATE, runs",
        expected="(('length', 3), 3, {'model': 'trained'}, ['m'])",
    ),
    Scenario(
        "three body edits in a row, the last a revert",
        "bodies",
        {"m.py": COUNT + "def f():\n    return 0\n"},
        ("from m import f", "seen = [f()]"),
        (
            Edit({"m.py": COUNT + "def f():\n    return 1\n"}, cells=("seen.append(f())",)),
            Edit(
                {"m.py": COUNT + "def f():\n    return 2\n"},
                save="same second",
                cells=("seen.append(f())",),
            ),
            Edit({"m.py": COUNT + "def f():\n    return 0\n"}, cells=("seen.append(f())",)),
        ),
        "(seen, runs)",
        expected="([0, 1, 2, 0], ['m'])",
    ),
    Scenario(
        "a body edit, then a constant: the second one runs the module",
        "bodies",
        {"m.py": COUNT + "K = 1\n\ndef f():\n    return K\n"},
        ("from m import f, K",),
        (
            Edit({"m.py": COUNT + "K = 1\n\ndef f():\n    return -K\n"}, cells=("seen = f()",)),
            Edit({"m.py": COUNT + "K = 2\n\ndef f():\n    return -K\n"}),
        ),
        "(seen, f(), K, runs)",
        expected="(-1, -2, 2, ['m', 'm'])",
    ),
    bodies(
        "a body edited in each of two modules that import each other's functions",
        {
            "a.py": (
                COUNT + "import b\n\ndef f():\n    return 'a1'",
                COUNT + "import b\n\ndef f():\n    return 'a2' + b.g()",
            ),
            "b.py": (
                COUNT + "import a\n\ndef g():\n    return 'b1'",
                COUNT + "import a\n\ndef g():\n    return 'b2'",
            ),
        },
        "from a import f",
        "from b import g",
        probe="f(), g(), sorted(runs)",
    ),
    bodies(
        "a body edited in a package: its re-exports follow, nothing runs",
        {
            "p/__init__.py": COUNT + "from .a import f as g\nfrom .b import *",
            "p/a.py": (COUNT + "def f():\n    return 1", COUNT + "def f():\n    return 2"),
            "p/b.py": COUNT + "from .a import f\nTABLE = {'f': f}",
        },
        "import p",
        "from p import g, TABLE",
        probe="p.g(), g(), TABLE['f'](), p.f(), runs",
    ),
)

SOURCE = """
def first():
    return 1


class Box:
    def fail(self):
        raise ValueError('old')


def last():
    return inspect.currentframe().f_lineno
"""
LONGER = """
def first():
    # now longer
    # by two lines
    return 1


class Box:
    def fail(self):
        message = 'new'
        raise ValueError(message)


def last():
    return inspect.currentframe().f_lineno
"""
LINES = (
    bodies(
        "shifted lines: traceback, source and line numbers are right",
        _dear("import inspect\n" + SOURCE, "import inspect\n" + LONGER),
        "import inspect, linecache, m, traceback",
        "box = m.Box()",
        """
        def failing_line():
            try:
                box.fail()
            except ValueError as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                return frame.lineno, frame.line, str(error)
        """,
        probe="failing_line(), m.last(), m.last.__code__.co_firstlineno,"
        " inspect.getsource(m.Box.fail), inspect.getsource(m.last), runs",
    ),
    bodies(
        "shifted lines: the source of a class and of a function that was not edited",
        _dear("import inspect\n" + SOURCE, "import inspect\n" + LONGER),
        "import inspect, m",
        "held = m.last",
        probe="inspect.getsource(m.Box), inspect.getsourcelines(m.first)[1],"
        " inspect.getsource(held), runs",
    ),
    bodies(
        "lines shifted by comments alone: the traceback is right, nothing runs",
        _dear(
            "def f():\n    return 1 / 0",
            "# A comment.\n# Another.\n\n\ndef f():\n    # Divide.\n    return 1 / 0",
        ),
        "import m, traceback",
        "def line():\n    try:\n        m.f()\n    except ZeroDivisionError as e:\n"
        "        frame = traceback.extract_tb(e.__traceback__)[-1]\n"
        "        return frame.lineno, frame.line",
        probe="line(), runs",
    ),
    bodies(
        "an edited docstring of a function, a method and a property",
        _dear(
            'def f():\n    """Old."""\n\nclass A:\n    def g(self):\n        """Old g."""\n\n'
            '    @property\n    def p(self):\n        """Old p."""',
            'def f():\n    """New."""\n\nclass A:\n    def g(self):\n        """New g."""\n\n'
            '    @property\n    def p(self):\n        """New p."""',
        ),
        "import m",
        "a = m.A()",
        probe="m.f.__doc__, a.g.__doc__, m.A.p.__doc__",
    ),
)

SCENARIOS = KINDS_OF_FUNCTION + EVERYWHERE + LINES
