"""Which edits of a source file change little but function bodies."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import decode_source
from types import CodeType
from typing import Any

from ..syntax import NOT_PARSED, parse
from .codes import Body, Differing, DoesNotFit, Pairs, Place, pair
from .definitions import (
    Default,
    Function,
    is_one_class,
    is_open,
    may_mean_another,
    methods,
    other_constants,
)

# They hand back the function itself, or keep it where `patch` looks for it.
_TRANSPARENT = {"property", "classmethod", "staticmethod", "abstractmethod", "override", "final"}
_HOMES = {"abc", "typing", "typing_extensions"}
_ACCESSORS = {"setter", "getter", "deleter"}


@dataclass(frozen=True, eq=False)
class Gained:
    """A method that a class gains: its code, its definition, and what the class defines before."""

    code: CodeType
    node: Function
    earlier: frozenset[str]

    @property
    def has_text(self) -> bool:
        """Whether its annotations are kept as text."""
        return bool(self.code.co_flags & annotations.compiler_flag)


@dataclass(frozen=True, eq=False)
class BodyEdit:
    """The plan of an edit that changes function bodies, or little else, or only moves lines.

    Attributes
    ----------
    filename
        The file, as code objects name it.
    changed
        The functions whose bodies, or constants as default values, differ.
    members
        The methods that classes lose or gain.
    pairs
        What became of each code object.
    gained
        The methods among them that classes gain.
    """

    filename: str
    changed: tuple[Body, ...]
    members: tuple[Body, ...]
    pairs: Pairs = field(repr=False)
    gained: tuple[Gained, ...] = field(repr=False, default=())

    @property
    def goes_further(self) -> bool:
        """Whether it changes more than bodies: methods of classes, or default values."""
        return bool(self.members or self.pairs.defaults)


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
        None where more differs than bodies of plain functions and methods (undecorated, or under
        a decorator that only holds the function, as ``property``), constants that are their default
        values, and plain methods of a class; or in doubt, as where one of them cannot be parsed.

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
        differing = Differing(
            changed={_place(node): defaults for node, _, defaults in trees.changed},
            lost=frozenset(map(_place, trees.lost)),
            gained=frozenset(map(_place, trees.gained)),
            stubs=frozenset(map(_place, _overloads(trees.old.body))),
            inside=trees.defaults_inside,
        )
        pairs = pair(_compile(old, filename), _compile(new, filename), differing)
    except DoesNotFit:
        return None
    except NOT_PARSED:
        return None  # whoever imports it will say what is wrong
    nodes = {_place(node): (node, earlier) for node, earlier in trees.gained.items()}
    gained = tuple(Gained(x, *nodes[x.co_name, x.co_firstlineno]) for x in pairs.gained)
    if any(not x.has_text and may_mean_another(x.node, trees.new) for x in gained):
        return None
    members = [Body(code.co_qualname, code.co_firstlineno) for code in pairs.gained]
    members += [Body(name, line) for name, line in pairs.dropped.values()]
    return BodyEdit(filename, tuple(pairs.changed), tuple(members), pairs, gained)


def _compile(source: bytes, filename: str) -> CodeType:
    # Warnings about the source are the import's to give, once.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(source, filename, "exec", dont_inherit=True)


class _Trees:
    """The syntax trees of both versions, and the functions found to differ, or to be in but one."""

    def __init__(self, old: ast.Module, new: ast.Module, old_text: str, new_text: str) -> None:
        self.old, self.new = old, new
        self.changed: list[tuple[Function, Function, tuple[Default, ...]]] = []
        self.lost: list[Function] = []
        self.gained: dict[Function, frozenset[str]] = {}
        self._owners: list[ast.ClassDef] = []
        self._old_lines, self._new_lines = old_text.split("\n"), new_text.split("\n")

    def equal(self, old: Any, new: Any, *, inside: bool = False) -> bool:
        """Compare two nodes, or lists of nodes; bodies of functions only where `inside` one."""
        if isinstance(old, Function) and isinstance(new, Function) and not inside:
            return self._same_text(old, new) or self._equal_functions(old, new)
        if type(old) is not type(new):
            return False
        if isinstance(old, list):
            return len(old) == len(new) and all(
                self.equal(a, b, inside=inside) for a, b in zip(old, new, strict=True)
            )
        if not isinstance(old, ast.AST):
            return bool(old == new)
        if isinstance(old, ast.stmt) and self._same_text(old, new):
            return True
        if isinstance(old, ast.ClassDef) and not inside:
            return self._equal_classes(old, new)
        return self._equal_fields(old, new, inside=inside)

    def defaults_inside(self, old: Place, new: Place) -> tuple[Default, ...] | None:
        """Return the default values that differ of a function in a changed one.

        None where that is not all constants, or there is no telling, as of lambdas in one line.
        """
        before, after = self._inside[0].get(old, []), self._inside[1].get(new, [])
        if len(before) != len(after):
            return None
        found = {other_constants(a.args, b.args) for a, b in zip(before, after, strict=True)}
        if len(before) > 1 and found != {()}:
            return None
        return found.pop() if found else ()

    @cached_property
    def _inside(self) -> list[dict[Place, list[Function | ast.Lambda]]]:
        """Return the changed functions and all in them, in both versions, by their places."""
        inside: list[dict[Place, list[Function | ast.Lambda]]] = [{}, {}]
        for versions in self.changed:
            for one, node in zip(inside, versions[:2], strict=True):
                for part in ast.walk(node):
                    if isinstance(part, (Function, ast.Lambda)):
                        one.setdefault(_place(part), []).append(part)
        return inside

    def _equal_fields(self, old: ast.AST, new: ast.AST, *but: str, inside: bool = False) -> bool:
        return all(
            self.equal(getattr(old, name, None), getattr(new, name, None), inside=inside)
            for name in old._fields
            if name not in but
        )

    def _equal_functions(self, old: Function, new: Function) -> bool:
        """Compare two functions but for what may differ."""
        defaults = self._defaults(old.args, new.args)
        if defaults is None or not self._equal_fields(old, new, "args", "body"):
            return False
        if type(old) is type(new) and self.equal(old.body, new.body, inside=True) and not defaults:
            return True
        self.changed.append((old, new, defaults))
        if defaults and (old.decorator_list or not all(is_open(x, self.new) for x in self._owners)):
            return False
        return all(_is_transparent(each, old.name) for each in old.decorator_list)

    def _defaults(self, old: ast.arguments, new: ast.arguments) -> tuple[Default, ...] | None:
        """Return the default values that differ; None if anything else does."""
        same = self._equal_fields(old, new, "defaults", "kw_defaults")
        return other_constants(old, new) if same else None

    def _equal_classes(self, old: ast.ClassDef, new: ast.ClassDef) -> bool:
        """Compare two classes but for plain methods that are in but one."""
        found = methods(old, new, self.new)
        if found is None:
            return False
        if (found.lost or found.gained) and not self._is_known(new.name):
            return False
        self.lost += found.lost
        self.gained.update(found.gained)
        bodies = (
            [node for node in old.body if node not in found.lost],
            [node for node in new.body if node not in found.gained],
        )
        self._owners.append(new)
        same = self._equal_fields(old, new, "body") and self.equal(*bodies)
        self._owners.pop()
        return same

    def _is_known(self, name: str) -> bool:
        """Tell a class that goes by that name from one that may be another."""
        if self._owners or not all(is_one_class(name, tree) for tree in (self.old, self.new)):
            return False
        # No function binds it, either.
        lines = (*self._old_lines, *self._new_lines)
        return not any("global" in line and name in line for line in lines)

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


def _place(node: Function | ast.Lambda) -> Place:
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    return node.name, _first_line(node)


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
