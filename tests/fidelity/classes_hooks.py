"""Classes whose making runs code: keywords of a class statement, descriptors, metaclass calls."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")

MAKING = (
    classes(
        "__init_subclass__ with keywords: a command's name is edited in another module",
        versions(
            {
                "base.py": """
                    class Command:
                        table = {}
                        def __init_subclass__(cls, *, name, aliases=(), **more):
                            super().__init_subclass__(**more)
                            cls.name = name
                            for key in (name, *aliases): Command.table[key] = cls
                """,
                "cmds.py": """
                    from base import Command
                    class Add(Command, name="add", aliases=("«a¦plus»",)):
                        def run(self, x): return x + «1¦2»
                    class Del(Command, name="«del¦rm»"):
                        def run(self, x): return x - 1
                """,
            }
        ),
        "import cmds\nfrom base import Command",
        "class Mine(Command, name='mine'):\n    def run(self, x): return x",
        "add = Command.table['add']()",
        probe="sorted(Command.table), add.run(1), type(add) is cmds.Add is Command.table['add'],"
        " Command.table['mine'] is Mine",
    ),
    classes(
        "a singleton by a metaclass's __call__, its instance in use",
        versions(
            {
                "meta.py": """
                    class Single(type):
                        _made = {}
                        def __call__(cls, *a, **k):
                            if cls not in cls._made:
                                cls._made[cls] = super().__call__(*a, **k)
                            return cls._made[cls]
                """,
                "conf.py": """
                    from meta import Single
                    class Config(metaclass=Single):
                        level = "«info¦debug»"
                        def __init__(self): self.values = {}
                        def set(self, k, v): self.values[k] = v
                    «¦    def get(self, k): return self.values[k]
                    »
                """,
                "use.py": """
                    from conf import Config
                    def current(): return Config()
                """,
            }
        ),
        "from conf import Config\nimport use",
        "c = Config(); c.set('a', 1); held = [use.current()]",
        probe="c.get('a'), c.level, Config() is c is held[0] is use.current(), type(c) is Config",
    ),
    classes(
        "the metaclass of a singleton is edited, its classes in two modules",
        versions(
            {
                "meta.py": """
                    class Single(type):
                        «made¦cache» = {}
                        def __call__(cls, *a, **k):
                            key = cls.__qualname__
                            if key not in Single.«made¦cache»:
                                Single.«made¦cache»[key] = super().__call__(*a, **k)
                            return Single.«made¦cache»[key]
                """,
                "one.py": """
                    from meta import Single
                    class A(metaclass=Single):
                        def f(self): return 1
                """,
                "two.py": """
                    from meta import Single
                    from one import A
                    class B(metaclass=Single):
                        def __init__(self): self.a = A()
                """,
            }
        ),
        "from one import A\nfrom two import B\nfrom meta import Single",
        probe="type(A) is Single, B().a is A(), sorted(Single.cache), isinstance(B(), B),"
        " hasattr(Single, 'made')",
    ),
    classes(
        "fields collected by __set_name__ and a metaclass's __prepare__, one more of them",
        versions(
            {
                "orm.py": """
                    class Column:
                        def __init__(self, type_, default=None):
                            self.type, self.default = type_, default
                        def __set_name__(self, owner, name):
                            self.name = name
                            owner.__dict__["columns"][name] = self
                        def __get__(self, row, owner=None):
                            if row is None: return self
                            return row.__dict__.get(self.name, self.default)
                        def __set__(self, row, value):
                            row.__dict__[self.name] = self.type(value)
                    class Meta(type):
                        @classmethod
                        def __prepare__(meta, name, bases, **k): return {"columns": {}}
                    class Model(metaclass=Meta):
                        def row(self): return {n: getattr(self, n) for n in type(self).columns}
                """,
                "models.py": """
                    from orm import Column, Model
                    class User(Model):
                        id = Column(int)
                        age = Column(«int¦float», default=«0¦1»)
                    «¦    mail = Column(str, default="-")
                    »
                """,
            }
        ),
        "from models import User\nfrom orm import Column",
        "u = User(); u.id = '7'; v = User(); v.age = '3'",
        probe="u.row(), setattr(v, 'age', '4'), v.age, list(User.columns), isinstance(User.age,"
        " Column), User.age.name",
    ),
    classes(
        "a validating descriptor's own module edited, bounds kept by each instance",
        versions(
            {
                "checks.py": """
                    class Bounded:
                        def __init__(self, low, high): self.low, self.high = low, high
                        def __set_name__(self, owner, name): self.slot = "_" + name
                        def __get__(self, obj, owner=None):
                            return self if obj is None else getattr(obj, self.slot)
                        def __set__(self, obj, value):
                            «if not self.low <= value <= self.high: raise ValueError(value)¦»
                            «¦value = min(max(value, self.low), self.high)»
                            setattr(obj, self.slot, value)
                """,
                "m.py": """
                    from checks import Bounded
                    class Dial:
                        level = Bounded(0, 10)
                        def __init__(self, level): self.level = level
                """,
            }
        ),
        "from m import Dial\nd = Dial(5)",
        "def turn(dial, to):\n    dial.level = to\n    return dial.level",
        probe="turn(d, 50), Dial(-3).level, Dial.level.high, type(d) is Dial",
    ),
    classes(
        "a plugin class enters by ABC.register in its own module, then no more",
        versions(
            {
                "abcs.py": """
                    import abc
                    class Shape(abc.ABC):
                        @abc.abstractmethod
                        def area(self): ...
                    def areas(xs): return [x.area() for x in xs if isinstance(x, Shape)]
                """,
                "ext.py": """
                    from abcs import Shape
                    «@Shape.register¦»
                    class Disc:
                        def area(self): return «3¦4»
                    «¦@Shape.register»
                    class Square:
                        def area(self): return 1
                """,
            }
        ),
        "from ext import Disc, Square\nfrom abcs import Shape, areas",
        "d, s = Disc(), Square()\nfirst = areas([d, s])",
        probe="areas([d, s]), isinstance(d, Shape), issubclass(Square, Shape), d.area()",
    ),
    classes(
        "a protocol by __subclasshook__ that reads a constant of another module",
        versions(
            {
                "names.py": "METHOD = '«open¦close»'",
                "m.py": """
                    import abc
                    from names import METHOD
                    class Door(abc.ABC):
                        @classmethod
                        def __subclasshook__(cls, other):
                            return any(METHOD in vars(c) for c in other.__mro__)
                """,
            }
        ),
        """
            from m import Door
            class A:
                def open(self): pass
            class B:
                def close(self): pass
            seen = [isinstance(x(), Door) for x in (A, B)]
        """,
        probe="[isinstance(x(), Door) for x in (A, B)], seen and issubclass(B, Door)",
    ),
    classes(
        "__subclasshook__ and __instancecheck__ edited, a cached answer in the way",
        versions(
            {
                "m.py": """
                    import abc
                    class Sized2(abc.ABC):
                        @classmethod
                        def __subclasshook__(cls, other):
                            if cls is Sized2:
                                return any("«size¦width»" in vars(c) for c in other.__mro__)
                            return NotImplemented
                    class AnyMeta(type):
                        def __instancecheck__(cls, x): return isinstance(x, «int¦str»)
                    class Any2(metaclass=AnyMeta): pass
                """,
            }
        ),
        """
            from m import Sized2, Any2
            class A: size = 1
            class B: width = 1
            seen = isinstance(A(), Sized2), isinstance(B(), Sized2), isinstance(1, Any2)
        """,
        probe="isinstance(A(), Sized2), isinstance(B(), Sized2), isinstance(1, Any2),"
        " isinstance('', Any2), issubclass(B, Sized2)",
    ),
    classes(
        "a class made by types.new_class and one by type(), in a loop over a table",
        versions(
            {
                "m.py": """
                    import types
                    class Base:
                        def who(self): return type(self).__name__, self.code
                    CODES = {"Ok": «200¦201», "Gone": 410«¦, "Teapot": 418»}
                    for _name, _code in CODES.items():
                        globals()[_name] = types.new_class(
                            _name, (Base,), exec_body=lambda ns, c=_code: ns.update(code=c))
                    Pair = type("Pair", (tuple,), {"swap": lambda s: s[::-1]«¦, "n": 2»})
                """,
            }
        ),
        "from m import Ok, Gone, Pair, Base\nimport m",
        "ok, pair = Ok(), Pair((1, 2))",
        probe="Ok().who(), m.Teapot().who(), isinstance(ok, Base), isinstance(ok, Ok), ok.who(),"
        " pair.swap(), Pair.n, pair.n, isinstance(pair, Pair)",
    ),
    classes(
        "classes that a factory of another module makes, a live instance of each",
        versions(
            {
                "factory.py": """
                    import enum, types
                    def model(title, **fields):
                        class Model:
                            def __init__(self, **k): vars(self).update(fields, **k)
                            def row(self): return {f: getattr(self, f) for f in fields}
                        Model.__name__ = title
                        return Model
                    def levels(*names): return enum.Enum("Level", names)
                """,
                "m.py": """
                    import collections
                    from factory import levels, model
                    User = model("User", id=0, name="«a"¦b", age=1»)
                    Level = levels("LOW", «"HIGH"¦"MID", "HIGH"»)
                    Pair = collections.namedtuple("Pair", "a b«¦ c»", defaults=«(1,)¦(1, 2)»)
                """,
            }
        ),
        "from m import User, Level, Pair",
        "u = User(id=5); high = [Level.HIGH]; p = Pair(3)",
        probe="User().row(), isinstance(u, User), type(u) is User, high[0] is Level.HIGH,"
        " high[0].value, Pair(1), isinstance(p, Pair), u.id",
    ),
    classes(
        "a mixin that __init_subclass__ wraps methods of, its log format edited",
        versions(
            {
                "traced.py": """
                    import functools
                    log = []
                    class Traced:
                        def __init_subclass__(cls, **k):
                            super().__init_subclass__(**k)
                            for n, f in list(vars(cls).items()):
                                if callable(f) and not n.startswith("_"):
                                    setattr(cls, n, Traced._wrap(f))
                        @staticmethod
                        def _wrap(f):
                            @functools.wraps(f)
                            def inner(self, *a):
                                log.append("«call {}¦-> {}»".format(f.__name__))
                                return f(self, *a)
                            return inner
                """,
                "m.py": """
                    from traced import Traced
                    class Job(Traced):
                        def go(self): return "went"
                """,
            }
        ),
        "from m import Job\nimport traced",
        "class Mine(Job):\n    def stop(self): return 'stopped'",
        "j, k = Job(), Mine(); go = j.go",
        probe="(traced.log.clear(), j.go(), k.stop(), go(), k.go(), list(traced.log))[1:]",
    ),
)

SHAPES = (
    classes(
        "slots are added to a class of live instances, then its base is taken away",
        versions(
            {
                "m.py": """
                    class Base:
                        def kind(self): return "based"
                    class Point«(Base)¦(Base)¦»:
                        «¦__slots__ = ("x", "y")¦__slots__ = ("x", "y")»
                        def __init__(self, x, y): self.x, self.y = x, y
                        def norm(self): return self.x * self.x + self.y * self.y
                """
            }
        ),
        "from m import Point, Base",
        probe="Point(3, 4).norm(), hasattr(Point, 'kind'), Point.__slots__, issubclass(Point,"
        " Base)",
    ),
    classes(
        "a class of live instances gains __slots__: old ones keep what they have",
        versions(
            {
                "m.py": """
                    class Point:
                        «¦__slots__ = ("x", "y", "__dict__", "__weakref__")»
                        def __init__(self, x, y): self.x, self.y = x, y
                        def norm(self): return «self.x + self.y¦self.x * self.y»
                """
            }
        ),
        "from m import Point\np = Point(3, 4)",
        probe="p.norm(), Point(3, 4).norm(), isinstance(p, Point), type(p) is Point",
    ),
    classes(
        "a list and a dict subclass with attributes of their own, both edited",
        versions(
            {
                "m.py": """
                    from collections import UserDict, UserList
                    class Stack(list):
                        limit = «2¦3»
                        def push(self, x):
                            if len(self) >= self.limit: del self[0]
                            self.append(x)
                            return self
                    class Lower(UserDict):
                        def __setitem__(self, k, v): super().__setitem__(k.«lower¦title»(), v)
                    class Bag(UserList):
                        def total(self): return sum(self.data) * «1¦2»
                """
            }
        ),
        "from m import Stack, Lower, Bag",
        "s = Stack([1, 2]); s.note = 'n'; l = Lower(); b = Bag([1, 2]); t = b + [3]",
        probe="s.push(3), s.note, (l.update(cd=2), sorted(l))[1], b.total(), t.total(),"
        " type(s[:]) is list, type(t) is Bag",
    ),
    classes(
        "abstract collections implemented by hand: a sequence, a mapping and a set",
        versions(
            {
                "m.py": """
                    from collections.abc import Mapping, Sequence, Set
                    class Steps(Sequence):
                        def __init__(self, n): self.n = n
                        def __len__(self): return self.n
                        def __getitem__(self, i):
                            if i >= self.n: raise IndexError(i)
                            return i * «1¦2»
                    class View(Mapping):
                        def __init__(self, d): self._d = d
                        def __getitem__(self, k): return self._d[k]
                        def __iter__(self): return iter(sorted(self._d«¦, reverse=True»))
                        def __len__(self): return len(self._d)
                    class Ints(Set):
                        def __init__(self, xs): self.xs = tuple(dict.fromkeys(xs))
                        def __contains__(self, x): return x in self.xs
                        def __iter__(self): return iter(self.xs)
                        def __len__(self): return len(self.xs)
                    «¦    def __repr__(self): return f"Ints{self.xs}"
                    »
                """
            }
        ),
        "from m import Steps, View, Ints",
        "s, v, i = Steps(3), View({'a': 1, 'b': 2}), Ints([1, 2])\nj = i | Ints([5])\n"
        "keys = v.keys()",
        probe="list(s), s.index(2), list(v.items()), list(keys), i & Ints([2]), j, v == {'a': 1,"
        " 'b': 2}",
    ),
    classes(
        "an attribute becomes a class-level property of a metaclass, and an alias of a method",
        versions(
            {
                "m.py": """
                    class Meta(type):
                        @property
                        def plural(cls): return cls.__name__.lower() + "«s¦es»"
                        def __len__(cls): return «1¦2»
                        def __getitem__(cls, k): return f"{cls.__name__}[{k}]«¦!»"
                        def __iter__(cls): yield from ("a", "b"«¦, "c"»)
                        def __contains__(cls, x): return x in tuple(cls)
                    class Box(metaclass=Meta):
                        def go(self): return "«went¦gone»"
                        run = go
                """
            }
        ),
        "from m import Box\nb = Box(); run = b.run; boxes = {Box: 1}",
        probe="Box.plural, len(Box), Box[1], list(Box), 'c' in Box, b.run(), run(), boxes[Box]",
    ),
    classes(
        "operators that return NotImplemented, between classes of two modules, both edited",
        versions(
            {
                "money.py": """
                    class Money:
                        def __init__(self, n): self.n = n
                        def __add__(self, o):
                            if isinstance(o, Money): return Money(self.n + o.n)
                            return NotImplemented
                        def __repr__(self): return f"«{self.n}¦EUR {self.n}»"
                """,
                "tax.py": """
                    from money import Money
                    class Tax:
                        rate = «2¦3»
                        def __radd__(self, o):
                            if isinstance(o, Money): return Money(o.n * self.rate)
                            return NotImplemented
                """,
            }
        ),
        "from money import Money\nfrom tax import Tax\nm, t = Money(10), Tax()",
        probe="m + t, m + Money(1), sum([Money(1)], Money(0)), t.__radd__(1)",
    ),
)

SCENARIOS = MAKING + SHAPES
