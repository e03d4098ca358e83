"""Edits of what a class has: methods, properties, attributes, descriptors."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

classes = partial(case, "classes")

METHODS = (
    classes(
        "a method's body, for a live instance, its subclass and a bound method",
        {
            "m.py": (
                "class A:\n    def f(self):\n        return 1\nclass B(A):\n    pass",
                "class A:\n    def f(self):\n        return 2\nclass B(A):\n    pass",
            )
        },
        "from m import A, B",
        "a, b = A(), B(); bound = a.f",
        probe="a.f(), b.f(), bound(), A().f()",
    ),
    classes(
        "a method added, changed and removed at once",
        {
            "m.py": (
                """
                class A:
                    def stays(self): return 1
                    def goes(self): return 1
                """,
                """
                class A:
                    def stays(self, n=2): return n
                    def comes(self): return self.stays() + 1
                """,
            )
        },
        "from m import A",
        "a = A()",
        probe="a.stays(), a.comes(), hasattr(a, 'goes'), 'goes' in dir(A)",
    ),
    classes(
        "a removed method uncovers the base's",
        {
            "m.py": (
                "class A:\n    def f(self): return 'A'\nclass B(A):\n    def f(self): return 'B'",
                "class A:\n    def f(self): return 'A'\nclass B(A):\n    pass",
            )
        },
        "from m import B",
        "b = B()",
        probe="b.f(), B.f(b)",
    ),
    classes(
        "a property becomes a method, a method a property",
        {
            "m.py": (
                "class A:\n    @property\n    def x(self): return 1\n    def y(self): return 2",
                "class A:\n    def x(self): return 3\n    @property\n    def y(self): return 4",
            )
        },
        "from m import A",
        "a = A()",
        probe="a.x(), a.y",
    ),
    classes(
        "a property's getter, and a setter gained",
        {
            "m.py": (
                """
                class A:
                    def __init__(self): self._x = 1
                    @property
                    def x(self): return self._x
                """,
                """
                class A:
                    def __init__(self): self._x = 1
                    @property
                    def x(self): return self._x * 10
                    @x.setter
                    def x(self, value): self._x = value + 1
                """,
            )
        },
        "from m import A",
        "a = A()",
        probe="setattr(a, 'x', 5), a.x",
    ),
    classes(
        "class methods and static methods, and one becoming the other",
        {
            "m.py": (
                """
                class A:
                    tag = "a"
                    @classmethod
                    def make(cls): return cls.tag
                    @staticmethod
                    def twice(x): return x * 2
                    @classmethod
                    def turns(cls): return 1
                    def plain(self): return 1
                """,
                """
                class A:
                    tag = "b"
                    @classmethod
                    def make(cls): return cls.tag + "!"
                    @staticmethod
                    def twice(x): return [x, x]
                    @staticmethod
                    def turns(): return 2
                    @classmethod
                    def plain(cls): return cls.__name__
                """,
            )
        },
        "from m import A",
        "a = A(); make, twice = A.make, A.twice",
        probe="a.make(), a.twice(1), a.turns(), a.plain(), make(), twice(3)",
    ),
    classes(
        "operators and other special methods",
        {
            "m.py": (
                """
                class V:
                    def __init__(self, n): self.n = n
                    def __add__(self, other): return V(self.n + other.n)
                    def __len__(self): return 1
                    def __repr__(self): return f"V({self.n})"
                """,
                """
                class V:
                    def __init__(self, n): self.n = n
                    def __add__(self, other): return V(self.n * 100 + other.n)
                    def __len__(self): return 2
                    def __call__(self, x): return x + self.n
                    def __getitem__(self, i): return i * self.n
                    def __bool__(self): return False
                    def __contains__(self, x): return x == self.n
                    def __repr__(self): return f"<{self.n}>"
                """,
            )
        },
        "from m import V",
        "a, b = V(1), V(2)",
        probe="a + b, len(a), a(1), b[3], bool(a), 2 in b, [a]",
    ),
    classes(
        "equality and hash, of instances that are dictionary keys",
        {
            "m.py": (
                """
                class Key:
                    def __init__(self, n): self.n = n
                    def __eq__(self, other): return self.n == other.n
                    def __hash__(self): return hash(self.n)
                """,
                """
                class Key:
                    def __init__(self, n): self.n = n
                    def __eq__(self, other): return type(other) is Key and self.n == other.n
                    def __hash__(self): return hash(self.n)
                    def __lt__(self, other): return self.n < other.n
                """,
            )
        },
        "from m import Key",
        "d = {Key(2): 'b', Key(1): 'a'}",
        probe="d[Key(1)], Key(2) in d, [d[k] for k in sorted(d)], Key(1) == 1",
    ),
    classes(
        "attribute access by __getattr__ and __setattr__",
        {
            "m.py": (
                "class A:\n    def __getattr__(self, name): return name",
                """
                class A:
                    def __getattr__(self, name): return name.upper()
                    def __setattr__(self, name, value): self.__dict__[name] = [value]
                """,
            )
        },
        "from m import A",
        "a = A()",
        probe="a.x, setattr(a, 'y', 1), a.y",
    ),
    classes(
        "a context manager, an iterator and an asynchronous method",
        {
            "m.py": tuple(
                f"""
                class A:
                    def __enter__(self): return {n}
                    def __exit__(self, *error): return False
                    def __iter__(self): yield from range({n})
                    async def get(self): return {n}
                """
                for n in (1, 3)
            )
        },
        "from m import A",
        "a = A()\nasync def use():\n    with a as n:\n        return n, list(a), await a.get()",
        probe="await use()",
    ),
    classes(
        "a cached property, for an instance that has its value and for others",
        {
            "m.py": tuple(
                f"""
                import functools
                class A:
                    @functools.cached_property
                    def x(self): return {n}
                """
                for n in (1, 2)
            )
        },
        "from m import A",
        "a, b = A(), A(); _x = a.x",
        probe="a.x, b.x, A().x",
    ),
    classes(
        "a method under a decorator of another module",
        {
            "deco.py": tuple(
                f"""
                from functools import wraps
                def logged(f):
                    @wraps(f)
                    def wrapper(self, *args):
                        return "{word}", f(self, *args)
                    return wrapper
                """
                for word in ("log", "LOG")
            ),
            "m.py": "from deco import logged\nclass A:\n    @logged\n    def f(self, x): return x",
        },
        "from m import A",
        "a = A(); f = a.f",
        probe="a.f(1), f(2), A.f.__name__",
    ),
)

ATTRIBUTES = (
    classes(
        "a class attribute changed, added and removed",
        {"m.py": ("class A:\n    x = 1\n    gone = 1", "class A:\n    x = 2\n    new = 3")},
        "from m import A",
        "a = A()",
        probe="a.x, A.x, a.new, hasattr(a, 'gone'), hasattr(A, 'gone')",
    ),
    classes(
        "a class attribute from a constant of another module",
        {
            "settings.py": ("SIZE = 1", "SIZE = 2"),
            "m.py": "from settings import SIZE\nclass A:\n    size = SIZE\n    area = size * SIZE",
        },
        "from m import A",
        "a = A()",
        probe="a.size, a.area",
    ),
    classes(
        "an attribute of the instance hides the class's, through an edit",
        {"m.py": ("class A:\n    x = 1\n    y = 1", "class A:\n    x = 2\n    y = 2")},
        "from m import A",
        "a = A(); a.x = 'own'",
        probe="a.x, a.y, vars(a)",
    ),
    classes(
        "a module global that a method reads",
        {"m.py": tuple(f"K = {n}\nclass A:\n    def f(self): return K" for n in (1, 2))},
        "from m import A",
        "a = A(); f = a.f",
        probe="a.f(), f()",
    ),
    classes(
        "a docstring, annotations and type parameters",
        {
            "m.py": (
                "class A:\n    'Old.'\n    x: int = 1",
                "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
                "class A(Generic[T]):\n    'New.'\n    x: str = 'x'",
            )
        },
        "from m import A\nimport typing",
        "a = A()",
        probe="A.__doc__, typing.get_type_hints(A), A[int].__args__, isinstance(a, A), a.x",
    ),
    classes(
        "an argument added to __init__, for new instances; old ones keep their state",
        {
            "m.py": (
                "class A:\n    def __init__(self, n): self.n = n\n    def f(self): return self.n",
                """
                class A:
                    def __init__(self, n, unit="m"): self.n, self.unit = n, unit
                    def f(self): return self.n, getattr(self, "unit", "none")
                """,
            )
        },
        "from m import A",
        "a = A(1); a.n = 5",
        probe="a.f(), A(2).f(), vars(a)",
        expected="((5, 'none'), (2, 'm'), {'n': 5})",
    ),
    classes(
        "a descriptor of another module",
        {
            "fields.py": (
                """
                class Field:
                    def __set_name__(self, owner, name): self.name = name
                    def __get__(self, obj, owner):
                        return self if obj is None else obj.__dict__.get(self.name)
                """,
                """
                class Field:
                    def __set_name__(self, owner, name): self.name = owner.__name__ + "." + name
                    def __get__(self, obj, owner):
                        return self if obj is None else (self.name, obj.__dict__.get(self.name))
                    def __set__(self, obj, value): obj.__dict__[self.name] = value
                """,
            ),
            "m.py": "from fields import Field\nclass A:\n    x = Field()\n    y = Field()",
        },
        "from m import A",
        "a = A()",
        probe="setattr(a, 'x', 1), a.x, a.y, sorted(vars(a))",
    ),
    classes(
        "a plain attribute becomes a descriptor",
        {
            "m.py": (
                "class A:\n    x = 1",
                """
                class Ten:
                    def __get__(self, obj, owner): return 10 if obj else owner.__name__
                class A:
                    x = Ten()
                """,
            )
        },
        "from m import A",
        "a = A()",
        probe="a.x, A.x",
    ),
)

SCENARIOS = METHODS + ATTRIBUTES
