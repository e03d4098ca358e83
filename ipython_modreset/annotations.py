"""Annotations. Python 3.14 works them out when they are asked for, which may run anything."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection
from types import FunctionType
from typing import Any

from . import strangers


def kept_by(function: FunctionType) -> dict[str, Any]:
    """Return the annotations that a function keeps, in which they may be exchanged.

    Those that Python works out are forgotten here: it does so again when they are next asked for.

    Examples
    --------
    >>> def f(x: "int"): ...
    >>> kept_by(f).keys() <= {"x"}
    True
    """
    if worked_out_by(function) is None:
        return function.__annotations__
    function.__annotate__ = function.__annotate__  # type: ignore[attr-defined]
    return {}


def worked_out_by(function: FunctionType) -> FunctionType | None:
    """Return the function that Python asks for the annotations of one; None before Python 3.14."""
    return getattr(function, "__annotate__", None) if sys.version_info >= (3, 14) else None


def annotated_in(cls: type) -> Collection[str]:
    """Return the names that the body of a class annotates.

    Examples
    --------
    >>> class Point:
    ...     x: int
    >>> list(annotated_in(Point))
    ['x']
    """
    members = strangers.members(cls)
    known = members.get("__annotations__", members.get("__annotations_cache__"))
    annotate = members.get("__annotate_func__")
    if type(known) is dict:
        return known
    if type(annotate) is not FunctionType:
        return ()
    lib = importlib.import_module("annotationlib")  # for its texts nothing is looked up, or run
    texts: dict[str, str] = lib.call_annotate_function(annotate, lib.Format.STRING, owner=cls)
    return texts
