"""Other tools that act on the same edits."""

from __future__ import annotations

from typing import Any

BOTH_ACT = (
    "%autoreload is on, too, and both would act on your edits: `%autoreload 0` leaves them to "
    "this extension, `%refresh_modules --off` leaves them to %autoreload"
)


def autoreload_is_on(shell: Any) -> bool:
    """Tell whether IPython's own ``%autoreload`` reloads modules before each cell."""
    magics = shell.magics_manager.registry.get("AutoreloadMagics")
    reloader = getattr(magics, "_reloader", None)  # there is no public way to ask
    return bool(getattr(reloader, "enabled", False))
