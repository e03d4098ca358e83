"""New code objects into live functions."""

from __future__ import annotations

import inspect
import sys
import threading
import traceback
import types
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.patching import caches, closures
from ipython_modreset.patching import patch as patching
from ipython_modreset.patching.patch import apply, stale_caches
from ipython_modreset.sources import Sources
from ipython_modreset.undo import Journal
from tests.patch_cases import FOLLOWS, Follows
from tests.patching import InterruptedAfter, Load, edit, fresh, load, patch

__all__ = ["load"]


@pytest.mark.parametrize("case", FOLLOWS, ids=lambda case: case.name)
def test_references_follow(load: Load, case: Follows) -> None:
    module, namespace, new = begin(load, case)
    before = dict(vars(module))
    patch(module, new)
    assert {name: vars(module)[name] for name in before} == before
    expected = fresh(new, case.cell, case.probe)
    assert eval(case.probe, namespace) == expected
    assert expected != fresh(case.source, case.cell, case.probe)


@pytest.mark.parametrize("case", FOLLOWS, ids=lambda case: case.name)
def test_undone_references_are_as_before(load: Load, case: Follows) -> None:
    module, namespace, new = begin(load, case)
    journal = Journal()
    patch(module, new, journal)
    journal.undo()
    assert eval(case.probe, namespace) == fresh(case.source, case.cell, case.probe)


def begin(load: Load, case: Follows) -> tuple[ModuleType, dict[str, Any], str]:
    """Load a case's module, and run its cell."""
    assert case.source.count(case.before) == 1
    module = load(case.source)
    namespace = {"m": module}
    exec(case.cell, namespace)
    return module, namespace, case.source.replace(case.before, case.after)


@pytest.mark.parametrize("case", FOLLOWS, ids=lambda case: case.name)
def test_interrupted_at_any_step_it_can_be_undone(load: Load, case: Follows) -> None:
    steps, interrupted = 0, True
    while interrupted:
        module, namespace, new = begin(load, case)
        plan = edit(module, new)
        assert plan is not None
        journal = InterruptedJournal(after=steps)
        try:
            apply(plan, module, journal)
            interrupted = False
        except KeyboardInterrupt:
            journal.undo()
            assert eval(case.probe, namespace) == fresh(case.source, case.cell, case.probe)
            steps += 1
    assert steps > 0


class InterruptedJournal(Journal):
    """Interrupts just after a step is noted, before it is done."""

    __slots__ = ("_left",)

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def note(self, step: Callable[..., object], *args: Any) -> None:
        super().note(step, *args)
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1


ALL_AT_ONCE = """
import functools

class A:
    @property
    def p(self):
        'Old.'
        self.x = 1

    def gains(self):
        return 1

    def loses(self):
        return super().__hash__()

def f():
    'Old.'
    return [1]

def helper():
    return 1

@functools.cache
def remembered():
    return helper()
"""
EDITED = "#\n" + ALL_AT_ONCE.replace("Old", "New").replace("self.x", "self.y").replace(
    "return 1\n\n    def loses", "return super().__hash__()\n\n    def loses"
).replace("super().__hash__()\n\ndef f", "2\n\ndef f").replace("return [1]", "yield 2").replace(
    "return 1\n\n@", "return 2\n\n@"
)


def test_interrupted_at_any_line_it_can_be_undone(load: Load) -> None:
    module = load(ALL_AT_ONCE)
    plan = edit(module, EDITED)
    assert plan is not None
    assert len(plan.changed) == 5
    sources = Sources(m=ALL_AT_ONCE.encode())
    before, lines = snapshot(module), 0
    while True:
        assert module.remembered() == 1
        stale = stale_caches(plan, sources, "m", lambda name: vars(module))
        journal = Journal()
        try:
            with InterruptedAfter(lines, patching, closures, caches):
                apply(plan, module, journal, stale)
        except KeyboardInterrupt:
            journal.undo()
            assert snapshot(module) == before
            lines += 7  # of some 500; a step of 1 takes ten times as long and finds no more
        else:
            break
    assert lines > 200
    assert snapshot(module) != before
    assert module.remembered() == 2


def snapshot(module: ModuleType) -> list[object]:
    holders = [vars(module), vars(module.A)]
    functions = [value for holder in holders for value in holder.values()]
    prop = vars(module.A)["p"]
    notes = [vars(module.A).get(name) for name in ("__firstlineno__", "__static_attributes__")]
    return [
        *((f.__code__, f.__closure__, f.__doc__) for f in functions if inspect.isfunction(f)),
        (prop.fget.__code__, prop.fget.__doc__, prop.__doc__),
        notes,
        module.remembered(),
    ]


SHIFTED = """
class A:
    def fail(self):
        raise ValueError

    @property
    def prop(self):
        raise ValueError

    class B:
        @staticmethod
        def fail():
            raise ValueError


def make():
    def inner():
        raise ValueError
    return inner


def deco(f):
    def wrapper(*args):
        return f(*args)
    return wrapper


@deco
def decorated():
    raise ValueError


TABLE = {"x": lambda: 1 / 0}


def generator():
    yield 1
    raise ValueError
"""
CALLS = [
    "m.A().fail()",
    "m.A().prop",
    "m.A.B.fail()",
    "closure()",
    "m.decorated()",
    "m.TABLE['x']()",
    "list(m.generator())",
]


@pytest.mark.parametrize("call", CALLS)
def test_tracebacks_name_the_new_lines(load: Load, call: str) -> None:
    new = "# moved\n\n\n" + SHIFTED.replace("class A:", "class A:\n    # within", 1)
    new = new.replace("def make():\n", "def make():\n    # and within\n")
    module = load(SHIFTED)
    namespace = {"m": module, "closure": module.make()}
    assert patch(module, new).changed == ()
    with pytest.raises((ValueError, ZeroDivisionError)) as failed:
        eval(call, namespace)
    frames = traceback.extract_tb(failed.value.__traceback__)
    inside = [frame for frame in frames if frame.filename == module.__file__]
    lines = new.splitlines()
    assert [frame.line for frame in inside] == [
        lines[(frame.lineno or 0) - 1].strip() for frame in inside
    ]
    assert inside[-1].line is not None
    assert inside[-1].line.startswith(("raise ValueError", 'TABLE = {"x"'))


@pytest.mark.parametrize("what", ["f", "A", "A.m", "A.B", "A.B.m"])
def test_the_source_is_found(load: Load, what: str) -> None:
    source = (
        "def f():\n    return 1\n\n\nclass A:\n    X = 1\n\n    def m(self):\n        self.a = 1\n"
        "\n    class B:\n        def m(self):\n            self.a = 1\n"
    )
    new = "import sys\n\n" + source.replace("return 1", "x = 2\n    return x")
    new = new.replace("self.a = 1\n\n", "self.b = 1\n        self.c = 1\n\n")
    module = load("import sys\n" + source)
    patch(module, new)
    copy = types.ModuleType("m")
    copy.__file__ = module.__file__
    exec(compile(new, str(module.__file__), "exec", dont_inherit=True), vars(copy))
    found, expected = (eval(what, vars(space)) for space in (module, copy))
    assert inspect.getsource(found) == inspect.getsource(expected)
    assert inspect.getsourcelines(found)[1] == inspect.getsourcelines(expected)[1]
    if isinstance(found, type):
        notes = ("__firstlineno__", "__static_attributes__")
        assert [vars(found).get(name) for name in notes] == [
            vars(expected).get(name) for name in notes
        ]


def test_a_docstring_set_by_hand_stays(load: Load) -> None:
    module = load("def f():\n    'Old.'\n")
    module.f.__doc__ = "By hand."
    patch(module, "def f():\n    'New.'\n")
    assert module.f.__doc__ == "By hand."


@pytest.mark.parametrize("values", [(3,), None])
def test_default_values_set_by_hand_stay(load: Load, values: tuple[int, ...] | None) -> None:
    module = load("def f(a=1, *, b=1):\n    return a, b\n")
    module.f.__defaults__ = values
    patch(module, "def f(a=2, *, b=2):\n    return a, b\n")
    assert module.f.__defaults__ == values
    assert module.f(0) == (0, 2)


def test_a_running_generator_ends_on_the_old_code(load: Load) -> None:
    module = load("def f():\n    yield 1\n    yield 2\n")
    running = module.f()
    next(running)
    patch(module, "def f():\n    yield 1\n    yield 3\n")
    assert list(running) == [2]
    assert list(module.f()) == [1, 3]


def test_a_running_thread_ends_on_the_old_code(load: Load) -> None:
    module = load("def f(started, go, out):\n    started.set()\n    go.wait()\n    out.append(1)\n")
    started, go, out = threading.Event(), threading.Event(), []
    thread = threading.Thread(target=module.f, args=(started, go, out))
    thread.start()
    started.wait()
    patch(module, "def f(started, go, out):\n    out.append(2)\n")
    module.f(started, go, out)
    go.set()
    thread.join()
    assert out == [2, 1]


def test_many_edits_in_a_row(load: Load) -> None:
    source = "class A:\n    def f(self):\n        return {}\n"
    module = load(source.format(0))
    bound = module.A().f
    for number in range(1, 20):
        body = f"super().__init__() or {number}" if number % 3 == 0 else str(number)
        patch(module, "\n" * (number % 4) + source.format(body))
        assert bound() == number


if sys.version_info >= (3, 12):

    def test_generic_functions_and_classes(load: Load) -> None:
        source = (
            "def f[T](x: T) -> T:\n    return x\n"
            "class A[T]:\n    def m[S](self, x: S) -> S:\n        return x\n"
        )
        module = load(source)
        a = module.A()
        patch(module, "\n" + source.replace("return x", "return x * 2"))
        assert (module.f(1), a.m(2)) == (2, 4)
        assert (module.f.__code__.co_firstlineno, a.m.__code__.co_firstlineno) == (2, 5)


if sys.version_info >= (3, 12):

    def test_instrumented_functions_are_recognised(load: Load) -> None:
        module = load("def f():\n    x = 1\n    return x\n")
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(sys.monitoring.PROFILER_ID, "test")
        try:
            sys.monitoring.register_callback(
                sys.monitoring.PROFILER_ID, events.LINE, lambda code, line: None
            )
            sys.monitoring.set_events(sys.monitoring.PROFILER_ID, events.LINE | events.PY_START)
            assert module.f() == 1
            patch(module, "def f():\n    x = 2\n    return x\n")
            assert module.f() == 2
        finally:
            sys.monitoring.set_events(sys.monitoring.PROFILER_ID, 0)
            sys.monitoring.free_tool_id(sys.monitoring.PROFILER_ID)
