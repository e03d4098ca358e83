"""What a cell costs beside ``os.stat``, ``%autoreload 2`` and a bare exec, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from tests.benchmarks import user_code
from tests.benchmarks.figure import Figure, show
from tests.benchmarks.options import Options
from tests.benchmarks.shell import AUTORELOAD, OURS, Shell, shells

_IMPORT_INSTALLED = """
import pkgutil, pygments.lexers
for found in pkgutil.iter_modules(pygments.lexers.__path__, "pygments.lexers."):
    __import__(found.name)
"""

_FILES = """
origins = [vars(module).get("__file__") for module in list(sys.modules.values())]
files = [path for path in origins if path and path.startswith(sys.path[0] + os.sep)]
installed = [path for path in origins if path and "site-packages" in path]
answer = len(files), len(installed)

def look():
    for path in files:
        os.stat(path)
"""

_SEEN = """
seen = []
ordinary = os.stat

def noting(path, *args, **options):
    seen.append(path)
    return ordinary(path, *args, **options)

os.stat = noting
"""

_SEEN_BESIDE = """
os.stat = ordinary
paths = {os.fsdecode(path) for path in seen}
answer = len(paths - set(files) - set(sys.path))
"""

_NOTEBOOK = """
import leaf
from leaf import f, Record
records = [Record(number) for number in range(100)]
"""

_EXEC = """
def run():
    exec(compile({source!r}, "leaf.py", "exec"), {{"__name__": "leaf_beside"}})

answer = taken(run)
"""

# What a module that stays holds cannot be reached from the notebook: in a list, where a search
# finds it; in a closure; in a tuple within a tuple, both of which are made anew.
_HIDDEN = """
import json, leaf
def kept(value):
    return lambda: value
json.hidden = {holder}
"""

_SEARCH = """
nobodys = object()
answer = taken(lambda: gc.get_referrers(nobodys))
"""

# It keeps no module: that would be one more holder of the old ones.
_EXEC_ALL = """
def described():
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"app", "everything", "settings"}:
            yield module.__file__, {"__name__": name, "__package__": module.__package__}

sources = [(open(file, "rb").read(), file, names) for file, names in described()]

def run():
    for source, file, names in sources:
        exec(compile(source, file, "exec", dont_inherit=True), dict(names))

answer = taken(run)
"""

_TRACE = "import tracemalloc; tracemalloc.start()"
_TRACED = "gc.collect(); answer = tracemalloc.get_traced_memory()[0] / 2**20"

_FORGET = "from ipython_modreset.adopting import elsewhere; answer = elsewhere.remembered.clear()"

_PASSES = "from ipython_modreset.adopting import search; answer = search.heap_passes"


def figures(options: Options) -> Iterator[Figure]:
    """Measure everything, and yield each figure as it is known."""
    yield from nothing_changed(options, "pass")
    yield from nothing_changed(options, _IMPORT_INSTALLED)
    yield from body_edited(options)
    yield from leaf_edited(options)
    yield from hidden_holders(options)
    yield from constant_shared(options)
    yield from many_edits(options)


def nothing_changed(options: Options, first_cell: str) -> Iterator[Figure]:
    """Compare the hook of a cell before which nothing has changed with bare ``os.stat``."""
    with shells(options, OURS) as (ours,):
        ours.cell(first_cell)
        files, installed = ours.do(_FILES)
        hooks, stats = [], []
        for _ in range(options.turns):
            hooks.append(ours.cell("1").seconds)
            stats.append(ours.do("answer = taken(look)"))
        ours.do(_SEEN)
        ours.cell("1")
        beside = ours.do(_SEEN_BESIDE)
    what = f"nothing changed, {files} user modules, {installed} installed ones"
    stat = median(stats)
    allowed = 1.25 * stat + 50e-6
    because = f"1.25 times os.stat on the user's files ({show(stat)}), plus 50 µs"
    yield Figure(what, median(hooks), allowed, because)
    because = "the site directories' own aside"
    yield Figure(f"{what}: stats of other files", beside, 0, because, "")


def body_edited(options: Options) -> Iterator[Figure]:
    """Edit a body in a module whose top level sleeps."""
    with shells(options, OURS, AUTORELOAD) as (ours, autoreload):
        for shell in (ours, autoreload):
            shell.save("dear", user_code.dear(0, options.sleep))
            shell.cell("import dear\nfrom dear import answer\noracle = dear.Oracle()")
        times = _in_turns(
            (ours, autoreload),
            options.turns,
            lambda shell, turn: shell.save("dear", user_code.dear(turn, options.sleep)),
            lambda turn: f"assert (answer(0), oracle.ask()) == ({turn}, -{turn})",
        )
        runs = ours.do("import builtins; answer = builtins.runs_of_dear")
    what = f"one body edited, {options.modules} user modules, a top level that sleeps"
    yield Figure(what, median(times[0]), median(times[1]), "%autoreload 2")
    yield Figure(f"{what}: runs of the top level", runs, 1, "the first import", "")


def leaf_edited(options: Options) -> Iterator[Figure]:
    """Edit a leaf, with more and more other objects on the heap.

    So that the method, and the default, can be taken over in place, and so that it must run again.
    """
    for kind in _LEAF_EDITS:
        with shells(options, OURS, AUTORELOAD) as opened:
            for shell in opened:
                shell.cell(_NOTEBOOK)
            for number, objects in enumerate((0, options.objects, 2 * options.objects)):
                for shell in opened:
                    shell.cell(f"rows = [[number] for number in range({objects})]")
                    shell.do("gc.collect()")
                yield from _leaf_edited(kind, objects, number * options.turns, opened, options)


def _leaf_edited(
    kind: LeafEdit, objects: int, earlier: int, opened: Sequence[Shell], options: Options
) -> Iterator[Figure]:
    """Edit the leaf, whose versions up to number `earlier` have been there before."""
    ours = opened[0]
    before = ours.do(_PASSES)
    mine, theirs = _in_turns(
        opened,
        options.turns,
        lambda shell, turn: shell.save("leaf", kind.source(earlier + turn)),
        lambda turn: f"assert {kind.probe.format(earlier + turn)} == {earlier + turn}",
    )
    passes = ours.do(_PASSES) - before
    execs = [ours.do(_EXEC.format(source=kind.source(turn))) for turn in range(options.turns)]
    theirs, bare = median(theirs), median(execs)
    what = f"leaf edited ({kind.name}), {options.modules} user modules, {objects:,} other objects"
    because = f"%autoreload 2 ({show(theirs)}) plus the bare exec of that module ({show(bare)})"
    yield Figure(what, median(mine), theirs + bare, because)
    yield Figure(f"{what}: passes over the heap", passes, 0, "nothing grows with the heap", "")


def hidden_holders(options: Options) -> Iterator[Figure]:
    """Edit the leaf, with an old function in places that only a search of the heap finds.

    Where it has found something in a tuple, or in a namespace, is remembered from then on.
    """
    for kind, (holder, value) in _HOLDERS.items():
        with shells(options, OURS) as (ours,):
            ours.cell(_HIDDEN.format(holder=holder))
            ours.cell(f"rows = [[number] for number in range({options.objects})]")
            ours.do("gc.collect()")
            before, searches, mine = ours.do(_PASSES), [], []
            for turn in range(1, options.turns + 1):
                if "first" in kind:
                    ours.do(_FORGET)
                ours.save("leaf", user_code.leaf_with_constant(turn))
                mine.append(ours.cell("1").seconds)
                ours.cell(f"assert {value}(0) == {turn}")
                searches.append(ours.do(_SEARCH))
            passes = (ours.do(_PASSES) - before) / options.turns
        search = median(searches)
        what = f"an old function in {kind}, {options.objects:,} other objects"
        because = f"twice gc.get_referrers(object()) ({show(search)})"
        yield Figure(what, median(mine), 2 * search, because)
        yield Figure(f"{what}: passes over the heap", passes, 1, "one for all objects together", "")


_HOLDERS = {
    "a closure": ("kept(leaf.f)", "json.hidden()"),
    "a tuple in a tuple, the first edit": ("((leaf.f,),)", "json.hidden[0][0]"),
    "a tuple in a tuple, the next ones": ("((leaf.f,),)", "json.hidden[0][0]"),
}


def constant_shared(options: Options) -> Iterator[Figure]:
    """Edit a constant that all modules import by name."""
    turns = max(3, options.turns // 7)
    with shells(options, OURS, sharing_a_constant=True) as (ours,):
        mine, bare = [], []
        for turn in range(1, turns + 1):
            ours.save("settings", user_code.settings(turn))
            mine.append(ours.cell("1").seconds)
            ours.cell(f"assert everything.app.part0.mod0.LIMIT == {turn}")
            bare.append(ours.do(_EXEC_ALL))
    what = f"a constant edited that {options.modules} modules import by name"
    because = f"3 times the bare compile and exec of them all ({show(median(bare))})"
    yield Figure(what, median(mine), 3 * median(bare), because)


def many_edits(options: Options) -> Iterator[Figure]:
    """Edit the leaf again and again, so that it must run again each time."""
    with shells(options, OURS) as (ours,):
        ours.cell(_NOTEBOOK)
        times = []
        for turn in range(1, options.edits + 1):
            ours.save("leaf", user_code.leaf_with_constant(turn))
            times.append(ours.cell("1").seconds)
        ours.do(_TRACE)
        kept = []
        for turn in range(options.edits, options.edits + 101):
            ours.save("leaf", user_code.leaf_with_constant(turn))
            ours.cell("1")
            kept.append(ours.do(_TRACED) if turn in (options.edits, options.edits + 100) else 0)
    # The median of five, as one edit alone may be disturbed.
    fifth, last = median(times[2:7]), median(times[-5:])
    what = f"{options.edits} edits in a row, {options.modules} user modules"
    yield Figure(f"{what}: the last", last, 1.2 * fifth, f"1.2 times the fifth ({show(fifth)})")
    yield Figure(
        f"{what}: kept by 100 edits", kept[-1] - kept[0], 1, "old versions are let go", "MiB"
    )


class LeafEdit(NamedTuple):
    """A kind of edit: its name, its versions, and an expression whose value is the version."""

    name: str
    source: Callable[[int], str]
    probe: str


_LEAF_EDITS = (
    LeafEdit("a method added", user_code.leaf_with_method, "records[7].method{}()"),
    LeafEdit("another default, imported by name", user_code.leaf_with_default, "f(0)"),
    LeafEdit("another constant, which is a default", user_code.leaf_with_constant, "f(0)"),
)


def _in_turns(
    opened: Sequence[Shell],
    turns: int,
    edit: Callable[[Shell, int], None],
    check: Callable[[int], str],
) -> list[list[float]]:
    """Edit and run a cell in each shell in its turn; return what their hooks took.

    The first one is this package's, and must show the edit.
    """
    times: list[list[float]] = [[] for _ in opened]
    for turn in range(1, turns + 1):
        for shell, taken in zip(opened, times, strict=True):
            edit(shell, turn)
            taken.append(shell.cell("1").seconds)
        opened[0].cell(check(turn))
    return times
