"""Edits of dataclasses, enums, named tuples and pydantic models."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")

IMPORT = "from dataclasses import dataclass\n"

DATACLASSES = (
    classes(
        "a dataclass gains fields with a default and with a default factory, live instances too",
        {
            "m.py": (
                IMPORT + "@dataclass\nclass P:\n    x: int = 1",
                """
                from dataclasses import dataclass, field
                @dataclass
                class P:
                    x: int = 1
                    unit: str = "m"
                    tags: list = field(default_factory=lambda: ["new"])
                """,
            )
        },
        "from m import P",
        "p, q = P(5), P(6)",
        probe="p, q.tags, p.tags is not q.tags, p == P(5), P(1), isinstance(p, P)",
    ),
    classes(
        "fields with defaults that a dataclass gains are in the vars of live instances, in order",
        versions(
            {
                "m.py": """
                    from dataclasses import InitVar, dataclass, field
                    from typing import ClassVar
                    @dataclass
                    class P:
                        x: int
                    «¦    z: int = 4
                    »    y: int = 2
                    «¦    n: int = field(default=5, init=False)
                        shared: ClassVar[int] = 7
                        once: InitVar[int] = 8
                        tags: list = field(default_factory=list)
                    »
                    @dataclass
                    class Own:
                        x: int
                    «¦    z: int = 4
                    »
                        def __init__(self, x): self.x = x
                """,
            }
        ),
        "from dataclasses import dataclass\nfrom m import Own, P",
        "@dataclass\nclass Q(P):\n    w: int = 1\nclass R(P): pass",
        "held = [P(1), Q(2), R(3), Own(4)]",
        probe="[list(vars(one).items()) for one in held], held[3].z, held",
    ),
    classes(
        "the default of a field that a live instance has gained is changed, then a factory's",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass, field
                    @dataclass
                    class P:
                        x: int
                    «¦    z: int = 4¦    z: int = 5¦    z: list = field(default_factory=list)»
                """,
            }
        ),
        "from m import P\no = P(1)",
        probe="vars(o), o == P(1)",
    ),
    classes(
        "a frozen dataclass gains a field and a method, live instances too",
        {
            "m.py": (
                IMPORT + "@dataclass(frozen=True)\nclass P:\n    x: int",
                """
                from dataclasses import dataclass, field
                @dataclass(frozen=True)
                class P:
                    x: int
                    y: int = 2
                    more: tuple = field(default_factory=tuple)
                    def sum(self): return self.x + self.y
                """,
            )
        },
        "from m import P",
        "p = P(1); d = {p: 'p'}",
        probe="p, p.sum(), p.more, d[P(1)], P(1) in d, hash(p) == hash(P(1))",
    ),
    classes(
        "a frozen dataclass as a dictionary's key, its base in another module edited",
        {
            "base.py": (
                IMPORT + "@dataclass(frozen=True)\nclass Base:\n    n: int",
                IMPORT + "@dataclass(frozen=True)\nclass Base:\n    n: int\n"
                "    def twice(self): return self.n * 2",
            ),
            "m.py": """
                from dataclasses import dataclass
                from base import Base
                @dataclass(frozen=True)
                class Key(Base):
                    name: str = "k"
                """,
        },
        "from m import Key; from base import Base",
        "d = {Key(1): 'one', Key(2): 'two'}; s = {Key(3)}",
        probe="d[Key(1)], Key(3) in s, [k.twice() for k in d], all(isinstance(k, Base) for k in d)",
    ),
    classes(
        "a dataclass with slots: a method edited",
        {
            "m.py": tuple(
                f"""
                from dataclasses import dataclass
                @dataclass(slots=True)
                class P:
                    x: int = 1
                    def f(self): return self.x * {n}
                """
                for n in (1, 10)
            )
        },
        "from m import P",
        "p = P(3)",
        probe="p.f(), isinstance(p, P), type(p) is P, p == P(3)",
    ),
    classes(
        "a dataclass with slots gains a field with a default, live instances too",
        {
            "m.py": (
                IMPORT + "@dataclass(slots=True)\nclass P:\n    x: int",
                IMPORT + "@dataclass(slots=True)\nclass P:\n    x: int\n    y: int = 2",
            )
        },
        "from m import P",
        "p = P(5); held = [p]",
        probe="p, p.y, p == P(5), isinstance(p, P), held[0] is p",
    ),
    classes(
        "a dataclass loses a field, and its fields change places",
        {
            "m.py": (
                IMPORT + "@dataclass\nclass P:\n    x: int\n    y: int\n    z: int = 0",
                IMPORT + "@dataclass\nclass P:\n    y: int\n    x: int",
            )
        },
        "from m import P\nimport dataclasses",
        "p = P(y=1, x=2)",
        probe="p, [f.name for f in dataclasses.fields(p)], p == P(1, 2), "
        "dataclasses.replace(p, x=3)",
    ),
    classes(
        "a class becomes a dataclass, with comparison and order",
        {
            "m.py": (
                "class P:\n    def __init__(self, x): self.x = x",
                IMPORT + "@dataclass(order=True)\nclass P:\n    x: int",
            )
        },
        "from m import P",
        "p, q = P(1), P(2)",
        probe="p, p < q, p == P(1), sorted([q, p])",
    ),
    classes(
        "a dataclass with a field of another dataclass in another module",
        {
            "point.py": (
                IMPORT + "@dataclass\nclass Point:\n    x: int = 0",
                IMPORT + "@dataclass\nclass Point:\n    x: int = 0\n    y: int = 7",
            ),
            "m.py": """
                from dataclasses import dataclass, field
                from point import Point
                @dataclass
                class Line:
                    a: Point = field(default_factory=Point)
                    b: Point = field(default_factory=Point)
                """,
        },
        "from m import Line; from point import Point",
        "line = Line(Point(1))",
        probe="line, Line(), line == Line(Point(1)), type(line.a) is Point",
    ),
    classes(
        "a dataclass in the notebook over a module's dataclass",
        {
            "m.py": tuple(
                f"""
                from dataclasses import dataclass
                @dataclass
                class Base:
                    x: int = 1
                    def f(self): return self.x * {n}
                """
                for n in (1, 10)
            )
        },
        "from m import Base\nfrom dataclasses import dataclass",
        "@dataclass\nclass Mine(Base):\n    y: int = 2\nmine = Mine(3)",
        probe="mine, mine.f(), isinstance(mine, Base), mine == Mine(3)",
    ),
)

COLOUR = (
    "import enum\nclass Colour(enum.Enum):\n    RED = 1\n    BLUE = 2",
    "import enum\nclass Colour(enum.Enum):\n    RED = 1\n    GREEN = 3\n    BLUE = 2",
)

ENUMS = (
    classes(
        "an enum gains a member; members held in a variable are the members",
        {"m.py": COLOUR},
        "from m import Colour",
        "red, blue = Colour.RED, Colour['BLUE']; reds = [red]",
        probe="red is Colour.RED, blue is Colour(2), reds[0] is Colour.RED, list(Colour)",
    ),
    classes(
        "enum members as a dictionary's keys, in a set and in a tuple, order kept",
        {"m.py": COLOUR},
        "from m import Colour",
        "d = {Colour.BLUE: 'b', Colour.RED: 'r'}; s = {Colour.RED}; t = (Colour.BLUE, 1)",
        probe="d[Colour.RED], list(d), list(d)[0] is Colour.BLUE, Colour.RED in s, "
        "t[0] is Colour.BLUE, [c for c in Colour if c not in d]",
    ),
    classes(
        "enum members as defaults and dispatch keys in another module",
        {
            "m.py": COLOUR,
            "n.py": """
                from m import Colour
                NAMES = {Colour.RED: "rot", Colour.BLUE: "blau"}
                def name(colour=Colour.RED):
                    return NAMES.get(colour, "?"), isinstance(colour, Colour)
                """,
        },
        "from n import name; from m import Colour",
        "red = Colour.RED",
        probe="name(), name(red), name(Colour.GREEN)",
    ),
    classes(
        "an enum's method and a member's value",
        {
            "m.py": (
                "from enum import Enum\nclass Level(Enum):\n    LOW = 1\n    HIGH = 2",
                """
                from enum import Enum
                class Level(Enum):
                    LOW = 10
                    HIGH = 20
                    def half(self): return self.value // 2
                    @property
                    def label(self): return self.name.lower()
                """,
            )
        },
        "from m import Level",
        "low = Level.LOW; levels = {'low': low}",
        probe="low.value, low.half(), low.label, low is Level.LOW, levels['low'] is low",
    ),
    classes(
        "flags gain a member; a combination held stays one",
        {
            "m.py": (
                "import enum\nclass Perm(enum.Flag):\n    R = 4\n    W = 2",
                "import enum\nclass Perm(enum.Flag):\n    X = 1\n    R = 4\n    W = 2\n    RX = 5",
            )
        },
        "from m import Perm",
        "both, read = Perm.R | Perm.W, Perm.R",
        probe="read in both, both == Perm.R | Perm.W, both | Perm.X == Perm(7), "
        "read is Perm.R, both, Perm.RX & both is read",
    ),
    classes(
        "IntEnum, StrEnum and IntFlag members by name",
        {
            "m.py": tuple(
                f"""
                from enum import IntEnum, StrEnum, IntFlag, auto
                class Code(IntEnum):
                    OK = {n}
                class Mode(StrEnum):
                    FAST = "f{n}"
                class Bits(IntFlag):
                    A = {n}
                DEFAULT = Code.OK
                """
                for n in (1, 2)
            )
        },
        "from m import Code, Mode, Bits, DEFAULT",
        "held = [Code.OK, Mode.FAST, Bits.A]",
        probe="held, held[0] is Code.OK, held[0] + 0, str(held[1]), DEFAULT is Code.OK, "
        "int(held[2])",
    ),
    classes(
        "match on an enum by a notebook function",
        {"m.py": COLOUR},
        "from m import Colour",
        """
        def name(colour):
            match colour:
                case Colour.RED: return "red"
                case Colour.BLUE: return "blue"
            return "other"
        red = Colour.RED
        """,
        probe="name(red), name(Colour.BLUE), name(Colour.GREEN)",
    ),
)

TUPLES = (
    classes(
        "a named tuple gains a method and a property",
        {
            "m.py": (
                "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 2",
                "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 3\n"
                "    def sum(self): return self.x + self.y",
            )
        },
        "from m import P",
        "p = P(1, 2); d = {p: 'p'}",
        probe="p, p.sum(), P(1), isinstance(p, P), type(p) is P, d[P(1, 2)]",
    ),
    classes(
        "collections.namedtuple: its field names",
        {
            "m.py": (
                "from collections import namedtuple\nP = namedtuple('P', 'x y')",
                "from collections import namedtuple\nP = namedtuple('P', 'lon lat')",
            )
        },
        "from m import P",
        "p = P(1, 2)",
        probe="p, p.lat, P._fields, isinstance(p, P)",
    ),
    classes(
        "a named tuple gains a field, for those made from now on",
        {
            "m.py": (
                "from collections import namedtuple\nP = namedtuple('P', 'x')",
                "from collections import namedtuple\nP = namedtuple('P', 'x y', defaults=[0])",
            )
        },
        "from m import P\nmake = P",
        probe="P(1), make(2), P(1, 2).y, make is P",
    ),
    classes(
        "a typed dictionary, a new type and a type alias",
        {
            "m.py": tuple(
                f"""
                from typing import NewType, TypedDict, Union
                class Row(TypedDict):
                    a: {kind}
                Key = NewType("Key", {kind})
                Either = Union[{kind}, None]
                """
                for kind in ("int", "str")
            )
        },
        "from m import Row, Key, Either",
        probe="Row.__annotations__, Key.__supertype__, Either",
    ),
)

PYDANTIC = (
    classes(
        "a pydantic model gains a field and a method",
        {
            "m.py": (
                "from pydantic import BaseModel\nclass User(BaseModel):\n    name: str",
                "from pydantic import BaseModel\nclass User(BaseModel):\n    name: str\n"
                "    age: int = 30\n    def greet(self): return 'hi ' + self.name",
            )
        },
        "from m import User",
        "u = User(name='ann')",
        probe="User(name='bob'), u.greet(), isinstance(u, User), sorted(User.model_fields)",
    ),
    classes(
        "a pydantic validator, and a model used as another's field in another module",
        {
            "item.py": tuple(
                f"""
                from pydantic import BaseModel, field_validator
                class Item(BaseModel):
                    name: str
                    @field_validator("name")
                    @classmethod
                    def tidy(cls, value): return value.strip() + "{mark}"
                """
                for mark in ".!"
            ),
            "m.py": "from pydantic import BaseModel\nfrom item import Item\n"
            "class Box(BaseModel):\n    items: list[Item] = []",
        },
        "from m import Box; from item import Item",
        "box = Box()",
        probe="Box(items=[{'name': ' a '}]), Item(name='b'), isinstance(box, Box), "
        "Box(items=[Item(name='c')]).items[0].name",
    ),
    classes(
        "a pydantic model in the notebook over a module's model",
        {
            "m.py": (
                "from pydantic import BaseModel\nclass Base(BaseModel):\n    a: int = 1",
                "from pydantic import BaseModel\nclass Base(BaseModel):\n    a: int = 1\n"
                "    def twice(self): return self.a * 2",
            )
        },
        "from m import Base",
        "class Mine(Base):\n    b: int = 2\nmine = Mine(a=4)",
        probe="mine.twice(), mine, isinstance(mine, Base), Mine(a='5').a",
    ),
)

SCENARIOS = DATACLASSES + ENUMS + TUPLES + PYDANTIC
