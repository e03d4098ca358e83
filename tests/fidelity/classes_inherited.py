"""Edits along the lines of inheritance: bases, super(), metaclasses, ABCs, notebook subclasses."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

classes = partial(case, "classes")

BASES = (
    classes(
        "a base in another module: its method, for instances of the subclass",
        {
            "base.py": tuple(f"class Base:\n    def f(self): return {n}" for n in (1, 2)),
            "m.py": "from base import Base\nclass A(Base):\n    pass",
        },
        "from m import A",
        "a = A()",
        probe="a.f(), A().f()",
    ),
    classes(
        "a base in another module: an attribute and a method added",
        {
            "base.py": (
                "class Base:\n    x = 1",
                "class Base:\n    x = 2\n    def g(self): return self.x + 1",
            ),
            "m.py": "from base import Base\nclass A(Base):\n    def own(self): return self.x",
        },
        "from m import A\nfrom base import Base",
        "a = A()",
        probe="a.own(), a.g(), isinstance(a, Base), issubclass(A, Base), A.__mro__[1] is Base",
    ),
    classes(
        "a base three modules away, with super() at each step",
        {
            "a.py": tuple(f"class A:\n    def path(self): return ['{n}']" for n in "aA"),
            "b.py": "import a\nclass B(a.A):\n    def path(self): return super().path() + ['b']",
            "c.py": "import b\nclass C(b.B):\n    def path(self): return super().path() + ['c']",
        },
        "from c import C",
        "c = C()",
        probe="c.path(), [k.__name__ for k in C.__mro__]",
    ),
    classes(
        "a base gained",
        {
            "m.py": (
                "class Mixin:\n    def hello(self): return 'hello'\n"
                "class A:\n    def f(self): return 1",
                "class Mixin:\n    def hello(self): return 'hello'\n"
                "class A(Mixin):\n    def f(self): return 2",
            )
        },
        "from m import A, Mixin",
        "a = A()",
        probe="a.hello(), a.f(), isinstance(a, Mixin), type(a) is A",
    ),
    classes(
        "a base lost, and one exchanged",
        {
            "m.py": (
                """
                class X:
                    def f(self): return "X"
                class Y:
                    def f(self): return "Y"
                class A(X): pass
                class B(X): pass
                """,
                """
                class X:
                    def f(self): return "X"
                class Y:
                    def f(self): return "Y"
                class A: pass
                class B(Y): pass
                """,
            )
        },
        "from m import A, B, X, Y",
        "a, b = A(), B()",
        probe="hasattr(a, 'f'), isinstance(a, X), b.f(), isinstance(b, X), isinstance(b, Y)",
    ),
    classes(
        "super() gained by a method, for an instance made before",
        {
            "m.py": (
                """
                class A:
                    def f(self): return ["A"]
                class B(A):
                    def f(self): return ["B"]
                """,
                """
                class A:
                    def f(self): return ["A2"]
                class B(A):
                    def f(self): return super().f() + [__class__.__name__]
                """,
            )
        },
        "from m import B",
        "b = B(); f = b.f",
        probe="b.f(), f(), B().f()",
    ),
    classes(
        "super() in a class method, a property, __new__ and __init_subclass__",
        {
            "m.py": tuple(
                f"""
                class A:
                    def __new__(cls): return super().__new__(cls)
                    def __init_subclass__(cls, **kw):
                        super().__init_subclass__(**kw)
                        cls.seen = "A{n}"
                    @classmethod
                    def c(cls): return ["A{n}"]
                    @property
                    def p(self): return ["A{n}"]
                class B(A):
                    def __new__(cls): return super().__new__(cls)
                    @classmethod
                    def c(cls): return super().c() + ["B{n}"]
                    @property
                    def p(self): return super().p + ["B{n}"]
                """
                for n in (1, 2)
            )
        },
        "from m import A, B",
        "b = B()",
        probe="b.c(), b.p, B().p, type(B()) is B, b.seen, isinstance(b, A)",
    ),
    classes(
        "a diamond over four modules",
        {
            "top.py": tuple(f"class Top:\n    def f(self): return ['top {n}']" for n in (1, 2)),
            "left.py": "from top import Top\n"
            "class Left(Top):\n    def f(self): return ['left'] + super().f()",
            "right.py": "from top import Top\n"
            "class Right(Top):\n    def f(self): return ['right'] + super().f()",
            "m.py": "from left import Left\nfrom right import Right\nclass A(Left, Right): pass",
        },
        "from m import A; from top import Top; from left import Left",
        "a = A(); items = [a, Left()]",
        probe="a.f(), items[1].f(), all(isinstance(x, Top) for x in items), len(A.__mro__)",
    ),
    classes(
        "a mixin of another module put before the base",
        {
            "mixins.py": "class Loud:\n    def say(self): return super().say().upper()",
            "m.py": (
                "class Base:\n    def say(self): return 'hi'\nclass A(Base): pass",
                "from mixins import Loud\n"
                "class Base:\n    def say(self): return 'hi'\nclass A(Loud, Base): pass",
            ),
        },
        "from m import A",
        "a = A()",
        probe="a.say(), [k.__name__ for k in type(a).__mro__]",
    ),
    classes(
        "a subclass of a built-in type",
        {
            "m.py": tuple(
                f"""
                class Names(list):
                    sep = "{sep}"
                    def text(self): return self.sep.join(self)
                class Table(dict):
                    def __missing__(self, key): return "{sep}" + key
                class Code(int):
                    def __str__(self): return "{sep}%d" % self
                """
                for sep in (", ", "; ")
            )
        },
        "from m import Names, Table, Code",
        "names, table, code = Names(['a']), Table(), Code(5); names.append('b')",
        probe="names.text(), table['k'], str(code), code + 1, isinstance(code, Code)",
    ),
)

METACLASSES = (
    classes(
        "a metaclass: a method and a property of the classes",
        {
            "m.py": tuple(
                f"""
                class Meta(type):
                    def describe(cls): return cls.__name__ + "{mark}"
                    @property
                    def mark(cls): return "{mark}"
                class A(metaclass=Meta):
                    pass
                """
                for mark in "!?"
            )
        },
        "from m import A",
        "a = A(); describe = A.describe",
        probe="A.describe(), A.mark, describe(), type(a) is A",
    ),
    classes(
        "a metaclass of another module that gives classes attributes",
        {
            "meta.py": tuple(
                f"""
                class Meta(type):
                    def __new__(mcls, name, bases, ns):
                        return super().__new__(mcls, name, bases, {{**ns, "tag": name + "{n}"}})
                    def __call__(cls, *args):
                        obj = super().__call__(*args)
                        obj.made = "{n}"
                        return obj
                """
                for n in (1, 2)
            ),
            "m.py": "from meta import Meta\nclass A(metaclass=Meta): pass\nclass B(A): pass",
        },
        "from m import A, B",
        "a, b = A(), B()",
        probe="a.tag, b.tag, A().made, isinstance(b, A), type(b) is B, type(A).__name__",
    ),
    classes(
        "a metaclass gained",
        {
            "m.py": (
                "class A:\n    def f(self): return 1",
                """
                class Meta(type):
                    def __len__(cls): return 5
                class A(metaclass=Meta):
                    def f(self): return 2
                """,
            )
        },
        "from m import A",
        "a = A()",
        probe="len(A), a.f(), isinstance(a, A), type(a) is A",
    ),
    classes(
        "__init_subclass__ keeps a registry: each class once, in its newest version",
        {
            "base.py": """
                class Plugin:
                    registry = []
                    def __init_subclass__(cls):
                        Plugin.registry.append(cls)
                """,
            "m.py": (
                "from base import Plugin\nclass A(Plugin):\n    n = 1\nclass B(Plugin):\n    n = 1",
                "from base import Plugin\nclass A(Plugin):\n    n = 2\nclass C(Plugin):\n    n = 2",
            ),
        },
        "import m\nfrom base import Plugin",
        probe="sorted((c.__name__, c.n) for c in Plugin.registry if c.__name__ != 'B'), "
        "m.A in Plugin.registry, len(Plugin.registry) <= 3",
    ),
    classes(
        "__init_subclass__ itself edited, for subclasses in other modules",
        {
            "base.py": tuple(
                f"""
                class Base:
                    def __init_subclass__(cls, unit="m"):
                        cls.label = cls.__name__ + " in " + unit + "{mark}"
                """
                for mark in ".!"
            ),
            "m.py": "from base import Base\nclass A(Base, unit='km'): pass\nclass B(A): pass",
        },
        "from m import A, B",
        "a, b = A(), B()",
        probe="a.label, b.label",
    ),
    classes(
        "a metaclass registry by name",
        {
            "meta.py": """
                KINDS = {}
                class Meta(type):
                    def __init__(cls, name, bases, ns):
                        KINDS[name] = cls
                """,
            "m.py": tuple(
                f"from meta import Meta\nclass A(metaclass=Meta):\n    n = {n}\nclass B(A): pass"
                for n in (1, 2)
            ),
        },
        "from m import A; from meta import KINDS",
        "a = A()",
        probe="sorted((k, c.n) for k, c in KINDS.items()), KINDS['A'] is A, type(a) is KINDS['A']",
    ),
)

ABSTRACT = (
    classes(
        "an abstract method added: subclasses without it can no longer be made",
        {
            "m.py": (
                "import abc\nclass Shape(abc.ABC):\n    pass\nclass Dot(Shape):\n    pass",
                "import abc\nclass Shape(abc.ABC):\n    @abc.abstractmethod\n"
                "    def area(self): ...\nclass Dot(Shape):\n    pass",
            )
        },
        "from m import Dot",
        probe="Dot()",
        raises=True,
    ),
    classes(
        "an abstract method given up, another implemented, instances alive",
        {
            "shape.py": (
                "import abc\nclass Shape(abc.ABC):\n    @abc.abstractmethod\n"
                "    def area(self): ...\n    def twice(self): return self.area() * 2",
                "import abc\nclass Shape(abc.ABC):\n    def area(self): return 0\n"
                "    def twice(self): return [self.area()] * 2",
            ),
            "m.py": "from shape import Shape\nclass Square(Shape):\n    def area(self): return 4",
        },
        "from m import Square; from shape import Shape",
        "s = Square()",
        probe="s.twice(), Shape().area(), isinstance(s, Shape), Square.__abstractmethods__",
    ),
    classes(
        "a virtual subclass registered in the notebook stays registered",
        {"m.py": tuple(f"import abc\nclass Shape(abc.ABC):\n    size = {n}" for n in (1, 2))},
        "from m import Shape",
        "class Mine:\n    pass\n_r = Shape.register(Mine)\nmine = Mine()",
        probe="isinstance(mine, Shape), issubclass(Mine, Shape), Shape.size",
    ),
    classes(
        "a protocol that can be checked at run time",
        {
            "m.py": (
                "from typing import Protocol, runtime_checkable\n@runtime_checkable\n"
                "class Sized(Protocol):\n    def size(self): ...",
                "from typing import Protocol, runtime_checkable\n@runtime_checkable\n"
                "class Sized(Protocol):\n    def size(self): ...\n    def area(self): ...",
            )
        },
        "from m import Sized",
        "class Mine:\n    def size(self): return 1\nmine = Mine()",
        probe="isinstance(mine, Sized)",
    ),
)

IN_THE_NOTEBOOK = (
    classes(
        "a notebook subclass, its instance, and super() in it",
        {"m.py": tuple(f"class A:\n    x = {n}\n    def f(self): return {n}" for n in (1, 2))},
        "from m import A",
        "class Mine(A):\n    def f(self): return 'mine', super().f()\nmine = Mine()",
        probe="mine.f(), mine.x, isinstance(mine, A), issubclass(Mine, A), Mine.__bases__[0] is A",
    ),
    classes(
        "a notebook subclass, where the module's class gets another base",
        {
            "m.py": (
                "class Base:\n    def g(self): return 'g'\nclass A:\n    pass",
                "class Base:\n    def g(self): return 'g'\nclass A(Base):\n    pass",
            )
        },
        "import m",
        "class Mine(m.A):\n    pass\nmine = Mine()",
        probe="mine.g(), isinstance(mine, m.Base), [c.__name__ for c in Mine.__mro__]",
    ),
    classes(
        "a notebook subclass of a class whose base in another module is edited",
        {
            "base.py": tuple(f"class Base:\n    def f(self): return {n}" for n in (1, 2)),
            "m.py": "from base import Base\nclass A(Base):\n    pass",
        },
        "from m import A",
        "class Mine(A):\n    def f(self): return [super().f()]\nclass More(Mine):\n    pass",
        "mine = More()",
        probe="mine.f(), isinstance(mine, A)",
    ),
    classes(
        "a notebook class with a method and an attribute taken from the module",
        {
            "m.py": tuple(
                f"def size(self, n={n}):\n    return n, self.k\nclass Unit:\n    name = 'u{n}'"
                for n in (1, 2)
            )
        },
        "import m",
        "class Mine:\n    k = 0\n    size = m.size\n    Unit = m.Unit\nmine = Mine()",
        probe="mine.size(), mine.Unit.name, Mine.Unit is m.Unit",
    ),
)

SCENARIOS = BASES + METACLASSES + ABSTRACT + IN_THE_NOTEBOOK
