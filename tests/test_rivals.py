"""Where %autoreload is on, too, it is said once that both would act, and how to turn one off."""

from __future__ import annotations

from pathlib import Path

from tests.shells import LOAD, shell, write

AUTORELOAD = "%load_ext autoreload\n%autoreload 2"
SAID = "%autoreload is on, too, and both would act on your edits"


def _said(shown: list[str]) -> list[int]:
    return [number for number, text in enumerate(shown) if SAID in " ".join(text.split())]


def test_it_is_said_once_and_how_to_turn_one_off(tmp_path: Path) -> None:
    shown = shell(tmp_path, LOAD, AUTORELOAD, "%refresh_modules --auto", "1", "2")
    assert _said(shown) == [3]
    said = " ".join(shown[3].split())
    assert "`%autoreload 0` leaves them to this extension" in said
    assert "`%refresh_modules --off` leaves them to %autoreload" in said


def test_it_is_said_by_the_magic_too_but_not_where_only_one_acts(tmp_path: Path) -> None:
    assert _said(
        shell(tmp_path, LOAD, AUTORELOAD, "1", "%refresh_modules", "%refresh_modules")
    ) == [3]
    off = f"{AUTORELOAD}\n%autoreload 0"
    assert (
        _said(shell(tmp_path, LOAD, off, "%refresh_modules --auto", "1", "%refresh_modules")) == []
    )
    assert _said(shell(tmp_path, LOAD, "%refresh_modules --auto", "1")) == []


def test_what_it_says_to_do_does_it(tmp_path: Path) -> None:
    edit = "from pathlib import Path; _ = Path('mod.py').write_text('x = 222\\n')"
    for cure, acts in (("%autoreload 0", 1), ("%refresh_modules --off", 0)):
        write(tmp_path, "mod.py", "x = 1\n")
        cells = (AUTORELOAD, "%refresh_modules --auto", "import mod", cure, edit)
        *_, shown = shell(tmp_path, LOAD, *cells, "assert mod.x == 222")
        assert shown.count("refreshed 1 module") == acts
