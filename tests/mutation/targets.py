"""Core modules, and the tests that are to notice a change of each: the fastest first."""

from __future__ import annotations

TARGETS: dict[str, tuple[str, ...]] = {
    "undo": ("undo",),
    "select": ("select",),
    "files": ("files", "changes"),
    "purging/baseline": ("baseline",),
    "purging/kept": ("purge_steps",),
    "purging/purge": ("purge_steps",),
    "purging/purger": ("purge_steps",),
    "purging/keep": ("keep_rules",),
    "observing/notes": ("notes",),
    "refreshing/changes": ("changes", "failures"),
    "refreshing/imports": ("imports",),
    "refreshing/dependants": ("dependants", "dependants_rules"),
}
