"""What a module's source imports, and so what it depends on."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ipython_modreset.refreshing.imports import Import, imports_of, modules_imported

LOADED = {"m", "p", "p.a", "p.b", "p.b.c", "q"}


def modules(source: str, package: str = "") -> set[str]:
    """Return the loaded modules that a source depends on."""
    found = imports_of(dedent(source).encode(), package)
    return {name for one in found for name in modules_imported(one, LOADED)} & LOADED


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import m", {"m"}),
        ("import m as n", {"m"}),
        ("import m, q", {"m", "q"}),
        ("from m import x", {"m"}),
        ("from m import x as y", {"m"}),
        ("from m import *", {"m"}),
        ("from p import a", {"p.a"}),
        ("from p import x", {"p"}),
        ("from p import a, x", {"p", "p.a"}),
        ("from p.b import c", {"p.b.c"}),
        ("x = __import__('m').x", {"m"}),
        ("import importlib\nx = importlib.import_module('p.a')", {"p.a"}),
        ("from importlib import import_module\nx = import_module('.a', 'p')", set()),  # observed
        ("", set()),
    ],
)
def test_it_depends_on_what_it_takes_something_from(source: str, expected: set[str]) -> None:
    assert modules(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import p.a", {"p.a"}),
        ("import p.a\nx = p.a.X", {"p.a"}),
        ("import p.a\nx = p.X", {"p", "p.a"}),
        ("import p.a\nx = vars(p)", {"p", "p.a"}),
        ("import p.a\nx = p.a.f(p)", {"p", "p.a"}),
        ("import p.a\np.a.x = 1\ndel p.a.y", {"p.a"}),
        ("import p.a\nx = p.b.X", {"p", "p.a", "p.b"}),
        ("import p.b.c\nx = p.b.X", {"p", "p.b", "p.b.c"}),
        ("import p\nx = p.b.c.X", {"p", "p.b", "p.b.c"}),
        ("import p.b as b\nx = b.c.X", {"p.b", "p.b.c"}),
        ("from p import b\nx = b.c.X", {"p.b", "p.b.c"}),
        ("from p import b as q\nx = q.c.X", {"p.b", "p.b.c"}),
    ],
)
def test_a_package_on_the_way_counts_only_where_it_is_used(source: str, expected: set[str]) -> None:
    assert modules(source) == expected


@pytest.mark.parametrize(
    ("source", "package", "expected"),
    [
        ("from . import a", "p", {"p.a"}),
        ("from .a import x", "p", {"p.a"}),
        ("from .b.c import x", "p", {"p.b.c"}),
        ("from .. import a", "p.b", {"p.a"}),
        ("from . import x", "p", {"p"}),
        ("from ... import a", "p", set()),
        ("from . import a", "", set()),
    ],
)
def test_relative_imports_start_from_the_package(
    source: str, package: str, expected: set[str]
) -> None:
    assert modules(source, package) == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from m import x",
        "async def f():\n    async with a:\n        import m",
        "class A:\n    from m import x",
        "class A:\n    def f(self):\n        import m",
        "if a:\n    import m",
        "if a:\n    pass\nelif b:\n    import m",
        "try:\n    import m\nexcept ImportError:\n    m = None",
        "try:\n    pass\nexcept ImportError:\n    import m",
        "try:\n    pass\nexcept* ValueError:\n    import m",
        "try:\n    pass\nfinally:\n    import m",
        "for a in b:\n    import m",
        "while a:\n    pass\nelse:\n    import m",
        "with a:\n    import m",
        "match a:\n    case 1:\n        import m",
    ],
)
def test_imports_count_wherever_they_stand(source: str) -> None:
    assert modules(source) == {"m"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if TYPE_CHECKING:\n    import m", set()),
        ("if typing.TYPE_CHECKING:\n    from m import x", set()),
        ("if TYPE_CHECKING:\n    import m\nelse:\n    import q", {"q"}),
        ("if TYPE_CHECKING:\n    import m\nelif a:\n    import q", {"q"}),
        ("if a:\n    import q\nelif TYPE_CHECKING:\n    import m", {"q"}),
        ("if not TYPE_CHECKING:\n    import q", {"q"}),
        ("if TYPE_CHECKING or a:\n    import q", {"q"}),
        ("if TYPE_CHECKING:\n    if a:\n        import m", set()),
        ("def f():\n    if TYPE_CHECKING:\n        import m", set()),
    ],
)
def test_imports_for_type_checkers_only_do_not_count(source: str, expected: set[str]) -> None:
    assert modules(source) == expected


@pytest.mark.parametrize(
    "source",
    [b"import m\n1 +", b"import m\0", b"# coding: klingon\nimport m", b"\xff", b"-" * 500_000],
    ids=["syntax", "null byte", "unknown encoding", "bad encoding", "too deep"],
)
def test_what_cannot_be_parsed_imports_nothing(source: bytes) -> None:
    assert imports_of(source, "") == ()


def test_each_import_says_what_it_takes_and_what_is_used_of_it() -> None:
    assert imports_of(b"from p import b as x\nx.c.d(x.e)", "") == (
        Import("p", "b", frozenset({"c", "c.d", "e"}), at_top=True),
    )


def test_an_import_within_a_function_does_not_run_with_the_source() -> None:
    source = b"import a\nclass C:\n    import b\n    def f(self):\n        import c\nif a: import d"
    at_top = {found.module for found in imports_of(source, "") if found.at_top}
    assert at_top == {"a", "b", "d"}


def test_what_is_looked_up_through_a_package_is_imported_to_the_last_name_of_it() -> None:
    loaded = {"p", "p.c", "p.c.d"}
    assert list(modules_imported(Import("p", None, frozenset({"c"})), loaded)) == ["p", "p.c"]
    assert list(modules_imported(Import("p", None, frozenset({"c.d.x"})), loaded)) == [
        "p",
        "p.c",
        "p.c.d",
    ]
    assert list(modules_imported(Import("p", "c", frozenset({"", "d"})), loaded)) == [
        "p.c",
        "p.c.d",
    ]
    assert list(modules_imported(Import("p", "x", frozenset({"y"})), loaded)) == ["p"]
