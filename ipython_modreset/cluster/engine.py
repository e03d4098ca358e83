"""An engine's half: refresh this process because a client asks, and answer in a few kilobytes.

Question and answer are JSON, so that neither side depends on the other's Python or pickles.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import threading
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from .. import session as sessions
from ..files import UNKNOWN, digest, digest_of, stamp
from ..look import loaded
from ..reporting.report import RefreshReport
from ..reporting.words import one_line
from ..select import NoSuchModule, select
from ..session import Session, current
from .files import Archive, file_of, place

# Both sides must mean the same by a question.
PROTOCOL = 1

_MOST_NAMED = 40
_MOST_SAID = 5
_HASH_BYTES = 8
_FRAMEWORKS = ("ipyparallel", "distributed", "dask")

# Several workers may live in one process, and one session serves all of them.
_refreshing = threading.Lock()


def python_version() -> str:
    """Return the version that pickled functions depend on, as ``"3.12"``."""
    return "{}.{}".format(*sys.version_info)


def answer(request: str, sent: bytes | str | None = None) -> str:
    """Do what a client asks, and say what became of it.

    Parameters
    ----------
    request
        JSON: what to do (``"refresh"`` or ``"hashes"``), and the client's versions.
    sent
        An archive of sources to put in place first: its bytes, or the file that it lies in.

    Returns
    -------
    str
        JSON; its key ``"error"`` says why nothing was done.

    Examples
    --------
    >>> json.loads(answer('{"protocol": 0}'))["error"].startswith("another version")
    True
    """
    asked = json.loads(request)
    refusal = _refusal(asked)
    if refusal:
        return json.dumps({"error": refusal})
    if not _refreshing.acquire(timeout=asked["patience"]):
        return json.dumps({"error": "an earlier refresh is still under way there"})
    try:
        begin()
        what = _hashes(asked) if asked["what"] == "hashes" else _refresh(asked, sent)
        return json.dumps(what)
    finally:
        _refreshing.release()


def place_sent(packed: bytes) -> None:
    """Put sources in place, and refresh what was imported before that.

    What cannot be put in place is said when a client asks: it is not the client's file then.

    Parameters
    ----------
    packed
        An archive of sources.
    """
    archive = Archive.read(packed)
    with _refreshing:
        session = begin()
        place(archive, session.observer.notes)
        if _known(source.name for source in archive.sources):
            session.refresh(namespaces=_namespaces())


async def answer_beside(request: str, sent: str | None = None, dask_worker: Any = None) -> str:
    """Answer from a thread, so that a Dask worker's event loop goes on meanwhile.

    Parameters
    ----------
    request
        As for `answer`.
    sent
        Name of an uploaded archive in the worker's own folder.
    dask_worker
        The worker, which Dask passes.
    """
    path = None if sent is None else os.path.join(dask_worker.local_directory, sent)
    return await asyncio.to_thread(answer, request, path)


def begin() -> Session:
    """Begin this process's session, unless it has begun.

    Its baseline is what is loaded, less the user's own modules: these are what a cluster is
    refreshed for. A file that was saved after this process began may have been imported before
    that; its module counts as changed.
    """
    if sessions.has_begun():
        return current()
    session = current()
    own = set(session.observer.notes.user_sources())
    session.baseline = session.baseline.drop(own)
    session.host_roots |= {name for name in _FRAMEWORKS if name in sys.modules}
    _doubt(session, own)
    return session


def _doubt(session: Session, names: Iterable[str]) -> None:
    notes, began = session.observer.notes, _process_began()
    for name in names:
        note = notes.modules[name]
        saved = stamp(note.origin)
        latest = max(saved.mtime_ns, saved.ctime_ns)
        if note.digest is not None and (latest < 0 or latest > began):
            notes.add(replace(note, source=b"", digest=b"", stamp=UNKNOWN))


def _process_began() -> int:
    """Return when this process began, in nanoseconds of the clock that stamps files."""
    try:
        import psutil  # every engine has it: both ipyparallel and distributed require it
    except ImportError:
        return 0  # then every file counts as saved later
    return int(psutil.Process().create_time() * 1e9)


def _refusal(asked: Mapping[str, Any]) -> str:
    if asked.get("protocol") != PROTOCOL:
        return "another version of ipython_modreset is installed there"
    if asked["python"] != python_version():
        return f"Python {python_version()} there, Python {asked['python']} here: not refreshed"
    return ""


def _refresh(asked: Mapping[str, Any], sent: bytes | str | None) -> dict[str, Any]:
    session = current()
    unplaced = {} if sent is None else place(Archive.read(sent), session.observer.notes)
    names = None if asked["names"] is None else _known(asked["names"])
    if names is not None and not names:
        report, unknown = RefreshReport(), True
    else:
        report = session.refresh(names, namespaces=_namespaces(), dry_run=asked["dry_run"])
        unknown = False
    failing = {name for each in (*report.failed, *report.reminders) for name in each.modules}
    return {
        **_summary(report, session),
        "unknown": unknown,
        "differs": {} if asked["dry_run"] else _differing(asked["expected"], session, failing),
        "unplaced": _cut(unplaced),
        "pid": os.getpid(),
    }


def _known(patterns: Iterable[str]) -> list[str]:
    """Return the patterns that match a module here; an engine need not have imported them all."""
    modules, known = loaded(), []
    for pattern in patterns:
        try:
            select([pattern], modules)
        except NoSuchModule:
            continue
        known.append(pattern)
    return known


def _namespaces() -> list[dict[str, Any]]:
    """Return the namespace of this process's IPython, if it has one."""
    module = sys.modules.get("IPython.core.interactiveshell")
    kind = None if module is None else vars(module).get("InteractiveShell")
    if kind is None or not kind.initialized():
        return []
    return [kind.instance().user_ns]


def _summary(report: RefreshReport, session: Session) -> dict[str, Any]:
    """Say in a few kilobytes what a refresh did, however many modules it was about."""
    roots = [name for name, why in report.why.items() if "→" not in why]
    refreshed = [*report.ran, *report.patched]
    hashes = _hashes_of(dict.fromkeys([*roots, *refreshed]), session, among=set(refreshed))
    failures = [("failed", each) for each in report.failed]
    failures += [("still failing", each) for each in report.reminders]
    return {
        "ran": len(report.ran),
        "patched": len(report.patched),
        "gone": len(report.gone),
        "why": [_short(report.why[name]) for name in roots[:_MOST_SAID]],
        "hashes": dict(list(hashes.items())[:_MOST_NAMED]),
        "digest": digest(json.dumps(sorted(hashes.items())).encode()).hex(),
        "failed": [
            _short(f"{', '.join(each.modules[:_MOST_SAID])} {word}: {each.error} ({each.where})")
            for word, each in failures[:_MOST_SAID]
        ],
        "left_behind": [_short(f"{e.what} ({e.why})") for e in report.left_behind[:_MOST_SAID]],
        "hints": [_short(hint) for hint in report.hints[:_MOST_SAID]],
        "seconds": report.seconds,
    }


def _hashes(asked: Mapping[str, Any]) -> dict[str, Any]:
    session = current()
    names = asked["names"]
    names = session.observer.notes.user_sources() if names is None else names
    return {"hashes": _hashes_of(names, session, among=set(loaded()))}


def _hashes_of(names: Iterable[str], session: Session, among: set[str]) -> dict[str, str]:
    """Return a short content hash of each module as it was imported."""
    notes, hashes = session.observer.notes.modules, {}
    for name in names:
        note = notes.get(name)
        if name in among and note is not None:
            content = note.digest if note.digest is not None else digest_of(note.origin)
            hashes[name] = short_hash(content)
    return hashes


def short_hash(content: bytes | None) -> str:
    """Return a content hash as it is sent."""
    return "" if content is None else content[:_HASH_BYTES].hex()


def _differing(
    expected: Mapping[str, str], session: Session, failing: Container[str]
) -> dict[str, str]:
    """Say which modules are not what the client's files hold, and why."""
    notes, differs = session.observer.notes.modules, {}
    modules = loaded()
    importlib.invalidate_caches()  # files may have come that no import has looked for since
    for name, wanted in expected.items():
        note = notes.get(name) if name in modules else None
        origin = file_of(name) if note is None else note.origin
        there = None if origin is None else digest_of(origin)
        if note is not None and short_hash(note.digest) == wanted:
            continue
        if origin is None or (note is None and short_hash(there) == wanted):
            continue  # not imported yet, and the import will find the right file, or none
        if short_hash(there) == wanted:
            if name not in failing:  # else its error says so
                differs[name] = "stays as it was, though the edited file is there"
        elif there is None:
            differs[name] = f"no such file there: {origin}"
        else:
            differs[name] = f"the file there is another one: {origin}"
    return _cut(differs)


def _cut(said: Mapping[str, str]) -> dict[str, str]:
    some = {name: _short(why) for name, why in list(said.items())[:_MOST_SAID]}
    more = len(said) - len(some)
    return some | ({f"and {more} more modules": ""} if more else {})


def _short(text: str) -> str:
    return one_line(text)
