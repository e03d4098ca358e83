"""Small projects as people write them: commands, injection, plugins, models, logs."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

SCENARIOS = (
    case(
        "packages",
        "an application of nine modules: a model and a command edited",
        versions(
            {
                "app/__init__.py": "from .cli import main",
                "app/cli.py": """
                    from . import commands
                    from .core.registry import COMMANDS
                    def main(n, *a): return COMMANDS[n](*a)
                """,
                "app/commands.py": """
                    from .core.registry import command
                    from .services import Users
                    @command
                    def add(name): return Users.default().add(name)
                    @command
                    def count(): return len(Users.default().all())«¦ * 10»
                """,
                "app/core/__init__.py": "",
                "app/core/registry.py": """
                    COMMANDS = {}
                    def command(f): COMMANDS[f.__name__] = f; return f
                """,
                "app/core/errors.py": """
                    class AppError(Exception):
                        code = «1¦2»
                """,
                "app/models.py": """
                    from dataclasses import dataclass, field
                    from .core.errors import AppError
                    @dataclass
                    class User:
                        name: str
                        tags: list = field(default_factory=list)
                    «¦    active: bool = True
                    »    def check(self):
                            if not self.name: raise AppError('empty«¦ name»')
                            return self
                """,
                "app/storage.py": "STORE = []",
                "app/services.py": """
                    from .models import User
                    from .storage import STORE
                    class Users:
                        @classmethod
                        def default(cls): return cls()
                        def add(self, n): STORE.append(User(n).check()); return len(STORE)
                        def all(self): return STORE
                """,
            }
        ),
        """
            from app import main
            from app.core.errors import AppError
            from app.storage import STORE
            main('add', 'ann'); main('add', 'bob')
            def bad():
                try: main('add', '')
                except AppError as e: return e.code, str(e)
        """,
        probe="main('count'), bad(), [u.active for u in STORE], main('add', 'cy')",
    ),
    case(
        "packages",
        "a container of factories by class, one of them a fake",
        versions(
            {
                "di.py": """
                    class Container:
                        def __init__(self): self.f = {}
                        def bind(self, k, f): self.f[k] = f
                        def get(self, k): return self.f[k]()
                    container = Container()
                """,
                "svc.py": """
                    from di import container
                    class Repo:
                        def all(self): return [«1¦2»]
                    class Service:
                        def __init__(self, repo=None):
                            self.repo = repo or container.get(Repo)
                        def total(self): return sum(self.repo.all())«¦ + 100»
                    container.bind(Repo, Repo)
                    container.bind(Service, lambda: Service())
                """,
            }
        ),
        """
            from di import container
            from svc import Service, Repo
            s = container.get(Service)
        """,
        """
            class Fake(Repo):
                def all(self): return [7]
            container.bind('fake', Fake)
        """,
        probe=(
            "s.total(), container.get(Service).total(), container.get('fake').all(), "
            "len(container.f), isinstance(s.repo, Repo), Repo in container.f"
        ),
    ),
    case(
        "packages",
        "a module that sets up a logger",
        versions(
            {
                "logs.py": """
                    import logging
                    log = logging.getLogger('app')
                    log.handlers.clear()
                    h = logging.NullHandler(); h.set_name('«one¦two»')
                    log.addHandler(h)
                    log.setLevel('«INFO¦DEBUG»')
                """,
                "work.py": """
                    from logs import log
                    def level():
                        return log.level, [h.name for h in log.handlers]
                """,
            }
        ),
        """
            import work
            from logs import log, h
        """,
        probe="work.level(), log.level, h in log.handlers",
    ),
    case(
        "packages",
        "plugins found by pkgutil: one edited, one added, one deleted",
        versions(
            {
                "p/__init__.py": """
                    import pkgutil, importlib
                    PLUG = {}
                    for i in pkgutil.iter_modules(__path__):
                        PLUG[i.name] = importlib.import_module(f'{__name__}.{i.name}')
                    def run():
                        return {k: m.run() for k, m in sorted(PLUG.items())}
                """,
                "p/a.py": "def run(): return «1¦2»",
                "p/b.py": ("def run(): return 'b'", None),
                "p/c.py": (None, "def run(): return 'c'"),
            }
        ),
        """
            import p
            from p import run
        """,
        probe="run(), sorted(p.PLUG)",
    ),
    case(
        "compiled",
        "estimators in a list of steps gain a mixin of another module",
        versions(
            {
                "base.py": """
                    class Base:
                        def get_params(self):
                            return {k: v for k, v in vars(self).items() if not k.endswith('_')}
                        def clone(self): return type(self)(**self.get_params())
                    «¦class ScoreMixin:
                        def score(self, X): return float(sum(self.predict(X)))
                    »
                """,
                "est.py": """
                    import numpy as np
                    «from base import Base¦from base import Base, ScoreMixin»
                    class Lin(«Base¦ScoreMixin, Base»):
                        def __init__(self, a=1.0): self.a = a
                        def fit(self, X):
                            self.coef_ = np.mean(X) * self.a
                            return self
                        def predict(self, X):
                            return np.asarray(X) * self.coef_«¦ + 1»
                """,
            }
        ),
        """
            from est import Lin
            import numpy as np
            grid = [(n, Lin(a).fit([1, 2, 3])) for n, a in enumerate((1, 2))]
            pipe = {'steps': grid}
            arr = np.array([Lin(3)], dtype=object)
        """,
        probe=(
            "[e.predict([1, 2]).tolist() for _, e in grid], [e.score([1, 2]) for _, "
            "e in pipe['steps']], grid[0][1].clone().a, isinstance(arr[0].fit([1]), "
            "Lin), grid[0][1].coef_"
        ),
    ),
    case(
        "compiled",
        "pydantic: a validator of a model that is a field's type elsewhere",
        versions(
            {
                "a.py": """
                    from pydantic import BaseModel, field_validator
                    class Cat(BaseModel):
                        kind: str = 'cat'
                        lives: int = «9¦7»
                        @field_validator('lives')
                        @classmethod
                        def chk(cls, v): return v«¦ + 100»
                """,
                "b.py": """
                    from pydantic import BaseModel
                    from a import Cat
                    class Home(BaseModel):
                        pets: list[Cat] = []
                        def n(self): return len(self.pets)
                """,
            }
        ),
        """
            from b import Home
            from a import Cat
            h = Home(pets=[Cat(lives=1)])
        """,
        probe=(
            "h.n(), Home(pets=[{'lives': 2}]).pets[0].lives, isinstance(h.pets[0], "
            "Cat), Home(pets=[Cat()]).pets[0].lives, type(h) is Home, "
            "Home.model_validate(h.model_dump()).n()"
        ),
    ),
    case(
        "data",
        "two data files and a helper that remembers both, edited in turn",
        versions(
            {
                "h.py": """
                    import json, pathlib, functools
                    @functools.cache
                    def load(n):
                        return json.loads((pathlib.Path(__file__).parent / n).read_text())
                """,
                "m.py": """
                    from h import load
                    A = load('a.json')
                    B = load('b.json')
                    def both(): return A, B
                """,
                "a.json": "[«1¦2¦2»]",
                "b.json": '{"k": «1¦1¦7»}',
            }
        ),
        """
            from m import A, both
            import m
        """,
        probe="A, both(), m.B",
    ),
    case(
        "broken",
        "a class body fails two modules away from the edit, then works",
        versions(
            {
                "c1.py": "LIM = «5¦0¦10»",
                "c2.py": """
                    from c1 import LIM
                    class Q:
                        size = 100 // LIM
                        def f(self): return self.size
                """,
                "c3.py": """
                    from c2 import Q
                    q = Q()
                """,
            }
        ),
        """
            from c3 import q
            from c2 import Q
            mine = Q()
        """,
        probe="q.f(), mine.f(), type(mine) is Q, type(q) is Q",
    ),
)
