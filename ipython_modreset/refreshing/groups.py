"""Which changes hold or fail together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .changes import Change
from .dependants import Affected


@dataclass(frozen=True)
class Group:
    """Changed modules that some module depends on together, and all that must run again.

    Attributes
    ----------
    changes
        What changed.
    affected
        Name to why it runs again.
    """

    changes: tuple[Change, ...]
    affected: Mapping[str, Affected]


def group(
    changes: Iterable[Change],
    affected: Mapping[str, Affected],
    needed: Mapping[str, Iterable[str]],
) -> list[Group]:
    """Put changes together that hold or fail together: those that some module depends on both of.

    Parameters
    ----------
    changes
        What changed.
    affected
        All modules that run again because of that.
    needed
        Changed module to those of `affected` that its new source imports.

    Examples
    --------
    >>> a, b = Change("a", "source", "a.py"), Change("b", "source", "b.py")
    >>> affected = {"a": Affected("a", None), "b": Affected("b", None)}
    >>> [len(one.changes) for one in group([a, b], affected, {})]
    [1, 1]
    >>> [len(one.changes) for one in group([a, b], affected, {"a": ["b"]})]
    [2]
    """
    linked: dict[str, set[str]] = {name: set() for name in affected}
    for name, why in affected.items():
        for other in (*why.depends_on, *needed.get(name, ())):
            linked[name].add(other)
            linked[other].add(name)
    home = {name: number for number, names in enumerate(_parts(linked)) for name in names}
    changes_in: defaultdict[int, list[Change]] = defaultdict(list)
    affected_in: defaultdict[int, dict[str, Affected]] = defaultdict(dict)
    for change in changes:
        changes_in[home[change.module]].append(change)
    for name, why in affected.items():
        affected_in[home[name]][name] = why
    return [Group(tuple(together), affected_in[n]) for n, together in changes_in.items()]


def _parts(linked: Mapping[str, Iterable[str]]) -> Iterator[set[str]]:
    """Split a graph into the parts that hang together."""
    seen: set[str] = set()
    for start in linked:
        if start not in seen:
            part, pending = {start}, [start]
            while pending:
                found = set(linked[pending.pop()]) - part
                part |= found
                pending += found
            seen |= part
            yield part
