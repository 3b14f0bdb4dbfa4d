"""What every template may ask about the country."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def country(request: HttpRequest) -> dict[str, Any]:
    """`country` is the policy in force; `is_demo` and `is_plain_http` put a visible line on every page."""
    return {
        "country": getattr(request, "country", None),
        "is_demo": settings.MAZALIM_DEMO,
        "is_plain_http": settings.PLAIN_HTTP,
    }
