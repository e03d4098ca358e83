"""Loading and unloading: what the extension registers in a shell, and how it takes that away."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from IPython.core.error import UsageError
from traitlets import TraitError
from traitlets.config import Config

from .. import session as sessions
from . import completion
from .cluster_magic import clients
from .hooks import host_roots
from .magics import ModuleReset

_NAME = ModuleReset.__name__
_BEFORE, _AFTER = "pre_run_cell", "post_run_cell"

# What `unload` leaves for the `load` that follows within %reload_ext.
_parked: dict[str, Any] = {}

# The settings of all shells of this process that have loaded the extension.
_loaded_in: WeakSet[ModuleReset] = WeakSet()


def load(shell: Any, *, keep_state: bool) -> None:
    """Register magics, settings and hooks, once.

    Parameters
    ----------
    shell
        The shell.
    keep_state
        Whether session and settings go on as they were at `unload`, as for ``%reload_ext``.

    Raises
    ------
    UsageError
        Where the configuration holds a value that a setting refuses; nothing is registered then.
    """
    if _registered(shell) is not None:
        return
    parked = dict(_parked) if keep_state else {}
    _parked.clear()
    if parked:
        sessions.resume(parked["session"])
        # %config tells the shell, too, which takes even what the setting itself has refused.
        parked["settings"]["config"] = Config()
    session = sessions.current()
    try:
        magics = ModuleReset(shell, session, **parked.get("settings", {}))
        shell.register_magics(magics)
        shell.events.register(_BEFORE, magics.before_each_cell)
        shell.events.register(_AFTER, magics.after_each_cell)
        completion.install(
            shell,
            _magics_of(magics),
            baseline=lambda: session.baseline.names,
            clients=lambda: clients(shell.user_ns),
        )
    except TraitError as error:  # no traceback: the line tells the setting and what it takes
        _forget(shell)
        raise UsageError(f"in the configuration: {error}") from None
    except BaseException:
        _forget(shell)
        raise
    _loaded_in.add(magics)
    session.host_roots = host_roots(shell)
    session.host_extensions = lambda: shell.extension_manager.loaded
    if not parked:
        session.begin_baseline()


def unload(shell: Any) -> None:
    """Undo `load`."""
    magics = _registered(shell)
    if magics is None:
        return
    _parked.update(session=magics.session, settings=_settings(magics))
    _forget(shell)


def _forget(shell: Any) -> None:
    """Take away whatever `load` has registered."""
    for magics in [found for found in shell.configurables if type(found) is ModuleReset]:
        for event, hook in ((_BEFORE, magics.before_each_cell), (_AFTER, magics.after_each_cell)):
            if hook in shell.events.callbacks[event]:
                shell.events.unregister(event, hook)
        completion.uninstall(shell)
        shell.configurables.remove(magics)
        _loaded_in.discard(magics)
    shell.magics_manager.registry.pop(_NAME, None)
    for name in ModuleReset.magics["line"]:
        shell.magics_manager.magics["line"].pop(name, None)
    if not _loaded_in:
        sessions.end()


def _magics_of(magics: ModuleReset) -> list[Any]:
    return [getattr(magics, name) for name in ModuleReset.magics["line"]]


def _registered(shell: Any) -> ModuleReset | None:
    found: ModuleReset | None = shell.magics_manager.registry.get(_NAME)
    return found


def _settings(magics: ModuleReset) -> dict[str, Any]:
    return {name: getattr(magics, name) for name in ModuleReset.class_own_traits(config=True)}
