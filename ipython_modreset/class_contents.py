"""The attributes of a class that can be exchanged while it lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from . import strangers
from .atonce import at_once

Step: TypeAlias = Callable[[], object]


def contents_of(cls: type) -> dict[str, Any]:
    """Return the attributes of a class that do not belong to its memory layout."""
    return {k: v for k, v in strangers.members(cls).items() if not strangers.is_layout(v, cls)}


def give(cls: type, contents: Mapping[str, Any]) -> None:
    """Make `contents` the attributes of `cls`; what belongs to its layout stays."""
    before = contents_of(cls)  # held until it is done
    at_once(giving(cls, contents))
    del before


def giving(cls: type, contents: Mapping[str, Any]) -> list[Step]:
    """Return the steps of `give`, for `at_once`."""
    before = contents_of(cls)
    steps: list[Step] = [
        partial(type.__delattr__, cls, name) for name in before if name not in contents
    ]
    steps += [
        partial(type.__setattr__, cls, name, value)
        for name, value in contents.items()
        if name not in before or before[name] is not value
    ]
    then = [name for name in before if name in contents]
    then += [name for name in contents if name not in before]
    return steps + _putting_in_order(cls, contents, then)


def _putting_in_order(cls: type, contents: Mapping[str, Any], then: list[str]) -> list[Step]:
    """Give the attributes of a class an order: some classes read their fields off it."""
    steps: list[Step] = []
    wanted = [name for name in contents if not name.startswith("__")]
    now = [name for name in then if not name.startswith("__")]
    right = next((i for i, (a, b) in enumerate(zip(now, wanted, strict=True)) if a != b), len(now))
    for name in wanted[right:]:
        steps.append(partial(type.__delattr__, cls, name))
        steps.append(partial(type.__setattr__, cls, name, contents[name]))
    return steps
