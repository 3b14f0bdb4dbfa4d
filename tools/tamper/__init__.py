"""Tampers with the database as somebody would who may write it, and counts what `manage.py verify` finds."""
