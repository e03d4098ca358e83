"""Core modules, and the tests that are to notice a change of each: the fastest first."""

from __future__ import annotations

_ADOPTING = ("adopt_registries", "adopt_instances", "adopt", "redirect", "adopt_classes")

TARGETS: dict[str, tuple[str, ...]] = {
    "undo": ("undo",),
    "counts": ("counts",),
    "select": ("select",),
    "files": ("files", "changes"),
    "purging/baseline": ("baseline",),
    "purging/kept": ("purge_steps",),
    "purging/purge": ("purge_steps",),
    "purging/purger": ("purge_steps",),
    "purging/keep": ("keep_rules",),
    "observing/notes": ("notes",),
    "observing/containers": ("containers", "registrations"),
    "observing/turns": ("turns",),
    "observing/patches": ("patches",),
    "observing/registrations": ("registrations",),
    "observing/lost": ("lost",),
    "observing/ran": ("ran",),
    "observing/states": ("states",),
    "patching/bodies": ("bodies", "patch"),
    "patching/closures": ("closures",),
    "patching/caches": ("caches",),
    "patching/reach": ("reach",),
    "patching/live": ("live", "patch"),
    "patching/patch": ("caches", "patch_doubts", "patch"),
    "refreshing/changes": ("changes", "failures"),
    "refreshing/imports": ("imports",),
    "refreshing/dependants": ("dependants", "dependants_rules"),
    "refreshing/assigned": ("assigned",),
    "refreshing/bindings": ("bindings",),
    "refreshing/cells": ("cells",),
    "adopting/pairs": _ADOPTING,
    "adopting/holders": _ADOPTING,
    "adopting/registries": _ADOPTING,
    "adopting/takeover": _ADOPTING,
    "adopting/instances": _ADOPTING,
}
