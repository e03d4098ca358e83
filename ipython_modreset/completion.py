"""Completion of module names and options for the magics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .look import loaded

_HOOK = "complete_command"


def install(shell: Any, magics: Iterable[Any]) -> None:
    """Complete the arguments of `magics`; `uninstall` undoes it."""
    for magic in magics:
        options = _options_of(magic)

        def complete(shell: Any, event: Any, options: list[str] = options) -> list[str]:
            return complete_argument(event.symbol, options)

        shell.set_hook(_HOOK, complete, str_key=_key(magic))


def uninstall(shell: Any, magics: Iterable[Any]) -> None:
    """Undo `install`."""
    for magic in magics:
        shell.strdispatchers[_HOOK].strs.pop(_key(magic), None)


def complete_argument(symbol: str, options: Iterable[str]) -> list[str]:
    """Return the options, or the loaded modules, that begin with `symbol`.

    Modules are offered package by package, as files are folder by folder.

    Examples
    --------
    >>> complete_argument("--d", ["--dry-run", "--user"])
    ['--dry-run']
    >>> "sys" in complete_argument("sy", [])
    True
    """
    if symbol.startswith("-"):
        return [option for option in options if option.startswith(symbol)]
    depth = symbol.count(".") + 1
    begun = (".".join(name.split(".")[:depth]) for name in loaded() if name.startswith(symbol))
    return sorted(set(begun))


def _options_of(magic: Any) -> list[str]:
    return [
        option
        for action in magic.parser._actions  # argparse has no public way to ask for them
        for option in action.option_strings
    ]


def _key(magic: Any) -> str:
    return f"%{magic.__name__}"
