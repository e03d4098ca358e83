"""Which installed packages were upgraded while the session runs."""

from __future__ import annotations

from collections.abc import Iterable

from ..files import Stamp, is_surely, stamp
from ..observing.notes import Notes
from ..places import site_directories
from .changes import Change, installed_changes


class Installed:
    """Notices an upgrade by its site directory: that costs one ``os.stat`` each, and no more.

    Examples
    --------
    >>> Installed().changes(Notes())
    []
    """

    def __init__(self) -> None:
        self._folders = _stamps()
        self._changed: frozenset[str] = frozenset()

    def changes(self, notes: Notes) -> list[Change]:
        """Find the changed modules of installed packages, again and again until taken over."""
        if self._is_as_before():
            found = installed_changes(notes, self._changed) if self._changed else []
        else:
            self._folders = _stamps()
            found = installed_changes(notes, notes.modules.keys())
        self._changed = frozenset(change.module for change in found)
        return found

    def leave(self, names: Iterable[str]) -> None:
        """Say no more of modules that must stay, before the next upgrade."""
        self._changed = self._changed.difference(names)

    def look_again(self) -> None:
        """Look at all of them next time, as those that had to stay may no longer."""
        self._folders = {}

    def _is_as_before(self) -> bool:
        before, folders = self._folders, site_directories()
        return before.keys() == set(folders) and all(is_surely(one, before[one]) for one in folders)


def _stamps() -> dict[str, Stamp]:
    return {folder: stamp(folder) for folder in site_directories()}
