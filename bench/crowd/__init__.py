"""Crowds at a running installation: what overload, the 25-fold day and the soak have in common."""
