"""Compiled modules, and packages that look as if an installer had put them there."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

from tests.shells import write

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")

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
    if (module) PyModule_AddIntConstant(module, "answer", 42);
    return module;
}
"""


def compiled(folder: Path, name: str) -> Path:
    """Build an extension module; its ``answer`` is 42, and it cannot be loaded twice."""
    source = write(folder, f"{name}.c", SOURCE.replace("NAME", name))
    built = folder / f"{name}{SUFFIX}"
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")
    if not shutil.which(compiler[0]):
        compiler = ["cc"]
    include = sysconfig.get_path("include")
    command = [*compiler, "-shared", "-fPIC", f"-I{include}", str(source), "-o", str(built)]
    subprocess.run(command, check=True, capture_output=True)
    source.unlink()
    return built


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
