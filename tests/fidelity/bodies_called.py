"""An edit inside a function that some import has run: what was made from it is made again."""

from __future__ import annotations

from functools import partial

from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import Texts, case

bodies = partial(case, "bodies")

OLD_NEW = ("old", "new")


def _both(template: str) -> Texts:
    """The text with ``~`` standing for the word that the edit changes."""
    return tuple(template.replace("~", word) for word in OLD_NEW)


DIRECTLY = (
    bodies(
        "called at the top level of its own module",
        {"m.py": _both("def f():\n    return '~'\n\nVALUE = f()")},
        "import m",
        "from m import VALUE",
        probe="VALUE, m.VALUE, m.f()",
    ),
    bodies(
        "called at the top level of another module",
        {
            "m.py": _both("def f():\n    return '~'"),
            "user.py": "import m\nVALUE = m.f()\n\ndef g():\n    return VALUE",
        },
        "import m, user",
        "from user import g, VALUE",
        probe="g(), VALUE, user.VALUE, m.f()",
    ),
    bodies(
        "called through a helper two modules away",
        {
            "core.py": _both("def f():\n    return '~'"),
            "helper.py": "import core\n\ndef build(n):\n    return [core.f() for _ in range(n)]",
            "p/__init__.py": "from .config import TABLE",
            "p/config.py": "from helper import build\nTABLE = build(2)",
        },
        "import p",
        "from p import TABLE",
        probe="TABLE, p.TABLE",
    ),
    bodies(
        "called through map, a comprehension, sorted and reduce",
        {
            "m.py": tuple(
                f"def f(n):\n    return ({word!r}, n)\n\ndef rank(n):\n    return {sign}n\n\n"
                f"def both(a, b):\n    return a {operation} b\n"
                for word, sign, operation in (("old", "", "+"), ("new", "-", "*"))
            ),
            "user.py": "import functools, m\nMAPPED = list(map(m.f, [1]))\n"
            "LISTED = [m.f(n) for n in range(2)]\nLAZY = dict((n, m.f(n)) for n in range(1))\n"
            "SORTED = sorted([1, 2, 3], key=m.rank)\nREDUCED = functools.reduce(m.both, [2, 3, 4])",
        },
        "import user",
        probe="user.MAPPED, user.LISTED, user.LAZY, user.SORTED, user.REDUCED",
    ),
    bodies(
        "the default value of another function",
        {
            "m.py": _both("def f():\n    return '~'"),
            "user.py": "from m import f\n\ndef g(value=f(), *, key=[f()]):\n    return value, key",
        },
        "from user import g",
        probe="g()",
    ),
    bodies(
        "called in a class body",
        {
            "m.py": _both("def f():\n    return '~'"),
            "user.py": "from m import f\n\nclass A:\n    word = f()\n"
            "    locals()[f() + '_name'] = 1",
        },
        "from user import A",
        "a = A()",
        probe="a.word, A.word, hasattr(a, 'new_name'), hasattr(a, 'old_name')",
    ),
    bodies(
        "called by a lambda that the top level calls",
        {"m.py": _both("def f():\n    return '~'\n\ncall = lambda: f()\nVALUE = [call()]")},
        "import m",
        probe="m.VALUE, m.call()",
    ),
    bodies(
        "called in an annotation and in an assertion",
        {
            "m.py": _both("def f():\n    return '~'"),
            "user.py": "from m import f\n\ndef g(x: f()) -> [f()]:\n    return x\n\n"
            "try:\n    assert f() == 'old', 'it is ' + f()\n    NOTE = ''\n"
            "except AssertionError as e:\n    NOTE = str(e)",
        },
        "import user",
        probe="user.g.__annotations__, user.NOTE",
    ),
    bodies(
        "a generator consumed and a context entered at the top level",
        {
            "m.py": _both(
                "import contextlib\n\ndef words():\n    yield '~'\n\n@contextlib.contextmanager\n"
                "def inside():\n    yield '~!'"
            ),
            "user.py": "import m\nWORDS = [*m.words()]\nwith m.inside() as INSIDE:\n    pass",
        },
        "import user",
        probe="user.WORDS, user.INSIDE",
    ),
    bodies(
        "called only on an import within a function, which a cell called",
        {
            "m.py": _both("def f():\n    return '~'"),
            "late.py": "import m\nVALUE = m.f()",
            "user.py": "def get():\n    from late import VALUE\n    return VALUE",
        },
        "import user",
        "user.get()",
        probe="user.get()",
    ),
    bodies(
        "called in a thread that the top level starts and waits for",
        {
            "m.py": _both("def f(out):\n    out.append('~')"),
            "user.py": "import threading, m\nOUT = []\n"
            "t = threading.Thread(target=m.f, args=(OUT,)); t.start(); t.join()",
        },
        "import user",
        probe="user.OUT",
    ),
)

DECORATING = (
    bodies(
        "a decorator",
        {
            "deco.py": _both("def tag(f):\n    f.tag = '~'\n    return f"),
            "m.py": "from deco import tag\n\n@tag\ndef f():\n    return f.tag",
        },
        "from m import f",
        probe="f(), f.tag",
    ),
    bodies(
        "the wrapper inside a decorator",
        {
            "deco.py": _both(
                "import functools\n\ndef shout(f):\n    @functools.wraps(f)\n"
                "    def wrapper(*args):\n        return f(*args) + ' ~'\n    return wrapper"
            ),
            "m.py": "from deco import shout\n\n@shout\ndef f(x):\n    return x\n\n"
            "class A:\n    @shout\n    def g(self):\n        return 'g'",
        },
        "from m import f, A",
        "a, held = A(), [f]",
        probe="f('f'), a.g(), held[0]('h')",
    ),
    bodies(
        "a class decorator",
        {
            "deco.py": _both("def label(cls):\n    cls.label = '~'\n    return cls"),
            "m.py": "from deco import label\n\n@label\nclass A:\n    pass",
        },
        "from m import A",
        "a = A()",
        probe="a.label, A.label",
    ),
    bodies(
        "the __init__ and __call__ of a decorator that is a class",
        {
            "deco.py": _both(
                "class Task:\n    def __init__(self, f):\n        self.f, self.label = f, '~'\n\n"
                "    def __call__(self):\n        return self.label, '~', self.f()"
            ),
            "m.py": "from deco import Task\n\n@Task\ndef job():\n    return 'job'",
        },
        "from m import job",
        probe="job()",
    ),
)

CLASSES = (
    bodies(
        "a metaclass",
        {
            "meta.py": _both(
                "class Meta(type):\n    def __new__(mcs, name, bases, ns):\n"
                "        ns['made'] = '~'\n        return super().__new__(mcs, name, bases, ns)"
            ),
            "m.py": "from meta import Meta\n\nclass A(metaclass=Meta):\n    pass",
        },
        "from m import A",
        "a = A()",
        probe="a.made, A.made",
    ),
    bodies(
        "an __init_subclass__ in another module",
        {
            "base.py": _both(
                "class Base:\n    def __init_subclass__(cls):\n"
                "        cls.known_as = '~ ' + cls.__name__"
            ),
            "m.py": "from base import Base\n\nclass A(Base):\n    pass",
        },
        "from m import A",
        "a = A()",
        probe="a.known_as",
    ),
    bodies(
        "a __set_name__ and a __class_getitem__",
        {
            "base.py": _both(
                "class Field:\n    def __set_name__(self, owner, name):\n"
                "        self.name = '~ ' + name\n\n"
                "    def __class_getitem__(cls, item):\n        return '~', item"
            ),
            "m.py": "from base import Field\n\nclass A:\n    size = Field()\nINTS = Field[int]",
        },
        "from m import A, INTS",
        probe="A.size.name, INTS",
    ),
    bodies(
        "the __init__ of a class with an instance at the top level",
        {
            "m.py": _both(
                "class Config:\n    def __init__(self):\n        self.word = '~'\n\n"
                "CONFIG = Config()"
            ),
            "user.py": "from m import CONFIG\nWORD = CONFIG.word",
        },
        "import user",
        "from m import CONFIG",
        probe="CONFIG.word, user.WORD, user.CONFIG.word",
    ),
    bodies(
        "a dataclass's __post_init__ and a default factory, run by a top level",
        {
            "m.py": _both(
                "from dataclasses import dataclass, field\n\ndef words():\n    return ['~']\n\n"
                "@dataclass\nclass C:\n    words: list = field(default_factory=words)\n\n"
                "    def __post_init__(self):\n        self.note = '~!'"
            ),
            "user.py": "from m import C\nDEFAULT = C()",
        },
        "from user import DEFAULT",
        probe="DEFAULT.words, DEFAULT.note",
    ),
    bodies(
        "operators, formatting and iteration of values at the top level",
        {
            "m.py": _both(
                "class V:\n    def __add__(self, other):\n        return '~ sum'\n\n"
                "    def __format__(self, spec):\n        return '~ text'\n\n"
                "    def __iter__(self):\n        return iter(['~', 'item'])\n\n"
                "    def __getitem__(self, key):\n        return '~ ' + key\n\n"
                "    def __bool__(self):\n        return '~' == 'old'"
            ),
            "user.py": "from m import V\nv = V()\nSUM = v + v\nTEXT = f'{v}'\n[FIRST, SECOND] = v\n"
            "ITEM = v['key']\nWORD = 'yes' if v else 'no'",
        },
        "import user",
        probe="user.SUM, user.TEXT, user.FIRST, user.ITEM, user.WORD",
    ),
    bodies(
        "a property read and an attribute looked up at the top level",
        {
            "m.py": _both(
                "class V:\n    @property\n    def p(self):\n        return '~ p'\n\n"
                "    def __getattr__(self, name):\n        return '~ ' + name"
            ),
            "user.py": "from m import V\nP = V().p\nANY = V().any",
        },
        "import user",
        "from user import P",
        probe="P, user.ANY",
    ),
    bodies(
        "the __hash__ and __eq__ that a set at the top level has used",
        {
            "m.py": (
                "class K:\n    def __init__(self, n):\n        self.n = n\n\n"
                "    def __eq__(self, other):\n        return self.n == other.n\n\n"
                "    def __hash__(self):\n        return hash(self.n)",
                "class K:\n    def __init__(self, n):\n        self.n = n\n\n"
                "    def __eq__(self, other):\n        return self.n % 10 == other.n % 10\n\n"
                "    def __hash__(self):\n        return hash(self.n % 10)",
            ),
            "user.py": "from m import K\nKEYS = {K(1), K(11), K(2)}",
        },
        "import user",
        probe="len(user.KEYS)",
    ),
    bodies(
        "an enum's own method that its values are made by",
        {
            "m.py": _both(
                "from enum import Enum, auto\n\nclass Word(Enum):\n    @staticmethod\n"
                "    def _generate_next_value_(name, start, count, last):\n"
                "        return name + ' ~'\n\n"
                "    A = auto()\n    B = auto()"
            )
        },
        "from m import Word",
        "a = Word.A; table = {Word.B: 1}",
        probe="Word.A.value, a.value, a is Word.A, table[Word.B]",
    ),
    Scenario(
        "a function that is first called by an import after an earlier edit",
        "bodies",
        {"m.py": "def f():\n    return 1\n", "user.py": "VALUE = 0\n"},
        ("import m, user", "from user import VALUE"),
        (
            Edit({"user.py": "import m\nVALUE = m.f()\n"}, cells=("VALUE",)),
            Edit({"m.py": "def f():\n    return 2\n"}),
        ),
        "(VALUE, user.VALUE)",
    ),
    Scenario(
        "a value made at import from a body that was edited before",
        "bodies",
        {"m.py": "def f():\n    return 1\n"},
        ("import m",),
        (
            Edit({"m.py": "def f():\n    return 2\n"}, cells=("m.f()",)),
            Edit({"user.py": "import m\nVALUE = m.f()\n"}, cells=("from user import VALUE",)),
            Edit({"m.py": "def f():\n    return 3\n"}),
        ),
        "(VALUE, m.f())",
    ),
)

SCENARIOS = DIRECTLY + DECORATING + CLASSES
