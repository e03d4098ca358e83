"""Edits of classes that others tell apart: dispatch, exceptions, pickles, checks of type."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

classes = partial(case, "classes")

AB = tuple(f"class A:\n    n = {n}\nclass B(A):\n    def f(self): return {n}" for n in (1, 2))

CHECKS = (
    classes(
        "isinstance, issubclass and type() is, for instances old and new",
        {"m.py": AB},
        "from m import A, B; import m",
        "a, b = A(), B()",
        probe="[type(x) is A for x in (a, A(), m.A())], [isinstance(x, A) for x in (a, b, B())], "
        "issubclass(B, A), issubclass(m.B, A), A is m.A, b.f(), a.n, a.__class__ is m.A",
    ),
    classes(
        "checks of type within the module and in another one",
        {
            "m.py": tuple(
                f"""
                class A:
                    def same(self, other): return type(other) is A, isinstance(other, __class__)
                    def tag(self): return {n}
                """
                for n in (1, 2)
            ),
            "n.py": "from m import A\n"
            "def check(x):\n    return isinstance(x, A), type(x) is A, x.tag()",
        },
        "from m import A; from n import check",
        "a = A()",
        probe="a.same(A()), A().same(a), check(a), check(A())",
    ),
    classes(
        "a class pattern in a notebook function's match",
        {
            "m.py": tuple(
                f"""
                class Point:
                    __match_args__ = ("x", "y")
                    def __init__(self, x, y): self.x, self.y = x, y
                    unit = {n}
                """
                for n in (1, 2)
            )
        },
        "from m import Point",
        """
        def read(p):
            match p:
                case Point(x, y): return x, y, p.unit
            return "no point"
        p = Point(3, 4)
        """,
        probe="read(p), read(Point(5, 6))",
    ),
    classes(
        "a class whose __eq__ asks for the class, an instance in a list and a set",
        {
            "m.py": tuple(
                f"""
                class Money:
                    def __init__(self, n): self.n = n
                    def __eq__(self, other): return isinstance(other, Money) and self.n == other.n
                    def __hash__(self): return hash(self.n)
                    def __repr__(self): return "{sign}%d" % self.n
                """
                for sign in "$€"
            )
        },
        "from m import Money",
        "five = Money(5); wallet = [five]; kinds = {five}",
        probe="five == Money(5), Money(5) in wallet, Money(5) in kinds, wallet",
    ),
    classes(
        "pickling and copying a live instance",
        {"m.py": AB},
        "from m import A, B\nimport pickle, copy",
        "a, b = A(), B(); b.x = [a]",
        probe="pickle.loads(pickle.dumps(a)).n, pickle.loads(pickle.dumps([b]))[0].f(), "
        "type(copy.deepcopy(b)) is B, type(pickle.loads(pickle.dumps(b)).x[0]) is A",
    ),
    classes(
        "a pickle made before the edit; functions, classes and members pickled after it",
        {
            "m.py": tuple(
                f"""
                import enum, functools
                class A:
                    n = {n}
                    class Inner:
                        n = {n}
                class E(enum.Enum):
                    X = {n}
                @functools.cache
                def f(): return {n}
                """
                for n in (1, 2)
            )
        },
        "from m import A, E, f\nimport pickle",
        "saved = pickle.dumps(A()); x, inner = E.X, A.Inner()",
        probe="pickle.loads(saved).n, pickle.loads(pickle.dumps(x)) is E.X, "
        "pickle.loads(pickle.dumps(f))(), pickle.loads(pickle.dumps(inner)).n, "
        "pickle.loads(pickle.dumps(A)) is A",
    ),
)

EXCEPTIONS = (
    classes(
        "an exception raised by the new code is caught by its name in the notebook",
        {
            "m.py": tuple(
                f"""
                class Oops(Exception):
                    code = {n}
                def fail():
                    raise Oops("failed {n}")
                """
                for n in (1, 2)
            )
        },
        "from m import Oops, fail",
        """
        def attempt():
            try:
                fail()
            except Oops as error:
                return str(error), error.code, type(error) is Oops
        """,
        probe="attempt()",
    ),
    classes(
        "an exception of another module, caught in a third and in the notebook",
        {
            "errors.py": (
                "class Base(Exception): pass\nclass Missing(Base): pass",
                "class Base(Exception):\n    def hint(self): return 'hint'\n"
                "class Missing(Base, KeyError): pass",
            ),
            "m.py": "from errors import Missing\ndef find(k):\n    raise Missing(k)",
            "n.py": """
                from errors import Base
                from m import find
                def safe(k):
                    try:
                        return find(k)
                    except Base as error:
                        return error.hint()
                """,
        },
        "from n import safe; from m import find; from errors import Missing",
        """
        def mine():
            try:
                find(1)
            except KeyError as error:
                return type(error) is Missing
        """,
        probe="safe('k'), mine()",
    ),
    classes(
        "an exception caught before the edit",
        {
            "m.py": tuple(
                f"""
                class Oops(ValueError):
                    def explain(self): return "{word}", self.args
                """
                for word in ("old", "new")
            )
        },
        "from m import Oops",
        "try:\n    raise Oops(1, 2)\nexcept Oops as e:\n    error = e",
        probe="error.explain(), isinstance(error, Oops), type(error) is Oops",
    ),
    classes(
        "exceptions in a tuple that a notebook function catches, and in contextlib.suppress",
        {
            "m.py": tuple(
                f"""
                class A(Exception):
                    n = {n}
                class B(Exception):
                    n = {n}
                def fail(kind): raise kind("x")
                """
                for n in (1, 2)
            )
        },
        "import contextlib\nfrom m import A, B, fail\nimport m",
        """
        KNOWN = (A, B)
        quiet = contextlib.suppress(*KNOWN)
        def attempt(kind):
            with quiet:
                fail(kind)
            try:
                fail(kind)
            except KNOWN as e:
                return e.n
        """,
        probe="attempt(A), attempt(m.B)",
    ),
)

DISPATCH = (
    classes(
        "singledispatch in the module over its own classes",
        {
            "m.py": tuple(
                f"""
                from functools import singledispatch
                class A: pass
                class B(A): pass
                @singledispatch
                def show(x): return "any {n}"
                @show.register
                def _(x: A): return "A {n}"
                @show.register(list)
                def _(x): return "list {n}"
                """
                for n in (1, 2)
            )
        },
        "from m import A, B, show",
        "a, b = A(), B(); show(a)",
        probe="show(a), show(b), show(A()), show([]), show(1)",
    ),
    classes(
        "singledispatch in the notebook over a module's classes",
        {"m.py": AB},
        "from functools import singledispatch\nfrom m import A, B",
        """
        @singledispatch
        def show(x): return "any"
        @show.register
        def _(x: A): return "A", x.n
        @show.register(B)
        def _(x): return "B", x.f()
        a = A()
        """,
        "show(a)",
        probe="show(a), show(A()), show(B()), show(1), sorted(k.__name__ for k in show.registry)",
    ),
    classes(
        "a module's singledispatch that the notebook and another module registered with",
        {
            "m.py": tuple(
                "from functools import singledispatch\n@singledispatch\n"
                f"def show(x): return 'any {n}'"
                for n in (1, 2)
            ),
            "n.py": "from m import show\nclass N: pass\n@show.register\ndef _(x: N): return 'N'",
        },
        "from m import show; import n",
        "class Mine: pass",
        "@show.register\ndef _mine(x: Mine): return 'mine'",
        probe="show(1), show(n.N()), show(Mine())",
    ),
    classes(
        "a registration for a class that is replaced: an enum's",
        {
            "m.py": (
                "import enum\nclass E(enum.Enum):\n    X = 1",
                "import enum\nclass E(enum.Enum):\n    X = 1\n    Y = 2",
            ),
            "n.py": """
                from functools import singledispatch
                from m import E
                @singledispatch
                def show(x): return "any"
                @show.register(E)
                def _(x): return x.name
                """,
        },
        "from n import show; from m import E",
        "x = E.X; show(x)",
        probe="show(x), show(E.Y), show(0)",
    ),
    classes(
        "singledispatchmethod",
        {
            "m.py": tuple(
                f"""
                from functools import singledispatchmethod
                class A:
                    @singledispatchmethod
                    def f(self, x): return "any {n}"
                    @f.register
                    def _(self, x: int): return "int {n}"
                """
                for n in (1, 2)
            )
        },
        "from m import A",
        "a = A(); a.f(1)",
        probe="a.f(1), a.f('x')",
    ),
    classes(
        "a dictionary of handlers by class, in the notebook",
        {"m.py": AB},
        "from m import A, B",
        "handlers = {A: lambda x: ('A', x.n), B: lambda x: ('B', x.f())}; a = A()",
        probe="handlers[type(a)](a), handlers[type(B())](B()), len(handlers)",
    ),
)

SCENARIOS = CHECKS + EXCEPTIONS + DISPATCH
