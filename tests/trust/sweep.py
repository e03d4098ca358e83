"""Interrupt the refresh of small programs at every moment, and compare what can be seen then.

``python -m tests.trust.sweep`` visits each place of the code the first and the last time that it is
run; ``--places 50`` one place of fifty, ``--every 1`` all moments. Where the interrupted refreshes
left something wrong behind, ``--in-a-row 1`` tells of which one it was.
"""

from __future__ import annotations

import argparse
import ast
import gc
import itertools
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipython_modreset.reporting.report import RefreshReport
from ipython_modreset.session import Session
from tests.trust.injecting import Moment, interrupted, moments
from tests.trust.picture import Picture, differences, picture
from tests.trust.programs import PROGRAMS, Files, Program, text

_SHOWN = 12


class Player:
    """A session in which a program is edited to and fro."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.session = Session()
        self.report: RefreshReport | None = None
        self._versions = itertools.cycle([program.other, program.one])
        self.save({**program.both, **program.one})
        sys.path.insert(0, str(folder))
        self.session.begin()
        cells = text(program.cells)
        exec(compile(cells, "<cell>", "exec", dont_inherit=True), self.names)
        self.session.notebook(self.names).ran(ast.parse(cells))
        self.refresh()
        self.edit()
        self.refresh()

    def end(self) -> None:
        """Leave nothing behind."""
        self.session.end()
        sys.path.remove(str(self.folder))
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None)).startswith(str(self.folder)):
                del sys.modules[name]

    def save(self, files: Files) -> None:
        """Save files, or delete them."""
        for path, content in files.items():
            file = self.folder / path
            file.parent.mkdir(exist_ok=True)
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_text(text(content), encoding="utf-8")

    def edit(self) -> None:
        """Save the version that was not saved last."""
        self.save(next(self._versions))

    def break_or_edit(self) -> None:
        """Save the broken version, where there is one, else the next good one."""
        if self.program.broken is None:
            self.edit()
        else:
            self.save(self.program.broken)

    def refresh(self) -> None:
        """Refresh as the hook before a cell does."""
        self.report = None
        self.report = self.session.refresh_before_cell(self.names)

    def seen(self) -> list[str]:
        """Return what the probes show."""
        return [repr(eval(probe, self.names)) for probe in self.program.probes]

    def picture(self) -> Picture:
        """Picture the session."""
        return picture(self.names, str(self.folder), self.session)


class Sweep:
    """Plays a program to and fro, and interrupts a refresh each time.

    Parameters
    ----------
    player
        The program in its session.

    Attributes
    ----------
    failures
        What was wrong after which interrupt.
    made
        How many interrupts came to pass.
    """

    def __init__(self, player: Player) -> None:
        self.player = player
        self.failures: list[str] = []
        self.made = 0
        self._wanted: dict[str, list[str]] = {}

    def learn(self) -> tuple[list[Moment], list[Moment]]:
        """Refresh undisturbed until it is known what each version shows.

        Returns
        -------
        two lists of Moment
            Those of the refresh from here, and of the one that leads back.
        """
        return self._learn(), self._learn()

    def _learn(self) -> list[Moment]:
        player = self.player
        before = player.seen()
        player.break_or_edit()
        found = moments(player.refresh)
        if player.program.broken is not None:
            assert player.seen() == before, (before, player.seen())
            player.edit()
            player.refresh()
        now = player.seen()
        assert all(map(str.__ne__, before, now)), (before, now)
        assert self._wanted.setdefault(repr(before), now) == now
        return found

    def skip(self) -> None:
        """Go to the other version, undisturbed."""
        self.player.edit()
        self.player.refresh()

    def interrupt(self, way: list[Moment], in_a_row: int) -> None:
        """Interrupt a refresh at the first of some moments, and take these from the list.

        Each time all is compared. As long as it is as before, the refresh is tried again, and
        interrupted at the next moment. In the end nothing interrupts it.

        Parameters
        ----------
        way
            Moments of the refresh from here.
        in_a_row
            How many at most.

        Raises
        ------
        Spoilt
            If the last refresh does not lead to what is wanted.
        """
        player, made = self.player, self.made
        shown, before = player.seen(), player.picture()
        wanted = self._wanted[repr(shown)]
        player.break_or_edit()
        said: list[str] = []
        while way and len(said) < in_a_row:
            at = way.pop(0)
            said.append(f"{at.place} ({at.time})")
            if not self._is_undone(at, said[-1], shown, before):
                if self.made == made + len(said) - 1 > made:
                    way.insert(0, at)  # it never came: the refresh is another after those before
                break
        if player.program.broken is not None:
            player.edit()
        player.refresh()
        if player.seen() != wanted:
            lines = [*wanted, "now:", *player.seen(), repr(player.report)]
            self._fail(f"{'; '.join(said)}: the next refresh", lines)
            raise Spoilt

    def _is_undone(self, at: Moment, said: str, shown: list[str], before: Picture) -> bool:
        """Interrupt a refresh, and compare; tell whether all is as before."""
        player = self.player
        came, is_out = interrupted(player.refresh, at)
        self.made += came
        if not is_out:
            said += f"{', swallowed' if came else ', never came'}: {player.report!r}"
        now = player.seen()
        goal = shown if player.program.broken else self._wanted[repr(shown)]
        if not all(one in (old, new) for one, old, new in zip(now, shown, goal, strict=True)):
            self._fail(f"{said}: neither as before nor as wanted", [*shown, "now:", *now])
        elif now == shown and differences(before, player.picture()):
            gc.collect()  # what is not yet collected is no difference
            if found := differences(before, player.picture()):
                self._fail(f"{said}: not the same as before", found)
        return is_out and now == shown

    def _fail(self, said: str, lines: list[str]) -> None:
        self.failures.append("\n    ".join([said, *lines[:_SHOWN]]))


class Spoilt(Exception):
    """The session is not worth going on with."""


@dataclass(frozen=True)
class Choice:
    """Which moments to visit.

    Attributes
    ----------
    every
        One moment of so many; None for the first and the last time at each place.
    places
        One place of so many, then.
    within
        Only in files whose path has this in it.
    in_a_row
        After how many interrupts one refresh, at least, is not interrupted.
    """

    every: int | None = None
    places: int = 1
    within: str = ""
    in_a_row: int = 10

    def of(self, found: list[Moment]) -> list[Moment]:
        """Choose."""
        found = [x for x in found if self.within in x.place.file]
        if self.every is not None:
            return found[:: self.every]
        last = {moment.place: moment for moment in found}
        ends = [x for x in found if x.time == 1 or last[x.place] is x]
        return ends[:: self.places]


def sweep(program: Program, choice: Choice) -> tuple[int, list[str]]:
    """Interrupt the refresh of a program; return how often, and what was wrong."""
    failures: list[str] = []
    made, pending = 0, None
    while pending is None or any(pending):
        with tempfile.TemporaryDirectory() as folder:
            player = Player(program, Path(folder))
            one = Sweep(player)
            try:
                ways = one.learn()
                pending = pending or [choice.of(way) for way in ways]
                for way in itertools.cycle(pending):
                    if not any(pending):
                        break
                    if way:
                        one.interrupt(way, choice.in_a_row)
                    else:
                        one.skip()
            except Spoilt:
                pass
            finally:
                made += one.made
                failures += one.failures
                player.end()
    return made, failures


def main() -> int:
    """Sweep as the command line says; return how many programs failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, help="Visit one moment of so many.")
    parser.add_argument("--places", type=int, default=1, help="Visit one place of so many.")
    parser.add_argument("--within", default="", help="Visit files with this in their path.")
    parser.add_argument(
        "--in-a-row", type=int, default=10, help="Let each refresh after so many end."
    )
    parser.add_argument("--only", default="", help="Part of the name of a program.")
    args = parser.parse_args()
    choice = Choice(args.every, args.places, args.within, args.in_a_row)
    failed = 0
    for program in PROGRAMS:
        if args.only in program.name:
            began = time.perf_counter()
            made, failures = sweep(program, choice)
            took = time.perf_counter() - began
            said = f"{program.name}: {made} interrupts, {len(failures)} failures, {took:.1f} s"
            print(said, *failures, sep="\n", flush=True)
            failed += bool(failures)
    return failed


if __name__ == "__main__":
    sys.exit(main())
