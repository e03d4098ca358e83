"""The versions of a file written into one text: where they differ, side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.fidelity.writing import Texts

_CHOICE = re.compile("«(.*?)»", re.DOTALL)


def versions(files: Mapping[str, Texts]) -> dict[str, Texts]:
    """Files of `case`, whose texts may have ``«before¦after¦later»`` in them, several times.

    What has fewer versions than another keeps its last. A tuple of texts is taken as it is.
    """
    return {path: t if isinstance(t, tuple) else _versions(t) for path, t in files.items()}


def _versions(source: str) -> Texts:
    choices = [found.split("¦") for found in _CHOICE.findall(source)]
    count = max(map(len, choices), default=1)
    return source if count == 1 else tuple(_version(source, number) for number in range(count))


def _version(source: str, number: int) -> str:
    def chosen(match: re.Match[str]) -> str:
        options = match[1].split("¦")
        return options[min(number, len(options) - 1)]

    return _CHOICE.sub(chosen, source)
