"""Results of old bodies that live caches still hand out."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import CellType, CodeType, FunctionType
from typing import Any

from .. import strangers
from ..identity import id
from ..look import class_dict, is_a, mro, namespace
from ..sources import Sources
from ..undo import Journal
from .bodies import BodyEdit
from .codes import nested
from .live import CannotPatch
from .mentions import DYNAMIC
from .reach import TooMany, callers
from .wrappers import METHODS, WRAPPERS, wrappers

_LRU: Any = type(functools.lru_cache(lambda: None))
_CLASS_NAME: Any = type.__dict__["__name__"]
#: What tells which methods or default values something has.
_LOOKING = DYNAMIC | {"signature", "getfullargspec", "__defaults__", "__kwdefaults__"}
#: So many sources are read sooner than all namespaces are looked through.
_FEW = 16


@dataclass(frozen=True, eq=False)
class Cache:
    """Something that remembers what a function returned.

    Attributes
    ----------
    name
        What it goes by.
    holder
        The wrapper of ``functools.lru_cache``, or a cached property, whose values the instances
        keep; None for any other, which nobody here can empty.
    names
        The names that the code under it mentions, its own included.
    """

    name: str
    holder: Any
    names: frozenset[str]


def stale_caches(
    edit: BodyEdit,
    sources: Sources,
    module_name: str,
    space_of: Callable[[str], dict[str, Any]],
    notebooks: Iterable[dict[str, Any]] = (),
) -> list[Cache]:
    """Find the caches that hold what a changed body returned, or what was made from that.

    Parameters
    ----------
    edit
        The edit, of module `module_name`.
    sources
        Module name to source, for all loaded modules of the user.
    module_name
        The edited module.
    space_of
        Returns the namespace of one of them.
    notebooks
        The notebooks' namespaces.

    Raises
    ------
    CannotPatch
        Where one cannot be emptied: a memory of a decorator's own, or a compiled function.
    """
    if any(body.qualname.endswith(".__subclasshook__") for body in edit.changed):
        raise CannotPatch("abstract base classes remember what it said")

    def filled(modules: Iterable[str], *others: dict[str, Any]) -> list[Cache]:
        spaces = [*map(space_of, modules), *others]
        return [cache for name, thing in wrappers(spaces) for cache in _caches(name, thing)]

    try:
        found = callers(edit, sources, module_name, _FEW)
        caches = filled(found.modules, *notebooks)
    except TooMany:  # a name that is everywhere: seldom is anything cached that could matter
        caches = filled(sources, *notebooks)
        if not caches:
            return []
        found = callers(edit, sources, module_name)
    names = _reaching(found.names, notebooks) if caches else found.names
    stale = [cache for cache in caches if not names.isdisjoint(cache.names)]
    if edit.goes_further:
        own = module_name.rpartition(".")[2].encode()
        near = [x for x in filled(sources.mentioning(own, whole=True)) if type(x.holder) is _LRU]
        stale += [cache for cache in near if not _LOOKING.isdisjoint(cache.names)]
    for cache in stale:
        if cache.holder is None:
            raise CannotPatch(f"{cache.name} may remember results of the old code")
    return stale


def caches_over(names: Collection[str], notebook: dict[str, Any]) -> list[Cache]:
    """Find the caches of a notebook that may hold what was made of things of certain names.

    Examples
    --------
    >>> space = {}
    >>> exec("def g(x): return f(x)\\ndef h(x): return g(x)", space)
    >>> space["cached"] = functools.cache(space["h"])
    >>> space["f"] = abs
    >>> space["cached"](-1)
    1
    >>> [cache.name for cache in caches_over({"f"}, space)]
    ['cached']
    """
    filled = [cache for name, thing in wrappers([notebook]) for cache in _caches(name, thing)]
    reaching = _reaching(names, [notebook]) if filled else frozenset()
    return [x for x in filled if x.holder is not None and not reaching.isdisjoint(x.names)]


def _reaching(names: Collection[str], notebooks: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Return `names`, and those of a notebook's functions that mention one, or one that does."""
    mentioned: dict[str, frozenset[str]] = {}
    for name, value in [pair for space in notebooks for pair in _code_in(space)]:
        mentioned[name] = mentioned.get(name, frozenset()) | _names(_chain(value))
    reaching = frozenset(names)
    while more := {
        name
        for name, inside in mentioned.items()
        if name not in reaching and not inside.isdisjoint(reaching)
    }:
        reaching |= more
    return reaching


def _code_in(space: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield a notebook's functions and classes, and the methods of those, by name."""
    for name, value in list(space.items()):
        if _is_code(value):
            yield name, value
        if is_a(value, type) and class_dict(value).get("__module__") == space.get("__name__"):
            yield from [pair for pair in class_dict(value).items() if _is_code(pair[1])]


def empty(caches: Iterable[Cache], journal: Journal) -> None:
    """Empty caches.

    What they held is lost, but nothing else is: the functions make it again, after an undo too.
    """
    for cache in caches:
        if type(cache.holder) is cached_property:
            for instance in _instances(cache.holder):
                journal.del_items(namespace(instance), cache.holder.attrname)
        else:
            journal.note(_LRU.cache_clear, cache.holder)
            _LRU.cache_clear(cache.holder)


def _instances(cached: Any) -> list[Any]:
    """Return the live instances that may have the value of a cached property."""
    classes = strangers.with_subclasses(owner) if (owner := _owner(cached)) is not None else []
    ids = set(map(id, classes))
    return [x for x in gc.get_referrers(*classes) if id(type(x)) in ids]


def _owner(cached: Any) -> Any:
    """Return the class that defines a cached property, where its name leads there."""
    if type(cached.func) is not FunctionType:
        return None
    *path, name = cached.func.__qualname__.split(".")
    space: Any = cached.func.__globals__
    for part in path:
        owner = space.get(part)
        space = class_dict(owner) if is_a(owner, type) else {}
    return owner if path and space.get(name) is cached else None


def _caches(name: str, wrapper: Any) -> Iterator[Cache]:
    """Find the caches in a chain of wrappers."""
    chain = _chain(wrapper)
    for at, one in enumerate(chain):
        if type(one) is _LRU and _LRU.cache_info(one).currsize > 0:
            yield Cache(name, one, _names(chain[at:]))
        elif type(one) is cached_property and (owner := _owner(one)) is not None:
            yield Cache(name, one, _names(chain[at:]).union(_homes(owner)))
        elif type(one) is not _LRU and _may_remember(one):
            yield Cache(name, None, _names(chain[at:]))


def _chain(wrapper: Any) -> list[Any]:
    """Give a wrapper, and the functions and classes that it leads to, the outermost first."""
    chain = [wrapper]
    for one in chain:
        for part in _parts(one):
            if _is_code(part) and not any(part is known for known in chain):
                chain.append(part)
    return chain


def _is_code(thing: Any) -> bool:
    return id(type(thing)) in WRAPPERS or is_a(thing, type)


def _homes(cls: type) -> Iterator[str]:
    """Yield the modules that a class and its bases are from, by the last part of their names."""
    for base in mro(cls):
        yield (strangers.module_name(base) or "").rpartition(".")[2]


def _parts(one: Any) -> list[Any]:
    kind = type(one)
    if is_a(one, type):
        return []
    parts = list(namespace(one).values())
    if kind is FunctionType:
        parts += [content for cell in one.__closure__ or () for content in _content(cell)]
    elif kind is property:
        parts.append(one.fget)
    elif id(kind) in METHODS:
        parts.append(one.__func__)
    elif kind is functools.partial:
        parts.append(one.func)
    return parts


def _content(cell: CellType) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:
        return []  # not assigned yet


def _may_remember(one: Any) -> bool:
    """Whether a wrapper has a memory of its own that is not empty, or may have one unseen."""
    parts = _parts(one)
    if not any(map(_is_code, parts)):
        return False
    if any(map(_is_filled, parts)):
        return True
    return not _is_code(one) and not any("__call__" in _python_methods(k) for k in mro(type(one)))


def _is_filled(part: Any) -> bool:
    inside = [part] if is_a(part, dict) else namespace(part).values()
    return not _is_code(part) and any(is_a(one, dict) and dict.__len__(one) > 0 for one in inside)


def _python_methods(kind: type) -> list[str]:
    return [name for name, value in class_dict(kind).items() if type(value) is FunctionType]


def _names(chain: Iterable[Any]) -> frozenset[str]:
    names: set[str] = set()
    for one in chain:
        if type(one) is FunctionType:
            names.add(one.__name__)
            codes = list(_all_code(one.__code__))
            names.update(name for code in codes for name in code.co_names)
            # ``hasattr(x, "name")``
            names.update(text for code in codes for text in code.co_consts if type(text) is str)
        elif is_a(one, type):
            names.add(_CLASS_NAME.__get__(one))
    return frozenset(names)


def _all_code(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in nested(code):
        yield from _all_code(inner)
