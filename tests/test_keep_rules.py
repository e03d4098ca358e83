"""Each rule by itself, on modules made for it: what it rests on, and where it ends.

The same on real modules in real sessions: test_keep.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.machinery import ExtensionFileLoader, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.look import Look
from ipython_modreset.purging import keep
from ipython_modreset.purging.keep import Policy, Situation, Stay, why_kept

STANDARD = os.path.dirname(os.__file__)
INSTALLED = "/nowhere/site-packages"
USER = "/nowhere/project"


def module(
    name: str, folder: str = USER, *, compiled: bool = False, package: bool = False, **holds: Any
) -> ModuleType:
    """Make a module as an import from `folder` would have."""
    stem = name.replace(".", "/") + ("/__init__" if package else "")
    origin = f"{folder}/{stem}{'.so' if compiled else '.py'}"
    kind = ExtensionFileLoader if compiled else SourceFileLoader
    spec = ModuleSpec(name, kind(name, origin), origin=origin, is_package=package)
    spec.has_location = True
    made = ModuleType(name)
    made.__spec__ = spec
    if package:
        made.__path__ = [os.path.dirname(origin)]
    vars(made).update(holds)
    return made


def situation(*modules: ModuleType, **more: Any) -> Situation:
    """All was found by a finder, unless a test says otherwise."""
    found: Callable[[Look], bool] = lambda seen: True  # noqa: E731
    values = {"policy": Policy(), "baseline": frozenset(), "was_found": found, **more}
    return Situation(modules={one.__name__: one for one in modules}, **values)


def reason(name: str, now: Situation) -> str | None:
    stay = why_kept(name, now)
    return None if stay is None else stay.reason


def test_what_no_rule_keeps_goes() -> None:
    assert why_kept("m", situation(module("m"))) is None
    assert why_kept("lib", situation(module("lib", INSTALLED))) is None
    assert why_kept("json", situation(module("json", STANDARD))) is None


def test_the_baseline() -> None:
    now = situation(module("m"), module("n"), baseline=frozenset({"m"}))
    assert why_kept("m", now) == Stay("baseline", "it was loaded when the baseline was taken", True)
    assert reason("n", now) is None
    ignoring = Policy(ignore_baseline=True)
    assert reason("m", situation(module("m"), baseline=now.baseline, policy=ignoring)) is None
    force = Policy(force=True)
    assert reason("m", situation(module("m"), baseline=now.baseline, policy=force)) == "baseline"


@pytest.mark.parametrize(
    "name", ["sys", "builtins", "__main__", "__mp_main__", "encodings.any", "importlib.x", "io"]
)
def test_the_interpreter_by_name(name: str) -> None:
    assert reason(name, situation(module(name, STANDARD))) == "interpreter"
    assert reason(f"x{name}", situation(module(f"x{name}"))) is None


def test_what_is_built_in_by_its_loader() -> None:
    import marshal  # built in, and on no list

    stay = why_kept("marshal", situation(marshal, policy=Policy(force=True, ignore_baseline=True)))
    assert stay == Stay("interpreter", "it is built into the interpreter", True)


def test_the_host_and_what_it_requires() -> None:
    now = situation(
        module("tool.sub"),
        module("ipython_modreset.x"),
        module("IPython", INSTALLED),
        module("traitlets.config", INSTALLED),
        module("pdb", STANDARD),
        module("an_extension"),
        module("lib", INSTALLED),
        host_roots=frozenset({"tool"}),
        host_extensions=frozenset({"an_extension"}),
    )
    kept = {name for name in now.modules if reason(name, now) == "host"}
    assert kept == now.modules.keys() - {"lib"}
    alone = situation(module("traitlets.config", INSTALLED), module("ipython_modreset.x"))
    assert reason("traitlets.config", alone) is None, "in plain Python nobody's host requires it"
    assert reason("ipython_modreset.x", alone) == "host"


def test_what_the_host_imports_for_itself_of_the_standard_library() -> None:
    asked = {"json": "tool", "lib": "tool", "zipfile": "lib"}
    now = situation(
        module("json", STANDARD),
        module("lib", INSTALLED),
        module("zipfile", STANDARD),
        host_roots=frozenset({"tool"}),
        asked_by=asked,
    )
    assert why_kept("json", now) == Stay("host", "the host imported it for itself", True)
    assert reason("lib", now) is None
    assert reason("zipfile", now) is None


def test_what_the_host_holds_on_to_stays_where_the_baseline_does_not_count() -> None:
    json = module("json", STANDARD)
    modules = (json, module("tool", INSTALLED, held=json), module("zipfile", STANDARD))
    roots = frozenset({"tool"})
    ignoring = situation(*modules, host_roots=roots, policy=Policy(ignore_baseline=True))
    assert why_kept("json", ignoring) == Stay("host", "the host holds on to it", True)
    assert reason("zipfile", ignoring) is None
    assert reason("json", situation(*modules, host_roots=roots)) is None


def test_imports_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    running, around = module("p.c"), module("p", package=True)
    vars(running.__spec__)["_initializing"] = True
    now = situation(running, around, module("q"))
    assert why_kept("p.c", now) == Stay("importing", "its import is under way", False)
    assert reason("p", now) is None
    monkeypatch.setattr(keep, "imports_under_way", lambda: ["p.c"])
    now = situation(running, around, module("q"), policy=Policy(force=True))
    assert [reason(name, now) for name in ("p.c", "p", "q")] == ["importing", "importing", None]


def test_compiled_code_of_the_user_stays_alone() -> None:
    now = situation(module("p", package=True), module("p.c", compiled=True), module("p.d"))
    assert [reason(name, now) for name in now.modules] == [None, "extension module", None]
    stay = why_kept("p.c", now)
    assert stay is not None
    assert "once per process" in stay.because


def test_an_installed_package_stays_whole_with_its_compiled_code() -> None:
    now = situation(
        module("lib", INSTALLED, package=True),
        module("lib.c", INSTALLED, compiled=True),
        module("lib.d", INSTALLED),
        module("other", INSTALLED),
    )
    assert why_kept("lib.d", now) == Stay(
        "extension module", "it is tied to compiled code (lib.c)", True
    )
    assert [reason(name, now) for name in ("lib", "lib.c", "other")] == [
        "extension module",
        "extension module",
        None,
    ]
    forced = situation(*now.modules.values(), policy=Policy(force=True))  # type: ignore[arg-type]
    assert [reason(name, forced) for name in forced.modules] == [None] * 4


def test_an_alias_of_compiled_code_ties_nothing() -> None:
    c = module("lib.c", INSTALLED, compiled=True)
    now = situation(c, module("alias.d", INSTALLED))
    now = Situation(Policy(), frozenset(), {**now.modules, "alias.c": c}, was_found=now.was_found)
    assert reason("alias.d", now) is None
    assert reason("alias.c", now) == "extension module"


def test_what_is_held_by_what_is_tied_stays_too() -> None:
    helper, aside = module("helper", INSTALLED), module("aside", INSTALLED)
    users, standard = module("mine"), module("uuid", STANDARD)
    now = situation(
        module("lib.c", INSTALLED, compiled=True),
        module("lib.d", INSTALLED, one=helper, two=users, three=standard),
        helper,
        module("helper.sub", INSTALLED),
        aside,
        users,
        standard,
        module("tool.x", INSTALLED, held=aside),
    )
    assert why_kept("helper.sub", now) == Stay(
        "extension module", "it is tied to compiled code (lib.d)", True
    )
    assert reason("uuid", now) == "extension module"
    assert reason("mine", now) is None
    assert reason("aside", now) is None


def test_what_the_standard_library_ties_to_its_own_compiled_code() -> None:
    now = situation(module("decimal", STANDARD), module("numbers", STANDARD))
    assert reason("decimal", now) is None
    now = situation(*now.modules.values(), module("_decimal", STANDARD, compiled=True))  # type: ignore[arg-type]
    assert reason("decimal", now) == reason("numbers", now) == "extension module"


def test_what_compiled_code_of_the_standard_library_holds_with_the_packages_around() -> None:
    tree = module("xml.etree.ElementTree", STANDARD)
    now = situation(
        module("_elementtree", STANDARD, compiled=True, held=tree),
        module("xml", STANDARD, package=True),
        module("xml.etree", STANDARD, package=True),
        tree,
        module("xml.dom", STANDARD, package=True),
    )
    kept = {name: why for name in now.modules if (why := reason(name, now)) is not None}
    assert kept.keys() == now.modules.keys() - {"xml.dom"}
    kept.pop("_elementtree")  # it is a part of some interpreters
    assert set(kept.values()) == {"extension module"}


def test_what_the_baselines_installed_modules_hold_of_the_standard_library() -> None:
    json, zipfile, lzma = (module(name, STANDARD) for name in ("json", "zipfile", "lzma"))
    lib = module("lib", INSTALLED)
    now = situation(
        module("base", INSTALLED, held=json, also=lib),
        module("mine", held=zipfile),
        module("later", INSTALLED, held=lzma),
        json,
        zipfile,
        lzma,
        lib,
        baseline=frozenset({"base", "mine"}),
    )
    stay = why_kept("json", now)
    assert stay == Stay("baseline", "base is in the baseline and holds it", True)
    assert [reason(name, now) for name in ("zipfile", "lzma", "lib")] == [None, None, None]
    ignoring = Policy(ignore_baseline=True)
    without = situation(*now.modules.values(), baseline=now.baseline, policy=ignoring)  # type: ignore[arg-type]
    assert reason("json", without) is None


def test_no_source(tmp_path: Path) -> None:
    def nobody(seen: Look) -> bool:
        return False

    here = tmp_path / "there.py"
    here.touch()
    (tmp_path / "p").mkdir()
    (tmp_path / "p/__init__.py").touch()
    (tmp_path / "p/c.py").touch()
    folder = str(tmp_path)
    modules = {
        "there": module("there", folder),
        "gone": module("gone", folder),
        "p": module("p", folder, package=True),
        "p.c": module("p.c", folder),
        "p.none": module("p.none", folder),
        "by_hand": ModuleType("by_hand"),
        "blocked": None,
        "renamed": module("there", folder),
    }
    now = Situation(Policy(), frozenset(), modules, was_found=nobody)
    with pytest.MonkeyPatch.context() as path:
        path.setattr(sys, "path", [folder])
        kept = {name: why_kept(name, now) for name in modules}
    assert [name for name, stay in kept.items() if stay is None] == ["there", "p", "p.c"]
    assert {stay.reason for stay in kept.values() if stay} == {"no source"}
    because = {name: stay.because for name, stay in kept.items() if stay}
    assert because.pop("by_hand") == "there is nothing to import it from again"
    assert because.pop("blocked") == "it blocks the import of this name"
    assert set(because.values()) == {"no finder knows where to import it from again"}
    now = Situation(Policy(), frozenset(), modules, was_found=lambda seen: True)
    assert [name for name in modules if reason(name, now)] == ["blocked"]
    now = Situation(Policy(force=True), frozenset(), modules, was_found=nobody)
    assert [name for name in modules if reason(name, now)] == []


def test_in_the_ordinary_case_no_finder_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p").mkdir()
    for name in ("a", "p/__init__", "p/c", "b"):
        (tmp_path / f"{name}.py").touch()
    folder = str(tmp_path)
    modules: dict[str, object] = {
        "a": module("a", folder),
        "p": module("p", folder, package=True),
        "p.c": module("p.c", folder),
        "elsewhere": module("elsewhere", f"{folder}/p"),
        "other_name": module("a", folder),
        "c": module("c", f"{folder}/p"),
        "p.b": module("b", folder),
        "gone": module("gone", folder),
    }
    monkeypatch.setattr(sys, "path", [folder])
    monkeypatch.setattr(sys, "meta_path", [])
    now = Situation(Policy(), frozenset(), modules)
    assert [name for name in modules if reason(name, now) is None] == ["a", "p", "p.c"]


def test_the_half_that_pins_its_compiled_half_stays_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pins = {"half": "lib", "lib": "lib"}
    monkeypatch.setattr(
        keep.host, "tied_by_pin", lambda compiled: pins if compiled == ["lib"] else {}
    )
    now = situation(
        module("lib.c", INSTALLED, compiled=True),
        module("half.x", INSTALLED),
        module("_decimal", STANDARD, compiled=True),
    )
    assert why_kept("half.x", now) == Stay(
        "extension module", "it is tied to compiled code (lib.c)", True
    )


def test_a_namespace_package_has_a_source_though_no_file(tmp_path: Path) -> None:
    (tmp_path / "space").mkdir()
    made = ModuleType("space")
    made.__path__ = [str(tmp_path / "space")]
    now = Situation(Policy(), frozenset(), {"space": made})
    with pytest.MonkeyPatch.context() as path:
        path.setattr(sys, "path", [])
        assert reason("space", now) == "no source"
        path.setattr(sys, "path", [str(tmp_path)])
        assert reason("space", now) is None


def test_below_a_package_that_is_not_loaded_or_a_stranger(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p/__init__.py").touch()
    (tmp_path / "p/c.py").touch()
    child = module("p.c", "/moved")

    class Stranger(ModuleType):
        pass

    with pytest.MonkeyPatch.context() as path:
        path.setattr(sys, "path", [str(tmp_path)])
        assert reason("p.c", Situation(Policy(), frozenset(), {"p.c": child})) is None
        orphan = {"none.c": module("none.c", "/moved")}
        assert reason("none.c", Situation(Policy(), frozenset(), orphan)) == "no source"
        strange = {"p": Stranger("p"), "p.c": child}
        vars(strange["p"])["__path__"] = [str(tmp_path / "p")]
        assert reason("p.c", Situation(Policy(), frozenset(), strange)) == "no source"


def test_scope() -> None:
    user = Policy(scope="user")
    now = situation(module("m"), module("lib", INSTALLED), module("json", STANDARD), policy=user)
    assert [reason(name, now) for name in now.modules] == [None, "scope", "scope"]
    forced = Policy(scope="user", force=True)
    assert reason("lib", situation(module("lib", INSTALLED), policy=forced)) is None


def test_the_users_globs() -> None:
    policy = Policy(keep=("a.b", "x*"))
    names = ["a", "a.b", "a.b.c", "a.bc", "xy", "xy.z", "ax"]
    now = situation(*map(module, names), policy=policy)
    assert [name for name in names if reason(name, now) == "keep"] == ["a.b", "a.b.c", "xy", "xy.z"]
    stay = why_kept("a.b.c", now)
    assert stay == Stay("keep", "the setting keep names 'a.b'", True)
    forced = situation(*map(module, names), policy=Policy(keep=("*",), force=True))
    assert [name for name in names if reason(name, forced)] == []


def test_who_asks_to_be_kept() -> None:
    asking = module("p", package=True, __modreset__=False)
    others = [module("q", __modreset__=0), module("r", __modreset__=True)]
    now = situation(asking, module("p.c"), *others)
    assert why_kept("p.c", now) == Stay("keep", "p says __modreset__ = False", False)
    assert [reason(name, now) for name in ("p", "q", "r")] == ["keep", None, None]
    forced = situation(asking, policy=Policy(force=True))
    assert reason("p", forced) is None
