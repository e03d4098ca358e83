"""Kinds of edits crossed: moves with live instances, constants with enums, pickles with fields."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

SCENARIOS = (
    case(
        "references",
        "a context variable holds an instance, another a function",
        versions(
            {
                "m.py": """
                    import contextvars
                    class A:
                        def f(self): return «1¦2»
                    «¦    g = 5
                    »
                    def h(): return «1¦2»
                """,
                "ctx.py": """
                    import contextvars
                    V = contextvars.ContextVar('V')
                    W = contextvars.ContextVar('W')
                """,
            }
        ),
        """
            from m import A, h
            from ctx import V, W
            V.set(A()); W.set(h)
        """,
        probe="V.get().f(), V.get().g, W.get()() , type(V.get()) is A",
    ),
    case(
        "references",
        "a context variable holds a cached function",
        versions(
            {
                "m.py": """
                    import functools
                    K = «1¦2»
                    @functools.cache
                    def h(): return K
                """,
                "ctx.py": """
                    import contextvars
                    W = contextvars.ContextVar('W')
                """,
            }
        ),
        """
            from m import h
            from ctx import W
            W.set(h);
        """,
        probe="W.get()(), W.get() is h",
    ),
    case(
        "classes",
        "a single dispatch method and a partial method, the bound ones held",
        versions(
            {
                "m.py": """
                    from functools import cached_property, partialmethod
                    from functools import singledispatchmethod, total_ordering
                    @total_ordering
                    class A:
                        def __init__(self, n): self.n = n
                        def __eq__(self, o): return self.n == o.n
                        def __lt__(self, o): return «self.n < o.n¦self.n > o.n»
                        @singledispatchmethod
                        def f(self, x): return "obj"
                        @f.register
                        def _(self, x: int): return "int«¦2»"
                    «¦    @f.register
                        def _(self, x: str): return "str"»
                        def setv(self, v, w=0): return (self.n, v, w)
                        on = partialmethod(setv, «1¦2», w=5)
                        @cached_property
                        def twice(self): return self.n * «2¦3»
                """,
            }
        ),
        """
            from m import A
            a, b = A(1), A(2); f = a.f; on = a.on
        """,
        probe="a.f(1), a.f('s'), f(1), a.on(), on(), a < b, a <= b, a.twice",
    ),
    case(
        "names",
        "constants nested in each other: enum, dataclass, tuple, frozenset, proxy",
        versions(
            {
                "m.py": """
                    import dataclasses, datetime, enum, ipaddress, types, uuid
                    class C(enum.Enum):
                        R = (1, («1¦2»,))
                    @dataclasses.dataclass(frozen=True)
                    class D:
                        x: tuple = (C.R, «1¦2»)
                    A = (1, (2, frozenset({«3¦4»})), D())
                    B = frozenset({(C.R, «1¦2»)})
                    U = uuid.UUID(int=«5¦6»)
                    T = datetime.timedelta(days=«1¦2»)
                    M = types.MappingProxyType({'a': «1¦2»})
                    N = types.SimpleNamespace(a=«1¦2»)
                    R = range(«3¦4»)
                    S = slice(«1¦2»)
                    I = ipaddress.ip_address('10.0.0.«1¦2»')
                    Z = datetime.timezone(datetime.timedelta(hours=«1¦2»))
                    BA = bytearray(b'«a¦b»')
                    MV = memoryview(b'«a¦b»')
                    EL = «...¦NotImplemented»
                """,
            }
        ),
        """
            from m import C, D, A, B, U, T, M, N, R, S, I, Z, BA, MV, EL
            d = D(); keep = {D(): 1}
        """,
        probe=(
            "A[1], A[2].x[1], A[2] == D(), [x[1] for x in B], C.R.value, "
            "[x[0] is C.R for x in B], U, T, dict(M), N, R, S, I, Z, BA, bytes(MV), EL, "
            "type(A[2]) is D"
        ),
    ),
    case(
        "packages",
        "two classes swap their modules",
        versions(
            {
                "a.py": """
                    class «A¦B»:
                        w = 'in a'
                """,
                "b.py": """
                    class «B¦A»:
                        w = 'in b'
                """,
                "u.py": """
                    from «a¦b» import A
                    from «b¦a» import B
                """,
            }
        ),
        """
            import u
            from u import A, B
            x, y = A(), B()
        """,
        probe="A.w, B.w, u.A is A, u.B is B, A.__module__",
    ),
    case(
        "packages",
        "a module becomes a package of two files, a live instance",
        versions(
            {
                "m.py": (
                    """
                        class A:
                            def f(self): return 1
                        class B(A): pass
                        K = 1
                    """,
                    None,
                ),
                "m/__init__.py": (
                    None,
                    """
                        from .a import A
                        from .b import B
                        K = 2
                    """,
                ),
                "m/a.py": (
                    None,
                    """
                        class A:
                            def f(self): return 2
                    """,
                ),
                "m/b.py": (
                    None,
                    """
                        from .a import A
                        class B(A):
                            def g(self): return 3
                    """,
                ),
                "u.py": """
                    import m
                    from m import B
                    def mk(): return B()
                """,
            }
        ),
        """
            from m import A, B, K
            import m, u
            b = B()
        """,
        probe=(
            "b.f(), B().g(), K, u.mk().g(), isinstance(b, m.A), B.__module__, "
            "isinstance(b, A), type(b) is B"
        ),
    ),
    case(
        "packages",
        "a package becomes one module, a live instance",
        versions(
            {
                "m.py": (
                    None,
                    """
                        class A:
                            def f(self): return 2
                        class B(A): pass
                        K = 2
                    """,
                ),
                "m/__init__.py": (
                    """
                        from .a import A
                        from .b import B
                        K = 1
                    """,
                    None,
                ),
                "m/a.py": (
                    """
                        class A:
                            def f(self): return 1
                    """,
                    None,
                ),
                "m/b.py": (
                    """
                        from .a import A
                        class B(A):
                            pass
                    """,
                    None,
                ),
                "u.py": """
                    import m
                    from m import B
                    def mk(): return B()
                """,
            }
        ),
        """
            from m import A, B, K
            import m, u
            b = B()
        """,
        probe=(
            "b.f(), B().f(), K, u.mk().f(), isinstance(b, m.A), B.__module__, "
            "isinstance(b, A), type(b) is B, isinstance(u.mk(), A)"
        ),
    ),
    case(
        "classes",
        "interned instances in a weak dictionary of their class",
        versions(
            {
                "m.py": """
                    import weakref
                    class Sym:
                        _all = weakref.WeakValueDictionary()
                        def __new__(cls, n):
                            s = cls._all.get(n)
                            if s is None:
                                s = super().__new__(cls)
                                s.n = n
                                cls._all[n] = s
                            return s
                        def f(self): return self.n, «1¦2»
                    «¦    g = 3
                    »
                """,
            }
        ),
        """
            from m import Sym
            s = Sym('a')
        """,
        probe="s.f(), s.g, Sym('b').f(), type(s) is Sym",
    ),
    case(
        "classes",
        "an enum of generated values, and one that is missing",
        versions(
            {
                "m.py": """
                    import enum, functools
                    class E(enum.StrEnum):
                        @staticmethod
                        def _generate_next_value_(n, s, c, l):
                            return n.lower() + '«1¦2»'
                        A = enum.auto()
                        B = enum.auto()
                        @classmethod
                        def _missing_(cls, v): return cls.«A¦B»
                        @property
                        def up(self): return self.value.upper()
                """,
            }
        ),
        """
            from m import E
            e = E.A
            d = {E.B: 'b'}
            s = frozenset({E.A})
            t = [(E.A, E.B)]
        """,
        probe="e, d[E.B], E('zzz'), e.up, t[0][1] is E.B, E.A in s, e is E.A, list(d)",
    ),
    case(
        "classes",
        "pickled and copied before a dataclass gains fields",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass, field
                    @dataclass
                    class P:
                        x: int
                    «¦    tags: list = field(default_factory=lambda: ['new'])
                        y: int = 7
                    »    def s(self): return self.x * «1¦2»
                """,
            }
        ),
        """
            from m import P
            import pickle, copy
            p = P(3)
            raw = pickle.dumps(p)
            c1 = copy.deepcopy([p, {'k': p}])
        """,
        probe=(
            "p.s(), pickle.loads(raw).s(), c1[0].s(), c1[1]['k'].y, copy.copy(p).tags, "
            "p == c1[0], p.tags is not c1[0].tags, p"
        ),
    ),
    case(
        "classes",
        "a descriptor's class and its owner edited, a live instance",
        versions(
            {
                "fields.py": """
                    class Field:
                        def __init__(self, d): self.d = d
                        def __set_name__(self, o, n): self.n = '_' + n
                        def __get__(self, i, o):
                            return self if i is None else getattr(i, self.n, self.d)
                        def __set__(self, i, v): setattr(i, self.n, «v¦v * 2»)
                """,
                "m.py": """
                    from fields import Field
                    class A:
                        x = Field(«1¦7»)
                    «¦    y = Field(9)
                    »
                """,
            }
        ),
        """
            from m import A
            from fields import Field
            a = A(); b = A(); b.x = 5
        """,
        probe="a.x, b.x, a.y, type(A.x) is Field, isinstance(A.__dict__['x'], Field)",
        expected="(7, 5, 9, True, True)",
    ),
    case(
        "packages",
        "a circle of constants and late imports, over three edits",
        versions(
            {
                "a.py": """
                    X = «1¦2¦2¦4»
                    import b
                    def fa(): return b.fb()
                    Z = b.Y
                """,
                "b.py": """
                    import a
                    Y = a.X + «10¦10¦20»
                    def fb():
                        from a import X
                        return X, Y
                """,
            }
        ),
        """
            import a
            from a import fa, Z
        """,
        probe="fa(), Z, a.Z",
    ),
)
