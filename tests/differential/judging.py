"""What a session must show after each edit.

The measure is a fresh process that runs every cell on the edited files, whatever becomes of each:
a cell that fails binds nothing, and the next one runs. The session has a report of what the refresh
did before the next cell. There are three outcomes:

Taken over
    The report names no failure. Then every name that the fresh process has shows the same in the
    session. The names that it lacks, because a cell failed there (it imports what is gone, or makes
    something of what is gone), may stay in the session and are not looked at: the report names them
    as left behind, and what they hold goes on as far as it can. But a name that came by
    ``import *`` and that a fresh process would lack, with no cell failing, must be gone.

Refused whole
    The report names a failure, and nothing that was taken over. Then every name shows what it
    showed before the edit, but those that cells have bound since.

Refused in part
    The report names a failure, and modules that were taken over: groups of modules that do not
    depend on one another hold or fail each by itself, and an edit of bodies alone is taken over by
    itself. Then all parts of what a name shows (the items of a list, the names in a module, what a
    function has from another) are as before or as in the fresh process, and nothing else. A name
    of ``import *`` may be gone with the one group, and not be there from the other yet. What a call
    that imports something would show is not known where it fails in the fresh process of what the
    report names as the failure: the module's package, say, which has been left as it was.

A refusal is only right where the fresh process fails, too: at a cell, or where a function is called
that imports something. If it does not fail, then the session must show what it shows: modules that
nobody imports any more may be broken.

An instance or a registry that a module had made, and has made anew after an edit that had taken it
out, is another one: values that hold it are not looked at from then on.

What is made from a definition that its module no longer has, and no other in its place, cannot
follow: such values are not looked at either.

A module that is loaded, and that nobody imports any more, stays loaded: where the cells of a fresh
process have not loaded it, it is not looked at, nor what it has entered into another's registry.

What functions import when they are called, to see what they return, is loaded in the session from
then on: where a later cell fails in the fresh process as it begins a circle, it may not there.

Where a cell of the notebook fails when it is run first, its names would come with a mended file in
a fresh process, but not in the session, where nobody runs the cell again: neither these nor what
cells make of them are looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.differential.players import Played

Names = Mapping[str, Any]
_VALUE = re.compile(r"[ir]\d+")

#: The errors that programs can raise.
OF_PROGRAMS = (
    "SyntaxError", "RuntimeError: broken", "ModuleNotFoundError", "ImportError", "NameError",
    "SystemExit", "AttributeError", "TypeError", "RecursionError",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A name that shows what it must not, after an edit (counted from 1; 0 is before the first)."""

    step: int
    name: str
    why: str
    shown: Any
    fresh: Any
    before: Any = None

    def __str__(self) -> str:
        lines = [f"after edit {self.step}: {self.name}: {self.why}"]
        lines.append(f"    fresh  {self.fresh}")
        lines.append(f"    shown  {self.shown}")
        if self.before is not None:
            lines.append(f"    before {self.before}")
        return "\n".join(lines)


def faults(played: Played) -> list[Fault]:
    """Return what is wrong in the first step in which anything is."""
    if isinstance(played.session, str):
        return [Fault(0, "(all)", "the session hung or died", played.session, None)]
    for output in played.fresh:
        if isinstance(output, str):
            return [Fault(0, "(all)", "a fresh process hung or died", None, output)]
    before: Names = {}
    lost: set[str] = set()
    for step, (seen, fresh) in enumerate(zip(played.session, played.fresh, strict=True)):
        if step:
            found = _judge(step, seen, fresh, before, lost)
        else:
            found = _differing(step, seen, fresh, fresh["names"], "differs")
        if found:
            return found
        before = seen
        for cell, _ in seen["errors"]:
            if "import *" in cell:
                return []  # which names are not bound is not known
            lost |= bound_by(cell)
        for cell, _ in fresh["errors"]:
            if not imports(cell) and _holds_values(cell, lost):
                lost |= bound_by(cell)
        _add_made_of(lost, seen["cells"])
    return []


def is_sound(played: Played) -> bool:
    """Tell whether all cells run before the first edit."""
    return not played.fresh[0]["errors"]


def _judge(step: int, seen: Any, fresh: Any, before: Any, lost: set[str]) -> list[Fault]:
    shown, reports = seen["names"], seen["reports"]
    _add_made_of(lost, seen["cells"])
    known = set(lost)
    lost = lost.union(*(bound_by(cell) for cell, _ in (*fresh["errors"], *seen["errors"])))
    lacking = {f"name '{name}' is not defined" for name in shown.keys() - fresh["names"].keys()}
    left = {said.partition(":")[0].removeprefix("the name ") for said in reports["left"]}
    idle = set(seen["loaded"]) - set(fresh["loaded"])
    expected = {
        name: value
        for name, value in fresh["names"].items()
        if name not in lost | left and not _mentions(value, lacking)
    }
    if internal := [said for said in reports["failed"] if not said.startswith(OF_PROGRAMS)]:
        return [Fault(step, "(all)", f"an error of no program's: {internal}", None, None)]
    if reports["failed"]:
        return _judge_refusal(step, seen, fresh, before, expected, known)
    if found := _judge_cells(step, seen, fresh, known):
        return found
    shown, right = (
        {name: _without_entries(value, idle) for name, value in both.items()}
        for both in (shown, fresh["names"])
    )
    more = set() if fresh["errors"] else shown.keys() - right.keys() - lost
    names = [name for name in expected.keys() | more if not _is_module_of(shown.get(name), idle)]
    seen, fresh = {**seen, "names": shown}, {**fresh, "names": right}
    return _differing(step, seen, fresh, names, "differs")


def _judge_refusal(
    step: int, seen: Any, fresh: Any, before: Any, expected: Names, lost: set[str]
) -> list[Fault]:
    shown, reports = seen["names"], seen["reports"]
    if not fails(fresh):
        return _differing(step, seen, fresh, expected, f"refused: {reports['failed']}")
    if not reports["done"]:
        bound = set(seen["brought"]).union(*map(bound_by, seen["cells"]))
        names = before["names"].keys() - lost - bound
        return _differing(step, seen, before, names, "refused, but not as before")
    old = before["names"]
    return [
        Fault(step, name, "between", shown.get(name), expected[name], old[name])
        for name in old.keys() & expected.keys() & shown.keys()
        if not _between(shown.get(name), old[name], expected[name], tuple(reports["failed"]))
    ]


def _judge_cells(step: int, seen: Any, fresh: Any, lost: set[str]) -> list[Fault]:
    """Compare which of the cells after the edit fail; what uses a lost name may in one only."""
    shown, expected = dict(seen["errors"]), dict(fresh["errors"])
    wrong = []
    for cell in seen["cells"]:
        if cell in shown and cell not in expected:
            if not _mentions_any(cell, lost):
                wrong.append(cell)
            lost |= bound_by(cell)
        elif cell in expected and cell not in shown and imports(cell):
            in_a_circle = "partially initialized module" in expected[cell]
            wrong += [] if in_a_circle and seen["called"] else [cell]
    return [
        Fault(step, cell, "fails or not", shown.get(cell), expected.get(cell)) for cell in wrong
    ]


def _add_made_of(lost: set[str], cells: Iterable[str]) -> None:
    """Add to the lost names those of cells that use them."""
    for cell in cells:
        if _mentions_any(cell, lost):
            lost |= bound_by(cell)


def bound_by(cell: str) -> set[str]:
    """Return the names that a cell may bind; what ``import *`` brings is not known."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(cell)):
        match node:
            case ast.Import(names) | ast.ImportFrom(_, names):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in names}
            case ast.Name(name, ast.Store()) | ast.FunctionDef(name) | ast.ClassDef(name):
                found.add(name)
    return found


def imports(cell: str) -> bool:
    """Tell whether a cell has an import statement, whose names follow when it works again."""
    nodes = ast.walk(ast.parse(cell))
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes)


def _holds_values(cell: str, lost: Collection[str]) -> bool:
    """Tell whether a cell may hold what a module has made: an instance, a registry.

    Where the module no longer has it, it is as good as gone; functions and classes come back.
    """
    return _mentions_any(cell, lost) or any(map(_VALUE.fullmatch, _words(cell)))


def _mentions_any(cell: str, names: Collection[str]) -> bool:
    return not _words(cell).isdisjoint(names)


def _words(cell: str) -> set[str]:
    return set(re.findall(r"\w+", cell))


def fails(fresh: Any) -> bool:
    """Tell whether a cell failed, or a call."""
    return bool(fresh["errors"]) or any(map(_raises, fresh["names"].values()))


def _raises(shown: Any) -> bool:
    if isinstance(shown, list):
        return shown[:1] == ["raises"] or any(map(_raises, shown))
    return False


def _said(shown: list[Any]) -> str:
    """Return what a call raised, as reports say it."""
    return ": ".join(shown[1:]) if shown[:1] == ["raises"] else ""


def _is_module_of(shown: Any, names: Collection[str]) -> bool:
    return isinstance(shown, list) and shown[:1] == ["module"] and shown[1] in names


def _without_entries(shown: Any, modules: Collection[str]) -> Any:
    """Return it without what these modules have put into dicts."""
    if not isinstance(shown, list) or not modules:
        return shown
    found = [_without_entries(each, modules) for each in shown]
    if shown[:1] == ["dict"]:
        texts = tuple(f"'{module}." for module in modules)
        return [each for each in found if not any(text in str(each) for text in texts)]
    return found


def _mentions(shown: Any, texts: Collection[str]) -> bool:
    """Tell whether a call raised one of these."""
    if isinstance(shown, list):
        return any(_mentions(each, texts) for each in shown)
    return shown in texts


def _differing(step: int, seen: Any, right: Any, names: Collection[str], why: str) -> list[Fault]:
    shown, expected = seen["names"], right["names"]
    found = [
        Fault(step, name, why, shown.get(name), expected.get(name))
        for name in sorted(names)
        if shown.get(name) != expected.get(name)
    ]
    if found:
        return found
    same, one = _together(right, names), _together(seen, names)
    return (
        [Fault(step, *sorted(same ^ one)[:1], "is the same object, or not", one, same)]
        if same != one
        else []
    )


def _together(seen: Any, names: Collection[str]) -> set[str]:
    """Return which of these names hold the same object."""
    groups = [sorted({*group} & {*names}) for group in seen["same"]]
    return {" is ".join(group) for group in groups if len(group) > 1}


def _between(shown: Any, before: Any, fresh: Any, failed: tuple[str, ...]) -> bool:
    """Tell whether all parts are as before or as in the fresh process, or fail there like this."""
    if shown in (before, fresh):
        return True
    if isinstance(fresh, list) and _said(fresh).startswith(failed):
        return True
    if not all(isinstance(each, list) for each in (shown, before, fresh)):
        return False
    if shown[:3] == before[:3] == fresh[:3] and shown[0] == "module":
        parts, old, new = (dict(each[3:]) for each in (shown, before, fresh))
        return all(_between(parts[name], old.get(name), new.get(name), failed) for name in parts)
    return len(shown) == len(before) == len(fresh) and all(
        _between(*three, failed) for three in zip(shown, before, fresh, strict=True)
    )
