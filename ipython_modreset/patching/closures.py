"""A function's code object and its cells, changed together."""

from __future__ import annotations

import warnings
from types import CellType, CodeType, FunctionType
from typing import Any, TypeAlias

from .codes import kind

try:
    import ctypes
except ImportError:  # an interpreter built without it: functions keep the cells that they have
    _set_closure: Any = None
else:
    _set_closure = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.py_object)(
        ("PyFunction_SetClosure", ctypes.pythonapi)
    )

Closure: TypeAlias = tuple[CellType, ...] | None


def can_become(function: FunctionType, code: CodeType) -> bool:
    """Tell whether `become` can give a function that code."""
    return _set_closure is not None or len(code.co_freevars) == len(function.__closure__ or ())


def become(function: FunctionType, code: CodeType, closure: Closure) -> None:
    """Give a function new code and the cells for it.

    The interpreter trusts code to find its cells, so another thread that calls the function
    meanwhile must never see code with less cells than it reads. Whatever state an interrupt leaves
    behind, calling this again leads out of it.

    Examples
    --------
    >>> def f(): return 1
    >>> def g(): return 2
    >>> become(f, g.__code__, g.__closure__)
    >>> f()
    2
    """
    now, wanted = len(function.__closure__ or ()), len(code.co_freevars)
    if now > wanted:
        # Code that never reads the cells it claims to have is at ease with them and without.
        idle = code.replace(co_freevars=tuple(f"unused {number}" for number in range(now)))
        _set_code(function, idle)
    if now != wanted:
        _set_closure(function, closure)
    _set_code(function, code)


def _set_code(function: FunctionType, code: CodeType) -> None:
    if kind(function.__code__) == kind(code):
        function.__code__ = code
        return
    with warnings.catch_warnings():
        # Python 3.13 deprecates to turn a function into a generator; its callers expect it here.
        warnings.simplefilter("ignore", DeprecationWarning)
        function.__code__ = code
