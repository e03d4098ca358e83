"""What the survival suite knows of one package."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """One package and three IPython cells that put it to work.

    Attributes
    ----------
    name : str
        The module that is imported, as ``sys.modules`` calls it.
    use : str
        Works the package and asserts on its answers. Runs before and after the purge.
    make : str
        Makes objects before the purge, under names that start with ``old``.
    pair : str
        Imports the package after the purge and uses the old objects with it. Asserts something
        that fails where the package's classes exist twice.
    distribution : str
        The distribution that brings it; empty for the standard library.
    needs : tuple of str
        Further distributions that the cells import.
    compiled : bool
        Whether it is tied to compiled code, so that a purge has to leave it whole.
    """

    name: str
    use: str
    make: str
    pair: str
    distribution: str = ""
    needs: tuple[str, ...] = ()
    compiled: bool = False
