"""Writing scenarios briefly: a file's successive texts side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent

from tests.fidelity.scenario import Edit, Save, Scenario

Texts = str | tuple[str | None, ...]

#: After each edit but the last one, so that it is refreshed on its own.
SEEN = ("pass",)


def text(source: str) -> str:
    """The source without its common indent, and with one newline at the end."""
    return dedent(source).strip("\n") + "\n"


def case(
    kind: str,
    name: str,
    files: Mapping[str, Texts],
    *cells: str,
    probe: str,
    after: tuple[str, ...] = (),
    save: Save = "plain",
    expected: str | None = None,
    unchanged: bool = False,
    raises: bool = False,
) -> Scenario:
    """A scenario whose cells run before the first edit, or after the last.

    Parameters
    ----------
    kind, name, cells, probe, expected, unchanged, raises
        As in `Scenario`; cells are dedented.
    files
        Path to the one text of a file that stays, or to a tuple of its texts: before the edits,
        after the first, after the second, with a cell that does nothing in between. None in it:
        there is no such file then. A file with fewer texts than others keeps its last.
    after
        Cells run after the last edit.
    save
        How all edits are saved.
    """
    texts = {path: (t,) if isinstance(t, str) else t for path, t in files.items()}
    edits = []
    for step in range(1, max(len(t) for t in texts.values())):
        saved = {p: t[step] for p, t in texts.items() if len(t) > step and t[step] != t[step - 1]}
        edits.append(Edit({p: t if t is None else text(t) for p, t in saved.items()}, save, SEEN))
    if edits:
        edits[-1] = replace(edits[-1], cells=after)
    return Scenario(
        name,
        kind,
        {path: text(t[0]) for path, t in texts.items() if t[0] is not None},
        tuple(text(cell).rstrip("\n") for cell in cells),
        tuple(edits),
        probe,
        expected=expected,
        unchanged=unchanged,
        raises=raises,
    )
