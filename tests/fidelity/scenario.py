"""What an edit scenario is: files, cells, edits, a probe; as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

KINDS = (
    "names",
    "functions",
    "classes",
    "references",
    "packages",
    "saves",
    "broken",
    "survives",
    "bodies",
    "compiled",
    "data",
    "promises",
)

Save = Literal["plain", "same second", "atomic", "older mtime", "touch"]


@dataclass(frozen=True)
class Edit:
    """One save of some files, and the cells run after it.

    Attributes
    ----------
    files
        Path below the project folder to its new text; None deletes the file (or the folder).
    save
        How it is saved. ``"plain"``: written in place, with a new mtime. ``"same second"``: the
        mtime falls into the second of the former one (the test pads the text to the same size
        itself where it wants that). ``"atomic"``: written beside, then renamed over.
        ``"older mtime"``: as a restored backup. ``"touch"``: new mtime, same bytes (the text
        given is ignored).
    cells
        Cells run after this edit, before the next one.
    run
        Python source run in the project folder by a separate process after the files are saved, for
        what a save cannot do (an upgrade by pip, a link turned to another file), or empty. The
        fresh process starts after every edit's `run`, in order.
    """

    files: Mapping[str, str | None]
    save: Save = "plain"
    cells: tuple[str, ...] = ()
    run: str = ""


@dataclass(frozen=True)
class Scenario:
    """One promise to the user.

    The expected value is what a fresh process shows that runs all `cells` and the edits' cells on
    the edited files, then the probe. Only where state must survive, which a restart would lose, it
    is written down, in `expected`.

    Attributes
    ----------
    name
        Unique; reads as a promise: ``"a constant imported by name"``.
    kind
        One of `KINDS`.
    files
        Path below the project folder (which is on ``sys.path``) to the text before the edits.
    cells
        Notebook cells run before the first edit.
    edits
        One after another, each followed by its cells.
    probe
        An expression evaluated in a cell of its own at the end; its ``repr`` is compared. Where it
        raises, ``ExceptionType: message`` is compared instead.
    expected
        None, or the ``repr`` that the probe must show (state that survives).
    prepare
        Python source run in the project folder by a separate process before the session starts
        (builds an extension module, installs a package into a folder), or empty.
    unchanged
        True where the point is that nothing changes (state survives, a rebound name, a touched
        file, a broken file): a session with no tool at all shows the expected value, too, and
        only a tool that does too much fails. All other scenarios must fail with no tool.
    raises
        True where a cell or the probe raises in the fresh process as well. Elsewhere an error
        there is a slip in the scenario, and the suite's own tests say so.
    """

    name: str
    kind: str
    files: Mapping[str, str]
    cells: tuple[str, ...]
    edits: tuple[Edit, ...]
    probe: str
    expected: str | None = None
    prepare: str = ""
    unchanged: bool = False
    raises: bool = False


def scenario_from(data: Mapping[str, Any]) -> Scenario:
    """The scenario that was sent as JSON."""
    edits = tuple(Edit(**{**edit, "cells": tuple(edit["cells"])}) for edit in data["edits"])
    return Scenario(**{**data, "cells": tuple(data["cells"]), "edits": edits})
