"""User code over compiled code: an extension module of one's own, numpy, pandas, pydantic."""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

compiled = partial(case, "compiled")

# An extension module with a function and a class. Its single-phase initialisation is the kind that
# a process can do only once.
EXTENSION = r"""
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *add(PyObject *self, PyObject *args) {
    long a, b;
    if (!PyArg_ParseTuple(args, "ll", &a, &b)) return NULL;
    return PyLong_FromLong(a + b);
}

static PyObject *call(PyObject *self, PyObject *function) {
    return PyObject_CallNoArgs(function);
}

static PyObject *held = NULL;

static PyObject *hold(PyObject *self, PyObject *value) {
    Py_INCREF(value);
    Py_XSETREF(held, value);
    Py_RETURN_NONE;
}

static PyObject *get(PyObject *self, PyObject *ignored) {
    return Py_NewRef(held ? held : Py_None);
}

static PyMethodDef methods[] = {
    {"add", add, METH_VARARGS, NULL},
    {"call", call, METH_O, NULL},
    {"hold", hold, METH_O, NULL},
    {"get", get, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Point = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "MODULE.Point",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "MODULE", .m_size = -1, .m_methods = methods,
};

PyMODINIT_FUNC PyInit__core(void) {
    if (PyType_Ready(&Point) < 0) return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) return NULL;
    Py_INCREF(&Point);
    PyModule_AddObject(module, "Point", (PyObject *)&Point);
    return module;
}
"""


def _build(module: str) -> str:
    """A program that compiles ``core.c`` to the extension module of that dotted name."""
    folder = module.replace(".", "/").rpartition("/")[0] or "."
    return (
        "import os, subprocess, sysconfig\n"
        f"target = {folder!r} + '/_core' + sysconfig.get_config_var('EXT_SUFFIX')\n"
        f"source = open('core.c').read().replace('MODULE', {module!r})\n"
        "open('built.c', 'w').write(source)\n"
        "include = sysconfig.get_path('include')\n"
        "subprocess.run(['cc', '-shared', '-fPIC', '-I' + include, '-o', target, 'built.c'],"
        " check=True)\n"
    )


PACKAGE = {
    "core.c": EXTENSION,
    "p/__init__.py": "from ._core import add\nfrom .api import plus\n",
    "p/api.py": "from ._core import add\nSTEP = 1\n\ndef plus(n):\n    return add(n, STEP)\n",
}

EXTENSIONS = (
    Scenario(
        "a Python part of a package with an extension module",
        "compiled",
        PACKAGE,
        ("import p", "from p import plus", "import p._core"),
        (
            Edit(
                {
                    "p/api.py": "from ._core import add\nSTEP = 10\n\ndef plus(n):\n"
                    "    return add(n, STEP)\n"
                }
            ),
        ),
        "(p.plus(1), plus(1), p._core.add(1, 1), p.add(2, 2))",
        prepare=_build("p._core"),
    ),
    Scenario(
        "the __init__ of a package with an extension module, reached as an attribute",
        "compiled",
        PACKAGE | {"p/__init__.py": "import p._core\nX = 1\n\ndef f():\n    return X\n"},
        ("import p", "from p import f, _core"),
        (
            Edit(
                {
                    "p/__init__.py": "import p._core\nX = p._core.add(1, 1)\n\ndef f():\n"
                    "    return X, p._core.add(X, X)\n"
                }
            ),
        ),
        "(p.X, f(), p._core is _core, _core.add(1, 2))",
        prepare=_build("p._core"),
    ),
    Scenario(
        "an __init__ that no longer imports its extension module, whose attribute stays",
        "compiled",
        PACKAGE
        | {"p/__init__.py": "X = 1\n", "user.py": "import p._core\nY = p._core.add(1, 1)\n"},
        ("import p, user",),
        (Edit({"p/__init__.py": "X = 2\n"}),),
        "(p.X, p._core.add(1, 1), user.Y)",
        prepare=_build("p._core"),
    ),
    Scenario(
        "a Python class over a class of an extension module, a live instance",
        "compiled",
        PACKAGE
        | {
            "p/shape.py": "from ._core import Point\n\nclass Named(Point):\n"
            "    def who(self):\n        return 'old'\n"
        },
        ("from p.shape import Named", "import p", "point = Named(); point.mine = 1"),
        (
            Edit(
                {
                    "p/shape.py": "from ._core import Point\nWORD = 'new'\n\nclass Named(Point):\n"
                    "    def who(self):\n        return WORD\n\n    tag = property(who)\n"
                }
            ),
        ),
        "(point.who(), point.tag, point.mine, type(point) is Named,"
        " isinstance(point, p._core.Point))",
        prepare=_build("p._core"),
    ),
    Scenario(
        "a function and an instance held inside an extension module",
        "compiled",
        PACKAGE
        | {
            "m.py": "K = 1\n\ndef f():\n    return K\n\nclass A:\n    def g(self):\n"
            "        return K\n"
        },
        ("import m, p._core", "p._core.hold(m.A())", "from m import f"),
        (
            Edit(
                {
                    "m.py": "K = 2\n\ndef f():\n    return K\n\nclass A:\n    def g(self):\n"
                    "        return K * 10\n"
                }
            ),
        ),
        "(p._core.get().g(), p._core.call(f), isinstance(p._core.get(), m.A))",
        prepare=_build("p._core"),
    ),
    Scenario(
        "try: an extension module, and it is built later",
        "compiled",
        {
            "core.c": EXTENSION,
            "m.py": "try:\n    from _core import add\n    HOW = 'compiled'\n"
            "except ImportError:\n    HOW = 'pure'\n\n    def add(a, b):\n        return a + b\n",
        },
        ("import m", "from m import HOW, add"),
        (Edit({}, run=_build("_core")),),
        "(m.HOW, HOW, add(1, 2), type(add).__name__)",
    ),
    Scenario(
        "the extension module of one's own does not stop its siblings from running once",
        "compiled",
        PACKAGE
        | {
            "p/__init__.py": COUNT + "from . import _core, a, b\n",
            "p/a.py": COUNT + "from ._core import add\nX = add(1, 1)\n",
            "p/b.py": COUNT + "STATE = []\n",
        },
        ("import p", "p.b.STATE.append(1)", "runs.clear()"),
        (Edit({"p/a.py": COUNT + "from ._core import add\nX = add(2, 2)\n"}),),
        "(p.a.X, p.b.STATE, p._core.add(3, 3), sorted(runs))",
        expected="(4, [1], 6, ['p', 'p.a'])",
        prepare=_build("p._core"),
    ),
)

NUMPY = (
    compiled(
        "numpy: functions over arrays, and one held by vectorize",
        {
            "m.py": tuple(
                f"import numpy as np\nSCALE = {n}\nGRID = np.arange(3) * SCALE\n\n"
                "def f(x):\n    return x * SCALE\n\ncube = np.vectorize(lambda x: x ** 3 * SCALE)"
                for n in (1, 10)
            )
        },
        "import numpy as np\nfrom m import f, cube, GRID",
        "data, own = np.ones(2), np.vectorize(f)",
        probe="f(data).tolist(), own(data).tolist(), cube(2).tolist(), GRID.tolist()",
    ),
    compiled(
        "numpy: a live array of a subclass, its data kept",
        {
            "m.py": tuple(
                f"import numpy as np\nUNIT = {unit!r}\n\nclass Quantity(np.ndarray):\n"
                "    def __array_finalize__(self, other):\n        self.unit = UNIT\n\n"
                "    def show(self):\n        return f'{self.sum()} {UNIT}'"
                for unit in ("m", "km")
            )
        },
        "import numpy as np\nfrom m import Quantity",
        "q = np.arange(3).view(Quantity); before = q.__array_interface__['data'][0]",
        probe="q.show(), q.unit, (q + 1).unit, isinstance(q, Quantity),"
        " q.__array_interface__['data'][0] == before",
        expected="('3 km', 'm', 'km', True, True)",
    ),
    compiled(
        "numpy: instances and functions in an array of objects",
        {
            "m.py": (
                "class A:\n    n = 1\n\ndef f():\n    return 1",
                "class A:\n    n = 2\n    m = 3\n\nK = 2\n\ndef f():\n    return K",
            )
        },
        "import m, numpy as np",
        "array = np.array([m.A(), m.f, m.A], dtype=object)",
        probe="array[0].m, array[1](), array[2].n, array[2] is m.A, array[1] is m.f",
    ),
    compiled(
        "numpy: __array_ufunc__ of a live instance",
        {
            "m.py": tuple(
                "class Log:\n    def __init__(self, n):\n        self.n = n\n\n"
                "    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):\n"
                f"        return {word!r}, ufunc.__name__, self.n"
                for word in ("old", "new")
            )
        },
        "import numpy as np\nfrom m import Log",
        "log = Log(5)",
        probe="np.add(log, 1), np.sqrt(Log(6))",
    ),
)

PANDAS = (
    compiled(
        "pandas: an accessor, on a frame that has used it already",
        {
            "acc.py": tuple(
                f"import pandas as pd\nFACTOR = {factor}\n\n"
                "@pd.api.extensions.register_dataframe_accessor('geo')\nclass Geo:\n"
                "    def __init__(self, df):\n        self.df = df\n\n"
                f"    def total(self):\n        return int(self.df.a.sum()) * FACTOR{extra}"
                for factor, extra in (
                    (1, ""),
                    (10, "\n\n    def size(self):\n        return 'new'"),
                )
            )
        },
        "import acc, pandas as pd",
        "df = pd.DataFrame({'a': [1, 2]}); df.geo.total()",
        probe="df.geo.total(), df.geo.size(), pd.DataFrame({'a': [3]}).geo.total(),"
        " type(df.geo) is acc.Geo",
    ),
    compiled(
        "pandas: a function given to apply, pipe and agg",
        {
            "m.py": tuple(
                f"N = {n}\n\ndef f(x):\n    return x * N\n\ndef top(df):\n    return df.a.max() + N"
                for n in (1, 10)
            )
        },
        "import pandas as pd\nfrom m import f, top",
        "df = pd.DataFrame({'a': [1, 2], 'k': ['x', 'x']}); steps = {'a': [f]}",
        probe="df.a.apply(f).tolist(), int(df.pipe(top)),"
        " df.groupby('k').a.apply(lambda s: int(f(s).sum())).tolist(), steps['a'][0](1)",
    ),
    compiled(
        "pandas: a subclass of DataFrame with a live frame",
        {
            "m.py": tuple(
                f"import pandas as pd\nWORD = {word!r}\n\nclass Frame(pd.DataFrame):\n"
                "    @property\n    def _constructor(self):\n        return Frame\n\n"
                "    def about(self):\n        return WORD, len(self)"
                for word in ("old", "new")
            )
        },
        "from m import Frame",
        "frame = Frame({'a': [1, 2, 3]})",
        probe="frame.about(), frame[frame.a > 1].about(), type(frame) is Frame,"
        " frame.a.sum().item()",
    ),
)

PYDANTIC = (
    compiled(
        "pydantic: a new field with a default, a live model",
        {
            "m.py": (
                "from pydantic import BaseModel\n\nclass User(BaseModel):\n    name: str",
                "from pydantic import BaseModel\n\nclass User(BaseModel):\n    name: str\n"
                "    age: int = 7\n\n    def hello(self):\n"
                "        return f'{self.name} {self.age}'",
            )
        },
        "from m import User",
        "user = User(name='ann')",
        probe="user.hello(), user.model_dump(), isinstance(user, User), User(name='b').age",
    ),
    compiled(
        "pydantic: a model nested in a model of another module",
        {
            "item.py": (
                "from pydantic import BaseModel\n\nclass Item(BaseModel):\n    n: int",
                "from pydantic import BaseModel, Field\n\nclass Item(BaseModel):\n"
                "    n: int = Field(gt=10)",
            ),
            "order.py": "from item import Item\nfrom pydantic import BaseModel\n\n"
            "class Order(BaseModel):\n    items: list[Item]",
        },
        "from item import Item\nfrom order import Order",
        "def accepts(n):\n    try:\n        return bool(Order(items=[{'n': n}]))\n"
        "    except ValueError as e:\n        return e.errors()[0]['type']",
        probe="accepts(5), accepts(50), type(Order(items=[{'n': 11}]).items[0]) is Item",
    ),
    compiled(
        "pydantic: a validator that uses a constant, and settings made at the top level",
        {
            "limits.py": ("LIMIT = 10", "LIMIT = 3"),
            "m.py": "from limits import LIMIT\nfrom pydantic import BaseModel, field_validator\n\n"
            "class Conf(BaseModel):\n    n: int = 2\n\n"
            "    @field_validator('n')\n    @classmethod\n"
            "    def small(cls, n):\n        assert n < LIMIT, f'not below {LIMIT}'\n"
            "        return n\n\nCONF = Conf()",
        },
        "from m import Conf, CONF",
        "def error(n):\n    try:\n        Conf(n=n)\n    except ValueError as e:\n"
        "        return e.errors()[0]['msg']",
        probe="error(5), error(1), type(CONF) is Conf",
    ),
)

SCENARIOS = EXTENSIONS + NUMPY + PANDAS + PYDANTIC
