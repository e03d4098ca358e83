"""Who must run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType

from .imports import imports_of, modules_imported
from .look import ancestors, is_a, namespace
from .notes import Notes

_FEW = 16


@dataclass(frozen=True)
class Affected:
    """A module that runs again, and because of which one.

    Attributes
    ----------
    name
        The module.
    because_of
        The module it depends on that runs again too; None for one that changed itself.
    """

    name: str
    because_of: str | None


def dependants(
    changed: Iterable[str],
    notes: Notes,
    modules: Mapping[str, object],
    stays: Callable[[str], bool] = lambda name: False,
) -> dict[str, Affected]:
    """Find every module that must run again when `changed` do.

    Three sources are united: what the sources import, which imports were observed, and which
    namespaces hold functions, classes or the module object itself.

    Parameters
    ----------
    changed
        Names of changed modules.
    notes
        What was observed.
    modules
        The loaded modules.
    stays
        Tells of a module that it cannot run again, whatever it depends on.

    Returns
    -------
    dict
        Name to why, the changed ones first, then those nearest to them.
    """
    affected = {name: Affected(name, None) for name in changed}
    wave = list(affected)
    while wave:
        found = _direct_dependants(wave, notes.modules.keys() - affected.keys(), notes, modules)
        wave = [name for name in found if not stays(name)]
        affected.update((name, found[name]) for name in wave)
    return affected


def chain(name: str, affected: Mapping[str, Affected]) -> list[str]:
    """Return the modules that lead from a changed one to `name`.

    Examples
    --------
    >>> chain("a", {"a": Affected("a", "b"), "b": Affected("b", None)})
    ['b', 'a']
    """
    links = [name]
    while (because_of := affected[links[-1]].because_of) is not None:
        links.append(because_of)
    return links[::-1]


def _direct_dependants(
    wave: list[str], candidates: set[str], notes: Notes, modules: Mapping[str, object]
) -> dict[str, Affected]:
    targets = frozenset(wave)
    mention = _mentions(targets, notes)
    held = {ident: name for name in wave for ident in _own_objects(name, modules.get(name))}
    found: dict[str, Affected] = {}
    # Installed code imports no user code by name: it need not be read for the user's edits.
    whole = any(not notes.is_user(name) for name in wave)
    for name in candidates & modules.keys():
        cause = _observed(name, targets, notes)
        if cause is None and (whole or notes.is_user(name)):
            cause = _imported_by_source(name, targets, mention, notes, modules) or _held(
                name, held, notes, modules
            )
        if cause is not None:
            found[name] = Affected(name, cause)
    return found


def _mentions(targets: frozenset[str], notes: Notes) -> Callable[[bytes], bool]:
    """Return a quick look at a source, before parsing it: could it import one of `targets`?"""
    tails = {name.rpartition(".")[2].encode() for name in targets}
    if len(tails) > _FEW:
        return lambda source: True
    if any(notes.is_package(name) for name in targets):
        tails.add(b"from .")  # names no package where it imports from its own
    return lambda source: any(tail in source for tail in tails)


def _imported_by_source(
    name: str,
    targets: frozenset[str],
    mention: Callable[[bytes], bool],
    notes: Notes,
    modules: Mapping[str, object],
) -> str | None:
    source = notes.source_of(name)
    if source is None or not mention(source):
        return None
    for found in imports_of(source, notes.package_of(name)):
        for module in modules_imported(found, modules):
            if module in targets and module != name:
                return module
    return None


def _observed(name: str, targets: frozenset[str], notes: Notes) -> str | None:
    asked = notes.asked.get(name)
    if asked is None or asked.isdisjoint(targets):
        return None
    # Importing p.c asks for p on the way: that alone is no dependence on the code of p.
    passed = {outer for other in asked for outer in ancestors(other)[1:]}
    for found in imports_of(notes.source_of(name) or b"", notes.package_of(name)):
        passed.update(ancestors(found.module)[1:])
        if found.attribute is not None and f"{found.module}.{found.attribute}" in asked:
            passed.add(found.module)
    return next((target for target in asked & targets if target not in passed), None)


def _held(
    name: str, held: Mapping[int, str], notes: Notes, modules: Mapping[str, object]
) -> str | None:
    space = namespace(modules[name])
    if held.keys().isdisjoint(map(id, list(space.values()))):
        return None
    for attribute, value in list(space.items()):
        owner = held.get(id(value))
        if owner is None or owner == f"{name}.{attribute}":
            continue  # a package has its submodules as attributes, whoever imported them
        # A module may have put its objects into one that it imports: into a registry, say.
        if name not in dependencies([owner], notes, modules):
            return owner
    return None


def dependencies(
    names: Iterable[str], notes: Notes, modules: Mapping[str, object]
) -> Iterator[str]:
    """Return the loaded modules that `names` import by their sources, at any remove."""
    pending = list(names)
    seen = set(pending)
    while pending:
        name = pending.pop()
        for found in imports_of(notes.source_of(name) or b"", notes.package_of(name)):
            for module in modules_imported(found, modules):
                if module not in seen:
                    seen.add(module)
                    yield module
                    if notes.is_user(module):
                        pending.append(module)


def _own_objects(name: str, module: object) -> Iterable[int]:
    """Return the ids of the module and of the functions and classes that it defines."""
    yield id(module)
    for value in list(namespace(module).values()):
        if type(value) is FunctionType:
            owner = value.__module__
        elif is_a(value, type):
            owner = type.__dict__["__dict__"].__get__(value).get("__module__")
        else:
            continue
        if type(owner) is str and owner == name:
            yield id(value)
