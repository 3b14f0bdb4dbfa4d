"""What stands beside the database, as settings.py wants it: replicas that may be read, the cache that machines share."""

from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment

# Seconds, milliseconds. A page that reads a replica which has fallen silent is to be with the primary soon.
_QUICK = {"connect_timeout": 2, "tcp_user_timeout": 3000, "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3}
_CACHES = {"redis": "redis", "valkey": "redis", "rediss": "rediss", "valkeys": "rediss", "unix": "unix"}


def replicas(env: Environment, primary: dict[str, Any], *, is_pooled: bool) -> dict[str, dict[str, Any]]:
    """The replicas of MAZALIM_REPLICA_URLS as DATABASES wants them: replica1, replica2 ...; each like the primary but for its address, and read-only.

    :param primary: the finished entry of the primary.
    :param is_pooled: whether a pooler in transaction mode stands before it, which takes no options of a session.
    :raises ImproperlyConfigured: an address is none of PostgreSQL, or the primary is SQLite.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, url in enumerate(env.text("MAZALIM_REPLICA_URLS").replace(",", " ").split(), start=1):
        if "postgresql" not in primary["ENGINE"]:
            raise ImproperlyConfigured("MAZALIM_REPLICA_URLS needs DATABASE_URL: only PostgreSQL has replicas.")
        try:
            read: dict[str, Any] = dict(dj_database_url.parse(url)) if urlsplit(url).scheme in {"postgresql", "postgres"} else {}
        except (ValueError, KeyError) as error:
            raise _wrong_replica() from error
        if not read.get("NAME"):
            raise _wrong_replica()
        made = deepcopy(primary) | {name: read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        made["OPTIONS"].pop("target_session_attrs", None)  # among several addresses the primary's is asked for the one that takes writes
        made["OPTIONS"] |= {**_QUICK, **read.get("OPTIONS", {})}
        # A pool that goes on trying for minutes would wait longer each time, and miss that the replica is there again.
        made["OPTIONS"]["pool"] = {**primary["OPTIONS"].get("pool", {}), "min_size": 0, "timeout": 1, "reconnect_timeout": 3}
        if not is_pooled:
            made["OPTIONS"].setdefault("options", "-c default_transaction_read_only=on")
        found[f"replica{number}"] = made
    return found


def _wrong_replica() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "MAZALIM_REPLICA_URLS must be addresses of the form postgresql://user:password@host:5432/name, divided by spaces."
    )


def cache_url(env: Environment) -> str:
    """MAZALIM_CACHE_URL as the client wants it, which knows no valkey://; empty where there is none.

    :raises ImproperlyConfigured: it is no address of a cache.
    """
    url = env.text("MAZALIM_CACHE_URL")
    if not url:
        return ""
    address = urlsplit(url)
    try:
        is_whole = bool(address.path.strip("/")) if address.scheme == "unix" else bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        is_whole = False
    if address.scheme not in _CACHES or not is_whole:
        raise ImproperlyConfigured(
            "MAZALIM_CACHE_URL must be of the form redis://:password@host:6379/0, rediss://..., valkey://... or unix:///path."
        )
    return url.replace(address.scheme, _CACHES[address.scheme], 1)
