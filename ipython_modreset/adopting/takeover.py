"""Who holds what is to be handed over, found in rounds: holders of holders that are immutable."""

from __future__ import annotations

import typing
from abc import ABCMeta
from collections import Counter
from collections.abc import Iterable, Set
from itertools import chain
from types import FunctionType
from typing import Any

from .. import strangers
from ..identity import id
from .anew import exchange, maker, new_class, new_reference
from .arrays import held_by
from .classes import CannotStay
from .contexts import is_context
from .decision import Decision
from .holders import can_rewrite
from .inner import InnerFunctions
from .instances import (
    Lacking,
    cached_names,
    can_change_class,
    hash_changes,
    hashes_by_value,
    missing_fields,
    rebuild,
    why_not_rebuilt,
)
from .kinds import (
    class_of,
    is_hashed,
    is_internal,
    iterates,
    may_be_attributes,
    remembers_hash,
    runs,
)
from .models import (
    Settings,
    is_compiled,
    new_parametrized,
    outdated_models,
    parametrized,
    settings_of,
    validating,
)
from .pairs import Origins
from .redirect import redirected
from .search import Search
from .weak import weak_references

#: Objects in a certain order, each once, told apart by identity.
ById = dict[int, Any]


class Holders:
    """All who must be given something else to hold, and what cannot follow.

    Attributes
    ----------
    in_place
        Holders to be rewritten.
    bodies
        Classes whose attributes are.
    rehashed
        Dicts and sets whose keys may get other hashes.
    hashed
        The ids of dicts of attributes that the hash of their owner follows.
    lacking
        Instances of dataclasses that gained fields, or of classes with cached properties.
    classes_anew
        Classes of modules that stay which are made anew, as the layout of a base has changed.
    rebuilt
        Instances that are made anew, as their memory layout has changed.
    models
        Models of pydantic that are compiled again, with the settings of their own.
    validating
        What else validates by something of pydantic's that is compiled again.
    redirected
        Functions that call their successors, as their holders cannot be made to let go.
    left_behind
        How often which thing could not follow, and why.
    """

    def __init__(self, decision: Decision, origins: Origins, rebuilt: Set[int]) -> None:
        self.in_place: ById = {}
        self.bodies: ById = {}
        self.rehashed: ById = {}
        self.hashed: set[int] = set()
        self.lacking: ById = {}
        self.rebuilt: ById = {}
        self.fields: dict[int, list[Lacking]] = {}
        self.models: ById = {}
        self.settings: dict[int, Settings] = {}
        self._compiled: set[int] = set()
        self._schemas: set[int] = set()
        self.validating: list[Any] = []
        self.redirected: ById = {}
        self.left_behind: Counter[tuple[str, str]] = Counter()
        self._origins = origins
        self._to_rebuild = rebuilt
        self._decision = decision
        self._successors = decision.successors
        self._sought: list[Any] = []
        self._affected: ById = {}
        self._attributes: ById = {}
        self._wanted: ById = {}
        self._spaces: list[Any] = []
        self._unnamed: list[Any] = []
        self.classes_anew: ById = {}
        self._inner: InnerFunctions | None = None
        self._staying = {id(c) for pair in decision.stays for c in (pair.old, pair.new)}
        self._names = {id(pair.old): pair.name for pair in decision.follows}
        self._former_of = {id(pair.new): id(pair.old) for pair in decision.stays}

    def lists(self) -> list[Any]:
        """Return the lists that hold holders, which are none themselves."""
        return [
            self.in_place, self.bodies, self.rehashed, self.lacking, self.rebuilt, self._sought,
            self._affected, self.redirected, self.classes_anew, self._wanted, self._spaces,
            self._unnamed, self.models, self.validating, self._attributes,
            self._successors.former, self._successors.given, self._successors.referents,
            self._decision.stays, self._decision.follows, self._decision.kept,
        ]  # fmt: skip

    def within_classes(self) -> tuple[list[Any], list[Any]]:
        """Return what the interpreter keeps of the paired classes: of the old, of the new ones."""
        pairs = [*self._decision.stays, *self._decision.follows]
        old = [x for pair in pairs for x in strangers.insides(pair.old)]
        return old, [x for pair in pairs for x in strangers.insides(pair.new)]

    def find(self, world: Search) -> None:
        """Find them all.

        Raises
        ------
        CannotStay
            If something holds a class that was to be given up, and cannot be made to let go.
        """
        unmarked = frozenset(id(pair.old) for pair in self._decision.follows if not pair.made)
        if self._decision.has_classes:
            _forget_aliases()
            self._compile_models_again()
        self._want_changed_instances()
        self._ask_first(world)
        self._sought += (*self._successors.former, *self._wanted.values(), *self._spaces)
        extra: Counter[int] = Counter()
        self._sought += self._references(self._sought, extra)
        while self._sought:
            world.holders(self._sought, unmarked.union(self._attributes), extra)
            self._give_up(world, unmarked)
            self._sought[:] = self._sort(world)
            self._sought += self._references(self._sought, extra)
        if self._schemas:
            self.validating += validating(world.nodes(), self._schemas)

    def _ask_first(self, world: Search) -> None:
        """Let functions follow that no name leads to, and that others than the old modules hold."""
        spaces, functions = world.beyond(list(self._origins.old.values()), self._functions())
        self._spaces += spaces
        self._unnamed += [x for x in functions if x not in self._successors]
        del functions  # nobody is to hold them any longer than needed: references are counted
        private = self._private(world, self._unnamed)
        self._unnamed[:] = [x for x in self._unnamed if id(x) not in private]
        for function in self._unnamed:
            self._sought += self._follow_inner(function, world)

    def _functions(self) -> list[FunctionType]:
        return [pair.old for pair in self._decision.follows if type(pair.old) is FunctionType]

    def _want_changed_instances(self) -> None:
        """Look for the live instances of classes that lack a field, or have what is made anew."""
        for pair in self._decision.stays:
            fields = missing_fields(pair.old, pair.new)
            if not (fields or hash_changes(pair.old, pair.new) or cached_names(pair.old)):
                continue
            self._want(strangers.with_subclasses(pair.old), fields)

    def _want(self, classes: Iterable[type], fields: list[Lacking]) -> None:
        for cls in classes:
            self._wanted[id(cls)] = cls
            self.fields[id(cls)] = [*self.fields.get(id(cls), []), *fields]

    def _compile_models_again(self) -> None:
        """Have models made anew, or compiled again, that replaced ones were compiled into."""
        for cls in parametrized(self._successors):
            self._successors.add_made(cls, new_parametrized)
        self.models, self._compiled = outdated_models(self._successors)
        self.settings = {key: settings_of(cls) for key, cls in self.models.items()}
        for pair in self._decision.follows if self.models else ():
            if strangers.is_class(pair.old) and strangers.is_class(pair.new):
                over = [x for x in strangers.with_subclasses(pair.old) if id(x) in self.models]
                self._want(over, missing_fields(pair.old, pair.new))

    def _references(self, things: Iterable[Any], extra: Counter[int]) -> list[Any]:
        """Return the weak references to `things` that must be made anew."""
        found = []
        for thing in [x for x in things if x in self._successors or id(x) in self._affected]:
            is_replaced = thing in self._successors
            for reference, known in weak_references(thing):
                # A reference remembers the hash of what it is to.
                if is_replaced or reference.__callback__ is not None:
                    extra[id(reference)] += known
                    if reference not in self._successors:
                        self._successors.referents[id(reference)] = thing
                        self._successors.add_made(reference, new_reference)
                        found.append(reference)
        return found

    def _give_up(self, world: Search, unmarked: frozenset[int]) -> None:
        """Drop what others hold for reasons of their own, and what nobody can reach."""
        for thing in [x for x in self._sought if id(x) in world.outside & unmarked]:
            if thing in self._successors:
                self._successors.drop(thing)
        hidden = [x for x in self._sought if id(x) in world.hidden]
        if refused := [self._former_of[id(x)] for x in hidden if id(x) in self._former_of]:
            raise CannotStay(*refused)
        for thing in [x for x in hidden if id(x) not in self._compiled]:
            self._cannot_follow(thing, "something that cannot be looked into holds it")

    def _cannot_follow(self, thing: Any, why: str) -> None:
        if id(thing) in self._former_of:
            raise CannotStay(self._former_of[id(thing)])
        if self.rebuilt.pop(id(thing), None) is not None:
            self._successors.drop(thing)
            self._leave_instance(thing, why)
            return
        functions = list(redirected(thing, self._successors))
        self.redirected.update((id(function), function) for function in functions)
        if not functions and id(thing) in self._names and not strangers.is_module(thing):
            self.left_behind[self._names[id(thing)], why] += 1

    def _leave_instance(self, instance: Any, why: str) -> None:
        cls = type(instance)
        name = self._names.get(id(cls), cls.__qualname__)
        self.left_behind[f"instances of {name}", why] += 1

    def _sort(self, world: Search) -> list[Any]:
        """Sort holders by what can be done about them; return whose holders to find next."""
        self._check_rebuilt(world.found)
        self._redirect_iterated(world.found)
        self._schemas.update(map(id, filter(is_compiled, world.found)))
        given_up = self._given_up()
        world.found[:] = [x for x in world.found if self._matters(x, given_up)]
        private = self._private(world, world.found)
        next_ones: list[Any] = []
        for holder in world.found:
            if id(holder) in private or holder in self._successors:
                continue
            if type(holder) is dict and (cls := class_of(holder)) is not None:
                if id(cls) not in self._staying and cls not in self._successors:
                    self.bodies[id(cls)] = cls
            elif type(holder) is FunctionType and id(holder.__globals__) in self._origins.old:
                next_ones += self._follow_inner(holder, world)
            else:
                next_ones += self._sort_one(holder)
        return next_ones

    def _check_rebuilt(self, holders: list[Any]) -> None:
        """Leave those instances as they are of which something under way would keep the old one."""
        if not self.rebuilt:
            return
        for holder in filter(runs, holders):
            for thing in held_by(holder):
                if id(thing) in self.rebuilt:
                    self._cannot_follow(thing, f"a {type(holder).__name__} holds it")

    def _redirect_iterated(self, holders: list[Any]) -> None:
        """What calls a function for each item, ``map`` and the like, keeps it to its end."""
        for holder in filter(iterates, holders):
            for thing in held_by(holder):
                self.redirected.update((id(f), f) for f in redirected(thing, self._successors))

    def _given_up(self) -> set[int]:
        """Return the ids of what nobody will hold for long, and of classes that are given anew."""
        classes = [x for x in self._successors.former if strangers.is_class(x)]
        classes += [pair.old for pair in self._decision.stays]
        ids = {id(strangers.raw_members(cls)) for cls in classes} | self._staying
        ids.update(map(id, self._successors.former))
        return ids

    def _matters(self, holder: Any, given_up: set[int]) -> bool:
        if id(holder) in given_up or is_context(holder):
            return False
        return not (is_internal(holder) or runs(holder) or is_compiled(holder))

    def _private(self, world: Search, things: Iterable[Any]) -> set[int]:
        """Return the ids of what nobody leads to but the old modules and what is replaced.

        Nothing, if that could be none of `things`.
        """
        visited = frozenset(map(id, world.nodes())) - world.live
        if visited.isdisjoint(map(id, things)):
            return set()
        # What is made anew of something hands on what that held, and so does a new class.
        replaced = [x.old for x in self._decision.follows if x.old in self._successors]
        emptied = [*replaced, *(pair.old for pair in self._decision.stays)]
        dying = set(map(id, replaced))
        dying.update(id(strangers.raw_members(x)) for x in emptied if strangers.is_class(x))
        return world.private(dying, [id(x.old) for x in self._decision.kept], self.lists())

    def _sort_one(self, holder: Any) -> list[Any]:
        inside = held_by(holder)
        holds = any(x in self._successors for x in inside)
        touched = not self._affected.keys().isdisjoint(map(id, inside))
        if self._is_instance(holder):
            return [holder] if self._sort_instance(holder) else []
        if strangers.is_class(holder) and any(map(self._is_new_layout, strangers.bases(holder))):
            return self._make_class_anew(holder)
        is_outdated = touched and remembers_hash(holder)
        make = maker(holder, self._successors) if holds or is_outdated else None
        if make is not None:
            self._successors.add_made(holder, make)
            return [holder]
        if touched and issubclass(type(holder), (dict, set)):
            self.rehashed[id(holder)] = holder
        if holds and not can_rewrite(holder):
            for thing in inside:
                self._cannot_follow(thing, f"a {type(holder).__name__} holds it")
        elif holds:
            self.in_place[id(holder)] = holder
        if is_hashed(holder):
            attributes = self._attributes.keys() & set(map(id, inside))
            self.hashed.update(attributes)
            return self._affect(holder) if holds or touched or attributes else []
        if (holds or touched) and may_be_attributes(holder) and id(holder) not in self._attributes:
            self._attributes[id(holder)] = holder  # of something whose hash may follow it
            return [holder]
        return []

    def _is_instance(self, holder: Any) -> bool:
        return type(holder) in self._successors or id(type(holder)) in self._wanted

    def _is_new_layout(self, cls: type) -> bool:
        """Whether instances of a class cannot become those of its successor."""
        if id(cls) in self.classes_anew or id(cls) in self._to_rebuild:
            return True
        return cls in self._successors and not can_change_class(cls, self._successors.of(cls))

    def _make_class_anew(self, cls: type) -> list[Any]:
        """Have a subclass made anew, as its memory layout follows that of its base."""
        if type(cls) not in (type, ABCMeta):
            self.left_behind[f"the class {cls.__qualname__}", "the layout of its base changed"] += 1
            return []
        self._successors.add_made(cls, new_class, exchange)
        self.classes_anew[id(cls)] = cls
        return [cls]

    def _sort_instance(self, instance: Any) -> bool:
        """Sort an instance of a class that changes; return whether its holders matter."""
        old = type(instance)
        if self._is_new_layout(old):
            is_anew = id(old) in self.classes_anew
            why = why_not_rebuilt(old, old if is_anew else self._successors.of(old))
            if why is not None:
                self._leave_instance(instance, why)
                return False
            self._successors.add_made(instance, rebuild, exchange)
            self.rebuilt[id(instance)] = instance
            return True
        new = self._successors.of(old)
        self.in_place[id(instance)] = instance
        if old is not new and id(old) not in self.fields:
            self.fields[id(old)] = missing_fields(old, new)
        if self.fields.get(id(old)) or cached_names(old):
            self.lacking[id(instance)] = instance
        return hashes_by_value(new) and bool(self._affect(instance))

    def _affect(self, holder: Any) -> list[Any]:
        if id(holder) in self._affected:
            return []
        self._affected[id(holder)] = holder
        return [holder]

    def _follow_inner(self, function: FunctionType, world: Search) -> list[Any]:
        if self._inner is None:
            both = [(pair.old, pair.new) for pair in self._decision.follows]
            pairs = [pair for pair in both if set(map(type, pair)) == {FunctionType}]
            known = [x for x in (*chain(*pairs), *world.nodes()) if type(x) is FunctionType]
            self._inner = InnerFunctions(known, self._origins, pairs)
        if not self._inner.has_new(function):
            return []
        if lacking := self._inner.lacks(function):
            what = f"{function.__module__}.{function.__qualname__}"
            self.left_behind[what, f"it does not hold {', '.join(lacking)}"] += 1
            return []
        self._successors.add_made(function, self._inner)
        return [function]


def _forget_aliases() -> None:
    """Empty the caches of ``typing``: they hold classes that somebody once put in brackets."""
    for forget in list(getattr(typing, "_cleanups", ())):
        forget()
