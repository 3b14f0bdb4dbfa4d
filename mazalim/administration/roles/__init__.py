"""Roles and memberships: one administrator proposes, another agrees, a day later they begin."""
