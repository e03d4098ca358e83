"""Which functions were run by an import."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

from ..undo import Journal

# The interpreter reserves the others for debuggers, coverage, profilers and optimisers.
_TOOL_IDS = (4, 3)
_PROFILER = -1
_MODULE = "<module>"


class RunWatch:
    """Notes which functions run while an import is under way.

    It uses `sys.monitoring`, and asks to be told of each code object once only; on Python 3.11,
    `sys.setprofile`. Where no tool id is free, or somebody else profiles, nothing is known.

    Parameters
    ----------
    cares
        Tells whether the functions of a file are worth noting. It must not raise, and a file
        that it once turned down may stay turned down.
    under_way
        Tells whether any import is under way, or any beside that of a module; when a function runs
        while none is, the watch stops by itself, as nobody is told of the end of most imports.

    Examples
    --------
    >>> watch = RunWatch(lambda filename: filename.endswith("m.py"))
    >>> watch.start()
    >>> exec(compile("def f(): pass\\nf()", "m.py", "exec"))
    >>> watch.stop()
    >>> known = watch.ran("m.py")
    >>> known is None or sorted(known) == ["<module>", "f"]
    True
    >>> watch.uninstall()
    """

    def __init__(
        self, cares: Callable[[str], bool], under_way: Callable[..., bool] = lambda *beside: True
    ) -> None:
        self._cares = cares
        self._under_way = under_way
        self._ran: dict[str, set[str]] = {}
        self._depth = 0
        self._tool: int | None = None
        self._profiler = self._profile  # one bound method, known again by identity
        self.install()

    def install(self) -> None:
        """Take a tool id, where one is free; `uninstall` gives it back."""
        if self._tool is None:
            self._tool = _take_tool(self._note)

    def start(self, *, is_users: bool = True) -> None:
        """Code that is imported is about to run, the user's or installed; imports may nest."""
        self._depth += 1
        if self._depth == 1 if sys.version_info >= (3, 12) else is_users:
            self._listen(True)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Let installed code run, which runs none of the user's: a profiler would slow it down.

        On Python 3.11 that is told of each call: an import of scikit-learn took five times as long.
        """
        watches = sys.getprofile() is self._profiler
        try:
            if watches:
                sys.setprofile(None)
            yield
        finally:
            if watches:
                sys.setprofile(self._profiler)

    def stop(self, module: str | None = None) -> None:
        """It has run, that of a module perhaps, whose import others may be waiting for."""
        self._depth = max(self._depth - 1, 0)
        if self._depth == 0 and not (module is not None and self._under_way(module)):
            self._listen(False)

    def uninstall(self) -> None:
        """Give the tool id back; from now on nothing is known."""
        if self._tool is not None:
            self._listen(False)
            _give_tool_back(self._tool)
            self._tool = None

    def ran(self, filename: str) -> frozenset[str] | None:
        """Tell what ran of a file while this import of it, or any since, was under way.

        Returns
        -------
        frozenset of str, or None
            Qualified names of functions; None if unknown, as for a file whose import was not
            watched from its beginning.
        """
        ran = self._ran.get(filename, set())
        return frozenset(ran) if self._tool is not None and _MODULE in ran else None

    def forget(self, filenames: Iterable[str], journal: Journal) -> None:
        """Forget about files that are about to be imported again."""
        journal.del_items(self._ran, *filenames)

    def _listen(self, listen: bool) -> None:
        if sys.version_info >= (3, 12):
            if self._tool is not None:
                events = sys.monitoring.events
                chosen = events.PY_START if listen else events.NO_EVENTS
                sys.monitoring.set_events(self._tool, chosen)
        elif listen and self._tool is not None and sys.getprofile() is None:
            threading.setprofile(self._profiler)  # for the threads that the import starts
            sys.setprofile(self._profiler)
        elif not listen and sys.getprofile() is self._profiler:
            sys.setprofile(None)
            threading.setprofile(None)

    def _profile(self, frame: FrameType, event: str, arg: object) -> None:
        """Do on Python 3.11 what `_note` does: for every call, until the outermost import ends."""
        if event == "call":
            self._note(frame.f_code, 0)
            return
        an_import_ends = event == "return" and frame.f_code.co_name == "_find_and_load"
        if an_import_ends and not self._under_way():
            self._depth = 0
            self._listen(False)

    def _note(self, code: CodeType, offset: int) -> object:
        if not self._under_way():
            self._depth = 0
            self._listen(False)
            return None  # not disabled: a later import may run it
        if self._cares(code.co_filename):
            self._ran.setdefault(code.co_filename, set()).add(code.co_qualname)
        if sys.version_info >= (3, 12):
            return sys.monitoring.DISABLE
        return None


def _take_tool(callback: Callable[[CodeType, int], object]) -> int | None:
    if sys.version_info >= (3, 12):
        for tool in _TOOL_IDS:
            if sys.monitoring.get_tool(tool) is None:
                sys.monitoring.use_tool_id(tool, "ipython_modreset")
                sys.monitoring.register_callback(tool, sys.monitoring.events.PY_START, callback)
                return tool
        return None
    return _PROFILER


def _give_tool_back(tool: int) -> None:
    if sys.version_info >= (3, 12):
        sys.monitoring.register_callback(tool, sys.monitoring.events.PY_START, None)
        sys.monitoring.free_tool_id(tool)
