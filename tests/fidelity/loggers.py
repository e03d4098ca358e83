"""Modules that set up loggers at their top level."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

survives = partial(case, "survives")

SET_UP = """
    import logging

    log, mine = logging.getLogger('app'), logging.NullHandler()
    log.addHandler(mine)
"""

CONFIGURED = """
    import io, logging

    text = io.StringIO()
    logging.basicConfig(stream=text, level=logging.INFO, format='%s')

    def said():
        logging.info('hello')
        return text.getvalue()
"""

SCENARIOS = (
    survives(
        "a handler that a module adds to a logger is there once, a cell's stays",
        {"m.py": (SET_UP + "    K = 1", SET_UP + "    K = 1 / 0", SET_UP + "    K = 2")},
        "import logging, m",
        "own = logging.NullHandler(); m.log.addHandler(own)",
        probe="m.K, len(m.log.handlers), m.mine in m.log.handlers, own in m.log.handlers",
    ),
    survives(
        "another format given to logging.basicConfig",
        {"m.py": (CONFIGURED % "old %(message)s", CONFIGURED % "new %(message)s")},
        "import logging; logging.root.handlers.clear()",
        "import m",
        probe="m.said()",
    ),
)
