"""Real packages, purged and imported again inside a real IPython shell."""
