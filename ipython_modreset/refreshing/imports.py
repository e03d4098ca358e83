"""What a module's source imports."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import resolve_name
from typing import Any

from ..syntax import tree_of


@dataclass(frozen=True, slots=True)
class Import:
    """One thing that a source imports.

    Attributes
    ----------
    module
        Absolute name of the module that the statement names.
    attribute
        What it takes from there, or None where it takes the module itself.
    used
        Dotted names looked up on it, as in ``import p`` and later ``p.c.x``: ``{"c.x"}``; and an
        empty one where it is used as a whole.
    at_top
        Whether the statement runs when the source does, and not when a function is called.
    """

    module: str
    attribute: str | None
    used: frozenset[str] = frozenset()
    at_top: bool = False


@lru_cache(maxsize=4096)
def imports_of(source: bytes, package: str) -> tuple[Import, ...]:
    """Read the imports of a source at any depth and in its order, ``TYPE_CHECKING`` blocks aside.

    Calls of ``__import__`` and ``import_module`` count where the name is written out.

    Parameters
    ----------
    source
        Python source.
    package
        The package that relative imports start from.

    Returns
    -------
    tuple of Import
        None twice. Empty where the source cannot be parsed: it cannot have been imported either.

    Examples
    --------
    >>> [found.module for found in imports_of(b"from .a import b", "p")]
    ['p.a']
    """
    if b"import" not in source:
        return ()  # a large table, say, that need not be parsed for this
    tree = tree_of(source)
    used = _lookups(tree)
    found = [
        one
        for each, at_top in _statements(tree.body)
        for one in _imports(each, package, used, at_top)
    ]
    if b"__import__" in source or b"import_module" in source:
        found += _calls(tree)
    return tuple(dict.fromkeys(found))


def modules_imported(found: Import, loaded: Container[str]) -> Iterator[str]:
    """Return the loaded modules whose code an import takes something from.

    ``from p import c`` takes from ``p.c`` where that is a module, and not from ``p``, whose code it
    need not see; ``import p`` and later ``p.c.x`` takes from both.
    """
    if found.attribute is None:
        yield found.module
        base = found.module
    else:
        base = f"{found.module}.{found.attribute}"
        yield base if base in loaded else found.module
    for chain in found.used:
        parts = chain.split(".") if chain else []
        for length in range(1, len(parts) + 1):
            name = ".".join([base, *parts[:length]])
            if name in loaded:
                yield name


def _imports(
    statement: ast.stmt, package: str, used: dict[str, set[str]], at_top: bool
) -> Iterator[Import]:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            if alias.asname is None:
                # Binds the top-level package, through which anything below is looked up.
                top = alias.name.partition(".")[0]
                chains = frozenset(used.get(top, ()))
                yield Import(alias.name, None, at_top=at_top)
                if top == alias.name or not all(_leads_into(one, alias.name) for one in chains):
                    yield Import(top, None, chains, at_top)
            else:
                yield Import(alias.name, None, frozenset(used.get(alias.asname, ())), at_top)
    elif isinstance(statement, ast.ImportFrom):
        module = _absolute(statement, package)
        if module is not None:
            for alias in statement.names:
                bound = alias.asname or alias.name
                yield Import(module, alias.name, frozenset(used.get(bound, ())), at_top)


def _calls(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                ast.Name("__import__" | "import_module") | ast.Attribute(_, "import_module"),
                [ast.Constant(str(name)), *_],
            ) if not name.startswith("."):
                yield Import(name, None)


def _leads_into(chain: str, module: str) -> bool:
    """Tell whether ``top.chain`` only passes through packages on the way to `module`."""
    below = module.partition(".")[2]
    return chain == below or chain.startswith(below + ".") or below.startswith(chain + ".")


def _absolute(statement: ast.ImportFrom, package: str) -> str | None:
    name = "." * statement.level + (statement.module or "")
    try:
        return resolve_name(name, package)
    except ImportError:
        return None  # beyond the top-level package: the statement fails where it is run


def _statements(nodes: Iterable[ast.AST], at_top: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    """Walk the import statements, less those of type checkers; tell which run with the source."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, at_top
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _statements(node.orelse, at_top)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _statements(node.body, at_top=False)
        elif isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements(ast.iter_child_nodes(node), at_top)


def _is_type_checking(test: ast.expr) -> bool:
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Do what `ast.walk` does, in half the time: the outermost first."""
    waiting: list[Any] = [tree]
    for node in waiting:
        yield node
        for name in node._fields:
            part = getattr(node, name, None)
            if type(part) is list:
                waiting += [one for one in part if isinstance(one, ast.AST)]
            elif isinstance(part, ast.AST):
                waiting.append(part)


def _lookups(tree: ast.AST) -> dict[str, set[str]]:
    """Return, for each name, the dotted attributes looked up on it; "" where it stands alone."""
    found: dict[str, set[str]] = {}
    owners: set[ast.expr] = set()
    for node in _walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            parts: list[str] = []
            inner: ast.expr = node
            while isinstance(inner, ast.Attribute):
                parts.append(inner.attr)
                owners.add(inner := inner.value)
            if isinstance(inner, ast.Name) and (parts or inner not in owners):
                found.setdefault(inner.id, set()).add(".".join(reversed(parts)))
    return found
