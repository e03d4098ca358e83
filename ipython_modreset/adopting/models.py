"""Models of pydantic, of modules that stay, that others were compiled into: compiled once more.

pydantic is never imported for that: without it there are no models.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Container, Iterable, Iterator
from types import MethodType
from typing import Any

from .. import strangers
from ..annotations import annotated_in
from ..class_contents import contents_of, give
from ..identity import id
from ..look import mro, namespace
from ..undo import Journal
from .successors import Successors

Settings = dict[str, Any]
_VALIDATOR = "__pydantic_validator__"


def parametrized(successors: Successors) -> list[type]:
    """Return the classes that generic models which are replaced have made for some arguments."""
    return [cls for cls in _models() if _origin(cls) in successors and _fits(cls, successors)]


def new_parametrized(cls: type, successors: Successors) -> type:
    """Return the class that the successor of a generic model makes for the same arguments."""
    arguments = tuple(map(successors.of, _generic(cls)["args"]))
    made: type = successors.of(_origin(cls))[arguments]
    return made


def outdated_models(successors: Successors) -> tuple[dict[int, type], set[int]]:
    """Return the models over replaced classes, and those that such are compiled into.

    To be asked as long as they are as they were.

    Returns
    -------
    dict
        The models by id, each after those that it is made of.
    set
        The ids of what is compiled into them.
    """
    found: dict[int, type] = {}
    parts: set[int] = set()
    waiting = [cls for cls in _models() if cls not in successors]
    while waiting:
        made_of = [(cls, _parts(cls, successors, found)) for cls in waiting]
        outdated = {id(cls): cls for cls, ids in made_of if ids}
        if not outdated:
            break
        found.update(outdated)
        parts.update(*(ids for _, ids in made_of))
        waiting = [cls for cls in waiting if id(cls) not in outdated]
    return _parts_first(found), parts


def _parts_first(models: dict[int, type]) -> dict[int, type]:
    """Return models, each after those that it is made of; some are made of one another."""
    ordered: dict[int, type] = {}
    seen: set[int] = set()

    def put(cls: type) -> None:
        if id(cls) in models and id(cls) not in seen:
            seen.add(id(cls))
            for part in (*mro(cls)[1:], *_compiled(cls)):
                put(part)
            ordered[id(cls)] = cls

    for cls in models.values():
        put(cls)
    return ordered


def settings_of(cls: type) -> Settings:
    """Return what the body of a model itself says of its configuration."""
    inherited = _inherited(cls, "model_config")
    own = strangers.members(cls).get("model_config", {})
    return {k: v for k, v in own.items() if k not in inherited or inherited[k] is not v}


def compile_again(cls: Any, settings: Settings, journal: Journal) -> None:
    """Do once more what pydantic did for a ``class`` statement, over the bases of now.

    Raises
    ------
    Exception
        Whatever pydantic raises, as after the statement.
    """
    before = contents_of(cls)
    journal.note(give, cls, before)
    fields = before["__pydantic_fields__"]
    own = {name: fields[name] for name in annotated_in(cls) if name in fields}
    private = before.get("__private_attributes__", {})
    anew = {
        "__pydantic_fields__": {**_inherited(cls, "__pydantic_fields__"), **own},
        "__private_attributes__": {**_inherited(cls, "__private_attributes__"), **private},
        "model_config": {**_inherited(cls, "model_config"), **settings},
        "__pydantic_decorators__": _decorators(cls),
        "__pydantic_post_init__": _post_init(cls),
    }
    for name, value in anew.items():
        type.__setattr__(cls, name, value)
    cls.model_rebuild(force=True)


def is_compiled(thing: object) -> bool:
    """Whether pydantic has compiled `thing` for a model, or an adapter, which compile another."""
    return (strangers.module_name(type(thing)) or "").startswith("pydantic_core.")


def validating(things: Iterable[Any], schemas: Container[int]) -> list[Any]:
    """Return who validates calls, a type or a dataclass by compiled schemas, given their ids."""
    calls = namespace(sys.modules.get("pydantic._internal._validate_call"))
    wrapper = calls.get("ValidateCallWrapper")
    adapter = _adapter()
    found = []
    for thing in things:
        if type(thing) is wrapper:
            validator = getattr(thing, _VALIDATOR, None)
        elif type(thing) is adapter:
            validator = namespace(thing).get("validator")
        elif strangers.is_class(thing) and "__dataclass_fields__" in strangers.members(thing):
            validator = strangers.members(thing).get(_VALIDATOR)
        else:
            continue
        if id(validator) in schemas:
            found.append(thing)
    return found


def validate_again(thing: Any, journal: Journal) -> None:
    """Let what `validating` has found compile what its annotations have become."""
    if strangers.is_class(thing):
        journal.note(give, thing, contents_of(thing))
        rebuild = namespace(sys.modules["pydantic.dataclasses"])["rebuild_dataclass"]
        rebuild(thing, force=True, _parent_namespace_depth=0)
        return
    if type(thing) is _adapter():
        attributes = namespace(thing)
        journal.note(attributes.update, dict(attributes))
        thing.rebuild(force=True)
        return
    for name in (_VALIDATOR, "__return_pydantic_validator__"):
        journal.note(setattr, thing, name, getattr(thing, name))
    thing._create_validators()


def _adapter() -> Any:
    return namespace(sys.modules.get("pydantic.type_adapter")).get("TypeAdapter", _VALIDATOR)


def _models() -> list[type]:
    """Return all models of pydantic, bases first."""
    base = _base()
    return strangers.with_subclasses(base)[1:] if strangers.is_class(base) else []


def _base() -> Any:
    return namespace(sys.modules.get("pydantic.main")).get("BaseModel")


def _generic(cls: type) -> dict[str, Any]:
    found = strangers.members(cls).get("__pydantic_generic_metadata__")
    return found if type(found) is dict else {}


def _origin(cls: type) -> Any:
    return _generic(cls).get("origin")


def _fits(cls: type, successors: Successors) -> bool:
    after = _generic(successors.of(_origin(cls)))
    return len(after.get("parameters", ())) == len(_generic(cls)["args"])


def _parts(cls: type, successors: Successors, outdated: Container[int]) -> set[int]:
    """Return the ids of the replaced and outdated things that a model is made of."""
    made_of = (*mro(cls)[1:], *_compiled(cls))
    return {id(x) for x in made_of if x in successors or id(x) in outdated}


def _compiled(cls: type) -> Iterator[Any]:
    """Yield what is in the schema that a model was compiled from."""
    waiting: list[Any] = [strangers.members(cls).get("__pydantic_core_schema__")]
    seen: set[int] = set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if type(thing) is dict:
            waiting += [*thing, *thing.values()]
        elif type(thing) in (list, tuple):
            waiting += thing
        elif type(thing) is MethodType:
            waiting += [thing.__func__, thing.__self__]
        elif thing is not cls:
            yield thing


def _inherited(cls: type, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(mro(cls)[1:]):
        found.update(strangers.members(base).get(name) or {})
    return found


def _post_init(cls: type) -> str | None:
    """Return what is to be called when an instance is made, if any class defines it."""
    name = "model_post_init"
    owner = next((one for one in mro(cls) if name in strangers.members(one)), None)
    return None if owner is _base() else name


def _decorators(cls: type) -> Any:
    """Return the validators and serializers that a model has, those of its bases included."""
    members = strangers.members(cls)
    before: Any = members["__pydantic_decorators__"]
    after = type(before).build(cls)
    for field in dataclasses.fields(before):
        own = getattr(before, field.name).items()
        getattr(after, field.name).update({k: v for k, v in own if v.cls_var_name in members})
    return after
