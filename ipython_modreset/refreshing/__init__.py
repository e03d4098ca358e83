"""What changed on disk, who must run again because of that, and the transaction around it."""
