"""A container that registrations were taken out of, until they have been made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

from ..identity import id
from .containers import content, put_back

#: The ids of a container and of what was put into it; of the key, in a dict.
Place = tuple[int, int]


class Withdrawn:
    """What a container held, and which of its places are to be filled again.

    Parameters
    ----------
    container
        The container, before anything is taken out.

    Attributes
    ----------
    before
        What it held: items, or pairs of key and value.

    Examples
    --------
    >>> names = ["a", "b", "c"]
    >>> withdrawn = Withdrawn(names)
    >>> withdrawn.take_out(Counter({(id(names), id(names[0])): 1}), ())
    []
    >>> names
    ['b', 'c']
    >>> names.append("A")
    >>> withdrawn.settle({})
    >>> names
    ['A', 'b', 'c']
    """

    def __init__(self, container: Any) -> None:
        self.container = container
        self.before = content(container)
        self._places: set[int] = set()
        self._is_dict = issubclass(type(container), dict)

    def take_out(self, theirs: Counter[Place], tracked: Container[int]) -> list[tuple[Place, int]]:
        """Take out `theirs`, but for a tracked container in a dict that others fill, too.

        Returns
        -------
        list of (Place, int)
            The places that stay for that reason, and the ids of the containers there.
        """
        stay, shared = [], []
        for number, item in enumerate(self.before):
            place = id(self.container), self._id(item)
            if theirs[place] > 0:
                theirs[place] -= 1
                if not (self._is_dict and id(item[1]) in tracked and item[1]):
                    self._places.add(number)
                    continue
                shared.append((place, id(item[1])))
            stay.append(item)
        put_back(self.container, stay)
        return shared

    def settle(self, others: Mapping[int, Withdrawn]) -> None:
        """Move what was put in again to the old places, in its own order.

        Containers that were taken out of this one get back what they held: they are of use to
        nobody now but to who may have kept them.
        """
        kept = Counter(self._id(x) for n, x in enumerate(self.before) if n not in self._places)
        stayed: dict[int, Any] = {}
        arrivals: list[Any] = []
        for item in content(self.container):
            if kept[self._id(item)] > 0:
                kept[self._id(item)] -= 1
                stayed[self._id(item)] = item
            else:
                arrivals.append(item)
        if type(self.container) is not set:
            put_back(self.container, self._in_order(stayed, arrivals))
        for inner in [self.before[n][1] for n in self._places] if self._is_dict else ():
            if id(inner) in others:
                put_back(inner, others[id(inner)].before)

    def _in_order(self, stayed: Mapping[int, Any], arrivals: list[Any]) -> list[Any]:
        ordered: list[Any] = []
        last = max(self._places, default=None)
        for number, item in enumerate(self.before):
            if number in self._places:
                count = len(arrivals) if number == last else 1
                ordered += arrivals[:count]
                del arrivals[:count]
            elif self._id(item) in stayed:
                ordered.append(stayed[self._id(item)])
        return ordered + arrivals

    def _id(self, item: Any) -> int:
        return id(item[0]) if self._is_dict else id(item)
