"""Policies of signing in."""
