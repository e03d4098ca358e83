"""What a source says of the values that its names are bound to: which begin alike in both versions.

``lock = Lock()``, unchanged in an edited file: the lock of the former run is as good as a new one,
and the session may have made something of it. ``_cache = {}``, filled by a function that returns
what it finds there: that is to be made anew.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator

from ..syntax import tree_of

#: Names along the way to a value: of classes, then of the attribute.
Way = tuple[str, ...]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SAFE = (
    ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.keyword, ast.Tuple, ast.List, ast.Dict,
    ast.Set, ast.UnaryOp, ast.BinOp, ast.expr_context, ast.operator, ast.unaryop,
)  # fmt: skip


def begin_alike(old: bytes, new: bytes, is_users: Callable[[str], bool]) -> frozenset[Way]:
    """Return the names that both versions bind once, to what no edit changes, and then leave alone.

    Parameters
    ----------
    old, new
        Python source.
    is_users
        Tells of an imported module whether it is the user's own, and may be edited.

    Examples
    --------
    >>> source = b"import queue; q = queue.Queue(); n = len(NAMES)"
    >>> sorted(begin_alike(source, source, lambda name: False))
    [('q',)]
    """
    before = _bound_once(old, is_users)
    after = before if new == old else _bound_once(new, is_users)
    return frozenset(way for way, value in before.items() if after.get(way) == value)


def _bound_once(source: bytes, is_users: Callable[[str], bool]) -> dict[Way, str]:
    tree = tree_of(source)
    known = set(vars(builtins)) | {"__name__"}
    known |= set(_imported(tree.body, is_users))
    bound: dict[Way, list[ast.expr | None]] = {}
    _collect(tree.body, (), bound)
    known -= {way[0] for way in bound if len(way) == 1}
    read = _names_read(tree)
    return {
        way: ast.dump(values[0])
        for way, values in bound.items()
        if len(values) == 1 and values[0] is not None and way[-1] not in read
        if _is_known(values[0], known)
    }


def _imported(body: list[ast.stmt], is_users: Callable[[str], bool]) -> Iterator[str]:
    """Yield the names that import statements bind to what is not the user's."""
    for statement in body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if not is_users(alias.name):
                    yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(statement, ast.ImportFrom) and not (
            statement.level or is_users(statement.module or "")
        ):
            yield from (alias.asname or alias.name for alias in statement.names)


def _collect(body: list[ast.stmt], way: Way, bound: dict[Way, list[ast.expr | None]]) -> None:
    """Note all that statements bind, with the value; None where that is not written out."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            bound.setdefault((*way, statement.name), []).append(None)
            _collect(statement.body, (*way, statement.name), bound)
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                for name, value in _assigned(target, statement.value):
                    bound.setdefault((*way, name), []).append(value if len(targets) == 1 else None)
            continue
        for name in _stored(statement):
            bound.setdefault((*way, name), []).append(None)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) == len(value.elts):
            for one, its in zip(target.elts, value.elts, strict=True):
                yield from _assigned(one, its)
            return
        yield from ((name, None) for name in _stored(target))
    else:
        yield from ((name, None) for name in _stored(target))


def _stored(node: ast.AST) -> Iterator[str]:
    """Yield the names that code binds where it stands, that of functions in it aside."""
    if isinstance(node, _FUNCTIONS):
        if not isinstance(node, ast.Lambda):
            yield node.name
        return
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _stored(child)


def _names_read(tree: ast.AST) -> set[str]:
    """Return the names and attributes that the code of an import reads: not in function bodies."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
        if isinstance(node, _FUNCTIONS):
            waiting += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            waiting += getattr(node, "decorator_list", ())
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def _is_known(value: ast.expr, known: set[str]) -> bool:
    nodes = list(ast.walk(value))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names <= known and all(isinstance(node, _SAFE) for node in nodes)


def caches(source: bytes) -> frozenset[str]:
    """Return the names of caches by hand: functions fill them where they find nothing there.

    Parameters
    ----------
    source
        Python source.

    Examples
    --------
    >>> sorted(caches(b'''
    ... def f(x):
    ...     if x not in _cache:
    ...         _cache[x] = x * 2
    ...     return _cache[x]
    ... def count(x):
    ...     counts[x] = counts.get(x, 0) + 1
    ... '''))
    ['_cache']
    """
    return frozenset().union(*map(_filled_and_returned, _functions(source)))


def counters(source: bytes) -> frozenset[str]:
    """Return the names that functions add to, or take from.

    Examples
    --------
    >>> sorted(counters(b"def tick(): global n; n += 1"))
    ['n']
    """
    return frozenset(
        name
        for function in _functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub)
        for name in _base(node.target)
    )


def _functions(source: bytes) -> list[ast.AST]:
    return [node for node in ast.walk(tree_of(source)) if isinstance(node, _FUNCTIONS[:2])]


def _filled_and_returned(function: ast.AST) -> set[str]:
    filled: set[str] = set()
    summed: set[str] = set()
    returned: set[str] = set()
    sources: dict[str, set[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign):
            summed |= _base(node.target)
        elif isinstance(node, ast.Assign):
            read = _read_in(node.value)
            bases = set().union(*map(_base, node.targets))
            summed |= bases & read
            filled |= bases
            for base in bases:
                sources.setdefault(base, set()).update(read | bases)
        elif isinstance(node, ast.Return) and node.value is not None:
            returned |= _read_in(node.value)
    for name in list(returned):
        returned |= sources.get(name, set())
    tested = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.If | ast.IfExp | ast.Try | ast.While)
        for name in _read_in(node.test if not isinstance(node, ast.Try) else node)
    }
    tested |= {base for name in tested for base in sources.get(name, ())}
    return (filled & returned & tested) - summed


def _base(target: ast.expr) -> set[str]:
    """Return the name, or the attribute's, that an assignment fills or binds."""
    while isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Attribute):
        return {target.attr}
    return {target.id} if isinstance(target, ast.Name) else set()


def _read_in(node: ast.AST) -> set[str]:
    return {
        one.id if isinstance(one, ast.Name) else one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    }
