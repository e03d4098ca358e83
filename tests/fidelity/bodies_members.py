"""Methods that come and go, and other default values: in place, where no import looked at them.

`runs` is in the probe where a module must not run again.
"""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Scenario
from tests.fidelity.writing import Texts, case

bodies = partial(case, "bodies")

_RECORD = """\
class Record:
    kind = "record"

    def __init__(self, value=0):
        self.value = value

    def first(self):
        return self.value

    def last(self):
        return -self.value
"""


def _dear(*texts: str) -> dict[str, Texts]:
    """The module ``m``, which counts its runs, in several versions."""
    return {"m.py": tuple(COUNT + text for text in texts)}


def _with(method: str, after: str = "return -self.value\n", before: str = "") -> str:
    """The class with one more method, or more."""
    indented = "".join(f"    {line}\n" for line in method.splitlines())
    return before + _RECORD.replace(after, f"{after}\n{indented}")


_SHOW = "[n for n in vars(Record) if n[:2] != '__']"
_MIDDLE = "return self.value\n"

_GAINED = (_RECORD, _with("def g(self):\n    return 1"))
_WRAPPING = """\
from m import Record
former = Record.g
Record.g = lambda self: [{!r}, former(self)]
"""

IN_PLACE = (
    bodies(
        "a method that a class gains, a live instance and a subclass of a cell's",
        _dear(
            _RECORD, _with("def twice(self, by=2, *, plus=1):\n    return self.value * by + plus")
        ),
        "from m import Record",
        "class Mine(Record):\n    pass",
        "a, b = Record(3), Mine(4)",
        probe="a.twice(), b.twice(3, plus=0), type(a) is Record, Record.twice.__qualname__,"
        f" Record.twice.__module__, {_SHOW}, runs",
    ),
    bodies(
        "a method gained between others stands where the class has it",
        _dear(_RECORD, _with("def middle(self):\n    return self.first(), self.last()", _MIDDLE)),
        "from m import Record",
        "a = Record(3)",
        probe=f"a.middle(), {_SHOW}, runs",
    ),
    bodies(
        "a renamed method, and another one that calls it",
        _dear(
            _RECORD.replace("return -self.value", "return -self.first()"),
            _RECORD.replace("return -self.value", "return -self.begin()").replace(
                "def first", "def begin"
            ),
        ),
        "from m import Record",
        "a = Record(3)",
        probe=f"a.begin(), a.last(), hasattr(a, 'first'), {_SHOW}, runs",
    ),
    bodies(
        "an annotated method gained: what its signature says",
        _dear(
            "from typing import Any\n" + _RECORD,
            "from typing import Any\n"
            + _with(
                "def like(self, other: 'Record', *rest: Any, n: int | None = -1) -> list[str]:"
                "\n    '''Compare.'''\n    return [str(n)]"
            ),
        ),
        "import inspect, typing\nfrom m import Record",
        probe="inspect.signature(Record.like), typing.get_type_hints(Record.like),"
        " list(Record.like.__annotations__), Record.like.__doc__, Record().like(0), runs",
    ),
    bodies(
        "an annotated method gained where annotations are kept as text",
        {
            "m.py": tuple(
                "from __future__ import annotations\n" + COUNT + text
                for text in (
                    _RECORD,
                    _with("def like(self, x: Later | None = None) -> dict['str', int]: pass"),
                )
            )
        },
        "from m import Record",
        probe="Record.like.__annotations__, runs",
    ),
    bodies(
        "a method gained that asks its base by super",
        _dear(
            f"{_RECORD}\nclass Special(Record):\n    def own(self):\n        return 1\n",
            f"{_RECORD}\nclass Special(Record):\n    def own(self):\n        return 1\n\n"
            "    def both(self):\n        return super().first(), self.own(), __class__.__name__\n",
        ),
        "from m import Special",
        "class Mine(Special):\n    pass",
        "a = Mine(5)",
        probe="a.both(), runs",
    ),
    bodies(
        "coroutines and generators that a class gains",
        _dear(
            _RECORD, _with("async def later(self):\n    return 1\n\ndef each(self):\n    yield 2")
        ),
        "import asyncio, inspect\nfrom m import Record",
        "a = Record()",
        probe="inspect.iscoroutinefunction(a.later), list(a.each()), a.later().close(), runs",
    ),
    bodies(
        "a method that a dataclass gains",
        _dear(
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 1\n",
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 1\n\n"
            "    def norm(self):\n        return abs(self.x)\n",
        ),
        "from m import P",
        "p = P(-4)",
        probe="p.norm(), p == P(-4), repr(p), runs",
    ),
    bodies(
        "the source and the lines of methods gained and moved",
        _dear(_RECORD, _with("def broken(self):\n    # Divide.\n    return 1 / 0", _MIDDLE)),
        "import inspect, m, traceback",
        "r = m.Record()",
        "def line():\n    try:\n        r.broken()\n    except ZeroDivisionError as e:\n"
        "        frame = traceback.extract_tb(e.__traceback__)[-1]\n"
        "        return frame.lineno, frame.line",
        probe="line(), inspect.getsource(m.Record.broken), inspect.getsourcelines(m.Record.last),"
        " runs",
    ),
    bodies(
        "a method gained, edited, moved, lost and gained again",
        _dear(
            _RECORD,
            _with("def g(self):\n    return 1"),
            _with("def g(self):\n    return 2"),
            "\n\n" + _with("def g(self):\n    return 2"),
            _RECORD,
            _with("def g(self):\n    return 3", _MIDDLE),
        ),
        "from m import Record",
        "a = Record()",
        probe=f"a.g(), {_SHOW}, runs",
    ),
    bodies(
        "a method gained and lost, then the module runs again",
        {
            "m.py": (
                _RECORD + "N = 1\n",
                _with("def g(self):\n    return 1\n\ndef h(self):\n    return 2") + "N = 1\n",
                _with("def h(self):\n    return 2") + "N = 1\n",
                _with("def h(self):\n    return 3\n\ndef k(self):\n    return N") + "N = 2\n",
            )
        },
        "from m import N, Record",
        "a = Record()",
        probe=f"a.h(), a.k(), N, {_SHOW}",
    ),
    bodies(
        "a method gained, which another module then wraps, and wraps anew",
        {
            "m.py": _GAINED,
            "o.py": (
                "from m import Record\n",
                "from m import Record\n",
                _WRAPPING.format("one"),
                _WRAPPING.format("two"),
            ),
        },
        "import m, o",
        "r = m.Record()",
        probe="r.g()",
    ),
    bodies(
        "a method gained by a class that a cell has given an attribute, then it runs again",
        {"m.py": (*_GAINED, _GAINED[1] + "N = 1\n")},
        "import m\nfrom m import Record",
        "Record.extra = 5",
        probe="Record().g(), Record.extra, m.N",
    ),
    bodies(
        "default values of a function wherever it went",
        _dear(
            "def f(a, b=1, *, c='old', d=None):\n    return a, b, c, d\n",
            "def f(a, b=-2.5, *, c='new', d=None):\n    return a, b, c, d\n",
        ),
        "import functools, inspect, m\nfrom m import f",
        "held = [f, functools.partial(f, 0), {f: 1}]",
        probe="f(0), m.f(1, c=2), held[0](3), held[1](), f in held[2], inspect.signature(f), runs",
    ),
    bodies(
        "default values and bodies of methods of every kind that needs no decorator but the usual",
        _dear(
            "class A:\n    def __init__(self, n=1):\n        self.n = n\n"
            "    def add(self, k=1):\n        return self.n + k\n",
            "class A:\n    def __init__(self, n=10):\n        self.n = n\n"
            "    def add(self, k=100):\n        return self.n * 2 + k\n",
        ),
        "from m import A",
        "a, add = A(5), A(6).add",
        probe="a.add(), A().add(), add(), A.__init__.__defaults__, runs",
    ),
    bodies(
        "a default value that a cell has set stays",
        _dear("def f(x=1, *, y=1): return x, y\n", "def f(x=2, *, y=2): return x, y\n"),
        "from m import f\nf.__defaults__ = (7,)",
        probe="f(), runs",
    ),
    bodies(
        "default values of closures and of methods that a function makes",
        _dear(
            "def make(n=1):\n    class K:\n        def m(self, a=1): return n, a\n"
            "    def inner(a=1, *, b='one'): return n, a, b\n    return inner, K()\n",
            "def make(n=2):\n    class K:\n        def m(self, a=2): return n, a\n"
            "    def inner(a=2, *, b='two'): return n, a, b\n    return inner, K()\n",
        ),
        "import m",
        "f, k = m.make(5)",
        probe="f(), k.m(), m.make()[0](), runs",
    ),
    bodies(
        "a default value becomes another one of the same hash",
        _dear("def f(x=1, y=0.0): return x, y\n", "def f(x=True, y=-0.0): return x, y\n"),
        "from m import f",
        probe="f(), runs",
    ),
)

_TWICE = """\
if True:
    class A:
        pass
else:
    class A:
        def f(self):
            pass
"""


def _looked_at(name: str, end: str, probe: str, *cells: str, **files: str) -> Scenario:
    """A module that is one with what its import sees of the class."""
    begin = "from abc import ABC, abstractmethod\nimport inspect\n"
    texts = tuple(begin + text + end for text in _GAINED)
    others = {f"{other}.py": text for other, text in files.items()}
    imports = "import m\nfrom m import Record"
    return bodies(name, {"m.py": texts, **others}, imports, *cells, probe=probe)


LOOKED_AT = (
    _looked_at(
        "a list of a class's methods, made by its module",
        "NAMES = [n for n in vars(Record) if n[0] != '_']\n",
        "m.NAMES, Record().g()",
    ),
    _looked_at(
        "a list of a class's methods, made by another module",
        "",
        "o.NAMES",
        "import o",
        o="import m\nNAMES = [n for n in dir(m.Record) if n[0] != '_']\n",
    ),
    _looked_at(
        "a table of all classes of a module and their methods, by another one",
        "",
        "o.TABLE",
        "import o",
        o="import inspect\nfrom importlib import import_module\n"
        "TABLE = {name: [n for n, _ in inspect.getmembers(cls, inspect.isfunction)]\n"
        "         for name, cls in inspect.getmembers(import_module('m'), inspect.isclass)}\n",
    ),
    _looked_at(
        "whether an instance has a method, asked by the import",
        "READY = hasattr(Record(), 'g')\n",
        "m.READY",
    ),
    _looked_at(
        "a subclass whose base counts the methods of those over it",
        "class Counting:\n    def __init_subclass__(cls):\n"
        "        cls.n = len([n for n in dir(cls) if n[0] != '_'])\n"
        "class Special(Record, Counting):\n    pass\n",
        "m.Special.n, m.Special().g()",
    ),
    _looked_at(
        "an abstract method that a base has by now",
        "class Wants(ABC):\n    @abstractmethod\n    def g(self): ...\n"
        "class Special(Record, Wants):\n    pass\n",
        "m.Special().g()",
    ),
    _looked_at(
        "a notebook's own cache of who has a method",
        "",
        "has(Record), has(Record(1))",
        "import functools\n@functools.cache\ndef has(x):\n    return hasattr(x, 'g')",
        "has(Record), has(Record(1))",
    ),
    _looked_at(
        "a notebook's protocol, asked before",
        "",
        "isinstance(Record(), Can), issubclass(Record, Can)",
        "from typing import Protocol, runtime_checkable\n"
        "@runtime_checkable\nclass Can(Protocol):\n    def g(self): ...",
        "isinstance(Record(), Can), issubclass(Record, Can)",
    ),
    bodies(
        "a notebook's protocol, asked before a method is lost",
        {"m.py": _GAINED[::-1]},
        "from m import Record",
        "from typing import Protocol, runtime_checkable\n"
        "@runtime_checkable\nclass Can(Protocol):\n    def g(self): ...",
        "class Mine(Record):\n    pass",
        "issubclass(Record, Can), issubclass(Mine, Can)",
        probe="isinstance(Record(), Can), issubclass(Record, Can), issubclass(Mine, Can)",
    ),
    _looked_at(
        "a method gained under a name that another module had set there",
        "",
        "Record().g(), o.Record.g(None)",
        "import o",
        o="from m import Record\nRecord.g = lambda self: 'set'\n",
    ),
    bodies(
        "a class defined twice, of which the other one gains a method",
        _dear(_TWICE, _TWICE + "\n        def g(self):\n            pass\n"),
        "from m import A",
        probe="hasattr(A, 'g')",
        unchanged=True,
    ),
    bodies(
        "a class that is replaced by a subclass of the same name gains a method",
        {
            "m.py": (
                "class A:\n    def f(self):\n        return 1\nB = A\n"
                "class A(B):\n    def h(self):\n        return 1\n",
                "class A:\n    def f(self):\n        return 1\n    def g(self):\n        return 2\n"
                "B = A\nclass A(B):\n    def h(self):\n        return 1\n",
            )
        },
        "from m import A, B",
        probe="[n for n in vars(A) if n[0] != '_'], [n for n in vars(B) if n[0] != '_']",
    ),
    bodies(
        "a class that answers for methods it has not gains one",
        {
            "m.py": (
                "class A:\n    def __getattr__(self, name):\n        return lambda: name\n",
                "class A:\n    def __getattr__(self, name):\n        return lambda: name\n"
                "    def g(self):\n        return 'own'\n",
            )
        },
        "from m import A",
        "a = A()\na.g()",
        probe="a.g(), a.h()",
    ),
    bodies(
        "a method that hides the base's is gained, a bound one held",
        {
            "m.py": (
                "class A:\n    def f(self):\n        return 'base'\nclass B(A):\n    pass\n",
                "class A:\n    def f(self):\n        return 'base'\nclass B(A):\n"
                "    def f(self):\n        return 'own'\n",
            )
        },
        "from m import B",
        "b = B()",
        probe="b.f()",
    ),
    bodies(
        "a method lost that hid the base's",
        {
            "m.py": (
                "class A:\n    def f(self):\n        return 'base'\nclass B(A):\n"
                "    def f(self):\n        return 'own'\n    def g(self):\n        return 1\n",
                "class A:\n    def f(self):\n        return 'base'\nclass B(A):\n"
                "    def g(self):\n        return 1\n",
            )
        },
        "from m import B",
        "b = B()",
        probe="b.f()",
    ),
    bodies(
        "a class under a decorator that reads its methods gains one",
        {
            "deco.py": "def listed(cls):\n"
            "    cls.names = [n for n in vars(cls) if n[0] != '_']\n    return cls\n",
            "m.py": tuple(f"from deco import listed\n@listed\n{text}" for text in _GAINED),
        },
        "from m import Record",
        probe="Record.names, Record().g()",
    ),
    bodies(
        "a class of a metaclass that reads its methods gains one",
        {
            "meta.py": "class Meta(type):\n    def __init__(cls, name, bases, space):\n"
            "        cls.names = [n for n in space if n[0] != '_']\n",
            "m.py": tuple(
                "from meta import Meta\n" + text.replace("Record:", "Record(metaclass=Meta):")
                for text in _GAINED
            ),
        },
        "from m import Record",
        probe="Record.names, Record().g()",
    ),
    bodies(
        "a default value that the import has read off the signature",
        {
            "m.py": (
                "import inspect\ndef f(x=1): pass\nTEXT = str(inspect.signature(f))\n",
                "import inspect\ndef f(x=2): pass\nTEXT = str(inspect.signature(f))\n",
            )
        },
        "from m import TEXT",
        probe="TEXT",
    ),
    bodies(
        "a default value that another module has read off the signature",
        {
            "m.py": ("def f(x=1): pass\n", "def f(x=2): pass\n"),
            "o.py": "import inspect, m\nTOOLS = {'f': m.f}\n"
            "TEXTS = {name: str(inspect.signature(x)) for name, x in TOOLS.items()}\n",
        },
        "from o import TEXTS",
        probe="TEXTS",
    ),
    bodies(
        "a default value that the import has used",
        {"m.py": ("def f(x=1): return x\nN = f()\n", "def f(x=2): return x\nN = f()\n")},
        "from m import N",
        probe="N",
    ),
    bodies(
        "a default value that a decorator has seen",
        {
            "deco.py": "import inspect\ndef told(f):\n    f.text = str(inspect.signature(f))\n"
            "    return f\n",
            "m.py": (
                "from deco import told\n@told\ndef f(x=1): return x\n",
                "from deco import told\n@told\ndef f(x=2): return x\n",
            ),
        },
        "from m import f",
        probe="f.text, f()",
    ),
    bodies(
        "a default value that a cached function of the notebook has used",
        {"m.py": ("def f(x=1): return x\n", "def f(x=2): return x\n")},
        "import functools\nfrom m import f\n@functools.cache\ndef g():\n    return f()",
        "g()",
        probe="g()",
    ),
    bodies(
        "a default value that is no constant, beside one that is",
        {
            "m.py": (
                "import builtins\nbuiltins.LISTS = []\n"
                "def f(x=[], y=1):\n    x.append(y)\n    return x\n",
                "import builtins\nbuiltins.LISTS = []\n"
                "def f(x=[], y=2):\n    x.append(y)\n    return x\n",
            )
        },
        "from m import f",
        probe="f(), f()",
    ),
)

SCENARIOS = IN_PLACE + LOOKED_AT
