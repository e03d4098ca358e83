"""An interrupt at any moment at which Python itself would deliver one.

Python looks for signals where a function begins or goes on, where a loop turns back, and when a
built-in function has returned. `sys.monitoring` (Python 3.12 on) tells of each of these moments,
just before it comes. What is delivered is the signal itself.
"""

from __future__ import annotations

import _thread
import signal
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

_TOOL = 5
_OWN = frozenset({__file__})


class _Pending:
    """Adds a signal to those that are pending.

    By an operator: after a call, Python would look for signals here, and not where it is to.
    """

    __add__ = staticmethod(_thread.interrupt_main)


_pending: Any = _Pending()


class Place(NamedTuple):
    """Where in which code Python looks for signals, and why it does there."""

    file: str
    function: str
    offset: int
    why: str

    def __str__(self) -> str:
        return f"{'/'.join(self.file.split('/')[-2:])}: {self.function} @{self.offset} {self.why}"


class Moment(NamedTuple):
    """A place, and how often it had been reached by then."""

    place: Place
    time: int


def moments(action: Callable[[], object]) -> list[Moment]:
    """Return all moments while something runs, in order."""
    found: list[Moment] = []
    times: dict[Place, int] = {}

    def reached(place: Place) -> None:
        times[place] = times.get(place, 0) + 1
        found.append(Moment(place, times[place]))

    stop = _tell(reached, lambda code: True)
    try:
        action()
    finally:
        stop()
    return found


def interrupted(action: Callable[[], object], at: Moment) -> tuple[bool, bool]:
    """Run something, and interrupt it at a moment.

    Returns
    -------
    (bool, bool)
        Whether the moment came, and whether the interrupt was let out.
    """
    left = at.time

    def reached(place: Place) -> None:
        nonlocal left
        if place == at.place:
            left -= 1
            if left == 0:
                _pending + signal.SIGINT

    wanted = at.place.file, at.place.function
    stop = _tell(reached, lambda code: (code.co_filename, code.co_qualname) == wanted)
    try:
        action()
        id(0)  # where Python looks once more
    except KeyboardInterrupt:
        return left <= 0, True
    finally:
        stop()
    return left <= 0, False


def _tell(
    reached: Callable[[Place], None], cares: Callable[[CodeType], bool]
) -> Callable[[], None]:
    """Tell of each moment in code that somebody cares for, until what is returned is called."""
    watching = sys.monitoring

    def note(why: str, code: CodeType, offset: int) -> Any:
        if code.co_filename in _OWN or not cares(code):
            return watching.DISABLE
        reached(Place(code.co_filename, code.co_qualname, offset, why))
        return None

    def begins(code: CodeType, offset: int) -> Any:
        return note("begins", code, offset)

    def goes_on(code: CodeType, offset: int) -> Any:
        return note("goes on", code, offset)

    def turns_back(code: CodeType, offset: int, target: int) -> Any:
        return note("turns back", code, offset) if target < offset else watching.DISABLE

    def calls(code: CodeType, offset: int, what: object, first: object) -> Any:
        return None if code.co_filename not in _OWN and cares(code) else watching.DISABLE

    def has_returned(code: CodeType, offset: int, what: object, first: object) -> None:
        if code.co_filename not in _OWN and cares(code):
            reached(Place(code.co_filename, code.co_qualname, offset, "has called"))

    events = watching.events
    told = {
        events.PY_START: begins,
        events.PY_RESUME: goes_on,
        events.JUMP: turns_back,
        events.CALL: calls,
        events.C_RETURN: has_returned,
    }

    def stop() -> None:
        watching.set_events(_TOOL, 0)
        for event in told:
            watching.register_callback(_TOOL, event, None)
        watching.free_tool_id(_TOOL)

    watching.use_tool_id(_TOOL, "tests.trust")
    for event, callback in told.items():
        watching.register_callback(_TOOL, event, callback)
    watching.restart_events()
    # Those of calls bring those of built-in functions' returns along.
    watching.set_events(_TOOL, sum(told.keys() - {events.C_RETURN}))
    return stop
