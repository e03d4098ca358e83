"""What is never told apart by identity: constants, and the names that the interpreter binds."""

from __future__ import annotations

from types import (
    BuiltinFunctionType,
    CodeType,
    EllipsisType,
    MethodDescriptorType,
    NoneType,
    NotImplementedType,
    WrapperDescriptorType,
)

#: Values that the interpreter shares between unrelated holders: never told apart by identity.
ATOMS = frozenset(
    {
        NoneType, bool, int, float, complex, str, bytes, range, slice, EllipsisType,
        NotImplementedType, CodeType, BuiltinFunctionType, MethodDescriptorType,
        WrapperDescriptorType,
    }
)  # fmt: skip

#: Names that the interpreter binds in every module or class.
SYSTEM_NAMES = frozenset(
    {
        "__name__", "__doc__", "__package__", "__loader__", "__spec__", "__path__", "__file__",
        "__cached__", "__builtins__", "__dict__", "__weakref__", "__module__", "__qualname__",
        "__annotations__", "__annotations_cache__", "__annotate__", "__annotate_func__",
        "__mro__", "__slots__", "__firstlineno__", "__static_attributes__",
    }
)  # fmt: skip


def is_atom(thing: object) -> bool:
    """Whether `thing` is a constant that others may share: a number, a string, a tuple of such."""
    if type(thing) in (tuple, frozenset):
        return all(map(is_atom, thing))  # type: ignore[call-overload]
    return type(thing) in ATOMS
