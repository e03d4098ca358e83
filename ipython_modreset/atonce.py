"""Several changes that other threads, and an interrupt, see all of or none of."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Iterable


def at_once(steps: Iterable[Callable[[], object]]) -> None:
    """Call one after the other, with nothing in between.

    Python lets other threads and signals in where Python code runs. So this holds as far as no
    step runs any: each is a built-in function, or a `functools.partial` of one, and what it takes
    away is held elsewhere, as a finaliser may be Python code.

    Parameters
    ----------
    steps
        The calls.

    Raises
    ------
    BaseException
        Whatever a step raises; those after it are not called.

    Examples
    --------
    >>> from functools import partial
    >>> numbers = [1]
    >>> at_once([numbers.clear, partial(numbers.extend, [2, 3])])
    >>> numbers
    [2, 3]
    """
    deque(map(operator.call, steps), maxlen=0)
