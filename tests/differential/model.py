"""What a program is made of: a project of modules with definitions, and who refers to whom.

Every definition has a number of its own, and refers only to lower ones, so that nothing calls
itself. Modules stand in an order, and import at their top only from those before them; from later
ones they import at the bottom, or within functions, as people do where imports are circular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "constant", "function", "class", "decorator", "instance", "enum", "dataclass", "registry",
    "registrar",
]  # fmt: skip
How = Literal[
    "own", "from", "from as", "import", "import as", "parent", "relative", "star", "optional",
    "lazy", "late",
]  # fmt: skip

PREFIX: dict[Kind, str] = {
    "constant": "K",
    "function": "f",
    "class": "A",
    "decorator": "d",
    "instance": "i",
    "enum": "E",
    "dataclass": "D",
    "registry": "r",
    "registrar": "enter_r",  # the decorator beside a registry
}


@dataclass(frozen=True)
class Ref:
    """A definition, where it is taken from, and how.

    Attributes
    ----------
    kind, number
        Of the definition.
    module
        The module it is taken from: its own, or one that imports it.
    how
        The form of the import; ``"own"`` where it is defined in the same module.
    """

    kind: Kind
    number: int
    module: str
    how: How

    @property
    def name(self) -> str:
        return f"{PREFIX[self.kind]}{self.number}"


@dataclass(frozen=True)
class Def:
    """A definition.

    Attributes
    ----------
    kind, number
        Make its name.
    value
        What an edit of a body, a constant or an attribute changes: one digit.
    uses
        What its body or its value uses.
    base
        The class it is made from, of a class or an instance.
    decorators
        What it is decorated with.
    methods
        Further methods of a class, by their kinds.
    calls_super
        Whether a class's `who` asks its base's.
    default, keyword
        The default of a function's argument; whether it has another one.
    cached
        Whether a function is under `functools.lru_cache`.
    """

    kind: Kind
    number: int
    value: int = 1
    uses: tuple[Ref, ...] = ()
    base: Ref | None = None
    decorators: tuple[Ref, ...] = ()
    methods: tuple[str, ...] = ()
    calls_super: bool = False
    default: int = 1
    keyword: bool = False
    cached: bool = False

    @property
    def name(self) -> str:
        return f"{PREFIX[self.kind]}{self.number}"

    def refs(self) -> Iterator[Ref]:
        yield from self.uses
        yield from self.decorators
        if self.base is not None:
            yield self.base

    def with_refs(self, change: dict[Ref, Ref | None]) -> Def:
        """Return it with other references; None takes one out."""
        base = None if self.base is None else change.get(self.base, self.base)
        kept = [tuple(change.get(r, r) for r in refs) for refs in (self.uses, self.decorators)]
        uses, decorators = (tuple(r for r in refs if r is not None) for refs in kept)
        return replace(self, uses=uses, decorators=decorators, base=base)


@dataclass(frozen=True)
class Module:
    """A module.

    Attributes
    ----------
    name
        Dotted.
    is_package
        Whether it is an ``__init__.py``.
    defs
        In the order of their numbers.
    exports
        What it imports for others to take from it.
    broken
        A statement that makes its import fail, or nothing.
    header
        How many lines of comment it begins with.
    """

    name: str
    is_package: bool = False
    defs: tuple[Def, ...] = ()
    exports: tuple[Ref, ...] = ()
    broken: str = ""
    header: int = 0

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def path(self) -> str:
        return self.name.replace(".", "/") + ("/__init__.py" if self.is_package else ".py")


@dataclass(frozen=True)
class Project:
    """Modules, those that import at their top after those that they import from."""

    modules: tuple[Module, ...]

    def __getitem__(self, name: str) -> Module:
        return next(module for module in self.modules if module.name == name)

    def with_module(self, changed: Module) -> Project:
        """Return it with another version of a module."""
        return Project(tuple(changed if m.name == changed.name else m for m in self.modules))

    def rank(self, name: str) -> int:
        """Return a module's place in the order; -1 for one that is gone."""
        return next((n for n, module in enumerate(self.modules) if module.name == name), -1)

    def imports_from(self, importing: str, other: str) -> bool:
        """Tell whether a module may import another at its top.

        A submodule of a package runs the package first, which may import from its own submodules.
        """
        top = other.partition(".")[0]
        if importing.partition(".")[0] != top and any(m.name == top for m in self.modules):
            return self.rank(top) < self.rank(importing)
        return self.rank(other) < self.rank(importing)

    def defs(self) -> list[tuple[Module, Def]]:
        """Return all definitions, and where they are."""
        return [(module, each) for module in self.modules for each in module.defs]
