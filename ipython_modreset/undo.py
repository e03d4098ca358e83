"""Changes to global state that remember how to undo themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

_ABSENT = object()


class Journal:
    """The steps that lead back, latest last.

    Every change is noted *before* it is made, so that an interrupt between the two is harmless;
    hence each undo step must be safe to run twice, or where nothing happened yet.

    Examples
    --------
    >>> journal, settings = Journal(), {"a": 1}
    >>> journal.set_item(settings, "a", 2)
    >>> journal.undo()
    >>> settings
    {'a': 1}
    """

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: list[tuple[Callable[..., object], tuple[Any, ...]]] = []

    def note(self, step: Callable[..., object], *args: Any) -> None:
        """Remember that ``step(*args)`` takes the next change back."""
        self._steps.append((step, args))

    def remember(self, mapping: MutableMapping[Any, Any], *keys: Any) -> None:
        """Note what `keys` are bound to in `mapping`, as somebody else may change it."""
        self.note(_restore, mapping, {key: mapping.get(key, _ABSENT) for key in keys})

    def set_item(self, mapping: MutableMapping[Any, Any], key: Any, value: Any) -> None:
        """Bind `key` in `mapping` to `value`."""
        self.remember(mapping, key)
        mapping[key] = value

    def del_items(self, mapping: MutableMapping[Any, Any], *keys: Any) -> None:
        """Unbind `keys` in `mapping`, where they are bound."""
        self.remember(mapping, *keys)
        for key in keys:
            mapping.pop(key, None)

    def undo(self) -> None:
        """Take every change back, the latest first.

        An interrupt does not stop it halfway: it is raised when all is undone.

        Raises
        ------
        KeyboardInterrupt
            If one arrived meanwhile; the undoing is complete all the same.
        """
        try:
            while self._steps:
                step, args = self._steps[-1]
                step(*args)
                self._steps.pop()
        except KeyboardInterrupt:
            self.undo()  # the step that was interrupted is taken again
            raise

    def keep(self) -> None:
        """Forget the way back: the changes stay."""
        self._steps.clear()

    def __len__(self) -> int:
        return len(self._steps)


def _restore(mapping: MutableMapping[Any, Any], before: Mapping[Any, Any]) -> None:
    for key, value in before.items():
        if value is _ABSENT:
            mapping.pop(key, None)
        else:
            mapping[key] = value
