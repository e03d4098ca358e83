"""Refreshes on real clusters, all on the loopback address."""
