"""Which edits of a source file change nothing but function bodies."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import decode_source
from types import CodeType
from typing import Any, TypeAlias

from ..syntax import NOT_PARSED, parse
from .codes import Body, DoesNotFit, Pairs, Place, pair

# They hand back the function itself, or keep it where `patch` looks for it.
_TRANSPARENT = {"property", "classmethod", "staticmethod", "abstractmethod", "override", "final"}
_HOMES = {"abc", "typing", "typing_extensions"}
_ACCESSORS = {"setter", "getter", "deleter"}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class BodyEdit:
    """The plan of an edit that changes function bodies, or only moves lines.

    Attributes
    ----------
    filename
        The file, as code objects name it.
    changed
        The functions whose bodies differ.
    pairs
        What became of each code object.
    """

    filename: str
    changed: tuple[Body, ...]
    pairs: Pairs = field(repr=False)


def body_edit(old: bytes, new: bytes, filename: str) -> BodyEdit | None:
    """Compare two versions of a source file.

    Parameters
    ----------
    old
        The source that the loaded module was made from.
    new
        The source as it is now.
    filename
        What ``co_filename`` of the loaded code says.

    Returns
    -------
    BodyEdit or None
        None where more than bodies of plain functions and methods differs (undecorated, or under
        a decorator that only holds the function, as ``property``), or in doubt, as where one of
        them cannot be parsed.

    Examples
    --------
    >>> edit = body_edit(b"def f():\\n    return 1\\n", b"def f():\\n    return 2\\n", "m.py")
    >>> [body.qualname for body in edit.changed]
    ['f']
    >>> body_edit(b"x = 1", b"x = 2", "m.py") is None
    True
    """
    try:
        trees = _Trees(parse(old), parse(new), decode_source(old), decode_source(new))
        if not trees.equal(trees.old.body, trees.new.body):
            return None
        stubs = _places(_overloads(trees.old.body))
        old_code, new_code = _compile(old, filename), _compile(new, filename)
        pairs = pair(old_code, new_code, _places(trees.changed), stubs)
    except DoesNotFit:
        return None
    except NOT_PARSED:
        return None  # whoever imports it will say what is wrong
    return BodyEdit(filename, tuple(pairs.changed), pairs)


def _compile(source: bytes, filename: str) -> CodeType:
    # Warnings about the source are the import's to give, once.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(source, filename, "exec", dont_inherit=True)


class _Trees:
    """The syntax trees of both versions, and the functions found to differ in their bodies."""

    def __init__(self, old: ast.Module, new: ast.Module, old_text: str, new_text: str) -> None:
        self.old, self.new = old, new
        self.changed: list[Function] = []
        self._old_lines, self._new_lines = old_text.split("\n"), new_text.split("\n")

    def equal(self, old: Any, new: Any, *, inside: bool = False) -> bool:
        """Compare two nodes, or lists of nodes; bodies of functions only where `inside` one."""
        is_function = isinstance(old, Function) and not inside
        if type(old) is not type(new) and not (is_function and isinstance(new, Function)):
            return False
        if isinstance(old, list):
            return len(old) == len(new) and all(
                self.equal(a, b, inside=inside) for a, b in zip(old, new, strict=True)
            )
        if not isinstance(old, ast.AST):
            return bool(old == new)
        if isinstance(old, ast.stmt) and self._same_text(old, new):
            return True
        fields = [name for name in old._fields if not (is_function and name == "body")]
        return all(
            self.equal(getattr(old, name, None), getattr(new, name, None), inside=inside)
            for name in fields
        ) and (not is_function or self._may_differ(old, new))

    def _may_differ(self, old: Any, new: Any) -> bool:
        if type(old) is type(new) and self.equal(old.body, new.body, inside=True):
            return True
        self.changed.append(old)
        return all(_is_transparent(decorator, old.name) for decorator in old.decorator_list)

    def _same_text(self, old: ast.stmt, new: ast.stmt) -> bool:
        # Most statements are untouched, and comparing their lines is far cheaper than their nodes.
        return (old.col_offset, old.end_col_offset) == (
            new.col_offset,
            new.end_col_offset,
        ) and _lines(old, self._old_lines) == _lines(new, self._new_lines)


def _lines(node: ast.stmt, lines: list[str]) -> list[str]:
    return lines[_first_line(node) - 1 : node.end_lineno]


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _places(functions: Iterable[Function]) -> set[Place]:
    return {(node.name, _first_line(node)) for node in functions}


def _is_transparent(decorator: ast.expr, name: str) -> bool:
    match decorator:
        case ast.Name(called):
            return called in _TRANSPARENT
        case ast.Attribute(ast.Name(owner), called):
            return (owner == name and called in _ACCESSORS) or (
                owner in _HOMES and called in _TRANSPARENT
            )
    return False


def _overloads(body: Iterable[ast.stmt]) -> Iterator[Function]:
    """Find the stubs under ``@overload``, in classes too."""
    for node in body:
        if isinstance(node, Function):
            if any(_is_overload(decorator) for decorator in node.decorator_list):
                yield node
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _overloads(getattr(node, name, ()))


def _is_overload(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Name("overload") | ast.Attribute(_, "overload"):
            return True
    return False
