"""Which names of a notebook were bound by an import, so that they can follow a refresh.

Functions, classes and modules follow by identity. A constant cannot: the number 1 is the number 1
everywhere. So the statement that bound a name is remembered, for as long as nothing else binds it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import ModuleType
from typing import Any

from .assigned import Assigned, targets
from .look import namespace
from .undo import Journal

_ABSENT = object()
# Magics whose cell runs in the notebook's own namespace.
_TRANSPARENT_MAGICS = frozenset({"time", "capture", "prun", "memit", "mprun"})


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """Where a notebook's name comes from.

    Attributes
    ----------
    module
        The module that it was imported from.
    attribute
        Dotted path of what was taken there, empty for the module itself.
    value
        What it was bound to.
    star
        Whether ``import *`` brought it.
    """

    module: str
    attribute: str
    value: object
    star: bool = False


@dataclass(frozen=True, slots=True)
class _Origin:
    module: str
    attribute: str


@dataclass(eq=False)
class Cells:
    """The names of a notebook that the cells run so far bound by import statements.

    Attributes
    ----------
    names
        The notebook's namespace.
    bindings
        Name to where it comes from.
    stars
        Module that was imported by ``import *`` to the names that it had then.
    assigned
        What cells set on modules and in them, in order.

    Examples
    --------
    >>> import string
    >>> cells = Cells({"d": string.digits})
    >>> cells.ran(ast.parse("from string import digits as d"))
    >>> cells.bindings["d"].module
    'string'
    """

    names: dict[str, Any]
    bindings: dict[str, Binding] = field(default_factory=dict)
    stars: dict[str, frozenset[str]] = field(default_factory=dict)
    assigned: dict[Assigned, None] = field(default_factory=dict)
    _by_functions: dict[str, _Origin] = field(default_factory=dict)

    def modules(self) -> frozenset[str]:
        """Return the modules that cells imported from."""
        return frozenset(bound.module for bound in self.bindings.values()) | self.stars.keys()

    def ran(self, tree: ast.AST) -> None:
        """Remember the bindings of a cell that has just run, given its syntax tree."""
        origins: dict[str, _Origin | None] = {}
        stars: list[str] = []
        for statement in _statements(tree):
            _read(statement, origins, stars, self._origin_before)
        for name, origin in origins.items():
            self.bindings.pop(name, None)
            value = self.names.get(name, _ABSENT)
            if origin is not None and value is not _ABSENT and _is_from(origin, value):
                self.bindings[name] = Binding(origin.module, origin.attribute, value)
        for module in stars:
            self._note_star(module)
        self._note_globals(tree)
        for statement in _statements(tree):
            self.assigned.update(dict.fromkeys(targets(statement, self._imported_from)))

    def _imported_from(self, name: str) -> tuple[str, str] | None:
        bound = self.bindings.get(name)
        return None if bound is None else (bound.module, bound.attribute)

    def _note_globals(self, tree: ast.AST) -> None:
        """Note the global names that functions of the notebook import, once these have run."""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._by_functions.update(_global_imports(node))
        for name, origin in self._by_functions.items():
            value = self.names.get(name, _ABSENT)
            if name not in self.bindings and value is not _ABSENT and _now(origin) is value:
                self.bindings[name] = Binding(origin.module, origin.attribute, value)

    def follow(self, refreshed: Collection[str], journal: Journal) -> list[str]:
        """Bind the names to what their import statements would bind them to now.

        Parameters
        ----------
        refreshed
            Modules that ran again.
        journal
            Where the way back is noted.

        Returns
        -------
        list of str
            Names whose modules no longer have what they were bound to; they keep the old.
        """
        lost: list[str] = []
        for name, bound in list(self.bindings.items()):
            if bound.module not in refreshed:
                continue
            current = self.names.get(name, _ABSENT)
            now = _imported_now(_Origin(bound.module, bound.attribute))
            if current is not bound.value and current is not now:
                journal.del_item(self.bindings, name)  # rebound by the user's code since
            elif now is not _ABSENT:
                self._bind(name, replace(bound, value=now), journal)
            elif bound.star:
                journal.del_item(self.names, name)
                journal.del_item(self.bindings, name)
            else:
                lost.append(name)
        for module in self.stars.keys() & set(refreshed):
            public = _public_names(module)
            appeared = public - self.stars[module] - self.names.keys()
            journal.set_item(self.stars, module, public)
            for name in appeared:
                now = _now(_Origin(module, name))
                self._bind(name, Binding(module, name, now, True), journal)
        return lost

    def _bind(self, name: str, bound: Binding, journal: Journal) -> None:
        journal.set_item(self.bindings, name, bound)
        if self.names.get(name, _ABSENT) is not bound.value:
            journal.set_item(self.names, name, bound.value)

    def _origin_before(self, name: str) -> _Origin | None:
        bound = self.bindings.get(name)
        return None if bound is None else _Origin(bound.module, bound.attribute)

    def _note_star(self, module: str) -> None:
        public = _public_names(module)
        self.stars[module] = public
        for name in public:
            now = _now(_Origin(module, name))
            if self.names.get(name, _ABSENT) is now:
                self.bindings[name] = Binding(module, name, now, True)


def cells_of_script(names: dict[str, Any]) -> Cells:
    """Return what the import statements of a script have bound, as far as it has run.

    Parameters
    ----------
    names
        ``globals()`` of a script or of any module; of a plain interpreter nothing is known.
    """
    cells = Cells(names)
    file = names.get("__file__")
    if type(file) is str:
        try:
            cells.ran(_tree(file))
        except (OSError, SyntaxError, ValueError):
            return cells  # it has no source, or none any more
    return cells


@lru_cache(maxsize=16)
def _tree(file: str) -> ast.Module:
    """Read a script's source, once: what runs is what it was, and not what is saved later."""
    with open(file, "rb") as source:
        return ast.parse(source.read())


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Walk the statements that run in the notebook's namespace, in their order."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.stmt):
            yield child
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield from _statements(child)
            yield from _statements_of_magic(child)
        elif isinstance(child, ast.excepthandler | ast.match_case):
            yield from _statements(child)


def _statements_of_magic(statement: ast.stmt) -> Iterator[ast.stmt]:
    match statement:
        case ast.Expr(
            ast.Call(
                ast.Attribute(attr="run_cell_magic" | "run_line_magic"),
                [ast.Constant(str(magic)), *_, ast.Constant(str(body))],
            )
        ) if magic in _TRANSPARENT_MAGICS:
            try:
                yield from _statements(ast.parse(body))
            except SyntaxError:
                return  # it has magics of its own, or failed: none of its names are followed


def _read(
    statement: ast.stmt,
    origins: dict[str, _Origin | None],
    stars: list[str],
    before: Callable[[str], _Origin | None],
) -> None:
    """Note what each name that a statement binds comes from; None for what is no import."""

    def origin_of(expression: ast.expr) -> _Origin | None:
        if isinstance(expression, ast.Name):
            name = expression.id
            return origins[name] if name in origins else before(name)
        if isinstance(expression, ast.Attribute):
            inner = origin_of(expression.value)
            return None if inner is None else _below(inner, expression.attr)
        return None

    match statement:
        case ast.Import(names):
            for alias in names:
                top = alias.name.partition(".")[0]
                origins[alias.asname or top] = _Origin(alias.name if alias.asname else top, "")
        case ast.ImportFrom(module, names, 0) if module is not None:
            for alias in names:
                if alias.name == "*":
                    stars.append(module)
                else:
                    origins[alias.asname or alias.name] = _below(_Origin(module, ""), alias.name)
        case ast.Assign(targets, value):
            for target in targets:
                for name, part in _pairs(target, value):
                    origins[name] = None if part is None else origin_of(part)
        case ast.AnnAssign(ast.Name(name), _, value) if value is not None:
            origins[name] = origin_of(value)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            origins[statement.name] = None
        case _:
            for node in _own_nodes(statement):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    origins[node.id] = None


def _global_imports(function: ast.AST) -> dict[str, _Origin]:
    """Return the global names that a function binds by import statements."""
    declared: set[str] = set()
    origins: dict[str, _Origin | None] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            _read(node, origins, [], lambda name: None)
    return {name: origin for name, origin in origins.items() if name in declared and origin}


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        fits = len(parts) == len(target.elts) and not any(
            isinstance(part, ast.Starred) for part in [*parts, *target.elts]
        )
        for index, inner in enumerate(target.elts):
            if fits:
                yield from _pairs(inner, parts[index])
            else:
                for node in ast.walk(inner):
                    if isinstance(node, ast.Name):
                        yield node.id, None


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Walk a statement's expressions, not the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from ast.walk(child)


def _below(origin: _Origin, attribute: str) -> _Origin:
    """Go one attribute down: into a submodule where there is one."""
    submodule = f"{origin.module}.{attribute}"
    if not origin.attribute:
        parent = namespace(sys.modules.get(origin.module))
        child = sys.modules.get(submodule)
        if child is not None and parent.get(attribute) is child:
            return _Origin(submodule, "")
        return _Origin(origin.module, attribute)
    return _Origin(origin.module, f"{origin.attribute}.{attribute}")


def _now(origin: _Origin) -> object:
    """Return what an import would bind now, looking only into namespaces."""
    found: object = sys.modules.get(origin.module, _ABSENT)
    for attribute in origin.attribute.split(".") if origin.attribute else ():
        space: Mapping[str, Any]
        space = vars(found) if type(found) is type else namespace(found)
        found = space.get(attribute, _ABSENT)
    return found


def _is_from(origin: _Origin, value: object) -> bool:
    """Tell whether an import statement that has just run may have bound this value."""
    return _now(origin) is value or (_now(origin) is _ABSENT and _is_lazy(origin))


def _is_lazy(origin: _Origin) -> bool:
    """Tell whether the module makes the attribute when asked: by PEP 562, or as an instance."""
    module = sys.modules.get(origin.module)
    space = namespace(module)
    if module is None or not origin.attribute or "." in origin.attribute:
        return False
    makes = "__getattr__" in space or type(module) is not ModuleType
    return makes and origin.attribute not in space


def _imported_now(origin: _Origin) -> object:
    """Return what the import statement would bind now, asking the module as that would."""
    if _now(origin) is _ABSENT and _is_lazy(origin):
        return getattr(sys.modules[origin.module], origin.attribute, _ABSENT)
    return _now(origin)


def _public_names(module: str) -> frozenset[str]:
    space = namespace(sys.modules.get(module))
    declared: Any = space.get("__all__")
    if type(declared) in (list, tuple):
        return frozenset(name for name in declared if type(name) is str and name in space)
    return frozenset(name for name in space if type(name) is str and not name.startswith("_"))
