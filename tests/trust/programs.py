"""Small programs, each in two versions, and cells over them that hold on to what they define."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent

Files = Mapping[str, str | None]


@dataclass(frozen=True)
class Program:
    """A program that is edited to and fro.

    Attributes
    ----------
    name
        What it is about.
    one, other
        Path to text of the files that differ; None where there is no such file.
    both
        The files that stay.
    cells
        What the notebook runs at first, on version one.
    probes
        Expressions, of which each shows one version, or the other; of each group of modules.
    broken
        Files that cannot be imported; the good ones of both versions mend them.
    """

    name: str
    one: Files
    other: Files
    cells: str
    probes: tuple[str, ...]
    both: Files = field(default_factory=dict)
    broken: Files | None = None


_BASE = """
    LIMIT = {number}
    class Base:
        kind = "{text}"
        def name(self): return self.kind, LIMIT
        {method}
    class Left: mark = {number}
    class Right: mark = -{number}
    def helper(x, scale=LIMIT): return x + LIMIT + scale
    def outer():
        limit = LIMIT
        def inner(): return limit, LIMIT
        return inner
    """
_LIB = """
    import enum, functools
    from dataclasses import dataclass
    import base
    from base import Base, LIMIT, helper
    from registry import HANDLERS, BY_NAME, register
    class Item(Base, getattr(base, "Left" if LIMIT == 1 else "Right")):
        def __init__(self): self.n = LIMIT
        def value(self): return LIMIT, helper(1), super().name()
        @property
        def twice(self): return 2 * LIMIT
        @classmethod
        def made(cls): return cls()
    @dataclass
    class Row:
        x: int = LIMIT
    class Colour(enum.Enum):
        RED = LIMIT
    @register
    class Handler(Base): pass
    HANDLERS.append(helper)
    BY_NAME["helper"] = helper
    if LIMIT == 1: HANDLERS.append("once")
    @functools.lru_cache
    def cached(x): return x + LIMIT
    """
_REGISTRY = """
    HANDLERS, BY_NAME = [], {}
    def register(cls):
        BY_NAME[cls.__name__] = cls
        return cls
    """
_CELLS = """
    import functools, lib, base, registry
    from base import helper, LIMIT, Base, outer
    from lib import Item, Row, Colour, cached
    item, row, inner = Item(), Row(3), outer()
    class Mine(Item):
        def mine(self): return self.value(), LIMIT
    mine = Mine()
    held = {"f": helper, helper: [Item, helper], "t": (helper, (Item,)), "s": {helper}}
    frozen = frozenset({helper, Item})
    colours = {Colour.RED: "red"}
    part, bound = functools.partial(helper, 1), item.value
    def default(f=helper): return f(1)
    def closing(f):
        def closed(): return f(1)
        return closed
    closed = closing(helper)
    """

CLASSES = Program(
    name="classes, functions and constants, held in many ways",
    one={"base.py": _BASE.format(number=1, text="one", method="def only_one(self): return 1")},
    other={"base.py": _BASE.format(number=2, text="two", method="")},
    both={"lib.py": _LIB, "registry.py": _REGISTRY},
    cells=_CELLS,
    probes=(
        "(helper(1), LIMIT, item.name(), item.value(), mine.mine(), item.twice,"
        " hasattr(item, 'only_one'), default(), closed(), part(), bound(),"
        " held['f'](1), [f(1) for f in held['s']],"
        " held[helper][1](1), held['t'][0](1), [str(c) for c in colours], Colour.RED.value,"
        " isinstance(item, Item), isinstance(mine, lib.Item), Item in frozen, mine.mark,"
        " row, cached(0), sorted(registry.BY_NAME), len(registry.HANDLERS),"
        " registry.HANDLERS[0](1), outer()(), base.helper is helper, type(item) is lib.Item)",
    ),
)

PATCHED = Program(
    name="bodies of functions and methods",
    one={
        "work.py": """
        import functools
        TABLE = list(range(3))
        def plain(x):
            "One."
            return x + 1
        class A:
            def f(self):
                return 1
            def g(self): return [x for x in TABLE]
            @property
            def p(self): return 1
            @staticmethod
            def s(): return 1
            def gives(self): return 1
        @functools.lru_cache
        def cached(x): return x + 1
        """
    },
    other={
        "work.py": """
        import functools
        TABLE = list(range(3))
        def plain(x):
            "Two."
            y = 20
            return x + y
        class A:
            def f(self):
                return __class__.__name__
            def g(self): return [x for x in TABLE if x]
            @property
            def p(self): return 2
            @staticmethod
            def s(): return 2
            def gives(self): return (yield 2)
        @functools.lru_cache
        def cached(x): return x + 1
        """
    },
    cells="import work\nfrom work import plain, A\na = A()\nkept = [plain, a.f]",
    probes=("plain(1), plain.__doc__, a.f(), a.g(), a.p, A.s(), str(type(a.gives())), kept[1]()",),
)

SLOTS = Program(
    name="slots, fields and layouts",
    one={
        "shape.py": """
        from dataclasses import dataclass
        class Point:
            __slots__ = ("x",)
            def __init__(self, x): self.x = x
            def show(self): return "one", self.x
        @dataclass
        class Row:
            x: int
            def show(self): return "one", self.x
        class Late(Row): pass
        """
    },
    other={
        "shape.py": """
        from dataclasses import dataclass
        class Point:
            __slots__ = ("x", "y")
            def __init__(self, x): self.x = x
            def show(self): return "two", self.x
        @dataclass
        class Row:
            x: int
            z: int = 5
            def show(self): return "two", self.x, self.z
        class Late(Row): pass
        """
    },
    cells="""
        from shape import Point, Row, Late
        class Near(Point): __slots__ = ()
        point, near, row, late = Point(1), Near(2), Row(3), Late(4)
        both = [point, (near, row), {"late": late}]
        """,
    probes=(
        "point.show(), near.show(), row.show(), late.show(), both[0].show(),"
        " isinstance(point, Point), both[1][0] is near, both[0] is point, hasattr(point, 'y')",
    ),
)

PACKAGE = Program(
    name="a package: a module that comes and goes, star imports, a data file",
    one={
        "pkg/__init__.py": "from .inner import *\nfrom . import old\nWHICH = 1\n",
        "pkg/inner.py": "A = 1\nONLY_ONE = 1\ndef f(): return A\n",
        "pkg/old.py": "X = 1\n",
        "pkg/new.py": None,
        "pkg/data.json": '{"d": 1}',
    },
    other={
        "pkg/__init__.py": "from .inner import *\nfrom . import new\nWHICH = 2\n",
        "pkg/inner.py": "A = 2\nONLY_TWO = 2\ndef f(): return A\n",
        "pkg/old.py": None,
        "pkg/new.py": "X = 2\n",
        "pkg/data.json": '{"d": 2}',
    },
    both={"pkg/config.py": """
        import json, pathlib
        D = json.loads(pathlib.Path(__file__).with_name("data.json").read_text())["d"]
        """},
    cells="import pkg, pkg.config, pkg.inner as again\nfrom pkg import *\nfrom pkg.config import D",
    probes=("pkg.WHICH, A, f(), 'ONLY_ONE' in globals(), 'ONLY_TWO' in globals(),"
            " hasattr(pkg, 'old'), hasattr(pkg, 'new'), again.A", "pkg.config.D, D"),
)  # fmt: skip

TWO = Program(
    name="two groups that have nothing to do with each other",
    one={"a.py": "X = 1\nclass A: x = 1\n", "b.py": "def g(): return 1\nY = [1]\n"},
    other={"a.py": "X = 2\nclass A: x = 2\n", "b.py": "def g(): return 2\nY = [2]\n"},
    cells="import a, b\nfrom a import X, A\nfrom b import g, Y\none = A()",
    probes=("X, a.X, one.x", "g(), Y, b.Y"),
)

FAILING = Program(
    name="an import that fails, mended afterwards",
    one={"fails.py": "from table import TABLE, put\nput('k', 1)\nX = 1\nclass A: x = 1\n"},
    other={"fails.py": "from table import TABLE, put\nput('k', 2)\nX = 2\nclass A: x = 2\n"},
    both={
        "table.py": "TABLE = {}\ndef put(key, value): TABLE[key] = value\n",
        "above.py": "import fails\nfrom fails import X, A\nclass B(A): y = X\n",
    },
    broken={
        "fails.py": "from table import put\nput('k', 3)\nimport extra\nclass A: x = 3\n1 / 0\n",
        "extra.py": "E = 1\n",
    },
    cells="import above, table\nfrom above import B, X\nfrom fails import A\nb = B()",
    probes=(
        "X, b.x, b.y, table.TABLE, A.x, isinstance(b, A), 'extra' in __import__('sys').modules",
    ),
)

_PLUGIN = """
    import base
    base.LIMIT = {number}
    former = base.f
    def f(): return [*former(), {number}]
    base.f = f
    base.NAMES.append({number})
    class Disc: size = {number}
    {more}
    """

PLUGIN = Program(
    name="a module that patches another, and registers itself there",
    one={"plugin.py": _PLUGIN.format(number=1, more="base.Shape.register(Disc)")},
    other={"plugin.py": _PLUGIN.format(number=2, more="")},
    both={
        "base.py": """
        from abc import ABC
        LIMIT, NAMES = 0, []
        class Shape(ABC): pass
        def f(): return [0]
        """
    },
    cells="import base, plugin\nfrom plugin import Disc\ndisc = Disc()",
    probes=("base.LIMIT, base.f(), base.NAMES, disc.size, isinstance(disc, base.Shape)",),
)

PROGRAMS = (CLASSES, PATCHED, SLOTS, PACKAGE, TWO, FAILING, PLUGIN)


def text(content: str) -> str:
    """Return a file's text as it is written."""
    return dedent(content).lstrip("\n")
