"""What cells set on modules, and on what these define: ``m.DEBUG = True``, ``m.OPTIONS["a"] = 1``.

A new process would run these cells again after it had imported the edited module.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..look import class_dict, is_a, namespace
from ..strangers import instance_dict
from ..undo import Journal

_ABSENT = object()
Step = tuple[Literal["attribute", "item"], Any]


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
            holder = _holder(one)
            value = _ABSENT if holder is _ABSENT else _get(holder, one.path[-1])
            if value is not _ABSENT:
                found.append((one, value))
    return found


def assign_again(saved: Iterable[Value], journal: Journal) -> list[Any]:
    """Set the targets in the modules as they are now; return what these had there themselves."""
    displaced: list[Any] = []
    for one, value in saved:
        holder = _holder(one)
        if holder is not _ABSENT and (own := _get(holder, one.path[-1])) is not value:
            displaced.append(own)
            _set(holder, one.path[-1], value, journal)
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


def _holder(one: Assigned) -> Any:
    """Return the object whose attribute or item it is, looking only into namespaces."""
    holder: Any = sys.modules.get(one.module, _ABSENT)
    for step in one.path[:-1]:
        if holder is not _ABSENT:
            holder = _get(holder, step)
    return holder


def _get(holder: Any, step: Step) -> Any:
    kind, key = step
    if kind == "item":
        return dict.get(holder, key, _ABSENT) if type(holder) is dict else _ABSENT
    space = class_dict(holder) if is_a(holder, type) else namespace(holder)
    return space.get(key, _ABSENT)


def _set(holder: Any, step: Step, value: Any, journal: Journal) -> None:
    kind, key = step
    if kind == "item":
        if type(holder) is dict:
            journal.set_item(holder, key, value)
    elif is_a(holder, type):
        _set_on_class(holder, key, value, journal)
    elif (space := instance_dict(holder)) is not None:
        journal.set_item(space, key, value)


def _set_on_class(cls: type, name: str, value: Any, journal: Journal) -> None:
    before = class_dict(cls).get(name, _ABSENT)
    if before is _ABSENT:
        journal.note(_delete_on_class, cls, name)
    else:
        journal.note(type.__setattr__, cls, name, before)
    type.__setattr__(cls, name, value)


def _delete_on_class(cls: type, name: str) -> None:
    if name in class_dict(cls):
        type.__delattr__(cls, name)
