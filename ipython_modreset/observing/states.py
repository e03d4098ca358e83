"""What modules held when their import was over: later this tells what the session made of them."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import local
from types import EllipsisType, FunctionType, ModuleType, NoneType
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

from .. import strangers
from ..atoms import SYSTEM_NAMES
from ..identity import id
from ..look import is_a, namespace
from ..undo import Journal
from .tallies import defaults, keeps_tally, tallies

#: A constant with its type, or the id of anything else: nobody's life is prolonged.
Token = tuple[type | None, object]
#: How a holder is reached from its module: names, indexes, and the tokens of keys.
Path = tuple[Any, ...]

MAPPINGS = frozenset(
    {dict, defaultdict, OrderedDict, Counter, WeakKeyDictionary, WeakValueDictionary}
)
LISTS = frozenset({list, deque})
_CONTAINERS = MAPPINGS | LISTS | {set, WeakSet}

_SIZED = frozenset({str, bytes, tuple, frozenset})
_CONSTANTS = _SIZED | {NoneType, bool, int, float, complex, range, EllipsisType}
#: What most names are bound to, and holds no state.
_PLAIN = _CONSTANTS | {ModuleType, property, staticmethod, classmethod}
_DEPTH = 4
_MOST = 200
# What is larger holds data; a long text is not kept for comparing.
_LARGEST = 1_000


@dataclass(frozen=True, slots=True)
class State:
    """One holder: a namespace, a container, an instance.

    Attributes
    ----------
    holder
        Its id.
    items
        What it held under which name or index, or the token of which key.
    """

    holder: int
    items: dict[Any, Token]


def token(value: Any) -> Token:
    """Return what tells `value` from another later on."""
    kind = type(value)
    if kind not in _CONSTANTS or (kind in _SIZED and not _is_constant(value)):
        return None, id(value)
    return kind, value


def _is_constant(value: Any) -> bool:
    kind = type(value)
    if kind not in _SIZED:
        return kind in _CONSTANTS
    if len(value) > _LARGEST:
        return False
    return kind is str or kind is bytes or all(map(_is_constant, value))


class States:
    """The states of all modules that were imported while this looked on.

    Parameters
    ----------
    is_users
        Tells of a module whether it is the user's own: instances of its classes are entered.

    Examples
    --------
    >>> module, states = ModuleType("m"), States(lambda name: True)
    >>> states.begin()
    >>> module.n = 1
    >>> states.end("m", module)
    >>> states.of("m")[()].items
    {'n': (<class 'int'>, 1)}
    """

    def __init__(self, is_users: Callable[[str], bool]) -> None:
        self.is_users = is_users
        self._states: dict[str, dict[Path, State]] = {}
        self._running = local()

    def begin(self) -> None:
        """Note that some module's code is about to run in this thread."""
        self._running.depth = getattr(self._running, "depth", 0) + 1

    def end(self, name: str, module: object) -> None:
        """Note that it has run: what it holds is settled when the outermost import is over."""
        self._ended().append((name, module))
        self._running.depth -= 1
        if not self._running.depth:
            self.settle()

    def settle(self) -> None:
        """Settle what is open, as no import is under way in this thread.

        An interrupt may have kept one from saying that it is over.
        """
        self._running.depth = 0
        ended = self._ended()
        self._states.update((one, states_of(loaded, self.is_users)) for one, loaded in ended)
        ended.clear()

    def of(self, name: str) -> dict[Path, State]:
        """Return what a module's holders held; nothing where that is not known."""
        return self._states.get(name, {})

    def remember(self, names: Iterable[str], journal: Journal) -> None:
        """Note the way back, before modules run again."""
        names = frozenset(names)
        before = {name: self._states[name] for name in names if name in self._states}
        journal.note(self._go_back, names, before)

    def follow(self, module: str, kind: type, names: Collection[str]) -> None:
        """Note what a class of a module has now under some names."""
        states, now = self.of(module), space_of(kind)
        for path, state in states.items():
            if state.holder == id(kind):
                kept = {name: one for name, one in state.items.items() if name not in names}
                come = {name: token(now[name]) for name in names if name in now}
                self._states[module] = states | {path: State(state.holder, kept | come)}

    def exchange(self, names: Iterable[str], ids: Mapping[int, int]) -> None:
        """Let what has taken the place of something stand for it, by their ids."""
        for name in names if ids else ():
            self._states[name] = {
                tuple(_key(part, ids) for part in path): State(
                    ids.get(state.holder, state.holder),
                    {_key(key, ids): _exchanged(one, ids) for key, one in state.items.items()},
                )
                for path, state in self.of(name).items()
            }

    def _ended(self) -> list[tuple[str, object]]:
        """Return this thread's modules whose imports are over, but not yet the outermost one."""
        ended: list[tuple[str, object]] = self._running.__dict__.setdefault("ended", [])
        return ended

    def _go_back(self, names: frozenset[str], before: Mapping[str, dict[Path, State]]) -> None:
        ended = self._ended()  # what an interrupt has left there is not to be settled any more
        ended[:] = [one for one in ended if one[0] not in names]
        self._states.update(before)


def _key(key: Any, ids: Mapping[int, int]) -> Any:
    """Return a name or an index as it is; the token of a key may be that of a class, say."""
    return _exchanged(key, ids) if type(key) is tuple else key


def _exchanged(one: Token, ids: Mapping[int, int]) -> Token:
    return one if one[0] is not None else (None, ids.get(one[1], one[1]))  # type: ignore[call-overload]


def states_of(module: object, is_users: Callable[[str], bool]) -> dict[Path, State]:
    """Return the state of a module's namespace, and of what it leads to: each holder once.

    Entered are containers, the module's own classes, and instances of the user's classes.
    """
    name = namespace(module).get("__name__")
    found: dict[Path, State] = {}
    seen: set[int] = set()
    waiting: list[tuple[Path, Any]] = [((), module)]
    while waiting and len(found) < _MOST:
        path, holder = waiting.pop()
        inside = contents(holder)
        if id(holder) in seen or inside is None:
            continue
        seen.add(id(holder))
        found[path] = State(id(holder), {key: token(value) for key, value in inside})
        if len(path) < _DEPTH:
            others = [(key, x) for key, x in inside if type(x) not in _PLAIN]
            waiting += [((*path, key), x) for key, x in others if is_entered(x, name, is_users)]
    return found


def is_entered(value: Any, module: object, is_users: Callable[[str], bool]) -> bool:
    """Whether `value` is a holder whose state is a module's."""
    if type(value) in _PLAIN:
        return False
    if is_container(value):
        return True
    if type(value) is FunctionType:
        is_holder = keeps_tally(value) or bool(kept_defaults(value))
        return is_holder and strangers.module_name(value) == module
    if is_a(value, type):
        return strangers.module_name(value) == module
    return is_users_instance(value, is_users)


def is_container(value: Any) -> bool:
    """Whether `value` is a container that can be looked into without running anybody's code."""
    return type(value) in _CONTAINERS


def kept_defaults(function: FunctionType) -> list[tuple[str, Any]]:
    """Return the containers that a function's parameters have by default."""
    if function.__defaults__ is None and function.__kwdefaults__ is None:
        return []  # as nearly always, and quickly told
    return [(name, value) for name, value in defaults(function) if is_container(value)]


def is_users_instance(value: Any, is_users: Callable[[str], bool]) -> bool:
    """Whether `value` is an instance of a class that the user has defined in some module."""
    kind = type(value)
    if not strangers.is_python_class(kind) or issubclass(kind, type):
        return False
    home = strangers.module_name(kind)
    return home is not None and is_users(home)


def contents(holder: Any) -> list[tuple[Any, Any]] | None:
    """Return what a holder holds, under what; None where that is too much."""
    if is_container(holder):
        return _items(holder) if len(holder) <= _LARGEST else None
    if type(holder) is FunctionType:
        return [*tallies(holder), *kept_defaults(holder)]
    # Less the interpreter's own names, and those of the machinery of enums: ``_member_map_``.
    return [
        (name, value)
        for name, value in list(space_of(holder).items())
        if type(name) is str and name not in SYSTEM_NAMES and (name[-1:] != "_" or name[:1] != "_")
    ]


def space_of(holder: Any) -> Mapping[str, Any]:
    """Return what a module, a class or an instance has by name."""
    if is_a(holder, ModuleType):
        return namespace(holder)
    return strangers.members(holder) if is_a(holder, type) else strangers.attributes(holder)


def _items(container: Any) -> list[tuple[Any, Any]]:
    if type(container) in MAPPINGS:
        return [(token(key), value) for key, value in list(container.items())]
    if type(container) in LISTS:
        return list(enumerate(container))
    return [(token(item), item) for item in list(container)]
