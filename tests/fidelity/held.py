"""Modules with things that can be held, for the scenarios of references.

Each scenario is told twice. Once of things that can stay the same objects through an edit: a
function, a class, an instance. Once of things that cannot, so that whoever holds the old one must
be given the new one: a cached function, an enum's member, the module itself. Both modules have to
run again, as their constant changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.fidelity.scenario import Scenario
from tests.fidelity.writing import Texts, case

PLAIN = tuple(
    f"""
    K = {n}
    def f():
        return "f{n}", K
    def of(v=None):
        return "of{n}", K, v
    class A:
        tag = "A{n}"
        def who(self):
            return self.tag, K
    """
    for n in (1, 2)
)

BEGIN_PLAIN = """
    import m
    from m import f, of, A

    def show(v):
        if isinstance(v, type):
            return v is A, v.tag
        return (type(v) is A, v.who()) if isinstance(v, A) else v()

    a = A()
    x, y, z = f, A, a
"""

REPLACED = tuple(
    f"""
    import enum, functools
    K = {n}
    @functools.lru_cache
    def g():
        return "g{n}", K
    class E(enum.Enum):
        X = {n}
        Y = 5
    """
    for n in (1, 2)
)

BEGIN_REPLACED = """
    import m
    from m import g, E

    def show(v):
        if isinstance(v, E):
            return v is E[v.name], v.value
        return v.K if v is m else v()

    x, y, z = g, E.X, m
"""


def plain(
    name: str,
    *cells: str,
    probe: str,
    after: tuple[str, ...] = (),
    files: Mapping[str, Texts] | None = None,
) -> Scenario:
    """A scenario over `PLAIN`; ``show`` tells what an object is, and whether it is the new one."""
    files = {"m.py": PLAIN, **(files or {})}
    return case("references", name, files, BEGIN_PLAIN, *cells, probe=probe, after=after)


def replaced(
    name: str,
    *cells: str,
    probe: str,
    after: tuple[str, ...] = (),
    files: Mapping[str, Texts] | None = None,
) -> Scenario:
    """A scenario over `REPLACED`, with a ``show`` of its own."""
    files = {"m.py": REPLACED, **(files or {})}
    return case("references", name, files, BEGIN_REPLACED, *cells, probe=probe, after=after)


def held(
    where: str, *cells: str, probe: str, files: Mapping[str, Texts] | None = None
) -> tuple[Scenario, Scenario]:
    """Two scenarios: the cells hold ``x, y, z``, which are of the one sort, then of the other."""
    return (
        plain(f"a function, a class, an instance {where}", *cells, probe=probe, files=files),
        replaced(
            f"a cached function, a member, a module {where}", *cells, probe=probe, files=files
        ),
    )
