"""Programs that write themselves: random packages, notebooks and edits against fresh processes."""
