"""Whatever module names, paths and error texts hold: no report renders, moves or colours it."""

from __future__ import annotations

import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipython_modreset.adopting.adopt import LeftBehind
from ipython_modreset.cluster.report import ClusterReport, EngineReport
from ipython_modreset.extension.completion import complete_argument
from ipython_modreset.extension.progress import Progress
from ipython_modreset.extension.rejection import Rejection
from ipython_modreset.refreshing.failures import Failure
from ipython_modreset.refreshing.hints import hint_of_compiled
from ipython_modreset.refreshing.interrupted import Interrupted
from ipython_modreset.reporting.graph import ModuleGraph
from ipython_modreset.reporting.report import BaselineReport, Note, PurgeReport, RefreshReport
from ipython_modreset.select import NoSuchModule, select
from tests.shells import LOAD, attempt, write
from tests.test_graph import igraph

# Each does something to a terminal, a notebook or an eye that reads: moves the cursor, colours,
# sets the title, opens a link, ends the tag or the attribute, turns the direction of writing.
ATTACKS = [
    "\x1b[31m",
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil\x1b\\link",
    "\x9b31m",
    "\r",
    "\n",
    "\b\b\b",
    "\x00",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\t",
    "\f",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><b>",
    "</style></details></div>",
    "</text></g></svg><script>1</script>",
    "<!--",
    "]]>",
    "&lt;",
    "&#60;b&#62;",
    "$\\LaTeX$",
    " · ",
    "%s{0}{name}",
]
EVIL = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=6), min_size=1, max_size=5).map("".join)
LONG = st.builds(lambda text, times: text * times, EVIL, st.integers(1, 80))
TEXTS = EVIL | LONG
COLUMNS = st.integers(10, 120)
FUZZ = settings(
    deadline=None,
    max_examples=int(os.environ.get("MODRESET_FUZZ", "30")),
    suppress_health_check=[HealthCheck.too_slow],
)

# What a report itself may write: its colours, and the ends of its lines.
OWN_COLOURS = re.compile(r"\x1b\[(?:1|2|31|33)?m|\x1b\[0m")
COLOURS = re.compile(r"\x1b\[[\d;]*m")  # of IPython
HTML = {
    "div": {"class"},
    "span": {"class"},
    "code": set(),
    "style": set(),
    "details": {"open"},
    "summary": set(),
}
SVG = {"svg", "defs", "marker", "path", "g", "title", "rect", "text", "tspan"}


def is_harmless(text: str) -> bool:
    """Tell whether a terminal prints this text, and does nothing else with it."""
    return all(line.isprintable() for line in text.split("\n"))


def is_harmless_html(html: str) -> bool:
    """Tell whether HTML holds nothing but the elements that a card is made of."""
    page = _Page()
    page.feed(html)
    page.close()
    return is_harmless(re.sub(r"<style>.*?</style>", "", html, flags=re.S)) and page.is_a_card


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.is_a_card = True
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        known = tag in HTML and all(name in HTML[tag] for name, _ in attrs)
        classes = dict(attrs).get("class") or ""
        self.is_a_card &= known and bool(re.fullmatch(r"[a-z -]*", classes))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_a_card &= bool(self._open) and self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.is_a_card = False

    handle_decl = handle_pi = unknown_decl = handle_comment


def _failure(text: str) -> Failure:
    nearby = ((6, text), (7, f"\t{text}\r\n"))
    return Failure((text, f"m{text}"), f"Error: {text}", f"/x/{text}.py", 7, text, None, nearby)


def _refreshed(texts: list[str]) -> RefreshReport:
    first, *others = texts
    names = tuple(dict.fromkeys((first, *(f"{one}.{first}" for one in others), *others)))
    return RefreshReport(
        ran=names,
        patched=(f"p{first}",),
        gone=(f"g{first}",),
        why={name: f"{name} changed → {first}" for name in (*names, f"p{first}", f"g{first}")},
        because=dict(zip(names, (None, *names), strict=False)),
        kept={f"k{one}": one for one in texts},
        failed=(_failure(first),),
        reminders=tuple(map(_failure, others)),
        left_behind=tuple(LeftBehind(one, one) for one in texts),
        hints=(first, *hint_of_compiled(texts)),
    )


def _reports(texts: list[str]) -> Iterable[Any]:
    first = texts[0]
    refreshed = _refreshed(texts)
    row = EngineReport(
        first,
        error=first,
        hashes={first: first},
        why=(first,),
        failed=(first,),
        left_behind=(first,),
        hints=(first,),
        differs={first: first},
        unplaced={first: first},
    )
    yield refreshed
    yield RefreshReport(ran=tuple(texts), why={one: f"{one} changed" for one in texts})
    yield PurgeReport(tuple(texts), {f"k{one}": "no source" for one in texts})
    yield PurgeReport((), dict.fromkeys(texts, "keep"), dry_run=True)
    yield ClusterReport((row,), (first,), refreshed, first)
    yield ClusterReport((EngineReport(first, ran=1),), ())


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), columns=COLUMNS)
@FUZZ
def test_reports_as_text(texts: list[str], columns: int) -> None:
    with pytest.MonkeyPatch.context() as terminal:
        terminal.setenv("COLUMNS", str(columns))
        for report in _reports(texts):
            assert is_harmless(repr(report))
            for style in ("off", "brief", "full"):
                shown = report.styled(style)
                assert is_harmless(str(shown))
                assert is_harmless(shown._repr_mimebundle_()["text/plain"])
                coloured = report.styled(style, colours=True)._repr_mimebundle_()["text/plain"]
                assert is_harmless(OWN_COLOURS.sub("", coloured))


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@FUZZ
def test_reports_as_cards(texts: list[str]) -> None:
    for report in _reports(texts):
        for style in ("off", "brief", "full"):
            assert is_harmless_html(report.styled(style)._repr_html_())


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), columns=COLUMNS)
@FUZZ
def test_the_tree_of_the_modules(texts: list[str], columns: int) -> None:
    with pytest.MonkeyPatch.context() as terminal:
        terminal.setenv("COLUMNS", str(columns))
        graph = _graph(texts)
        assert is_harmless(str(graph))
        assert is_harmless(repr(graph))


@igraph
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@FUZZ
def test_the_picture_of_the_modules(texts: list[str]) -> None:
    drawn = _graph(texts)._repr_svg_()
    assert drawn is not None
    assert is_harmless(drawn)
    elements = list(ElementTree.fromstring(drawn).iter())
    assert {element.tag.rpartition("}")[2] for element in elements} <= SVG
    attributes = {name for element in elements for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]


def _graph(texts: list[str]) -> ModuleGraph:
    names = list(dict.fromkeys(texts))
    imports = {name: frozenset(names[:place]) for place, name in enumerate(names)}
    return ModuleGraph(imports, frozenset(names[:1]), frozenset(names[1:]))


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@FUZZ
def test_single_lines(texts: list[str]) -> None:
    first = texts[0]
    names = frozenset(texts)
    said = [str(BaselineReport(names, frozenset(), listed=True)), str(Note(first))]
    said += [str(Interrupted(RefreshReport(ran=tuple(texts)), first))]
    for pattern in texts:
        with pytest.raises(NoSuchModule) as unknown:
            select([pattern], [])
        said.append(str(unknown.value))
    with pytest.raises(NoSuchModule) as unknown:
        select(["close_to_it"], [*texts, f"close_to_{first}!"])
    said.append(str(unknown.value))
    said += complete_argument("", [], names)
    assert [line for line in said if not is_harmless(line)] == []


@given(text=TEXTS)
@FUZZ
def test_why_a_cell_did_not_run(text: str) -> None:
    class Shell:
        ast_transformers: list[object] = []  # noqa: RUF012

    rejection = Rejection(Shell())
    rejection.reject(text)
    assert is_harmless(str(rejection.end()))


@given(text=TEXTS)
@FUZZ
def test_the_line_of_a_long_import(text: str) -> None:
    with Progress(None) as progress, pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, text, ModuleType("any"))
        progress._begun.append(text)
        assert is_harmless(progress._say())


MESSAGES = {
    "a message": "raise ValueError('\\x1b[2Jcleared\\x07 \\u202e turned \\r over')",
    "a line of source": "raise ValueError  # \x1b[2J\x07",
    "a line beside it": "a = '\x1b[2J'\n\nraise ValueError",
    "a class": "raise type('\\x1b[2JClass', (ValueError,), {})",
    "a cause": "raise ValueError from KeyError(type('\\x1b[2JKey', (), {})())",
    "a group": "raise ExceptionGroup('\\x1b[2J', [ValueError('\\x1b[31m')])",
    "a note": "error = ValueError()\nerror.add_note(chr(27) + '[2J')\nraise error",
    "a slip": "x = '\x1b[2J' +* 1",
    "no frame of the user's": "raise SyntaxError('\\x1b[2J')",
    "what cannot be told": "class E(Exception):\n    __str__ = lambda s: '\\x1b[2J' * 2\nraise E",
    "a value": (
        "class V:\n    __repr__ = lambda self: '\\x1b[2J'\n"
        "def f(v=V()):\n    raise ValueError(v)\nf()"
    ),
    "a file": "exec(compile('1/0', __file__ + '\\x1b[2J.py', 'exec'))",
}


@pytest.mark.parametrize(("mode", "colours"), [("Context", "Linux"), ("Verbose", "NoColor")])
def test_the_traceback_of_a_failing_import(tmp_path: Path, mode: str, colours: str) -> None:
    """Also in colours, whose codes cannot be told from others: what is dangerous gets none."""
    cells = [f"%xmode {mode}\n%colors {colours}\n{LOAD}\n%refresh_modules --auto\nimport mod"]
    write(tmp_path, "mod.py", "")
    for source in (*MESSAGES.values(), "harmless = True\n\nraise ValueError(harmless)"):
        cells += [f"_ = __import__('pathlib').Path('mod.py').write_text({source!r})", "1"]
    *shown, fine = (cell.out for cell in attempt(tmp_path, *cells)[2::2])
    for name, out in zip(MESSAGES, shown, strict=True):
        assert "mod kept as before" in out, name
        assert "Traceback" in out or "SyntaxError" in out, (name, out)
        if "x1b" in out:  # IPython 8 shows no notes
            assert is_harmless(out), (name, out)
        assert is_harmless(COLOURS.sub("", out)), (name, out)
    assert ("\x1b[" in fine) == (colours == "Linux"), "others keep the colours that are set"


def test_modules_whose_names_and_files_are_such(tmp_path: Path) -> None:
    """From the import to what is shown: real files, in a real shell."""
    name = "\x1b[2J<b>\u202e"
    write(tmp_path, f"{name}.py", "x = 1\n")
    write(tmp_path, "user.py", f"import importlib\nx = importlib.import_module({name!r}).x\n")
    save = "_ = __import__('pathlib').Path({!r} + '.py').write_text({!r})"
    ran = attempt(
        tmp_path,
        f"{LOAD}\n%config ModuleReset.report = 'full'\n%refresh_modules --auto\nimport user",
        save.format(name, "x = 22\n"),
        "assert user.x == 22",
        save.format(name, "x = 1 / 0\n"),
        "1",
        "%refresh_modules --graph",
        "%refresh_modules --dry-run",
        "%purge_modules --dry-run",
        f"print(get_ipython().run_line_magic('purge_modules', '--why ' + {name!r}))",
        "%snapshot_modules\n%snapshot_modules --show",
        "%purge_modules --ignore-baseline",
    )
    assert [cell.error for cell in ran] == [None] * len(ran)
    assert [cell.out for cell in ran if not is_harmless(cell.out)] == []
    assert sum("\\x1b[2J<b>\\u202e" in cell.out for cell in ran) >= 6
