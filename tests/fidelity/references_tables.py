"""Tables of functions that a module makes, held by others."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

SCENARIOS = (
    case(
        "references",
        "a module's table of functions, held by a default argument",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            def run(s=STEPS): return s['f']()
        """,
        probe="run()",
    ),
    case(
        "references",
        "a module's table of functions, held by a list",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            held = [STEPS]
        """,
        probe="held[0]['f'](), held[0] is STEPS",
    ),
    case(
        "references",
        "a module's table of functions, held by a class attribute",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            class A: s = STEPS
        """,
        probe="A.s['f'](), A.s is STEPS",
    ),
    case(
        "references",
        "a module's table of functions, held by an instance",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            class A:
                def __init__(self, s): self.s = s
            a = A(STEPS)
        """,
        probe="a.s['f'](), a.s is STEPS",
    ),
    case(
        "references",
        "a module's table of functions, held by a partial",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            import functools
            p = functools.partial(dict.get, STEPS, 'f')
        """,
        probe="p()()",
    ),
    case(
        "references",
        "a module's table of functions, held by a closure",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            def outer(s):
                return lambda: s['f']()
            run = outer(STEPS)
        """,
        probe="run()",
    ),
    case(
        "references",
        "a module's table of functions, held by dicts in dicts",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            d = {'x': {'y': STEPS}}
        """,
        probe="d['x']['y']['f']()",
    ),
    case(
        "references",
        "a module's table of functions, held by tuples in tuples",
        versions(
            {
                "m.py": """
                    F = «2¦3»
                    def f(): return F
                    STEPS = {'f': f}
                """,
                "u.py": """
                    from m import STEPS
                    L = [STEPS]
                    class C:
                        s = STEPS
                    def get(s=STEPS): return s['f']
                """,
            }
        ),
        """
            from m import STEPS
            t = (1, (STEPS,))
        """,
        probe="t[1][0]['f']()",
    ),
    case(
        "compiled",
        "pandas: steps in a module's table, given to a notebook function",
        versions(
            {
                "m.py": """
                    import pandas as pd
                    F = «2¦3»
                    def clean(df): return df.assign(b=df.a * F)
                    def top(df, n=«1¦2»): return df.head(n)
                    STEPS = {'clean': clean, 'top': top}
                """,
            }
        ),
        """
            from m import STEPS, clean
            import pandas as pd
            df = pd.DataFrame({'a': [1, 2, 3]})
            def run(d, steps=STEPS):
                for s in steps.values(): d = s(d)
                return d
        """,
        probe="run(df).b.tolist(), df.pipe(clean).b.sum().item()",
    ),
)
