"""Edits that cross the kinds: code that is renamed, shown, pickled, nested, subclassed."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")
references = partial(case, "references")

SHOWN = (
    functions(
        "inspect.getsource of a function, a class and held methods",
        {
            "m.py": (
                "K = 1\ndef f():\n    return 1\nclass A:\n    def g(self):\n        return 1",
                "K = 1\n# one\n# two\ndef f():\n    return 2\nclass A:\n    def g(self):\n"
                "        return 2\n    def h(self): pass",
            )
        },
        "from m import f, A\nimport inspect",
        "a = A(); box = [f, a.g]",
        probe="[inspect.getsource(x) for x in (*box, A)], inspect.getsourcelines(type(a).h)[1]",
    ),
    functions(
        "the shell's own inspector shows the new source and docstring",
        {"m.py": tuple(f"K = {n}\ndef f():\n    'Doc {n}.'\n    return {n}" for n in (1, 2))},
        "from m import f",
        "inspect = get_ipython().object_inspect",
        probe="inspect('f', detail_level=1)['docstring'], inspect('f', detail_level=1)['source']",
    ),
    functions(
        "pickling a function and a bound method by name",
        {
            "m.py": tuple(
                f"K = {n}\ndef f(): return K\nclass A:\n    def g(self): return K" for n in (1, 2)
            )
        },
        "from m import f, A\nimport pickle",
        "held = [f, A().g]",
        probe="pickle.loads(pickle.dumps(f)) is f, [x() for x in pickle.loads(pickle.dumps(held))]",
    ),
)

RENAMED = (
    classes(
        "a class renamed, its old name kept as an alias",
        {
            "m.py": (
                "class Old:\n    def f(self): return 1",
                "class New:\n    def f(self): return 2\nOld = New",
            )
        },
        "from m import Old; import m",
        "a = Old()",
        probe="a.f(), type(a).__name__, isinstance(a, Old), type(a) is m.New, Old is m.New",
    ),
    functions(
        "a function renamed, its old name kept as an alias",
        {"m.py": ("def old(): return 1", "def new(): return 2\nold = new")},
        "from m import old; import m",
        "box = [old]",
        probe="old(), box[0](), old is m.new, box[0] is m.new",
    ),
    classes(
        "methods pulled up into a new base",
        {
            "m.py": (
                "class A:\n    def f(self): return 1\n    def g(self): return 1",
                "class _Base:\n    def f(self): return 2\n"
                "class A(_Base):\n    def g(self): return super().f() + 1",
            )
        },
        "from m import A",
        "a = A(); f = a.f",
        probe="a.f(), a.g(), f(), 'f' in vars(A)",
    ),
    classes(
        "a function put into another module's class",
        {
            "n.py": "class A: pass",
            "m.py": tuple(
                f"import n\ndef extra(self): return {n}\nn.A.extra = extra\nK = {n}" for n in (1, 2)
            ),
        },
        "import m, n",
        "a = n.A()",
        probe="a.extra(), m.K",
    ),
    classes(
        "a class decorator of another module",
        {
            "deco.py": tuple(
                f"def tag(cls):\n    cls.tag = cls.__name__ + '{n}'\n    return cls" for n in (1, 2)
            ),
            "m.py": "from deco import tag\n@tag\nclass A: pass",
        },
        "from m import A",
        "a = A()",
        probe="a.tag, type(a) is A",
    ),
    classes(
        "a class decorator that makes a new class",
        {
            "deco.py": tuple(
                f"""
                def wrap(cls):
                    class Wrapped(cls):
                        level = {n}
                    Wrapped.__name__ = cls.__name__
                    Wrapped.__qualname__ = cls.__qualname__
                    return Wrapped
                """
                for n in (1, 2)
            ),
            "m.py": "from deco import wrap\n@wrap\nclass A:\n    x = 1",
        },
        "from m import A",
        "a = A()",
        probe="a.level, type(a) is A, isinstance(a, A), A().level",
    ),
    classes(
        "an order by total_ordering, and a property made by a function",
        {
            "m.py": tuple(
                f"""
                import functools
                def prop(name):
                    return property(lambda self: (getattr(self, "_" + name), {sign}))
                @functools.total_ordering
                class A:
                    def __init__(self, x): self._x = x
                    x = prop("x")
                    def __eq__(self, other): return self._x == other._x
                    def __lt__(self, other): return self._x * {sign} < other._x * {sign}
                """
                for sign in (1, -1)
            )
        },
        "from m import A",
        "a, b = A(1), A(2)",
        probe="a.x, a < b, a >= b, max(a, b).x",
    ),
    classes(
        "a cached method, called on a live instance before",
        {
            "m.py": tuple(
                "import functools\nclass A:\n    @functools.lru_cache\n"
                f"    def f(self, x): return x * {n}"
                for n in (1, 2)
            )
        },
        "from m import A",
        "a = A(); a.f(1)",
        probe="a.f(1), A.f.cache_info().currsize",
    ),
    classes(
        "a table of bound methods that __init__ made, and a lambda",
        {
            "m.py": tuple(
                f"""
                K = {n}
                class A:
                    def __init__(self):
                        self.table = {{"x": self.on_x, "y": [self.on_y]}}
                        self.made = lambda: ("made {n}", K)
                    def on_x(self): return "x{n}", K
                    @classmethod
                    def on_y(cls): return "y{n}", K
                """
                for n in (1, 2)
            )
        },
        "from m import A",
        "a = A()",
        probe="a.table['x'](), a.table['y'][0](), a.made()",
    ),
    classes(
        "an instance that holds another module's, both modules edited",
        {
            "a.py": tuple(f"class A:\n    n = {n}" for n in (1, 2)),
            "b.py": tuple(
                f"from a import A\nclass B:\n    m = {n}\n    def __init__(self): self.a = A()"
                for n in (1, 2)
            ),
        },
        "from b import B; from a import A",
        "b = B(); box = [b.a]",
        probe="b.m, b.a.n, isinstance(b.a, A), box[0] is b.a",
    ),
)

SUBCLASSED = (
    classes(
        "an enum nested in a class; its values by auto() move up",
        {
            "m.py": tuple(
                "import enum\nclass A:\n    class Kind(enum.Enum):\n"
                f"        {first}X = enum.auto()\n        Y = enum.auto()"
                for first in ("", "W = enum.auto()\n        ")
            )
        },
        "from m import A",
        "x = A.Kind.X; d = {A.Kind.Y: 'y'}",
        probe="x is A.Kind.X, x.value, d[A.Kind.Y], x in A.Kind",
    ),
    classes(
        "a notebook enum over a module's enum without members",
        {
            "m.py": (
                "import enum\nclass Base(enum.Enum):\n    def f(self): return 1",
                "import enum\nclass Base(enum.Enum):\n    def f(self): return 2\n"
                "    def g(self): return self.name",
            )
        },
        "from m import Base",
        "class Colour(Base):\n    RED = 1\nred = Colour.RED",
        probe="red.f(), red.g(), isinstance(red, Base), Colour.RED is red",
    ),
    classes(
        "an enum's alias, and members in a class attribute of another module",
        {
            "m.py": tuple(
                f"import enum\nclass E(enum.Enum):\n    A = 1\n    B = 2\n{more}"
                for more in ("", "    ALSO = 1")
            ),
            "n.py": "from m import E\nclass User:\n    allowed = (E.A,)\n"
            "    def ok(self, e): return e in self.allowed",
        },
        "from n import User; from m import E",
        "u = User(); a = E.A",
        probe="u.ok(a), u.ok(E.ALSO), E.ALSO is a",
    ),
    classes(
        "notebook subclasses of an exception, an ABC, a generic and a class with a metaclass",
        {
            "m.py": tuple(
                f"""
                import abc
                from typing import Generic, TypeVar
                T = TypeVar("T")
                class Err(Exception):
                    code = {n}
                class Shape(abc.ABC):
                    @abc.abstractmethod
                    def area(self): ...
                    def twice(self): return self.area() * {n}
                class Box(Generic[T]):
                    def size(self): return {n}
                class Meta(type):
                    def hello(cls): return cls.__name__ + "{n}"
                class M(metaclass=Meta): pass
                """
                for n in (1, 2)
            )
        },
        "from m import Err, Shape, Box, M",
        """
        class MyErr(Err): pass
        class Square(Shape):
            def area(self): return 10
        class IntBox(Box[int]): pass
        class MyM(M): pass
        square, box = Square(), IntBox()
        def attempt():
            try:
                raise MyErr("y")
            except Err as error:
                return error.code, isinstance(error, Err)
        """,
        probe="attempt(), square.twice(), isinstance(square, Shape), box.size(), "
        "isinstance(box, Box), MyM.hello(), Square.__mro__[1] is Shape",
    ),
    classes(
        "a notebook subclass of two modules' classes, one of them edited",
        {
            "m.py": tuple(
                f"class A:\n    def f(self): return ['A{n}'] + super().f()\n    k{n} = {n}"
                for n in (1, 2)
            ),
            "n.py": "class B:\n    def f(self): return ['B']",
        },
        "from m import A; from n import B",
        "class Mine(A, B):\n    def f(self): return ['Mine'] + super().f()\nmine = Mine()",
        probe="mine.f(), mine.k2, hasattr(mine, 'k1'), isinstance(mine, A)",
    ),
    classes(
        "a notebook subclass of a frozen dataclass with slots that gains a field",
        {
            "m.py": tuple(
                "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\n"
                f"class P:\n    x: int = 1\n{more}"
                for more in ("", "    y: int = 2")
            )
        },
        "from m import P",
        "class Mine(P):\n    def f(self): return self.x\nmine = Mine(5); p = P(3)",
        probe="mine.f(), isinstance(mine, P), Mine().y, p.y, mine.y",
    ),
    classes(
        "classes with slots that run again twice, under a dataclass and a subclass of the notebook",
        {
            "m.py": tuple(
                f"""
                from dataclasses import dataclass
                K = {n}
                @dataclass(frozen=True, slots=True)
                class P:
                    x: int = 1
                    def f(self): return self.x, K
                class Q:
                    __slots__ = ('x',)
                    def f(self): return self.x, K
                """
                for n in (1, 2, 3)
            )
        },
        "from m import P, Q",
        "class Mine(P): pass\nclass Own(Q): pass",
        "held = [P(5), Mine(6), Q(), Own()]; held[2].x, held[3].x = 7, 8",
        probe="[x.f() for x in held], P(9).f(), Mine().f(), [isinstance(x, (P, Q)) for x in held]",
    ),
    classes(
        "__post_init__, an init-only variable and a keyword-only field",
        {
            "m.py": (
                """
                from dataclasses import dataclass
                @dataclass
                class P:
                    x: int
                    def __post_init__(self): self.s = self.x
                """,
                """
                from dataclasses import KW_ONLY, InitVar, dataclass
                @dataclass
                class P:
                    x: int
                    k: InitVar[int] = 3
                    _: KW_ONLY
                    name: str = "n"
                    def __post_init__(self, k): self.s = self.x * k
                """,
            )
        },
        "from m import P",
        "p = P(1)",
        probe="p, P(2).s, P(2, 5, name='z').s, p.name",
    ),
    classes(
        "combinations of flags whose values move up, in containers and as a default",
        {
            "m.py": tuple(
                f"""
                import enum
                class Right(enum.IntFlag):
                    READ = enum.auto()
                    {new}
                    WRITE = enum.auto()
                    RUN = enum.auto()
                    ALL = READ | WRITE | RUN
                """
                for new in ("", "LINK = enum.auto()")
            )
        },
        "from m import Right",
        "some, every = Right.READ | Right.RUN, Right.ALL; held = [{Right.WRITE | Right.RUN: 'w'}]",
        "def may(x=Right.READ | Right.WRITE): return x",
        probe="some, every, held, may(), held[0][Right.WRITE | Right.RUN]",
    ),
    references(
        "generic aliases, unions and annotations over a class whose slots change",
        {"m.py": tuple(f"class P:\n    __slots__ = {slots!r}" for slots in (("x",), ("x", "y")))},
        "import m\nfrom m import P",
        "Many = list[P]; Maybe = P | None\ndef f(p: P) -> Many: ...",
        probe="Many.__args__[0].__slots__, isinstance(P(), Maybe), Many == list[m.P], "
        "f.__annotations__['p'].__slots__",
    ),
)

SCENARIOS = SHOWN + RENAMED + SUBCLASSED
