"""Why a module stays."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Literal, NamedTuple

from ..finders import spec_of
from ..look import (
    Look,
    ancestors,
    is_extension,
    is_inside_interpreter,
    look,
    namespace,
    parent_name,
    top_level,
)
from ..observing.reads import imports_under_way
from ..places import is_installed, is_standard, is_user
from . import host

Scope = Literal["all", "user"]

# Names that the interpreter's own C code looks up in sys.modules, or that it cannot run without.
_INTERPRETER = frozenset({"sys", "builtins", "__main__", "__mp_main__"})
_INTERPRETER_PACKAGES = frozenset(
    {"importlib", "encodings", "codecs", "io", "site", "warnings", "threading", "copyreg"}
    | {"_pyrepl"}
)

# Compiled modules of the standard library that remember classes of these Python modules for good.
_TIED_STANDARD = {
    "_asyncio": ("asyncio",),
    "_ctypes": ("ctypes",),
    "_decimal": ("decimal", "numbers"),
    "_zoneinfo": ("zoneinfo",),
}


class Stay(NamedTuple):
    """Why one module stays.

    Attributes
    ----------
    reason
        One of the listed ones.
    because
        What it rests on.
    lasts
        Whether it holds as long as the module and the settings are the same.
    """

    reason: str
    because: str
    lasts: bool


@dataclass(frozen=True)
class Policy:
    """What the user has set.

    Attributes
    ----------
    scope
        ``"all"``, or ``"user"`` for only the user's own code.
    keep
        Globs of module names that stay; a match takes the submodules along.
    force
        Purge what may be purged at the user's risk.
    ignore_baseline
        Purge the baseline's modules too.
    """

    scope: Scope = "all"
    keep: tuple[str, ...] = ()
    force: bool = False
    ignore_baseline: bool = False


@dataclass(frozen=True)
class Situation:
    """All that the rules judge by, taken at one moment.

    Attributes
    ----------
    policy
        What the user has set.
    baseline
        Names of the baseline's modules.
    modules
        What is loaded.
    host_roots
        Top-level packages that the session runs on, beside this one.
    host_extensions
        Modules that IPython has loaded as its extensions.
    asked_by
        Module name to the top-level package whose code asked for it.
    was_found
        Tells of a module whether a finder found it, so that it has a source.
    """

    policy: Policy
    baseline: frozenset[str]
    modules: Mapping[str, object]
    host_roots: frozenset[str] = frozenset()
    host_extensions: frozenset[str] = frozenset()
    asked_by: Mapping[str, str] = field(default_factory=dict)
    was_found: Callable[[Look], bool] = lambda seen: False
    _looks: dict[str, Look] = field(default_factory=dict)

    def look(self, name: str) -> Look:
        """Look at a loaded module, once."""
        seen = self._looks.get(name)
        if seen is None:
            seen = self._looks[name] = look(name, self.modules[name])
        return seen

    @cached_property
    def host_packages(self) -> frozenset[str]:
        """Top-level packages of the host's distributions."""
        roots = self.host_roots | ({"IPython"} & self.modules.keys())
        # What this package itself requires, it requires for IPython alone.
        return frozenset({"ipython_modreset"}) | roots | host.packages_required(frozenset(roots))

    @cached_property
    def host_standard_modules(self) -> frozenset[str]:
        """Modules of the standard library that the host holds on to."""
        hosts = [name for name in self.modules if top_level(name) in self.host_packages]
        held = host.modules_held(hosts, self.modules, _is_standard_name)
        return frozenset(held)

    @cached_property
    def importing(self) -> frozenset[str]:
        """Modules whose import is under way, and the packages around them."""
        return importing_now()

    @cached_property
    def tied(self) -> dict[str, str]:
        """Top-level packages tied to loaded compiled code, and to which."""
        holders: dict[str, str] = {}
        for name in self.modules:
            for package in _TIED_STANDARD.get(name, ()):
                holders.setdefault(package, name)
            seen = self.look(name)
            # An alias of somebody else's compiled module ties nothing.
            if is_extension(seen) and is_installed(seen) and seen.spec_name in (None, name):
                holders.setdefault(top_level(name), name)
        compiled = [top for top in holders if top not in sys.stdlib_module_names]
        for half, package in host.tied_by_pin(compiled).items():
            holders.setdefault(half, holders[package])
        return self._with_what_they_hold(holders)

    @cached_property
    def held_by_compiled(self) -> dict[str, str]:
        """Modules of the standard library that compiled code, or what is tied to it, holds on to.

        The classes of ``_elementtree`` say that they are of ``xml.etree.ElementTree``; pydantic
        knows the ``UUID`` of the ``uuid`` that it imported.
        """
        return self._standard_held_by(
            name
            for name in self.modules.keys() - _INTERPRETER
            if top_level(name) in self.tied
            or is_extension(self.look(name))
            or is_inside_interpreter(self.look(name))
        )

    @cached_property
    def held_by_baseline(self) -> dict[str, str]:
        """Modules of the standard library that the baseline's installed modules hold on to."""
        names = self.modules.keys() & self.baseline - _INTERPRETER
        return self._standard_held_by(name for name in names if not is_user(self.look(name)))

    def _standard_held_by(self, holders: Iterable[str]) -> dict[str, str]:
        held = host.modules_held(holders, self.modules, _is_standard_name, own_submodules=False)
        for name, by in list(held.items()):
            for outer in ancestors(name):
                held.setdefault(outer, by)
        return held

    def _with_what_they_hold(self, holders: dict[str, str]) -> dict[str, str]:
        """Add the installed packages whose objects the tied ones hold on to.

        pandas would not know the time zones of a second copy of dateutil.
        """
        tied = [name for name in self.modules if top_level(name) in holders]
        held = host.modules_held(tied, self.modules, self._is_installed_beside(holders))
        for name, by in held.items():
            holders.setdefault(top_level(name), by)
        return holders

    def _is_installed_beside(self, holders: Collection[str]) -> Callable[[str], bool]:
        def is_installed_beside(name: str) -> bool:
            top = top_level(name)
            if top in holders or top in sys.stdlib_module_names or top in self.host_packages:
                return False
            return is_installed(self.look(name))

        return is_installed_beside


def importing_now() -> frozenset[str]:
    """Return the modules whose import is under way in any thread, and the packages around them."""
    return frozenset(outer for name in imports_under_way() for outer in ancestors(name))


def why_kept(name: str, now: Situation) -> Stay | None:
    """Say why a loaded module stays, or None where it would go.

    Parameters
    ----------
    name
        A name in ``now.modules``.
    now
        The situation to judge by.
    """
    seen = now.look(name)
    for rule in _RULES:
        if rule.can_be_forced and now.policy.force:
            continue
        because = rule.applies(seen, now)
        if because is not None:
            return Stay(rule.reason, because, rule.lasts)
    return None


def _baseline(seen: Look, now: Situation) -> str | None:
    if seen.name in now.baseline and not now.policy.ignore_baseline:
        return "it was loaded when the baseline was taken"
    return None


def _held_by_baseline(seen: Look, now: Situation) -> str | None:
    if now.policy.ignore_baseline or not is_standard(seen):
        return None
    holder = now.held_by_baseline.get(seen.name)
    return None if holder is None else f"{holder} is in the baseline and holds it"


def _interpreter(seen: Look, now: Situation) -> str | None:
    if seen.name in _INTERPRETER or top_level(seen.name) in _INTERPRETER_PACKAGES:
        return "the interpreter runs on it"
    return "it is built into the interpreter" if is_inside_interpreter(seen) else None


def _host(seen: Look, now: Situation) -> str | None:
    if top_level(seen.name) in now.host_packages:
        return "IPython, the kernel or this package requires it"
    if host.is_debugger(seen.name):
        return "it belongs to a debugger"
    if seen.name in now.host_extensions:
        return "IPython has loaded it as an extension"
    if now.asked_by.get(seen.name) in now.host_packages and is_standard(seen):
        return "the host imported it for itself"
    if now.policy.ignore_baseline and seen.name in now.host_standard_modules:
        return "the host holds on to it"
    return None


def _importing(seen: Look, now: Situation) -> str | None:
    return "its import is under way" if seen.importing or seen.name in now.importing else None


def _extension_module(seen: Look, now: Situation) -> str | None:
    if is_extension(seen):
        return "compiled code can be loaded once per process"
    if is_user(seen):
        return None
    if is_standard(seen) and seen.name in now.held_by_compiled:
        return f"{now.held_by_compiled[seen.name]} is compiled, or tied to it, and holds it"
    holder = now.tied.get(top_level(seen.name))
    return None if holder is None else f"it is tied to compiled code ({holder})"


def _no_source(seen: Look, now: Situation) -> str | None:
    if seen.module is None:
        return "it blocks the import of this name"
    if now.was_found(seen):
        return None
    if seen.origin is None and seen.loader is None and not seen.locations:
        return "there is nothing to import it from again"
    return None if _is_findable(seen, now) else "no finder knows where to import it from again"


def _scope(seen: Look, now: Situation) -> str | None:
    if now.policy.scope == "all" or is_user(seen):
        return None
    return "it is not user code, and scope is 'user'"


def _keep(seen: Look, now: Situation) -> str | None:
    for outer in ancestors(seen.name):
        for glob in now.policy.keep:
            if fnmatchcase(outer, glob):
                return f"the setting keep names {glob!r}"
    return None


def _asks_to_be_kept(seen: Look, now: Situation) -> str | None:
    for outer in ancestors(seen.name):
        if namespace(now.modules.get(outer)).get("__modreset__") is False:
            return f"{outer} says __modreset__ = False"
    return None


class _Rule(NamedTuple):
    reason: str
    applies: Callable[[Look, Situation], str | None]
    can_be_forced: bool = False
    lasts: bool = True


_RULES = (
    _Rule("baseline", _baseline),
    _Rule("interpreter", _interpreter),
    _Rule("host", _host),
    _Rule("importing", _importing, lasts=False),
    _Rule("baseline", _held_by_baseline),
    _Rule("extension module", _extension_module, can_be_forced=True),
    _Rule("no source", _no_source, can_be_forced=True),
    _Rule("scope", _scope, can_be_forced=True),
    _Rule("keep", _keep, can_be_forced=True),
    _Rule("keep", _asks_to_be_kept, can_be_forced=True, lasts=False),
)


def _is_standard_name(name: str) -> bool:
    return top_level(name) in sys.stdlib_module_names


def _is_findable(seen: Look, now: Situation) -> bool:
    """Tell whether ``import`` would find the module again."""
    path = _search_path(seen.name, now)
    if seen.origin is not None and _lies_where_searched(seen, sys.path if path is None else path):
        return True
    return _find_spec(seen.name, path, now) is not None


def _search_path(name: str, now: Situation) -> Collection[str] | None:
    """Return where a module is searched; None for the top level."""
    parent = parent_name(name)
    if not parent:
        return None
    if parent in now.modules:
        return now.look(parent).locations
    spec = _find_spec(parent, _search_path(parent, now), now)
    return () if spec is None else spec.submodule_search_locations or ()


def _lies_where_searched(seen: Look, path: Collection[str]) -> bool:
    """Tell, without asking any finder, the ordinary case: the file lies in a searched folder."""
    assert seen.origin is not None
    folder, file = os.path.split(seen.origin)
    stem = file.partition(".")[0]
    if stem == "__init__":
        folder, stem = os.path.split(folder)
    in_place = stem == seen.name.rpartition(".")[2] and folder in path
    return in_place and os.path.exists(seen.origin)


def _find_spec(name: str, path: Collection[str] | None, now: Situation) -> ModuleSpec | None:
    if not _may_be_asked_for(parent_name(name), now):
        return None
    return spec_of(name, path)


def _may_be_asked_for(parent: str, now: Situation) -> bool:
    """Tell whether a finder may look at a package: it would ask a stranger's attributes."""
    return parent not in now.modules or type(now.modules[parent]) is ModuleType
