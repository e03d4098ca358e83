"""All small changes of a source: one for each place and each kind of change."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

_Place = tuple[int, int]

# They need to be told which variables, and mean little where nothing is a number.
_LEFT_OUT = ("VariableInserter", "VariableReplacer")


class Mutant(NamedTuple):
    """A changed source.

    Attributes
    ----------
    kind
        What was done, in the mutation tester's words.
    line
        Where.
    source
        The whole changed source.
    """

    kind: str
    line: int
    source: str


def mutants(source: str, seed: int) -> list[Mutant]:
    """Return changed sources in random order; of several replacements at one place, one.

    Annotations are left out: nobody runs them.
    """
    chance = random.Random(seed)
    unrun = list(_annotations(source))
    places: dict[tuple[str, _Place], list[tuple[str, int]]] = {}
    for operator_name, start, occurrence in _changes(source):
        if not any(first <= start < last for first, last in unrun):
            kind = operator_name.partition("/")[2].partition("_")[0]
            places.setdefault((kind, start), []).append((operator_name, occurrence))
    chosen = [(start, chance.choice(these)) for (_, start), these in sorted(places.items())]
    found = list(_without_a_call(source))
    for (line, _), (operator_name, occurrence) in chosen:
        changed = mutate_code(source, _operator(operator_name), occurrence)
        if changed is not None and changed != source:
            found.append(Mutant(operator_name.partition("/")[2], line, changed))
    chance.shuffle(found)
    return found


def _changes(source: str) -> Iterator[tuple[str, _Place, int]]:
    nodes = list(ast_nodes(get_ast(source)))
    for name in sorted(plugins.operator_names()):
        if name.partition("/")[2].startswith(_LEFT_OUT):
            continue
        operator = _operator(name)
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(places):
            yield name, tuple(start), occurrence


def _without_a_call(source: str) -> Iterator[Mutant]:
    """Leave out each statement that is done for its effect alone."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if is_call or isinstance(node, ast.Delete | ast.AugAssign | ast.Raise):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            instead = " " * node.col_offset + "pass\n"
            changed = "".join([*lines[:first], instead, *lines[last:]])
            yield Mutant("RemoveStatement", node.lineno, changed)


def _operator(name: str) -> Any:
    return plugins.get_operator(name)()


def _annotations(source: str) -> Iterator[tuple[_Place, _Place]]:
    for node in ast.walk(ast.parse(source)):
        found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for one in found:
            if isinstance(one, ast.expr):
                yield (
                    (one.lineno, one.col_offset),
                    (one.end_lineno or 0, one.end_col_offset or 0),
                )
