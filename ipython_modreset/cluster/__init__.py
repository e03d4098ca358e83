"""The same edit on every engine of an ipyparallel or Dask cluster.

>>> from ipython_modreset import cluster
>>> cluster.refresh(rc)  # doctest: +SKIP
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from ..look import class_dict, mro
from ..session import Session, current
from .engine import PROTOCOL, python_version, short_hash
from .files import Archive, hashes_of_files
from .report import ClusterReport, EngineReport

__all__ = ["ClusterError", "ClusterReport", "EngineReport", "Unreachable", "refresh"]

TIMEOUT = 30.0

# More edits than this are compared by a second question, which names none of them.
_MOST_EXPECTED = 60

# The library that a client's class comes from, to the module that speaks with it.
_LIBRARIES = {"ipyparallel": "ipyparallel", "distributed": "dask"}
_CLIENTS = frozenset({"Client", "View"})


class ClusterError(ValueError):
    """What was given is no client of a cluster."""


class Unreachable(ClusterError):
    """The client is one, but no engine can be reached through it: it is closed."""


class Transport(Protocol):
    """The way to the engines of one client."""

    def problem(self) -> str:
        """Say why no engine can be reached, or return an empty text."""

    def engines(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the engines' names, and those that have gone, each with its error."""

    def send(self, packed: bytes) -> tuple[str | None, Mapping[str, str]]:
        """Ship an archive; return what the engines find it by, and who did not get it."""

    def ask(self, request: str, engines: Sequence[str], sent: str | None) -> Mapping[str, object]:
        """Put a question to all engines at once.

        Parameters
        ----------
        request
            The question, as JSON.
        engines
            Names of those to ask.
        sent
            What the engines find shipped sources by, or None.

        Returns
        -------
        mapping
            Each name to the answer, as JSON, or to the exception that came instead of it.
        """

    def say(self, error: object) -> str:
        """Say in a line what went wrong with one engine."""


def refresh(
    client: Any,
    names: str | Iterable[str] | None = None,
    *,
    send: bool = False,
    dry_run: bool = False,
    timeout: float = TIMEOUT,
) -> ClusterReport:
    """Refresh every engine of a cluster, all at once, in one round trip each.

    An engine that meets this for the first time takes its baseline: what is loaded there, less the
    user's own modules.

    Parameters
    ----------
    client : ipyparallel.Client, a view of it, or distributed.Client
        Whose engines to refresh. A view stands for its own engines.
    names : str or iterable of str, optional
        Only changes of these modules: a name takes its submodules along, globs are allowed.
    send : bool
        Put the edited sources on the engines' disks first, where these do not see this one's.
    dry_run : bool
        Only say what would happen.
    timeout : float
        How many seconds to wait for the engines.

    Returns
    -------
    ClusterReport
        One row an engine. Engines that failed or have gone are rows with an error.

    Raises
    ------
    ClusterError
        Where `client` is no such client.
    Unreachable
        Where it is closed. A `ClusterError`, too.

    Examples
    --------
    >>> import ipyparallel as ipp  # doctest: +SKIP
    >>> with ipp.Cluster(n=2) as rc:  # doctest: +SKIP
    ...     print(cluster.refresh(rc))
    refreshed 2 engines in 31 ms
    engine 0: nothing to refresh
    engine 1: nothing to refresh
    """
    began = time.perf_counter()
    way = _way_to(client, timeout)
    if problem := way.problem():
        raise Unreachable(problem)
    session = current()
    edited = session.edited()
    engines, gone = way.engines()
    sent: str | None = None
    unsent: Mapping[str, str] = {}
    if send and edited and engines and not dry_run:
        sent, unsent = way.send(Archive.of(edited, session.observer.notes).packed())
    expected = _expected(edited, session)
    request = _question(
        "refresh",
        timeout,
        names=None if names is None else [names] if isinstance(names, str) else list(names),
        dry_run=dry_run,
        expected=dict(list(expected.items())[:_MOST_EXPECTED]),
    )
    answers = _ask(way, request, engines, sent)
    rows = [_row(name, answers[name], dry_run) for name in engines]
    rows += [EngineReport(name, error=error) for name, error in gone.items()]
    mismatches = [] if dry_run else _mismatches(way, rows, expected, timeout)
    mismatches += [f"{name} was not sent the sources: {why}" for name, why in unsent.items()]
    took = time.perf_counter() - began
    return ClusterReport(tuple(rows), tuple(mismatches), seconds=took, dry_run=dry_run)


def library_of(client: Any) -> str:
    """Return whose client it is, by the name of its class: nothing is imported for it.

    Raises
    ------
    ClusterError
        Where it is no client.

    Examples
    --------
    >>> library_of([])
    Traceback (most recent call last):
    ipython_modreset.cluster.ClusterError: a list is no client or view of ipyparallel or Dask
    """
    for base in mro(type(client)):
        home = class_dict(base).get("__module__")
        library = home.partition(".")[0] if type(home) is str else ""
        if library in _LIBRARIES and base.__name__ in _CLIENTS:
            return library
    raise ClusterError(f"a {type(client).__name__} is no client or view of ipyparallel or Dask")


def _way_to(client: Any, timeout: float) -> Transport:
    speaker = import_module(f".{_LIBRARIES[library_of(client)]}", __package__)
    way: Transport = speaker.way_to(client, timeout)
    return way


def _expected(edited: Iterable[str], session: Session) -> dict[str, str]:
    found = hashes_of_files(edited, session.observer.notes)
    return {name: short_hash(content) for name, content in found.items()}


def _question(what: str, timeout: float, **more: Any) -> str:
    # An engine that waits for another refresh to end gives up before its client does.
    versions = {"protocol": PROTOCOL, "python": python_version(), "patience": timeout / 2}
    return json.dumps({"what": what, **versions, **more})


def _ask(
    way: Transport, request: str, engines: Sequence[str], sent: str | None = None
) -> dict[str, Mapping[str, Any] | str]:
    """Return each engine's answer, or its error as text."""
    answers: dict[str, Mapping[str, Any] | str] = {}
    found = way.ask(request, engines, sent)
    for name in engines:
        text = found[name]
        if type(text) is not str:
            answers[name] = way.say(text)
            continue
        answer = json.loads(text)
        answers[name] = answer.get("error") or answer
    return answers


def _row(name: str, answer: Mapping[str, Any] | str, dry_run: bool) -> EngineReport:
    if isinstance(answer, str):
        return EngineReport(name, error=answer, dry_run=dry_run)
    return EngineReport(
        name,
        ran=answer["ran"],
        patched=answer["patched"],
        gone=answer["gone"],
        hashes=answer["hashes"],
        digest=answer["digest"],
        why=tuple(answer["why"]),
        failed=tuple(answer["failed"]),
        left_behind=tuple(answer["left_behind"]),
        hints=tuple(answer["hints"]),
        differs=answer["differs"],
        unplaced=answer["unplaced"],
        unknown=answer["unknown"],
        seconds=answer["seconds"],
        pid=answer["pid"],
        dry_run=dry_run,
    )


def _mismatches(
    way: Transport, rows: Iterable[EngineReport], expected: Mapping[str, str], timeout: float
) -> list[str]:
    """Say which modules are not the same on all engines.

    Engines that refreshed the very same sources say so by one hash over all of them. Only else are
    they asked for more: an engine that refreshed less may not have imported it, or not seen it.
    """
    answered = {row.engine: row for row in rows if not row.error}
    too_many = len(expected) > _MOST_EXPECTED
    if len({row.digest for row in answered.values()}) < 2 and not too_many:
        return []
    cut = too_many or any(row.ran + row.patched > len(row.hashes) for row in answered.values())
    named = sorted({name for row in answered.values() for name in row.hashes})
    request = _question("hashes", timeout, names=None if cut else named)
    by_module: dict[str, dict[str, list[str]]] = {}
    said = []
    for engine, answer in _ask(way, request, list(answered)).items():
        if isinstance(answer, str):
            said.append(f"{engine} cannot be compared with the others: {answer}")
            continue
        for name, content in answer["hashes"].items():
            by_module.setdefault(name, {}).setdefault(content, []).append(engine)
            if too_many and expected.get(name, content) != content:
                said.append(f"{engine} has another {name} than the file here")
    return [_say_mismatch(*item) for item in by_module.items() if len(item[1]) > 1] + said


def _say_mismatch(name: str, engines: Mapping[str, Sequence[str]]) -> str:
    sides = "; ".join(f"{', '.join(group)}: {content}" for content, group in engines.items())
    return f"{name} is not the same on all engines ({sides})"
