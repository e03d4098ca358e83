"""Methods gained and other default values, which in place would show what no started process does.

The class or function is looked at, or given a meaning, where its name is not written.
"""

from __future__ import annotations

from tests.fidelity.bodies_members import bodies
from tests.fidelity.scenario import Scenario

_HELPER = """\
import inspect
import sys

def of(thing):
    if inspect.isclass(thing):
        return [name for name in vars(thing) if name[0] != "_"]
    return str(inspect.signature(thing)) if inspect.isfunction(thing) else None

def of_module(module):
    return {name: of(thing) for name, thing in vars(module).items() if of(thing)}

def of_named(name):
    return of_module(sys.modules[name])

def of_caller():
    space = inspect.currentframe().f_back.f_globals
    return {name: of(thing) for name, thing in space.items() if of(thing)}

def annotated(user):
    user.seen = {name: of(kind) for name, kind in user.__annotations__.items()}
    return user

def dataclass(cls):
    cls.seen = of(cls)
    return cls

class Told:
    def __set_name__(self, owner, name):
        self.seen = of(owner), str(inspect.signature(owner.first))
"""
_CLASS = "class Record:\n    def first(self, n=1):\n        return n\n"
_MORE = _CLASS + "    def g(self):\n        return 2\n"
_OTHER_DEFAULT = _CLASS.replace("=1", "=2")


def _described(name: str, begin: str, end: str, probe: str, **others: str) -> Scenario:
    """A module that gains a method and has another default value, and a helper that sees it."""
    texts = tuple(
        f"import h\n{begin}{cls}def f(x={n}): pass\n{end}" for cls, n in ((_CLASS, 1), (_MORE, 2))
    )
    files = {f"{path.replace('__', '/')}.py": text for path, text in others.items()}
    first = (probe.partition(".")[0], "m")
    return bodies(
        name, {"m.py": texts, "h.py": _HELPER, **files}, f"import {', '.join(first)}", probe=probe
    )


DESCRIBED = (
    _described(
        "a module that has a helper look through it, by name", "", "T = h.of_named(__name__)", "m.T"
    ),
    _described(
        "a module that gives itself to a helper",
        "import sys\n",
        "T = h.of_module(sys.modules[__name__])",
        "m.T",
    ),
    _described("a module whose helper looks at its caller's names", "", "T = h.of_caller()", "m.T"),
    _described(
        "a module that another one gives to a helper",
        "",
        "",
        "o.T",
        o="import h, m as mod\nT = h.of_module(mod)\n",
    ),
    _described(
        "a function whose annotations a decorator looks at",
        "",
        "@h.annotated\ndef use(r: Record): pass\n",
        "m.use.seen",
    ),
    _described(
        "a class whose annotations another module's decorator looks at",
        "",
        "",
        "o.Use.seen",
        o="import h\nfrom m import Record\n@h.annotated\nclass Use:\n    r: Record\n",
    ),
    _described(
        "a decorator that is called like a harmless one",
        "from h import dataclass\n@dataclass\n",
        "",
        "m.Record.seen",
    ),
    bodies(
        "what a package shows from its module, looked through by the package's user",
        {
            "pkg/part.py": (_CLASS, _MORE),
            "pkg/__init__.py": "from .part import Record\n",
            "h.py": _HELPER,
            "o.py": "import h, pkg\nT = list(map(h.of, vars(pkg).values()))[-1]\n",
        },
        "import o",
        probe="o.T",
    ),
    bodies(
        "a default value of what a package shows from its module, got at by the name",
        {
            "pkg/part.py": ("def f(x=1): pass\n", "def f(x=2): pass\n"),
            "pkg/__init__.py": "from .part import *\n__all__ = ['f']\n",
            "o.py": "import inspect, pkg\n"
            "T = [str(inspect.signature(getattr(pkg, name))) for name in pkg.__all__]\n",
        },
        "import o",
        probe="o.T",
    ),
    bodies(
        "a base in another module, which lists the methods of all its subclasses",
        {
            "base.py": "class Base:\n    pass\n\ndef listed():\n"
            "    return {kind.__name__: dir(kind)[-2:] for kind in Base.__subclasses__()}\n",
            "m.py": tuple(
                f"from base import Base\n{c.replace('Record:', 'Record(Base):')}"
                for c in (_CLASS, _MORE)
            ),
            "o.py": "import base, m\nT = base.listed()\n",
        },
        "import o",
        probe="o.T",
    ),
    bodies(
        "default values that another module holds",
        {
            "m.py": ("def f(x=1): pass\n", "def f(x=2): pass\n"),
            "o.py": "from m import f\nHELD = f.__defaults__\n",
        },
        "import o",
        probe="o.HELD",
    ),
    bodies(
        "what a class has, remembered by a cached function of a dependant",
        {
            "m.py": (_CLASS, _MORE),
            "o.py": "import functools, m\n@functools.cache\ndef names(c):\n"
            "    return dir(c)[-2:]\n",
        },
        "import o\nfrom m import Record",
        "o.names(Record)",
        probe="o.names(Record)",
    ),
    bodies(
        "a descriptor that is told of the class, which gains a method",
        {
            "h.py": _HELPER,
            "m.py": tuple(f"from h import Told\n{c}    told = Told()\n" for c in (_CLASS, _MORE)),
        },
        "from m import Record",
        probe="Record.told.seen, Record().g()",
    ),
    bodies(
        "a descriptor that is told of the class, which has another default value",
        {
            "h.py": _HELPER,
            "m.py": tuple(
                f"from h import Told\n{c}    told = Told()\n" for c in (_CLASS, _OTHER_DEFAULT)
            ),
        },
        "from m import Record",
        probe="Record.told.seen",
    ),
)

_SLOTTED = (
    "from dataclasses import dataclass\n@dataclass(slots=True)\nclass Record:\n    x: int = 1\n"
)

MEANT = (
    bodies(
        "an annotation's name that the module binds anew later",
        {
            "m.py": tuple(
                f"T = int\n{c}T = str\n"
                for c in (_CLASS, _CLASS + "    def g(self) -> T:\n        return 2\n")
            )
        },
        "import m",
        probe="m.Record.g.__annotations__",
    ),
    bodies(
        "an annotation's name that the class binds later",
        {
            "m.py": tuple(
                c + "    def list(self):\n        return []\n"
                for c in (_CLASS, _CLASS + "    def g(self) -> list:\n        return 2\n")
            )
        },
        "import m",
        probe="m.Record.g.__annotations__",
    ),
    bodies(
        "an annotation that names its own class, which is not there yet, and its correction",
        {
            "m.py": (
                _CLASS,
                _CLASS + "    def g(self) -> Record:\n        return 2\n",
                _CLASS + "    def g(self) -> 'Record':\n        return 3\n",
            )
        },
        "import m\nr = m.Record()",
        probe="r.g(), m.Record.g.__annotations__",
    ),
    bodies(
        "a method with super() that a slotted dataclass gains, whose cell holds the class before",
        {
            "m.py": (
                _SLOTTED,
                _SLOTTED + "    def g(self):\n        return super().__repr__()\n",
            )
        },
        "from m import Record",
        "r = Record()",
        "def tried():\n    try:\n        return bool(r.g())\n    except TypeError as e:\n"
        "        return 'TypeError'",
        probe="tried()",
    ),
    bodies(
        "a method gained that is the default value of a subclass's field of that name",
        {
            "m.py": tuple(
                f"from dataclasses import dataclass\n{c}\n@dataclass\nclass Field(Record):\n"
                "    g: object\n"
                for c in (_CLASS, _MORE)
            )
        },
        "import m",
        "def tried():\n    try:\n        return type(m.Field().g)\n    except TypeError as e:\n"
        "        return 'TypeError'",
        probe="tried()",
    ),
    bodies(
        "default values of a lambda that a function has made",
        {
            "m.py": (
                "def make():\n    return lambda x=1: x\n",
                "def make():\n    return lambda x=2: x\n",
            )
        },
        "import m\nf = m.make()",
        probe="f(), m.make()()",
    ),
)

SCENARIOS = DESCRIBED + MEANT
