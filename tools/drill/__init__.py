"""Kills what runs, takes away what it leans on, and counts what is left: `make drill`."""
