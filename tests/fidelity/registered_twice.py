"""Registrations of classes, by users, after failures, and where a registry refuses some."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

#: Nobody but itself can take out of this what it has.
ORM = """
    class Tables(dict):
        def __setitem__(self, key, value): raise TypeError("read-only")
    class Schema:
        def __init__(self): self.tables = Tables()
        def add(self, name, *columns):
            if name in self.tables: raise ValueError(f"{name} is already defined")
            dict.__setitem__(self.tables, name, columns)
            return columns
"""

SCENARIOS = (
    case(
        "packages",
        "a registry that refuses a name twice, over two edits",
        versions(
            {
                "r.py": """
                    NAMES = []
                    TABLE = {}
                    def reg(f):
                        if f.__name__ in NAMES or f.__name__ in TABLE:
                            raise ValueError('twice: ' + f.__name__)
                        NAMES.append(f.__name__); TABLE[f.__name__] = f
                        return f
                """,
                "m.py": """
                    from r import reg
                    K = «1¦2¦3»
                    @reg
                    def f(): return K
                    «@reg
                    def g(): return K * 10
                    ¦¦@reg
                    def h(): return 0
                    »
                """,
            }
        ),
        "import r, m",
        probe="r.NAMES, {k: f() for k, f in r.TABLE.items()}",
    ),
    case(
        "packages",
        "the order of registrations by three modules, two edited",
        versions(
            {
                "r.py": """
                    L = []
                    def reg(c): L.append(c); return c
                """,
                "m1.py": """
                    from r import reg
                    @reg
                    class A: v = «1¦2¦2¦3»
                    @reg
                    class A2: v = 0
                """,
                "m2.py": """
                    from r import reg
                    @reg
                    class B: v = «1¦1¦2»
                    «@reg
                    class B2: v = 5
                    ¦¦»
                """,
                "m3.py": """
                    from r import reg
                    @reg
                    class C: v = 9
                """,
            }
        ),
        "import r, m1, m2, m3",
        probe="[(c.__name__, c.v) for c in r.L]",
    ),
    case(
        "classes",
        "a metaclass keeps a list of classes, two modules define them",
        versions(
            {
                "meta.py": """
                    class Meta(type):
                        ALL = []
                        def __init__(cls, n, b, d):
                            super().__init__(n, b, d)
                            Meta.ALL.append(cls)
                        def names(cls):
                            return [c.__name__ + str(c.v) for c in Meta.ALL]
                    class Base(metaclass=Meta):
                        v = 0
                """,
                "p1.py": """
                    from meta import Base
                    class P1(Base):
                        v = «1¦10»
                """,
                "p2.py": """
                    from meta import Base
                    class P2(Base):
                        v = 2
                """,
            }
        ),
        """
            import p1, p2
            from meta import Base, Meta
            x = p1.P1()
        """,
        probe="sorted(Base.names()), x.v, len(Meta.ALL)",
    ),
    case(
        "classes",
        "a base keeps a list of subclasses, the key of one edited",
        versions(
            {
                "base.py": """
                    class Base:
                        subs = []
                        def __init_subclass__(cls, key=None, **kw):
                            super().__init_subclass__(**kw)
                            cls.key = key
                            Base.subs.append(cls)
                """,
                "a.py": """
                    from base import Base
                    class A(Base, key='«a¦aa»'): pass
                    class A2(Base, key='a2'): pass
                """,
                "b.py": """
                    from base import Base
                    class B(Base, key='b'): pass
                """,
            }
        ),
        """
            import a, b
            from base import Base
        """,
        probe="sorted(s.key for s in Base.subs)",
    ),
    case(
        "broken",
        "a module that registers, breaks, and registers more when mended",
        versions(
            {
                "r.py": """
                    L = []
                    def reg(f): L.append(f.__name__); return f
                """,
                "m.py": """
                    from r import reg
                    @reg
                    def f(): return «1¦2¦3»
                    «¦1/0¦@reg
                    def g(): pass
                    »
                """,
            }
        ),
        "import m, r",
        probe="r.L, m.f()",
    ),
    case(
        "broken",
        "two modules that register, one of them broken for a while",
        versions(
            {
                "r.py": """
                    L = {}
                    def reg(f): L[f.__module__] = f; return f
                """,
                "a.py": """
                    from r import reg
                    K = «1¦2»
                    @reg
                    def f(): return K
                """,
                "b.py": """
                    from r import reg
                    K = «1¦1/0¦3»
                    @reg
                    def f(): return K
                """,
            }
        ),
        "import a, b, r",
        probe="{k: f() for k, f in r.L.items()}",
    ),
    case(
        "survives",
        "an entry of the notebook's stays in the registry of a module",
        versions(
            {
                "r.py": """
                    T = {}
                    def reg(n):
                        def d(f): T[n] = f; return f
                        return d
                """,
                "m.py": """
                    from r import reg
                    K = «1¦2»
                    @reg('m')
                    def f(): return K
                """,
            }
        ),
        """
            import m, r
            @r.reg('mine')
            def mine(): return 'mine'
        """,
        "r.T['alias'] = m.f",
        probe="{k: f() for k, f in r.T.items()}",
    ),
    case(
        "packages",
        "a model that is refused a second time gets a field, its base comes by way of a package",
        versions(
            {
                "orm.py": ORM,
                "db/__init__.py": "from .base import Base",
                "db/base.py": """
                    from orm import Schema
                    class Base:
                        schema = Schema()
                        def __init_subclass__(cls):
                            cls.table = cls.schema.add(cls.__name__, *cls.__annotations__)
                """,
                "db/user.py": """
                    from db import Base
                    class User(Base):
                        id: int
                    «¦    email: str
                    »    def show(self): return "«a¦b»", self.table
                """,
                "db/order.py": """
                    from db.user import Base, User
                    class Order(Base):
                        id: int
                        def user(self): return User()
                """,
            }
        ),
        "from db.user import User\nfrom db.order import Order\nfrom db import Base\n"
        "u, o = User(), Order()",
        probe="u.show(), o.user().show(), isinstance(u, Base), Base.schema.tables,"
        " type(o.user()) is User",
    ),
    case(
        "packages",
        "a table refused a second time gets columns, edit after edit",
        versions(
            {
                "orm.py": ORM,
                "base.py": "from orm import Schema\nschema = Schema()\nSEEN = []",
                "users.py": """
                    from base import schema
                    users = schema.add('users', 'id'«¦, 'name'¦, 'name', 'age'»)
                """,
                "orders.py": "from base import schema\norders = schema.add('orders', 'id')",
            }
        ),
        "import users, orders\nfrom base import schema, SEEN\nSEEN.append('cell')",
        probe="schema.tables, users.users, users.schema is schema is orders.schema, SEEN",
    ),
    case(
        "packages",
        "what is refused in a new process, too, leaves the session as it was",
        versions(
            {
                "orm.py": ORM,
                "base.py": "from orm import Schema\nschema = Schema()",
                "users.py": """
                    from base import schema
                    users = schema.add('users', 'id')
                    «¦schema.add('users', 'id', 'name')»
                """,
            }
        ),
        "import users, base\nfrom base import schema\ntables = schema.tables",
        probe="schema.tables, schema.tables is tables is base.schema.tables, users.users",
        expected="({'users': ('id',)}, True, ('id',))",
        unchanged=True,
        raises=True,
    ),
)
