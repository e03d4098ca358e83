"""A shop: settings read from a file, an abstract handler, handlers that register, a service."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.scenario import Scenario
from tests.fidelity.writing import Texts, case

SHOP: dict[str, Texts] = {
    "shop/__init__.py": "from .api import Shop, order\nfrom .config import SETTINGS",
    "shop/config.py": """
        import json, pathlib
        from dataclasses import dataclass
        @dataclass(frozen=True)
        class Settings:
            rate: float
            #FIELDS
        FILE = pathlib.Path(__file__).parent / "conf.json"
        SETTINGS = Settings(**json.loads(FILE.read_text()))
    """,
    "shop/conf.json": '{"rate": 1.5}',
    "shop/registry.py": """
        HANDLERS = {}
        ORDER = []
        def register(name):
            def decorator(cls):
                HANDLERS[name] = cls
                ORDER.append(cls)
                return cls
            return decorator
    """,
    "shop/base.py": """
        from abc import ABC, abstractmethod
        class Handler(ABC):
            @abstractmethod
            def handle(self, n): ...
            #METHODS
    """,
    "shop/handlers.py": """
        from .base import Handler
        from .config import SETTINGS
        from .registry import register
        @register("tax")
        class Tax(Handler):
            def handle(self, n): return n * SETTINGS.rate
        @register("ship")
        class Ship(Handler):
            def handle(self, n): return n + 5
        #HANDLERS
    """,
    "shop/api.py": """
        from . import handlers
        from .registry import HANDLERS
        class Shop:
            def __init__(self, names):
                self.handlers = [HANDLERS[name]() for name in names]
            def total(self, n):
                for handler in self.handlers:
                    n = handler.handle(n)
                return n
        def order(n): return Shop(["tax", "ship"]).total(n)
    """,
}

GIFT = "@register('gift'){0}class Gift(Handler):{0}    def handle(self, n): return n - 1"


def shop(name: str, *changes: tuple[str, str, str], same: str = "all") -> Scenario:
    """The shop with edits: in which file, in place of what, which versions.

    The probe asks whether `same` of the live handlers are of the classes in the registry.
    """
    files = dict(SHOP)
    for path, former, new in changes:
        text = files[f"shop/{path}"]
        assert isinstance(text, str)
        assert former in text
        files[f"shop/{path}"] = text.replace(former, new)
    return case(
        "packages",
        name,
        versions(files),
        "from shop import Shop, order, SETTINGS\nimport shop.registry as reg",
        "s = Shop(['tax', 'ship'])",
        probe="s.total(10), order(10), SETTINGS, sorted(reg.HANDLERS), "
        "[c.__name__ for c in reg.ORDER], "
        f"{same}(type(h) is reg.HANDLERS[n] for h, n in zip(s.handlers, ['tax', 'ship']))",
    )


SCENARIOS = (
    shop("a shop: its settings file", ("conf.json", "1.5", "«1.5¦2.5»")),
    shop(
        "a shop: a field of its settings",
        ("config.py", "#FIELDS", "«¦extra: int = 3»"),
    ),
    shop(
        "a shop: a method of the abstract base, used by a handler",
        ("base.py", "#METHODS", "«¦def boost(self, n): return n * 100»"),
        ("handlers.py", "n + 5", "«n + 5¦self.boost(n)»"),
    ),
    shop(
        "a shop: a handler's class renamed",
        ("handlers.py", "class Ship", "class «Ship¦Freight»"),
        same="any",
    ),
    shop(
        "a shop: a handler added",
        ("handlers.py", "#HANDLERS", f"«¦{GIFT.format(chr(10) + ' ' * 8)}»"),
    ),
    shop(
        "a shop: a handler removed",
        ("handlers.py", "#HANDLERS", f"«{GIFT.format(chr(10) + ' ' * 8)}¦»"),
    ),
    shop(
        "a shop: registry, handlers and settings file, one after another",
        ("registry.py", "ORDER.append(cls)", "«ORDER.append(cls)¦ORDER.insert(0, cls)»"),
        ("handlers.py", "n + 5", "n + «5¦5¦50»"),
        ("conf.json", "1.5", "«1.5¦1.5¦1.5¦4»"),
    ),
)
