"""Enums with behaviour, dataclasses with every option, attrs classes: live ones through an edit."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")

ENUMS = (
    classes(
        "an enum with tuple values, __init__ and methods gains a member in the middle",
        versions(
            {
                "m.py": """
                    import enum
                    class Planet(enum.Enum):
                        MERCURY = (1.0, 2.0)
                    «¦    VENUS = (3.0, 4.0)
                    »    EARTH = (5.0, 6.0)
                        def __init__(self, mass, radius): self.mass, self.radius = mass, radius
                        @property
                        def density(self): return self.mass «/¦*» self.radius
                        @classmethod
                        def heaviest(cls): return max(cls, key=lambda p: p.mass)
                """,
                "use.py": """
                    from m import Planet
                    HOME = Planet.EARTH
                    def visit(p: Planet = Planet.MERCURY): return p.name, p.density
                """,
            }
        ),
        "from use import HOME, visit\nfrom m import Planet\nimport use",
        "trip = [Planet.EARTH, HOME]; best = Planet.heaviest; stops = {HOME: 1}",
        probe="visit(), visit(trip[0]), HOME is Planet.EARTH is use.HOME, best(),"
        " stops[Planet.EARTH],"
        " list(Planet)[1].density, trip[0] in Planet",
    ),
    classes(
        "an enum over a mixin with data and a mixin of methods, both in other modules",
        versions(
            {
                "mix.py": """
                    class Describe:
                        def describe(self): return f"{self.name}«=¦:»{self.value}"
                    class Size(float):
                        def half(self): return self / «2¦4»
                """,
                "m.py": """
                    import enum
                    from mix import Describe, Size
                    class S(Describe, Size, enum.Enum):
                        SMALL = 1.0
                        BIG = 8.0
                """,
            }
        ),
        "from m import S\nbig = S.BIG\ntable = {S.SMALL: 's'}\nheld = (big, [big])",
        probe="big.describe(), big.half(), table[S.SMALL], held[1][0] is S.BIG, big is S.BIG,"
        " S(8.0) is big, isinstance(big, float)",
    ),
    classes(
        "an enum's members are flags with a boundary and aliases; a combination as a default",
        versions(
            {
                "perm.py": """
                    import enum
                    class Perm(enum.IntFlag, boundary=enum.«KEEP¦STRICT»):
                        R = 4
                        W = 2
                    «¦    X = 1
                    »    RW = R | W
                """,
                "user.py": """
                    from perm import Perm
                    DEFAULT = Perm.RW
                    class User:
                        perm = Perm.R | Perm.W
                        def can(self, p=Perm.W): return p in self.perm
                        def grant(self, p): self.perm |= p
                """,
            }
        ),
        "from perm import Perm\nfrom user import User, DEFAULT\nu = User(); u.grant(Perm.R)\n"
        "both = Perm.R | Perm.W",
        probe="u.can(), u.can(Perm.X), both is Perm.RW, DEFAULT is Perm.RW, u.perm is both,"
        " (Perm.RW | Perm.X).value, Perm.RW in Perm.RW | Perm.X, type(both) is Perm",
    ),
    classes(
        "a StrEnum used as dictionary keys, in f-strings, in json and in match",
        versions(
            {
                "m.py": """
                    import enum, json
                    class Mode(enum.StrEnum):
                        FAST = enum.auto()
                        SLOW = "«slow¦slower»"
                        @classmethod
                        def parse(cls, s): return cls[s.upper()]
                    DEFAULTS = {Mode.FAST: 1, Mode.SLOW: 2}
                    def dump(): return json.dumps({m: v for m, v in DEFAULTS.items()})
                    def look(m):
                        match m:
                            case Mode.FAST: return "f"
                            case Mode.SLOW: return "s«¦!»"
                """
            }
        ),
        "from m import Mode, dump, look, DEFAULTS\nslow = Mode.SLOW\nmine = {Mode.SLOW: 'x'}",
        probe="dump(), f'{slow}', look(slow), DEFAULTS[slow], mine[Mode.SLOW], slow == 'slower',"
        " Mode.parse('slow') is slow",
    ),
    classes(
        "an enum of callables by enum.member and nonmember, a method edited",
        versions(
            {
                "m.py": """
                    import enum
                    def double(x): return x * «2¦20»
                    class Op(enum.Enum):
                        DOUBLE = enum.member(double)
                        NEG = enum.member(lambda x: -x«¦ - 1»)
                        scale = enum.nonmember(«3¦4»)
                        def __call__(self, x): return self.value(x) * self.scale
                """
            }
        ),
        "from m import Op\nop = Op.DOUBLE\nops = [op, Op.NEG]",
        probe="[o(1) for o in ops], op is Op.DOUBLE, Op.scale, [o.name for o in Op]",
    ),
    classes(
        "an enum is turned into constants of a plain class, and a plain class into an enum",
        versions(
            {
                "m.py": (
                    """
                        import enum
                        class Color(enum.Enum):
                            RED = 1
                            BLUE = 2
                        class Kind:
                            A = 1
                            B = 2
                    """,
                    """
                        import enum
                        class Color:
                            RED = "r"
                            BLUE = "b"
                        class Kind(enum.IntEnum):
                            A = 1
                            B = 3
                    """,
                ),
                "n.py": """
                    from m import Color, Kind
                    def of(x): return {Color.RED: "red", Color.BLUE: "blue"}[x]
                    def kinds(): return [Kind.A, Kind.B]
                """,
            }
        ),
        "from m import Color, Kind\nfrom n import of, kinds",
        probe="of(Color.RED), kinds(), Kind.B, isinstance(Kind.A, Kind), Color.RED",
    ),
)

DATACLASSES = (
    classes(
        "KW_ONLY, init-only variables and a field that is not in init; a live one is replaced",
        versions(
            {
                "m.py": """
                    import dataclasses as d
                    @d.dataclass
                    class Job:
                        name: str
                        _: d.KW_ONLY
                        rate: d.InitVar[float] = «1.0¦2.0»
                        cost: float = d.field(init=False, default=0.0)
                    «¦    tags: tuple = ("t",)
                    »    def __post_init__(self, rate): self.cost = len(self.name) * rate
                """
            }
        ),
        "from m import Job\nimport dataclasses\nj = Job('ab', rate=3.0)",
        probe="j.cost, j.tags, Job('ab').cost, dataclasses.replace(j, name='abc', rate=1.0),"
        " [f.name for f in dataclasses.fields(j)], j == Job('ab', rate=3.0)",
    ),
    classes(
        "unsafe_hash and order: keys of a dict and a set while fields change their part",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass, field
                    @dataclass(order=True, unsafe_hash=True)
                    class V:
                        major: int
                        minor: int = field(default=0, compare=«True¦False»)
                        label: str = field(default="", compare=False, hash=False«¦, repr=False»)
                """
            }
        ),
        "from m import V\na, b = V(1, 2), V(1, 3)\nnames = {a: 'a'}\nseen = {a}",
        probe="a == b, a < V(2), a, names[V(1, 2)], V(1, 2) in seen, sorted([V(2), a])[0] is a,"
        " len(names)",
    ),
    classes(
        "frozen dataclasses with slots as keys in another module's table, a field added",
        versions(
            {
                "pt.py": """
                    from dataclasses import dataclass
                    @dataclass(frozen=True, slots=True)
                    class Pt:
                        x: int
                        y: int = 0
                    «¦    z: int = 7
                    »    def __add__(self, o): return Pt(self.x + o.x, self.y + o.y)
                """,
                "grid.py": """
                    from pt import Pt
                    cells = {}
                    ORIGIN = Pt(0, 0)
                    def put(p, v): cells[p] = v
                    def get(p): return cells.get(p)
                """,
            }
        ),
        "from pt import Pt\nimport grid\np = Pt(1, 2); grid.put(p, 'here'); grid.put(grid.ORIGIN,"
        " 'o')",
        probe="grid.get(p), grid.get(Pt(1, 2)), grid.get(grid.ORIGIN), p.z, p + p,"
        " type(grid.ORIGIN) is Pt, p == Pt(1, 2), len(grid.cells)",
    ),
    classes(
        "a dataclass inherits from two in other modules, the base's defaults and order edited",
        versions(
            {
                "a.py": """
                    from dataclasses import dataclass, field
                    @dataclass
                    class A:
                        x: int = «1¦10»
                        xs: list = field(default_factory=lambda: [«1¦10»])
                """,
                "b.py": """
                    from dataclasses import dataclass
                    from a import A
                    @dataclass
                    class B(A):
                        y: int = 2
                    «¦    w: int = 5
                    »
                """,
                "c.py": """
                    from dataclasses import dataclass, asdict, astuple
                    from b import B
                    @dataclass(kw_only=True)
                    class C(B):
                        z: int
                        def all(self): return asdict(self), astuple(self)
                """,
            }
        ),
        "from c import C\nc = C(z=3)\nc.y = 20",
        probe="c.all(), C(z=1).all(), c.w",
        expected="(({'x': 1, 'xs': [1], 'y': 20, 'w': 5, 'z': 3}, (1, [1], 20, 5, 3)),"
        " ({'x': 10, 'xs': [10], 'y': 2, 'w': 5, 'z': 1}, (10, [10], 2, 5, 1)), 5)",
    ),
    classes(
        "make_dataclass from a table of fields that grows",
        versions(
            {
                "m.py": """
                    from dataclasses import field, make_dataclass
                    COLUMNS = [("id", int), ("name", str, field(default="-"))]
                    «¦COLUMNS.append(("size", int, field(default=3)))»
                    Row = make_dataclass("Row", COLUMNS, namespace={"key": lambda s: s.id * «1¦2»})
                    Row.__module__ = __name__
                """
            }
        ),
        "from m import Row\nr = Row(4)\nrows = [r]",
        probe="r.key(), Row(4), r, type(rows[0]) is Row, r == Row(4), r.size",
    ),
    classes(
        "a dataclass with a descriptor as default and a cached property, live",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass
                    from functools import cached_property
                    class Clamp:
                        def __init__(self, *, default): self._d = default
                        def __set_name__(self, owner, name): self._n = "_" + name
                        def __get__(self, o, t):
                            return self._d if o is None else getattr(o, self._n)
                        def __set__(self, o, v): setattr(o, self._n, min(v, «10¦20»))
                    @dataclass
                    class Dial:
                        level: Clamp = Clamp(default=«5¦6»)
                        @cached_property
                        def twice(self): return self.level * «2¦3»
                """
            }
        ),
        "from m import Dial\nd, e = Dial(99), Dial()",
        "def turn(x, v):\n    x.level = v\n    return x",
        probe="turn(d, 99).level, Dial().level, Dial(99).twice, turn(e, 15), e.twice",
    ),
)

ATTRS = (
    classes(
        "attrs: a slotted class gains a field with a factory and a validator",
        versions(
            {
                "m.py": """
                    import attrs
                    @attrs.define
                    class Node:
                        name: str
                        size: int = attrs.field(default=1, validator=attrs.validators.ge(«0¦5»))
                    «¦    kids: list = attrs.field(factory=list)
                    »    def area(self): return self.size «+¦*» 10
                """
            }
        ),
        "from m import Node\nimport attrs\nn = Node('a', 7)\nheld = {'n': n}",
        "def bad():\n    try: Node('x', 3)\n    except ValueError: return 'refused'",
        probe="n.area(), bad(), n, n == Node('a', 7), type(held['n']) is Node, n.kids,"
        " [a.name for a in attrs.fields(Node)]",
    ),
    classes(
        "attrs: frozen classes as keys, with converters and evolve, over two modules",
        versions(
            {
                "base.py": """
                    import attrs
                    def clean(s): return s.strip()«¦.lower()»
                    @attrs.frozen
                    class Named:
                        name: str = attrs.field(converter=clean)
                """,
                "m.py": """
                    import attrs
                    from base import Named
                    @attrs.frozen
                    class Item(Named):
                        price: float = attrs.field(default=«1.0¦2.0», converter=float)
                        @property
                        def gross(self): return self.price * 2
                """,
            }
        ),
        "from m import Item\nimport attrs\ni = Item(' ab ', 3)\nstock = {i: 5}",
        probe="i.gross, Item(' AB ').name, attrs.evolve(i, name='Q').name, stock[Item('ab', 3)],"
        " Item('x').price, isinstance(i, Item), attrs.asdict(i)",
    ),
    classes(
        "attrs: the old attr.s interface without slots, a method and an order by key",
        versions(
            {
                "m.py": """
                    import attr
                    @attr.s(auto_attribs=True, order=True)
                    class R:
                        a: int = attr.ib(order=lambda v: «v¦-v»)
                        b: list = attr.ib(factory=list)
                        @b.validator
                        def _check(self, attribute, value):
                            if len(value) > «1¦3»: raise ValueError(attribute.name)
                    «¦    def tail(self): return self.b[-1:]
                    »
                """
            }
        ),
        "from m import R\nx, y = R(1), R(2)\nx.b.append(5)",
        probe="x < y, sorted([x, y])[0].a, x.tail(), R(1, [1, 2]).tail(), x == R(1, [5])",
    ),
)

SCENARIOS = ENUMS + DATACLASSES + ATTRS
