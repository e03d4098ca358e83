"""Sessions of every kind, with real parts: an edit arrives, and nothing is broken."""
