"""The source texts of a project."""

from __future__ import annotations

from collections.abc import Iterator

from tests.differential.model import Def, How, Module, Project, Ref

_BOTTOM: frozenset[How] = frozenset({"late"})
_INSIDE: frozenset[How] = frozenset({"lazy", "own"})

_METHODS = {
    "plain": ("", "self"),
    "property": ("@property", "self"),
    "classmethod": ("@classmethod", "cls"),
    "staticmethod": ("@staticmethod", ""),
}


def texts(project: Project) -> dict[str, str]:
    """Return path to text of every file."""
    return {module.path: _text(module) for module in project.modules}


def statement(ref: Ref, package: str = "", alias: str = "") -> str:
    """Return the import statement that a reference needs, seen from a package."""
    parent, _, tail = ref.module.rpartition(".")
    match ref.how:
        case "from" | "lazy" | "optional":
            return f"from {ref.module} import {ref.name}" + (f" as {alias}" if alias else "")
        case "from as":
            return f"from {ref.module} import {ref.name} as {alias or ref.name + '_'}"
        case "import" | "late":
            return f"import {ref.module}"
        case "import as":
            return f"import {ref.module} as {alias or _alias(ref.module)}"
        case "parent":
            return f"from {parent} import {tail}"
        case "relative":
            return f"from {_relative(ref.module, package)} import {ref.name}"
        case "star":
            return f"from {ref.module} import *"
        case _:
            return ""


def expression(ref: Ref, alias: str = "") -> str:
    """Return what a definition is called where its import statement has run."""
    match ref.how:
        case "from as":
            return alias or f"{ref.name}_"
        case "import" | "late":
            return f"{ref.module}.{ref.name}"
        case "import as":
            return f"{alias or _alias(ref.module)}.{ref.name}"
        case "parent":
            return f"{ref.module.rpartition('.')[2]}.{ref.name}"
        case _:
            return alias or ref.name


def _alias(module: str) -> str:
    return module.replace(".", "_") + "_"


def _relative(module: str, package: str) -> str:
    """Spell a module of the same package by dots."""
    if module == package:
        return "."
    if module.startswith(f"{package}."):
        return module.removeprefix(package)
    levels, base = "..", package.rpartition(".")[0]
    while base and module != base and not module.startswith(f"{base}."):
        levels, base = levels + ".", base.rpartition(".")[0]
    return levels + module.removeprefix(base).removeprefix(".") if base else module


def _text(module: Module) -> str:
    refs = [ref for each in module.defs for ref in each.refs()] + list(module.exports)
    top = dict.fromkeys(
        line
        for ref in refs
        if ref.how not in _BOTTOM | _INSIDE
        for line in _import_lines(ref, module.package)
    )
    bottom = dict.fromkeys(statement(ref, module.package) for ref in refs if ref.how in _BOTTOM)
    lines = [f"# line {number}" for number in range(module.header)]
    if any(each.cached or each.kind == "decorator" for each in module.defs):
        lines.append("import functools")
    lines += [f"import {kind}" for kind in _libraries(module)]
    lines += top
    lines += [module.broken] if module.broken else []
    for each in module.defs:
        lines += _definition(each)
    return "\n".join([*lines, *bottom]) + "\n"


def _libraries(module: Module) -> list[str]:
    needed = {"enum": "enum", "dataclass": "dataclasses"}
    kinds = {each.kind for each in module.defs}
    return [library for kind, library in needed.items() if kind in kinds]


def _import_lines(ref: Ref, package: str) -> list[str]:
    if ref.how == "optional":
        body = statement(ref, package)
        return [f"try:\n    {body}\nexcept ImportError:\n    {ref.name} = None"]
    return [statement(ref, package)]


def used(ref: Ref, how: str) -> str:
    """Return an expression that makes something of what a reference names, called `how`."""
    match ref.kind:
        case "function":
            return f"{how}()"
        case "class":
            return f"{how}.c, {how}(2).who()"
        case "dataclass":
            return f"repr({how}())"
        case "instance":
            return f"{how}.who()"
        case "enum":
            return f"{how}.X.value, {how}.X.who()"
        case "registry":
            return f"type({how}).__name__"
        case "decorator" | "registrar":
            return f"{how}.__name__"
        case _:
            return how


def _uses(each: Def) -> str:
    return "".join(f", {used(ref, expression(ref))}" for ref in each.uses)


def _lazily(each: Def, indent: str) -> list[str]:
    return [indent + statement(ref) for ref in each.uses if ref.how == "lazy"]


def _definition(each: Def) -> list[str]:
    decorators = [f"@{expression(ref)}" for ref in each.decorators]
    match each.kind:
        case "constant":
            value = f"({each.value}{_uses(each)})" if each.uses else str(each.value)
            return [f"{each.name} = {value}"]
        case "registry":
            return [f"{each.name} = {{}}", *_registrar(each)]
        case "function":
            arguments = f"x={each.default}" + (", *, y=0" if each.keyword else "")
            shown = f"'{each.name}', {each.value}, x" + (", y" if each.keyword else "")
            return [
                *decorators,
                *(["@functools.lru_cache"] if each.cached else []),
                f"def {each.name}({arguments}):",
                *_lazily(each, "    "),
                f"    return {shown}{_uses(each)}",
            ]
        case "decorator":
            return [
                f"def {each.name}(wrapped):",
                "    @functools.wraps(wrapped)",
                "    def wrapper(*args, **options):",
                *_lazily(each, " " * 8),
                f"        return '{each.name}', {each.value}, wrapped(*args, **options)"
                + _uses(each),
                "    return wrapper",
            ]
        case "instance":
            assert each.base is not None
            return [f"{each.name} = {expression(each.base)}({each.value})"]
        case "enum":
            return [
                f"class {each.name}(enum.Enum):",
                f"    X = {each.value}",
                f"    Y = {each.value + 10}",
                "    def who(self):",
                *_lazily(each, " " * 8),
                f"        return self.name, {each.value}{_uses(each)}",
            ]
        case "dataclass":
            return ["@dataclasses.dataclass", *_class(each, decorators)]
        case _:
            return _class(each, decorators)


def _registrar(each: Def) -> list[str]:
    """A registry has a decorator beside it that puts things in."""
    return [
        f"def enter_{each.name}(thing):",
        f"    {each.name}[thing.__name__] = thing",
        "    return thing",
    ]


def _class(each: Def, decorators: list[str]) -> list[str]:
    base = "" if each.base is None else f"({expression(each.base)})"
    lines = [*decorators, f"class {each.name}{base}:"]
    if each.kind == "dataclass":
        lines += ["    v: int = 1"]
        lines += [f"    w{number}: int = {number}" for number in range(len(each.methods))]
    else:
        lines += [f"    c = {each.value}"]
        if each.base is None:
            lines += ["    def __init__(self, v=1):", "        self.v = v"]
    inherited = ", super().who()" if each.calls_super and each.base is not None else ""
    lines += [
        "    def who(self):",
        *_lazily(each, " " * 8),
        f"        return '{each.name}', {each.value}, self.v{_uses(each)}{inherited}",
    ]
    for kind in each.methods if each.kind == "class" else ():
        lines += _method(each, kind)
    return lines


def _method(each: Def, kind: str) -> Iterator[str]:
    decorator, first = _METHODS[kind]
    if decorator:
        yield f"    {decorator}"
    yield f"    def {kind}_of(self):" if first == "self" else f"    def {kind}_of({first}):"
    shown = "cls.c" if kind == "classmethod" else str(each.value)
    yield f"        return '{each.name}.{kind}', {shown}"
