"""All packages of the survival suite, in the order of the table."""

from . import concurrency, numeric, standard_library, system, tables, text, tools, web
from .package import Package

PACKAGES: tuple[Package, ...] = (
    *numeric.PACKAGES,
    *tables.PACKAGES,
    *text.PACKAGES,
    *web.PACKAGES,
    *tools.PACKAGES,
    *concurrency.PACKAGES,
    *standard_library.PACKAGES,
    *system.PACKAGES,
)
