"""What people do in a notebook on ordinary days: mocks, cached properties, registries."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

functions = partial(case, "functions")
classes = partial(case, "classes")

SCENARIOS = (
    functions(
        "a mock in a function's place over an edit, and one of a method, then stopped",
        versions(
            {
                "m.py": """
                K = «1¦2»
                def f(): return K
                class A:
                    def f(self): return K
                def g(): return f(), A().f(), K
                """
            }
        ),
        "from unittest import mock\nimport m",
        "mocks = [mock.patch('m.f', return_value=0), mock.patch.object(m.A, 'f', lambda self: 0)]",
        "_ = [each.start() for each in mocks]",
        after=("meanwhile = m.g()", "_ = [each.stop() for each in mocks]"),
        probe="meanwhile, m.g()",
    ),
    functions(
        "a mock whose original is called through it, where another module imported that",
        versions(
            {
                "lib.py": "K = «1¦2»\ndef f(a): return K",
                "m.py": "from lib import f\ndef g(): return f(1)",
            }
        ),
        "from unittest import mock\nimport m",
        "patch = mock.patch('m.f', wraps=m.f); spy = patch.start(); _ = m.g()",
        after=("meanwhile = m.g()", "patch.stop()"),
        probe="meanwhile, m.g(), spy.call_count",
    ),
    functions(
        "cached properties of a notebook's class over a function whose body is edited",
        versions({"m.py": "runs = []\ndef f(): return «1¦2»"}),
        """
        import functools
        from m import f
        class C:
            @functools.cached_property
            def v(self): return f()
        """,
        "c = C(); held = [C()]; c.v, held[0].v",
        probe="c.v, held[0].v, C().v",
    ),
    classes(
        "cached properties of a notebook's classes over a constant, over a base, and of neither",
        versions({"m.py": "K = «1¦2»\nclass B:\n    @property\n    def k(self): return K"}),
        """
        import functools, m
        def helper(): return m.K
        class C:
            @functools.cached_property
            def v(self): return helper()
            @functools.cached_property
            def own(self): return object()
        class D(C): pass
        class E(m.B):
            @functools.cached_property
            def w(self): return self.k
        """,
        "c, d, e = C(), D(), E(); own = c.own; c.v, d.v, e.w",
        probe="c.v, d.v, e.w, c.own is own",
    ),
    functions(
        "functions given to decoders of json and to numpy, which hold them in C",
        versions(
            {
                "m.py": """
                K = «1¦2»
                def default(o): return K
                def hook(d): return {**d, 'k': K}
                """
            }
        ),
        """
        import functools, json, numpy, m
        decoder = json.JSONDecoder(object_hook=m.hook)
        encoder = json.JSONEncoder(default=m.default)
        dumps = functools.partial(json.dumps, default=m.default)
        ufunc, vector = numpy.frompyfunc(m.default, 1, 1), numpy.vectorize(m.default)
        """,
        "decoder.decode('{}'), encoder.encode([m]), ufunc([1]), vector([1])",
        probe="decoder.decode('{}'), encoder.encode([m]), dumps(m), list(ufunc([1])), vector([1])",
    ),
    functions(
        "registries that are attributes of a function: a step and a key renamed",
        versions(
            {
                "steps.py": """
                def step(f):
                    step.all.append(f)
                    return f
                step.all = []
                def look_up(key): return look_up.table[key]
                look_up.table = {}
                """,
                "m.py": """
                from steps import look_up, step
                K = «1¦2»
                @step
                def first(): return K
                @step
                def «second¦other»(): return K
                look_up.table['«a¦b»'] = first
                """,
            }
        ),
        "from steps import look_up, step\nimport m",
        probe="[(f.__name__, f()) for f in step.all], look_up('b')(), list(look_up.table)",
    ),
    partial(case, "compiled")(
        "pydantic: validate_call and a dataclass of the notebook over a module's model",
        versions(
            {
                "m.py": """
                from pydantic import BaseModel
                class A(BaseModel):
                    x: int = 1
                    «¦y: int = 2»
                """
            }
        ),
        """
        from pydantic import validate_call
        from pydantic.dataclasses import dataclass
        from m import A
        @validate_call(validate_return=True)
        def f(a: A) -> A: return a
        @dataclass
        class D:
            a: A
        """,
        "a = A(); d = D({'x': 4})",
        probe="f({'x': 3}), f(a), f(A()), D({'x': 3}), D(a), d, f(d.a)",
    ),
    partial(case, "packages")(
        "a cell tries one module, then another: the one appears, and is edited",
        {
            "fast.py": (None, "def go(): return 'fast'\nN = 2", "def go(): return 'faster'\nN = 3"),
            "slow.py": "def go(): return 'slow'\nN = 1",
            "p/__init__.py": "",
            "p/quick.py": (None, "def go(): return 'quick'"),
            "p/slow.py": "def go(): return 'slow'",
        },
        """
        try:
            import fast as one
        except ImportError:
            import slow as one
        """,
        "try:\n    from fast import go, N\nexcept ImportError:\n    from slow import go, N",
        """
        try:
            from p.quick import go as g
        except ImportError:
            from p.slow import go as g
        """,
        probe="one.go(), go(), N, g(), one.__name__",
    ),
)
