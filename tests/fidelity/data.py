"""Files that a module reads while it is imported: they are its inputs, as its source is."""

from __future__ import annotations

from functools import partial

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario
from tests.fidelity.writing import case

data = partial(case, "data")

JSON = ('{"rate": 1, "names": ["a"]}', '{"rate": 2, "names": ["a", "b"]}')

BY_THE_MODULE = (
    data(
        "JSON read by the module",
        {
            "conf.json": JSON,
            "m.py": "import json\nwith open('conf.json') as file:\n    CONF = json.load(file)\n\n"
            "def rate():\n    return CONF['rate']",
        },
        "import m",
        "from m import rate, CONF",
        probe="m.CONF, CONF['rate'], rate()",
    ),
    data(
        "JSON read by the module, its value imported by name two modules away",
        {
            "p/conf.json": JSON,
            "p/__init__.py": "from .use import DOUBLE",
            "p/conf.py": "import json, pathlib\n"
            "CONF = json.loads(pathlib.Path(__file__).with_name('conf.json').read_text())",
            "p/use.py": "from .conf import CONF\nDOUBLE = CONF['rate'] * 2",
        },
        "from p import DOUBLE",
        probe="DOUBLE",
    ),
    data(
        "TOML read by the module",
        {
            "settings.toml": ("[server]\nport = 1", "[server]\nport = 2"),
            "m.py": "import tomllib\nwith open('settings.toml', 'rb') as file:\n"
            "    SETTINGS = tomllib.load(file)\nPORT = SETTINGS['server']['port']",
        },
        "import m",
        "from m import PORT",
        probe="PORT, m.SETTINGS",
    ),
    data(
        "text read line by line, in a class body",
        {
            "words.txt": ("one\ntwo", "one\ntwo\nthree"),
            "m.py": "class Words:\n    with open('words.txt', encoding='utf-8') as file:\n"
            "        known = {line.strip() for line in file}\n    del file\n\n"
            "    def knows(self, word):\n        return word in self.known",
        },
        "from m import Words",
        "words = Words()",
        probe="words.knows('three'), len(Words.known)",
    ),
    data(
        "an INI file, a CSV table and raw bytes",
        {
            "a.ini": ("[x]\nn = 1", "[x]\nn = 2"),
            "b.csv": ("k,v\na,1", "k,v\na,1\nb,2"),
            "c.bin": ("abc", "abcd"),
            "m.py": "import configparser, csv, os\nini = configparser.ConfigParser()\n"
            "ini.read('a.ini')\nN = ini.getint('x', 'n')\n"
            "with open('b.csv', newline='') as file:\n    ROWS = list(csv.DictReader(file))\n"
            "handle = os.open('c.bin', os.O_RDONLY)\nRAW = os.read(handle, 100)\n"
            "os.close(handle)",
        },
        "import m",
        probe="m.N, m.ROWS, m.RAW",
    ),
    data(
        "Python text run by exec at import",
        {
            "defaults.txt": ("SIZE = 1", "SIZE = 2\nMORE = 3"),
            "m.py": "exec(compile(open('defaults.txt').read(), 'defaults.txt', 'exec'))",
        },
        "import m",
        "from m import SIZE",
        probe="m.SIZE, SIZE, m.MORE",
    ),
    data(
        "a settings file run by runpy",
        {
            "settings.py": ("DEBUG = False", "DEBUG = True"),
            "m.py": "import runpy\nDEBUG = runpy.run_path('settings.py')['DEBUG']",
        },
        "import m",
        "from m import DEBUG",
        probe="m.DEBUG, DEBUG",
    ),
    data(
        "a table read by pandas and an array read by numpy",
        {
            "t.csv": ("a,b\n1,2", "a,b\n10,20\n30,40"),
            "n.txt": ("1 2", "1 2 3"),
            "m.py": "import numpy, pandas\nTABLE = pandas.read_csv('t.csv')\n"
            "ROW = numpy.loadtxt('n.txt')",
        },
        "import m",
        "from m import TABLE",
        probe="m.TABLE.a.tolist(), TABLE.b.tolist(), m.ROW.tolist()",
    ),
)

BY_OTHERS = (
    data(
        "JSON read by a helper for the module that calls it",
        {
            "conf.json": JSON,
            "helper.py": COUNT + "import json\n\ndef load(path):\n"
            "    with open(path) as file:\n        return json.load(file)",
            "m.py": COUNT + "from helper import load\nRATE = load('conf.json')['rate']",
        },
        "from m import RATE",
        "runs.clear()",
        probe="RATE, runs",
        expected="(2, ['m'])",
    ),
    data(
        "a helper's helper in a package reads for two modules, one file each",
        {
            "a.json": ("1", "10"),
            "b.json": "2",
            "p/__init__.py": "",
            "p/io.py": "import json, pathlib\n\ndef read(name):\n"
            "    return json.loads(pathlib.Path(name + '.json').read_text())",
            "p/cached.py": "from .io import read\nCACHE = {}\n\ndef get(name):\n"
            "    if name not in CACHE:\n        CACHE[name] = read(name)\n    return CACHE[name]",
            "a.py": COUNT + "from p.io import read\nX = read('a')",
            "b.py": COUNT + "from p.io import read\nX = read('b')",
        },
        "import a, b",
        "from a import X",
        "runs.clear()",
        probe="X, a.X, b.X, runs",
        expected="(10, 10, 2, ['a'])",
    ),
    data(
        "a helper that caches what it read",
        {
            "conf.json": JSON,
            "helper.py": "import functools, json\n\n@functools.lru_cache\ndef load(path):\n"
            "    with open(path) as file:\n        return json.load(file)",
            "m.py": "from helper import load\nRATE = load('conf.json')['rate']",
        },
        "import m",
        "from helper import load",
        probe="m.RATE, load('conf.json')['rate']",
    ),
    *(
        data(
            f"a helper that {what}, and another module that asks it for the same",
            {
                "conf.json": JSON,
                "helper.py": helper,
                "m.py": "from helper import load\nRATE = load('conf.json')['rate']",
                "n.py": "from helper import load\nNAMES = load('conf.json')['names']",
            },
            "import m, n, helper",
            "from n import NAMES",
            probe="m.RATE, n.NAMES, NAMES, helper.load('conf.json')",
        )
        for what, helper in {
            "caches what it read": "import functools, json\n\n@functools.cache\ndef load(path):\n"
            "    with open(path) as file:\n        return json.load(file)",
            "reads a file once": "import json\n\n_read = None\n\ndef load(path):\n"
            "    global _read\n    if _read is None:\n        with open(path) as file:\n"
            "            _read = json.load(file)\n    return _read",
            "has it as a cached property": "import functools, json\n\nclass Settings:\n"
            "    @functools.cached_property\n    def read(self):\n"
            "        with open('conf.json') as file:\n            return json.load(file)\n\n"
            "settings = Settings()\n\ndef load(path):\n    return settings.read",
        }.items()
    ),
    data(
        "importlib.resources",
        {
            "p/__init__.py": "",
            "p/data/hello.txt": ("hello", "good morning"),
            "p/m.py": "from importlib.resources import files\n"
            "HELLO = (files('p') / 'data' / 'hello.txt').read_text(encoding='utf-8').strip()",
        },
        "from p.m import HELLO",
        "import p.m as m",
        probe="HELLO, m.HELLO",
    ),
    data(
        "importlib.resources with as_file and open_text, in an __init__",
        {
            "p/__init__.py": "import json\nfrom importlib import resources\n"
            "with resources.as_file(resources.files(__name__) / 'a.json') as path:\n"
            "    A = json.loads(path.read_text())\n"
            "with resources.files(__name__).joinpath('b.txt').open() as file:\n"
            "    B = file.read().strip()",
            "p/a.json": ("1", "2"),
            "p/b.txt": ("x", "y"),
        },
        "import p",
        probe="p.A, p.B",
    ),
    data(
        "pkgutil.get_data",
        {
            "p/__init__.py": "import pkgutil\n"
            "TEXT = pkgutil.get_data('p', 'a.txt').decode().strip()",
            "p/a.txt": ("old", "new"),
        },
        "from p import TEXT",
        probe="TEXT",
    ),
)

COMING_AND_GOING = (
    data(
        "an optional file that appears",
        {
            "local.json": (None, '{"rate": 5}'),
            "m.py": "import json\ntry:\n    with open('local.json') as file:\n"
            "        RATE = json.load(file)['rate']\nexcept FileNotFoundError:\n    RATE = 0",
        },
        "from m import RATE",
        probe="RATE",
    ),
    data(
        "an optional file that is deleted",
        {
            "local.json": ('{"rate": 5}', None),
            "m.py": "import json\ntry:\n    with open('local.json') as file:\n"
            "        RATE = json.load(file)['rate']\nexcept FileNotFoundError:\n    RATE = 0",
        },
        "from m import RATE",
        probe="RATE",
    ),
    data(
        "a new file in a folder whose files are read",
        {
            "conf/a.json": "1",
            "conf/b.json": (None, "2"),
            "m.py": "import pathlib\n"
            "ALL = {p.stem: p.read_text() for p in pathlib.Path('conf').glob('*.json')}",
        },
        "import m",
        probe="sorted(m.ALL.items())",
    ),
)

HOW_SAVED = (
    *(
        data(
            f"a data file saved: {how}",
            {"conf.json": ("1", "2"), "m.py": "import json\nN = json.load(open('conf.json'))"},
            "import m",
            "from m import N",
            save=how,
            probe="m.N, N",
        )
        for how in ("same second", "atomic", "older mtime")
    ),
    Scenario(
        "a touched data file runs nothing",
        "data",
        {"conf.json": "1\n", "m.py": COUNT + "N = open('conf.json').read()\nSTATE = []\n"},
        ("import m", "m.STATE.append(1)"),
        (Edit({"conf.json": ""}, "touch"),),
        "(m.STATE, runs)",
        expected="([1], ['m'])",
        unchanged=True,
    ),
    Scenario(
        "a data file that is broken for a while",
        "data",
        {"conf.json": "1", "m.py": "import json\nN = json.load(open('conf.json'))\n"},
        ("import m", "from m import N"),
        (
            Edit({"conf.json": "{"}, cells=("seen = (m.N, N)",)),
            Edit({"conf.json": "3"}),
        ),
        "(seen, m.N, N)",
        expected="((1, 1), 3, 3)",
    ),
    Scenario(
        "a module that writes a file and reads it back runs once",
        "data",
        {
            "m.py": COUNT
            + "with open('cache.txt', 'w') as file:\n    file.write('x' * len(runs))\n"
            "with open('cache.txt') as file:\n    TEXT = file.read()\n"
        },
        ("import m", "m.TEXT", "m.TEXT"),
        (),
        "(m.TEXT, runs)",
        unchanged=True,
    ),
    Scenario(
        "a file that a cell or a function reads is no module's input",
        "data",
        {
            "conf.json": "1",
            "m.py": COUNT + "STATE = []\n\ndef read():\n    with open('conf.json') as file:\n"
            "        return file.read()\n",
        },
        ("import m", "m.STATE.append(m.read())", "open('conf.json').read()"),
        (Edit({"conf.json": "2"}),),
        "(m.read(), m.STATE, runs)",
        expected="('2', ['1'], ['m'])",
        unchanged=True,
    ),
    data(
        "a data file and the module that reads it, edited together",
        {
            "conf.json": ('{"rate": 1}', '{"rates": [1, 2]}'),
            "m.py": (
                "import json\nRATE = json.load(open('conf.json'))['rate']",
                "import json\nRATE = sum(json.load(open('conf.json'))['rates'])",
            ),
        },
        "from m import RATE",
        probe="RATE",
    ),
    data(
        "a body edit of the helper that read the data",
        {
            "conf.json": "[1, 2]",
            "helper.py": (
                "import json\n\ndef load(path):\n    return json.load(open(path))",
                "import json\n\ndef load(path):\n    return json.load(open(path))[::-1]",
            ),
            "m.py": "from helper import load\nLIST = load('conf.json')",
        },
        "from m import LIST",
        probe="LIST",
    ),
)

ASKED_ABOUT = (
    data(
        "a file that is only asked about, appearing, gone and there again",
        {
            "flag": (None, "on", None, "on"),
            "m.py": "from pathlib import Path\nIS_ON = Path('flag').exists()",
        },
        "from m import IS_ON",
        probe="IS_ON",
    ),
    data(
        "an optional file of the package's that is asked about before it is read",
        {
            "p/__init__.py": "",
            "p/conf/local.json": (None, "[1]", "[2]"),
            "p/m.py": """
                import json
                from pathlib import Path

                FILE = Path(__file__).parent / 'conf' / 'local.json'
                CONF = json.loads(FILE.read_text()) if FILE.is_file() else None
            """,
        },
        "from p.m import CONF",
        probe="CONF",
    ),
    data(
        "a module that asks about its own file: an edited body does not run it",
        {
            "m.py": (
                COUNT + "import os\nHERE = os.path.exists('m.py')\n\ndef f():\n    return 1",
                COUNT + "import os\nHERE = os.path.exists('m.py')\n\ndef f():\n    return 2",
            )
        },
        "import m",
        probe="m.f(), runs",
        expected="(2, ['m'])",
    ),
    data(
        "a file that a module asks about and then writes: it runs once",
        {
            "other.txt": (None, "a", "b"),
            "m.py": COUNT
            + "import os\nN = os.path.getsize('out.log') if os.path.exists('out.log') else 0\n"
            "with open('out.log', 'a') as file:\n    file.write('more')",
        },
        "import m",
        after=("m.N",),
        probe="runs",
        expected="['m']",
        unchanged=True,
    ),
)

SCENARIOS = BY_THE_MODULE + BY_OTHERS + COMING_AND_GOING + HOW_SAVED + ASKED_ABOUT
