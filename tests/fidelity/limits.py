"""Scenarios that this package does not pass yet, each with the reason. The README says so, too.

They count as failures in the table. A strict run only sees to it that there are no others, and
that one which passes by now is struck off.
"""

from __future__ import annotations

LIMITS: dict[str, str] = {
    "a plugin class enters by ABC.register in its own module, then no more": (
        "whether an import or a cell registered a virtual subclass is not told apart"
    ),
    "an attribute that a module gives another module, a class and a function": (
        "a constant that a module assigned to another module's name is not taken back"
    ),
}
