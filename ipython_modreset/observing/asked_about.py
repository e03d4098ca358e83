"""Files that a module may only ask about: ``exists`` and its like raise no event.

So, where a module's source asks such a thing, the names of files in it are taken for what it asks
about: a file that appears, or is gone, makes the module run again.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..syntax import tree_of

_ASKS = re.compile(rb"\b(l?exists|is_?file|is_?dir|getsize|getmtime|stat)\b")
_IS_NAME = re.compile(r"[\w~/\\. -]{1,100}")
_HAS_SUFFIX = re.compile(r".*\w\.\w{1,8}")


def files_asked_about(source: bytes, folders: Iterable[str]) -> set[str]:
    """Return the paths that a module may have asked about.

    Parameters
    ----------
    source
        Its source.
    folders
        Where relative paths start from.

    Examples
    --------
    >>> found = files_asked_about(b"B = exists('b'); C = join('c', 'd.txt')", ["a"])
    >>> sorted(path.replace(os.sep, "/") for path in found)
    ['a/b', 'a/c/d.txt', 'a/d.txt']
    """
    names = _names_in(source)
    folders = list(folders) if names else []
    return {os.path.normpath(os.path.join(folder, name)) for name in names for folder in folders}


@lru_cache(maxsize=4096)
def _names_in(source: bytes) -> frozenset[str]:
    """Return the names of files in a source, if it asks about any."""
    if not _ASKS.search(source):
        return frozenset()
    return frozenset(name for node in ast.walk(tree_of(source)) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    """Yield what may be the name of a file: by its suffix, or as something is asked of it."""
    texts = list(_texts(node))
    if isinstance(node, ast.Call | ast.BinOp):
        texts.append("/".join(texts))
    for text in filter(_IS_NAME.fullmatch, texts):
        if _HAS_SUFFIX.fullmatch(text) or (isinstance(node, ast.Call) and _asks(node.func)):
            yield text


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts of a constant, of a path put together by ``/``, or of a call's arguments."""
    if isinstance(node, ast.Constant) and type(node.value) is str:
        yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield from _texts(node.left)
        yield from _texts(node.right)
    elif isinstance(node, ast.Call):
        asked = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        for part in [asked, *node.args]:
            yield from _texts(part)


def _asks(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return bool(_ASKS.fullmatch(name.encode()))
