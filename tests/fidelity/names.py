"""Edits of what names in the notebook refer to."""

from __future__ import annotations

from tests.fidelity.scenario import Edit, Scenario

SCENARIOS = (
    Scenario(
        "a constant imported by name",
        "names",
        {"m.py": "LIMIT = 3\n"},
        ("from m import LIMIT",),
        (Edit({"m.py": "LIMIT = 4\n"}),),
        "LIMIT",
    ),
    Scenario(
        "a function of an imported module",
        "names",
        {"m.py": "def f():\n    return 1\n"},
        ("import m",),
        (Edit({"m.py": "def f():\n    return 2\n"}),),
        "m.f()",
    ),
)
