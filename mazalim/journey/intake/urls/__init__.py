"""Addresses of the wizard, and of the counter at which officers write for citizens."""
