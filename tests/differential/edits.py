"""Edits of a project, drawn by hypothesis: what people do between two cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from tests.differential.drawing import (
    Draw,
    add_definition,
    add_use,
    another,
    choose,
    draw_decorators,
    draw_exports,
    draw_number,
    draw_ref,
    seldom,
    ways,
)
from tests.differential.model import Def, Module, Project, Ref

_BROKEN = (
    "def broken(:",
    "raise RuntimeError('broken')",
    "import no_such_module",
    "no_such_name",
    "raise SystemExit",
)
_METHODS = ("plain", "property", "classmethod", "staticmethod")
Change = Callable[[Draw, Project], Project]


def draw_edit(draw: Draw, project: Project) -> Project:
    """Draw one edit; the project may come out the same, where there is nothing to edit."""
    broken = [module for module in project.modules if module.broken]
    if broken and seldom(draw, 2):
        return project.with_module(replace(choose(draw, broken), broken=""))
    return choose(draw, _EDITS)(draw, project)


def _of_definition(change: Callable[[Draw, Project, Module, Def], Def | None]) -> Change:
    """Make an edit of one that changes a definition; None takes it away."""

    def edit(draw: Draw, project: Project) -> Project:
        if not project.defs():
            return project
        module, each = choose(draw, project.defs())
        changed = change(draw, project, module, each)
        defs = (changed if one is each else one for one in module.defs)
        return project.with_module(
            replace(module, defs=tuple(one for one in defs if one is not None))
        )

    return edit


@_of_definition
def _value(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    """A body, a constant, an attribute."""
    return replace(each, value=another(draw, each.value))


@_of_definition
def _signature(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    if each.kind != "function":
        return replace(each, value=another(draw, each.value))
    return replace(each, default=another(draw, each.default), keyword=draw(st.booleans()))


@_of_definition
def _uses(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    """Use something else, or one thing less."""
    if each.uses and draw(st.booleans()):
        gone = choose(draw, each.uses)
        return replace(each, uses=tuple(ref for ref in each.uses if ref != gone))
    return each if each.kind in ("instance", "registry") else add_use(draw, project, module, each)


@_of_definition
def _imported_otherwise(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    """Import the same by another statement."""
    refs = list(each.refs())
    if not refs:
        return each
    ref = choose(draw, refs)
    body = ref in each.uses and each.kind not in ("constant", "instance")
    hows = [how for how in ways(project, module, ref.module, body=body) if how != "optional"]
    return each.with_refs({ref: replace(ref, how=choose(draw, hows))}) if hows else each


@_of_definition
def _shape(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    """Other methods, another base, other decorators."""
    if each.kind == "class" and draw(st.booleans()):
        return replace(each, methods=tuple(draw(st.lists(st.sampled_from(_METHODS), max_size=2))))
    if each.kind in ("class", "dataclass"):
        base = draw_ref(draw, project, module, each.number, (each.kind,), body=False)
        if draw(st.booleans()):
            base = None
        return replace(each, base=base, calls_super=draw(st.booleans()))
    if each.kind == "function":
        return replace(each, decorators=draw_decorators(draw, project, module, each))
    return replace(each, value=another(draw, each.value))


@_of_definition
def _cache(draw: Draw, project: Project, module: Module, each: Def) -> Def:
    return replace(each, cached=not each.cached) if each.kind == "function" else each


@_of_definition
def _remove(draw: Draw, project: Project, module: Module, each: Def) -> None:
    """Take a name away, whoever uses it."""


def _add(draw: Draw, project: Project) -> Project:
    number = draw_number(draw, project)
    return add_definition(draw, project, choose(draw, project.modules), number)


def _rename(draw: Draw, project: Project) -> Project:
    """Rename a definition as an editor does: with all who refer to it in the project."""
    if not project.defs():
        return project
    _, each = choose(draw, project.defs())
    below = [ref.number for _, one in project.defs() for ref in one.refs() if one == each]
    above = [
        one.number
        for _, one in project.defs()
        if any(ref.number == each.number for ref in one.refs())
    ]
    taken = {one.number for _, one in project.defs()}
    low, high = max(below, default=0), min(above, default=100)
    free = [number for number in range(low + 1, high) if number not in taken]
    if not free:
        return project
    number = choose(draw, free)
    return _everywhere(project, each, lambda ref, module: replace(ref, number=number), number)


def _move(draw: Draw, project: Project) -> Project:
    """Move a definition to another module; leave an import of it there, or turn all who use it."""
    if not project.defs() or len(project.modules) < 2:
        return project
    home, each = choose(draw, project.defs())
    target = choose(draw, [module for module in project.modules if module.name != home.name])
    moved = _adapted(project, target, each)
    if moved is None:
        return project
    leaves_import = project.imports_from(home.name, target.name) and draw(st.booleans())
    project = project.with_module(
        replace(home, defs=tuple(one for one in home.defs if one is not each))
    )
    defs = sorted((*target.defs, moved), key=lambda one: one.number)
    project = project.with_module(replace(project[target.name], defs=tuple(defs)))
    if leaves_import:
        home = project[home.name]
        ref = Ref(each.kind, each.number, target.name, "from")
        project = project.with_module(replace(home, exports=(*home.exports, ref)))

    def turned(ref: Ref, module: Module) -> Ref | None:
        if ref.module != home.name:
            return ref
        source = home.name if leaves_import and module.name != home.name else target.name
        hows = ways(project, module, source, body=True)
        how = ref.how if ref.how in hows else (hows or ["lazy"])[0]
        return replace(ref, module=source, how=how)

    return _everywhere(project, each, turned)


def _adapted(project: Project, target: Module, each: Def) -> Def | None:
    """Return a definition as it must be in another module; None where it cannot be there."""
    change: dict[Ref, Ref | None] = {}
    for ref in each.refs():
        body = ref in each.uses and each.kind not in ("constant", "instance")
        hows = ways(project, target, ref.module, body=body)
        if not hows:
            return None
        change[ref] = replace(ref, how=ref.how if ref.how in hows else hows[0])
    return each.with_refs(change)


def _everywhere(
    project: Project,
    each: Def,
    turned: Callable[[Ref, Module], Ref | None],
    number: int | None = None,
) -> Project:
    """Change all references to a definition, and its number."""
    for module in project.modules:
        defs = []
        for one in module.defs:
            refs = [ref for ref in one.refs() if ref.number == each.number]
            one = one.with_refs({ref: turned(ref, module) for ref in refs})
            if one.number == each.number and number is not None:
                one = replace(one, number=number)
            defs.append(one)
        exports = [
            turned(ref, module) if ref.number == each.number else ref for ref in module.exports
        ]
        if any(ref is not None and ref.module == module.name for ref in exports):
            exports = [ref for ref in exports if ref is not None and ref.module != module.name]
        defs.sort(key=lambda one: one.number)
        kept = tuple(ref for ref in exports if ref is not None)
        project = project.with_module(replace(module, defs=tuple(defs), exports=kept))
    return project


def _exports(draw: Draw, project: Project) -> Project:
    module = choose(draw, project.modules)
    return project.with_module(draw_exports(draw, project, module))


def _add_module(draw: Draw, project: Project) -> Project:
    """Add a module, with something in it that another one begins to use."""
    free = [
        name
        for name in ("newer", "extra", "pack.newer")
        if all(m.name != name for m in project.modules)
    ]
    if not any(module.name == "pack" for module in project.modules):
        free = [name for name in free if "." not in name]
    if not free:
        return project
    project = Project((Module(choose(draw, free)), *project.modules))
    number = draw_number(draw, project)
    project = add_definition(draw, project, project.modules[0], number)
    users = [module for module in project.modules[1:] if module.defs]
    if not users:
        return project
    user = choose(draw, users)
    each = choose(draw, user.defs)
    if each.kind in ("instance", "registry"):
        return project
    changed = add_use(draw, project, user, each)
    defs = tuple(changed if one is each else one for one in user.defs)
    return project.with_module(replace(user, defs=defs))


def _remove_module(draw: Draw, project: Project) -> Project:
    """Delete a module's file, whoever uses it."""
    names = [module.name for module in project.modules if not module.is_package]
    if len(names) < 2:
        return project
    gone = choose(draw, names)
    return Project(tuple(module for module in project.modules if module.name != gone))


def _package(draw: Draw, project: Project) -> Project:
    """Turn a module into a package of the same name, or back."""
    holding = {module.name.rpartition(".")[0] for module in project.modules}
    plain = [module for module in project.modules if module.name not in holding]
    if not plain:
        return project
    module = choose(draw, plain)
    return project.with_module(replace(module, is_package=not module.is_package))


def _break(draw: Draw, project: Project) -> Project:
    module = choose(draw, project.modules)
    return project.with_module(replace(module, broken=choose(draw, _BROKEN)))


def _comment(draw: Draw, project: Project) -> Project:
    module = choose(draw, project.modules)
    return project.with_module(replace(module, header=draw(st.integers(0, 2))))


_EDITS: tuple[Change, ...] = (
    _value, _value, _value, _value, _signature, _signature, _uses, _uses, _imported_otherwise,
    _imported_otherwise, _shape, _shape, _cache, _add, _add, _remove, _rename, _move, _move, _move,
    _exports, _exports, _add_module, _remove_module, _package, _break, _comment,
)  # fmt: skip
