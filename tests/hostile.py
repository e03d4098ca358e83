"""A ``sys.modules`` full of objects that notice, and resent, every look at them.

`fill` puts them there; `touched` lists whatever code of theirs has run. Whoever looks at a module
with ``getattr``, ``isinstance``, ``==``, ``repr`` or a ``for`` loop is caught by `check`.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

touched: list[str] = []


class Bite(BaseException):
    """Caught by no ``except Exception``."""


def _bite(self: Any, *args: Any, **options: Any) -> NoReturn:
    touched.append(f"{type.__getattribute__(type(self), '__name__')} {args!r}")
    import this  # noqa: F401  # nobody else does: whoever looks imports something, too

    raise Bite


_NOTICED = """
    getattribute getattr setattr delattr dir eq ne bool len iter contains getitem repr str format
    fspath call hash index instancecheck subclasscheck get
"""
_BITING = {f"__{name}__": _bite for name in _NOTICED.split()}
_PROPERTIES = {
    name: property(_bite)
    for name in ("__class__", "__dict__", "__file__", "__spec__", "__name__", "__path__")
}

Meta = type("Meta", (type,), dict(_BITING))
Thing = type("Thing", (), {**_BITING, **_PROPERTIES})
Module = type("Module", (ModuleType,), {**_BITING, **_PROPERTIES})
Slotted = type("Slotted", (ModuleType,), {"__slots__": ("a",), **_BITING})
Made = type.__call__(Meta, "Made", (), dict(_BITING))
Text = type("Text", (str,), {**_BITING, "__hash__": str.__hash__, "__eq__": str.__eq__})
Listing = type("Listing", (list,), dict(_BITING))
Spec = type("Spec", (ModuleSpec,), {**_BITING, "__setattr__": object.__setattr__})


def fill() -> dict[Any, Any]:
    """Put all of them into ``sys.modules``; return them by name."""
    made: dict[Any, Any] = {
        "blocked": None,
        "plain": object(),
        "number": 42,
        "text": "text",
        "a_class": Thing,
        "a_strange_class": Made,
        "thing": object.__new__(Thing),
        "of_a_strange_class": object.__new__(Made),
        "biting": _module(Module, "biting"),
        "biting.child": ModuleType("biting.child"),
        "slotted": _module(Slotted, "slotted"),
        "uninitialised": ModuleType.__new__(ModuleType),
        "module_getattr": _with("module_getattr", __getattr__=_bite, __dir__=_bite),
        "spec_is_a_number": _with("spec_is_a_number", __spec__=42, __file__="/nowhere/x.py"),
        "spec_bites": _with("spec_bites", __spec__=object.__new__(Thing)),
        "file_bites": _with("file_bites", __file__=object.__new__(Thing), __spec__=None),
        "file_is_strange": _with("file_is_strange", __file__=Text("/nowhere/x.py")),
        "path_bites": _with("path_bites", __path__=object.__new__(Thing), __file__=7),
        "path_is_strange": _with("path_is_strange", __path__=Listing(["/nowhere"])),
        "loader_bites": _with("loader_bites", __spec__=_spec("loader_bites", Thing)),
        "spec_is_strange": _with("spec_is_strange", __spec__=_strange_spec()),
        "says_something": _with("says_something", __modreset__=object.__new__(Thing)),
        "holds": _with("holds", a=object.__new__(Thing), b=Made, c=object.__new__(Made)),
        "": ModuleType(""),
        "no identifier": ModuleType("no identifier"),
        "..": ModuleType(".."),
        "a..b": ModuleType("a..b"),
        ".hidden": ModuleType(".hidden"),
        "line\nbreak": ModuleType("line\nbreak"),
        "null\0byte": ModuleType("null\0byte"),
        "<b>bold</b>": ModuleType("<b>bold</b>"),
        "x" * 10_000: ModuleType("x"),
        7: ModuleType("seven"),
        Text("a_strange_key"): ModuleType("a_strange_key"),
    }
    for name, module in made.items():
        sys.modules[name] = module
    return made


def check(made: dict[Any, Any]) -> None:
    """Fail unless all are where `fill` has put them, and none has run."""
    assert touched == [], touched
    assert "this" not in sys.modules
    found = list(sys.modules.items())
    for name, module in made.items():
        assert any(key is name and value is module for key, value in found), name


def lazy(name: str) -> ModuleType:
    """Load a module lazily: its code runs when any of its attributes is asked for."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _module(kind: type, name: str) -> Any:
    module = ModuleType.__new__(kind)
    ModuleType.__init__(module, name)
    return module


def _with(name: str, /, **attributes: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(attributes)
    return module


def _spec(name: str, loader: type) -> ModuleSpec:
    return ModuleSpec(name, object.__new__(loader), origin="/nowhere/x.py")


def _strange_spec() -> Any:
    spec = object.__new__(Spec)
    object.__getattribute__(spec, "__dict__").update(
        name="spec_is_strange",
        loader=object.__new__(Thing),
        origin=object.__new__(Thing),
        submodule_search_locations=object.__new__(Thing),
        _initializing=object.__new__(Thing),
    )
    return spec
