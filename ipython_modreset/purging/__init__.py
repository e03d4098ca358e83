"""Out of the import system, and back: which modules go, which stay, and why."""
