"""What ``--cluster`` does: after this process, the engines of a client in the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.core.error import UsageError

from .. import cluster
from ..cluster import ClusterError, Unreachable
from ..cluster.report import ClusterReport, EngineReport
from ..reporting.report import RefreshReport
from ..select import NoSuchModule


@dataclass(frozen=True)
class Engines:
    """The engines to refresh: those of the client that a name of the notebook stands for.

    Attributes
    ----------
    name
        The client's name, empty for none.
    send
        Whether to ship edited sources first.
    """

    name: str = ""
    send: bool = False

    def __bool__(self) -> bool:
        """Tell whether there are any to refresh."""
        return bool(self.name)


def taken_from(args: Any) -> Engines:
    """Take ``--cluster`` and ``--send`` out of parsed arguments.

    Raises
    ------
    UsageError
        Where they make no sense with the others.
    """
    found = Engines(args.cluster or "", args.send)
    if args.cluster == "" or (found.name and not found.name.isidentifier()):
        raise UsageError(f"--cluster takes the name of a client or view, not {args.cluster!r}")
    if found.send and not found:
        raise UsageError("--send goes with --cluster NAME")
    if found and (args.off or args.why is not None):
        raise UsageError(f"--cluster does not go with {'--off' if args.off else '--why'}")
    args.cluster, args.send = None, False
    return found


def refresh_both(
    engines: Engines,
    user_ns: Mapping[str, Any],
    here: Callable[[], RefreshReport],
    *,
    names: Sequence[str] | None = None,
    dry_run: bool = False,
    timeout: float,
) -> ClusterReport:
    """Refresh this process, then the engines.

    Parameters
    ----------
    engines
        Which.
    user_ns
        The notebook's namespace.
    here
        Refreshes this process.
    names, dry_run, timeout
        As for `cluster.refresh`.

    Raises
    ------
    UsageError
        Where the name stands for no client; nothing is refreshed then. Where no process has loaded
        any of the modules.
    """
    client = _client(engines.name, user_ns)
    report, unknown = None, None
    try:
        report = here()
    except NoSuchModule as error:  # the engines may have loaded what this process has not
        unknown = error
    done = _refresh(engines, client, names=names, dry_run=dry_run, timeout=timeout)
    if unknown is not None and all(row.unknown or row.error for row in done.engines):
        raise UsageError(str(unknown))
    return done.with_here(report)


def begin(engines: Engines, user_ns: Mapping[str, Any], timeout: float) -> ClusterReport:
    """Refresh the engines for the first time, so that they know from now on what they import.

    Raises
    ------
    UsageError
        Where the name stands for no client, or for one that is closed.
    """
    done = _refresh(engines, _client(engines.name, user_ns), timeout=timeout)
    if done.unreachable:
        raise UsageError(done.unreachable)
    return done


def follow(engines: Engines, user_ns: Mapping[str, Any], timeout: float) -> ClusterReport:
    """Refresh the engines after this process; whatever is wrong with the name is in the report."""
    try:
        client = _client(engines.name, user_ns)
    except UsageError as error:
        return _unreached(engines, error)
    return _refresh(engines, client, timeout=timeout)


def clients(user_ns: Mapping[str, Any]) -> list[str]:
    """Return the names that the notebook has for clients and views."""
    return [name for name, value in user_ns.items() if name[:1] != "_" and _is_client(value)]


def _is_client(value: object) -> bool:
    try:
        return bool(cluster.library_of(value))
    except ClusterError:
        return False


def _refresh(engines: Engines, client: Any, **options: Any) -> ClusterReport:
    try:
        return cluster.refresh(client, send=engines.send, **options)
    except Unreachable as error:
        return _unreached(engines, error)


def _unreached(engines: Engines, error: Exception) -> ClusterReport:
    row = EngineReport(engines.name, error=f"{error}; no engine was refreshed")
    return ClusterReport((row,), (), unreachable=str(error))


def _client(name: str, user_ns: Mapping[str, Any]) -> Any:
    if name not in user_ns:
        raise UsageError(f"--cluster {name}: there is no {name} in this notebook")
    client = user_ns[name]
    try:
        cluster.library_of(client)
    except ClusterError as error:
        raise UsageError(f"--cluster {name}: {error}") from None
    return client
