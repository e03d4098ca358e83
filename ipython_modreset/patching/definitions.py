"""What else of a class or a function may be changed in place: its methods, its default values.

Only such as can be made without the module's other code: constants, and plain methods.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
#: Where it stands among a function's default values: an index, or the name of a parameter.
Which: TypeAlias = int | str

# Their classes stay what they are, and they read no method but special ones.
_HARMLESS = {"dataclass", "final"}
_HOMES = {"dataclasses", "typing", "typing_extensions"}


@dataclass(frozen=True)
class Default:
    """A constant that is the default value of a parameter, and becomes another one."""

    which: Which
    old: object
    new: object


@dataclass(frozen=True, eq=False)
class Methods:
    """The plain methods that a class has lost and gained.

    Attributes
    ----------
    lost
        Those that are in the former version only.
    gained
        Those that are in the new one only, and the names that the class defines before each.
    """

    lost: tuple[Function, ...]
    gained: Mapping[Function, frozenset[str]]


def methods(old: ast.ClassDef, new: ast.ClassDef, module: ast.Module) -> Methods | None:
    """Tell which methods a class of a module has lost and gained; None where that is not all plain.

    Examples
    --------
    >>> old, new = (ast.parse(f"class A:\\n  x = 1\\n  def {name}(self): pass") for name in "fg")
    >>> found = methods(old.body[0], new.body[0], new)
    >>> [(node.name, *before) for node, before in found.gained.items()]
    [('g', 'x')]
    """
    before, after = _functions(old), _functions(new)
    lost = tuple(node for name, node in before.items() if name not in after)
    gained = [node for name, node in after.items() if name not in before]
    if not lost and not gained:
        return Methods((), {})
    rest = [node for node in new.body if node not in gained]
    names = {node.name for node in (*lost, *gained)}
    is_plain = is_open(new, module) and all(map(_is_plain, (*lost, *gained)))
    if not is_plain or not names.isdisjoint(_mentioned(rest)):
        return None
    earlier = {each: new.body[: new.body.index(each)] for each in gained}
    return Methods(lost, {each: frozenset(_bound(nodes)) for each, nodes in earlier.items()})


def is_open(node: ast.ClassDef, module: ast.Module) -> bool:
    """Tell a class that nobody is known to have looked through when it was made."""
    if node.keywords or not node.decorator_list:
        return not node.keywords
    called = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return {ast.unparse(each) for each in called} <= _harmless_decorators(module)


def _harmless_decorators(tree: ast.Module) -> frozenset[str]:
    """Return what a module calls the decorators of classes that are known to be harmless."""
    found: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(home, names, 0) if home in _HOMES:
                found += [each.asname or each.name for each in names if each.name in _HARMLESS]
            case ast.Import(names):
                homes = [each.asname or each.name for each in names if each.name in _HOMES]
                found += [f"{home}.{name}" for home in homes for name in _HARMLESS]
    return frozenset(found)


def _paired_defaults(old: ast.arguments, new: ast.arguments) -> list[tuple[Which, Any, Any]] | None:
    """Pair the default values of the same parameters; None where some have one in but one."""
    if len(old.defaults) != len(new.defaults) or len(old.kw_defaults) != len(new.kw_defaults):
        return None
    names = [arg.arg for arg in new.kwonlyargs]
    pairs: list[tuple[Which, Any, Any]] = [
        *zip(range(len(new.defaults)), old.defaults, new.defaults, strict=True),
        *zip(names, old.kw_defaults, new.kw_defaults, strict=True),
    ]
    return None if any((a is None) != (b is None) for _, a, b in pairs) else pairs


def _default(which: Which, old: ast.expr, new: ast.expr) -> Default | None:
    """Return what becomes of a default value that is a constant before and after, else None."""
    if is_constant(old) and is_constant(new):
        return Default(which, ast.literal_eval(old), ast.literal_eval(new))
    return None


def other_constants(old: ast.arguments, new: ast.arguments) -> tuple[Default, ...] | None:
    """Return the default values that differ; None where that is not all constants."""
    pairs = _paired_defaults(old, new)
    if pairs is None:
        return None
    both = [each for each in pairs if each[1] is not None]
    found = [_default(*each) for each in both if ast.dump(each[1]) != ast.dump(each[2])]
    return None if None in found else tuple(filter(None, found))


def is_constant(node: ast.expr) -> bool:
    """Tell a constant, which may be a negative number."""
    match node:
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() | complex())) | ast.Constant():
            return True
    return False


def parameters(args: ast.arguments) -> list[ast.arg]:
    """Return the parameters that may be annotated, in the order of ``__annotations__``."""
    variadic = ([args.vararg] if args.vararg else []), ([args.kwarg] if args.kwarg else [])
    return [*args.posonlyargs, *args.args, *variadic[0], *args.kwonlyargs, *variadic[1]]


def annotations_of(node: Function) -> list[ast.expr]:
    """Return the annotations of a function."""
    found = [*(arg.annotation for arg in parameters(node.args)), node.returns]
    return [each for each in found if each is not None]


def may_mean_another(node: Function, tree: ast.Module) -> bool:
    """Tell whether a name in a method's annotations is bound by its class, or after that begins.

    Then it stood for something else as the class body ran, or for nothing.
    """
    walked = (part for each in annotations_of(node) for part in ast.walk(each))
    names = {part.id for part in walked if isinstance(part, ast.Name)}
    last = [each for each in tree.body if (each.end_lineno or 0) >= node.lineno]
    bound = {*_bound(last), *_bound(getattr(last[0], "body", ()))}
    return bool(names) and ("*" in bound or not names.isdisjoint(bound))


def _functions(node: ast.ClassDef) -> dict[str, Function]:
    return {each.name: each for each in node.body if isinstance(each, Function)}


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that statements bind, less what is inside functions and classes."""
    for node in nodes:
        yield from _names_bound(node)
        if not isinstance(node, (ast.ClassDef, Function)):
            yield from _bound(ast.iter_child_nodes(node))


def _is_plain(node: Function) -> bool:
    """Tell a method that can be made from its code, constants and names."""
    values = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    type_params: list[ast.AST] = getattr(node, "type_params", [])  # from Python 3.12 on
    return (
        not (node.name.startswith("__") or node.decorator_list or type_params)
        and not any(arg.arg.startswith("__") for arg in parameters(node.args))
        and all(map(is_constant, values))
        and all(_is_simple(part) for each in annotations_of(node) for part in ast.walk(each))
    )


def _is_simple(node: ast.AST) -> bool:
    """Tell parts of annotations that say of a type what it is, and do nothing."""
    kinds = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Tuple, ast.List, ast.BinOp)
    return isinstance(node, (*kinds, ast.BitOr, ast.expr_context))


def is_one_class(name: str, tree: ast.Module) -> bool:
    """Tell whether a module's top level binds a name once, to a class."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return any(node.name == name for node in classes) and list(_bound(tree.body)).count(name) == 1


def _names_bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
            yield name
        case ast.Name(name, ast.Store() | ast.Del()):
            yield name
        case ast.alias(name, other):
            yield other or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def _mentioned(nodes: Sequence[ast.stmt]) -> set[str]:
    """Return the names that a class's body mentions, less those within functions."""
    shallow: list[ast.AST] = []
    for node in nodes:
        shallow += _outside(node) if isinstance(node, Function) else [node]
    return {part.id for node in shallow for part in ast.walk(node) if isinstance(part, ast.Name)}


def _outside(node: Function) -> Iterable[ast.AST]:
    return [part for part in ast.iter_child_nodes(node) if part not in node.body]
