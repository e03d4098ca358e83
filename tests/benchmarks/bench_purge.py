"""A purge that finds nothing to purge, beside the bare look at the names of all modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from types import ModuleType

from ipython_modreset.session import Session
from tests.benchmarks.measuring import Case

LOADED = 5_000
OUTSIDE = 300
PROMISE = 3.0

# A reason to stay, and how the names of those modules begin.
OTHERS = {"no source": "by_hand", "host": "IPython.bench", "extension module": "compiled"}


def cases() -> Iterator[Case]:
    """All modules in the baseline, and some outside it that stay for other reasons."""
    with _loaded("bench", LOADED), _session() as session:
        yield from _of(session, f"{LOADED} modules, all in the baseline")
        for reason, prefix in OTHERS.items():
            with _loaded(prefix, OUTSIDE, compiled=reason == "extension module"):
                kept = session.purge().kept
                assert (
                    sum(kept[name] == reason for name in kept if name.startswith(prefix)) >= OUTSIDE
                )
                yield from _of(session, f"{LOADED} modules, {OUTSIDE} outside that stay: {reason}")


def _of(session: Session, setting: str) -> Iterator[Case]:
    names = session.baseline.names

    def bare() -> object:
        return [name for name in sys.modules if name not in names]

    for what, work in (("before a cell", session.purge_before_cell), ("purge()", session.purge)):
        yield Case(
            f"{setting}: {what}",
            work,
            bare,
            "[name for name in sys.modules if name not in baseline]",
            at_most=PROMISE,
        )


@contextmanager
def _session() -> Iterator[Session]:
    session = Session()
    session.host_roots = frozenset({"IPython"})
    session.begin()
    try:
        yield session
    finally:
        session.end()


@contextmanager
def _loaded(prefix: str, number: int, *, compiled: bool = False) -> Iterator[None]:
    names = [f"{prefix}.package{each % 50}.module{each}" for each in range(number)]
    for name in names:
        module = sys.modules[name] = ModuleType(name)
        if compiled:
            module.__spec__ = ModuleSpec(name, ExtensionFileLoader(name, "x.so"), origin="x.so")
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
