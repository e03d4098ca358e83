"""New code objects into live functions."""

from __future__ import annotations

import dis
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

from ..class_contents import give
from ..look import class_dict, is_a, mro, namespace
from ..strangers import with_subclasses
from ..undo import Journal
from .bodies import BodyEdit, body_edit
from .caches import Cache, empty, stale_caches
from .closures import Closure, become, can_become
from .codes import Body, code_key, docstring
from .live import CannotPatch, live_functions, lookup
from .methods import Members, class_cell, members, owners, set_defaults, with_defaults

__all__ = ["BodyEdit", "CannotPatch", "Patched", "apply", "body_edit", "stale_caches"]

_NOTES = ("__firstlineno__", "__static_attributes__")


@dataclass(frozen=True)
class Patched:
    """What a patch did.

    Attributes
    ----------
    changed
        Qualified names of the functions whose bodies or default values changed.
    functions
        How many live functions got new code, those included that only moved in the file.
    searched
        Whether the heap had to be searched for them.
    members
        The classes that have lost or gained methods.
    """

    changed: tuple[str, ...]
    functions: int
    searched: bool
    members: tuple[Members, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Step:
    """One change, and the same thing the other way round."""

    do: Callable[..., None]
    owner: Any
    before: tuple[Any, ...]
    after: tuple[Any, ...]


def apply(
    edit: BodyEdit,
    module: ModuleType,
    journal: Journal,
    caches: Iterable[Cache] = (),
    own: Collection[Any] = (),
) -> Patched:
    """Give the live functions of a module their new code.

    Parameters
    ----------
    edit
        The plan; each module needs its own, and it is used up by this.
    module
        The loaded module.
    journal
        Takes down the way back.
    caches
        What `stale_caches` found, to be emptied.
    own
        What may hold methods that are lost, without being meant.

    Raises
    ------
    CannotPatch
        Before anything is changed.

    Examples
    --------
    >>> from importlib.util import module_from_spec, spec_from_loader
    >>> module = module_from_spec(spec_from_loader("m", None))
    >>> exec(compile("def f(): return 1", "m.py", "exec", dont_inherit=True), vars(module))
    >>> edit = body_edit(b"def f(): return 1", b"def f(): return 2", "m.py")
    >>> apply(edit, module, Journal())
    Patched(changed=('f',), functions=1, searched=False)
    >>> module.f()
    2
    """
    space = namespace(module)
    for body in edit.changed:
        _refuse_hashed(space, body)
    kinds = owners(edit, space)
    functions, searched = live_functions(edit.pairs, edit.filename, space)
    functions = [x for x in functions if code_key(x.__code__) not in edit.pairs.dropped]
    changing = members(edit, space, kinds, own)
    code = [step for function in functions for step in _for_function(edit, space, function)]
    notes = [step for body in edit.changed for step in _for_holder(edit, space, body)]
    notes += _for_classes(edit, space)
    exchanges = [_Step(give, each.owner, (each.before,), (each.after,)) for each in changing]
    for step in (*code, *exchanges, *notes):
        journal.note(step.do, step.owner, *step.before)
        step.do(step.owner, *step.after)
    empty(caches, journal)
    patched = sum(step.do is become for step in code)
    changed = tuple(body.qualname for body in edit.changed)
    return Patched(changed, patched, searched, tuple(changing))


def _for_function(edit: BodyEdit, space: dict[str, Any], function: FunctionType) -> Iterator[_Step]:
    old, closure = function.__code__, function.__closure__
    new = _new_code(edit, old)
    if new is None:
        return
    cells = closure
    if old.co_freevars != new.co_freevars:
        cells = _class_cell(space, new) if new.co_freevars else None
    if not can_become(function, new):
        raise CannotPatch(f"{function.__qualname__}: its cells cannot be changed")
    yield _Step(become, function, (old, closure), (new, cells))
    yield from _for_docstring(function, old, new)
    if differing := edit.pairs.defaults.get(code_key(old)):
        before = function.__defaults__, function.__kwdefaults__
        yield _Step(set_defaults, function, before, with_defaults(function, differing))


def _new_code(edit: BodyEdit, old: CodeType) -> CodeType | None:
    """Give the code that takes the place of a live function's, None where it stays."""
    key = code_key(old)
    if key not in edit.pairs.lost:
        if key in edit.pairs.moved:
            return edit.pairs.moved[key]
        if key in edit.pairs.same:
            return None
    raise CannotPatch(f"{old.co_qualname}: there is no telling which code is its new one")


def _class_cell(space: dict[str, Any], code: CodeType) -> Closure:
    owner = lookup(space, code.co_qualname.rpartition(".")[0])
    if not is_a(owner, type):
        raise CannotPatch(f"{code.co_qualname}: its class is not found")
    return class_cell(owner, code)


def _for_docstring(documented: Any, old: CodeType, new: CodeType) -> Iterator[_Step]:
    before, after = docstring(old), docstring(new)
    if before != after:
        current = object.__getattribute__(documented, "__doc__")
        if type(current) is type(before) and current == before:
            yield _Step(_set_docstring, documented, (before,), (after,))


def _set_docstring(documented: Any, text: str | None) -> None:
    documented.__doc__ = text  # of a function or a built-in descriptor: no user code


def _for_holder(edit: BodyEdit, space: dict[str, Any], body: Body) -> Iterator[_Step]:
    """Check that a changed function is where its name says; its holder copies its docstring."""
    holder = lookup(space, body.qualname)
    known = [
        function.__code__
        for function in _held(holder)
        if type(function) is FunctionType and _is_known(edit, body, function.__code__)
    ]
    if not known:
        raise CannotPatch(f"{body.qualname}: something else goes by that name")
    new = edit.pairs.moved.get(code_key(known[0]))
    if new is not None and type(holder) is not FunctionType:
        yield from _for_docstring(holder, known[0], new)


def _refuse_hashed(space: dict[str, Any], body: Body) -> None:
    """Leave a method that gives a hash to the full way: dicts and sets have filed instances by it.

    Raises
    ------
    CannotPatch
        If it is one, or helps one of the same class.
    """
    owner = lookup(space, body.owner)
    heirs = with_subclasses(owner) if is_a(owner, type) else []
    for kind in [base for heir in heirs for base in mro(heir)]:
        function = class_dict(kind).get("__hash__")
        name = body.qualname.rpartition(".")[2]
        if type(function) is FunctionType and (
            name == "__hash__" or name in function.__code__.co_names
        ):
            raise CannotPatch(f"{body.qualname}: dicts and sets have filed instances by it")


def _is_known(edit: BodyEdit, body: Body, code: CodeType) -> bool:
    key = code_key(code)
    return code.co_qualname == body.qualname and (key in edit.pairs.moved or key in edit.pairs.same)


def _held(holder: Any) -> Iterable[Any]:
    """Give what a plain function's holder holds, a getter first."""
    if type(holder) is property:
        return [inner for part in (holder.fget, holder.fset, holder.fdel) for inner in _held(part)]
    if type(holder) is classmethod or type(holder) is staticmethod:
        return _held(holder.__func__)
    return [holder]


def _for_classes(edit: BodyEdit, space: dict[str, Any]) -> Iterator[_Step]:
    """Python 3.13 on: classes note their first line, and what their methods assign to self."""
    for qualname, line, code in edit.pairs.classes:
        kind = lookup(space, qualname)
        notes = class_dict(kind) if is_a(kind, type) else {}
        noted = notes.get("__firstlineno__")
        if type(noted) is int and noted == line:
            for name, value in _notes(code):
                if name in notes:
                    yield _Step(type.__setattr__, kind, (name, notes[name]), (name, value))


def _notes(code: CodeType) -> Iterator[tuple[str, object]]:
    value: object = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_NAME" and instruction.argval in _NOTES:
            yield instruction.argval, value
        value = instruction.argval
