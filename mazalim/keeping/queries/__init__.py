"""Reads for backups, readiness and measures."""
