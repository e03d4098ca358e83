"""What the extension needs to know of the shell that it hooks into."""

from __future__ import annotations

from typing import Any

from ..look import top_level


def put_last(callbacks: list[Any], callback: Any) -> None:
    """Let nobody import between `callback` and the cell; this counts from the next cell on."""
    if callbacks and callbacks[-1] != callback and callback in callbacks:
        callbacks.remove(callback)
        callbacks.append(callback)


def host_roots(shell: Any) -> frozenset[str]:
    """Return the top-level packages of the shell's and the kernel's own classes."""
    kernel = getattr(shell, "kernel", None)
    classes = [*type(shell).__mro__, *type(kernel).__mro__]
    return frozenset(top_level(kind.__module__) for kind in classes) - {"builtins"}
