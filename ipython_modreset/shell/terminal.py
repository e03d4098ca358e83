"""What the terminal can show, if there is one."""

from __future__ import annotations

import os
import sys
from typing import Any


def is_terminal() -> bool:
    """Tell whether what is printed goes to a terminal, which can move its cursor."""
    out = sys.stdout
    return bool(getattr(out, "isatty", bool)()) and os.environ.get("TERM") != "dumb"


def colours(shell: Any) -> bool:
    """Tell whether text may be coloured: as the shell is set to, and never outside a terminal."""
    if not is_terminal() or os.environ.get("NO_COLOR"):
        return False
    return str(getattr(shell, "colors", "nocolor")).lower() not in ("nocolor", "")
