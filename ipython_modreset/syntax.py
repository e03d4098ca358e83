"""The syntax trees of sources."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

#: What is raised of a source that cannot be parsed.
NOT_PARSED = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)


@lru_cache(maxsize=2)  # an edited module before and after: several questions are asked of both
def parse(source: bytes) -> ast.Module:
    """Parse a source; nobody may change the tree.

    Warnings about the source are the import's to give, once.

    Raises
    ------
    NOT_PARSED
        If it cannot be.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def tree_of(source: bytes) -> ast.Module:
    """Parse a source that may be none, or one that is changing by now; the tree is empty then."""
    try:
        return parse(source)
    except NOT_PARSED:
        return ast.Module([], [])
