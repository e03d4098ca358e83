"""Which loaded modules a user means."""

from __future__ import annotations

import pytest

from ipython_modreset.select import NoSuchModule, select

LOADED = ["numpy", "numpy.linalg", "pkg", "pkg.a", "pkg.a.deep", "pkg.b", "pkgs", "odd name"]


@pytest.mark.parametrize(
    ("patterns", "meant"),
    [
        (["pkg"], ["pkg", "pkg.a", "pkg.a.deep", "pkg.b"]),
        (["pkg.a"], ["pkg.a", "pkg.a.deep"]),
        (["pkg.b", "numpy"], ["numpy", "numpy.linalg", "pkg.b"]),
        (["pkg*"], ["pkg", "pkg.a", "pkg.a.deep", "pkg.b", "pkgs"]),
        (["p?g.[ab]"], ["pkg.a", "pkg.a.deep", "pkg.b"]),
        (["*"], LOADED),
        (["odd name"], ["odd name"]),
        ([], []),
    ],
)
def test_a_name_or_glob_takes_submodules_along(patterns: list[str], meant: list[str]) -> None:
    assert select(patterns, LOADED) == meant


def test_a_slip_is_answered_by_the_nearest_name() -> None:
    with pytest.raises(NoSuchModule, match=r"matches 'numpi'; did you mean 'numpy'\?"):
        select(["numpi"], LOADED)


def test_the_end_of_a_name_is_recognised_but_nothing_far_fetched() -> None:
    with pytest.raises(NoSuchModule, match=r"did you mean 'shop.prices'\?"):
        select(["prices"], ["shop", "shop.prices", "prince"])
    with pytest.raises(NoSuchModule, match=r"matches 'numpy'$"):
        select(["numpy"], ["enum", "shop"])


def test_one_pattern_that_matches_nothing_fails_all() -> None:
    with pytest.raises(NoSuchModule, match="'nothing'"):
        select(["pkg", "nothing"], LOADED)


def test_globs_mind_capitals() -> None:
    with pytest.raises(NoSuchModule):
        select(["PKG*"], LOADED)


@pytest.mark.parametrize("pattern", ["", " ", ".", "..", ".pkg", "pkg.", "pkg..a"])
def test_what_is_no_name_is_refused_even_if_loaded(pattern: str) -> None:
    with pytest.raises(NoSuchModule, match="name"):
        select([pattern], [*LOADED, pattern])


@pytest.mark.parametrize("pattern", ["a" * 10_000, "*" * 10_000, "[" * 10_000, "a*" * 5_000 + "b"])
def test_what_is_too_long_is_refused_in_few_words(pattern: str) -> None:
    with pytest.raises(NoSuchModule) as raised:
        select([pattern], ["a" * 10_000])
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("pattern", ["[", "[]", "[!]", "[z-a]", "pkg[", "a*" * 200 + "b"])
def test_odd_globs_match_nothing_and_do_no_harm(pattern: str) -> None:
    with pytest.raises(NoSuchModule, match="no loaded module matches"):
        select([pattern], [*LOADED, "a" * 5_000])


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="not int"):
        select([7], LOADED)  # type: ignore[list-item]


def test_long_names_are_cut_where_they_are_said_and_refused_beyond_all_reason() -> None:
    just, beyond = "a" * 60, "a" * 61
    for name, said, helped in ((just, just, True), (beyond, f"{just}…", False)):
        with pytest.raises(NoSuchModule) as unknown:
            select([name], [f"{name}b", f"p.{name}"])
        assert f"matches {said!r}" in str(unknown.value)
        assert ("did you mean" in str(unknown.value)) == helped
    longest = ".".join(["abcd"] * 100) + "z"
    assert len(longest) == 500
    assert select([longest], [longest]) == [longest]
    with pytest.raises(NoSuchModule, match="no module's name is longer than 500"):
        select([f"{longest}z"], [f"{longest}z"])
