"""What becomes of the cases of a body or desk that is closed."""
