"""Whether an import may have run a function, as far as the sources tell: by bare names."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from ..sources import Sources
from ..syntax import NOT_PARSED
from .bodies import BodyEdit
from .codes import Body
from .mentions import DYNAMIC, Block, Entry, Mentions, entry_of, read

_DOC_READERS = ("__doc__", "getdoc")
_CODE_READERS = ("__code__", "getsource", "getsourcelines")
_KIND_READERS = ("co_flags", "isgeneratorfunction", "iscoroutinefunction", "isasyncgenfunction")
_SAFE_BASES = {name for name, value in vars(builtins).items() if type(value) is type} | {
    "ABC",
    "ABCMeta",
    "Generic",
    "Protocol",
}
_SAFE_HOMES = {"abc", "builtins", "typing", "typing_extensions"}
_DEFAULT_READERS = (b"__defaults__", b"__kwdefaults__")
# By these a function gets at modules and classes that its own does not import.
_FINDERS = (b"modules", b"f_globals", b"__subclasses__")
#: So many sources are read sooner than modules run again.
_MANY = 100
_DYNAMIC = re.compile(rb"\b(?:%s)\b" % "|".join(sorted(DYNAMIC)).encode())


def reached_by_import(
    edit: BodyEdit,
    sources: Sources,
    module_name: str,
    ran: Collection[str] | None = None,
) -> bool:
    """Tell whether values made by an import may depend on the old bodies.

    Parameters
    ----------
    edit
        The edit, of module `module_name`.
    sources
        Module name to source, for all loaded modules of the user.
    module_name
        The edited module.
    ran
        What `RunWatch.ran` says of its file. Where it is known, the sources are only asked what
        it cannot tell: who may have read a docstring or a body, or holds a generator that is yet
        to run.

    Returns
    -------
    bool
        True in doubt.

    Examples
    --------
    >>> from ipython_modreset.patching.bodies import body_edit
    >>> old = b"def f():\\n    return 1\\ndef g():\\n    return f()\\nx = g()\\n"
    >>> edit = body_edit(old, old.replace(b"1", b"2"), "m.py")
    >>> reached_by_import(edit, Sources(m=old), "m")
    True
    >>> reached_by_import(edit, Sources(m=old.replace(b"x = g()", b"")), "m")
    False
    """
    if ran is not None and any(_has_run(body, ran) for body in edit.changed):
        return True
    reach = _Reach(sources, module_name)
    copies = reach.any_of(_CODE_READERS)
    return any(
        ((ran is None or body.resumable or copies) and reach.body(body))
        or (body.redocumented and reach.any_of(_DOC_READERS))
        or (body.retyped and reach.any_of(_KIND_READERS))
        for body in edit.changed
    )


def looked_at_by_import(
    edit: BodyEdit, sources: Sources, module_name: str, near: Sources | None = None
) -> bool:
    r"""Tell whether an import may have looked at what an edit changes beside bodies.

    At the methods of a class that loses or gains some, or at the default values of a function.

    Parameters
    ----------
    edit
        The edit, of module `module_name`.
    sources
        Module name to source, for all loaded modules of the user.
    module_name
        The edited module.
    near
        The sources of its own and of those that depend on it, if that is not all.

    Returns
    -------
    bool
        True in doubt.

    Examples
    --------
    >>> from ipython_modreset.patching.bodies import body_edit
    >>> old = b"class A:\n    def f(self): pass\n"
    >>> edit = body_edit(old, old + b"    def g(self): pass\n", "m.py")
    >>> looked_at_by_import(edit, Sources(m=old), "m")
    False
    >>> looked_at_by_import(edit, Sources(m=old, n=b"import m\nx = dir(m.A)\n"), "m")
    True
    """
    reach = _Reach(sources if near is None else near, module_name, _MANY)
    everywhere = _Reach(sources, module_name, _MANY)
    everywhere.read = reach.read
    others = [body for body in edit.changed if body.defaults]
    bodies = *edit.members, *others
    try:
        return (
            any(map(everywhere.is_of_foreign_class, bodies))
            or any(map(reach.looked_at, bodies))
            or (bool(others) and any(map(reach.mentions, _DEFAULT_READERS)))
            or reach.is_handed_over()
            or everywhere.is_found()
        )
    except TooMany:  # some of those that use it everywhere look at it, most likely
        return True


class Callers(NamedTuple):
    """The bare names that lead to some functions, and the modules whose sources mention them."""

    names: frozenset[str]
    modules: frozenset[str]


class TooMany(Exception):
    """More sources would have to be read than is worth it."""


def callers(
    edit: BodyEdit, sources: Sources, module_name: str, at_most: int | None = None
) -> Callers:
    r"""Find the bare names by which the changed functions may be reached, their own included.

    Parameters are those of `reached_by_import`; and how many sources are read `at_most`.

    Raises
    ------
    TooMany
        If there would be more.

    Examples
    --------
    >>> from ipython_modreset.patching.bodies import body_edit
    >>> old = b"def f():\n    return 1\ndef g():\n    return f()\ndef h(): pass\n"
    >>> edit = body_edit(old, old.replace(b"1", b"2"), "m.py")
    >>> sorted(callers(edit, Sources(m=old, n=b""), "m").names)
    ['f', 'g']
    """
    reach = _Reach(sources, module_name, at_most)
    bodies = (*edit.changed, *edit.members)
    entries = {found for body in bodies for found in reach.closure(_entry(body))}
    return Callers(frozenset(name for _, name in entries), frozenset(reach.read))


def _entry(body: Body) -> Entry:
    *owners, name = body.qualname.split(".")
    return entry_of(name, owners[-1] if owners else None)


def _has_run(body: Body, ran: Collection[str]) -> bool:
    inside = body.qualname + ".<locals>."
    return any(name == body.qualname or name.startswith(inside) for name in ran)


class _Reach:
    """Searches backwards, from a function to who may run it, and reads only sources in its way."""

    def __init__(self, sources: Sources, module_name: str, at_most: int | None = None) -> None:
        self.read: dict[str, Mentions | None] = {}
        self._sources = sources
        self._module_name = module_name
        self._at_most = at_most

    def body(self, body: Body) -> bool:
        """Tell whether an import may run a function."""
        owner, _, name = body.qualname.rpartition(".")
        owner = owner.rpartition(".")[2]
        if not owner:
            special = name in ("__getattr__", "__dir__")
            return special or self.entry(("name", name)) or self._dynamically(None)
        is_hook = name.startswith("_") and name.endswith("_")
        if self._has_foreign_base(owner) and (is_hook or self.entry(("class", owner))):
            return True
        return self.entry(entry_of(name, owner)) or self._dynamically(owner)

    def is_of_foreign_class(self, body: Body) -> bool:
        """Tell a method of a class that inherits from code that is not the user's."""
        owner = body.owner.rpartition(".")[2]
        return bool(owner) and self._has_foreign_base(owner)

    def looked_at(self, body: Body) -> bool:
        """Tell whether an import may have looked at a function, or for it in its class."""
        owner = body.owner.rpartition(".")[2]
        if owner and self.entry(("class", owner)):
            return True
        return self.body(body) or self._any_block(self._dynamic(self._sources), _is_dynamic)

    def mentions(self, name: bytes) -> bool:
        """Tell whether any source does."""
        return bool(self._sources.mentioning(name, whole=True))

    def is_handed_over(self) -> bool:
        """Tell whether an import may give the module or its package to one who looks through it."""
        own = b"|".join(map(re.escape, self._module_name.encode().split(b".")))
        aliases = re.compile(rb"\b(?:%s)\s+as\s+(\w+)" % own)
        names = {own, b"modules"}.union(*map(aliases.findall, self._sources.values()))
        # Most only import from it, or take something of it.
        whole = re.compile(rb"(?<!import )\b(?:%s)\b(?!\s*\.|\s+import\b)" % b"|".join(names))
        found = [name for name, source in self._sources.items() if whole.search(source)]
        handed = {*self._module_name.split("."), *(name.decode() for name in names)}
        return self._any_block(found, lambda block: not block.whole.isdisjoint(handed))

    def is_found(self) -> bool:
        """Tell whether an import may look through a module that it finds among all the loaded."""
        found = {x for name in _FINDERS for x in self._sources.mentioning(name, whole=True)}
        return self._any_block(self._dynamic(found), _is_dynamic)

    def any_of(self, names: Iterable[str]) -> bool:
        """Tell whether an import may use one of some names."""
        return any(self.entry(("method", name)) for name in names)

    def entry(self, entry: Entry) -> bool:
        """Tell whether an import may get there."""
        return any(runs for _, runs in self._backwards(entry))

    def closure(self, entry: Entry) -> set[Entry]:
        """Give all the ways to get there."""
        return {entry, *(found for found, _ in self._backwards(entry) if found is not None)}

    def _backwards(self, entry: Entry) -> Iterator[tuple[Entry | None, bool]]:
        seen, todo = {entry}, [entry]
        while todo:
            for found, runs in self._from(todo.pop()):
                yield found, runs
                if found is not None and found not in seen:
                    seen.add(found)
                    todo.append(found)

    def _from(self, entry: Entry) -> Iterator[tuple[Entry | None, bool]]:
        """Give who leads there directly, and whether the import may run it."""
        way, name = entry
        for mentions in self._mentioning(name):
            if mentions is None:
                yield None, True
                continue
            for block in mentions.blocks:
                if (
                    name in block.names
                    or (way == "method" and name in block.touched)
                    or (way == "hooks" and name in block.bases)
                ):
                    yield block.entry, block.runs
            if way in ("class", "hooks"):
                for derived, bases in mentions.classes:
                    if any(base.rpartition(".")[2] == name for base in bases):
                        yield (way, derived), False

    def _defining(self, kind: str) -> Iterator[Mentions | None]:
        """Give the mentions of modules that may define a class of that name."""
        if not kind.isascii():
            return self._mentioning(kind)
        found = self._sources.mentioning(kind.encode(), whole=True)
        defines = re.compile(rb"\bclass[\s\\]+%s\b" % re.escape(kind.encode()))
        return map(self._mentions, [x for x in found if defines.search(self._sources[x])])

    def _mentioning(self, name: str) -> Iterator[Mentions | None]:
        # An identifier beyond ASCII may be spelt in several ways.
        text = name.encode() if name.isascii() else b""
        found = self._sources.mentioning(text, whole=True)
        if self._at_most is not None and len(self.read.keys() | found) > self._at_most:
            raise TooMany
        return map(self._mentions, found)

    def _mentions(self, module_name: str) -> Mentions | None:
        if module_name not in self.read:
            try:
                self.read[module_name] = read(self._sources[module_name])
            except NOT_PARSED:
                self.read[module_name] = None
        return self.read[module_name]

    def _has_foreign_base(self, owner: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a class inherits from code that is not the user's, and may call its methods."""
        for mentions in self._defining(owner):
            if mentions is None:
                return True
            for name, bases in mentions.classes:
                if name == owner and any(self._is_foreign(base, seen | {owner}) for base in bases):
                    return True
        return False

    def _is_foreign(self, base: str, seen: frozenset[str]) -> bool:
        owner, _, name = base.rpartition(".")
        if owner and not (owner in _SAFE_HOMES and name in _SAFE_BASES):
            modules = {module_name.rpartition(".")[2] for module_name in self._sources}
            if owner.rpartition(".")[2] not in modules:
                return True
        elif name in _SAFE_BASES or name in seen:
            return False
        defined = any(
            mentions is not None and any(known == name for known, _ in mentions.classes)
            for mentions in self._defining(name)
        )
        return not defined or (name not in seen and self._has_foreign_base(name, seen))

    def _dynamically(self, owner: str | None) -> bool:
        """Whether the import may get at a function by a name that is put together."""
        if owner is not None:
            if not any(_DYNAMIC.search(source) for source in self._sources.values()):
                return False
            return self.entry(("class", owner))
        own_name = re.escape(self._module_name.rpartition(".")[2].encode())
        importers = re.compile(rb"\b(?:%s|import_module|__import__)\b" % own_name)
        may_hold = [name for name, source in self._sources.items() if importers.search(source)]
        return self._any_block(self._dynamic([self._module_name, *may_hold]), _is_dynamic)

    def _dynamic(self, modules: Iterable[str]) -> list[str]:
        return [name for name in modules if _DYNAMIC.search(self._sources.get(name, b""))]

    def _any_block(self, modules: Iterable[str], is_meant: Callable[[Block], bool]) -> bool:
        """Tell whether an import may run a block of some modules that is meant."""
        return any(
            mentions is None or any(is_meant(x) and self._is_run(x) for x in mentions.blocks)
            for mentions in map(self._mentions, modules)
        )

    def _is_run(self, block: Block) -> bool:
        return block.runs or (block.entry is not None and self.entry(block.entry))


def _is_dynamic(block: Block) -> bool:
    return not block.names.isdisjoint(DYNAMIC)
