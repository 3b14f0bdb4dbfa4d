"""Where a request came from, in as many words as a counter needs."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings


def network_in(environ: Mapping[str, Any]) -> str:
    """An IPv4 address, or the /64 that one IPv6 household has.

    Behind a proxy of ours it is the last address of X-Forwarded-For, which that proxy wrote.
    """
    written = environ.get("REMOTE_ADDR", "")
    if settings.MAZALIM_BEHIND_PROXY:
        written = environ.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or written
    try:
        address = ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"{address.exploded[:19]}::/64"
    return str(getattr(address, "ipv4_mapped", None) or address)
