"""Pages of public bodies."""
