"""Puts the country's policy at hand for the request, with its month names, digits and time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mazalim.country.queries import NoProfile, policy_at
from mazalim.web import formats


class CountryMiddleware:
    """Sets `request.country` and how dates and numbers are written. Costs no query while the policy is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            policy = policy_at(timezone.now())
        except NoProfile:
            return HttpResponse("No country profile is loaded: run `manage.py load_profile NAME`.", "text/plain", status=503)
        request.country = policy  # type: ignore[attr-defined]  # an attribute of our own
        formats.use(policy.locales, policy.zone, languages=policy.languages, fallback=policy.fallback)
        return self.get_response(request)
