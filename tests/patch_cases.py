"""Edits of function bodies, and the references that follow them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Follows:
    """An edit that every reference made by `cell` follows."""

    name: str
    source: str
    before: str
    after: str
    cell: str
    probe: str


FOLLOWS = [
    Follows("a name", "def f():\n    return 1\n", "1", "2", "f = m.f", "f()"),
    Follows("an attribute", "def f():\n    return 1\n", "1", "2", "", "m.f()"),
    Follows(
        "a partial",
        "def f(a):\n    return a + 1\n",
        "+ 1",
        "+ 2",
        "import functools\ng = functools.partial(m.f, 1)",
        "g()",
    ),
    Follows(
        "a registry",
        "def f():\n    return 1\nTABLE = {'f': f}\n",
        "return 1",
        "return 2",
        "table = {m.f: [(m.f,)]}",
        "m.TABLE['f'](), [t[0][0]() for t in table.values()], m.f in table",
    ),
    Follows(
        "an instance",
        "class A:\n    def __init__(self):\n        self.x = 1\n"
        "    def m(self):\n        return self.x\n",
        "return self.x",
        "return self.x + 1",
        "a = m.A()",
        "a.m()",
    ),
    Follows(
        "a bound method",
        "class A:\n    def m(self):\n        return 1\n",
        "1",
        "2",
        "f = m.A().m",
        "f()",
    ),
    Follows(
        "a property",
        "class A:\n    @property\n    def p(self):\n        return 1\n",
        "1",
        "2",
        "a = m.A()",
        "a.p",
    ),
    Follows(
        "a setter",
        "class A:\n    @property\n    def p(self):\n        return self._p\n"
        "    @p.setter\n    def p(self, value):\n        self._p = value\n"
        "    @p.deleter\n    def p(self):\n        self._p = 'gone'\n",
        "self._p = value",
        "self._p = value * 2",
        "a = m.A()",
        "[setattr(a, 'p', 4), a.p]",
    ),
    Follows(
        "a deleter",
        "class A:\n    @property\n    def p(self):\n        return self._p\n"
        "    @p.deleter\n    def p(self):\n        self._p = 'gone'\n",
        "'gone'",
        "'away'",
        "a = m.A()",
        "[delattr(a, 'p'), a.p]",
    ),
    Follows(
        "a classmethod",
        "class A:\n    @classmethod\n    def c(cls):\n        return cls.__name__\n",
        "cls.__name__",
        "cls.__name__ * 2",
        "f = m.A.c",
        "f(), m.A().c()",
    ),
    Follows(
        "a staticmethod",
        "class A:\n    @staticmethod\n    def s():\n        return 1\n",
        "1",
        "2",
        "f = m.A.s",
        "f(), m.A().s()",
    ),
    Follows(
        "an abstract property",
        "import abc\nclass A(abc.ABC):\n    @property\n    @abc.abstractmethod\n"
        "    def p(self):\n        return 1\n",
        "1",
        "2",
        "class B(m.A):\n    @property\n    def p(self):\n        return super().p",
        "B().p",
    ),
    Follows(
        "a subclass's super",
        "class A:\n    def m(self):\n        return 1\n"
        "class B(A):\n    def m(self):\n        return super().m() + 1\n",
        "super().m() + 1",
        "super().m() + 2",
        "class C(m.B):\n    def m(self):\n        return super().m() * 10\nc = C()",
        "c.m()",
    ),
    Follows(
        "a private method",
        "class _A:\n    def __m(self):\n        return 1\n"
        "    def m(self):\n        return self.__m()\n",
        "return 1",
        "return 2",
        "a = m._A()",
        "a.m()",
    ),
    Follows(
        "a class in a class",
        "class A:\n    class B:\n        def m(self):\n            return 1\n",
        "1",
        "2",
        "b = m.A.B()",
        "b.m()",
    ),
    Follows(
        "a class with a metaclass",
        "class Meta(type):\n    def __setattr__(cls, name, value):\n        raise TypeError\n"
        "    def hello(cls):\n        return 1\n"
        "class A(metaclass=Meta):\n    def m(self):\n        self.x = 1\n        return 1\n",
        "        self.x = 1\n        return 1",
        "        self.y = 2\n        return 2",
        "a = m.A()",
        "a.m(), vars(a), m.A.hello()",
    ),
    Follows(
        "a method of a metaclass",
        "class Meta(type):\n    def hello(cls):\n        return 1\n"
        "class A(metaclass=Meta):\n    pass\n",
        "1",
        "2",
        "f = m.A.hello",
        "f()",
    ),
    Follows(
        "a slotted dataclass",
        "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    x: int\n"
        "    def m(self):\n        return self.x\n",
        "return self.x",
        "return -self.x",
        "a = m.A(3)",
        "a.m()",
    ),
    Follows(
        "an enum's method",
        "import enum\nclass E(enum.Enum):\n    A = 1\n    def m(self):\n        return self.name\n",
        "self.name",
        "self.name * 2",
        "e = m.E.A",
        "e.m()",
    ),
    Follows(
        "a generator function",
        "def f():\n    yield 1\n",
        "yield 1",
        "yield from (2, 3)",
        "f = m.f",
        "list(f())",
    ),
    Follows(
        "a coroutine function",
        "async def f():\n    return 1\n",
        "1",
        "2",
        "import asyncio\nf = m.f",
        "asyncio.run(f())",
    ),
    Follows(
        "an asynchronous generator",
        "async def f():\n    yield 1\n",
        "1",
        "2",
        "import asyncio\nasync def first(): return [x async for x in m.f()]",
        "asyncio.run(first())",
    ),
    Follows(
        "a function in a branch",
        "if True:\n    def f():\n        return 1\nelse:\n    def f():\n        return 3\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "a function where an import failed",
        "try:\n    import no_such_module\nexcept ImportError:\n    def f():\n        return 1\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "the last of two of a name",
        "def f():\n    return 0\ndef f():\n    return 1\n",
        "1",
        "2",
        "f = m.f",
        "f()",
    ),
    Follows(
        "a nested function",
        "def make(n):\n    def inner(a):\n        return a + n\n    return inner\n",
        "a + n",
        "a * n",
        "f = m.make(10)",
        "f(3), m.make(2)(3)",
    ),
    Follows(
        "two lambdas on a line",
        "def make():\n    return (lambda: 1), (lambda: 2)\n",
        "(lambda: 2)",
        "(lambda: 3)",
        "a, b = m.make()",
        "a(), b()",
    ),
    Follows(
        "a lambda beside a new one",
        "def make():\n    return lambda: 'old'\n",
        "return lambda: 'old'",
        "x = [lambda: 'new']\n    return lambda: 'old'",
        "f = m.make()",
        "f(), m.make()(), f.__code__.co_firstlineno",
    ),
    Follows(
        "a class made by a function",
        "def make():\n    class K:\n        def m(self):\n            return 1\n    return K\n",
        "return 1",
        "return 2",
        "K = m.make()\nk = K()",
        "k.m(), K().m()",
    ),
    Follows(
        "a decorator's wrapper in use elsewhere",
        "import functools\ndef deco(f):\n    @functools.wraps(f)\n    def wrapper(*args):\n"
        "        return f(*args) + 1\n    return wrapper\n",
        "+ 1",
        "+ 2",
        "@m.deco\ndef g():\n    return 1",
        "g()",
    ),
    Follows(
        "a nested generator's closure",
        "def make(n):\n    def gen():\n        yield n\n    return gen\n",
        "yield n",
        "yield from (n, n)",
        "f = m.make(1)",
        "list(f())",
    ),
    Follows(
        "a new global",
        "X = 1\ndef f():\n    return X\n",
        "return X",
        "global X, Y\n    X = Y = 2\n    return X + Y",
        "f = m.f",
        "f(), m.X, getattr(m, 'Y', None)",
    ),
    Follows(
        "a docstring",
        'def f():\n    """One."""\n',
        "One",
        "Two",
        "f = m.f",
        "f.__doc__",
    ),
    Follows("a docstring gained", "def f():\n    pass\n", "pass", "'New.'", "", "m.f.__doc__"),
    Follows("a docstring lost", "def f():\n    'Old.'\n", "'Old.'", "pass", "", "m.f.__doc__"),
    Follows(
        "a docstring held by a property",
        'class A:\n    @property\n    def p(self):\n        """One."""\n',
        "One",
        "Two",
        "",
        "m.A.p.__doc__",
    ),
    Follows(
        "a docstring held by a classmethod",
        'class A:\n    @classmethod\n    def c(cls):\n        """One."""\n',
        "One",
        "Two",
        "",
        "m.A.c.__doc__, vars(m.A)['c'].__doc__",
    ),
    Follows(
        "other default values",
        "def f(a, b=1, *, c=2, d=3):\n    return a, b, c, d\n",
        "b=1, *, c=2",
        "b='one', *, c=None",
        "import functools\ng = functools.partial(m.f, 0)",
        "m.f(0), g(d=4), __import__('inspect').signature(m.f)",
    ),
    Follows(
        "other default values and another body of a method",
        "class A:\n    def m(self, a=1):\n        return a\n",
        "a=1):\n        return a",
        "a=2):\n        return a + 10",
        "class B(m.A): pass\nf = B().m",
        "f(), m.A().m(), m.A.m.__defaults__",
    ),
    Follows(
        "other default values of a live closure",
        "def make(n):\n    def inner(a=1, *, b=n):\n        return a, b, n\n    return inner\n",
        "a=1",
        "a=2",
        "f = m.make(5)",
        "f(), m.make(6)(), f.__defaults__, f.__kwdefaults__",
    ),
    Follows(
        "a method gained",
        "class A:\n    def m(self):\n        return 1\n    x = 5\n",
        "    x = 5",
        "    def n(self, a: int = 2, *b: 'list[int]', c=3) -> str:\n"
        "        return super().__hash__() * 0 + self.m(), a, b, c, self.x\n    x = 5",
        "class B(m.A): pass\nb = B()",
        "[(b.n(), b.n(1, 1, c=1), n.__annotations__, n.__qualname__, n.__module__)"
        " for n in [getattr(m.A, 'n', None)] if n],"
        " [name for name in vars(m.A) if name[0] != '_']",
    ),
    Follows(
        "a method gained by a class with properties",
        "import functools\nclass A:\n    @property\n    def p(self):\n        return 1\n"
        "    @functools.cached_property\n    def q(self):\n        return 2\n",
        "        return 2\n",
        "        return 2\n    def n(self):\n        return self.p, self.q\n",
        "a = m.A()",
        "a.p, a.q, a.n() if hasattr(a, 'n') else None",
    ),
    Follows(
        "a method renamed",
        "class A:\n    def m(self):\n        return 1\n    def k(self): pass\n",
        "def m(self):\n        return 1",
        "def n(self):\n        return 2",
        "a = m.A()",
        "a.n() if hasattr(a, 'n') else a.m(), hasattr(a, 'm'),"
        " [name for name in vars(m.A) if name[0] != '_']",
    ),
    Follows(
        "a signature stays",
        "def f(a, b=1, *, c=2, **kw):\n    return a\n",
        "return a",
        "d = e = 3\n    return a, b, c, d, e, kw",
        "f = m.f",
        "f(0, z=1), __import__('inspect').signature(f)",
    ),
    Follows(
        "a method that begins to use super()",
        "class A:\n    def m(self):\n        return 1\n"
        "class B(A):\n    def m(self):\n        return 10\n",
        "return 10",
        "return super().m() + 100",
        "b = m.B()\nf = b.m\nclass C(m.B): pass",
        "b.m(), f(), C().m(), m.B.m.__code__.co_freevars",
    ),
    Follows(
        "a classmethod and a setter that begin to use __class__",
        "class A:\n    @classmethod\n    def c(cls):\n        return 1\n"
        "    @property\n    def p(self):\n        return 2\n",
        "return 1\n    @property\n    def p(self):\n        return 2",
        "return __class__.__name__\n    @property\n    def p(self):\n"
        "        return __class__.__name__",
        "class B(m.A): pass",
        "m.A.c(), B.c(), B().p",
    ),
    Follows(
        "a method that ceases to use super()",
        "class A:\n    def m(self):\n        return super().__hash__() * 0 + 1\n",
        "super().__hash__() * 0 + 1",
        "2",
        "f = m.A().m",
        "f(), m.A.m.__code__.co_freevars, len(m.A.m.__closure__ or ())",
    ),
    Follows(
        "a function that becomes a generator",
        "def f():\n    return [1]\n",
        "return [1]",
        "yield 2",
        "f = m.f",
        "list(f())",
    ),
    Follows(
        "a function that becomes a coroutine function",
        "def f():\n    return 1\n",
        "def f():",
        "async def f():",
        "import inspect\nf = m.f",
        "inspect.iscoroutinefunction(f)",
    ),
    Follows(
        "a closure that becomes a generator",
        "def make(n):\n    def inner():\n        return [n]\n    return inner\n",
        "return [n]",
        "yield n + 1",
        "f = m.make(1)",
        "list(f())",
    ),
]
