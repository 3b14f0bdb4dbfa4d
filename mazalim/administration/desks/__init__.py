"""Desks of public bodies."""
