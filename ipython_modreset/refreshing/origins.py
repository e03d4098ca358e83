"""What the names that a cell binds may come from, as its statements say."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import resolve_name

from ..look import namespace, parent_name
from .assignments import bound_by, constant_of, rebound
from .run_scripts import body_of_run

# Magics whose cell runs in the notebook's own namespace.
_TRANSPARENT_MAGICS = frozenset({"time", "capture", "prun", "memit", "mprun"})


# Of dataclasses, pydantic and attrs: the field has what is their default.
_FIELDS = frozenset({"field", "Field", "ib"})
#: What is written out and larger is data.
_LARGEST = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an import finds something.

    Attributes
    ----------
    module
        The module.
    attribute
        Dotted path of what is taken there, empty for the module itself.
    star
        Whether ``import *`` takes it.
    items
        Constant keys of what is taken out of that: ``m.SETTINGS["db"]["host"]``.
    tried
        Whether it may fail, and the cell goes on: it stands in a ``try`` or ``with`` statement.
    copied
        Whether a cell gave another name to what ``import *`` had taken.
    shown
        Whether it is a submodule, taken as its package shows it: that may show something else.
    """

    module: str
    attribute: str
    star: bool = False
    items: tuple[str | int, ...] = ()
    tried: bool = field(default=False, compare=False, repr=False)
    copied: bool = field(default=False, compare=False, repr=False)
    shown: bool = field(default=False, compare=False, repr=False)

    def modules(self) -> tuple[str, ...]:
        """Return the modules that it depends on by what they have."""
        return (self.module, parent_name(self.module)) if self.shown else (self.module,)


#: Of one name, from all branches that may have run, and from what a star import may have hidden;
#: None stands for what is no import.
Origins = tuple[Origin | None, ...]


def origins_of(
    tree: ast.Module,
    before: Callable[[str], Origins] = lambda name: (None,),
    public_names: Callable[[str], Iterable[str]] = lambda module: (),
    package: str | None = None,
) -> Mapping[str, Origins]:
    """Return what each spot that a cell binds may come from: names, and what is in what they name.

    Parameters
    ----------
    tree
        The cell, or a script.
    before
        What a name may have come from before the cell.
    public_names
        What ``import *`` takes from a module.
    package
        What relative imports start from.

    Examples
    --------
    >>> origins_of(ast.parse("from m import x as y; z = 1"))
    {'y': (Origin(module='m', attribute='x', star=False, items=()),), 'z': (None,)}
    """
    reader = _Reader(before, public_names, package)
    reader.block(tree.body)
    return reader.found


def global_imports(tree: ast.AST) -> dict[str, Origin]:
    """Return the global names that functions in a tree bind by import statements."""
    found: dict[str, Origin] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            reader = _Reader(lambda name: (None,), lambda module: (), None)
            declared: set[str] = set()
            for node in ast.walk(function):
                if isinstance(node, ast.Global):
                    declared.update(node.names)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    reader.statement(node)
            for name, (origin, *_) in reader.found.items():
                if name in declared and origin is not None:
                    found[name] = origin
    return found


def statements_of(block: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk all statements that run in the notebook's namespace, in their order."""
    for statement in block:
        yield statement
        if isinstance(statement, ast.Expr):
            yield from statements_of(_cell_of_magic(statement.value))
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from statements_of(_inside(statement))


def modules_asked(statement: ast.stmt, package: str | None) -> list[str]:
    """Return the modules that an import statement has asked for; none where it is another one."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    if not isinstance(statement, ast.ImportFrom) or not (module := _absolute(statement, package)):
        return []
    taken = (_below(Origin(module, ""), alias.name) for alias in statement.names)
    return [module, *(one.module for one in taken if one is not None and not one.attribute)]


def runs_scripts(tree: ast.Module) -> bool:
    """Tell whether a cell has a ``%run`` in it."""
    return any(isinstance(node, ast.Constant) and node.value == "run" for node in ast.walk(tree))


class _Reader:
    """Reads statements in the order in which they run."""

    def __init__(
        self,
        before: Callable[[str], Origins],
        public_names: Callable[[str], Iterable[str]],
        package: str | None,
    ) -> None:
        self.found: dict[str, Origins] = {}
        self._before = before
        self._public_names = public_names
        self._package = package
        self._tries = False

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self.statement(statement)

    def statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import(names):
                for alias in names:
                    top = alias.name.partition(".")[0]
                    module = alias.name if alias.asname else top
                    origin = Origin(module, "", tried=self._tries, shown="." in module)
                    self.found[alias.asname or top] = (origin,)
            case ast.ImportFrom():
                self._import_from(statement)
            case ast.FunctionDef(name, arguments) | ast.AsyncFunctionDef(name, arguments):
                self._rebind(statement)
                self.found[name] = (None,)
                self._defaults(name, arguments)
            case ast.ClassDef(name, body=body):
                self._rebind(statement)
                self.found[name] = (None,)
                inner = _Reader(self._known, self._public_names, self._package)
                inner.block(body)
                self.found.update({f"{name}.{spot}": one for spot, one in inner.found.items()})
            case ast.Assign(targets, value):
                self._rebind(value)
                pairs = [pair for target in targets for pair in bound_by(target, value)]
                before = [(None,) if part is None else self._origins_of(part) for _, part in pairs]
                for (spot, part), origins in zip(pairs, before, strict=True):
                    self.found[spot] = origins
                    self._inside(spot, part)
            case ast.AnnAssign(target, _, value):
                if value is not None:
                    self.statement(ast.Assign([target], value))
            case _:
                self._rebind(statement)
                self._compound(statement)

    def _inside(self, spot: str, value: ast.expr | None) -> None:
        """Read what is within a value that is written out: of a dict, a lambda, a partial.

        What is beside a call is a record of what that came to, and is left as it was then.
        """
        parts: list[tuple[str | int, ast.expr]] = []
        match value:
            case ast.Lambda(arguments):
                self._defaults(spot, arguments)
            case ast.Call(ast.Name("dict"), [], keywords):
                parts = [(each.arg, each.value) for each in keywords if each.arg is not None]
            case ast.Call(ast.Name("partial") | ast.Attribute(attr="partial"), _, keywords):
                for each in keywords:
                    self.found[f"{spot}({each.arg})"] = self._origins_of(each.value)
            case ast.Dict(keys, values):
                known = [key and constant_of(key) for key in keys]
                both = zip(known, values, strict=True)
                parts = [(key, part) for key, part in both if isinstance(key, str | int)]
            case ast.List(elements) | ast.Tuple(elements) if len(elements) <= _LARGEST:
                if not any(isinstance(element, ast.Starred) for element in elements):
                    parts = list(enumerate(elements))
        if any(isinstance(node, ast.Call) for _, part in parts for node in ast.walk(part)):
            return
        for key, part in parts:
            self.found[f"{spot}[{key!r}]"] = self._origins_of(part)
            self._inside(f"{spot}[{key!r}]", part)

    def _defaults(self, function: str, arguments: ast.arguments) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        given = zip(reversed(positional), reversed(arguments.defaults), strict=False)
        named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        for parameter, default in (*given, *named):
            if default is not None:
                self.found[f"{function}({parameter.arg})"] = self._origins_of(default)

    def _known(self, name: str) -> Origins:
        return self.found[name] if name in self.found else self._before(name)

    def _import_from(self, statement: ast.ImportFrom) -> None:
        module = _absolute(statement, self._package)
        if module is None:
            return
        for alias in statement.names:
            if alias.name == "*":
                for name in self._public_names(module):
                    star = Origin(module, name, star=True)
                    self.found[name] = (star, *self.found.get(name, ()))
            else:
                origin = Origin(module, "", tried=self._tries)
                self.found[alias.asname or alias.name] = (_below(origin, alias.name),)

    def _compound(self, statement: ast.stmt) -> None:
        match statement:
            case ast.If(_, body, orelse):
                self._branches(body, orelse)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._branches(statement.body)
                self._branches(statement.orelse)
            case ast.Try() | ast.TryStar():
                handlers = [handler.body for handler in statement.handlers]
                self._tries, outer = True, self._tries
                self._branches([*statement.body, *statement.orelse], *handlers)
                self._tries = outer
                self.block(statement.finalbody)
            case ast.Match(_, cases):
                for case in cases:
                    self._rebind(case.pattern)
                self._branches(*(case.body for case in cases))
            case ast.With() | ast.AsyncWith():
                self._tries, outer = True, self._tries  # contextlib.suppress, perhaps
                self.block(statement.body)
                self._tries = outer
            case ast.Expr(value):
                self.block(_cell_of_magic(value))

    def _branches(self, *blocks: Iterable[ast.stmt]) -> None:
        """Read blocks of which one runs, or a part of it, or none."""
        start, merged = self.found, dict[str, Origins]()
        for block in blocks:
            self.found = dict(start)
            self.block(block)
            for name, origins in self.found.items():
                if start.get(name) != origins:
                    merged[name] = (*merged.get(name, ()), *origins)
        self.found = dict(start)
        for name, origins in merged.items():
            unchanged = self._known(name)
            self.found[name] = tuple(dict.fromkeys((*origins, *unchanged)))

    def _rebind(self, node: ast.AST) -> None:
        for name, value in rebound(node):
            self.found[name] = (None,) if value is None else self._origins_of(value)

    def _origins_of(self, expression: ast.expr) -> Origins:
        match expression:
            case ast.Name(name):
                return self._known(name)
            case ast.Attribute(owner, name) | ast.Call(
                ast.Name("getattr"), [owner, ast.Constant(str(name))]
            ):
                return tuple(one and _below(one, name) for one in self._origins_of(owner))
            case ast.Subscript(owner, key) if (constant := constant_of(key)) is not None:
                return tuple(one and _item_of(one, constant) for one in self._origins_of(owner))
            case ast.Call(
                ast.Name("import_module") | ast.Attribute(_, "import_module"),
                [ast.Constant(str(name))],
            ):
                return (Origin(name, ""),)
            case ast.NamedExpr(_, value):
                return self._origins_of(value)
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name), args, keywords) if (
                name in _FIELDS
            ):
                given = [each.value for each in keywords if each.arg == "default"]
                for default in (*given, *args):
                    return self._origins_of(default)
            case ast.IfExp(_, value, other):
                return (*self._origins_of(value), *self._origins_of(other))
            case ast.BoolOp(_, values):
                return tuple(one for value in values for one in self._origins_of(value))
        return (None,)


def _absolute(statement: ast.ImportFrom, package: str | None) -> str | None:
    try:
        return resolve_name("." * statement.level + (statement.module or ""), package or "")
    except ImportError:
        return None  # there is no such package: the statement has failed


def _item_of(origin: Origin, key: str | int) -> Origin:
    return replace(origin, items=(*origin.items, key))


def _below(origin: Origin, attribute: str) -> Origin | None:
    """Go one attribute down: into a submodule where there is one."""
    if origin.items:
        return None
    if origin.attribute:
        return replace(origin, attribute=f"{origin.attribute}.{attribute}")
    submodule = f"{origin.module}.{attribute}"
    child = sys.modules.get(submodule)
    if child is not None and namespace(sys.modules.get(origin.module)).get(attribute) is child:
        return Origin(submodule, "", tried=origin.tried, shown=True)
    return replace(origin, attribute=attribute)


def _inside(node: ast.AST) -> Iterator[ast.stmt]:
    """Return the statements directly inside one, its handlers' and cases' included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.excepthandler | ast.match_case):
            yield from _inside(child)


def _cell_of_magic(call: ast.expr) -> list[ast.stmt]:
    match call:
        case ast.Call(ast.Name("exec"), [ast.Constant(str(body))]):
            return _parsed(body)
        case ast.Call(
            ast.Attribute(attr="run_cell_magic" | "run_line_magic"),
            [ast.Constant(str(magic)), *_, ast.Constant(str(body))],
        ):
            if magic == "run":
                return body_of_run(body)
            return _parsed(body) if magic in _TRANSPARENT_MAGICS else []
    return []


def _parsed(body: str) -> list[ast.stmt]:
    try:
        return ast.parse(body).body
    except SyntaxError:
        return []  # it has magics of its own, or failed: none of its names are followed
