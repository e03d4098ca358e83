"""User modules over numpy, pandas and pydantic, as people write them for analysis."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

compiled = partial(case, "compiled")

NUMPY = (
    compiled(
        "numpy: a ufunc from a Python function, a vectorized method and a record array of a dtype",
        versions(
            {
                "m.py": """
                    import numpy as np
                    POINT = np.dtype([("x", "f8"), ("y", "f8")«¦, ("z", "f8")»])
                    def _scale(a, b): return a * b «+¦-» 1
                    scale = np.frompyfunc(_scale, 2, 1)
                    class Grid:
                        def __init__(self, n): self.cells = np.zeros(n, dtype=POINT)
                        @np.vectorize
                        def cost(x): return x * «2¦3»
                        def names(self): return POINT.names
                """
            }
        ),
        "import numpy as np\nfrom m import scale, Grid, POINT\ng = Grid(2)\nf = scale\n"
        "outer = np.add.reduce",
        probe="list(scale(np.arange(3), 2)), f(1, 1), g.names(), Grid(1).cells.dtype.names,"
        " POINT.names, Grid.cost(np.array([1, 2])).tolist(), g.cells.dtype.names",
        expected="([-1, 1, 3], 0, ('x', 'y', 'z'), ('x', 'y', 'z'), ('x', 'y', 'z'), [3, 6],"
        " ('x', 'y'))",
    ),
    compiled(
        "numpy: a subclass with attributes through views and slices, a live one and its view",
        versions(
            {
                "units.py": """
                    import numpy as np
                    class Unit(np.ndarray):
                        factor = «1¦10»
                        def __new__(cls, data, unit="m"):
                            self = np.asarray(data, dtype=float).view(cls)
                            self.unit = unit
                            return self
                        def __array_finalize__(self, obj):
                            self.unit = getattr(obj, "unit", None)
                        def to(self): return (self * self.factor).tolist(), self.unit
                    «¦    def doubled(self): return self + self
                    »
                """
            }
        ),
        "import numpy as np\nfrom units import Unit\na = Unit([1, 2], 'km'); b = a[1:]\n"
        "both = {'a': a, 'b': [b]}",
        probe="a.to(), b.to(), a.doubled().unit, type(both['b'][0]) is Unit, isinstance(a + 1,"
        " Unit),"
        " np.shares_memory(a, b)",
    ),
    compiled(
        "numpy: __array_function__ and a mixin of operators, instances in an object array",
        versions(
            {
                "m.py": """
                    import numpy as np
                    HANDLED = {}
                    def implements(f):
                        def add(g): HANDLED[f] = g; return g
                        return add
                    class Diag(np.lib.mixins.NDArrayOperatorsMixin):
                        def __init__(self, n, v): self.n, self.v = n, v
                        def __array_ufunc__(self, ufunc, method, *xs, **k):
                            vs = [x.v if isinstance(x, Diag) else x for x in xs]
                            return Diag(self.n, ufunc(*vs)«¦ + 1»)
                        def __array_function__(self, f, types, args, kw):
                            if f not in HANDLED: return NotImplemented
                            return HANDLED[f](*args, **kw)
                    @implements(np.sum)
                    def _sum(d): return d.n * d.v * «1¦2»
                    «¦@implements(np.mean)
                    def _mean(d): return d.v / d.n»
                """
            }
        ),
        "import numpy as np\nfrom m import Diag\nd = Diag(3, 2)\n"
        "arr = np.array([d, None], dtype=object)",
        probe="np.sum(d), (d + 1).v, np.mean(d), (arr[0] * 2).v, type(arr[0]) is Diag",
    ),
    compiled(
        "numpy: piecewise and apply_along_axis with the module's functions, and a generator seeded",
        versions(
            {
                "sim.py": """
                    import numpy as np
                    SEED = «1¦2»
                    rng = np.random.default_rng(SEED)
                    DATA = rng.integers(0, 100, 5)
                    def low(x): return x * «1¦2»
                    def row(r): return r.sum() * «1¦2»
                    def model(x, a=SEED): return np.piecewise(x, [x < 1, x >= 1], [low, a])
                """
            }
        ),
        "import numpy as np\nfrom sim import DATA, model, row, low\nx = np.array([0.5, 2.0])\n"
        "steps = [row, low]",
        probe="DATA.tolist(), model(x).tolist(), np.apply_along_axis(row, 1, np.ones((2,"
        " 2))).tolist(),"
        " [f(np.array([1.0])).tolist() for f in steps]",
    ),
)

PANDAS = (
    compiled(
        "pandas: series and index accessors, and one renamed",
        versions(
            {
                "acc.py": """
                    import pandas as pd
                    @pd.api.extensions.register_series_accessor("«stats¦stat»")
                    class Stats:
                        def __init__(self, s): self._s = s
                        def span(self): return int(self._s.max() - self._s.min()) * «1¦2»
                    @pd.api.extensions.register_index_accessor("names2")
                    class Names:
                        def __init__(self, i): self._i = i
                        @property
                        def upper(self): return [str(x).upper()«¦ + "!"» for x in self._i]
                """
            }
        ),
        "import warnings; warnings.simplefilter('ignore')\nimport pandas as pd, acc\n"
        "s = pd.Series([1, 4], index=['a', 'b'])\nfirst = s.index.names2.upper",
        probe="s.stat.span(), s.index.names2.upper",
    ),
    compiled(
        "pandas: an accessor renamed twice, one moved to another module, one registered no longer",
        versions(
            {
                "acc.py": """
                    import pandas as pd
                    @pd.api.extensions.register_dataframe_accessor("«geo¦geom¦earth»")
                    class Geo:
                        def __init__(self, df): self._df = df
                        def n(self): return len(self._df)
                    «@pd.api.extensions.register_series_accessor("moves")
                    class Moves:
                        def __init__(self, s): self._s = s
                        def n(self): return 1¦»
                """,
                "acc2.py": """
                    from pandas.api.extensions import register_series_accessor
                    «@register_series_accessor("gone")¦»
                    class Gone:
                        def __init__(self, s): self._s = s
                        def n(self): return 0
                    «¦@register_series_accessor("moves")
                    class Moves:
                        def __init__(self, s): self._s = s
                        def n(self): return 2
                    »
                """,
            }
        ),
        "import acc, acc2, pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})\n"
        "n = df.geo.n() if hasattr(df, 'geo') else None",
        probe="hasattr(df, 'geo'), hasattr(df, 'geom'), df.earth.n(), df.a.moves.n(),"
        " hasattr(df.a, 'gone'), [x for x in dir(df) if 'geo' in x]",
    ),
    compiled(
        "pandas: attrs, a subclass with _metadata and a constructor, and a groupby of functions",
        versions(
            {
                "frames.py": """
                    import pandas as pd
                    class Table(pd.DataFrame):
                        _metadata = ["source"«¦, "stage"»]
                        @property
                        def _constructor(self): return Table
                        def total(self): return int(self["v"].sum()) * «1¦2»
                    def spread(g): return g.max() - g.min()«¦ + 1»
                    AGG = {"v": [spread, "sum"]}
                    def load():
                        t = Table({"k": ["a", "a", "b"], "v": [1, 3, 5]})
                        t.source = "file"
                        t.attrs["read"] = "«x¦y»"
                        return t
                """
            }
        ),
        "import pandas as pd\nfrom frames import Table, load, AGG, spread\nt = load()\n"
        "head = t.head(2)",
        probe="t.total(), head.total(), head.source, t.groupby('k').agg(AGG).values.tolist(),"
        " t.groupby('k')['v'].apply(spread).tolist(), type(t[t.v > 1]) is Table,"
        " load().attrs['read']",
    ),
    compiled(
        "pandas: an extension of the pipe idiom over two modules and a table of columns",
        versions(
            {
                "cols.py": "PRICE = '«p¦price»'\nCOLUMNS = {'a': 'p', 'b': 'q'}\n"
                "DTYPES = {'q': '«int64¦float64»'}",
                "clean.py": """
                    import pandas as pd
                    from cols import COLUMNS, DTYPES, PRICE
                    def rename(df): return df.rename(columns={**COLUMNS, "a": PRICE})
                    def cast(df): return df.astype(DTYPES)
                    def add(df, *, by=«1¦2»): return df.assign(t=lambda d: d[PRICE] * d.q + by)
                    STEPS = (rename, cast, add)
                    def run(df):
                        for step in STEPS: df = df.pipe(step)
                        return df
                """,
            }
        ),
        "import pandas as pd\nfrom clean import run, STEPS, add\n"
        "raw = pd.DataFrame({'a': [1], 'b': [2]})\n"
        "mine = lambda df: df.pipe(STEPS[0]).pipe(STEPS[1]).pipe(add, by=0)",
        probe="run(raw).to_dict('records'), mine(raw).to_dict('records'), str(run(raw).q.dtype)",
    ),
    compiled(
        "pandas: a registered extension type, and a plotting-like class that holds frames",
        versions(
            {
                "ext.py": """
                    import pandas as pd, numpy as np
                    @pd.api.extensions.register_dataframe_accessor("geo")
                    class Geo:
                        scale = «1¦2»
                        def __init__(self, df):
                            if "lat" not in df: raise AttributeError("no lat")
                            self._df = df
                        @property
                        def center(self): return float(self._df.lat.mean()) * self.scale
                    class Report:
                        def __init__(self, df): self.df = df
                        def lines(self):
                            return [f"«{k}={v}¦{k}: {v}»" for k, v in self.df.lat.items()]
                    «¦    def top(self): return self.df.geo.center
                    »
                """
            }
        ),
        "import warnings; warnings.simplefilter('ignore')\nimport pandas as pd\n"
        "from ext import Report\n"
        "df = pd.DataFrame({'lat': [1.0, 3.0]}); r = Report(df); c = df.geo.center",
        probe="r.lines(), r.top(), df.geo.center, r.df is df",
    ),
)

PYDANTIC = (
    compiled(
        "pydantic: a discriminated union whose variants live in another module, one added",
        versions(
            {
                "shapes.py": """
                    from typing import Literal
                    from pydantic import BaseModel
                    class Disc(BaseModel):
                        kind: Literal["disc"] = "disc"
                        r: float
                        def area(self): return self.r * «3¦4»
                    class Box(BaseModel):
                        kind: Literal["box"] = "box"
                        a: float = «1¦2»
                        def area(self): return self.a
                    «¦class Line(BaseModel):
                        kind: Literal["line"] = "line"
                        def area(self): return 0»
                """,
                "doc.py": """
                    from typing import Annotated, Union
                    from pydantic import BaseModel, Field, TypeAdapter
                    import shapes
                    Shape = Annotated[Union[tuple(
                        c for c in vars(shapes).values()
                        if isinstance(c, type) and issubclass(c, BaseModel) and c is not BaseModel
                    )], Field(discriminator="kind")]
                    class Doc(BaseModel):
                        shapes: list[Shape]
                        def total(self): return sum(s.area() for s in self.shapes)
                    adapter = TypeAdapter(list[Shape])
                """,
            }
        ),
        "from doc import Doc, adapter\nfrom shapes import Disc\n"
        "d = Doc.model_validate({'shapes': [{'kind': 'disc', 'r': 2}, {'kind': 'box'}]})",
        probe="d.total(), isinstance(d.shapes[0], Disc), type(d) is Doc,"
        " Doc.model_validate({'shapes': [{'kind': 'line'}, {'kind': 'box'}]}).total(),"
        " adapter.validate_python([{'kind': 'disc', 'r': 1}])[0].area()",
        expected="(9.0, True, True, 2, 4.0)",
    ),
    compiled(
        "pydantic: computed fields, private attributes, serializers and a frozen key",
        versions(
            {
                "m.py": """
                    from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
                    from pydantic import computed_field, field_serializer, model_validator
                    class Item(BaseModel):
                        model_config = ConfigDict(frozen=True)
                        name: str
                        n: int = Field(default=1, ge=«0¦1»)
                    «¦    tags: tuple[str, ...] = ("t",)
                    »    _seen: list = PrivateAttr(default_factory=list)
                        @computed_field
                        @property
                        def label(self) -> str: return f"{self.name}«-¦/»{self.n}"
                        @field_serializer("n")
                        def _n(self, v): return str(v)«¦ + "x"»
                        @model_validator(mode="before")
                        @classmethod
                        def _strip(cls, data): return {**data, "name": data["name"].strip()}
                """
            }
        ),
        "from m import Item\ni = Item(name=' a ', n=2); i._seen.append(1)\nstock = {i: 3}",
        "def low():\n    try: Item(name='x', n=0)\n"
        "    except Exception as e: return type(e).__name__",
        probe="i.model_dump(), stock[i], low(), i._seen, isinstance(i, Item),"
        ' Item.model_validate_json(\'{"name": "q"}\').label, len(stock)',
    ),
    compiled(
        "pydantic: a generic response over a model of another module, parametrized twice",
        versions(
            {
                "base.py": """
                    from typing import Generic, Optional, TypeVar
                    from pydantic import BaseModel
                    T = TypeVar("T")
                    class Response(BaseModel, Generic[T]):
                        data: T
                        ok: bool = «True¦False»
                    «¦    note: Optional[str] = "n"
                    »    def unwrap(self): return self.data
                """,
                "users.py": """
                    from pydantic import BaseModel
                    from base import Response
                    class User(BaseModel):
                        id: int
                    UserResponse = Response[User]
                    class Page(Response[list[User]]):
                        page: int = 1
                """,
            }
        ),
        "from users import User, UserResponse, Page\nfrom base import Response\n"
        "r = UserResponse(data={'id': 1}); p = Page(data=[{'id': 2}])",
        probe="UserResponse(data={'id': 3}).model_dump(), Page(data=[]).model_dump(),"
        " isinstance(r, Response), type(r.data) is User, r.unwrap().id, p.data[0].id,"
        " Response[int](data=1).ok, r.note, isinstance(p, Page)",
    ),
    compiled(
        "pydantic: a dataclass, validate_call and a type adapter over a NewType",
        versions(
            {
                "m.py": """
                    from typing import Annotated, NewType
                    from pydantic import AfterValidator, TypeAdapter, validate_call
                    from pydantic.dataclasses import dataclass
                    def limit(v):
                        if v > «10¦100»: raise ValueError("too big")
                        return v
                    Small = Annotated[int, AfterValidator(limit)]
                    @dataclass
                    class P:
                        x: Small
                    «¦    y: int = 5
                    »    def f(self): return self.x
                    @validate_call
                    def twice(n: Small) -> int: return n * «2¦3»
                    adapter = TypeAdapter(list[Small])
                """
            }
        ),
        "from m import P, twice, adapter\np = P(x='3')",
        "def run(f, *a):\n    try: return f(*a)\n    except Exception as e: return"
        " type(e).__name__",
        probe="run(P, 50).x, p.f(), p.y, run(twice, '4'), run(adapter.validate_python, ['50']),"
        " type(p) is P,"
        " run(twice, 500)",
    ),
    compiled(
        "pydantic: type adapters of the notebook's over unions and annotated models",
        versions(
            {
                "a.py": """
                    from typing import Literal
                    from pydantic import BaseModel
                    class A(BaseModel):
                        kind: Literal["a"] = "a"
                        x: int = «1¦2»
                    «¦    y: int = 3»
                """,
                "b.py": """
                    from typing import Literal
                    from pydantic import BaseModel
                    class B(BaseModel):
                        kind: Literal["b"] = "b"
                """,
            }
        ),
        "from typing import Annotated, Optional, Union\nfrom pydantic import Field, TypeAdapter\n"
        "from a import A\nfrom b import B\n"
        "Both = Annotated[Union[A, B], Field(discriminator='kind')]\n"
        "types = A | B, Optional[A], Both, Annotated[A, Field()]\n"
        "adapters = [TypeAdapter(one) for one in types]\n"
        "many = TypeAdapter(list[Both]); first = many.validate_python([{'kind': 'a'}])",
        probe="[one.validate_python({'kind': 'a'}) for one in adapters],"
        " many.validate_python([{'kind': 'a'}, {'kind': 'b'}]), type(first[0]) is A",
    ),
    compiled(
        "pydantic: models that refer to each other by name, one of them in a later edit",
        versions(
            {
                "tree.py": """
                    from __future__ import annotations
                    from pydantic import BaseModel
                    class Node(BaseModel):
                        name: str
                        kids: list[Node] = []
                        leaf: Leaf | None = None
                        def count(self): return «1¦10» + sum(k.count() for k in self.kids)
                    class Leaf(BaseModel):
                        v: int = «1¦2»
                    Node.model_rebuild()
                """
            }
        ),
        "from tree import Node, Leaf\nn = Node(name='a', kids=[{'name': 'b', 'leaf': {}}])",
        "made = Leaf()",
        probe="n.count(), n.kids[0].leaf.v, Node(name='c', leaf={}).leaf.v, isinstance(made, Leaf),"
        " Node(name='d', leaf=made).leaf is made, type(n.kids[0]) is Node",
        expected="(20, 1, 2, True, True, True)",
    ),
)

SCENARIOS = NUMPY + PANDAS + PYDANTIC
