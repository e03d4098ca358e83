"""After an edit all that a notebook holds shows what it shows in a new one over the new module."""

from __future__ import annotations

import sys

import pytest

from tests.adopting import Notebook, opened_notebook
from tests.everything import CELL, NEW, OLD, REGISTRY

nb = pytest.fixture(opened_notebook)

PROBES = """
f(), f.__defaults__, f is m.f, cached(), outer(3)(), made(), method(), lam()
a.m(), a.p, a.attribute, hasattr(a, "gone"), a.added() is A is m.A is type(a) is type(default)
mine.m(), mine.kept(), mine.tool(), type(mine) is Mine, Mine.__mro__[1:-1] == (m.A, m.Base)
plain.f(), plain.t[0](), plain.t[1][0] is A, plain.t[1][1] is Colour.RED, Colour.RED.value
slotted.one(), slotted.two[0](), vars(plain).keys(), typed(1)
slim.x, type(slim) is Slim is m.Slim, hasattr(Slim, "y"), isinstance(too, Slim), hasattr(too, "y")
point, point.tags, point in keys, keys[Point(3)], type(point) is Point
point == Point(3), hash(point) == hash(Point(3))
fixed, [type(x) for x in fixed] == [Fixed, MineFixed], fixed[1].z
hash(fixed[0]) == hash(Fixed(x=3))
[cls.__name__ for cls in type(mixed).__mro__], type(mixed) is Mixed, isinstance(mixed, m.Mixin)
row.sum(), type(row) is Row, row == Row(1)
lists[0](), lists[1][0](), lists[1][1], lists[2][0](), lists[2][1] is cached, lists[3] == {f}
lists[4] == {f, 2}, lists[5].maxlen, lists[5][0](), len(lists), type(lists[4]), lists[2][0] is f
list(keys.values()), keys[f], keys[Colour.BLUE], keys[f, 1], [*keys][3][0]()
[*ordered.values()][:2], [*ordered] == [f, Colour.RED, 2], ordered[f], ordered[2] is f
missing["a"](), missing.default_factory is f, missing["b"]
f in sets, Colour.RED in sets, slim in sets, len(sets)
part.func is f, part.args == (f,), part.keywords["a"](), holder.fget(), space.x()
refs[0]() is f, cached in refs[1], len(refs[1]), refs[2][Colour.RED], len(refs[2])
alias == list[Colour], union == Colour | int, error.args == (f, Colour.RED), put.__self__ is m.STATE
typed.__annotations__ == {"x": Colour, "return": Slim}, typed.__defaults__ == (f,)
typed.__kwdefaults__ == {"z": Slim}, m.STATE["f"]()
show(plain), show(1), show(a), isinstance(plain, Shape), isinstance(a, Shape)
[x.__name__ for x in registry.ALL], list(registry.NAMED), registry.ALL == [m.handler, m.A]
registry.NAMED["handler"](), registry.NAMED["A"] is A, [*registry.KEYED] == registry.ALL
"""


@pytest.fixture
def other(nb: Notebook) -> Notebook:
    """A notebook that was there before, and one over the new module."""
    nb.write(m=OLD, registry=REGISTRY)
    nb.run(CELL)
    adoption = nb.edit(m=NEW)
    assert not adoption.left_behind
    modules = {name: sys.modules.pop(name) for name in ("m", "registry")}
    fresh = Notebook(nb.folder)
    fresh.run(CELL)
    sys.modules.update(modules)
    return fresh


def test_everything_shows_what_it_shows_afresh(nb: Notebook, other: Notebook) -> None:
    shown = {probe: repr(nb.show(probe)) for probe in PROBES.strip().splitlines()}
    assert shown == {probe: repr(other.show(probe)) for probe in shown}
