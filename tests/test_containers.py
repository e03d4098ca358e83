"""Registries of modules that stay, given back as they were when a refresh fails."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from ipython_modreset.observing.containers import remember_containers
from ipython_modreset.undo import Journal


class Stranger:
    """Must never be compared: like an array, it has no truth value."""

    def __eq__(self, other: object) -> Any:
        raise AssertionError("compared")

    __hash__ = object.__hash__


@pytest.fixture
def registry() -> ModuleType:
    return ModuleType("registry")


def after_undo(registry: ModuleType, change: Any) -> None:
    """Change things, and take it back."""
    journal = Journal()
    remember_containers([registry], journal)
    change()
    journal.undo()


@pytest.mark.parametrize(
    "before", [{"a": 1}, [1, 2], {1, 2}, {}, [], set()], ids=lambda value: repr(value)
)
def test_what_was_registered_meanwhile_is_gone(registry: ModuleType, before: Any) -> None:
    registry.known = known = before.copy()

    def register() -> None:
        if isinstance(known, dict):
            known["new"] = 1
        elif isinstance(known, list):
            known.append("new")
        else:
            known.add("new")

    after_undo(registry, register)
    assert registry.known is known
    assert known == before


def test_what_was_removed_or_replaced_is_back_in_its_order(registry: ModuleType) -> None:
    old = Stranger()
    registry.by_name = {"a": old, "b": 1}

    def register_again() -> None:
        del registry.by_name["a"]
        registry.by_name["a"] = Stranger()

    after_undo(registry, register_again)
    assert list(registry.by_name) == ["a", "b"]
    assert registry.by_name["a"] is old


def test_strangers_are_told_apart_by_identity(registry: ModuleType) -> None:
    old = Stranger()
    registry.listed, registry.members, registry.keys = [old], {old}, {old: 1}

    def register_again() -> None:
        registry.listed[0] = Stranger()
        registry.members.clear()
        registry.members.add(Stranger())
        registry.keys.clear()
        registry.keys[Stranger()] = 1

    after_undo(registry, register_again)
    assert [id(one) for one in registry.listed] == [id(old)]
    assert [id(one) for one in registry.members] == [id(old)]
    assert [id(one) for one in registry.keys] == [id(old)]


def test_registries_of_the_modules_own_classes_count(registry: ModuleType) -> None:
    class Plugin:
        known: Any = []  # noqa: RUF012

    Plugin.__module__ = "registry"
    registry.Plugin = Plugin
    after_undo(registry, lambda: Plugin.known.append(1))
    assert Plugin.known == []


def test_a_table_in_a_function_within_a_function_counts(registry: ModuleType) -> None:
    table: dict[str, int] = {}
    empty = table

    def register(name: str) -> None:
        table[name] = 1

    def dispatch(name: str) -> None:
        register(name)
        print(empty)  # noqa: F821

    del empty  # its cell stays, with nothing in it
    registry.dispatch = dispatch
    dispatch.__module__ = "registry"
    after_undo(registry, lambda: register("new"))
    assert table == {}


def test_others_classes_and_their_registries_are_left_alone(registry: ModuleType) -> None:
    class Borrowed:
        known: Any = []  # noqa: RUF012

    registry.Borrowed = Borrowed
    after_undo(registry, lambda: Borrowed.known.append(1))
    assert Borrowed.known == [1]


def test_containers_with_a_behaviour_of_their_own_are_left_alone(registry: ModuleType) -> None:
    class Loud(dict[str, int]):
        def copy(self) -> Any:
            raise AssertionError("a stranger's code was run")

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("a stranger's code was run")

    registry.loud = Loud()
    after_undo(registry, lambda: registry.loud.update(a=1))
    assert registry.loud["a"] == 1


def test_what_an_instance_is_made_of_is_looked_into(registry: ModuleType) -> None:
    class Router:
        def __init__(self) -> None:
            self.routes = ["/"]

    class App:
        def __init__(self) -> None:
            self.router, self.again = Router(), self

    registry.app = App()
    after_undo(registry, lambda: registry.app.router.routes.append("/new"))
    assert registry.app.router.routes == ["/"]


def test_what_all_instances_share_is_left_alone(registry: ModuleType) -> None:
    class Manager:
        def __init__(self) -> None:
            self.names: list[str] = []

    class Log:
        manager = Manager()

        def __init__(self) -> None:
            self.manager = Log.manager

    registry.log = Log()
    after_undo(registry, lambda: Log.manager.names.append("new"))
    assert Log.manager.names == ["new"]
