"""Numbers that tell objects apart, as the built-in `id` gives them, but at full speed.

Each call of the built-in one is told to all audit hooks of the process, and there is one while
imports are observed: that makes it several times slower. Numbers of the two kinds do not compare.
"""

from __future__ import annotations

from collections.abc import Callable

id: Callable[[object], int] = object.__hash__
