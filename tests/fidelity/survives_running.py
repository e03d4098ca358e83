"""What runs while an edit is saved: it ends on the old code, in the old namespace."""

from __future__ import annotations

from functools import partial

from tests.fidelity.writing import case

survives = partial(case, "survives")

WORKER = """
import threading
go, LABEL, seen = threading.Event(), {label!r}, []

def helper():
    return LABEL

def work():
    seen.append(helper())
    go.wait(10)
    seen.append(helper())

def start():
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, go, seen
"""

STEPS = """
FACTOR = {factor}

def scale(n):
    return n * FACTOR

def steps():
    for n in range(1, 4):
        yield scale(n)
"""

SCENARIOS = (
    survives(
        "a running thread ends on the old code and the old globals",
        {"m.py": (WORKER.format(label="old"), WORKER.format(label="new"))},
        "import m",
        "thread, go, seen = m.start()",
        probe="(m.LABEL, go.set(), thread.join(10), thread.is_alive(), seen)",
        expected="('new', None, None, False, ['old', 'old'])",
    ),
    survives(
        "a thread that loops over a method of a live instance goes on, with the new method",
        {
            "m.py": (
                "class Clock:\n    def tick(self):\n        return 'old'",
                "K = 'new'\n\nclass Clock:\n    def tick(self):\n        return K",
            ),
            "loop.py": "import threading, time\n\ndef run(clock, seen, stop):\n"
            "    while not stop.is_set():\n        seen.add(clock.tick())\n"
            "        time.sleep(0.001)",
        },
        "import loop, m, threading, time",
        "seen, stop, clock = set(), threading.Event(), m.Clock()\n"
        "thread = threading.Thread(target=loop.run, args=(clock, seen, stop), daemon=True)\n"
        "thread.start()\nwhile not seen: time.sleep(0.001)",
        probe="(clock.tick(), [time.sleep(0.01) for _ in range(500) if 'new' not in seen][:0],"
        " thread.is_alive(), stop.set(), thread.join(10), sorted(seen))",
        expected="('new', [], True, None, None, ['new', 'old'])",
    ),
    survives(
        "a pool's idle threads take new work",
        {
            "m.py": ("def f(n):\n    return n", "K = 10\n\ndef f(n):\n    return n * K"),
            "pool.py": "from concurrent.futures import ThreadPoolExecutor\n"
            "POOL = ThreadPoolExecutor(1)",
        },
        "from m import f",
        "from pool import POOL",
        "first = POOL.submit(f, 1).result()",
        probe="first, POOL.submit(f, 1).result(timeout=10), list(POOL.map(f, [2, 3]))",
        expected="(1, 10, [20, 30])",
    ),
    survives(
        "a running generator ends on the old code and the old globals",
        {"m.py": (STEPS.format(factor=1), STEPS.format(factor=100))},
        "import m",
        "old = m.steps(); first = next(old)",
        probe="first, list(old), list(m.steps())",
        expected="(1, [2, 3], [100, 200, 300])",
    ),
    survives(
        "a running generator whose body is edited",
        {
            "m.py": (
                "def steps():\n    yield 'a1'\n    yield 'a2'",
                "def steps():\n    yield 'b1'\n    yield 'b2'\n    yield 'b3'",
            )
        },
        "from m import steps",
        "old = steps(); first = next(old)",
        probe="first, list(old), list(steps())",
        expected="('a1', ['a2'], ['b1', 'b2', 'b3'])",
    ),
    survives(
        "a suspended coroutine ends on the old code",
        {
            "m.py": (
                "import types\n\n@types.coroutine\ndef pause():\n    yield\n\nN = 1\n\n"
                "async def job():\n    await pause()\n    return N",
                "import types\n\n@types.coroutine\ndef pause():\n    yield\n\nN = 2\n\n"
                "async def job():\n    await pause()\n    return N",
            )
        },
        """
        import m

        def end(job):
            try:
                while True:
                    job.send(None)
            except StopIteration as stop:
                return stop.value
        """,
        "old = m.job(); old.send(None)",
        probe="end(old), end(m.job())",
        expected="(1, 2)",
    ),
    survives(
        "a with block left open over an edit",
        {
            "m.py": (
                "from contextlib import contextmanager\n\n@contextmanager\n"
                "def span(log):\n    log.append('in')\n    yield\n    log.append('out')",
                "from contextlib import contextmanager\n\n@contextmanager\n"
                "def span(log):\n    log.append('IN')\n    yield\n    log.append('OUT')",
            )
        },
        "import m",
        "log = []; old = m.span(log); old.__enter__()",
        "def whole(log):\n    with m.span(log):\n        return log",
        probe="(old.__exit__(None, None, None), log, whole([]))",
        expected="(False, ['in', 'out'], ['IN', 'OUT'])",
    ),
    survives(
        "an iterator class half-way through its values",
        {
            "m.py": (
                "class Count:\n    n = 0\n\n    def __iter__(self):\n        return self\n\n"
                "    def __next__(self):\n        self.n += 1\n        return self.n",
                "STEP = 10\n\nclass Count:\n    n = 0\n\n    def __iter__(self):\n"
                "        return self\n\n    def __next__(self):\n        self.n += STEP\n"
                "        return self.n",
            )
        },
        "from m import Count",
        "count = Count(); seen = [next(count), next(count)]",
        probe="seen, next(count), next(iter(count)), count.n",
        expected="([1, 2], 12, 22, 22)",
    ),
)
