"""Holders in the namespaces of modules that stay: searched for once, and remembered."""

from __future__ import annotations

import sys

import pytest

from ipython_modreset.adopting import elsewhere
from ipython_modreset.identity import id
from ipython_modreset.look import loaded
from tests.adopting import Notebook, opened_notebook

nb = pytest.fixture(opened_notebook)

SETUP = """
import m, lib
def kept(value):
    return lambda: value
"""


def version(number: int) -> str:
    return f"TABLE = [{number}]\ndef f(): return {number}"


@pytest.mark.parametrize(
    ("holder", "value", "passes"),
    [
        ("kept(m.f)", "lib.hidden()()", [1, 1, 1]),
        ("m.f", "lib.hidden()", [1, 0, 0]),
        ("((m.f,),)", "lib.hidden[0][0]()", [1, 0, 0]),
        ("frozenset([(1, frozenset([m.f]))])", "[*[*lib.hidden][0][1]][0]()", [1, 0, 0]),
        ("(m.f, kept((1, m.f)))", "{lib.hidden[0](), lib.hidden[1]()[1]()}.pop()", [2, 2, 2]),
    ],
)
def test_a_holder_that_nothing_leads_to_is_searched_for_once(
    nb: Notebook, holder: str, value: str, passes: list[int]
) -> None:
    """References that the namespaces do not account for are others', whatever is remembered."""
    nb.write(m=version(1), lib="")
    nb.run(SETUP + f"lib.hidden = {holder}")
    taken = []
    for number in (2, 3, 4):
        nb.edit(m=version(number))
        assert nb.show(value) == number
        taken.append(nb.passes)
    assert taken == passes


@pytest.mark.parametrize("shared", ["lib.hidden[0]", "lib.hidden"])
def test_who_holds_a_tuple_beside_a_namespace_is_searched_for_too(
    nb: Notebook, shared: str
) -> None:
    nb.write(m=version(1), lib="")
    nb.run(SETUP + f"lib.hidden = ((m.f,),)\nlib.closed = kept({shared})")
    for number, passes in ((2, 2), (3, 1)):
        nb.edit(m=version(number))
        assert nb.show("lib.hidden[0][0]()") == number
        assert nb.show(f"{shared} is lib.closed()")
        assert nb.passes == passes


def test_who_holds_it_in_another_module_now_is_searched_for_again(nb: Notebook) -> None:
    nb.write(m=version(1), lib="", other="")
    nb.run(SETUP + "import other\nlib.hidden = ((m.f,),)")
    nb.edit(m=version(2))
    nb.run("other.hidden = lib.hidden; del lib.hidden")
    for number, passes in ((3, 1), (4, 0)):
        nb.edit(m=version(number))
        assert nb.show("other.hidden[0][0]()") == number
        assert nb.passes == passes
    assert elsewhere.remembered == {"lib", "other"}


def test_a_module_that_is_gone_is_forgotten_and_what_it_holds_is_found(nb: Notebook) -> None:
    nb.write(m=version(1), lib="")
    nb.run(SETUP + "lib.hidden = ((m.f,),)")
    nb.edit(m=version(2))
    assert elsewhere.remembered == {"lib"}
    del sys.modules["lib"]
    nb.edit(m=version(3))
    assert nb.show("lib.hidden[0][0]()") == 3
    assert elsewhere.remembered == set()
    sys.modules["lib"] = None  # type: ignore[assignment]
    elsewhere.remembered.add("lib")
    nb.edit(m=version(4))
    assert nb.show("lib.hidden[0][0]()") == 4
    del sys.modules["lib"]


def test_what_may_be_somebody_elses_is_left_to_them_after_a_search_as_well(nb: Notebook) -> None:
    """A list bears no mark of its module: whoever else holds it may have made it."""
    nb.write(m=version(1), lib="")
    nb.run(SETUP + "lib.hidden = m.f")
    for number in (2, 3):
        nb.run("lib.table = m.TABLE")
        nb.edit(m=version(number))
        assert nb.show("lib.hidden()") == number
        assert nb.show("lib.table") == [number - 1]


def test_a_namespace_is_in_use_though_all_who_hold_it_are_known(nb: Notebook) -> None:
    """The interpreter itself has the module's only function, and runs it in the end."""
    nb.write(m=version(1), lib="def g(): pass")
    nb.run(SETUP + "import atexit\ng = atexit.register(lib.g)\nlib.hidden = ((m.f,),)")
    for number in (2, 3):
        nb.edit(m=version(number))
        assert nb.show("lib.hidden[0][0]()") == number
    nb.run("atexit.unregister(g)")


def test_what_an_edit_that_is_undone_has_left_does_no_harm(nb: Notebook) -> None:
    nb.write(m=version(1), lib="")
    nb.run(SETUP + "lib.hidden = ((m.f,),)")
    former = nb.show("m")
    nb.edit(m=version(2), keep=False)
    nb.journal.undo()
    sys.modules["m"] = former
    assert nb.show("lib.hidden[0][0]()") == 1
    nb.edit(m=version(3))
    assert nb.show("lib.hidden[0][0]()") == 3


def test_what_is_known_already_is_not_counted_twice(nb: Notebook) -> None:
    nb.write(lib="inner = (print,)\nhidden = (inner, print)")
    nb.run("import lib")
    elsewhere.remembered.add("lib")
    inner, hidden = nb.show("lib.inner, lib.hidden")
    places = list(map(id, elsewhere.as_before({id(inner)}, frozenset())))
    assert places == [id(nb.show("vars(lib)")), id(hidden)]
    assert elsewhere.as_before({id(inner), *places}, frozenset()) == []


def test_all_modules_are_asked_in_turn() -> None:
    assert [name for names in elsewhere.in_turn() for name in names] == list(loaded())
