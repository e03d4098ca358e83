"""Compiled modules, and packages that look as if an installer had put them there."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.shells import write

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")

# The name of a compiled module of the standard library, which serves where there is no compiler.
CORE = "_queue"
CONTENT = "SimpleQueue"

# It may be loaded once per process, as much compiled code may.
SOURCE = """
#include <Python.h>
static int loaded;
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "NAME", NULL, 0, NULL};
PyMODINIT_FUNC PyInit_NAME(void)
{
    if (loaded++) {
        PyErr_SetString(PyExc_ImportError, "cannot load module more than once per process");
        return NULL;
    }
    PyObject *module = PyModule_Create(&definition);
    if (module) PyModule_AddIntConstant(module, "CONTENT", 42);
    return module;
}
"""


def compiled(folder: Path) -> None:
    """Put an extension module into `folder`: named `CORE`, and `CONTENT` is in it."""
    if build(folder):
        return
    ready = importlib.util.find_spec(CORE)
    if ready is None or not (ready.origin or "").endswith(SUFFIX):
        pytest.skip("no C compiler, and this Python has its compiled modules built in")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(ready.origin), folder)


def build(folder: Path) -> bool:
    """Build one that cannot be loaded twice; tell whether there is a compiler for it."""
    text = SOURCE.replace("NAME", CORE).replace("CONTENT", CONTENT)
    source = write(folder, f"{CORE}.c", text)
    include = sysconfig.get_path("include")
    options = ["-shared", "-fPIC", f"-I{include}", str(source), "-o", f"{folder / CORE}{SUFFIX}"]
    for compiler in (sysconfig.get_config_var("CC"), "cc", "gcc"):
        try:
            subprocess.run(
                [*shlex.split(compiler or "cc"), *options], check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        source.unlink()
        return True
    return False


def installed(
    folder: Path, distribution: str, *packages: str, requires: tuple[str, ...] = ()
) -> Path:
    """Make a folder of installed packages, with their distribution's metadata."""
    site = folder / "site-packages"
    lines = ["Metadata-Version: 2.1", f"Name: {distribution}", "Version: 1.0"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    about = f"site-packages/{distribution.replace('-', '_')}-1.0.dist-info"
    write(folder, f"{about}/METADATA", "\n".join(lines) + "\n")
    write(folder, f"{about}/RECORD", "".join(f"{name}/__init__.py,,\n" for name in packages))
    for name in packages:
        if not (site / name / "__init__.py").exists():
            write(folder, f"site-packages/{name}/__init__.py")
    return site
