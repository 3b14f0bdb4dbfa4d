"""Configuration without code: administrators look after bodies, desks and officers, and read no case."""
