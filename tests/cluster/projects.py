"""Small projects on disk, and copies of them on the disks of engines that do not share one."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from textwrap import dedent

# Engines outlive a test, and must not meet a name twice.
_numbers = count()


class Project:
    """A folder with modules of names that no other test uses.

    Attributes
    ----------
    folder
        Where it lies.
    names
        Top-level names in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        folder.mkdir(parents=True)

    def name(self, stem: str = "mod") -> str:
        """Return a new top-level name."""
        name = f"{stem}_{next(_numbers)}"
        self.names.append(name)
        return name

    def module(self, source: str, stem: str = "mod") -> str:
        """Write a new top-level module, and return its name."""
        name = self.name(stem)
        self.save(name, source)
        return name

    def save(self, name: str, source: str) -> Path:
        """Save the source of a module; ``p.__init__`` is that of a package."""
        path = self.folder.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source), encoding="utf-8")
        return path

    def copied(self, folder: Path) -> Path:
        """Copy it to the disk of somebody else."""
        shutil.copytree(self.folder, folder)
        return folder
