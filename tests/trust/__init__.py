"""Whether the session can be trusted: threads, interrupts, a file system that fails."""
