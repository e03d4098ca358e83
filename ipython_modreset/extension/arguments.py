"""What people type after a magic: parsed, and refused in words that help."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic_arguments import parse_argstring

from ..select import NoSuchModule


def parse(magic: Callable[..., Any], line: str) -> Any:
    """Parse the line of a magic.

    Parameters
    ----------
    magic
        The magic, which knows its arguments.
    line
        What was typed after it.

    Returns
    -------
    argparse.Namespace
        The values, without quotation marks around them.

    Raises
    ------
    UsageError
        Where the line makes no sense; the message says what was expected.
    """
    try:
        args = parse_argstring(magic, line)
    except (UsageError, ValueError) as error:  # the latter for an unclosed quotation mark
        raise UsageError(f"{error}; %{magic.__name__}? shows what it takes") from None
    for key, value in vars(args).items():
        setattr(args, key, _unquoted(value))
    return args


def _unquoted(value: Any) -> Any:
    """Take the quotation marks off, which IPython leaves on."""
    if isinstance(value, list):
        return [_unquoted(part) for part in value]
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def is_about(settings: str, magics: Container[str], cell: str) -> bool:
    """Tell whether a cell begins with one of `magics`, or a change of `settings`.

    Examples
    --------
    >>> is_about("ModuleReset", ["purge_modules"], "%purge_modules --off")
    True
    >>> is_about("ModuleReset", ["purge_modules"], "%config ModuleReset.scope = 'user'")
    True
    """
    words = cell.split(maxsplit=2)[:2]
    if words[:1] == ["%config"]:
        return words[1:] != [] and words[1].startswith(settings)
    return words != [] and words[0].removeprefix("%") in magics


def or_usage_error(action: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call `action`; names that match nothing are the user's slip."""
    try:
        return action(*args, **options)
    except NoSuchModule as error:
        raise UsageError(str(error)) from None


def at_most_one(args: Any, *flags: str) -> None:
    """Refuse flags that exclude each other."""
    given = [flag for flag in flags if getattr(args, flag) not in (None, False)]
    if len(given) > 1:
        raise UsageError("give only one of " + ", ".join(f"--{_dashed(flag)}" for flag in given))


def switched(args: Any, what: str) -> str | None:
    """Return what shall run before cells from now on.

    Parameters
    ----------
    args
        Parsed arguments, ``--auto`` and ``--off`` among them.
    what
        What ``--auto`` stands for.

    Returns
    -------
    str or None
        `what`, ``"off"``, or None where neither is given.

    Raises
    ------
    UsageError
        Where there is anything beside the two.
    """
    if not (args.auto or args.off):
        return None
    _alone(args, "auto" if args.auto else "off")
    return what if args.auto else "off"


def _alone(args: Any, flag: str) -> None:
    """Refuse anything beside a flag that goes alone."""
    others = [name for name, value in vars(args).items() if value and name != flag]
    if others:
        raise UsageError(f"--{flag} goes alone; without {', '.join(map(_dashed, others))}")


def no_names(args: Any) -> None:
    """Refuse names beside the one that ``--why`` takes."""
    if args.names:
        raise UsageError(f"--why takes one name; what is {args.names[0]!r} for?")


def _dashed(flag: str) -> str:
    return flag.replace("_", "-")
