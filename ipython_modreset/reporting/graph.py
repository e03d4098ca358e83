"""Who depends on whom among the user's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..look import ancestors, loaded
from ..observing.notes import Notes
from ..refreshing.imports import imports_of, modules_imported
from ..select import select
from ..session import Session
from . import text, tree
from .outline import Line, Outline, Row, Section
from .picture import Box, NoPicture, draw
from .report import RefreshReport
from .words import count, named, printable


@dataclass(frozen=True, repr=False)
class ModuleGraph:
    """The user's modules, what each of them imports, and which of them a refresh would touch.

    Attributes
    ----------
    imports
        Each module to those of the others that it imports.
    edited
        Modules that differ on disk from what was imported.
    affected
        Modules that a refresh would run again because of these.
    colours
        Whether the text that IPython shows may be coloured.
    """

    imports: Mapping[str, frozenset[str]]
    edited: frozenset[str] = frozenset()
    affected: frozenset[str] = frozenset()
    colours: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return text.render(self._outline(), text.width(), colours=False, full=True)

    def __repr__(self) -> str:
        return f"<ModuleGraph: {self._headline()}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(text.render(self._outline(), text.width(), colours=self.colours, full=True))

    def _repr_svg_(self) -> str | None:
        """Return the picture, or None where there is none."""
        try:
            return self.picture
        except NoPicture:
            return None

    @cached_property
    def picture(self) -> str:
        """The picture, as SVG; raises `NoPicture`, which says why there is none."""
        return draw([self._box(name) for name in self.imports], self.imports)

    def _outline(self) -> Outline:
        above = {
            name: next(iter(sorted(self.imports[name])), None) for name in _ordered(self.imports)
        }
        rows = [self._row(row) for row in tree.rows(_without_circles(above))]
        section = [Section("each below one that it imports", tuple(rows), "tree")] if rows else []
        return Outline((Line(self._headline()),), tuple(section))

    def coloured(self, colours: bool) -> ModuleGraph:
        """Return the same graph, whose text may be coloured or not."""
        return replace(self, colours=colours)

    def _headline(self) -> str:
        parts = [count(len(self.imports), "module")]
        parts += [f"{len(self.edited)} edited"] if self.edited else []
        parts += [f"{len(self.affected)} affected"] if self.affected else []
        return ", ".join(parts)

    def _row(self, row: tree.Row) -> Row:
        state = self._state(row.name)
        others = sorted(self.imports[row.name])
        notes = [state] if state else []
        notes += [f"imports {named(map(printable, others))}"] if len(others) > 1 else []
        return Row(row.branches, printable(row.name), "; ".join(notes), marked=bool(state))

    def _state(self, name: str) -> str:
        if name in self.edited:
            return "edited"
        return "affected" if name in self.affected else ""

    def _box(self, name: str) -> Box:
        return Box(name, printable(name), self._state(name))


def graph_of(session: Session, patterns: Iterable[str] | None) -> ModuleGraph:
    """Find out who depends on whom in a session; nothing is refreshed by it.

    Parameters
    ----------
    session
        The session.
    patterns
        Show only these modules, and what they reach: names or globs; None for all of the user's.

    Raises
    ------
    NoSuchModule
        Where a pattern matches no loaded module.
    """
    foretold = session.refresh(dry_run=True)
    chosen = None if patterns is None else select(patterns, loaded())
    return module_graph(session.observer.notes, foretold, chosen)


def module_graph(
    notes: Notes, foretold: RefreshReport, chosen: Iterable[str] | None
) -> ModuleGraph:
    """Find out who depends on whom.

    Parameters
    ----------
    notes
        What was observed of imports.
    foretold
        What a refresh would do now.
    chosen
        Show only these modules, what they import at any remove, and what imports them; None for
        all of the user's.
    """
    users = notes.user_sources()
    imports = {name: frozenset(_imports(name, notes, users)) for name in users}
    if chosen is not None:
        keep = _reached(chosen, imports) | _reached(chosen, _turned(imports))
        imports = {name: found & keep for name, found in imports.items() if name in keep}
    again = {*foretold.ran, *foretold.patched} & imports.keys()
    edited = {name for name in again if foretold.because.get(name) is None}
    return ModuleGraph(imports, frozenset(edited), frozenset(again - edited))


def _imports(name: str, notes: Notes, users: Mapping[str, bytes]) -> Iterator[str]:
    """Return what a module imports by its source, and what its code was seen to ask for."""
    passed = set(ancestors(name))
    for found in imports_of(users[name], notes.package_of(name)):
        for module in modules_imported(found, users):
            if module in users and module != name:
                yield module
        passed.update(ancestors(found.module))
        if found.attribute is not None:
            passed.add(f"{found.module}.{found.attribute}")
    yield from (notes.asked.get(name, frozenset()) & users.keys()) - passed


def _turned(imports: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    importers: dict[str, set[str]] = {name: set() for name in imports}
    for name, found in imports.items():
        for other in found:
            importers[other].add(name)
    return importers


def _reached(chosen: Iterable[str], leads_to: Mapping[str, Iterable[str]]) -> set[str]:
    pending = [name for name in chosen if name in leads_to]
    reached = set(pending)
    while pending:
        found = set(leads_to[pending.pop()]) - reached
        reached |= found
        pending += found
    return reached


def _ordered(imports: Mapping[str, frozenset[str]]) -> list[str]:
    """Return what imports nothing first, then by name."""
    return sorted(imports, key=lambda name: (bool(imports[name]), name))


def _without_circles(above: dict[str, str | None]) -> dict[str, str | None]:
    """Cut each circle of imports at its first module."""
    for name in above:
        seen = {name}
        step = above[name]
        while step is not None and step not in seen:
            seen.add(step)
            step = above[step]
        if step == name:
            above[name] = None
    return above
