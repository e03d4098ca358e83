"""The reloading tools under comparison, each as the cells that switch it on."""

from __future__ import annotations

from dataclasses import dataclass

THIS_PACKAGE = "ipython_modreset"
NO_TOOL = "no tool"


@dataclass(frozen=True)
class Tool:
    """One way to keep a session up to date.

    Attributes
    ----------
    name
        As shown in the table and given to ``--tool``.
    cells
        Run before the scenario's first cell, outside the history.
    preload
        Modules that are dear to import, loaded once for all sessions of the tool.
    """

    name: str
    cells: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()


PURGE_BEFORE_EVERY_CELL = """
def _start():
    import sys

    baseline = set(sys.modules)

    def purge(info):
        for name in set(sys.modules) - baseline:
            del sys.modules[name]

    get_ipython().events.register("pre_run_cell", purge)

_start()
del _start
"""

# Its watcher runs in a thread of its own. Someone who edits in another window gives it time to
# notice; so does this, and waits only where a file did change.
WATCH_WITH_JURIGGED = """
def _start():
    import pathlib, time
    import jurigged

    def stamps():
        return {path: path.stat().st_mtime_ns for path in pathlib.Path(root).rglob("*.py")}

    def wait(info):
        nonlocal seen
        now = stamps()
        if now != seen:
            seen = now
            time.sleep(0.3)

    root = pathlib.Path.cwd()
    seen = stamps()
    jurigged.watch()
    get_ipython().events.register("pre_run_cell", wait)

_start()
del _start
"""

TOOLS = (
    Tool(
        THIS_PACKAGE,
        ("%load_ext ipython_modreset", "%refresh_modules --auto"),
        preload=("ipython_modreset.extension.loading",),
    ),
    Tool("autoreload 2", ("%load_ext autoreload", "%autoreload 2")),
    Tool("autoreload 3", ("%load_ext autoreload", "%autoreload 3")),
    Tool("jurigged", (WATCH_WITH_JURIGGED,), preload=("jurigged",)),
    Tool("bare recipe", (PURGE_BEFORE_EVERY_CELL,)),
    Tool(NO_TOOL),
)


def tool_named(name: str) -> Tool:
    """The tool of that name.

    Raises
    ------
    ValueError
        If there is none; the message lists those that there are.
    """
    for tool in TOOLS:
        if tool.name == name:
            return tool
    raise ValueError(f"no tool {name!r}; there are: {', '.join(tool.name for tool in TOOLS)}")
