"""Old object to new object, everywhere in the process."""
