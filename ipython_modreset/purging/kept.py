"""Who stays, and why: worked out when first asked, as it is long and seldom read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property


class Kept(Mapping[str, str]):
    """Name of each module that stays, to the reason.

    Parameters
    ----------
    names
        Names of all modules that stay.
    reasons
        Why those stay that are not in the baseline.

    Examples
    --------
    >>> Kept(["sys", "numpy"], {"numpy": "extension module"})
    {'sys': 'baseline', 'numpy': 'extension module'}
    """

    def __init__(self, names: Iterable[object], reasons: Mapping[str, str]) -> None:
        self._names = names
        self._reasons = dict(reasons)

    @cached_property
    def _all(self) -> dict[str, str]:
        reasons = self._reasons
        return {name: reasons.get(name, "baseline") for name in self._names if type(name) is str}

    def __getitem__(self, name: str) -> str:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        return repr(self._all)
