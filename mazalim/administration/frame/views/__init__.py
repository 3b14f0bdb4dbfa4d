"""Who comes in, and the overview."""
