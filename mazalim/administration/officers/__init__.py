"""Accounts of officers."""
