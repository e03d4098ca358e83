"""Projects and definitions, drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.differential.model import Def, How, Kind, Module, Project, Ref

Draw = Callable[[st.SearchStrategy[Any]], Any]
T = TypeVar("T")

#: Names of the modules, in their order; packages end in a slash.
SHAPES = (
    ("alpha", "beta"),
    ("alpha", "beta", "gamma"),
    ("alpha", "beta", "gamma", "delta"),
    ("pack.lhs", "pack/", "alpha"),
    ("pack.lhs", "pack.rhs", "pack/"),
    ("alpha", "pack.lhs", "pack.rhs", "pack/", "beta"),
    ("pack.sub.leaf", "pack.sub/", "pack.lhs", "pack/", "alpha"),
    ("quad.leaf", "quad/", "pack.lhs", "pack/", "alpha"),
)

_KINDS: tuple[Kind, ...] = (
    "function", "constant", "class", "class", "decorator", "instance", "enum", "dataclass",
    "registry",
)  # fmt: skip
_ANYWHERE: tuple[How, ...] = ("lazy", "late")
_AT_TOP: tuple[How, ...] = ("from", "import", "from as", "import as")
_BODIES: frozenset[Kind] = frozenset({"function", "class", "decorator", "enum", "dataclass"})
_METHODS = ("plain", "property", "classmethod", "staticmethod")
_USABLE: frozenset[Kind] = frozenset(
    {"function", "constant", "class", "instance", "enum", "dataclass", "registry"}
)

digits = st.integers(1, 9)


def choose(draw: Draw, options: Sequence[T]) -> T:
    """Draw one of the options."""
    chosen: T = draw(st.sampled_from(options))
    return chosen


def another(draw: Draw, value: int) -> int:
    """Draw another digit."""
    drawn: int = draw(st.integers(1, 8))
    return drawn + (drawn >= value)


def seldom(draw: Draw, one_in: int = 4) -> bool:
    """Draw True once in a while; it shrinks to False."""
    return bool(draw(st.integers(0, one_in - 1)) == one_in - 1)


def draw_project(draw: Draw) -> Project:
    """Draw a project whose modules can all be imported."""
    shape = choose(draw, SHAPES)
    project = Project(tuple(Module(name.rstrip("/"), name.endswith("/")) for name in shape))
    for number in range(draw(st.integers(2, 7))):
        project = add_definition(draw, project, choose(draw, project.modules), 10 * number + 10)
    for module in project.modules:
        project = project.with_module(draw_exports(draw, project, module))
    return project


def add_definition(draw: Draw, project: Project, module: Module, number: int) -> Project:
    """Draw a definition of that number, and put it into a module."""
    each = draw_definition(draw, project, module, number)
    defs = sorted((*module.defs, each), key=lambda one: one.number)
    return project.with_module(replace(module, defs=tuple(defs)))


def draw_exports(draw: Draw, project: Project, module: Module) -> Module:
    """Let a module import names for others to take from it, as packages do."""
    exports = []
    for other, each in project.defs():
        if other is not module and seldom(draw, 3 if module.is_package else 6):
            hows = [how for how in ways(project, module, other.name) if how in _EXPORTING]
            if hows:
                exports.append(Ref(each.kind, each.number, other.name, choose(draw, hows)))
    return replace(module, exports=tuple(exports))


#: Nothing optional: what somebody took by way of a module is another thing than what follows its
#: definition, once the module falls back to None.
_EXPORTING: frozenset[How] = frozenset({"from", "star", "relative"})


def draw_definition(draw: Draw, project: Project, module: Module, number: int) -> Def:
    """Draw what a definition is, over those of lower numbers."""
    kind = choose(draw, _KINDS)
    each = Def(kind, number, draw(digits))
    if kind in ("class", "dataclass", "instance"):
        bases: tuple[Kind, ...] = ("class",) if kind == "instance" else (kind,)
        if kind == "instance" or draw(st.booleans()):
            each = replace(each, base=draw_ref(draw, project, module, number, bases, body=False))
        if kind == "instance" and each.base is None:
            each = replace(each, kind="constant")
    if each.kind == "class":
        each = replace(each, methods=tuple(draw(st.lists(st.sampled_from(_METHODS), max_size=2))))
    if each.kind in ("class", "dataclass") and each.base is not None:
        each = replace(each, calls_super=draw(st.booleans()))
    if each.kind == "function":
        each = replace(each, default=draw(digits), cached=seldom(draw, 8))
    if each.kind in ("function", "class"):
        each = replace(each, decorators=draw_decorators(draw, project, module, each))
    if each.kind not in ("instance", "registry"):
        for _ in range(draw(st.integers(0, 2))):
            each = add_use(draw, project, module, each)
    return each


def draw_decorators(draw: Draw, project: Project, module: Module, each: Def) -> tuple[Ref, ...]:
    """Draw what a function or a class is decorated with."""
    if not seldom(draw, 2):
        return ()
    kinds: tuple[Kind, ...] = (
        ("decorator", "registry") if each.kind == "function" else ("registry",)
    )
    ref = draw_ref(draw, project, module, each.number, kinds, body=False)
    if ref is not None and ref.kind == "registry":
        ref = replace(ref, kind="registrar")
    return () if ref is None else (ref,)


def add_use(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    """Let a definition use another one, if there is any."""
    body = each.kind in _BODIES
    ref = draw_ref(draw, project, module, each.number, tuple(sorted(_USABLE)), body=body)
    return each if ref is None or ref in each.uses else replace(each, uses=(*each.uses, ref))


def draw_ref(
    draw: Draw, project: Project, module: Module, below: int, kinds: Sequence[Kind], *, body: bool
) -> Ref | None:
    """Draw a reference from a module to a definition of a lower number; None if there is none.

    Parameters
    ----------
    below
        The number of what refers to it.
    kinds
        What it may be.
    body
        Whether it is looked up when a function is called, rather than while a module is imported.
    """
    found: list[tuple[Def, str, list[How]]] = []
    for other in project.modules:
        hows = ways(project, module, other.name, body=body)
        held = [(each.kind, each.number) for each in other.defs]
        held += [(ref.kind, ref.number) for ref in other.exports if other.name != module.name]
        found += [
            (Def(kind, number), other.name, hows)
            for kind, number in held
            if kind in kinds and number < below and hows
        ]
    if not found:
        return None
    each, name, hows = choose(draw, found)
    return Ref(each.kind, each.number, name, choose(draw, hows))


def ways(project: Project, module: Module, other: str, *, body: bool = False) -> list[How]:
    """Return the forms in which a module may import from another."""
    if module.name == other:
        return ["own"]
    found: list[How] = []
    if project.imports_from(module.name, other):
        found += _AT_TOP
        # What else a star brings from a package depends on which submodules are loaded by then.
        found += ["star"] * all(m.name != other or not m.is_package for m in project.modules)
        found += ["parent"] * ("." in other)
        same = module.package and other.partition(".")[0] == module.package.partition(".")[0]
        found += ["relative"] * bool(same)
        found.append("optional")
    return found + list(_ANYWHERE) * body


def draw_number(draw: Draw, project: Project) -> int:
    """Draw a number that no definition has."""
    taken = {each.number for _, each in project.defs()}
    return choose(draw, [number for number in range(1, 100) if number not in taken])
