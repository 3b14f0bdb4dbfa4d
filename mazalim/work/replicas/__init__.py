"""Copies of the database that follow it: which pages may read one, whether it is fit to be read, and that nobody misses what they wrote.

A replica may be some seconds behind. It finds, sorts and counts; nothing is decided by what it says, and nothing is written to it.
"""

from mazalim.work.replicas.reading import Reading, from_replica, on_primary, replica_read

__all__ = ["Reading", "from_replica", "on_primary", "replica_read"]
