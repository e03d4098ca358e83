"""Old objects held in containers: lists, dictionaries, tuples, sets, and nests of them."""

from __future__ import annotations

from tests.fidelity.held import held, plain, replaced
from tests.fidelity.writing import case

SEQUENCES = (
    *held("in a list", "box = [x, y, z]", probe="[show(v) for v in box]"),
    *held(
        "in lists within lists",
        "box = [1, [x, [y, [2, [z]]]]]",
        probe="show(box[1][0]), show(box[1][1][0]), show(box[1][1][1][1][0])",
    ),
    *held("in a tuple", "box = (x, y, z, 1)", probe="[show(v) for v in box[:3]], box[3]"),
    *held(
        "in tuples within tuples within a list",
        "box = [((x, 1), ((y, (z, 2)), 3))]",
        probe="show(box[0][0][0]), show(box[0][1][0][0]), show(box[0][1][0][1][0]), box[0][1][1]",
    ),
    *held(
        "in a tuple that two names share: it is still one tuple",
        "one = two = (x, (y, z)); both = [one, two]",
        probe="show(one[0]), show(two[1][0]), one is two, both[0] is one, both[1][1] is two[1]",
    ),
    *held(
        "in a deque with a greatest length",
        "from collections import deque\nbox = deque([x, y, z], maxlen=3)",
        probe="[show(v) for v in box], box.maxlen, type(box).__name__",
    ),
    *held(
        "beside objects that do not like to be compared, hashed or looked at",
        """
        class Prickly:
            __hash__ = None
            def __eq__(self, other): raise RuntimeError("do not compare me")
            def __bool__(self): raise RuntimeError("do not ask me")
            def __getattr__(self, name): raise RuntimeError("do not look at " + name)
        box, pair, d = [Prickly(), x], (Prickly(), y), {"p": Prickly(), "z": z}
        """,
        probe="show(box[1]), show(pair[1]), show(d['z'])",
    ),
    *held(
        "in a list that holds itself, and a dictionary that does",
        "box = [x]; box.append(box); d = {'y': y}; d['d'] = d; box.append(d); d['z'] = (z, d)",
        probe="show(box[1][0]), box[1] is box, show(box[2]['d']['y']), show(d['z'][0]), "
        "d['z'][1] is d",
    ),
    *held(
        "in a named tuple of the notebook's",
        "from typing import NamedTuple\nclass Job(NamedTuple):\n    run: object\n    on: object",
        "job = Job(x, y); jobs = [job, Job(z, 1)]",
        probe="show(job.run), show(job.on), show(jobs[1].run), type(job) is Job, jobs[0] is job",
    ),
    *held(
        "in a heap of tuples and in a queue",
        "import heapq, queue\nheap = []; q = queue.Queue(); q.put(('job', z))",
        "heapq.heappush(heap, (2, x)); heapq.heappush(heap, (1, y))",
        probe="[show(heapq.heappop(heap)[1]) for _ in 'ab'], show(q.get()[1])",
    ),
    *held(
        "behind an iterator over a list",
        "it = iter([x, y]); pairs = enumerate([z])",
        probe="[show(v) for v in it], [show(v) for _, v in pairs]",
    ),
)

MAPPINGS = (
    *held(
        "as a dictionary's values",
        "d = {'x': x, 'y': y, 'z': z}",
        probe="{k: show(v) for k, v in d.items()}",
    ),
    *held(
        "as a dictionary's keys, found again and in their order",
        "d = {1: 'first', x: 'x', y: 'y', 2: 'mid', z: 'z', 3: 'last'}",
        probe="d[x], d[y], d[z], list(d.values()), [show(k) for k in d if k not in (1, 2, 3)]",
    ),
    *held(
        "as both key and value",
        "d = {x: y, y: [z, {z: (x,)}]}",
        probe="show(d[x]), show(d[y][0]), show(d[y][1][z][0])",
    ),
    *held(
        "in a tuple that is a dictionary's key, and in a frozenset that is one",
        "d = {('run', x): 1, (y, (z,)): 2, frozenset({z, 5}): 3}",
        probe="d[('run', x)], d[(y, (z,))], d[frozenset({z, 5})], show(next(iter(d))[1])",
    ),
    *held(
        "in an OrderedDict, as keys and as values",
        "from collections import OrderedDict\nd = OrderedDict([(1, x), (y, 2), (3, z)])",
        "d.move_to_end(1)",
        probe="[show(v) for v in d if v not in (1, 3)], show(d[1]), d[y], show(d[3]), "
        "d.popitem(last=False)[1], list(d.values())[-1] is x",
    ),
    *held(
        "in a defaultdict",
        "from collections import defaultdict\nd = defaultdict(list, {'x': x, y: y})",
        "d['new'].append(z)",
        probe="show(d['x']), show(d[y]), show(d['new'][0]), d['newer']",
    ),
    plain(
        "a defaultdict's factory is a class or a function",
        "from collections import defaultdict\nd, e = defaultdict(f, {'x': 1}), defaultdict(A)",
        probe="d['new'], show(e['new']), d['x'], d.default_factory is f",
    ),
    *held(
        "in a Counter, a ChainMap, a UserDict and a mapping proxy",
        """
        import collections, types
        counts = collections.Counter([x, x, y])
        chain = collections.ChainMap({"x": x}, {"y": y})
        user = collections.UserDict({"z": z, x: "x"})
        proxy = types.MappingProxyType({"z": z, y: "y"})
        """,
        probe="counts[x], counts[y], show(chain['x']), show(chain['y']), show(user['z']), "
        "user[x], show(proxy['z']), proxy[y]",
    ),
    *held(
        "in dictionaries within dictionaries, with lists between",
        "d = {'a': {'b': [{'c': (x, {'d': y})}]}, 'z': {z: {y: [z]}}}",
        probe="show(d['a']['b'][0]['c'][0]), show(d['a']['b'][0]['c'][1]['d']), "
        "show(d['z'][z][y][0])",
    ),
    replaced(
        "a second import after the edit gives the object that all hold by then",
        "d = {'old': g, 'member': E.X}",
        probe="show(d['old']), d['old'] is d['new'] is g, d['member'] is again.E.X, again is m",
        after=("import m as again; d['new'] = again.g",),
    ),
)

SETS = (
    *held(
        "in a set",
        "s = {x, y, z}",
        probe="[v in s for v in (x, y, z)], len(s), sorted(str(show(v)) for v in s)",
    ),
    *held(
        "in a frozenset, and in a set of frozensets",
        "s = frozenset({x, y}); nest = {frozenset({x}), frozenset({y, z})}",
        probe="[v in s for v in (x, y)], frozenset({x}) in nest, frozenset({z, y}) in nest, "
        "sorted(str(show(v)) for v in s)",
    ),
    *held(
        "in a set of tuples",
        "s = {('x', x), ('y', y)}; known = s; s.add(('z', z))",
        probe="('x', x) in s, ('y', y) in s, ('z', z) in known, known is s, "
        "sorted(str(show(v)) for _, v in s)",
    ),
    *held(
        "in a dictionary's views",
        "d = {x: 1, y: 2, 'z': z}; keys, values = d.keys(), d.values()",
        probe="x in keys, y in keys, len(keys), show(list(values)[2]), show(list(keys)[0])",
    ),
)

SUBCLASSES = (
    *held(
        "in subclasses of list, dict, tuple, set and deque of the notebook's",
        """
        from collections import deque
        class Names(list): pass
        class Table(dict): pass
        class Pair(tuple): pass
        class Bag(set): pass
        class Line(deque): pass
        names, table, pair = Names([x, y]), Table({y: z}), Pair((z, x))
        bag, line = Bag({x, y}), Line([y, z])
        names.note = pair.note = "kept"
        """,
        probe="[show(v) for v in names], names.note, show(table[y]), [show(v) for v in pair], "
        "pair.note, x in bag, y in bag, [show(v) for v in line], "
        "[type(v).__name__ for v in (names, table, pair, bag, line)]",
    ),
    *held(
        "in a dictionary and a list that watch what is done to them",
        """
        log = []
        class Table(dict):
            def __setitem__(self, k, v): log.append("set"); super().__setitem__(k, v)
            def __getitem__(self, k): log.append("get"); return super().__getitem__(k)
            def __iter__(self): log.append("iter"); return super().__iter__()
        class Names(list):
            def __setitem__(self, i, v): log.append("set"); super().__setitem__(i, v)
            def __iter__(self): log.append("iter"); return super().__iter__()
        table, names = Table(x=x, y=y), Names([z])
        """,
        probe="log[:], show(dict.get(table, 'x')), show(dict.get(table, 'y')), "
        "show(list.__getitem__(names, 0))",
    ),
    *held(
        "in a class of another module that is a list and has attributes and slots",
        "import n\nbox = n.Box([x]); box.first = y; slim = n.Slim(z)",
        probe="[show(v) for v in box], show(box.first), show(slim.v)",
        files={
            "n.py": """
                class Box(list):
                    first = None
                class Slim:
                    __slots__ = ("v",)
                    def __init__(self, v): self.v = v
                """
        },
    ),
)

ARRAYS = (
    *held(
        "in an object array of numpy, and in a view of it",
        "import numpy as np\nbox = np.array([x, y, z], dtype=object); part = box[1:]",
        probe="[show(v) for v in box], show(part[0]), [show(v) for v in box.reshape(3, 1)[:, 0]]",
    ),
    *held(
        "in tuples and dictionaries beside numpy arrays",
        "import numpy as np\nt = (np.arange(3), x); d = {'a': np.zeros(2), 'y': y}",
        "pairs = [(np.ones(2), z)]",
        probe="show(t[1]), int(t[0].sum()), show(d['y']), [show(v) for _, v in pairs]",
    ),
    *held(
        "in a column of a pandas frame",
        "import pandas as pd\ndf = pd.DataFrame({'what': [x, y, z], 'n': 1})",
        probe="[show(v) for v in df['what']], int(df['n'].sum())",
    ),
)

INSTANCES = (
    case(
        "references",
        "instances of a class whose slots change, everywhere the same one",
        {
            "m.py": (
                "class P:\n    __slots__ = 'x',\n    def __init__(self, x): self.x = x",
                "class P:\n    __slots__ = 'x', 'y'\n    def __init__(self, x): self.x = x\n"
                "    def twice(self): return self.x * 2",
            )
        },
        "from m import P",
        "p = P(4); box = [p]; d = {'p': p, p: 'key'}; t = (p, (p,))",
        "def use():\n    return p.twice()",
        probe="p.twice(), box[0] is p, d['p'] is p, d[p], t[0] is p, t[1][0] is p, use(), "
        "isinstance(p, P)",
    ),
    case(
        "references",
        "instances keep their identity, their attributes and who points to them",
        {"m.py": tuple(f"class Node:\n    n = {n}\n    next = None" for n in (1, 2))},
        "from m import Node",
        "a, b = Node(), Node(); a.next, b.next, a.list = b, a, [a, b]; number = id(a)",
        probe="id(a) == number, a.next.next is a, a.list[1].n, b.next.list is a.list, "
        "type(b) is Node",
    ),
)

SCENARIOS = SEQUENCES + MAPPINGS + SETS + SUBCLASSES + ARRAYS + INSTANCES
