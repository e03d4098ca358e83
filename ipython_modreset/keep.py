"""Why a module stays."""

from __future__ import annotations

import importlib._bootstrap as _bootstrap  # type: ignore[import-not-found]
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal, NamedTuple

from . import host
from .look import (
    Look,
    ancestors,
    is_extension,
    is_inside_interpreter,
    look,
    namespace,
    parent_name,
    top_level,
)
from .places import is_installed, is_standard, is_user

Scope = Literal["all", "user"]

# Names that the interpreter's own C code looks up in sys.modules, or that it cannot run without.
_INTERPRETER = frozenset({"sys", "builtins", "__main__", "__mp_main__"})
_INTERPRETER_PACKAGES = frozenset(
    {"importlib", "encodings", "codecs", "io", "site", "warnings", "threading", "copyreg"}
)

# Compiled modules of the standard library that remember classes of these Python modules for good.
_TIED_STANDARD = {
    "_asyncio": ("asyncio",),
    "_ctypes": ("ctypes",),
    "_decimal": ("decimal", "numbers"),
    "_zoneinfo": ("zoneinfo",),
}


class Stay(NamedTuple):
    """Why one module stays: the reason, one of the listed ones, and what it rests on."""

    reason: str
    because: str


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
    """All that the rules judge by, taken at one moment."""

    policy: Policy
    baseline: frozenset[str]
    host_roots: frozenset[str]
    lazily_by_host: frozenset[str]
    modules: Mapping[str, object]
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
        roots = frozenset({"ipython_modreset", "IPython"}) | self.host_roots
        return roots | host.packages_required(roots)

    @cached_property
    def host_standard_modules(self) -> frozenset[str]:
        """Modules of the standard library that the host holds on to."""
        return host.standard_modules_used_by(self.host_packages)

    @cached_property
    def importing(self) -> frozenset[str]:
        """Modules whose import is under way, and the packages around them."""
        return importing_now(self.look(name) for name in self.modules)

    @cached_property
    def tied(self) -> dict[str, str]:
        """Top-level packages tied to loaded compiled code, and to which."""
        holders: dict[str, str] = {}
        for name in self.modules:
            for package in _TIED_STANDARD.get(name, ()):
                holders.setdefault(package, name)
            if is_extension(self.look(name)) and is_installed(self.look(name)):
                holders.setdefault(top_level(name), name)
        compiled = [top for top in holders if top not in sys.stdlib_module_names]
        for half, package in host.tied_by_pin(compiled).items():
            holders.setdefault(half, holders[package])
        return holders


def importing_now(looks: Iterable[Look]) -> frozenset[str]:
    """Return the modules whose import is under way in any thread, and the packages around them."""
    under_way = {seen.name for seen in looks if seen.importing}
    # A name is locked from the moment its import begins, before sys.modules shows it.
    locks = getattr(_bootstrap, "_module_locks", {})
    under_way |= {name for name, lock in dict(locks).items() if getattr(lock(), "owner", None)}
    return frozenset(outer for name in under_way for outer in ancestors(name))


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
    for reason, rule, can_be_forced in _RULES:
        if can_be_forced and now.policy.force:
            continue
        because = rule(seen, now)
        if because is not None:
            return Stay(reason, because)
    return None


def _baseline(seen: Look, now: Situation) -> str | None:
    if seen.name in now.baseline and not now.policy.ignore_baseline:
        return "it was loaded when the baseline was taken"
    return None


def _interpreter(seen: Look, now: Situation) -> str | None:
    if seen.name in _INTERPRETER or top_level(seen.name) in _INTERPRETER_PACKAGES:
        return "the interpreter runs on it"
    return "it is built into the interpreter" if is_inside_interpreter(seen) else None


def _host(seen: Look, now: Situation) -> str | None:
    if top_level(seen.name) in now.host_packages:
        return "IPython, the kernel or this package requires it"
    if host.is_debugger(seen.name):
        return "it belongs to a debugger"
    if seen.name in now.lazily_by_host and is_standard(seen):
        return "the host imported it for itself"
    if now.policy.ignore_baseline and seen.name in now.host_standard_modules:
        return "the host holds on to it"
    return None


def _importing(seen: Look, now: Situation) -> str | None:
    return "its import is under way" if seen.name in now.importing else None


def _extension_module(seen: Look, now: Situation) -> str | None:
    if is_extension(seen):
        return "compiled code can be loaded once per process"
    if is_user(seen):
        return None
    holder = now.tied.get(top_level(seen.name))
    return None if holder is None else f"it is tied to compiled code ({holder})"


def _no_source(seen: Look, now: Situation) -> str | None:
    if seen.module is None:
        return None  # "import of this name is blocked": gone, it can be imported again
    if seen.origin is None and seen.loader is None and not seen.locations:
        return "there is nothing to import it from again"
    if seen.origin is not None and not os.path.exists(seen.origin):
        return None  # deleted: it had a source, and a restarted process would miss it too
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
        if namespace(now.modules.get(outer)).get("__modreset__") is False:
            return f"{outer} says __modreset__ = False"
    return None


_Rule = Callable[[Look, Situation], str | None]
_RULES: tuple[tuple[str, _Rule, bool], ...] = (
    ("baseline", _baseline, False),
    ("interpreter", _interpreter, False),
    ("host", _host, False),
    ("importing", _importing, False),
    ("extension module", _extension_module, True),
    ("no source", _no_source, True),
    ("scope", _scope, True),
    ("keep", _keep, True),
)


def _is_findable(seen: Look, now: Situation) -> bool:
    """Tell whether ``import`` would find the module again."""
    parent = parent_name(seen.name)
    path: Iterable[str] | None = None
    if parent:
        if parent not in now.modules:
            return False
        path = now.look(parent).locations
    if seen.origin is not None and _lies_where_searched(seen, sys.path if path is None else path):
        return True
    return _find_spec(seen.name, path) is not None


def _lies_where_searched(seen: Look, path: Iterable[str]) -> bool:
    """Tell, without asking any finder, the ordinary case: the file lies in a searched folder."""
    assert seen.origin is not None
    folder, file = os.path.split(seen.origin)
    stem = file.partition(".")[0]
    if stem == "__init__":
        folder, stem = os.path.split(folder)
    return stem == seen.name.rpartition(".")[2] and folder in path


def _find_spec(name: str, path: Iterable[str] | None) -> object:
    for finder in list(sys.meta_path):
        try:
            # What `import` would do; finders belong to the import system, not to strangers.
            spec = finder.find_spec(name, None if path is None else list(path), None)
        except Exception:  # a broken finder cannot import it again either: ask the next one
            continue
        if spec is not None:
            return spec
    return None
