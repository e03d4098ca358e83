"""What is said of a refresh: as a line, as text in a terminal, as a card in a notebook."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter

from ipython_modreset.adopting.adopt import LeftBehind
from ipython_modreset.refreshing.failures import Failure
from ipython_modreset.reporting.report import RefreshReport
from ipython_modreset.reporting.text import render

VOID = {"br", "hr", "img", "input", "link", "meta"}
EVIL = "<img src=x onerror=alert(1)>\x1b[31m\x07\u202e"

RAN = RefreshReport(
    ran=("p.c", "p.b", "p.a"),
    patched=("q",),
    gone=("old",),
    why={
        "p.c": "p.c changed",
        "p.b": "p.c changed → p.b",
        "p.a": "p.c changed → p.b imports it → p.a",
        "q": "q changed",
        "old": "the file of old is gone",
    },
    because={"p.c": None, "p.b": "p.c", "p.a": "p.b"},
    kept={"numpy": "extension module"},
    left_behind=(LeftBehind("1 instance of p.c.Point", "its slots differ"),),
    seconds=0.012,
)
FAILURE = Failure(
    modules=("p.c",),
    error="ZeroDivisionError: division by zero",
    file=os.path.abspath("p/c.py"),
    line=4,
    text="return 1 / 0",
    exception=ZeroDivisionError("division by zero"),
    nearby=((3, "def f():\n"), (4, "    return 1 / 0\n"), (5, "f()\n")),
)
FAILED = RefreshReport(failed=(FAILURE,))


def _text(report: RefreshReport, columns: int = 100, *, colours: bool = False) -> str:
    return render(report._outline, columns, colours=colours, full=True)


def test_one_line_says_what_and_why() -> None:
    first, *others = str(RAN).splitlines()
    assert first == (
        "refreshed 3 modules, patched 1 module, dropped 1 module in 12 ms"
        " · p.c changed, q changed and 1 more"
    )
    assert others == ["left behind: 1 instance of p.c.Point (its slots differ)"]


def test_the_text_is_a_tree_of_what_ran_because_of_what() -> None:
    lines = _text(RAN).splitlines()
    at = lines.index("  ran again")
    assert lines[at + 1 : at + 4] == [
        "    p.c        changed",
        "    └─ p.b     imports it",
        "       └─ p.a  imports it",
    ]
    assert [line.split() for line in lines[at + 4 :]] == [
        ["patched", "in", "place"],
        ["q", "changed"],
        ["no", "longer", "loaded"],
        ["old", "the", "file", "of", "old", "is", "gone"],
        ["kept"],
        ["numpy", "extension", "module"],
        ["left", "behind"],
        ["1", "instance", "of", "p.c.Point", "its", "slots", "differ"],
    ]


def test_where_nothing_ran_it_says_which_changed_modules_stay() -> None:
    assert str(RefreshReport()) == "nothing to refresh"
    kept = {f"m{number}": "keep" for number in range(6)}
    assert str(RefreshReport(kept=kept)) == (
        "nothing to refresh; kept m0 (keep), m1 (keep), m2 (keep), m3 (keep) and 2 more"
    )
    assert not RefreshReport(kept=kept), "before each cell, nobody wants to hear of it"


def test_an_error_shows_its_source_line_marked() -> None:
    where = os.path.join("p", "c.py")
    assert str(FAILED) == (
        f"p.c kept as before: ZeroDivisionError: division by zero ({where}:4); "
        "mend it, and the next refresh picks it up"
    )
    lines = _text(FAILED).splitlines()
    assert [line for line in lines if line.lstrip().startswith("->")] == ["  -> 4     return 1 / 0"]
    marked = re.findall(r'<div class="mr-row mr-marked">.*?</div>', FAILED._repr_html_())
    assert len(marked) == 1
    assert "return 1 / 0" in marked[0]
    assert ">4 <" in marked[0]


@pytest.mark.parametrize("columns", [20, 40, 72])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    for report in (RAN, FAILED):
        lines = _text(report, columns).splitlines()
        assert max(map(len, lines)) <= columns
        assert "p.c" in "".join(lines)


def test_the_text_takes_the_width_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    shown = RAN.styled("full")._repr_mimebundle_()["text/plain"]
    assert 30 < max(map(len, shown.splitlines())) <= 36


def test_colours_come_only_when_asked_for() -> None:
    coloured = RAN.styled("full", colours=True)._repr_mimebundle_()["text/plain"]
    plain = RAN.styled("full")._repr_mimebundle_()["text/plain"]
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain
    assert "\x1b" not in str(RAN.styled("full", colours=True))


def test_the_card_opens_to_the_same() -> None:
    page = _Page(RAN._repr_html_())
    assert page.open == []
    assert page.tags.count("details") == page.tags.count("summary") == 1
    for said in (
        "refreshed 3 modules",
        "p.a",
        "imports it",
        "patched in place",
        "its slots differ",
    ):
        assert said in page.text
    assert "<details open" not in RAN._repr_html_()
    assert "<details open" in RAN.styled("full")._repr_html_()


def test_the_card_takes_the_colours_of_the_theme_and_runs_nothing() -> None:
    html = FAILED._repr_html_()
    colours = re.findall(r"--mr-\w+: (.*?);", html)
    assert len(colours) >= 7
    assert all(value.startswith("var(--jp-") for value in colours)
    assert all(value.count("var(") <= value.count(",") for value in colours), "no fallback"
    page = _Page(html)
    assert not {"script", "iframe", "object", "link", "img"} & set(page.tags)
    assert not [
        name for name in page.attributes if name.startswith("on") or name in ("src", "href")
    ]


def test_whatever_names_paths_and_errors_hold_is_harmless() -> None:
    failure = Failure(
        (EVIL,), f"E: {EVIL}\nmore", f"/x/{EVIL}.py", 1, EVIL, ValueError(), ((1, EVIL),)
    )
    report = RefreshReport(
        ran=(EVIL, f"b{EVIL}"),
        patched=(f"p{EVIL}",),
        gone=(f"g{EVIL}",),
        why={EVIL: f"{EVIL} changed"},
        because={EVIL: None, f"b{EVIL}": EVIL},
        kept={f"k{EVIL}": EVIL},
        failed=(failure,),
        reminders=(failure,),
        left_behind=(LeftBehind(EVIL, EVIL),),
        hints=(EVIL,),
    )
    for style in ("brief", "full"):
        for said in (str(report.styled(style)), _text(report.styled(style)), repr(report)):
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", said)
        html = report.styled(style)._repr_html_()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", html)
        page = _Page(html)
        assert "img" not in page.tags
        assert page.open == []


def test_what_is_to_be_typed_is_set_as_code() -> None:
    hint = "m is in the baseline; `%snapshot_modules --drop m` lets it be refreshed"
    html = RefreshReport(ran=("a",), why={"a": "a changed"}, hints=(hint,))._repr_html_()
    assert "; <code>%snapshot_modules --drop m</code> lets" in html
    html = RefreshReport(hints=(hint, "`<b>`"))._repr_html_()
    assert "; <code>%snapshot_modules --drop m</code> lets" in html
    assert "<code>&lt;b&gt;</code>" in html


def test_off_says_failures_only() -> None:
    assert str(RAN.styled("off")) == RAN.styled("off")._repr_html_() == ""
    said = str(RefreshReport(ran=("a",), failed=(FAILURE,), hints=("do this",)).styled("off"))
    assert said.startswith("p.c kept as before: ZeroDivisionError")
    assert len(said.splitlines()) == 1
    assert "ZeroDivisionError" in FAILED.styled("off")._repr_html_()


def test_a_thousand_modules_make_a_short_card() -> None:
    names = tuple(f"m{number}" for number in range(1000))
    because = dict(zip(names, (None, *names), strict=False))
    report = RefreshReport(ran=names, why={"m0": "m0 changed"}, because=because)
    assert len(report.styled("full")._repr_html_()) < 40_000
    assert "and 941 more" in report.styled("full")._repr_html_()
    assert len(_text(report).splitlines()) < 100


def test_ipython_finds_all_representations() -> None:
    bundle, _ = DisplayFormatter().format(RAN)
    assert bundle["text/html"].startswith('<div class="modreset')
    assert bundle["text/plain"].startswith("refreshed 3 modules")
    assert set(RAN._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
    assert set(RAN._repr_mimebundle_(exclude={"text/plain"})) == {"text/html"}


def test_a_plain_interpreter_shows_a_line_rather_than_all_the_data() -> None:
    assert repr(RefreshReport()) == "<RefreshReport: nothing to refresh>"


class _Page(HTMLParser):
    """All tags, attributes and text of some HTML, and which tags were left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
