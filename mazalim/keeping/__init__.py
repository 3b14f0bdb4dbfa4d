"""Keeping the service and what is in it: backups, whether it is ready, what monitors measure. It stands above the rooms and changes nothing in them."""
