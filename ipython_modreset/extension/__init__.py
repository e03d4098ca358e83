"""The IPython side: magics, settings, the hook before each cell, and what the shell shows."""
