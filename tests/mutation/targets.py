"""Core modules, and the tests that are to notice a change of each: the fastest first."""

from __future__ import annotations

TARGETS: dict[str, tuple[str, ...]] = {
    "undo": ("undo",),
    "select": ("select",),
    "files": ("files", "changes"),
    "purging/baseline": ("baseline",),
    "purging/kept": ("purge", "hook"),
    "purging/purge": ("purge",),
    "purging/purger": ("purge", "hook"),
    "purging/keep": ("keep", "purge", "ignore_baseline", "host"),
    "observing/notes": ("notes",),
    "refreshing/changes": ("changes", "failures"),
    "refreshing/imports": ("imports",),
    "refreshing/dependants": ("dependants", "dependants_rules"),
}
