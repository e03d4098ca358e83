"""What was imported, by whom, from which bytes, and what it read and left behind."""
