"""The way to the engines of an ipyparallel client."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipyparallel import Client
from ipyparallel.error import CompositeError, EngineError, RemoteError

_SENT = "_modreset_sent"

# An expression, and not a function: functions travel as bytecode, which belongs to one Python.
_ANSWER = (
    "__import__('ipython_modreset.cluster.engine', fromlist=['answer']).answer({request!r}, {sent})"
)
_POPPED = f"get_ipython().user_ns.pop({_SENT!r}, None)"


@dataclass
class Way:
    """The engines of a client, or those that a view stands for.

    Attributes
    ----------
    client
        The client.
    targets
        The view's engines; None for all.
    timeout
        How many seconds to wait.
    """

    client: Any
    targets: Any
    timeout: float
    _numbers: dict[str, int] = field(default_factory=dict)

    def problem(self) -> str:
        """Say why no engine can be reached, or return an empty text."""
        return "the ipyparallel client is closed" if self.client._closed else ""

    def engines(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the engines' names, and those that have gone, each with its error."""
        there = set(self.client.ids)
        wanted = _numbers(self.targets, sorted(there))
        self._numbers = {f"engine {number}": number for number in wanted}
        gone = {
            name: "it has gone" for name, number in self._numbers.items() if number not in there
        }
        return [name for name in self._numbers if name not in gone], gone

    def send(self, packed: bytes) -> tuple[str | None, Mapping[str, str]]:
        """Push an archive into the engines' namespaces; whoever misses it says so when asked."""
        pushed = {
            name: self._view(name).push({_SENT: packed}, block=False) for name in self._there()
        }
        found = self._wait(pushed)
        return _SENT, {name: self.say(each) for name, each in found.items() if _is_error(each)}

    def ask(self, request: str, engines: Sequence[str], sent: str | None) -> Mapping[str, object]:
        """Put a question to all engines at once; return texts, or exceptions."""
        code = _ANSWER.format(request=request, sent=_POPPED if sent else None)
        pending: dict[str, Any] = {}
        for name in engines:
            try:
                pending[name] = self._view(name).apply_async(eval, code)
            except (IndexError, KeyError, OSError, RuntimeError) as error:  # gone this moment
                pending[name] = error
        return self._wait(pending)

    def say(self, error: object) -> str:
        """Say in a line what went wrong with one engine."""
        if isinstance(error, TimeoutError):
            return (
                f"no answer within {self.timeout:g} s: it is busy, and refreshes when its work "
                "ends, or it has gone"
            )
        if isinstance(error, CompositeError) and error.elist:
            return _say(error.elist[0][0], error.elist[0][1])
        if isinstance(error, RemoteError):
            return _say(error.ename, error.evalue)
        return f"{type(error).__name__}: {error}"

    def _there(self) -> list[str]:
        there = set(self.client.ids)
        return [name for name, number in self._numbers.items() if number in there]

    def _view(self, name: str) -> Any:
        return self.client.direct_view(targets=self._numbers[name])

    def _wait(self, pending: Mapping[str, Any]) -> dict[str, object]:
        """Wait for all together until the time is over."""
        end = time.monotonic() + self.timeout
        found: dict[str, object] = {}
        for name, result in pending.items():
            if isinstance(result, Exception):
                found[name] = result
                continue
            try:
                found[name] = result.get(timeout=max(0.0, end - time.monotonic()))
            except (RemoteError, EngineError, TimeoutError, OSError, RuntimeError) as error:
                found[name] = error
        return found


def way_to(client: Any, timeout: float) -> Way:
    """Return the way to the engines of a client, or of a view.

    Parameters
    ----------
    client : ipyparallel.Client, ipyparallel.DirectView or ipyparallel.LoadBalancedView
        Whose engines; those of a view are those that it is over.
    timeout : float
        How many seconds to wait for all engines together.
    """
    if isinstance(client, Client):
        return Way(client, None, timeout)
    return Way(client.client, client.targets, timeout)


def _numbers(targets: Any, there: Sequence[int]) -> list[int]:
    if targets is None or targets == "all":
        return list(there)
    if isinstance(targets, slice):
        return list(there)[targets]
    numbers = [targets] if isinstance(targets, int) else list(targets)
    return [there[number] if number < 0 and there else number for number in numbers]


def _is_error(found: object) -> bool:
    return isinstance(found, Exception)


def _say(kind: str, message: str) -> str:
    if kind == "ModuleNotFoundError" and "ipython_modreset" in message:
        return "ipython_modreset is not installed there"
    if kind == "EngineError":
        return f"it died: {message}"
    return f"{kind}: {message}"
