"""Which names the source of a module mentions, in code that its import runs and in functions."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from ..syntax import parse

Entry: TypeAlias = tuple[Literal["name", "method", "class", "hooks"], str]
"""A way to reach code: by a bare name; by that of a method or property, which to read or set may
be enough; by a class, of which there may be instances; by subclassing one."""

DYNAMIC = frozenset(
    {"getattr", "eval", "exec", "globals", "locals", "vars", "dir", "attrgetter", "methodcaller"}
    | {"getmembers", "__dict__", "__getattribute__", "__subclasses__"}
)
"""Names that get at functions whose names are not written down."""

_HOOKS = {"__init_subclass__", "__class_getitem__", "__mro_entries__", "__set_name__"}
# Decorators known not to run what they decorate.
_QUIET = (
    {"property", "classmethod", "staticmethod", "cached_property", "setter", "getter", "deleter"}
    | {"abstractmethod", "override", "final", "overload", "wraps", "dataclass", "total_ordering"}
    | {"cache", "lru_cache", "contextmanager", "asynccontextmanager", "fixture"}
    | {"singledispatch", "singledispatchmethod", "register"}
)
# Calls that only hold what they are given.
_HOLDERS = {"property", "classmethod", "staticmethod", "partial", "partialmethod"}


@dataclass
class Block:
    """Code that runs as a whole, or a value that is used as a whole.

    Attributes
    ----------
    entry
        How it is reached; None for the top level.
    names
        The names that it mentions, attributes too.
    whole
        Those that it does not only take an attribute of.
    touched
        Attributes that it reads or sets on the way, not using the value.
    bases
        Names mentioned only as base classes or in annotations.
    runs
        The import may run it: the top level, and what an unknown decorator is given.
    """

    entry: Entry | None
    names: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    runs: bool = False


@dataclass
class Mentions:
    """What one module mentions.

    Attributes
    ----------
    blocks
        Its blocks, that which its import runs first.
    classes
        Its classes: name, and the dotted names of the bases and the metaclass.
    """

    blocks: list[Block]
    classes: list[tuple[str, frozenset[str]]]


@lru_cache(maxsize=32)  # several questions are asked of one edit, and of the next
def read(source: bytes) -> Mentions:
    """Read the mentions of a module; nobody may change them.

    Raises
    ------
    NOT_PARSED
        If the source cannot be parsed.

    Examples
    --------
    >>> mentions = read(b"def f(): g()\\nx = f()")
    >>> [(block.entry, sorted(block.names)) for block in mentions.blocks]
    [(None, ['f']), (('name', 'f'), ['g'])]
    """
    reader = _Reader()
    reader.visit(parse(source))
    return Mentions(reader.blocks, reader.classes)


def entry_of(name: str, owner: str | None) -> Entry:
    """Give the way to reach a function: by its name, or a special method through its class."""
    if owner is None:
        return ("name", name)
    if name.startswith("__") and name.endswith("__"):
        return ("hooks" if name in _HOOKS else "class", owner)
    return ("method", name)


class _Reader(ast.NodeVisitor):
    """Sorts the names of a module into blocks."""

    def __init__(self) -> None:
        self._block = Block(None, runs=True)
        self.blocks = [self._block]
        self.classes: list[tuple[str, frozenset[str]]] = []
        self._owner: str | None = None
        self._is_in_function = False

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._block.names.add(node.id)
            self._block.whole.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        is_read = isinstance(node.ctx, ast.Load)
        (self._block.names if is_read else self._block.touched).add(node.attr)
        if is_read:
            self._block.whole.add(node.attr)
        owner = node.value
        while isinstance(owner, ast.Attribute):
            self._block.names.add(owner.attr)
            owner = owner.value
        if isinstance(owner, ast.Name):
            self._block.names.add(owner.id)
        else:
            self.visit(owner)

    def visit_If(self, node: ast.If) -> None:
        skipped = node.body if _is_not_run(node.test) else []
        for child in ast.iter_child_nodes(node):
            if child not in skipped:
                self.visit(child)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        match node:
            case ast.Subscript(space, ast.Constant(str(key))) if _is_namespace(space):
                self._block.names.add(key)
                self._visit_all(list(ast.iter_child_nodes(space)))
            case _:
                self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(ast.Name("getattr"), [_, ast.Constant(str(path)), *_]) | ast.Call(
                ast.Name("attrgetter" | "methodcaller")
                | ast.Attribute(_, "attrgetter" | "methodcaller"),
                [ast.Constant(str(path)), *_],
            ):
                self._block.names.update(path.split("."))
                self._visit_all([*node.args, *node.keywords])
            case ast.Call(
                ast.Attribute(space, "get" | "pop" | "setdefault"), [ast.Constant(str(key)), *rest]
            ) if _is_namespace(space):
                self._block.names.add(key)
                self._visit_all([*ast.iter_child_nodes(space), *rest])
            case ast.Call(ast.Attribute(space, "update")) if _is_namespace(space):
                self._visit_all([*ast.iter_child_nodes(space), *node.args, *node.keywords])
            case _:
                self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.asname is not None:
                self.blocks.append(Block(("name", alias.asname), {alias.name}))

    def visit_Assign(self, node: ast.Assign) -> None:
        self._assign(node.targets, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._assign([node.target], node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._visit_as_base(node.annotation)
        if node.value is not None:
            self._assign([node.target], node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._visit_all(node.decorator_list)
        for base in node.bases:
            self._visit_as_base(base)
        self._visit_all(node.keywords)
        if not _are_quiet(node.decorator_list):
            self._visit_all([x.annotation for x in node.body if isinstance(x, ast.AnnAssign)])
        bases = [*node.bases, *(kw.value for kw in node.keywords if kw.arg == "metaclass")]
        self.classes.append((node.name, frozenset(map(_dotted_name, bases))))
        if not _are_quiet(node.decorator_list):
            self._block.names.add(node.name)
        owner, self._owner = self._owner, node.name
        self._visit_all(node.body)
        self._owner = owner

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        # Who decorates something may look at the classes that its annotations name.
        visit = self._visit_as_base if _are_quiet(node.decorator_list) else self.visit
        for part in ast.walk(node.args):
            if isinstance(part, ast.arg) and part.annotation is not None:
                visit(part.annotation)
        if node.returns is not None:
            visit(node.returns)
        self._visit_all([*node.args.defaults, *filter(None, node.args.kw_defaults)])
        if self._is_in_function:
            self._visit_all([*node.decorator_list, *node.body])
            return
        block = Block(entry_of(node.name, self._owner), runs=not _are_quiet(node.decorator_list))
        self.blocks.append(block)
        for decorator in node.decorator_list:
            is_kept = _are_quiet([decorator]) and _only_holds_arguments(decorator)
            self._inside(block if is_kept else self._block, [decorator])
        self._is_in_function = True
        self._inside(block, node.body)
        self._is_in_function = False

    visit_AsyncFunctionDef = visit_FunctionDef

    def _visit_all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _visit_as_base(self, node: ast.expr) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                self.visit(part)
            elif isinstance(part, (ast.Name, ast.Attribute)):
                self._block.bases.add(last_name(part))

    def _inside(self, block: Block, nodes: Sequence[ast.AST]) -> None:
        outer, self._block = self._block, block
        self._visit_all(nodes)
        self._block = outer

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> None:
        for target in targets:
            self._visit_target(target)
        if self._is_in_function or not _only_holds(value):
            self.visit(value)
            return
        for target in targets:
            # Who uses the target uses what it holds; else nobody does.
            block = Block(("name", last_name(target)))
            self.blocks.append(block)
            self._inside(block, [value])
        self._touch(value)

    def _visit_target(self, target: ast.expr) -> None:
        """Visit what is assigned to: to set an attribute or item of something is no use of it."""
        match target:
            case ast.Attribute(inner, name):
                self._block.touched.add(name)
                self._visit_target(inner)
            case ast.Subscript(inner, key):
                self._visit_target(inner)
                self.visit(key)
            case ast.Name():
                pass
            case _:
                self.visit(target)

    def _touch(self, value: ast.expr) -> None:
        for part in ast.walk(value):
            if isinstance(part, ast.Attribute):
                self._block.touched.add(part.attr)


def last_name(node: ast.expr) -> str:
    """Give the bare name of an expression: ``c`` of ``a.b.c``, ``a.b.c[d]`` and ``c()``."""
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
        case ast.Subscript(value) | ast.Call(value):
            return last_name(value)
    return ""


def _dotted_name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(owner, name):
            return f"{_dotted_name(owner)}.{name}"
        case ast.Subscript(value):
            return _dotted_name(value)
    return last_name(node)


def _are_quiet(decorators: list[ast.expr]) -> bool:
    return all(last_name(decorator) in _QUIET for decorator in decorators)


def _is_namespace(node: ast.expr) -> bool:
    match node:
        case ast.Call(ast.Name("globals" | "locals" | "vars")) | ast.Attribute(_, "__dict__"):
            return True
    return False


def _is_not_run(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
    return last_name(test) == "TYPE_CHECKING"


def _only_holds(value: ast.expr) -> bool:
    match value:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(inner) | ast.Starred(inner):
            return _only_holds(inner)
        case ast.List(parts) | ast.Tuple(parts) | ast.Set(parts):
            return all(map(_only_holds, parts))
        case ast.Dict(keys, values):
            return all(_only_holds(part) for part in [*filter(None, keys), *values])
        case ast.Call(called):
            return last_name(called) in _HOLDERS and _only_holds_arguments(value)
    return False


def _only_holds_arguments(called: ast.expr) -> bool:
    match called:
        case ast.Call(_, parts, keywords):
            return all(map(_only_holds, [*parts, *(keyword.value for keyword in keywords)]))
    return _only_holds(called)
