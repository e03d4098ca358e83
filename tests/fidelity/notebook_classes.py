"""What a notebook makes over a module's classes: models, records, indexes, registrations."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")
compiled = partial(case, "compiled")

PYDANTIC = (
    compiled(
        "pydantic: a base two modules away gains a field and a setting, notebook models over it",
        versions(
            {
                "base.py": """
                    from pydantic import BaseModel, ConfigDict
                    class Base(BaseModel):
                        model_config = ConfigDict(extra="«ignore¦allow»")
                        id: int = 1
                    «¦    note: str = "n"
                    »    def tag(self): return "«a¦b»"
                """,
                "user.py": """
                    from base import Base
                    class User(Base):
                        name: str = "u"
                """,
            }
        ),
        "from user import User\nfrom base import Base",
        "class Admin(User):\n    level: int = 5\na, u = Admin(id=3), User()",
        probe="a.tag(), u, a, Admin(id=1, more=4).model_dump(), a.model_dump(),"
        " isinstance(a, Base), list(Admin.model_fields), User.model_validate({'note': 'x'}).note",
    ),
    compiled(
        "pydantic: three notebook models over one another, with validators of their own",
        versions(
            {
                "m.py": """
                    from pydantic import BaseModel, field_validator
                    class A(BaseModel):
                        x: int = 1
                    «¦    y: int = 2
                    »    @field_validator("x")
                        @classmethod
                        def up(cls, v): return v * «2¦3»
                """,
            }
        ),
        """
            from m import A
            from pydantic import field_validator
            class B(A):
                z: int = 3
                @field_validator("z")
                @classmethod
                def one_more(cls, v): return v + 1
            class C(B):
                w: int = 4
            class D(C):
                @field_validator("x")
                @classmethod
                def up(cls, v): return v * 100
            c = C(x=2)
        """,
        probe="B(x=1, z=1), C(x=1), D(x=1), c.y, isinstance(c, A),"
        " C.model_validate({'x': 5, 'y': 6}).model_dump(),"
        " list(C.model_json_schema()['properties'])",
    ),
    compiled(
        "pydantic: notebook models hold one another, and the first is over a module's",
        versions(
            {
                "m.py": """
                    from pydantic import BaseModel
                    class Base(BaseModel):
                        id: int = 0
                    «¦    tag: str = "t"»
                """,
            }
        ),
        """
            from m import Base
            from pydantic import BaseModel
            class In(Base):
                v: int = 1
            class Out(BaseModel):
                one: In | None = None
                many: dict[str, list[In]] = {}
            o = Out(one={"v": 2}, many={"k": [{}]})
        """,
        probe="o.one, Out(one={'tag': 'q'}).model_dump(), o.model_dump_json(),"
        " Out.model_validate_json(o.model_dump_json()) == o, isinstance(o.many['k'][0], Base)",
    ),
    compiled(
        "pydantic: a module's generic model for a notebook's, and an adapter of the notebook's",
        versions(
            {
                "m.py": """
                    from typing import Generic, TypeVar
                    from pydantic import BaseModel
                    T = TypeVar("T")
                    class Page(BaseModel, Generic[T]):
                        items: list[T]
                    «¦    total: int = 0
                    »    def first(self): return self.items[0]«¦, self.total»
                    class Item(BaseModel):
                        n: int = «1¦2»
                """,
            }
        ),
        """
            from m import Page, Item
            from pydantic import BaseModel, TypeAdapter
            class Row(BaseModel):
                k: str = "k"
            p, q, items = Page[Row](items=[{}]), Page[Item](items=[{}]), TypeAdapter(list[Item])
        """,
        probe="p.first(), Page[Row](items=[{}]), type(p) is Page[Row], Page[Item](items=[{}]),"
        " items.validate_python([{}]), isinstance(q, Page), isinstance(q.items[0], Item)",
    ),
    compiled(
        "pydantic: a notebook's discriminated union of a module's models, by an enum's members",
        versions(
            {
                "m.py": """
                    from enum import Enum
                    from typing import Literal
                    from pydantic import BaseModel
                    class K(str, Enum):
                        A = "a"
                        B = "b"
                    «¦    C = "c"
                    »class A(BaseModel):
                        kind: Literal[K.A] = K.A
                        x: int = «1¦10»
                    class B(BaseModel):
                        kind: Literal[K.B] = K.B
                        def f(self): return «1¦2»
                """,
            }
        ),
        """
            from m import A, B, K
            from typing import Annotated, Union
            from pydantic import BaseModel, Field
            class Doc(BaseModel):
                it: Annotated[Union[A, B], Field(discriminator="kind")]
            d = Doc(it={"kind": "b"})
        """,
        probe="Doc(it={'kind': 'a'}).it.x, d.it.f(), type(d.it) is B, d.it.kind is K.B,"
        " isinstance(Doc(it={'kind': 'b'}).it, B), d.model_dump_json()",
    ),
    compiled(
        "pydantic: a notebook model of a module's dataclass, plain class and validating function",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass
                    @dataclass
                    class P:
                        x: int = 1
                    «¦    y: int = 2
                    »class Q:
                        def f(self): return «1¦2»
                    LIMIT = «10¦3»
                    def check(v):
                        if v > LIMIT: raise ValueError("too much")
                        return v
                """,
            }
        ),
        """
            from m import P, Q, check
            from typing import Annotated
            from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
            class M(BaseModel):
                model_config = ConfigDict(arbitrary_types_allowed=True)
                p: P
                q: Q
                n: Annotated[int, AfterValidator(check)] = 0
            m = M(p=P(), q=Q())
            def take(n):
                try: return M(p=P(), q=Q(), n=n).n
                except ValidationError: return "refused"
        """,
        probe="M(p={'x': 5}, q=Q()).p, m.q.f(), take(5), take(1), m.p,"
        " M(p={'x': 1, 'y': 9}, q=m.q).p.y",
    ),
    compiled(
        "pydantic: a base gains what is done after __init__, a private, a computed, a shown field",
        versions(
            {
                "m.py": """
                    from pydantic import BaseModel, ConfigDict, PrivateAttr
                    from pydantic import computed_field, field_serializer
                    class Base(BaseModel):
                    «¦    model_config = ConfigDict(str_strip_whitespace=True)
                    »    id: int = 1
                        name: str = "n"
                    «¦    _seen: int = PrivateAttr(default=3)
                        def model_post_init(self, context): self.__dict__["id"] = self.id + 100
                        @computed_field
                        @property
                        def up(self) -> str: return self.name.upper()
                        @field_serializer("id")
                        def shown(self, v): return f"#{v}"»
                """,
            }
        ),
        "from m import Base\nclass Mine(Base):\n    z: int = 0\nm = Mine()",
        probe="Mine(name=' a ').model_dump(), Mine()._seen, m.up, m.model_dump()['up'],"
        " Mine(z=4).id",
    ),
    compiled(
        "pydantic: live models gain a first private attribute, another one, a field between others",
        versions(
            {
                "m.py": """
                    from pydantic import BaseModel, PrivateAttr
                    class A(BaseModel):
                        a: int = 1
                    «¦    n: str = "n"
                        _more: list = PrivateAttr(default_factory=list)
                    »    b: int = 2
                        _k: int = PrivateAttr(default=7)
                        def f(self): return self._k«¦, self._more»
                    class B(BaseModel):
                        x: int = 1
                    «¦    _first: int = PrivateAttr(default=3)
                    »    def f(self): return self.x«¦, self._first»
                """,
            }
        ),
        "from m import A, B\na, b = A(), B(); a._k = 7",
        probe="a, a.model_dump(), a.f(), b.f(), b == B()",
    ),
)

PANDAS = (
    compiled(
        "pandas: members of an enum, and keys that hash by value, in an index that was looked up",
        versions(
            {
                "m.py": """
                    import enum
                    class E(enum.Enum):
                        A = 1
                        B = 2
                    «¦    C = 3
                    »class K:
                        def __init__(self, n): self.n = n
                        def __eq__(self, o): return type(o) is K and o.n == self.n
                        def __hash__(self): return hash(«self.n¦("k", self.n)»)
                """,
            }
        ),
        """
            from m import E, K
            import pandas as pd
            s = pd.Series([10, 20], index=[E.A, E.B])
            t = pd.DataFrame({E.A: [1], E.B: [2]})
            k = pd.Series([1, 2], index=[K(1), K(2)])
            c = pd.Series([E.A, E.B, E.A], dtype="category")
            former = s[E.A], t[E.B], k[K(1)], (c == E.A).sum()
        """,
        probe="s[E.A], s.loc[E.B], t[E.B].tolist(), E.A in s.index, s.reindex(list(E)).tolist(),"
        " k[K(1)], K(2) in k.index, (c == E.A).tolist(), c.cat.categories.get_loc(E.B)",
    ),
)

OTHERS = (
    classes(
        "a slotted, frozen dataclass of the notebook's with defaults, over one that gains a field",
        versions(
            {
                "m.py": """
                    from dataclasses import dataclass
                    @dataclass(frozen=True, slots=True, kw_only=True)
                    class A:
                        x: int
                    «¦    y: int = 5
                    »    def f(self): return self.x + «1¦self.y»
                """,
            }
        ),
        "from m import A\nfrom dataclasses import dataclass, field",
        """
            @dataclass(frozen=True, slots=True, kw_only=True)
            class Mine(A):
                z: int = 0
                many: tuple = field(default_factory=tuple)
            a, n = A(x=1), Mine(x=2)
            d = {a: "a", n: "n"}
        """,
        probe="a.f(), n.f(), d[a], d[n], A(x=1) == a, Mine(x=2) == n, n, hasattr(n, '__dict__')",
    ),
    classes(
        "singledispatchmethod: a notebook registers with a module's class, another module does too",
        versions(
            {
                "base.py": """
                    from functools import singledispatchmethod
                    class V:
                        @singledispatchmethod
                        def visit(self, x): return "any«1¦2»"
                        @visit.register
                        def _(self, x: int): return "int«1¦2»"
                """,
                "sub.py": """
                    from base import V
                    class Node: pass
                    @V.visit.register(Node)
                    def _node(self, x): return "node«1¦2»"
                    class W(V): pass
                """,
            }
        ),
        "from sub import W, Node\nfrom base import V\nclass Mine: pass",
        "_ = V.visit.register(Mine, lambda self, x: 'mine')\nw = W(); visit = w.visit",
        probe="w.visit(1), w.visit('s'), w.visit(Node()), w.visit(Mine()), visit(2)",
    ),
    classes(
        "bound methods written in C, of what a module makes anew: lists, patterns, named tuples",
        versions(
            {
                "m.py": """
                    import collections, re
                    ITEMS = [«1¦1, 2»]
                    TABLE = {"a": «1¦2»}
                    class Stack(list):
                        def f(self): return «1¦2»
                    stack = Stack([«1¦1, 2»])
                    PAIR = collections.namedtuple("Pair", "x y")(«1, 2¦3, 4»)
                    PATTERN = re.compile("«a¦b»")
                """,
            }
        ),
        "import m\nadd, get, put = m.ITEMS.append, m.TABLE.get, m.stack.append",
        "replace, match = m.PAIR._replace, m.PATTERN.match",
        after=("add(9); put(8)",),
        probe="m.ITEMS, get('a'), m.stack, replace(x=0), bool(match('b'))",
    ),
)

_MADE = """
def made(cls):
    try:
        return type(cls()).__name__
    except TypeError as error:
        return str(error)
"""

_SHAPE = {
    "m.py": """
        from abc import ABC, abstractmethod
        class Shape(ABC):
            @abstractmethod
            def area(self): ...
        «¦    @abstractmethod
            def edges(self): ...
        »    def twice(self): return 2 * self.area()
    """,
    "square.py": """
        import m
        class Square(m.Shape):
            def area(self): return 4
    """,
}
_OVER = """
class Mine(Shape):
    def area(self): return 1
class Whole(Mine):
    edges = 4
class Over(square.Square): pass
"""

ABSTRACT = (
    classes(
        "an abstract method added: notebook classes without it can no longer be made",
        versions(_SHAPE),
        f"import square\nfrom m import Shape\n{_MADE}{_OVER}",
        probe="made(Mine), made(Whole), made(Over), made(square.Square), Whole().twice(),"
        " [sorted(x.__abstractmethods__) for x in (Shape, Mine, Whole, Over)]",
    ),
    classes(
        "an abstract method given up: notebook classes without it can be made",
        versions({**_SHAPE, "m.py": _SHAPE["m.py"].replace("«¦", "«").replace("»", "¦»")}),
        f"import square\nfrom m import Shape\n{_MADE}{_OVER}",
        probe="made(Mine), made(Whole), made(Over), Mine().twice()",
    ),
)

SCENARIOS = PYDANTIC + PANDAS + OTHERS + ABSTRACT
