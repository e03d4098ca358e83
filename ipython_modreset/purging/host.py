"""What the session itself runs on: this package, IPython, the kernel, and what they require."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    distributions,
    packages_distributions,
)
from types import FunctionType, ModuleType

from ..look import class_dict, is_a, namespace, top_level

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*([^;]*)(?:;(.*))?")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_EXACT = re.compile(r"\(?\s*==\s*[^*,\s]+\s*\)?\s*$")
_REQUIRES = re.compile(r"^Requires-Dist:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)

# Debuggers are often vendored by an IDE, hence known to no installer.
_DEBUGGERS = frozenset({"debugpy", "pdb", "bdb", "ipdb", "pudb"})
_DEBUGGER_PREFIXES = ("pydev", "_pydev")


def is_debugger(name: str) -> bool:
    """Tell whether a module belongs to a debugger."""
    top = top_level(name)
    return top in _DEBUGGERS or top.startswith(_DEBUGGER_PREFIXES)


@lru_cache(maxsize=8)
def packages_required(roots: frozenset[str]) -> frozenset[str]:
    """Return the top-level packages of the distributions `roots` and of all that they require.

    Optional extras do not count, except where a requirement asks for them: IPython's test extra
    names numpy, but IPython does not need it.

    Examples
    --------
    >>> "traitlets" in packages_required(frozenset({"ipython"}))
    True
    """
    packages: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    pending = [(name, frozenset[str]()) for root in roots for name in _distributions_of(root)]
    while pending:
        wanted = pending.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        name, extras = wanted
        found = _find(name)
        if found is None:
            continue  # required only on another platform, or vendored by the IDE
        packages |= _top_levels(found)
        for required in _requirements(found):
            if not required.extras_wanted or required.extras_wanted & extras:
                pending.append((required.name, required.extras))
    return frozenset(packages)


def modules_held(
    holders: Iterable[str],
    modules: Mapping[str, object],
    counts: Callable[[str], bool],
    *,
    own_submodules: bool = True,
) -> dict[str, str]:
    """Return the modules that `holders` hold on to by name, at any depth.

    A second copy beside the one that they hold would not understand the first: a future of the new
    ``concurrent.futures`` is none for the running event loop.

    Parameters
    ----------
    holders
        Names of loaded modules.
    modules
        The loaded modules.
    counts
        Tells which of the modules held are meant.
    own_submodules
        Whether a package holds its submodules: they are its attributes, whoever imported them.

    Returns
    -------
    dict
        Name of a module to the name of one that holds it.
    """
    pending = list(holders)
    held: dict[str, str] = {}
    known: dict[str, bool] = {}
    while pending:
        holder = pending.pop()
        for name in _names_held(holder, modules.get(holder), own_submodules):
            if name not in known:
                known[name] = name in modules and counts(name)
                if known[name]:
                    held[name] = holder
                    pending.append(name)
    return held


def tied_by_pin(compiled: Iterable[str]) -> dict[str, str]:
    """Return the packages that are the Python half of a compiled one.

    A distribution that requires a compiled one at exactly one version (pydantic and pydantic-core,
    polars and its runtime) was written against that very binary.

    Parameters
    ----------
    compiled
        Top-level packages that hold loaded compiled code.

    Returns
    -------
    dict
        Top-level package to the compiled package that it is tied to.
    """
    wanted = list(compiled)
    if not wanted:
        return {}  # no need to read what every distribution requires
    pins = _pins(tuple(entry for entry in sys.path if type(entry) is str))
    return {half: package for package in wanted for half in pins.get(package, ())}


@lru_cache(maxsize=4)
def _pins(_path: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    pinned: dict[str, set[str]] = {}
    owners: dict[str, list[Distribution]] = {}
    for found in distributions():
        for required in _requirements(found):
            if required.exact and not required.extras_wanted:
                owners.setdefault(required.name, []).append(found)
    for name, dependants in owners.items():
        compiled = _find(name)
        for package in () if compiled is None else _top_levels(compiled):
            for dependant in dependants:
                pinned.setdefault(package, set()).update(_top_levels(dependant))
    return {package: frozenset(halves) for package, halves in pinned.items()}


class _Requirement:
    __slots__ = ("exact", "extras", "extras_wanted", "name")

    def __init__(self, text: str) -> None:
        match = _REQUIREMENT.match(text)
        name, extras, version, marker = match.groups() if match else (text, "", "", "")
        self.name = _canonical(name)
        self.extras = frozenset(part.strip() for part in (extras or "").split(",") if part.strip())
        self.extras_wanted = frozenset(_EXTRA.findall(marker or ""))
        self.exact = bool(_EXACT.match(version or ""))


def _distributions_of(package: str) -> list[str]:
    """Return the names of the distributions that hold a top-level package."""
    if _find(package) is not None:
        return [_canonical(package)]  # the ordinary case, which saves reading all the others
    return [_canonical(name) for name in packages_distributions().get(package, ())]


def _find(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def _requirements(found: Distribution) -> Iterator[_Requirement]:
    return map(_Requirement, _requires(found))


def _requires(found: Distribution) -> Iterable[str]:
    """Return what a distribution requires, as `Distribution.requires` does, ten times as fast.

    That one reads the whole description as an e-mail.
    """
    metadata = found.read_text("METADATA")
    if metadata is None:
        return found.requires or ()  # an egg has it elsewhere
    return _REQUIRES.findall(metadata.partition("\n\n")[0])


def _top_levels(found: Distribution) -> set[str]:
    declared = found.read_text("top_level.txt")
    if declared is not None:
        return {line.strip() for line in declared.splitlines() if line.strip()}
    names: set[str] = set()
    for file in _files(found):
        first, _, rest = file.partition("/")
        if rest and first.isidentifier():
            names.add(first)
        elif not rest and first.endswith((".py", ".so", ".pyd")):
            names.add(first.partition(".")[0])
    return names - {"__pycache__"}


def _files(found: Distribution) -> Iterable[str]:
    """Return a distribution's files; `Distribution.files` looks whether each is there, too."""
    record = found.read_text("RECORD")
    if record is None:
        return map(str, found.files or ())
    return (line.partition(",")[0].lstrip('"') for line in record.splitlines())


def _names_held(holder: str, module: object, own_submodules: bool) -> set[str]:
    names: set[str] = set()
    for attribute, value in list(namespace(module).items()):
        name: object
        if type(value) is FunctionType:
            name = value.__module__
        elif is_a(value, type):
            name = class_dict(value).get("__module__")
        elif is_a(value, ModuleType):
            name = namespace(value).get("__name__")
        else:
            continue
        if type(name) is str and (own_submodules or name != f"{holder}.{attribute}"):
            names.add(name)
    return names


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
