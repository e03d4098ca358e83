"""What modules register in others, by hand or by decorator: nothing twice, nothing left."""

from __future__ import annotations

from tests.fidelity.inline import versions
from tests.fidelity.writing import case

SCENARIOS = (
    case(
        "packages",
        "registries of names, of pairs, of lists by key and of tags",
        versions(
            {
                "r.py": """
                    NAMES = []
                    PAIRS = []
                    HOOKS = {}
                    TAGS = set()
                    def reg(tag):
                        def deco(f):
                            NAMES.append(f.__name__)
                            PAIRS.append((tag, f))
                            HOOKS.setdefault(tag, []).append(f)
                            TAGS.add(tag)
                            return f
                        return deco
                """,
                "m.py": """
                    from r import reg
                    K = «1¦2»
                    @reg('a')
                    def f(): return K
                    @reg('b')
                    def g(): return K * 10
                """,
            }
        ),
        "import r, m",
        probe=(
            "r.NAMES, [(t, f()) for t, f in r.PAIRS], {k: [f() for f in v] for k, "
            "v in r.HOOKS.items()}, sorted(r.TAGS)"
        ),
    ),
    case(
        "packages",
        "a registration taken out of the source is gone from pairs and lists",
        versions(
            {
                "r.py": """
                    NAMES = []
                    PAIRS = []
                    HOOKS = {}
                    TAGS = set()
                    def reg(tag):
                        def deco(f):
                            PAIRS.append((tag, f))
                            HOOKS.setdefault(tag, []).append(f)
                            TAGS.add(tag)
                            return f
                        return deco
                """,
                "m.py": """
                    from r import reg
                    K = «1¦2»
                    @reg('a')
                    def f(): return K
                    «@reg('b')
                    def g(): return K * 10
                    ¦»
                """,
            }
        ),
        "import r, m",
        probe=(
            "[(t, f()) for t, f in r.PAIRS], {k: [f() for f in v] for k, v in r.HOOKS.items() if v}"
        ),
    ),
    case(
        "packages",
        "a route renamed, its registry an attribute of an object",
        versions(
            {
                "app.py": """
                    class App:
                        def __init__(self): self.routes = {}; self.before = []
                        def route(self, p):
                            def d(f):
                                self.routes[p] = f
                                return f
                            return d
                        def call(self, p):
                            return [b() for b in self.before], self.routes[p]()
                    app = App()
                """,
                "views.py": """
                    from app import app
                    @app.route('/«a¦aa»')
                    def a(): return '«a¦aa»'
                    @app.route('/b')
                    def b(): return 'b'
                    app.before.append(lambda: '«x¦y»')
                """,
            }
        ),
        """
            from app import app
            import views
        """,
        probe="app.call('/b'), sorted(app.routes), app.routes['/aa']()",
    ),
    case(
        "packages",
        "a route and a callback in an object that another module holds",
        versions(
            {
                "app.py": """
                    class App:
                        def __init__(self): self.routes = {}; self.before = []
                        def route(self, p):
                            def d(f):
                                self.routes[p] = f
                                return f
                            return d
                        def call(self, p):
                            return [b() for b in self.before], self.routes[p]()
                    app = App()
                """,
                "views.py": """
                    from app import app
                    K = '«x¦y»'
                    @app.route('/a')
                    def a(): return K
                    app.before.append(a)
                """,
            }
        ),
        """
            from app import app
            import views
        """,
        probe="app.call('/a'), sorted(app.routes)",
    ),
    case(
        "packages",
        "a lambda appended to another module's list",
        versions(
            {
                "app.py": "BEFORE = []",
                "views.py": """
                    from app import BEFORE
                    K = '«x¦y»'
                    BEFORE.append(lambda: K)
                """,
            }
        ),
        "import app, views",
        probe="[b() for b in app.BEFORE]",
    ),
    case(
        "packages",
        "instances without a name, in another module's list",
        versions(
            {
                "app.py": "ITEMS = []",
                "views.py": """
                    import app
                    class V:
                        def __init__(self, n): self.n = n
                        def f(self): return self.n«¦ * 2»
                    app.ITEMS.append(V(«1¦5»))
                    app.ITEMS.append(V(2))
                """,
            }
        ),
        "import app, views",
        probe="[v.f() for v in app.ITEMS], [isinstance(v, views.V) for v in app.ITEMS]",
    ),
    case(
        "packages",
        "an instance registered under its own attribute",
        versions(
            {
                "app.py": """
                    ITEMS = {}
                    def add(v): ITEMS[v.n] = v; return v
                """,
                "views.py": """
                    import app
                    class V:
                        def __init__(self, n): self.n = n
                        def f(self): return self.n, «1¦2»
                    a = app.add(V('«a¦b»'))
                """,
            }
        ),
        "import app, views",
        probe="{k: v.f() for k, v in app.ITEMS.items()}",
    ),
    case(
        "packages",
        "listeners of two modules by event, kept by a class",
        versions(
            {
                "app.py": """
                    class Hub:
                        subs = {}
                        @classmethod
                        def on(cls, ev):
                            def d(f):
                                cls.subs.setdefault(ev, []).append(f)
                                return f
                            return d
                        @classmethod
                        def fire(cls, ev):
                            return [f() for f in cls.subs.get(ev, [])]
                """,
                "a.py": """
                    from app import Hub
                    K=«1¦2»
                    @Hub.on('x')
                    def f(): return K
                    @Hub.on('x')
                    def g(): return K + 10
                """,
                "b.py": """
                    from app import Hub
                    @Hub.on('x')
                    def f(): return 'b'
                """,
            }
        ),
        """
            import a, b
            from app import Hub
        """,
        probe="sorted(map(str, Hub.fire('x')))",
    ),
    case(
        "packages",
        "a listener of the notebook's stays when the hub runs again",
        versions(
            {
                "app.py": """
                    class Hub:
                        subs = []
                        @classmethod
                        def on(cls, f): cls.subs.append(f); return f
                        @classmethod
                        def fire(cls):
                            return [f() for f in cls.subs]«¦ + ['end']»
                    «¦N = 3»
                """,
                "a.py": """
                    from app import Hub
                    @Hub.on
                    def f(): return 'a'
                """,
            }
        ),
        """
            import a
            from app import Hub
        """,
        """
            @Hub.on
            def mine(): return 'mine'
        """,
        probe="Hub.fire()",
    ),
    case(
        "packages",
        "a route renamed, in the router of an application that another module makes",
        versions(
            {
                "web.py": """
                    class Route:
                        def __init__(self, path, handler): self.path, self.handler = path, handler
                    class Router:
                        def __init__(self): self.routes = []
                        def answer(self, path):
                            return [r.handler() for r in self.routes if r.path == path]
                    class App:
                        def __init__(self): self.router = Router()
                        def get(self, path):
                            def add(f): self.router.routes.append(Route(path, f)); return f
                            return add
                """,
                "core.py": "from web import App\napp = App()",
                "routes.py": """
                    from core import app
                    @app.get("/«a¦b»")
                    def a(): return «1¦2»
                """,
            }
        ),
        """
            import routes
            from core import app
        """,
        """
            @app.get("/mine")
            def mine(): return "mine"
        """,
        probe="app.router.answer('/a'), app.router.answer('/b'), app.router.answer('/mine')",
    ),
)
