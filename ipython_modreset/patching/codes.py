"""Code objects of two versions of one file: which is which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from inspect import (
    CO_ASYNC_GENERATOR,
    CO_COROUTINE,
    CO_GENERATOR,
    CO_OPTIMIZED,
    CO_VARARGS,
    CO_VARKEYWORDS,
)
from types import CellType, CodeType, FunctionType
from typing import Any, TypeAlias

from ..identity import id
from .definitions import Default

_RESUMABLE = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR

CLASS_CELL = ("__class__",)
"""The free variables of a method that says ``super()`` or ``__class__``."""

CodeKey: TypeAlias = tuple[Any, ...]
Place: TypeAlias = tuple[str, int]
"""Name and first line (the first decorator's, if any), as code objects give them."""


class DoesNotFit(Exception):
    """The two versions differ in more than bodies."""


@dataclass(frozen=True)
class Differing:
    """Where functions differ, as the syntax trees say.

    Attributes
    ----------
    changed
        The functions whose bodies differ, or their default values, and how.
    lost, gained
        The methods that are in but one version. Gained ones are placed as the new version does,
        all others as the old one does.
    stubs
        Functions that nothing ever runs, so that nobody need look for them.
    inside
        Tells which default values differ of a function inside a changed one, None in doubt.
    """

    changed: Mapping[Place, tuple[Default, ...]]
    lost: Set[Place] = frozenset()
    gained: Set[Place] = frozenset()
    stubs: Set[Place] = frozenset()
    inside: Callable[[Place, Place], tuple[Default, ...] | None] = lambda old, new: ()


@dataclass(frozen=True)
class Body:
    """A function or method whose body an edit changes.

    Attributes
    ----------
    qualname
        As in ``__qualname__``; never with ``<locals>``: a change in a nested function is one of
        the function that the import defines.
    line
        Its first line before the edit, decorators included.
    redocumented
        Its docstring changes.
    retyped
        It becomes a generator or coroutine function, or ceases to be one.
    resumable
        It was a generator or coroutine function: what a call returned may be yet to run.
    defaults
        The default values that differ, its own and those of functions inside.
    """

    qualname: str
    line: int
    redocumented: bool = False
    retyped: bool = False
    resumable: bool = False
    defaults: tuple[Default, ...] = ()

    @property
    def owner(self) -> str:
        """The qualified name of its class, or an empty one."""
        return self.qualname.rpartition(".")[0]


@dataclass(eq=False)
class Pairs:
    """What became of each code object.

    Attributes
    ----------
    changed
        The functions whose bodies differ.
    moved
        Key of an old function's code to the new code, where anything differs, lines included.
    same
        Keys of the functions' code that stays as it is.
    lost
        Keys of the code of nested functions that have no counterpart any more.
    defined
        Keys of the functions that the import defines with ``def``, in classes too.
    classes
        Qualified name and former first line of each class, and the new code of its body.
    dropped
        Keys of the code of methods that are lost, with qualified name and line.
    gained
        The code of methods that are new.
    defaults
        Keys of the code of functions whose default values differ, and how.
    """

    changed: list[Body] = field(default_factory=list)
    moved: dict[CodeKey, CodeType] = field(default_factory=dict)
    same: set[CodeKey] = field(default_factory=set)
    lost: set[CodeKey] = field(default_factory=set)
    defined: set[CodeKey] = field(default_factory=set)
    classes: list[tuple[str, int, CodeType]] = field(default_factory=list)
    dropped: dict[CodeKey, tuple[str, int]] = field(default_factory=dict)
    gained: list[CodeType] = field(default_factory=list)
    defaults: dict[CodeKey, tuple[Default, ...]] = field(default_factory=dict)


def pair(old: CodeType, new: CodeType, differing: Differing) -> Pairs:
    """Pair the code objects of both versions of a module.

    Outside function bodies both have the same shape, so code objects correspond in their order.
    Inside a changed body they are matched by name, as far as they fit.

    Parameters
    ----------
    old, new
        The code of the module.
    differing
        Where they differ.

    Raises
    ------
    DoesNotFit
        If the shapes differ, or a changed function cannot be given its new code.

    Examples
    --------
    >>> old, new = (compile(f"def f(): return {n}", "m.py", "exec") for n in "12")
    >>> [body.qualname for body in pair(old, new, Differing({("f", 1): ()})).changed]
    ['f']
    """
    pairs = Pairs()
    _pair_scope(pairs, old, new, differing)
    wanted = (differing.changed, differing.lost, differing.gained)
    if list(map(len, (pairs.changed, pairs.dropped, pairs.gained))) != list(map(len, wanted)):
        raise DoesNotFit  # the compiler dropped one, as under `if 0:`, or two share a place
    return pairs


def code_key(code: CodeType) -> CodeKey:
    """Identify a code object by all that it says: two compilations of one source agree.

    Equality of code objects themselves ignores where on a line the code stood, and is upset by
    the order of ``__static_attributes__``, which differs from process to process.
    """
    return (
        code.co_qualname,
        code.co_firstlineno,
        code.co_linetable,
        _consts(code, code_key),
        *_content(code),
    )


def docstring(code: CodeType) -> str | None:
    """Give the docstring that a new function of that code has."""
    cells = tuple(CellType() for _ in code.co_freevars)
    return FunctionType(code, {}, closure=cells).__doc__


def nested(code: CodeType) -> Iterator[CodeType]:
    """Give the code objects that stand directly inside another."""
    return (const for const in code.co_consts if type(const) is CodeType)


def kind(code: CodeType) -> int:
    """Give the flag of a generator or coroutine function, 0 for others."""
    return code.co_flags & _RESUMABLE


def is_function(code: CodeType) -> bool:
    """Tell the code of functions (lambdas and comprehensions too) from class and module bodies."""
    return bool(code.co_flags & CO_OPTIMIZED)


def _pair_scope(pairs: Pairs, old: CodeType, new: CodeType, differing: Differing) -> None:
    """Pair what a module, a class body or the parameters of a generic define."""
    lost = [code for code in nested(old) if _place(code) in differing.lost]
    pairs.dropped.update((code_key(a), (a.co_qualname, a.co_firstlineno)) for a in lost)
    pairs.gained += [code for code in nested(new) if _place(code) in differing.gained]
    olds = [code for code in nested(old) if _place(code) not in differing.lost]
    news = [code for code in nested(new) if _place(code) not in differing.gained]
    for a, b in _in_order(olds, news):
        if not is_function(a):
            pairs.classes.append((a.co_qualname, a.co_firstlineno, b))
            _pair_scope(pairs, a, b, differing)
        elif a.co_name.startswith("<generic parameters of"):
            _pair_scope(pairs, a, b, differing)
        else:
            if _place(a) in differing.changed:
                key = _pair_changed(pairs, a, b, differing)
            else:
                key = _pair_unchanged(pairs, a, b)
            if not a.co_name.startswith("<") and _place(a) not in differing.stubs:
                pairs.defined.add(key)


def _place(code: CodeType) -> Place:
    return code.co_name, code.co_firstlineno


def _in_order(olds: list[CodeType], news: list[CodeType]) -> Iterator[tuple[CodeType, CodeType]]:
    if [code.co_name for code in olds] != [code.co_name for code in news]:
        raise DoesNotFit
    return zip(olds, news, strict=True)


def _pair_changed(pairs: Pairs, old: CodeType, new: CodeType, differing: Differing) -> CodeKey:
    if not _fits(old, new, class_cell=True):
        raise DoesNotFit
    own = differing.changed[_place(old)]
    key = _add(pairs, old, new, own)
    pairs.changed.append(
        Body(
            old.co_qualname,
            old.co_firstlineno,
            redocumented=docstring(old) != docstring(new),
            retyped=kind(old) != kind(new),
            resumable=kind(old) != 0,
            defaults=(*own, *_pair_inside(pairs, old, new, differing)),
        )
    )
    return key


def _pair_unchanged(pairs: Pairs, old: CodeType, new: CodeType) -> CodeKey:
    for a, b in _in_order(list(nested(old)), list(nested(new))):
        _pair_unchanged(pairs, a, b)
    return _add(pairs, old, new)


def _pair_inside(pairs: Pairs, old: CodeType, new: CodeType, differing: Differing) -> list[Default]:
    """Pair what stands inside a changed body; return the default values that differ there."""
    matches = _matches(list(nested(old)), list(nested(new)))
    found: list[Default] = []
    for a in nested(old):
        b = matches.get(id(a))
        defaults = None if b is None else differing.inside(_place(a), _place(b))
        if b is None or defaults is None or not _fits(a, b):
            _lose(pairs, a)
        else:
            _add(pairs, a, b, defaults)
            found += [*defaults, *_pair_inside(pairs, a, b, differing)]
    return found


def _add(pairs: Pairs, old: CodeType, new: CodeType, defaults: tuple[Default, ...] = ()) -> CodeKey:
    key, new_key = code_key(old), code_key(new)
    before = key if key in pairs.same else new_key
    if key in pairs.moved:
        before = code_key(pairs.moved[key])
    if before != new_key or defaults != pairs.defaults.get(key, defaults):
        pairs.lost.add(key)  # two of the same look part ways: nobody can say which is which
    elif key == new_key and not defaults:
        pairs.same.add(key)
    else:  # those with other default values are all to be found, too
        pairs.moved[key] = new
    if defaults:
        pairs.defaults[key] = defaults
    return key


def _lose(pairs: Pairs, old: CodeType) -> None:
    pairs.lost.add(code_key(old))
    for code in nested(old):
        _lose(pairs, code)


def _matches(olds: list[CodeType], news: list[CodeType]) -> dict[int, CodeType]:
    """Match code objects by name: the alike first, then the rest if as many are left."""
    matches: dict[int, CodeType] = {}
    for name in {code.co_name for code in olds}:
        left = [code for code in news if code.co_name == name]
        unmatched = []
        for old in (code for code in olds if code.co_name == name):
            shape = _shape(old)
            alike = next((i for i, new in enumerate(left) if _shape(new) == shape), None)
            if alike is None:
                unmatched.append(old)
            else:
                matches[id(old)] = left.pop(alike)
        if len(unmatched) == len(left):
            matches.update((id(old), new) for old, new in zip(unmatched, left, strict=True))
    return matches


def _shape(code: CodeType) -> CodeKey:
    """Identify a code object wherever it stands."""
    return (_consts(code, _shape), *_content(code))


def _content(code: CodeType) -> CodeKey:
    return (
        code.co_code,
        code.co_exceptiontable,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
    )


def _consts(code: CodeType, identify: Any) -> Any:
    consts = tuple(
        identify(const) if type(const) is CodeType else (type(const).__name__, const)
        for const in code.co_consts
    )
    if is_function(code):
        return consts
    return tuple(frozenset(const[1]) if const[0] == "tuple" else const for const in consts)


def _fits(old: CodeType, new: CodeType, *, class_cell: bool = False) -> bool:
    """Whether a live function may be given the new code: same arguments, same cells.

    A method may gain or lose its only cell, that of its class, which every class can supply.
    """
    if _interface(old) != _interface(new):
        return False
    cells = {old.co_freevars, new.co_freevars}
    return len(cells) == 1 or (class_cell and cells == {(), CLASS_CELL})


def _interface(code: CodeType) -> tuple[object, ...]:
    variadic = code.co_flags & CO_VARARGS, code.co_flags & CO_VARKEYWORDS
    count = code.co_argcount + code.co_kwonlyargcount + sum(map(bool, variadic))
    return (
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_varnames[:count],
        is_function(code),
        variadic,
    )
