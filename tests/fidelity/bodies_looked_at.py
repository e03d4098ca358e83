"""Methods that come and go, and other default values, where an import has looked at them.

Or a class body, a decorator, a cache: to take them over in place would show what was seen then.
"""

from __future__ import annotations

from tests.fidelity.bodies_members import GAINED, bodies, dear
from tests.fidelity.scenario import Scenario

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
    texts = tuple(begin + text + end for text in GAINED)
    others = {f"{other}.py": text for other, text in files.items()}
    imports = "import m\nfrom m import Record"
    return bodies(name, {"m.py": texts, **others}, imports, *cells, probe=probe)


SCENARIOS = (
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
        {"m.py": GAINED[::-1]},
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
        dear(_TWICE, _TWICE + "\n        def g(self):\n            pass\n"),
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
            "m.py": tuple(f"from deco import listed\n@listed\n{text}" for text in GAINED),
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
                for text in GAINED
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
