"""Whether the shell colours what it shows."""

from __future__ import annotations

import os
from typing import Any

from ..reporting.text import is_terminal


def colours(shell: Any) -> bool:
    """Tell whether text may be coloured: as the shell is set to, and never outside a terminal."""
    if not is_terminal() or os.environ.get("NO_COLOR"):
        return False
    return str(getattr(shell, "colors", "nocolor")).lower() not in ("nocolor", "")
