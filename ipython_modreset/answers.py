"""What ``--why NAME`` answers: whether a module would go, run again or stay."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from .purging.keep import Situation, why_kept
from .select import NoSuchModule, select


def of_a_purge(name: str, now: Situation, purged: Container[str]) -> str:
    """Say whether a purge would take a module, and why not.

    Parameters
    ----------
    name
        One module's full name.
    now
        What the purge would judge by.
    purged
        Names of the modules that earlier ones took.

    Raises
    ------
    NoSuchModule
        Where no such module is loaded, nor was purged; the message names the nearest.
    """
    if name in purged and name not in now.modules:
        return f"{name} was purged, and has not been imported since"
    _insist_on(name, now)
    if stays := _why_it_stays(name, now):
        return stays + _what_takes_it(name, now)
    return f"{name} would be purged: nothing keeps it"


def of_a_refresh(
    name: str, now: Situation, foretold: Mapping[str, str], latest: Mapping[str, str]
) -> str:
    """Say whether a refresh would run a module again, and why.

    Parameters
    ----------
    name
        One module's full name.
    now
        What the refresh would judge by.
    foretold
        Each module that it would run again, and why.
    latest
        Each that has run again, and why it did the last time.

    Raises
    ------
    NoSuchModule
        Where no such module is loaded; the message names the nearest.
    """
    _insist_on(name, now)
    if name in foretold:
        return f"{name} would be refreshed: {foretold[name]}"
    as_imported = f"{name} is as it was imported, and so is what it depends on"
    before = f"; latest refresh: {latest[name]}" if name in latest else ""
    return _why_it_stays(name, now) or as_imported + before


def _insist_on(name: str, now: Situation) -> None:
    if name not in now.modules:
        select([name], now.modules)  # raises, with a suggestion
        raise NoSuchModule(f"{name!r} is not one module's name")


def _what_takes_it(name: str, now: Situation) -> str:
    """Name the flag with which a purge would take a module that stays."""
    braver = {
        "--ignore-baseline": replace(now.policy, ignore_baseline=True),
        "--force": replace(now.policy, force=True),
    }
    takes = (flag for flag in braver if not why_kept(name, replace(now, policy=braver[flag])))
    return next((f"; `{flag}` would take it" for flag in takes), "")


def _why_it_stays(name: str, now: Situation) -> str:
    stay = why_kept(name, now)
    return "" if stay is None else f"{name} stays: {stay.reason} ({stay.because})"
