"""Scenarios that this package does not pass yet, each with the reason. The README says so, too.

They count as failures in the table. A strict run only sees to it that there are no others, and
that one which passes by now is struck off.
"""

from __future__ import annotations

_RUNS_AGAIN = "a module that runs again begins anew; only what cells assigned is set again"
_CONTEXT = "the values of context variables are not handed over yet"
_BOUND = "what a partial method or a single dispatch method bound is not handed over yet"

LIMITS: dict[str, str] = {
    "a list of the module's that the notebook fills": _RUNS_AGAIN,
    "a name that the module's own function counts up": _RUNS_AGAIN,
    "an attribute set on a class by another module's function": _RUNS_AGAIN,
    "an instance that a global of the module took up since the import": _RUNS_AGAIN,
    "a singleton by __new__ and by a function of the module": _RUNS_AGAIN,
    "a class's own list and weak set of its instances": _RUNS_AGAIN,
    "a counter in the class, and one of itertools": _RUNS_AGAIN,
    "a lock and a queue of the module's that others hold": _RUNS_AGAIN,
    "pydantic: a new field with a default, a live model": (
        "live pydantic instances keep the fields that they were made with"
    ),
    "magics that a module of the user's registered with the shell": (
        "a module imported by the cell's own %load_ext counts as IPython's"
    ),
    "a context variable holds an instance, another a function": _CONTEXT,
    "a context variable holds a cached function": _CONTEXT,
    "a single dispatch method and a partial method, the bound ones held": _BOUND,
}
