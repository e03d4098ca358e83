"""The way to the workers of a Dask cluster, and a plugin that takes their baseline."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from distributed import WorkerPlugin
from distributed.comm.core import CommClosedError
from distributed.diagnostics.plugin import UploadFile
from distributed.utils import offload

from .. import session as sessions
from .engine import answer_beside, begin, place_sent

_SENT = "ipython_modreset_sent.zip"
_GRACE = 5.0
_AT_START = (
    "type('Sent', (__import__('distributed').WorkerPlugin,), {'setup': lambda self, worker: "
    "worker.address in there or __import__('ipython_modreset.cluster.dask', "
    "fromlist=['place_at_start']).place_at_start(packed)})()"
)


class Baseline(WorkerPlugin):
    """Take the baseline when a worker starts, those that start later included.

    Without it, the first `ipython_modreset.cluster.refresh` takes it, which cannot know what a
    file held that was saved between the worker's start and then: such modules run once more.

    Examples
    --------
    >>> from ipython_modreset.cluster.dask import Baseline
    >>> client.register_plugin(Baseline())  # doctest: +SKIP
    """

    name = "ipython_modreset"

    def setup(self, worker: Any) -> None:
        """Begin; Dask calls it when the worker starts, or the plugin is registered."""
        self._began = not sessions.has_begun()
        begin()

    def teardown(self, worker: Any) -> None:
        """Undo `setup`; Dask calls it when the worker ends, or the plugin is unregistered."""
        if self._began:
            sessions.end()


class Sent(WorkerPlugin):
    """Put what was sent in place on workers that start later, as on those that were there.

    Parameters
    ----------
    packed
        The archive of sources.
    there
        Addresses of the workers that were there: they are asked.
    """

    name = "ipython_modreset_sent"

    def __init__(self, packed: bytes, there: Collection[str]) -> None:
        self._known = {"packed": packed, "there": frozenset(there)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as an expression: a worker without this package shall start all the same."""
        return eval, (_AT_START, self._known)


async def place_at_start(packed: bytes) -> None:
    """Put sources in place on a worker that starts, after the files that the user uploaded."""
    await offload(place_sent, packed)  # Dask's own thread for such work, one after the other


@dataclass
class Way:
    """The workers of a client.

    Attributes
    ----------
    client
        The client.
    timeout
        How many seconds to wait.
    """

    client: Any
    timeout: float

    def problem(self) -> str:
        """Say why no worker can be reached, or return an empty text."""
        if self.client.asynchronous:
            return (
                "the Dask client is asynchronous, and cannot be waited for here; connect another "
                "one to its scheduler, without asynchronous=True"
            )
        if self.client.status != "running":
            return f"the Dask client is {self.client.status}"
        return ""

    def engines(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the workers' addresses; the scheduler knows none that have gone."""
        try:
            found = self.client.sync(self.client.scheduler.ncores, callback_timeout=self.timeout)
        except (TimeoutError, OSError) as error:
            return [], {"scheduler": self.say(error)}
        return sorted(found), {}

    def send(self, packed: bytes) -> tuple[str | None, Mapping[str, str]]:
        """Upload an archive to all workers, those that start later included."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, _SENT)
            with open(path, "wb") as file:
                file.write(packed)
            try:
                self.client.sync(self._upload, path, packed, callback_timeout=self.timeout)
            except Exception as error:  # whatever the upload raises on some worker
                return None, {"Dask": self.say(error)}
        return _SENT, {}

    def ask(self, request: str, engines: Sequence[str], sent: str | None) -> Mapping[str, object]:
        """Put a question to all workers at once; return texts, or exceptions."""
        # Each wait has its own limit; this one is for an event loop that does not turn any more.
        limit = self.timeout + _GRACE
        try:
            found: Mapping[str, object] = self.client.sync(
                self._ask, request, engines, sent, callback_timeout=limit
            )
        except (TimeoutError, OSError, RuntimeError) as error:
            return dict.fromkeys(engines, error)
        return found

    def say(self, error: object) -> str:
        """Say in a line what went wrong with one worker."""
        if isinstance(error, asyncio.TimeoutError | TimeoutError):
            return f"no answer within {self.timeout:g} s: it is busy, or it has gone"
        # Dask wraps what its own server met while it read the question.
        if "No module named 'ipython_modreset" in str(error):
            return "ipython_modreset is not installed there"
        if isinstance(error, CommClosedError):
            return f"it died, or has gone: {error}"
        return f"{type(error).__name__}: {error}"

    async def _upload(self, path: str, packed: bytes) -> None:
        there = await self.client.scheduler.ncores()
        # What `upload_file` does, under one name: else each archive would be kept, and sent to all.
        await self.client.register_plugin(UploadFile(path, load=False), name=_SENT)
        await self.client.register_plugin(Sent(packed, there))

    async def _ask(
        self, request: str, engines: Sequence[str], sent: str | None
    ) -> dict[str, object]:
        found = await asyncio.gather(
            *(self._ask_one(request, name, sent) for name in engines), return_exceptions=True
        )
        return dict(zip(engines, found, strict=True))

    async def _ask_one(self, request: str, worker: str, sent: str | None) -> object:
        running = self.client.run(answer_beside, request, sent, workers=[worker], on_error="return")
        found: Mapping[str, object] = await asyncio.wait_for(running, self.timeout)
        return found.get(worker, CommClosedError("no answer"))


def way_to(client: Any, timeout: float) -> Way:
    """Return the way to a client's workers.

    Parameters
    ----------
    client : distributed.Client
        The client.
    timeout : float
        How many seconds to wait for all workers together.
    """
    return Way(client, timeout)
