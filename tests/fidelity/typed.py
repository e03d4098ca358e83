"""Protocols, generics, typed dictionaries and other things of `typing` that modules define."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")
functions = partial(case, "functions")

GENERICS = (
    classes(
        "a generic repository over a bounded type variable, its subscripted subclass elsewhere",
        versions(
            {
                "repo.py": """
                    from typing import Generic, TypeVar
                    class Entity:
                        def __init__(self, id): self.id = id
                    T = TypeVar("T", bound=Entity)
                    class Repository(Generic[T]):
                        prefix = "«a¦b»"
                        def __init__(self): self.rows: dict[int, T] = {}
                        def add(self, row: T) -> T:
                            self.rows[row.id] = row
                            return row
                    «¦    def ids(self): return [f"{self.prefix}{i}" for i in self.rows]
                    »    def first(self) -> T: return next(iter(self.rows.values()))
                """,
                "users.py": """
                    from repo import Entity, Repository
                    class User(Entity): pass
                    class Users(Repository[User]): pass
                """,
            }
        ),
        """
            from users import User, Users
            from repo import Repository
            import typing
            users = Users(); ann = users.add(User(1))
            alias = Repository[User]
        """,
        probe="users.ids(), users.first() is ann, typing.get_origin(alias) is Repository,"
        " isinstance(users, Repository), alias().ids(), typing.get_args(Users.__orig_bases__[0])",
    ),
    classes(
        "a class with __class_getitem__ of its own that remembers what it made",
        versions(
            {
                "m.py": """
                    class Vector:
                        size = 0
                        made = {}
                        def __class_getitem__(cls, n):
                            if n not in cls.made:
                                cls.made[n] = type(f"Vector{n}", (cls,), {"size": n * «1¦10»})
                            return cls.made[n]
                        def show(self): return "«old¦new»", self.size
                    Plane = Vector[2]
                """
            }
        ),
        "from m import Vector, Plane\nimport m",
        "p, q = Plane(), Vector[3]()",
        probe="Plane().show(), Vector[2].size, m.Plane is Vector[2], Vector[3]().show(),"
        " isinstance(p, Vector), isinstance(q, Vector), p.show()[0]",
    ),
    classes(
        "a type variable that is renamed, and a generic function's annotations",
        versions(
            {
                "m.py": """
                    import typing
                    «T¦Item» = typing.TypeVar("«T¦Item»")
                    class Box(typing.Generic[«T¦Item»]):
                        def __init__(self, v: «T¦Item») -> None: self.v = v
                        def get(self) -> «T¦Item»: return self.v
                    def first(xs: list[«T¦Item»]) -> «T¦Item»: return xs[0]
                """
            }
        ),
        "from m import Box, first\nimport typing",
        "b = Box[int](3)",
        probe="Box.__parameters__, typing.get_type_hints(first), typing.get_type_hints(b.get),"
        " b.__orig_class__.__origin__ is Box",
    ),
    functions(
        "a decorator typed by a ParamSpec that counts calls per function",
        versions(
            {
                "deco.py": """
                    import functools
                    from typing import Callable, ParamSpec, TypeVar
                    P, R = ParamSpec("P"), TypeVar("R")
                    def tagged(tag: str) -> Callable[[Callable[P, R]], Callable[P, tuple[str, R]]]:
                        def outer(f: Callable[P, R]) -> Callable[P, tuple[str, R]]:
                            @functools.wraps(f)
                            def inner(*a: P.args, **k: P.kwargs) -> tuple[str, R]:
                                return tag«¦.upper()», f(*a, **k)
                            return inner
                        return outer
                """,
                "m.py": """
                    from deco import tagged
                    @tagged("x")
                    def f(a, *, b=1): return a + b
                    class A:
                        @tagged("y")
                        def g(self, n): return n * 2
                """,
            }
        ),
        "from m import f, A\na = A()\ng = a.g\nheld = {'f': f, 'g': (g,)}",
        probe="f(1, b=2), g(2), held['f'](1), held['g'][0](3), f.__wrapped__(1)",
    ),
)

PROTOCOLS = (
    classes(
        "a runtime protocol gains a member, and an instance that has it or not",
        versions(
            {
                "ports.py": """
                    from typing import Protocol, runtime_checkable
                    @runtime_checkable
                    class Port(Protocol):
                        def read(self): ...
                    «¦    def close(self): ...
                    »
                """,
                "impl.py": """
                    import ports
                    class File:
                        def read(self): return 1
                        def close(self): return 2
                    class Pipe:
                        def read(self): return 1
                    def kind(x): return "port" if isinstance(x, ports.Port) else "other"
                """,
            }
        ),
        "from ports import Port\nfrom impl import File, Pipe, kind",
        "f, p = File(), Pipe()\nbefore = isinstance(p, Port), kind(p)",
        probe="isinstance(f, Port), isinstance(p, Port), kind(f), kind(p), issubclass(Pipe, Port)",
    ),
    classes(
        "an explicit implementer of a protocol takes its new default method",
        versions(
            {
                "m.py": """
                    from typing import Protocol, ClassVar
                    class Named(Protocol):
                        kind: ClassVar[str] = "«k1¦k2»"
                        name: str
                        def label(self) -> str: return f"{self.kind}«:¦/»{self.name}"
                """,
                "n.py": """
                    from m import Named
                    class Dog(Named):
                        def __init__(self, name): self.name = name
                """,
            }
        ),
        "from n import Dog\nd = Dog('rex')\nlabel = d.label",
        probe="d.label(), label(), Dog('x').label(), Dog.kind",
    ),
    classes(
        "a TypedDict gains keys and becomes total, subclassed in another module",
        versions(
            {
                "m.py": """
                    from typing import NotRequired, TypedDict
                    class Row(TypedDict«, total=False¦»):
                        id: int
                    «¦    tag: NotRequired[str]
                    »
                """,
                "n.py": """
                    from m import Row
                    class Wide(Row):
                        width: int
                    def blank() -> Wide: return {k: None for k in sorted(Wide.__annotations__)}
                """,
            }
        ),
        "from m import Row\nfrom n import Wide, blank\nr = Row(id=1)",
        probe="sorted(Row.__required_keys__), sorted(Wide.__annotations__), blank(), r,"
        " sorted(Wide.__optional_keys__)",
    ),
    classes(
        "a new type over another base, and a cast through an alias of two modules",
        versions(
            {
                "ids.py": """
                    from typing import NewType
                    UserId = NewType("UserId", «int¦str»)
                    Pair = tuple[UserId, «int¦float»]
                """,
                "m.py": """
                    from ids import UserId, Pair
                    def parse(s): return UserId.__supertype__(s)
                    table: dict[UserId, Pair] = {}
                """,
            }
        ),
        "from m import parse, table\nfrom ids import UserId, Pair\nimport m, typing",
        "makers = [UserId]",
        probe="parse('3'), typing.get_args(Pair)[1], makers[0] is UserId is m.UserId,"
        " typing.get_args(Pair)[0] is UserId, makers[0].__supertype__,"
        " typing.get_type_hints(m)['table'] == dict[UserId, Pair]",
    ),
    classes(
        "a NamedTuple with a default that changes and a method, held as a key and in a heap",
        versions(
            {
                "m.py": """
                    from typing import NamedTuple
                    class Job(NamedTuple):
                        rank: int
                        name: str = "«none¦unnamed»"
                        def show(self): return f"{self.name}«@¦#»{self.rank}"
                        @property
                        def urgent(self): return self.rank < «2¦3»
                """
            }
        ),
        """
            from m import Job
            import heapq
            a, b = Job(2, 'a'), Job(1, 'b')
            heap = []
            heapq.heappush(heap, a); heapq.heappush(heap, b)
            owners = {a: 'x'}
        """,
        probe="Job(5), heapq.heappop(heap).show(), owners[Job(2, 'a')], type(a) is Job,"
        " a.urgent, a._replace(rank=9).show(), isinstance(heap[0], Job)",
    ),
    functions(
        "an overloaded function, and a literal type read at run time",
        versions(
            {
                "m.py": """
                    import typing
                    Mode = typing.Literal["r", "w"«¦, "a"»]
                    @typing.overload
                    def conv(x: int) -> str: ...
                    @typing.overload
                    def conv(x: str) -> int: ...
                    «¦@typing.overload
                    def conv(x: float) -> int: ...
                    »def conv(x): return «str(x)¦repr(x)»
                """,
                "cli.py": """
                    import typing
                    from m import Mode
                    CHOICES = typing.get_args(Mode)
                    def check(mode):
                        if mode not in CHOICES: raise ValueError(mode)
                        return mode
                """,
            }
        ),
        "from m import conv\nfrom cli import check, CHOICES\nimport typing",
        "count = len(typing.get_overloads(conv))",
        probe="len(typing.get_overloads(conv)), conv('a'), check('a'), CHOICES",
    ),
)

SCENARIOS = GENERICS + PROTOCOLS
