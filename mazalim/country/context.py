"""What every template may ask about the country."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mazalim.country.queries import banners_at


def country(request: HttpRequest) -> dict[str, Any]:
    """`country` is the policy in force; none where no profile is loaded. `banners` are the lines of today on top of public pages."""
    policy = getattr(request, "country", None)
    return {"country": policy, "banners": banners_at(timezone.now()) if policy else []}
