"""Dicts and sets that filed instances by a hash which an edit changes."""

from __future__ import annotations

from functools import partial

from tests.fidelity.inline import versions
from tests.fidelity.scenario import Scenario
from tests.fidelity.writing import case

references = partial(case, "references")


def keyed(name: str, body: str, *, before: str = "") -> Scenario:
    """A class with that body, its instances filed by a cell and by another module."""
    return references(
        name,
        versions(
            {
                "m.py": before + body + "    def which(self): return «1¦2»\n",
                "store.py": "table, seen = {}, set()",
            }
        ),
        "from m import P\nimport store\np, q = P('a'), P('b')\nmine = {p: 1, q: 2}",
        "store.table[p] = 'p'; store.seen |= {p, q}; both = frozenset([(p, q)])",
        probe="p.which(), mine[P('a')], store.table[P('a')], P('b') in store.seen, (P('a'),"
        " P('b')) in both,"
        " len(mine), mine[p]",
    )


PLAIN = """
class P:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
"""

SCENARIOS = (
    keyed(
        "a hash from a method that the edit changes, the class has no other change",
        PLAIN
        + "    def _key(self): return self.n«¦.upper()»\n"
        + "    def __hash__(self): return hash(self._key())\n",
    ),
    keyed(
        "a hash from a property of the base in the same module",
        "class B:\n    @property\n    def key(self): return (self.n«¦, 1»)\n"
        + PLAIN.replace("P:", "P(B):")
        + "    def __hash__(self): return hash(self.key)\n",
    ),
    keyed(
        "a hash that mixes in a constant of the module",
        PLAIN + "    def __hash__(self): return hash((self.n, SALT))\n",
        before="SALT = '«x¦y»'\n",
    ),
    keyed("a hash body alone is edited", PLAIN + "    def __hash__(self): return «1¦2»\n"),
    references(
        "a hash of what stands in attributes that were asked for as a dict",
        versions(
            {
                "m.py": """
                    K = «1¦2¦3»
                    def f(): return K
                    class P:
                        def __init__(self, n): self.n = n
                        def __eq__(self, o): return self.n == o.n
                        def __hash__(self): return hash((self.n, K))
                """,
                "store.py": "table, seen = {}, set()",
            }
        ),
        """
        from m import f, P
        from dataclasses import dataclass
        import store
        @dataclass(frozen=True)
        class Job:
            run: object
        class Own:
            def __init__(self, **given): self.__dict__.update(given)
            def __eq__(self, o): return self.run == o.run
            def __hash__(self): return hash(self.run)
        """,
        "job, own = Job(P('a')), Own(run=f)\nvars(job)",
        "mine = {(job, 1): 'job', own: 'own'}; both = frozenset([(job,), own])",
        "store.table[job] = 'job'; store.seen.add(own)",
        probe="f(), mine[Job(P('a')), 1], mine[Own(run=f)], (Job(P('a')),) in both,"
        " Own(run=f) in both, store.table[Job(P('a'))], Own(run=f) in store.seen",
    ),
)
