"""What an edit must leave alone: modules, instances, variables, and what is running."""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

survives = partial(case, "survives")

MODULES = (
    survives(
        "an unrelated module does not run again",
        {"m.py": ("X = 1", "X = 2"), "apart.py": COUNT + "STATE = []"},
        "import m, apart",
        "apart.STATE.append('mine')",
        probe="m.X, apart.STATE, runs",
        expected="(2, ['mine'], ['apart'])",
    ),
    survives(
        "what the edited module imports does not run again",
        {
            "config.py": COUNT + "VALUES = {}",
            "p/__init__.py": COUNT,
            "p/tools.py": COUNT + "import config\nCACHE = {}",
            "m.py": ("from p import tools\nX = 1", "from p import tools\nX = 2"),
        },
        "import m, config",
        "from m import tools, X",
        "config.VALUES['a'] = tools.CACHE['b'] = 1",
        probe="X, config.VALUES, m.tools.CACHE, tools is m.tools, runs",
        expected="(2, {'a': 1}, {'b': 1}, True, ['p', 'p.tools', 'config'])",
    ),
    survives(
        "a chain: those above the edited module run, those below and beside do not",
        {
            "low.py": COUNT,
            "mid.py": (COUNT + "import low\nX = 1", COUNT + "import low\nX = 2"),
            "high.py": COUNT + "from mid import X\nimport beside",
            "beside.py": COUNT,
        },
        "import high",
        "runs.clear()",
        probe="high.X, sorted(runs)",
        expected="(2, ['high', 'mid'])",
    ),
    survives(
        "a re-export runs once, not twice",
        {
            "p/__init__.py": COUNT + "from .a import X\nfrom .b import Y",
            "p/a.py": COUNT + "from .base import X",
            "p/b.py": COUNT + "from .base import X\nfrom .a import X as Z\nY = X + Z",
            "p/base.py": (COUNT + "X = 1", COUNT + "X = 2"),
        },
        "import p",
        "from p import X, Y",
        "runs.clear()",
        probe="X, Y, p.X, sorted(runs)",
        expected="(2, 4, 2, ['p', 'p.a', 'p.b', 'p.base'])",
    ),
    survives(
        "two saved files with a common dependant: it runs once",
        {
            "a.py": (COUNT + "A = 1", COUNT + "A = 2"),
            "b.py": (COUNT + "B = 1", COUNT + "B = 2"),
            "both.py": COUNT + "from a import A\nfrom b import B",
        },
        "import both",
        "runs.clear()",
        probe="both.A, both.B, sorted(runs)",
        expected="(2, 2, ['a', 'b', 'both'])",
    ),
    survives(
        "a package that does not import its edited submodule keeps its state",
        {
            "p/__init__.py": COUNT + "CACHE = {}",
            "p/sub.py": ("X = 1", "X = 2"),
            "p/other.py": COUNT + "SEEN = []",
        },
        "import p.sub, p.other",
        "p.CACHE['k'] = 1; p.other.SEEN.append(1)",
        probe="p.sub.X, p.CACHE, p.other.SEEN, runs",
        expected="(2, {'k': 1}, [1], ['p', 'p.other'])",
    ),
    survives(
        "only an __init__ is edited: its submodules do not run again",
        {
            "p/__init__.py": ("from . import state\nN = 1", "from . import state\nN = 2"),
            "p/state.py": COUNT + "COUNTER = [0]",
        },
        "import p",
        "p.state.COUNTER[0] += 41",
        probe="p.N, p.state.COUNTER, runs",
        expected="(2, [41], ['p.state'])",
    ),
    survives(
        "an import for type checkers only makes no dependant",
        {
            "types_.py": ("class A:\n    n = 1", "class A:\n    n = 2"),
            "m.py": COUNT
            + "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from types_ import A\n"
            "STATE = []\n\ndef f(a: 'A') -> int:\n    return a.n",
        },
        "import m, types_",
        "m.STATE.append(1)",
        probe="m.f(types_.A()), m.STATE, runs",
        expected="(2, [1], ['m'])",
    ),
    survives(
        "the standard library and installed packages do not run again",
        {"m.py": ("import decimal, numpy\nX = 1", "import decimal, numpy\nX = 2")},
        "import m, sys",
        "before = [id(sys.modules[n]) for n in ('decimal', 'numpy', 'numpy.linalg')]",
        probe="m.X, before == [id(sys.modules[n]) for n in ('decimal', 'numpy', 'numpy.linalg')]",
        expected="(2, True)",
    ),
    survives(
        "a set of listeners in a kept module does not get both versions",
        {
            "bus.py": COUNT + "LISTENERS = {}\n\ndef on(name, f):\n"
            "    LISTENERS.setdefault(name, set()).add(f)",
            "m.py": (
                "import bus\nN = 1\n\ndef heard():\n    return N\n\nbus.on('go', heard)",
                "import bus\nN = 2\n\ndef heard():\n    return N\n\nbus.on('go', heard)",
            ),
        },
        "import m, bus",
        probe="[f() for f in bus.LISTENERS['go']], runs",
    ),
)

NOTHING_CHANGED = (
    Scenario(
        "touched files run nothing",
        "survives",
        {
            "p/__init__.py": COUNT + "from . import a, b\n",
            "p/a.py": COUNT,
            "p/b.py": COUNT + "STATE = []\n",
        },
        ("import p", "p.b.STATE.append(1)"),
        (
            Edit(dict.fromkeys(("p/__init__.py", "p/a.py", "p/b.py"), ""), "touch", ("p",)),
            Edit({"p/b.py": ""}, "touch", ("p",)),
        ),
        "(p.b.STATE, runs)",
        expected="([1], ['p', 'p.a', 'p.b'])",
        unchanged=True,
    ),
    Scenario(
        "a file saved again with the same text runs nothing",
        "survives",
        {"m.py": COUNT + "STATE = []\n"},
        ("import m", "m.STATE.append(1)"),
        (
            Edit({"m.py": COUNT + "STATE = []\n"}, "atomic", ("m",)),
            Edit({"m.py": COUNT + "STATE = []\n"}, "older mtime", ("m",)),
        ),
        "(m.STATE, runs)",
        expected="([1], ['m'])",
        unchanged=True,
    ),
    Scenario(
        "new access rights alone run nothing",
        "survives",
        {"m.py": COUNT + "STATE = []\n"},
        ("import m", "m.STATE.append(1)"),
        (Edit({}, run="import os; os.chmod('m.py', 0o600)"),),
        "(m.STATE, runs)",
        expected="([1], ['m'])",
        unchanged=True,
    ),
    survives(
        "a comment, a blank line and a longer docstring comment run nothing",
        {
            "m.py": (
                COUNT + "STATE = []\n\ndef f():\n    return 1",
                "# what it does\n\n" + COUNT + "STATE = []  # kept\n\n\ndef f():\n    # one\n"
                "    return 1",
            )
        },
        "import m",
        "m.STATE.append(1)",
        probe="m.STATE, m.f(), runs",
        expected="([1], 1, ['m'])",
        unchanged=True,
    ),
    Scenario(
        "no edit at all: many cells, nothing runs",
        "survives",
        {"m.py": COUNT + "import n\n", "n.py": COUNT},
        ("import m", *["m"] * 5),
        (),
        "runs",
        unchanged=True,
    ),
    Scenario(
        "__pycache__ deleted: nothing runs",
        "survives",
        {"m.py": COUNT, "p/__init__.py": COUNT},
        ("import m, p",),
        (
            Edit(
                {},
                run="import glob, shutil\n"
                "for folder in glob.glob('**/__pycache__', recursive=True):\n"
                "    shutil.rmtree(folder)\n",
            ),
        ),
        "runs",
        unchanged=True,
    ),
)

NOT_IMPORTED = (
    survives(
        "modules never imported are not imported",
        {
            "m.py": ("X = 1", "X = 2"),
            "unused.py": (COUNT + "Y = 1", COUNT + "Y = 2"),
            "p/__init__.py": ("Z = 1", "Z = 2"),
            "p/unused.py": (COUNT, COUNT + "W = 1"),
        },
        "import builtins, sys; builtins.runs = []",
        "import m, p",
        probe="m.X, p.Z, runs, [n for n in sys.modules if 'unused' in n]",
    ),
    survives(
        "an import inside a function that was never called stays undone",
        {
            "m.py": (
                "def f():\n    import heavy\n    return 1",
                "N = 2\n\ndef f():\n    import heavy\n    return N",
            ),
            "heavy.py": (COUNT, COUNT + "X = 1"),
        },
        "import builtins, sys; builtins.runs = []",
        "from m import f",
        "import m",
        probe="m.N, 'heavy' in sys.modules, runs",
    ),
    survives(
        "new files beside the edited one are not imported",
        {"p/__init__.py": "", "p/a.py": ("X = 1", "X = 2"), "p/new.py": (None, "1 / 0")},
        "import p.a, sys",
        probe="p.a.X, 'p.new' in sys.modules",
    ),
)

INSTANCES = (
    survives(
        "an instance's identity and attributes, its place in containers",
        {
            "m.py": (
                "class A:\n    def __init__(self, n):\n        self.n = n",
                "K = 10\n\nclass A:\n    def __init__(self, n):\n        self.n = n + 1000\n\n"
                "    def f(self):\n        return self.n * K",
            )
        },
        "from m import A",
        "a = A(1); a.mine = 'extra'; before = id(a)",
        "held = [a, {a: 'key'}, (a,)]",
        probe="a.f(), a.mine, id(a) == before, held[0] is a, held[1][a], held[2][0] is a,"
        " a.__dict__, A(1).f()",
        expected="(10, 'extra', True, True, 'key', True, {'n': 1, 'mine': 'extra'}, 10010)",
    ),
    survives(
        "a slotted instance's state",
        {
            "m.py": (
                "class P:\n    __slots__ = ('x', 'y')\n\n    def total(self):\n        return 0",
                "K = 1\n\nclass P:\n    __slots__ = ('x', 'y')\n\n    def total(self):\n"
                "        return self.x + self.y + K",
            )
        },
        "from m import P",
        "p = P(); p.x, p.y = 1, 2; before = id(p)",
        probe="p.total(), id(p) == before, type(p) is P",
        expected="(4, True, True)",
    ),
    survives(
        "weak references and a weak dictionary keep their instance",
        {"m.py": ("class A:\n    n = 1", "class A:\n    n = 2\n    m = 3")},
        "import m, weakref",
        "a = m.A(); ref = weakref.ref(a); table = weakref.WeakKeyDictionary({a: 'value'})",
        probe="ref() is a, table[a], ref().m",
    ),
    survives(
        "bytes pickled before the edit can be loaded after it",
        {
            "m.py": (
                "class A:\n    def __init__(self):\n        self.n = 1",
                "K = 2\n\nclass A:\n    def __init__(self):\n        self.n = 1\n\n"
                "    def f(self):\n        return self.n + K",
            )
        },
        "import m, pickle",
        "data = pickle.dumps([m.A(), m.A])",
        probe="pickle.loads(data)[0].f(), pickle.loads(data)[1] is m.A",
    ),
    survives(
        "an exception instance held from before",
        {
            "m.py": (
                "class Oops(Exception):\n    pass\n\ndef fail():\n    raise Oops('x')",
                "class Oops(ValueError):\n    code = 1\n\ndef fail():\n    raise Oops('x')",
            )
        },
        "import m",
        "try:\n    m.fail()\nexcept m.Oops as e:\n    held = e",
        probe="held.args, isinstance(held, m.Oops), held.code",
    ),
)

VARIABLES = (
    survives(
        "values that the notebook computed from the module stay",
        {"m.py": ("X = 1\n\ndef f():\n    return [X]", "X = 2\n\ndef f():\n    return [X]")},
        "import m",
        "total = m.X + 1; result = m.f(); text = f'{m.X}'",
        probe="m.X, total, result, text",
        expected="(2, 2, [1], '1')",
    ),
    survives(
        "the notebook's own functions, classes and data stay the same objects",
        {"m.py": ("X = 1", "X = 2")},
        "import m\nimport numpy as np",
        "def own(): return m.X\nclass Own: pass\ndata = np.arange(3); d = {'k': [1]}; x = 1",
        "before = [id(o) for o in (own, Own, data, d, d['k'])]",
        probe="own(), before == [id(o) for o in (own, Own, data, d, d['k'])], x, d",
        expected="(2, True, 1, {'k': [1]})",
    ),
    survives(
        "an attribute that the notebook set on an unrelated module or class",
        {"m.py": ("X = 1", "X = 2"), "apart.py": "class A:\n    n = 1"},
        "import m, apart",
        "apart.patched = 'yes'; apart.A.n = 5",
        probe="m.X, apart.patched, apart.A.n",
        expected="(2, 'yes', 5)",
    ),
    survives(
        "an open file and a lock held in an unrelated module",
        {
            "m.py": ("X = 1", "X = 2"),
            "apart.py": "import threading\nLOCK = threading.Lock()\nFILE = open(__file__)\n"
            "FILE.readline()",
        },
        "import m, apart",
        "apart.LOCK.acquire(); position = apart.FILE.tell()",
        probe="m.X, apart.LOCK.locked(), apart.FILE.closed, apart.FILE.tell() == position",
        expected="(2, True, False, True)",
    ),
)

SCENARIOS = MODULES + NOTHING_CHANGED + NOT_IMPORTED + INSTANCES + VARIABLES
