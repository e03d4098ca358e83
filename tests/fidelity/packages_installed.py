"""Code reached through links and installations.

The installations go into a virtual environment of the scenario's own, whose site directory the
session adds to its path, so that the environment that runs the tests is left alone.
"""

from __future__ import annotations

from tests.fidelity.counting import COUNT
from tests.fidelity.scenario import Edit, Scenario

ADD_SITE = (
    "import glob, site\n"
    "site.addsitedir(glob.glob('env/[lL]ib/**/site-packages', recursive=True)[0])\n"
)

MAKE_ENV = """
import os, subprocess, sys, venv
venv.create('env', with_pip=False)

def pip(*words):
    command = [sys.executable, '-m', 'pip', '--disable-pip-version-check', *words]
    subprocess.run(command, check=True)

def install(wheel):
    pip('--python', 'env', 'install', '--upgrade', '--no-index', '--no-deps', wheel)
"""

BUILD_WHEELS = """
for version in ('1', '2'):
    pip('wheel', '--no-build-isolation', '--no-deps', '--no-index', '-w', 'wheels', './v' + version)
install('wheels/parcel-1-py3-none-any.whl')
"""


def _upgrade_to(version: str) -> str:
    return (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'pip', '--disable-pip-version-check',"
        " '--python', 'env', 'install', '--upgrade', '--no-index', '--no-deps',"
        f" 'wheels/parcel-{version}-py3-none-any.whl'], check=True)\n"
    )


def _parcel(version: str, files: dict[str, str]) -> dict[str, str]:
    """The source tree of one version of a package to install."""
    project = (
        "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n"
        f"[project]\nname = 'parcel'\nversion = '{version}'\nrequires-python = '>=3'\n"
    )
    tree = {f"v{version}/parcel/{name}": text for name, text in files.items()}
    return {f"v{version}/pyproject.toml": project, **tree}


def _editable(backend: str) -> str:
    """Install the folder ``checkout`` as the build backend's editable wheel."""
    return (
        MAKE_ENV + "os.makedirs('wheels')\nos.chdir('checkout')\n"
        f"from {backend} import build_editable\n"
        "wheel = build_editable('../wheels')\nos.chdir('..')\ninstall('wheels/' + wheel)\n"
    )


SETUPTOOLS = (
    "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"
    "[project]\nname = 'lib'\nversion = '1'\n"
)
HATCHLING = (
    "[build-system]\nrequires = ['hatchling', 'editables']\nbuild-backend = 'hatchling.build'\n"
    "[project]\nname = 'lib'\nversion = '1'\n"
    "[tool.hatch.build.targets.wheel]\npackages = ['lib']\n"
    "[tool.hatch.build]\ndev-mode-exact = true\n"
)

EDITABLE = (
    Scenario(
        "an editable install by a .pth file",
        "packages",
        {
            "checkout/pyproject.toml": SETUPTOOLS,
            "checkout/src/lib/__init__.py": "from .core import X, f\n",
            "checkout/src/lib/core.py": "X = 1\n\ndef f():\n    return X\n",
        },
        (ADD_SITE, "import lib", "from lib import X, f"),
        (Edit({"checkout/src/lib/core.py": "X = 2\n\ndef f():\n    return X * 10\n"}),),
        "(lib.X, X, f(), lib.core.X)",
        prepare=_editable("setuptools.build_meta"),
    ),
    Scenario(
        "an editable install by a finder, a dependant in the notebook's folder",
        "packages",
        {
            "checkout/pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = ['lib']\n",
            "checkout/lib/__init__.py": "from .core import C\n",
            "checkout/lib/core.py": "class C:\n    n = 1\n",
            "user.py": "from lib import C\n\nclass D(C):\n    pass\n",
        },
        (ADD_SITE, "import lib", "from user import D", "d = D()"),
        (
            Edit(
                {
                    "checkout/lib/core.py": "class C:\n    n = 2\n\n"
                    "    def f(self):\n        return -1\n"
                }
            ),
        ),
        "(d.n, d.f(), isinstance(d, lib.C), lib.C.n)",
        prepare=_editable("setuptools.build_meta"),
    ),
    Scenario(
        "a new submodule in an editable install by a finder",
        "packages",
        {
            "checkout/pyproject.toml": SETUPTOOLS + "[tool.setuptools]\npackages = ['lib']\n",
            "checkout/lib/__init__.py": "N = 1\n",
        },
        (ADD_SITE, "import lib", "from lib import N"),
        (
            Edit(
                {
                    "checkout/lib/new.py": "N = 2\n",
                    "checkout/lib/__init__.py": "from .new import N\n",
                }
            ),
            Edit({"checkout/lib/new.py": "N = 3\n"}, save="same second"),
        ),
        "(N, lib.N, lib.new.N)",
        prepare=_editable("setuptools.build_meta"),
    ),
    Scenario(
        "an editable install that maps each package exactly",
        "packages",
        {
            "checkout/pyproject.toml": HATCHLING,
            "checkout/lib/__init__.py": "from lib.core import f\n",
            "checkout/lib/core.py": "def f(n=1):\n    return n\n",
        },
        (ADD_SITE, "from lib import f", "import lib.core as core"),
        (Edit({"checkout/lib/core.py": "def f(n=2):\n    return n + 1\n"}),),
        "(f(), core.f())",
        prepare=_editable("hatchling.build"),
    ),
)

UPGRADES = (
    Scenario(
        "pip install --upgrade of a pure-Python package",
        "packages",
        {
            **_parcel("1", {"__init__.py": "from .a import X\nVERSION = 1\n", "a.py": "X = 1\n"}),
            **_parcel("2", {"__init__.py": "from .a import X\nVERSION = 2\n", "a.py": "X = 20\n"}),
            "user.py": "import parcel\nUSED = parcel.X + 1\n",
        },
        (ADD_SITE, "import parcel, user", "from parcel import X"),
        (Edit({}, run=_upgrade_to("2")),),
        "(parcel.VERSION, parcel.X, X, user.USED)",
        prepare=MAKE_ENV + BUILD_WHEELS,
    ),
    Scenario(
        "pip install --upgrade to a version with other files",
        "packages",
        {
            **_parcel(
                "1", {"__init__.py": "from .old import C\n", "old.py": "class C:\n    n = 1\n"}
            ),
            **_parcel(
                "2", {"__init__.py": "from .new import C\n", "new.py": "class C:\n    n = 2\n"}
            ),
        },
        (ADD_SITE, "from parcel import C", "c = C()", "import parcel"),
        (Edit({}, run=_upgrade_to("2")),),
        "(C.n, c.n, C.__module__, isinstance(c, parcel.C), hasattr(parcel, 'old'))",
        prepare=MAKE_ENV + BUILD_WHEELS,
    ),
    Scenario(
        "pip install of an older version, and what the metadata says",
        "packages",
        {
            **_parcel("1", {"__init__.py": "def f():\n    return 'one'\n"}),
            **_parcel("2", {"__init__.py": "def f():\n    return 'two'\n"}),
        },
        (
            ADD_SITE,
            "from importlib.metadata import version\nfrom parcel import f",
            "f(), version('parcel')",
        ),
        (Edit({}, run=_upgrade_to("1").replace("--upgrade", "--force-reinstall")),),
        "(f(), version('parcel'))",
        prepare=MAKE_ENV + BUILD_WHEELS + "install('wheels/parcel-2-py3-none-any.whl')\n",
    ),
    Scenario(
        "an upgrade runs the user's dependants again, and nothing else",
        "packages",
        {
            **_parcel("1", {"__init__.py": COUNT + "X = 1\n"}),
            **_parcel("2", {"__init__.py": COUNT + "X = 2\n"}),
            "user.py": COUNT + "from parcel import X\n",
            "apart.py": COUNT,
        },
        (ADD_SITE, "import user, apart", "from user import X", "runs.clear()"),
        (Edit({}, run=_upgrade_to("2")),),
        "(X, sorted(runs))",
        expected="(2, ['parcel', 'user'])",
        prepare=MAKE_ENV + BUILD_WHEELS,
    ),
)

LINKS = (
    Scenario(
        "a module that is a symbolic link",
        "packages",
        {"real/shared.py": "X = 1\n\ndef f():\n    return X\n", "user.py": "from m import X\n"},
        ("import m, user", "from m import f"),
        (Edit({"real/shared.py": "X = 2\n\ndef f():\n    return X * 10\n"}),),
        "(m.X, f(), user.X)",
        prepare="import os; os.symlink(os.path.join('real', 'shared.py'), 'm.py')",
    ),
    Scenario(
        "a package that is a symbolic link, saved by renaming",
        "packages",
        {"real/p/__init__.py": "from .a import X\n", "real/p/a.py": "X = 1\n"},
        ("import p", "from p import X"),
        (Edit({"real/p/a.py": "X = 2\n"}, save="atomic"),),
        "(p.X, X)",
        prepare="import os; os.symlink(os.path.join('real', 'p'), 'p', target_is_directory=True)",
    ),
    Scenario(
        "a module's link is turned to another file",
        "packages",
        {"one.txt": "X = 1\n", "two.txt": "X = 2\n"},
        ("import m", "from m import X"),
        (Edit({}, run="import os; os.symlink('two.txt', 'new'); os.replace('new', 'm.py')"),),
        "(m.X, X)",
        prepare="import os; os.symlink('one.txt', 'm.py')",
    ),
    Scenario(
        "a release folder's link is turned to another release",
        "packages",
        {
            "releases/1/p/__init__.py": "from .a import X\n",
            "releases/1/p/a.py": "X = 1\n",
            "releases/2/p/__init__.py": "from .a import X\nfrom .b import Y\n",
            "releases/2/p/a.py": "X = 2\n",
            "releases/2/p/b.py": "Y = 2\n",
        },
        ("import sys; sys.path.insert(0, 'current')", "import p", "from p import X"),
        (
            Edit(
                {},
                run="import os; os.symlink(os.path.join('releases', '2'), 'new',"
                " target_is_directory=True); os.replace('new', 'current')",
            ),
        ),
        "(p.X, X, p.Y, p.b.Y)",
        prepare="import os; os.symlink(os.path.join('releases', '1'), 'current',"
        " target_is_directory=True)",
    ),
    Scenario(
        "a package folder is swapped for another by renaming folders",
        "packages",
        {
            "p/__init__.py": "from .a import X\n",
            "p/a.py": "X = 1\n",
            "next/__init__.py": "from .a import X\n",
            "next/a.py": "X = 2\n",
        },
        ("import p", "from p import X"),
        (Edit({}, run="import os; os.rename('p', 'former'); os.rename('next', 'p')"),),
        "(p.X, X)",
    ),
)

SCENARIOS = EDITABLE + UPGRADES + LINKS
