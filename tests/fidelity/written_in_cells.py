"""What cells take from a module and put where it has no name of its own."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

names = partial(case, "names")

MODULE = versions({"m.py": "K = «1¦2»\nL = 'a«¦b»'\nclass A:\n    k = «1¦2»\ndef f(): return K"})

SCENARIOS = (
    names(
        "constants as defaults of functions, methods and lambdas",
        MODULE,
        """
        import m
        from m import K
        def f(a, x=m.K, /, *, y=K): return x, y
        g = lambda x=K: x
        class C:
            def h(self, x=m.K): return x
            @staticmethod
            def s(x=K): return x
            @classmethod
            def c(cls, x=m.A.k): return x
        """,
        probe="f(0), g(), C().h(), C.s(), C.c()",
    ),
    names(
        "constants imported and assigned in class bodies",
        MODULE,
        """
        import m
        from m import L
        class C:
            from m import K, L as M
            import m
            l = L
            class D:
                k = m.K
        """,
        "c = C()",
        probe="C.K, C.M, c.l, C.m.K, C.D.k",
    ),
    names(
        "constants in dicts that are written out",
        MODULE,
        "import m",
        "params = {'lr': m.K, 'n': {'x': m.L}}; d = dict(k=m.K)",
        "params['mine'] = 1",
        probe="params, d",
    ),
    names(
        "functions and classes in lists and tuples, when a package takes them from elsewhere",
        versions(
            {
                "p/__init__.py": "from p import a, b\nfrom p.«a¦b» import f, C",
                "p/a.py": "def f(): return 'a'\nclass C: w = 'a'\n",
                "p/b.py": "def f(): return 'b'\nclass C: w = 'b'\n",
            }
        ),
        "import p\nfrom p import f\nsteps = (p.f, 'x', [f, {'k': p.f}]); inner = steps[2]",
        "pairs = [('one', f), ('two', p.C)]\npairs.append(('more', len)); own = [p.a.f]",
        "mine = [p.f]\nmine[0] = len\nmore = [p.f]\nmore.append(p.f)",
        probe="steps[0](), steps[2][0](), steps[2][1]['k'](), inner is steps[2], pairs[0][1](),"
        " pairs[1][1].w, len(pairs), mine, more[0](), own[0]()",
    ),
    names(
        "defaults of fields in dataclasses and in models of a cell",
        MODULE,
        """
        import m
        from dataclasses import dataclass, field
        from pydantic import BaseModel, Field
        @dataclass
        class D:
            k: int = m.K
            n: str = m.L
        @dataclass(slots=True, frozen=True)
        class S:
            k: int = m.K
        class P(BaseModel):
            k: int = m.K
        class Q(P):
            pass
        class R(BaseModel):
            k: int = Field(default=m.K, ge=0)
            l: str = Field(m.L)
        @dataclass
        class T:
            k: int = field(default=m.K)
        """,
        probe="D(), D.k, S(), P(), Q(), R(), T()",
    ),
    names(
        "constants set on instances, on classes, in dicts and in a partial, from a namespace",
        {
            "m.py": (
                "from types import SimpleNamespace as S\nK, L, s = 1, 'a', S(x=1, y=S(z=1))",
                "from types import SimpleNamespace as S\nK, L, s = 2, 'b', S(x=2, y=S(z=2))",
            )
        },
        """
        import m
        from functools import partial
        class C: pass
        c, d = C(), {}
        c.k = m.K
        C.j = m.L
        d['k'] = m.K
        p = partial(dict, k=m.K)
        x, z = m.s.x, m.s.y.z
        """,
        probe="c.k, C.j, d, p(), x, z",
    ),
    names(
        "constants by :=, by and, or, if else, exec, and an enum member's value",
        {
            "m.py": ("K = 1", "K = 2"),
            "e.py": "import enum\nimport m\nE = enum.Enum('E', {'A': m.K})",
        },
        "import m, e\nif (k := m.K):\n    pass\nx = m.K if True else 0\ny = 0 or m.K",
        "exec('from m import K')\na = e.E.A.value",
        probe="k, x, y, K, a",
    ),
    names(
        "what a cell has set anew in its class and its dict since stays",
        {"m.py": ("K = 1", "K = 2")},
        "import m\nclass C:\n    k = m.K\nd = {'k': m.K}\ndef f(k=m.K): return k",
        "C.k = 1; d['k'] = 1\ndef f(k=1): return k",
        probe="C.k, d, f()",
        unchanged=True,
    ),
    names(
        "a script and a module that %run ran: their functions read the names that they imported",
        {
            "m.py": ("K = 1\ndef f(): return K", "K = 2\ndef f(): return K"),
            "script.py": """
            from m import f, K
            class C:
                k = K
            def main(): return f(), K, C.k
            if __name__ == '__main__':
                result = main()
            """,
            "p/__init__.py": "",
            "p/run.py": "from m import K as k\nfrom . import lib\nL = lib.L\ndef go(): return k, L",
            "p/lib.py": ("L = 1", "L = 2"),
        },
        "%run script.py",
        "%run -m p.run",
        probe="main(), K, go(), k, L",
    ),
    names(
        "names that a module does not have yet: try, except ImportError",
        {"m.py": ("K = 1", "K = 1\nA = 5"), "n.py": ("B = 1", "A = 6\nB = 2")},
        """
        try:
            from m import A
        except ImportError:
            A = None
        try:
            from n import A as a
        except ImportError:
            from n import B as a
        """,
        "b = a",
        probe="A, a, b",
    ),
    names(
        "a record of what a cell has worked out keeps the constant that it was worked out with",
        {"m.py": ("K = 1", "K = 2")},
        "import m\nrun = {'rate': m.K, 'loss': round(m.K / 3, 2)}\nboth = (m.K, str(m.K))",
        probe="run, both",
        expected="({'rate': 1, 'loss': 0.33}, (1, '1'))",
    ),
)
