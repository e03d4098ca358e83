"""Where modules put what `logging` is to call: a registry outside the user's modules."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from ..look import class_dict, is_a, namespace


def loggers() -> list[Any]:
    """Return the loggers that there are, the root first; none where nobody logs.

    Examples
    --------
    >>> import logging
    >>> loggers()[0] is logging.root
    True
    """
    logging = namespace(sys.modules.get("logging"))
    kind: Any = logging.get("Logger")
    manager = class_dict(kind).get("manager") if is_a(kind, type) else None
    by_name = namespace(manager).get("loggerDict")
    return [logging.get("root"), *by_name.values()] if type(by_name) is dict else []


def handlers_and_filters(of: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the lists of some loggers."""
    for logger in of:
        for name in ("handlers", "filters"):
            held = namespace(logger).get(name)
            if type(held) is list:
                yield held
