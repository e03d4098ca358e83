"""The IPython side: settings, magics, and the hook before each cell."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Bool, Enum, Float, List, Unicode, observe

from ..cluster.report import ClusterReport
from ..purging.keep import Scope
from ..reporting.graph import ModuleGraph, graph_of
from ..reporting.report import BaselineReport, Note, PurgeReport, RefreshReport, Style
from ..reporting.text import fitted
from ..reporting.words import one_line
from ..session import Session
from ..syntax import NOT_PARSED
from . import cluster_magic
from .arguments import at_most_one, is_about, no_names, or_usage_error, parse, switched
from .cluster_magic import Engines
from .hooks import put_last
from .interrupts import interruptible
from .output import Output
from .progress import Progress
from .rejection import Rejection
from .rivals import BOTH_ACT, autoreload_is_on


@magics_class
class ModuleReset(Magics):
    """Purge modules so that the next import runs them anew, or refresh what changed on disk."""

    shell: Any

    before_cell = Enum(
        ["off", "purge", "refresh"],
        default_value="off",
        help="""What runs before each cell: 'off'; 'purge': every module outside the baseline is
        taken out of the import system; 'refresh': what changed on disk, and what depends on it,
        runs again, and whoever held old objects is given the new ones.""",
    ).tag(config=True)
    scope = Enum(
        ["all", "user"],
        default_value="all",
        help="""Which modules are purged: 'all' outside the baseline, the standard library's and
        installed packages included, or only 'user' code.""",
    ).tag(config=True)
    keep = List(
        Unicode(),
        help="Globs of module names that are never purged; a match takes its submodules along.",
    ).tag(config=True)
    report = Enum(
        ["off", "brief", "full"],
        default_value="brief",
        help="""How much is said each time: 'off': failing imports only; 'brief': one line, which
        opens to the rest in a notebook; 'full': all of it.""",
    ).tag(config=True)
    watch_data_files = Bool(
        True,
        help="Whether files that a module reads while it is imported count as part of it.",
    ).tag(config=True)
    patch_bodies = Bool(
        True,
        help="""Whether an edit of function bodies, constants as default values and plain methods
        alone is taken over in place, without running the module again, where no import ran these
        functions, or looked at them.""",
    ).tag(config=True)
    cluster = Unicode(
        help="""Name of the client or view in the notebook whose engines are refreshed right after
        a refresh before a cell, whenever that ran anything; empty for none.""",
    ).tag(config=True)
    cluster_send = Bool(
        False,
        help="Whether edited sources are shipped to engines that do not see this disk.",
    ).tag(config=True)
    cluster_timeout = Float(
        30.0,
        min=0.1,
        help="How many seconds to wait for the engines of a cluster, all together.",
    ).tag(config=True)

    def __init__(self, shell: Any, session: Session, **settings: Any) -> None:
        super().__init__(shell, **settings)
        self.session = session
        self._cell = ""
        self._output = Output(shell, lambda: cast(Style, self.report))
        self._rejection = Rejection(shell)
        self._has_warned = False
        self._pass_settings_on()

    @magic_arguments()
    @argument("--show", action="store_true", help="Only show the baseline.")
    @argument("--add", nargs="+", metavar="NAME", help="Take these modules into it.")
    @argument("--drop", nargs="+", metavar="NAME", help="Leave these modules out of it.")
    @argument("--reset", action="store_true", help="Go back to the baseline of load time.")
    @line_magic
    def snapshot_modules(self, line: str) -> BaselineReport | None:
        """Take a new baseline: all modules that are loaded now survive a purge."""
        args = parse(self.snapshot_modules, line)
        at_most_one(args, "show", "add", "drop", "reset")
        before = self.session.baseline.names
        if args.add:
            now = or_usage_error(self.session.add_to_baseline, args.add)
        elif args.drop:
            now = or_usage_error(self.session.drop_from_baseline, args.drop)
        elif args.reset:
            now = self.session.reset_baseline()
        elif args.show:
            now = before
        else:
            now = self.session.snapshot()
        return self._output.value(BaselineReport(now, before, args.show))

    @magic_arguments()
    @argument("names", nargs="*", metavar="NAME", help="Modules to purge; globs are allowed.")
    @argument("--user", action="store_true", help="Only the user's own code, this time.")
    @argument("--dry-run", action="store_true", help="Only say what would be purged.")
    @argument("--why", metavar="NAME", help="Say whether a module would go or stay, and why.")
    @argument("--ignore-baseline", action="store_true", help="Purge the baseline's modules too.")
    @argument("--force", action="store_true", help="Purge what is kept for caution only.")
    @argument("--auto", action="store_true", help="Purge before each cell from now on.")
    @argument("--off", action="store_true", help="Do nothing before cells from now on.")
    @line_magic
    def purge_modules(self, line: str) -> PurgeReport | Note | None:
        """Purge every module outside the baseline, so that the next import runs it anew.

        A name takes its submodules along. What must not be purged is kept, always for a reason.
        """
        args = parse(self.purge_modules, line)
        at_most_one(args, "dry_run", "why", "auto", "off")
        if before_cells := switched(args, "purge"):
            return self._run_before_cells(before_cells)
        how = {
            "force": args.force,
            "ignore_baseline": args.ignore_baseline,
            "scope": "user" if args.user else None,
        }
        if args.why is not None:
            return self._say_why(self.session.why, args, **how)
        names, dry_run = args.names or None, args.dry_run
        return self._output.value(or_usage_error(self.session.purge, names, dry_run=dry_run, **how))

    @magic_arguments()
    @argument("names", nargs="*", metavar="NAME", help="Only changes of these modules; globs too.")
    @argument("--dry-run", action="store_true", help="Only say what would run again.")
    @argument("--why", metavar="NAME", help="Say whether a module would run again, and why.")
    @argument("--graph", action="store_true", help="Show who depends on whom, and what changed.")
    @argument("--cluster", metavar="NAME", help="Refresh the engines of this client or view, too.")
    @argument("--send", action="store_true", help="Ship edited sources to these engines first.")
    @argument("--auto", action="store_true", help="Refresh before each cell from now on.")
    @argument("--off", action="store_true", help="Do nothing before cells from now on.")
    @line_magic
    def refresh_modules(
        self, line: str
    ) -> RefreshReport | ClusterReport | ModuleGraph | Note | None:
        """Run what changed on disk, and what depends on it, again; hand the new objects over.

        Whoever held an old function, class or module holds the new one afterwards. If an import
        fails, the session stays as it was.
        """
        args = parse(self.refresh_modules, line)
        at_most_one(args, "dry_run", "why", "graph", "auto", "off")
        at_most_one(args, "graph", "cluster")
        engines = cluster_magic.taken_from(args)
        if before_cells := switched(args, "refresh"):
            self._begin_with(engines)
            return self._run_before_cells(before_cells)
        if args.why is not None:
            return self._say_why(self.session.why_refreshed, args)
        if args.graph:
            return self._output.graph(or_usage_error(graph_of, self.session, args.names or None))
        self._warn_of_autoreload()
        with interruptible(), self._progress():
            return self._output.value(or_usage_error(self._refresh, args, engines))

    def before_each_cell(self, info: Any) -> None:
        """Do what `before_cell` says; never raise into the user's cell."""
        self._cell = getattr(info, "raw_cell", None) or ""
        put_last(self.shell.events.callbacks["pre_run_cell"], self.before_each_cell)
        if self.before_cell == "off" or _stands_alone(self._cell):
            return
        self._warn_of_autoreload()
        try:
            if self.before_cell == "purge":
                self._output.before_cell(self.session.purge_before_cell())
            else:
                with interruptible(), self._progress() as progress:
                    report = self.session.refresh_before_cell(self.shell.user_ns)
                    self._output.before_cell(report, progress.give_way_to)
                if self.cluster and report and (report.ran or report.patched or report.gone):
                    self._refresh_engines()
        except KeyboardInterrupt as stop:
            self._rejection.reject(str(stop) or f"{self.before_cell} interrupted")
        except Exception as error:  # whatever went wrong, the session is as before
            print(
                f"ipython_modreset: no {self.before_cell} before this cell: {one_line(repr(error))}"
            )

    def after_each_cell(self, result: Any) -> None:
        """Remember which names the cell bound by import statements."""
        self._output.end_cell()
        if why := self._rejection.end():
            print(fitted(why))
        if getattr(result, "error_before_exec", None) is not None:
            return  # the cell did not run
        info = getattr(result, "info", None)  # the cell that loads the extension has no other
        cell = self._cell if info is None else info.raw_cell
        try:
            # Recent versions of IPython have it ready.
            ready = getattr(info, "transformed_cell", None)
            tree = ast.parse(self.shell.transform_cell(cell) if ready is None else ready)
        except NOT_PARSED:
            return  # nor did this one
        self.session.observer.note_unseen()
        self.session.notebook(self.shell.user_ns).ran(tree)

    @observe("scope", "keep", "watch_data_files", "patch_bodies")
    def _settings_changed(self, change: Any) -> None:
        if hasattr(self, "session"):  # traitlets apply the configuration before __init__ is done
            self._pass_settings_on()

    def _pass_settings_on(self) -> None:
        self.session.scope = cast(Scope, self.scope)
        self.session.keep = tuple(self.keep)
        self.session.observer.watch_data_files = self.watch_data_files
        self.session.refresher.patch_bodies = self.patch_bodies

    def _refresh(self, args: Any, engines: Engines) -> RefreshReport | ClusterReport:
        names, space = args.names or None, self.shell.user_ns
        options = {"names": names, "dry_run": args.dry_run, "timeout": self.cluster_timeout}
        here = partial(self.session.refresh, names, namespaces=[space], dry_run=args.dry_run)
        return cluster_magic.refresh_both(engines, space, here, **options) if engines else here()

    def _begin_with(self, engines: Engines) -> None:
        """Refresh these engines, too, before each cell from now on."""
        if engines:
            space, limit = self.shell.user_ns, self.cluster_timeout
            self._output.before_cell(cluster_magic.begin(engines, space, limit))
        self.cluster, self.cluster_send = engines.name, engines.send

    def _refresh_engines(self) -> None:
        engines = Engines(self.cluster, self.cluster_send)
        done = cluster_magic.follow(engines, self.shell.user_ns, self.cluster_timeout)
        self._output.before_cell(done)

    @contextmanager
    def _progress(self) -> Iterator[Progress]:
        """Show how far a refresh is, while it lasts."""
        with Progress(self.shell) as progress:
            self.session.refresher.on_import = progress.step
            try:
                yield progress
            finally:
                self.session.refresher.on_import = None

    def _warn_of_autoreload(self) -> None:
        """Say once that two tools would act on the same edits."""
        if not self._has_warned and autoreload_is_on(self.shell):
            self._has_warned = self._output.warn(BOTH_ACT)

    def _run_before_cells(self, what: str) -> Note | None:
        self.before_cell = what
        too = (
            f", then on the engines of {self.cluster}" if what == "refresh" and self.cluster else ""
        )
        return self._output.value(Note(_BEFORE_CELL[what] + too))

    def _say_why(self, ask: Callable[..., str], args: Any, **options: Any) -> Note | None:
        no_names(args)
        return self._output.value(Note(or_usage_error(ask, args.why, **options)))


# What looks back at an error: a refresh before it may fail, and put its own in that one's place.
_LOOK_BACK = ("debug", "tb")


def _stands_alone(cell: str) -> bool:
    """Tell whether nothing shall run before a cell."""
    return is_about(ModuleReset.__name__, (*ModuleReset.magics["line"], *_LOOK_BACK), cell)


_BEFORE_CELL = {
    "off": "nothing runs before cells",
    "purge": "every module outside the baseline is purged before each cell",
    "refresh": "what changed on disk is refreshed before each cell",
}
