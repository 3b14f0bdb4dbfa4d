"""Public bodies as a tree, desks, categories, places."""
