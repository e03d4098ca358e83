"""Which names and other spots the statements of a cell bind, and to which expressions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_BLOCKS = (ast.stmt, ast.excepthandler, ast.match_case)


def bound_by(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    """Return the spots that an assignment binds, and to what; None where it cannot be told."""
    if isinstance(target, ast.Name) or _is_spot(target):
        yield ast.unparse(target), value
    elif isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        starred = any(isinstance(part, ast.Starred) for part in (*parts, *target.elts))
        if not parts:
            parts = [ast.Subscript(value, ast.Constant(index)) for index in range(len(target.elts))]
        if len(parts) == len(target.elts) and not starred:
            for inner, part in zip(target.elts, parts, strict=True):
                yield from bound_by(inner, part)
        else:
            yield from rebound(target)


def _is_spot(target: ast.expr) -> bool:
    """Tell whether a target is reached from a name by attributes and constant keys alone."""
    match target:
        case ast.Attribute(owner):
            return isinstance(owner, ast.Name) or _is_spot(owner)
        case ast.Subscript(owner, key):
            is_reached = isinstance(owner, ast.Name) or _is_spot(owner)
            return is_reached and isinstance(constant_of(key), str | int)
    return False


def rebound(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Return the names that the expressions of one statement, or a pattern, bind or delete.

    With what ``:=`` binds them to. Those of a comprehension or a lambda are its own.
    """
    match node:
        case ast.Lambda():
            return
        case ast.NamedExpr(ast.Name(name), value):
            yield name, value
        case ast.Name(name, ast.Store() | ast.Del()):
            yield name, None
        case (
            ast.MatchAs(name=str(name))
            | ast.MatchStar(str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name, None
    own = node.target if isinstance(node, ast.comprehension | ast.NamedExpr) else None
    for inner in ast.iter_child_nodes(node):
        if inner is not own and not isinstance(inner, _BLOCKS):
            yield from rebound(inner)


def constant_of(key: ast.expr) -> str | int | None:
    """Return a key that is written out; None for any other."""
    match key:
        case ast.Constant(str() | int() as value):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as value)):
            return -value
    return None
