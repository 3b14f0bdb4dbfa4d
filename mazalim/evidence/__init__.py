"""Stored files: looked at, cleaned for readers, the original sealed. It knows no officer and no case."""
