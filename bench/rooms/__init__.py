"""Single rooms of the house measured alone: what they count, find and search, on generated cases."""
