"""New code objects into live functions."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .bodies import BodyEdit, body_edit
from .codes import Body, CodeKey, code_key, docstring
from .live import class_dict, live_functions
from .look import is_a, namespace
from .undo import Journal

__all__ = ["BodyEdit", "CannotPatch", "Patched", "apply", "body_edit"]


class CannotPatch(Exception):
    """The live functions are not what the source says; the module has to run again."""


@dataclass(frozen=True)
class Patched:
    """What a patch did.

    Attributes
    ----------
    changed
        Qualified names of the functions whose bodies changed.
    functions
        How many live functions got new code, those included that only moved in the file.
    searched
        Whether the heap had to be searched for them.
    """

    changed: tuple[str, ...]
    functions: int
    searched: bool


@dataclass(frozen=True)
class _Setting:
    """An attribute to set."""

    owner: Any
    name: str
    value: object


def apply(edit: BodyEdit, module: ModuleType, journal: Journal) -> Patched:
    """Give the live functions of a module their new code.

    Parameters
    ----------
    edit
        The plan.
    module
        The loaded module.
    journal
        Takes down the way back.

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
    functions, searched = live_functions(edit.pairs, edit.filename, space)
    settings = [setting for function in functions for setting in _for_function(edit, function)]
    for body in edit.changed:
        settings += _for_holder(edit, space, body)
    settings += _for_classes(edit, space)
    for setting in settings:
        _set(setting, journal)
    count = sum(setting.name == "__code__" for setting in settings)
    return Patched(tuple(body.qualname for body in edit.changed), count, searched)


def _set(setting: _Setting, journal: Journal) -> None:
    owner, name = setting.owner, setting.name
    # Past a metaclass's own __setattr__: no user code runs in a patch.
    change = type.__setattr__ if is_a(owner, type) else object.__setattr__
    journal.note(change, owner, name, _current(owner, name))
    change(owner, name, setting.value)


def _current(owner: Any, name: str) -> object:
    return class_dict(owner)[name] if is_a(owner, type) else object.__getattribute__(owner, name)


def _for_function(edit: BodyEdit, function: FunctionType) -> Iterator[_Setting]:
    old = function.__code__
    key = code_key(old)
    if key in edit.pairs.same:
        return
    new = None if key in edit.pairs.lost else edit.pairs.moved.get(key)
    if new is None:
        raise CannotPatch(f"{function.__qualname__}: no code to give it")
    yield _Setting(function, "__code__", new)
    yield from _for_docstring(function, old, new)


def _for_docstring(documented: Any, old: CodeType, new: CodeType) -> Iterator[_Setting]:
    before, after = docstring(old), docstring(new)
    if before != after:
        current = object.__getattribute__(documented, "__doc__")
        if type(current) is type(before) and current == before:
            yield _Setting(documented, "__doc__", after)


def _for_holder(edit: BodyEdit, space: dict[str, Any], body: Body) -> Iterator[_Setting]:
    """Check that a changed function is where its name says; its holder copies its docstring."""
    holder = _lookup(space, body.qualname)
    known = [
        function
        for function in _held(holder)
        if type(function) is FunctionType
        and function.__code__.co_qualname == body.qualname
        and _is_known(edit, code_key(function.__code__))
    ]
    if not known:
        raise CannotPatch(f"{body.qualname}: something else goes by that name")
    if body.redocumented and type(holder) is not FunctionType:
        old = known[0].__code__
        new = edit.pairs.moved.get(code_key(old))
        if new is not None:
            yield from _for_docstring(holder, old, new)


def _is_known(edit: BodyEdit, key: CodeKey) -> bool:
    return key in edit.pairs.moved or key in edit.pairs.same


def _held(holder: Any) -> list[Any]:
    """Give what a plain function's holder holds, a getter first."""
    if type(holder) is property:
        return [inner for part in (holder.fget, holder.fset, holder.fdel) for inner in _held(part)]
    if type(holder) in (classmethod, staticmethod):
        return _held(holder.__func__)
    return [holder]


def _lookup(space: dict[str, Any], qualname: str) -> Any:
    """Look a qualified name up in a namespace and in the classes' own dictionaries."""
    *classes, last = qualname.split(".")
    found: Any = None
    within = ""
    scope: Any = space
    for name in (*classes, last):
        found = scope.get(_mangled(name, within))
        scope = class_dict(found) if is_a(found, type) else {}
        within = name
    return found


def _mangled(name: str, within: str) -> str:
    """Give the key of a name in a class: two leading underscores make it a private one."""
    owner = within.lstrip("_")
    if owner and name.startswith("__") and not name.endswith("__"):
        return f"_{owner}{name}"
    return name


def _for_classes(edit: BodyEdit, space: dict[str, Any]) -> Iterator[_Setting]:
    """Python 3.13 on: classes note their first line, and what their methods assign to self."""
    for qualname, line, code in edit.pairs.classes:
        kind = _lookup(space, qualname)
        if not is_a(kind, type) or class_dict(kind).get("__firstlineno__") != line:
            continue
        for name, value in _notes(code).items():
            if name in class_dict(kind):
                yield _Setting(kind, name, value)


def _notes(code: CodeType) -> dict[str, object]:
    notes: dict[str, object] = {}
    before: object = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_NAME" and instruction.argval in (
            "__firstlineno__",
            "__static_attributes__",
        ):
            notes[instruction.argval] = before
        before = instruction.argval
    return notes
