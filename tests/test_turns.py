"""One purge or refresh at a time."""

from __future__ import annotations

import gc
import threading

from ipython_modreset.observing.turns import Turns


def test_other_threads_wait() -> None:
    turns, order = Turns(), []

    def other() -> None:
        with turns.turn() as is_ours:
            order.append(("other", is_ours))

    with turns.turn():
        thread = threading.Thread(target=other)
        thread.start()
        order.append(("this", True))
    thread.join()
    assert order == [("this", True), ("other", True)]


def test_within_a_turn_of_this_thread_there_is_no_other() -> None:
    turns = Turns()
    with turns.turn() as is_ours, turns.turn() as is_ours_again:
        assert (is_ours, is_ours_again) == (True, False)
    assert taken_in_another_thread(turns)


def test_a_turn_that_an_interrupt_has_cut_short_is_over() -> None:
    """As when it comes after the turn has begun, and before the block within has."""
    turns = Turns()
    cut_short = begun(turns)
    with turns.turn() as is_ours:
        assert is_ours
        del cut_short  # with the traceback that held it
        gc.collect()
    assert taken_in_another_thread(turns)


def begun(turns: Turns) -> object:
    turn = turns.turn()
    assert turn.__enter__()
    return turn


def taken_in_another_thread(turns: Turns) -> bool:
    seen: list[bool] = []

    def other() -> None:
        with turns.turn() as is_ours:
            seen.append(is_ours)

    thread = threading.Thread(target=other, daemon=True)
    thread.start()
    thread.join(timeout=60)
    return seen == [True]


def test_what_an_interrupt_has_left_is_settled_as_a_turn_begins() -> None:
    settled: list[int] = []
    turns = Turns(lambda: settled.append(len(settled)))
    with turns.turn(), turns.turn():
        assert settled == [0]
    with turns.turn():
        assert settled == [0, 1]
