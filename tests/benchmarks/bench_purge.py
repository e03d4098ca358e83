"""A purge that finds nothing to purge, beside the bare look at the names of all modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType

from ipython_modreset.session import Session
from tests.benchmarks.measuring import Case

LOADED = 5_000
OUTSIDE = 300
PROMISE = 3.0


def cases() -> Iterator[Case]:
    """All modules in the baseline, and some outside it that stay for other reasons."""
    with _loaded("bench", LOADED, "by hand"), _session() as session:
        yield from _of(session, f"{LOADED} modules, all in the baseline")
        for reason in ("by hand", "host", "keep"):
            prefix = {"host": "IPython.bench", "keep": "kept"}.get(reason, "outside")
            with _loaded(prefix, OUTSIDE, reason):
                left = session.purge().kept
                assert sum(name.startswith(prefix) for name in left) == OUTSIDE
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
    session.keep = ("kept*",)
    session.host_roots = frozenset({"IPython"})
    session.begin()
    try:
        yield session
    finally:
        session.end()


@contextmanager
def _loaded(prefix: str, number: int, reason: str) -> Iterator[None]:
    made = {f"{prefix}.package{each % 50}.module{each}": None for each in range(number)}
    for name in made:
        module = sys.modules[name] = ModuleType(name)
        if reason == "keep":
            module.__spec__ = ModuleSpec(name, None, origin=__file__)
    try:
        yield
    finally:
        for name in made:
            del sys.modules[name]
