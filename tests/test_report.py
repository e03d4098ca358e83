"""What is said of a purge."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from IPython.lib.pretty import pretty

from ipython_modreset.cluster.report import ClusterReport, EngineReport
from ipython_modreset.reporting.report import BaselineReport, Note, PurgeReport, RefreshReport

KEPT = {
    "sys": "baseline",
    "os": "baseline",
    "IPython.x": "host",
    "numpy": "extension module",
    "numpy.linalg": "extension module",
    "_c": "extension module",
    "mod": "keep",
}


def test_one_line_groups_by_package_with_counts_and_reasons() -> None:
    report = PurgeReport(("a.b", "a", "c"), KEPT)
    assert str(report) == (
        "purged 3 modules (a 2, c 1); kept numpy 2, _c 1 (extension module), mod 1 (keep)"
    )
    assert str(PurgeReport(("a",), {}, dry_run=True)) == "would purge 1 module (a 1)"
    assert str(PurgeReport((), {"sys": "baseline"})) == "nothing to purge"


def test_who_names_a_module_is_told_why_it_stays() -> None:
    report = PurgeReport((), {"json": "baseline", "json.decoder": "baseline"}, named=True)
    assert str(report) == "nothing to purge; kept json 2 (baseline)"


def test_many_packages_take_one_line_all_the_same() -> None:
    report = PurgeReport(tuple(f"m{number}" for number in range(1000)), {})
    assert str(report) == "purged 1000 modules (m0 1, m1 1, m2 1, m3 1, 996 more)"


def test_the_table_counts_what_is_expected_and_names_the_rest() -> None:
    table = str(PurgeReport(("a.b", "a", "c"), KEPT).styled("full"))
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["purged", "a", "2"],
        ["purged", "c", "1"],
        ["kept:", "extension", "module", "numpy", "2"],
        ["kept:", "extension", "module", "_c", "1"],
        ["kept:", "keep", "mod", "1"],
        ["kept:", "baseline", "2"],
        ["kept:", "host", "1"],
    ]


def test_the_style_is_no_part_of_what_happened() -> None:
    report = PurgeReport(("a",), {})
    assert report == report.styled("full") == report.styled("off")
    assert str(report.styled("off")) == report.styled("off")._repr_html_() == ""


def test_html_is_well_formed_and_everything_is_escaped() -> None:
    evil = "<script>alert('&')</script>"
    for style in ("brief", "full"):
        html = PurgeReport((evil,), {f"{evil}2": "no source"}).styled(style)._repr_html_()
        assert "<script" not in html
        parser = _Balanced()
        parser.feed(html)
        assert parser.open == []
        assert evil in parser.text
        assert f"{evil}2" in parser.text


def test_strange_names_do_not_break_the_line() -> None:
    report = PurgeReport(("", "line\nbreak", "\x1b[31mred", "x" * 10_000), {" ": "no source"})
    for text in (str(report), str(report.styled("full"))):
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) < 300
    assert len(str(report).splitlines()) == 1


def test_the_baseline_is_counted_and_listed() -> None:
    report = BaselineReport(frozenset({"a", "a.b", "c"}), frozenset({"a", "d", "e"}))
    assert str(report) == "the baseline holds 3 modules (2 added, 2 dropped)"
    listed = BaselineReport(frozenset({"a", "a.b", "c"}), frozenset({"a", "a.b", "c"}), True)
    assert str(listed).splitlines() == ["the baseline holds 3 modules", "  a 2, c"]


def test_a_long_name_keeps_its_end() -> None:
    names = [f"{'a_long_package.' * 8}module_{number}" for number in range(3)]
    report = RefreshReport(ran=tuple(names), why={names[0]: f"{names[0]} changed"})
    shown = report.full()
    for number in range(3):
        assert f".module_{number}" in shown
    assert "  changed" in shown


def test_an_engines_row_tells_that_something_was_left_behind() -> None:
    row = EngineReport("engine 0", ran=1, seconds=0.01, left_behind=("a function",))
    report = ClusterReport((row,), (), seconds=0.02)
    assert str(report).endswith("engine 0: refreshed 1 module in 10 ms; 1 left behind")
    assert "a function" in report.full()


def test_a_note_leaves_room_for_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert pretty(Note("a line of just twenty-nine ..")) == "a line of just twenty-nine .."
    assert pretty(Note("a line of ten characters more than it")) == (
        "a line of ten characters more\n  than it"
    )


def test_a_note_is_broken_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = pretty(Note("one or two words " * 6))
    assert max(map(len, shown.splitlines())) <= 40
    assert shown.split() == ["one", "or", "two", "words"] * 6


class _Balanced(HTMLParser):
    """Keeps a list of the tags that are open, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
