"""Whether the tests notice when the core does something else than it should."""
