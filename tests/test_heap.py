"""The heap is searched without harm to the interpreter."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from ipython_modreset.adopting import search
from ipython_modreset.adopting.heap import tracked
from ipython_modreset.adopting.search import World
from tests.shells import python


def test_all_that_is_tracked_is_there() -> None:
    kept = [object()]
    assert any(found is kept for found in tracked())
    assert len(gc.get_objects()) - len(tracked()) < 50


def test_what_is_looked_through_ends_where_it_is_too_deep_or_too_much() -> None:
    deep: list[object] = []
    for _ in range(50):
        deep = [deep]
    world = World([deep], (), set())
    while world.widen(1_000):
        pass
    assert 0 < len(world.nodes) < 20
    wide = World([[[n] for n in range(50)]], (), set())
    assert wide.widen(40)
    assert not wide.widen(40)


def test_a_search_for_many_lets_go_of_all_that_it_looked_through() -> None:
    """What it went on to hold would count as something that nobody can look into."""
    sought = [[number] for number in range(500)]
    gc.disable()
    try:
        before = list(map(sys.getrefcount, sought))
        assert any(found is sought for found in search._all_that_hold(sought))
        assert list(map(sys.getrefcount, sought)) == before
    finally:
        gc.enable()


def test_searches_do_not_disturb_asyncio(tmp_path: Path) -> None:
    """It keeps iterators for reuse, which must not be taken for what somebody holds."""
    script = """
        import asyncio, gc
        from ipython_modreset.adopting import arrays, search

        async def wait_for_some():
            loop = asyncio.get_running_loop()
            for _ in range(20):
                futures = [loop.create_future() for _ in range(20)]
                for future in futures:
                    loop.call_soon(future.set_result, 1)
                await asyncio.gather(*[asyncio.wait_for(future, 5) for future in futures])

        asyncio.run(wait_for_some())
        sought = [[each] for each in range(1000)]
        for _ in range(5):
            assert any(found is sought for found in search._all_that_hold(sought))
            arrays.arrays_that_hold(frozenset(map(id, sought)))
            gc.collect()
        asyncio.run(wait_for_some())
        print("whole")
        """
    assert python(tmp_path, script).strip() == "whole"
