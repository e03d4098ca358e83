"""Edits of slots, nested classes, and classes that a function makes."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

classes = partial(case, "classes")

SCENARIOS = (
    classes(
        "a method of a class with slots",
        {
            "m.py": tuple(
                f"""
                class P:
                    __slots__ = ("x", "y")
                    def __init__(self, x, y): self.x, self.y = x, y
                    def sum(self): return (self.x + self.y) * {n}
                """
                for n in (1, 10)
            )
        },
        "from m import P",
        "p = P(1, 2)",
        probe="p.sum(), type(p) is P, isinstance(p, P)",
    ),
    classes(
        "a method and a class attribute added to a class with slots",
        {
            "m.py": (
                "class P:\n    __slots__ = 'x',\n    def __init__(self, x): self.x = x",
                """
                class P:
                    __slots__ = 'x',
                    unit = "m"
                    def __init__(self, x): self.x = x
                    def text(self): return f"{self.x} {self.unit}"
                """,
            )
        },
        "from m import P",
        "p = P(1); p.x = 7",
        probe="p.text(), type(p) is P",
        expected="('7 m', True)",
    ),
    classes(
        "a slot added: instances stay, and keep what they have",
        {
            "m.py": (
                "class P:\n    __slots__ = 'x',\n    def __init__(self): self.x = 1",
                "class P:\n    __slots__ = 'x', 'y'\n    def __init__(self): self.x = self.y = 1",
            )
        },
        "from m import P",
        "p = P(); p.x = 5; held = [p]",
        probe="p.x, isinstance(p, P), held[0] is p, P().y",
    ),
    classes(
        "slots gained, and slots given up",
        {
            "m.py": (
                "class A:\n    def __init__(self): self.x = 1\nclass B:\n    __slots__ = 'x',",
                """
                class A:
                    __slots__ = "x",
                    def __init__(self): self.x = 1
                    def f(self): return "f"
                class B:
                    def f(self): return "f"
                """,
            )
        },
        "from m import A, B",
        "a, b = A(), B(); b.x = 2",
        probe="a.x, a.f(), isinstance(a, A), b.x, b.f(), isinstance(b, B)",
    ),
    classes(
        "a class and its outer class: methods and attributes of the nested one",
        {
            "m.py": tuple(
                f"""
                class Outer:
                    class Inner:
                        size = {n}
                        def f(self): return "inner {n}"
                        class Core:
                            def f(self): return "core {n}"
                    def make(self): return self.Inner()
                """
                for n in (1, 2)
            )
        },
        "from m import Outer",
        "o = Outer(); i = o.make(); c = Outer.Inner.Core()",
        probe="i.f(), i.size, c.f(), isinstance(i, Outer.Inner), type(c) is Outer.Inner.Core",
    ),
    classes(
        "a nested class added, and one moved out",
        {
            "m.py": (
                "class Outer:\n    class Inner:\n        def f(self): return 1",
                """
                class Inner:
                    def f(self): return 2
                class Outer:
                    Inner = Inner
                    class Config:
                        deep = True
                """,
            )
        },
        "from m import Outer",
        "o = Outer()",
        probe="Outer.Inner().f(), o.Config.deep, Outer.Inner.__qualname__",
    ),
    classes(
        "a class made by a function of the module",
        {
            "m.py": tuple(
                f"""
                def make(name):
                    class Made:
                        label = name
                        def f(self): return {n}, self.label
                    return Made
                Top = make("top")
                """
                for n in (1, 2)
            )
        },
        "from m import Top, make",
        "t = Top()",
        probe="t.f(), Top().f(), make('x')().f(), isinstance(t, Top)",
    ),
    classes(
        "a class that a helper elsewhere makes by a call, and keeps the last of",
        {
            "fact.py": """
                def make(name, f):
                    global last
                    last = type(name, (), {"f": f})
                    return last
            """,
            "m.py": tuple(
                f"import fact\nlast = fact.make('last', lambda self: {n})" for n in (1, 2)
            ),
        },
        "import fact\nfrom m import last",
        "class Own(last): pass",
        "held, own = last(), Own()",
        probe="held.f(), own.f(), type(held) is last is fact.last, isinstance(own, last)",
    ),
    classes(
        "another one of two classes that a helper has made and keeps",
        {
            "fact.py": "A, B = type('One', (), {'n': 1}), type('Two', (), {'n': 2})",
            "m.py": ("from fact import A as C", "from fact import B as C"),
        },
        "import fact\nfrom m import C",
        "one = fact.A()",
        probe="C.n, one.n, type(one) is fact.A, fact.A.n, C is fact.B",
    ),
    classes(
        "a property named __dict__, which no class can be given",
        {
            "m.py": tuple(
                f"""
                class Result:
                    def __init__(self): self.value = 1
                    @property
                    def __dict__(self): return {{"shown": {n}}}
                    def text{n}(self): return f"{{self.value}} {n}"
                """
                for n in (1, 2)
            )
        },
        "from m import Result",
        "class Own(Result): pass",
        "held, own = Result(), Own()",
        probe="held.text2(), vars(held), own.text2(), type(held) is Result",
    ),
    classes(
        "a slot added: instances that hold one another by tuples and frozensets, themselves too",
        {
            "m.py": (
                """
                class P:
                    __slots__ = "x", "others"
                    def __init__(self, x): self.x, self.others = x, ()
                    def __hash__(self): return hash(self.x)
                """,
                """
                class P:
                    __slots__ = "x", "others", "y"
                    def __init__(self, x): self.x, self.others = x, ()
                    def __hash__(self): return hash(self.x)
                    def text(self): return f"P{self.x}"
                """,
            )
        },
        "from m import P",
        "a, b, c = P(1), P(2), P(3)",
        "a.others, b.others, c.others = (b,), frozenset([a]), ((c,), c.__hash__)",
        probe="a.text(), a.others[0] is b, a in b.others, [*b.others][0] is a, "
        "c.others[0][0] is c, c.others[1].__self__ is c",
    ),
    classes(
        "a slot added: a list of 5,000 instances, linked both ways",
        {
            "m.py": (
                """
                class Node:
                    __slots__ = "number", "before", "after"
                    def __init__(self, number): self.number = number
                """,
                """
                class Node:
                    __slots__ = "number", "before", "after", "more"
                    def __init__(self, number): self.number = number
                    def text(self): return f"N{self.number}"
                """,
            )
        },
        "from m import Node",
        """
        first = last = Node(0)
        for number in range(1, 5_000):
            node = Node(number)
            last.after, node.before, last = node, last, node
        """,
        probe="first.text(), last.text(), first.after.before is first, last.before.after is last",
    ),
    classes(
        "a slot added: a class of the notebook over it, which holds itself and its instance",
        {
            "m.py": (
                "class P:\n    __slots__ = 'x',",
                "class P:\n    __slots__ = 'x', 'y'\n    def text(self): return 'P'",
            )
        },
        "from m import P",
        "class Own(P): __slots__ = 'own',",
        "own = Own(); own.own = (own, Own); Own.all, Own.one = (Own,), own",
        probe="own.text(), own.own[0] is own, own.own[1] is Own, Own.all[0] is Own, Own.one is own",
    ),
    classes(
        "a slot added: who is called back when an instance goes hears nothing",
        {
            "m.py": tuple(
                f"""
                class P:
                    __slots__ = {slots}
                    def text(self): return {n}
                """
                for n, slots in ((1, "'__weakref__',"), (2, "'__weakref__', 'y'"))
            )
        },
        "from m import P\nimport weakref",
        "p, gone = P(), []",
        "known = weakref.ref(p, gone.append); last = weakref.finalize(p, gone.append, 'last')",
        probe="p.text(), known() is p, last.alive, [*gone], "
        "globals().pop('p').text(), 'last' in gone, len(gone)",
    ),
)
