"""See your edit in the next cell, without restarting the kernel.

In IPython or Jupyter: ``%load_ext ipython_modreset``, then ``%purge_modules`` or
``%refresh_modules --auto``. From Python, with no IPython needed: `snapshot`, `purge`, `refresh`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Before the functions below: importing the submodule `purge` binds that name to the submodule.
from .reporting.report import BaselineReport, PurgeReport, RefreshReport
from .session import current, current_or_without_own

__all__ = ["load_ipython_extension", "purge", "refresh", "snapshot", "unload_ipython_extension"]
__version__ = "0.1.0"

# importlib.reload runs this file again in the namespace it has: so %reload_ext shows here.
_reloaded = "load_ipython_extension" in globals()


def snapshot() -> BaselineReport:
    """Take the baseline: all modules that are loaded now.

    Returns
    -------
    BaselineReport
        What the baseline holds now, by name, and what it held before.

    Examples
    --------
    >>> import ipython_modreset as mr
    >>> "sys" in mr.snapshot().names
    True
    """
    session = current()
    before = session.baseline.names
    return BaselineReport(session.snapshot(), before)


def purge(
    names: str | Iterable[str] | None = None,
    *,
    force: bool = False,
    ignore_baseline: bool = False,
    dry_run: bool = False,
) -> PurgeReport:
    """Take modules out of the import system, so that the next ``import`` runs them anew.

    Parameters
    ----------
    names : str or iterable of str, optional
        Modules to purge: a name takes its submodules along, globs are allowed. By default every
        module outside the baseline.
    force : bool
        Purge even extension modules, modules without a source, those out of scope and those that
        ask to be kept.
    ignore_baseline : bool
        Purge the baseline's modules too.
    dry_run : bool
        Only say what would happen.

    Returns
    -------
    PurgeReport
        What was purged, and what was kept and why.

    Raises
    ------
    ValueError
        Where a name matches no loaded module; nothing is purged then.

    Examples
    --------
    >>> import ipython_modreset as mr
    >>> baseline = mr.snapshot()
    >>> import graphlib
    >>> mr.purge().purged
    ('graphlib',)
    """
    return current().purge(
        _patterns(names), force=force, ignore_baseline=ignore_baseline, dry_run=dry_run
    )


def refresh(
    names: str | Iterable[str] | None = None,
    *,
    namespace: dict[str, Any] | None = None,
    dry_run: bool = False,
) -> RefreshReport:
    """Run what changed on disk, and what depends on it, again, and hand the new objects over.

    The first call begins to watch: it cannot know what was edited before. Without a `snapshot`
    before it, your own modules are in no baseline, and can all be refreshed.

    Parameters
    ----------
    names : str or iterable of str, optional
        Only changes of these modules: a name takes its submodules along, globs are allowed.
    namespace : dict, optional
        Whose names shall follow: ``globals()`` of a script or a plain interpreter.
    dry_run : bool
        Only say what would happen.

    Returns
    -------
    RefreshReport
        What ran again and why, what failed, and what was left behind.

    Raises
    ------
    ValueError
        Where a name matches no loaded module; nothing is refreshed then.
    KeyboardInterrupt
        If one arrives; what it interrupts is undone.

    Examples
    --------
    >>> import ipython_modreset as mr
    >>> mr.refresh(namespace=globals()).failed
    ()
    """
    return current_or_without_own().refresh(
        _patterns(names), namespaces=[] if namespace is None else [namespace], dry_run=dry_run
    )


def load_ipython_extension(shell: Any) -> None:
    """Register the magics and take the baseline; ``%load_ext ipython_modreset`` calls it.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The shell. Where it has loaded this before, nothing happens.

    Raises
    ------
    IPython.core.error.UsageError
        Where its configuration holds a value that a setting refuses; nothing is registered then.
    """
    global _reloaded
    from .extension.loading import load

    load(shell, keep_state=_reloaded)
    _reloaded = False


def unload_ipython_extension(shell: Any) -> None:
    """Take magics, settings, hook and finder away; ``%unload_ext ipython_modreset`` calls it.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The shell. The import system is as it was when the last shell lets go.
    """
    from .extension.loading import unload

    unload(shell)


def _patterns(names: str | Iterable[str] | None) -> list[str] | None:
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)
