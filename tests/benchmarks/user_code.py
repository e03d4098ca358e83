"""The user's project that the benchmarks edit: many ordinary modules, and a few to be edited."""

from __future__ import annotations

import os
from pathlib import Path

_PER_PACKAGE = 50

_ORDINARY = '''\
"""Part {number} of a project."""

import os
from collections import OrderedDict
{imports}

LIMIT_{number} = {number}
NAMES = ["a", "b", "c"]


def first(value, other={number}):
    """Add, and a little more."""
    total = value + other
    for step in range(3):
        total += step
    return total


def second(values):
    return [first(value) for value in values]


class Thing{number}:
    kind = "thing"

    def __init__(self, value=None):
        self.value = value

    def double(self):
        return self.value * 2

    @property
    def half(self):
        return self.value / 2
'''

_LEAF = """\
import json
import os

CONSTANT = {constant}


def f(value, other={default}):
    return value + other


def g(value):
    return f(value)


class Record:
    def __init__(self, value):
        self.value = value

    def one(self):
        return 1
"""

_METHOD = """
    def method{number}(self):
        return {number}
"""

_DEAR = """\
import builtins
import time

builtins.runs_of_dear = getattr(builtins, "runs_of_dear", 0) + 1
time.sleep({sleep})


def answer(question):
    return {number}


class Oracle:
    def ask(self):
        return -{number}
"""


def write(folder: Path, modules: int, *, sharing_a_constant: bool) -> None:
    """Write a project of that many modules, `everything`, which imports them all, and the others.

    Each module imports another one of its package, or, `sharing_a_constant`, all import the same
    constant.
    """
    names = []
    save(folder, "app.__init__", "")
    for number in range(modules):
        package, at = f"app.part{number // _PER_PACKAGE}", number % _PER_PACKAGE
        imports = "from settings import LIMIT"
        if not sharing_a_constant:
            imports = f"from {package}.mod{at // 2} import first as earlier" if at else ""
        if not at:
            save(folder, f"{package}.__init__", "")
        names.append(f"{package}.mod{at}")
        save(folder, names[-1], _ORDINARY.format(number=number, imports=imports))
    save(folder, "everything", "".join(f"import {name}\n" for name in names))
    save(folder, "settings", settings(0))
    save(folder, "leaf", leaf_with_default(0))
    save(folder, "dear", dear(0, sleep=0))


def save(folder: Path, module: str, text: str) -> Path:
    """Save a module as editors do: a new file takes the place of the old one."""
    path = folder / (module.replace(".", "/") + ".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".saving")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
    return path


def settings(number: int) -> str:
    """Return a version of the module with the constant."""
    return f"LIMIT = {number}\n"


def leaf_with_default(number: int) -> str:
    """Return a version of the leaf with another default value of `f`."""
    return _LEAF.format(constant=3, default=number)


def leaf_with_method(number: int) -> str:
    """Return a version of the leaf with a method that its class `Record` has not had before."""
    return _LEAF.format(constant=3, default=0) + _METHOD.format(number=number)


def leaf_with_constant(number: int) -> str:
    """Return a version of the leaf with another constant, which is the default value of `f`."""
    return _LEAF.format(constant=number, default="CONSTANT")


def dear(number: int, sleep: float) -> str:
    """Return a version of the module with the dear top level, with other bodies."""
    return _DEAR.format(number=number, sleep=sleep)
