"""Methods that come and go, and other default values: in place, where no import looked at them.

`runs` is in the probe where a module must not run again.
"""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.writing import Texts, case

bodies = partial(case, "bodies")

RECORD = """\
class Record:
    kind = "record"

    def __init__(self, value=0):
        self.value = value

    def first(self):
        return self.value

    def last(self):
        return -self.value
"""


def dear(*texts: str) -> dict[str, Texts]:
    """The module ``m``, which counts its runs, in several versions."""
    return {"m.py": tuple(COUNT + text for text in texts)}


def _with(method: str, after: str = "return -self.value\n", before: str = "") -> str:
    """The class with one more method, or more."""
    indented = "".join(f"    {line}\n" for line in method.splitlines())
    return before + RECORD.replace(after, f"{after}\n{indented}")


_SHOW = "[n for n in vars(Record) if n[:2] != '__']"
_MIDDLE = "return self.value\n"

GAINED = (RECORD, _with("def g(self):\n    return 1"))
_WRAPPING = """\
from m import Record
former = Record.g
Record.g = lambda self: [{!r}, former(self)]
"""

IN_PLACE = (
    bodies(
        "a method that a class gains, a live instance and a subclass of a cell's",
        dear(RECORD, _with("def twice(self, by=2, *, plus=1):\n    return self.value * by + plus")),
        "from m import Record",
        "class Mine(Record):\n    pass",
        "a, b = Record(3), Mine(4)",
        probe="a.twice(), b.twice(3, plus=0), type(a) is Record, Record.twice.__qualname__,"
        f" Record.twice.__module__, {_SHOW}, runs",
    ),
    bodies(
        "a method that a class gains whose base is another module's",
        {
            "base.py": "class Base:\n    def twice(self):\n        return 2 * self.once()\n",
            "m.py": tuple(
                f"{COUNT}from base import Base\n{text.replace('Record:', 'Record(Base):')}"
                for text in (RECORD, _with("def once(self):\n    return self.value"))
            ),
        },
        "from m import Record",
        "a = Record(3)",
        probe="a.twice(), runs",
    ),
    bodies(
        "a method gained between others stands where the class has it",
        dear(RECORD, _with("def middle(self):\n    return self.first(), self.last()", _MIDDLE)),
        "from m import Record",
        "a = Record(3)",
        probe=f"a.middle(), {_SHOW}, runs",
    ),
    bodies(
        "a renamed method, and another one that calls it",
        dear(
            RECORD.replace("return -self.value", "return -self.first()"),
            RECORD.replace("return -self.value", "return -self.begin()").replace(
                "def first", "def begin"
            ),
        ),
        "from m import Record",
        "a = Record(3)",
        probe=f"a.begin(), a.last(), hasattr(a, 'first'), {_SHOW}, runs",
    ),
    bodies(
        "an annotated method gained: what its signature says",
        dear(
            "from typing import Any\n" + RECORD,
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
                    RECORD,
                    _with("def like(self, x: Later | None = None) -> dict['str', int]: pass"),
                )
            )
        },
        "from m import Record",
        probe="Record.like.__annotations__, runs",
    ),
    bodies(
        "a method gained that asks its base by super",
        dear(
            f"{RECORD}\nclass Special(Record):\n    def own(self):\n        return 1\n",
            f"{RECORD}\nclass Special(Record):\n    def own(self):\n        return 1\n\n"
            "    def both(self):\n        return super().first(), self.own(), __class__.__name__\n",
        ),
        "from m import Special",
        "class Mine(Special):\n    pass",
        "a = Mine(5)",
        probe="a.both(), runs",
    ),
    bodies(
        "coroutines and generators that a class gains",
        dear(RECORD, _with("async def later(self):\n    return 1\n\ndef each(self):\n    yield 2")),
        "import asyncio, inspect\nfrom m import Record",
        "a = Record()",
        probe="inspect.iscoroutinefunction(a.later), list(a.each()), a.later().close(), runs",
    ),
    bodies(
        "a method that a dataclass gains",
        dear(
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
        dear(RECORD, _with("def broken(self):\n    # Divide.\n    return 1 / 0", _MIDDLE)),
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
        dear(
            RECORD,
            _with("def g(self):\n    return 1"),
            _with("def g(self):\n    return 2"),
            "\n\n" + _with("def g(self):\n    return 2"),
            RECORD,
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
                RECORD + "N = 1\n",
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
            "m.py": GAINED,
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
        {"m.py": (*GAINED, GAINED[1] + "N = 1\n")},
        "import m\nfrom m import Record",
        "Record.extra = 5",
        probe="Record().g(), Record.extra, m.N",
    ),
    bodies(
        "default values of a function wherever it went",
        dear(
            "def f(a, b=1, *, c='old', d=None):\n    return a, b, c, d\n",
            "def f(a, b=-2.5, *, c='new', d=None):\n    return a, b, c, d\n",
        ),
        "import functools, inspect, m\nfrom m import f",
        "held = [f, functools.partial(f, 0), {f: 1}]",
        probe="f(0), m.f(1, c=2), held[0](3), held[1](), f in held[2], inspect.signature(f), runs",
    ),
    bodies(
        "default values and bodies of methods of every kind that needs no decorator but the usual",
        dear(
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
        dear("def f(x=1, *, y=1): return x, y\n", "def f(x=2, *, y=2): return x, y\n"),
        "from m import f\nf.__defaults__ = (7,)",
        probe="f(), runs",
    ),
    bodies(
        "default values of closures and of methods that a function makes",
        dear(
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
        dear("def f(x=1, y=0.0): return x, y\n", "def f(x=True, y=-0.0): return x, y\n"),
        "from m import f",
        probe="f(), runs",
    ),
)

SCENARIOS = IN_PLACE
