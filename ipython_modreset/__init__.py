"""See your edit in the next cell, without restarting the kernel."""
