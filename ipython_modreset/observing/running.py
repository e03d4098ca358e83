"""A module whose code is running, and whether it has done anything lately but to import."""

from __future__ import annotations

import re
from functools import cached_property
from types import FrameType

# Not ``from m import x``: that may run a ``__getattr__`` of the module's.
_IMPORT = re.compile(rb"import [\w., ]+|#.*|\s*")


class Running:
    """One module.

    Parameters
    ----------
    name
        Its name.
    source
        What runs; empty where that is not known.
    """

    def __init__(self, name: str, source: bytes) -> None:
        self.name = name
        self._source = source
        self._line = 0

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._source.splitlines()

    def has_only_imported(self, frame: FrameType | None) -> bool:
        """Tell whether it has done nothing else since this was asked last.

        Between two import statements that are not indented, nothing runs but what lies between.

        Parameters
        ----------
        frame
            From where it is asked: on behalf of the module.

        Examples
        --------
        >>> running = Running("m", b"import a\\nimport b\\nf()\\nimport c")
        >>> space = {"__name__": "m", "running": running, "sys": __import__("sys")}
        >>> ask = compile("answer = running.has_only_imported(sys._getframe())", "m", "exec")
        >>> for line in (1, 2, 4):
        ...     exec(ask.replace(co_firstlineno=line), space)
        ...     space["answer"]
        False
        True
        False
        """
        while frame is not None:
            name = frame.f_globals.get("__name__")
            if type(name) is str and name == self.name:
                break
            frame = frame.f_back
        before, self._line = self._line, frame.f_lineno if frame is not None else 0
        if not 0 < before <= self._line:
            return False
        return all(map(_IMPORT.fullmatch, self._lines[before - 1 : self._line]))
