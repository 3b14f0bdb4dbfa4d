"""Public holidays by year."""
