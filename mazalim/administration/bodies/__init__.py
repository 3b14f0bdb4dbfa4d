"""Public bodies: the tree, names, categories, closing, merging, the table."""
