"""Cells over a project, drawn by hypothesis: imports in every form, and what is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from tests.differential.drawing import Draw, choose, seldom
from tests.differential.model import How, Project, Ref
from tests.differential.render import expression, statement

_FORMS: tuple[How, ...] = ("from", "from as", "import", "import as", "parent", "star")

#: How something of a kind is held: a cell, with ``{e}`` for what is held and ``{n}`` for its name.
_ANYTHING = (
    "{n} = {e}",
    "{n} = [{e}, {e}]",
    "{n} = {{'k': {e}}}",
    "{n} = ({e}, 'end')",
    "{n} = types.SimpleNamespace(h={e})",
    "{n} = collections.deque([{e}])",
    "{n} = collections.OrderedDict(k=[({e},)])",
    "{n} = collections.defaultdict(list, k=[{e}])",
    "def {n}(held={e}): return held",
    "def {n}(*, held={e}): return held",
    "def {n}(): return {e}",
    "class {n}:\n    held = [{e}]\n    def __init__(self, v=None):\n        self.mine = {e}",
    "for {n} in [{e}]: pass",
    "[{n}] = [each for each in [{e}]]",
    "{n} = held_{n} = {e}",
)
_HASHABLE = ("{n} = {{{e}: 1}}", "{n} = {{{e}}}", "{n} = frozenset([{e}])", "{n} = {{(1, {e}): 1}}")
_INSTANCE = ("{n} = {e}.who", "{n} = [{e}.who, {e}]", "{n} = functools.partial({e}.who)")
FORMS_OF: dict[str, tuple[str, ...]] = {
    "constant": ("{n} = {e}", "{n}, held_{n} = {e}, {e}", "def {n}(): return {e}"),
    "registry": ("{n} = {e}", "def {n}(): return dict({e})"),
    "module": _ANYTHING,
    "function": (
        *_ANYTHING,
        *_HASHABLE,
        "{n} = functools.partial({e}, 5)",
        "{n} = functools.partial({e}, x=5)",
        "def {n}(): return {e}(4)",
        "{n} = lambda: {e}()",
        "def {n}_of(held):\n    return lambda: held()\n{n} = {n}_of({e})",
        "{n} = staticmethod({e})",
        "class {n}:\n    held = staticmethod({e})\n    def __init__(self, v=1): pass",
        "{n} = functools.lru_cache({e})",
        "{n} = functools.wraps({e})(lambda x=1: x)",
        "{n} = functools.singledispatch({e})",
    ),
    "class": (
        "{n} = {e}(3)",
        "{n} = {e}(3)",
        "{n} = {e}(3)",
        "class {n}({e}):\n    def who(self):\n        return '{n}', super().who()",
        *_ANYTHING,
        *_HASHABLE,
        "{n} = functools.partial({e}, 5)",
        "{n} = {e}(3).who",
    ),
    "subclass": ("{n} = {e}(4)", "class {n}({e}):\n    pass", "{n} = [{e}, {e}(5)]"),
    "dataclass": ("{n} = {e}(3)", "{n} = [{e}(3)]", "{n} = {e}", "class {n}({e}):\n    pass"),
    "enum": ("{n} = {e}.X", "{n} = [{e}.X, {e}.Y]", "{n} = {{{e}.X: 1}}", "{n} = {e}"),
    "instance": (*_ANYTHING, *_HASHABLE, *_INSTANCE),
    "member": (*_ANYTHING, *_HASHABLE),
    "decorator": ("@{e}\ndef {n}(x=1):\n    return x",),
    "holder": ("{n} = [{e}]", "{n} = {{'in': {e}}}"),
}
_MADE: dict[tuple[str, str], str] = {
    ("constant", FORMS_OF["constant"][1]): "constant",
    ("class", "{n} = {e}(3)"): "instance",
    ("class", FORMS_OF["class"][3]): "subclass",
    ("subclass", "{n} = {e}(4)"): "instance",
    ("subclass", "class {n}({e}):\n    pass"): "subclass",
    ("enum", "{n} = {e}.X"): "member",
}


@dataclass(frozen=True)
class Notebook:
    """Cells, and what they have bound.

    Attributes
    ----------
    cells
        In their order.
    held
        Expression and kind of what a further cell can use.
    count
        How many names have been made up.
    """

    cells: tuple[str, ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    count: int = 0
    imported: frozenset[str] = field(default_factory=frozenset)


LIBRARIES = "import collections, contextlib, functools, importlib, types"

#: Where an import statement may stand, beside a line of its own; a star not within a function.
_AROUND = (
    "if True:\n    {s}",
    "with contextlib.nullcontext():\n    {s}",
    "for once in [1]:\n    {s}",
    "try:\n    {s}\nfinally:\n    pass",
)
_IN_FUNCTION = "def {n}():\n    {s}\n    return {e}"
_GLOBALLY = "def {n}_():\n    global {bound}\n    {s}\n{n}_()"


def draw_notebook(draw: Draw, project: Project) -> Notebook:
    """Draw the cells before the first edit."""
    notebook = Notebook((LIBRARIES,))
    for _ in range(draw(st.integers(1, 5))):
        notebook = draw_import(draw, project, notebook)
    for _ in range(draw(st.integers(0, 5))):
        notebook = draw_holder(draw, notebook)
    return notebook


def draw_import(draw: Draw, project: Project, notebook: Notebook) -> Notebook:
    """Add a cell that imports something."""
    options = [
        Ref(each.kind, each.number, module.name, "from")
        for module in project.modules
        for each in (*module.defs, *module.exports)
        if each.kind != "registrar"
    ]
    if not options:
        return notebook
    ref = choose(draw, options)
    forms = [how for how in _FORMS if how != "parent" or "." in ref.module]
    ref = replace(ref, how=choose(draw, forms))
    name = f"n{notebook.count}"
    alias = name if ref.how in ("from as", "import as") else ""
    line, used = statement(ref, alias=alias), expression(ref, alias)
    held = [(used, str(ref.kind))]
    if ref.how in ("import", "import as", "parent"):
        held.append((held[0][0].rpartition(".")[0], "module"))
    if ref.how == "star":
        names = [*project[ref.module].defs, *project[ref.module].exports]
        held = [(one.name, str(one.kind)) for one in names if one.kind != "registrar"]
    beside = choose(draw, [one for one in options if one.module == ref.module])
    if ref.how in ("from", "from as") and beside.number != ref.number and seldom(draw):
        line += f", {beside.name}"
        held.append((beside.name, str(beside.kind)))
    form = "{s}"
    if seldom(draw):
        form = choose(draw, _AROUND if ref.how == "star" else (*_AROUND, _GLOBALLY, _IN_FUNCTION))
        held = [(name, "holder")] if form == _IN_FUNCTION else held[:1]
    cell = form.format(s=line, n=name, e=used, bound=used.partition(".")[0])
    if cell in notebook.cells:
        return notebook
    fresh = tuple(one for one in held if one not in notebook.held)
    return Notebook((*notebook.cells, cell), (*notebook.held, *fresh), notebook.count + 1)


def draw_holder(draw: Draw, notebook: Notebook) -> Notebook:
    """Add a cell that makes something of what is there."""
    options: Sequence[tuple[str, str]] = [one for one in notebook.held if one[1] in FORMS_OF]
    if not options:
        return notebook
    used, kind = choose(draw, options)
    form = choose(draw, FORMS_OF[kind])
    name = f"n{notebook.count}"
    cell = form.format(n=name, e=used)
    made = kind if form == "{n} = {e}" else _MADE.get((kind, form), "holder")
    held = (*notebook.held, (name, made))
    return Notebook((*notebook.cells, cell), held, notebook.count + 1)
