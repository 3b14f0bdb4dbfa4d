"""What every template may ask about the country."""

from typing import Any

from django.http import HttpRequest


def country(request: HttpRequest) -> dict[str, Any]:
    """`country` is the policy in force; none where no profile is loaded."""
    return {"country": getattr(request, "country", None)}
