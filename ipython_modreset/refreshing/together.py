"""Who has to run again together: a registry may refuse what a module enters a second time.

SQLAlchemy's does, of a table, and it lies where nobody but SQLAlchemy can take the table out. A new
process begins with a new registry, and so does the module that has it, when it runs again, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from ..files import content_of
from ..look import is_a
from ..observing.notes import Notes
from ..syntax import tree_of
from .failures import say
from .frames import module_called_from
from .origins import Origins, origins_of

#: What is raised for other reasons.
_OTHERWISE = (ImportError, NameError, OSError, SyntaxError)
#: How one says that what is entered is there. Any other error is an error of the edit: to run the
#: modules again that the failing statement uses would be dear, and in vain.
_IS_THERE = re.compile(
    r"\b(already|exists|existing|twice|duplicat|conflict|overwrit|redefin)", re.I
)


def refusing(error: BaseException, notes: Notes) -> tuple[str, frozenset[str]]:
    """Return the module whose top level called what failed, and those whose things it called.

    Parameters
    ----------
    error
        What an import raised, with all its frames.
    notes
        What was observed before.

    Returns
    -------
    str
        The module; empty where nobody can have refused anything.
    frozenset of str
        The user's modules that the names in the failing statement come from.
    """
    name, line = module_called_from(error)
    is_other = any(is_a(error, kind) for kind in _OTHERWISE)
    if not notes.is_user(name) or is_other or not _IS_THERE.search(say(error)):
        return "", frozenset()
    tree = tree_of(content_of(notes.modules[name].origin) or b"")
    failing = [one for one in tree.body if one.lineno <= line or _begins_by(one, line)][-1:]
    used = [node.id for one in failing for node in ast.walk(one) if isinstance(node, ast.Name)]
    return name, frozenset(_come_from(used, tree, name, notes) - {name})


def _begins_by(statement: ast.stmt, line: int) -> bool:
    return any(one.lineno <= line for one in getattr(statement, "decorator_list", ()))


def _come_from(used: list[str], tree: ast.Module, name: str, notes: Notes) -> set[str]:
    """Return the user's modules that names of a module come by, those on the way included."""
    waiting = [(name, one) for one in dict.fromkeys(used)]
    bound: dict[str, Mapping[str, Origins]] = {}
    trees = {name: tree}
    for module, attribute in waiting:  # which grows
        if module not in bound:
            tree = trees.get(module) or tree_of(notes.modules[module].source or b"")
            bound[module] = origins_of(tree, package=notes.package_of(module))
        for origin in bound[module].get(attribute.partition(".")[0], ()):
            step = origin and (origin.module, origin.attribute)
            if step and notes.is_user(step[0]) and step not in waiting:
                waiting.append(step)
    modules = {f"{module}.{attribute}" for module, attribute in waiting}.union(dict(waiting))
    return set(filter(notes.is_user, modules))
