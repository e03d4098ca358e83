"""Classes over built-in and library types, with the special methods that these call."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

classes = partial(case, "classes")
functions = partial(case, "functions")

NUMBERS = (
    classes(
        "subclasses of int, str, float, date and Decimal, live values as keys",
        versions(
            {
                "m.py": """
                    import datetime, decimal
                    class Id(int):
                        def show(self): return f"«#¦no »{int(self)}"
                    class Tag(str):
                        def __str__(self): return "«<¦[»" + str.__str__(self)
                        def __format__(self, spec): return str(self)«¦ + spec»
                    class Day(datetime.date):
                        def next(self): return self + datetime.timedelta(days=«1¦7»)
                    class Money(decimal.Decimal):
                        def __new__(cls, v): return super().__new__(cls, v)
                        def cents(self): return int(self * «100¦1000»)
                    «¦    half = property(lambda self: self / 2)
                    »
                """
            }
        ),
        "from m import Id, Tag, Day, Money\ni, t, d, m = Id(3), Tag('a'), Day(2024, 1, 31),"
        " Money('1.5')\n"
        "table = {i: 'i', t: 't', d: 'd'}",
        probe="i.show(), str(t), f'{t:x}', d.next().isoformat(), m.cents(), str(m.half), table[3],"
        " table['a'], table[Day(2024, 1, 31)], [type(x) is c for x, c in ((i, Id), (t, Tag), (m,"
        " Money))]",
    ),
    classes(
        "__missing__, __contains__ and update of a dict subclass, and a Counter's subclass",
        versions(
            {
                "m.py": """
                    import collections
                    class Lazy(dict):
                        def __missing__(self, k):
                            self[k] = k * «2¦3»
                            return self[k]
                        def __contains__(self, k): return «dict.__contains__(self, k)¦True»
                    class Tally(collections.Counter):
                        def top(self): return self.most_common(«1¦2»)
                    class Deep(collections.defaultdict):
                        def __init__(self): super().__init__(Deep«¦, {"new": 1}»)
                """
            }
        ),
        "from m import Lazy, Tally, Deep\nl, t, d = Lazy(a=1), Tally('abb'), Deep()",
        probe="dict(l), l['cc'], 'zz' in l, t.top(), (t + Tally('a')).most_common(), dict(Deep()),"
        " type(d['x']['y']) is Deep, list(Deep())",
    ),
    classes(
        "an index, a truth value, a length, an unpacking and match arguments",
        versions(
            {
                "m.py": """
                    class V:
                        __match_args__ = ("x", "«y¦z»")
                        def __init__(self, x, y, z): self.x, self.y, self.z = x, y, z
                        def __index__(self): return self.«x¦y»
                        def __bool__(self): return «True¦False»
                        def __len__(self): return «3¦2»
                        def __iter__(self): yield from (self.x, self.y«¦, self.z»)
                        def __call__(self, *, k=«1¦2»): return k
                        def __getitem__(self, s):
                            return s.start if isinstance(s, slice) else s«¦ + 1»
                """
            }
        ),
        """
            from m import V
            v = V(1, 2, 3)
            def look(o):
                match o:
                    case V(a, b): return a, b
        """,
        probe="look(v), [10, 20, 30][v], bool(v), len(v), [*v], v(), v[5], v[7:], hex(v)",
    ),
    classes(
        "structures of ctypes, an array and a struct format, fields added",
        versions(
            {
                "m.py": """
                    import array, ctypes, struct
                    class Head(ctypes.Structure):
                        _fields_ = [("a", ctypes.c_int32)«¦, ("b", ctypes.c_int32)»]
                        def total(self): return sum(getattr(self, n) for n, _ in self._fields_)
                    FORMAT = struct.Struct("«<i¦<ii»")
                    CODES = array.array("i", [1«¦, 2»])
                    def pack(*a): return FORMAT.pack(*a[: «1¦2»])
                """
            }
        ),
        "from m import Head, FORMAT, CODES, pack\nimport ctypes",
        probe="ctypes.sizeof(Head), Head(1).total(), FORMAT.size, CODES.tolist(), pack(1, 2)",
    ),
)

LIBRARY = (
    classes(
        "a visitor of syntax trees and a parser of HTML gain a method",
        versions(
            {
                "m.py": """
                    import ast, html.parser
                    class Names(ast.NodeVisitor):
                        def __init__(self): self.found = []
                        def visit_Name(self, node): self.found.append(node.id«¦.upper()»)
                    «¦    def visit_Constant(self, node): self.found.append(node.value)
                    »
                    class Links(html.parser.HTMLParser):
                        def __init__(self):
                            super().__init__()
                            self.links = []
                        def handle_starttag(self, tag, attrs): self.links.append(«tag¦(tag, attrs)»)
                """
            }
        ),
        "from m import Names, Links\nimport ast\nn, l = Names(), Links()",
        probe="(n.visit(ast.parse('x + 1')), n.found)[1], (l.feed('<a href=\"u\">'), l.links)[1]",
    ),
    classes(
        "a test case of unittest, run by a cell before and after",
        versions(
            {
                "calc.py": "def add(a, b): return a «-¦+» b",
                "test_calc.py": """
                    import unittest
                    from calc import add
                    class Test(unittest.TestCase):
                        def test_add(self): self.assertEqual(add(1, 2), 3)
                    «¦    def test_more(self): self.assertEqual(add(2, 2), 4)
                    »
                """,
            }
        ),
        """
            import io, unittest, test_calc
            from test_calc import Test
            def run(case):
                suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
                r = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
                return r.testsRun, len(r.failures)
            first = run(Test)
        """,
        probe="run(Test), run(test_calc.Test)",
    ),
    functions(
        "errors chained and grouped, caught by class in a cell and in another module",
        versions(
            {
                "errs.py": """
                    class Base(Exception):
                        code = «1¦2»
                        def __str__(self): return f"«{self.code}¦E{self.code}»: {self.args[0]}"
                    class Low(Base): pass
                    «¦class Lower(Low): pass»
                """,
                "lib.py": """
                    from errs import Base, Low
                    def work():
                        try: raise Low("deep")
                        except Low as e: raise Base("top") from e
                    def many(): raise ExceptionGroup("g", [Low("a"), Base("b")])
                    def guard(f):
                        try: return f()
                        except Base as e:
                            return str(e), str(e.__cause__), isinstance(e.__cause__, Low)
                """,
            }
        ),
        """
            from lib import work, many, guard
            from errs import Base, Low
            kept = None
            try: work()
            except Base as e: kept = e
            def group():
                try: many()
                except* Low as g: return_value = [str(e) for e in g.exceptions]
                except* Base as g: rest = [str(e) for e in g.exceptions]
                return return_value
        """,
        "def safe():\n    try: return group()\n    except BaseException as e: return"
        " type(e).__name__",
        probe="guard(work), str(kept), str(kept.__cause__), isinstance(kept, Base), safe(),"
        " kept.code",
    ),
    functions(
        "functions, instances and methods pickled by name before the edit",
        versions(
            {
                "m.py": """
                    K = «1¦2»
                    def square(x): return x * x * K
                    class Task:
                        def __init__(self, x): self.x = x
                        def run(self): return self.x + «1¦2»
                    def run(t): return t.run()
                """
            }
        ),
        """
            from m import square, Task, run
            import pickle
            t = Task(3)
            raw = pickle.dumps((square, t, Task.run))
            def again():
                f, x, r = pickle.loads(raw)
                return f(2), x.run(), r(x), f is square, type(x) is Task
        """,
        probe="again(), list(map(run, [t])), pickle.loads(pickle.dumps(t.run))()",
    ),
    classes(
        "cooperative inheritance over four mixins in three modules, one put in the middle",
        versions(
            {
                "base.py": "class Root:\n    def steps(self): return ['root']\n",
                "mix.py": """
                    from base import Root
                    class A(Root):
                        def steps(self): return ["A«¦2»", *super().steps()]
                    class B(Root):
                        def steps(self): return ["B", *super().steps()]
                    class C(Root):
                        def steps(self): return ["C", *super().steps()]
                """,
                "app.py": """
                    from mix import A, B, C
                    class App(A«, B¦, C, B»):
                        def __init_subclass__(cls, **k): super().__init_subclass__(**k)
                        def steps(self): return ["app", *super().steps()]
                """,
            }
        ),
        "from app import App\na = App()\nclass Mine(App):\n"
        "    def steps(self): return ['mine', *super().steps()]\nm = Mine()",
        probe="a.steps(), m.steps(), [c.__name__ for c in Mine.__mro__]",
    ),
    classes(
        "a plain class becomes a dataclass, then frozen, then one with slots; a live instance",
        {
            "m.py": (
                "class P:\n    def __init__(self, x): self.x = x\n    def f(self): return self.x",
                "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n"
                "    def f(self): return self.x + 1",
                "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass P:\n    x: int\n"
                "    y: int = 2\n    def f(self): return self.x + self.y",
                "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass P:\n"
                "    x: int\n    y: int = 3\n    def f(self): return self.x * self.y",
            )
        },
        "from m import P\np = P(5); held = [p, (p,)]",
        probe="p.f(), P(5), p.x, type(p) is P, held[1][0] is p, isinstance(held[0], P)",
    ),
)

SCENARIOS = NUMBERS + LIBRARY
