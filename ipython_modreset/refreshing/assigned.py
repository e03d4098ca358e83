"""What cells set on modules, and on what these define: ``m.DEBUG = True``, ``m.OPTIONS["a"] = 1``.

A new process would run these cells again after it had imported the edited module.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..undo import Journal
from .spots import ABSENT, Step, put, reach


@dataclass(frozen=True, slots=True)
class Assigned:
    """The target of an assignment.

    Attributes
    ----------
    module
        The module that it leads into.
    path
        The steps from there, attributes and items with constant keys; the last one was set.
    """

    module: str
    path: tuple[Step, ...]


Value = tuple[Assigned, Any]


def targets(
    statement: ast.stmt, origin: Callable[[str], tuple[str, str] | None]
) -> Iterator[Assigned]:
    """Read what a statement sets inside modules.

    Parameters
    ----------
    statement
        A statement of a cell.
    origin
        Tells of a name which module, and which dotted attribute of it, it was imported from.

    Examples
    --------
    >>> (statement,) = ast.parse("m.A.x = 1").body
    >>> [found.path for found in targets(statement, lambda name: (name, ""))]
    [(('attribute', 'A'), ('attribute', 'x'))]
    """
    if isinstance(statement, ast.Assign):
        expressions = statement.targets
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign) and statement.value is not None:
        expressions = [statement.target]
    else:
        return
    for expression in expressions:
        for inner in expression.elts if isinstance(expression, ast.Tuple) else [expression]:
            found = _target(inner, origin)
            if found is not None:
                yield found


def values(assigned: Iterable[Assigned], modules: Collection[str]) -> list[Value]:
    """Return what the targets in `modules` hold now, before these run again."""
    found: list[Value] = []
    for one in assigned:
        if one.module in modules:
            value = reach(sys.modules.get(one.module, ABSENT), one.path)
            if value is not ABSENT:
                found.append((one, value))
    return found


def assign_again(saved: Iterable[Value], journal: Journal) -> list[Any]:
    """Set the targets in the modules as they are now; return what these had there themselves."""
    displaced: list[Any] = []
    for one, value in saved:
        module = sys.modules.get(one.module, ABSENT)
        if (own := reach(module, one.path)) is not value:
            displaced.append(own)
            put(module, one.path, value, journal)
    return displaced


def _target(
    expression: ast.expr, origin: Callable[[str], tuple[str, str] | None]
) -> Assigned | None:
    steps: list[Step] = []
    while not isinstance(expression, ast.Name):
        if isinstance(expression, ast.Attribute):
            steps.append(("attribute", expression.attr))
        elif isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
            steps.append(("item", expression.slice.value))
        else:
            return None
        expression = expression.value
    root = origin(expression.id)
    if not steps or root is None:
        return None
    module, attribute = root
    before: list[Step] = [("attribute", part) for part in attribute.split(".") if part]
    return Assigned(module, (*before, *reversed(steps)))
