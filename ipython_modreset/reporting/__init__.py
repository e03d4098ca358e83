"""What happened, as data, as text and as HTML; and the picture of the modules."""
