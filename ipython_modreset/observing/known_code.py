"""The code of modules that have run again, though nobody had touched their files.

A constant that a thousand modules import by name is edited again and again: their own files need
not be read each time.
"""

from __future__ import annotations

import marshal
from types import CodeType

from .notes import Note


class KnownCode:
    """Remembers code as bytecode, as each run has code objects of its own.

    Examples
    --------
    >>> from ..files import UNKNOWN
    >>> note = Note("m", "m.py", UNKNOWN, None, b"x = 1 + 1", False, 0)
    >>> known = KnownCode()
    >>> known.of(note) is None
    True
    >>> known.remember(note, compile(note.source, note.origin, "exec"))
    >>> known.of(note).co_consts
    (2, None)
    """

    def __init__(self) -> None:
        self._by_name: dict[str, tuple[Note, bytes]] = {}

    def remember(self, note: Note, code: CodeType) -> None:
        """Remember what the file of a note was compiled to."""
        self._by_name[note.name] = note, marshal.dumps(code)

    def of(self, note: Note) -> CodeType | None:
        """Return the code for that very note; None where it is not known."""
        known, bytecode = self._by_name.get(note.name, (None, b""))
        if known is not note:
            return None
        code: CodeType = marshal.loads(bytecode)
        return code
