"""What becomes of a line magic's value: so that a report is shown once, and not twice."""

from __future__ import annotations

import dis
import sys
from types import FrameType
from typing import Literal

_PRINT = 1  # the argument of CALL_INTRINSIC_1 that hands a value to sys.displayhook

Fate = Literal["shown", "returned", "used"]


def fate_of_value() -> Fate:
    """Tell what happens to the value of the line magic that is running.

    Returns
    -------
    str
        ``"shown"`` where IPython shows it as an expression's value; ``"returned"`` where whoever
        asked for it hands it on, as ``%time`` does; ``"used"`` where it is assigned or dropped.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "run_line_magic":
        frame = frame.f_back
    return "used" if frame is None or frame.f_back is None else _fate_in(frame.f_back)


def _fate_in(frame: FrameType) -> Fate:
    """Look at the instruction that follows the call which `frame` waits for."""
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset > frame.f_lasti:
            name, argument = instruction.opname, instruction.arg
            if name == "PRINT_EXPR" or (name == "CALL_INTRINSIC_1" and argument == _PRINT):
                return "shown"
            return "returned" if name == "RETURN_VALUE" else "used"
    return "used"
