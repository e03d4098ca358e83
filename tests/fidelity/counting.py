"""Counting how often the top level of a module runs.

The list lives in `builtins`, so that no module's new namespace can lose it, and a probe reads it as
plain `runs`.
"""

from __future__ import annotations

COUNT = "import builtins; builtins.__dict__.setdefault('runs', []).append(__name__)\n"
