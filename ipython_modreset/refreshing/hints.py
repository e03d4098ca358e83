"""What can be done about changed modules that had to stay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..look import top_level
from ..purging.keep import Situation, why_kept

_MOST_NAMED = 4


def hint_of_baseline(names: Collection[str], now: Situation) -> list[str]:
    """Say how changed modules of the baseline can be refreshed, where that alone is in the way.

    Parameters
    ----------
    names
        Modules that changed on disk and are in the baseline.
    now
        The situation that they stay in.
    """
    if not names:
        return []
    without = replace(now, policy=replace(now.policy, ignore_baseline=True))
    names = [name for name in names if why_kept(name, without) is None]
    if not names:
        return []
    named = _in_short(names)
    are, them = ("is", "it") if len(named) == 1 else ("are", "them")
    return [
        f"{', '.join(named)} changed on disk but {are} in the baseline; "
        f"`%snapshot_modules --drop {' '.join(named)}` lets {them} be refreshed"
    ]


def hint_of_compiled(names: Collection[str]) -> list[str]:
    """Say that changed compiled code needs a new process."""
    if not names:
        return []
    named = _in_short(names)
    are = "is" if len(named) == 1 else "are"
    return [
        f"{', '.join(named)} changed on disk but {are} compiled code, or tied to it; only a new "
        "process loads it again"
    ]


def hint_of_unnamed(names: Collection[str]) -> list[str]:
    """Say that others have changed than those that somebody has asked for."""
    if not names:
        return []
    return [
        f"nothing named here changed on disk, but {', '.join(_in_short(names))} did; without a "
        "name, all that changed is refreshed"
    ]


def _in_short(names: Collection[str]) -> list[str]:
    """Return the names, or of many the packages that they belong to."""
    if len(names) <= _MOST_NAMED:
        return list(names)
    return list(dict.fromkeys(map(top_level, names)))
