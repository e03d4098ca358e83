"""Completion of module names and options for the magics."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from IPython.core.completer import SimpleCompletion, context_matcher

from ..look import loaded

# Optionally a name that takes the value, then the magic, what was typed before, the last word.
_LINE = re.compile(r"\s*(?:[\w.]+\s*=\s*)?(%?)(\w+)\s(.*?)(\S*)$")


def install(
    shell: Any,
    magics: Iterable[Any],
    baseline: Callable[[], Iterable[str]],
    clients: Callable[[], Iterable[str]],
) -> None:
    """Complete the arguments of `magics`; `uninstall` undoes it.

    Parameters
    ----------
    shell
        The shell.
    magics
        The bound magic functions.
    baseline
        Returns the names of the modules that can be dropped from the baseline.
    clients
        Returns the names that the notebook has for the clients of clusters.
    """
    options = {magic.__name__: _options_of(magic) for magic in magics}

    @context_matcher(identifier=__name__)  # type: ignore[untyped-decorator]
    def match(context: Any) -> dict[str, Any]:
        line = context.text_until_cursor
        if not line.endswith(context.token):  # `shell.complete(word, line)` tells no position
            line = context.line_with_cursor
        found = _LINE.match(line)
        if found is None or found[2] not in options or not (found[1] or shell.automagic):
            return {"completions": []}
        if found[3].split()[-1:] == ["--cluster"]:
            names = clients()
        else:
            names = baseline() if _last_option(found[3]) == "--drop" else loaded()
        fitting = complete_argument(found[4], options[found[2]], names)
        return {
            "completions": [SimpleCompletion(text=text, type="module") for text in fitting],
            "matched_fragment": found[4],
            "suppress": True,  # a module's attributes are none of its names
        }

    uninstall(shell)
    shell.Completer.custom_matchers.append(match)


def uninstall(shell: Any) -> None:
    """Undo `install`."""
    matchers = shell.Completer.custom_matchers
    ours = [match for match in matchers if getattr(match, "matcher_identifier", "") == __name__]
    for match in ours:
        matchers.remove(match)


def complete_argument(symbol: str, options: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the options, or the names, that begin with `symbol`.

    Names are offered package by package, as files are folder by folder.

    Examples
    --------
    >>> complete_argument("--d", ["--dry-run", "--user"], [])
    ['--dry-run']
    >>> complete_argument("a", [], ["a", "a.b", "b"])
    ['a']
    """
    if symbol.startswith("-"):
        return [option for option in options if option.startswith(symbol)]
    depth = symbol.count(".") + 1
    begun = (".".join(name.split(".")[:depth]) for name in names if name.startswith(symbol))
    return sorted({name for name in begun if name.isprintable()})


def _last_option(typed: str) -> str:
    return next((word for word in reversed(typed.split()) if word.startswith("-")), "")


def _options_of(magic: Any) -> list[str]:
    return [
        option
        for action in magic.parser._actions  # argparse has no public way to ask for them
        for option in action.option_strings
    ]
