"""A program as the source of a scenario of the fidelity suite, to be pasted there."""

from __future__ import annotations

from dataclasses import replace

from tests.differential.program import states
from tests.fidelity.scenario import Edit, Scenario

_DESCRIBE = "from tests.differential.describe import describe"


def as_scenario(program: Scenario, step: int, names: tuple[str, ...]) -> str:
    """Return the source of a scenario that ends after an edit, and looks at some names.

    It is a call of `case` where that can say it: one edit. Before another, a cell must have run.
    """
    program = replace(program, edits=program.edits[: max(step, 1)])
    (*earlier, last) = program.edits
    if not earlier and last.save != "touch":
        return _case(program, names)
    edits = [replace(edit, cells=edit.cells or ("pass",)) for edit in earlier]
    return _scenario(replace(program, edits=(*edits, last)), names)


def _case(program: Scenario, names: tuple[str, ...]) -> str:
    lines = ["case(", f"    {program.kind!r},", f"    {program.name!r},", "    {"]
    versions = states(program)
    for path in sorted({path for files in versions for path in files}):
        texts = [files.get(path) for files in versions]
        while len(texts) > 1 and texts[-1] == texts[-2]:
            texts.pop()
        if len(texts) == 1:
            lines.append(f"        {path!r}: {_text(texts[0], 8)},")
        else:
            shown = "".join(f"            {_text(text, 12)},\n" for text in texts)
            lines.append(f"        {path!r}: (\n{shown}        ),")
    lines.append("    },")
    lines += [f"    {_text(cell, 4)}," for cell in (*program.cells, _DESCRIBE)]
    lines.append(f"    probe={_probe(names)!r},")
    (last,) = program.edits[-1:]
    if last.cells:
        lines.append(f"    after={last.cells!r},")
    if last.save != "plain":
        lines.append(f"    save={last.save!r},")
    return "\n".join([*lines, ")"])


def _scenario(program: Scenario, names: tuple[str, ...]) -> str:
    lines = ["Scenario(", f"    {program.name!r},", f"    {program.kind!r},", "    {"]
    lines += [f"        {path!r}: {_text(text, 8)}," for path, text in program.files.items()]
    lines += ["    },", "    ("]
    lines += [f"        {_text(cell, 8)}," for cell in (*program.cells, _DESCRIBE)]
    lines += ["    ),", "    ("]
    for edit in program.edits:
        lines += _edit(edit)
    return "\n".join([*lines, "    ),", f"    {_probe(names)!r},", ")"])


def _edit(edit: Edit) -> list[str]:
    lines = ["        Edit(", "            {"]
    lines += [f"                {path!r}: {_text(text, 16)}," for path, text in edit.files.items()]
    lines.append("            },")
    if edit.save != "plain":
        lines.append(f"            save={edit.save!r},")
    if edit.cells:
        lines.append(f"            cells={edit.cells!r},")
    return [*lines, "        ),"]


def _probe(names: tuple[str, ...]) -> str:
    return ", ".join(f"describe({name})" for name in names)


def _text(text: str | None, indent: int) -> str:
    """Return a literal, a longer text line by line."""
    lines = [] if text is None else text.splitlines(keepends=True)
    if len(lines) < 2:
        return repr(text)
    inner = " " * (indent + 4)
    return "(\n" + "".join(f"{inner}{line!r}\n" for line in lines) + " " * indent + ")"
