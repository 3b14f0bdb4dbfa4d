"""Puts the country's policy at hand for the request, with its month names, digits and time zone; refuses what is larger than the policy allows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mazalim.country.queries import NoProfile, policy_at
from mazalim.web import formats
from mazalim.web.views import too_large


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


class NoLargerThanAllowed:
    """Refuses a form larger than all enclosures together, before the CSRF check reads it: else anybody could fill the disk with one request.

    Operations for machines, which take no CSRF token, know smaller sizes of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """413 by what the request says of its length; a body without a length is never read."""
        if getattr(view, "csrf_exempt", False):  # the machines' door, which has limits of its own
            return None
        limits = request.country.limits  # type: ignore[attr-defined]  # CountryMiddleware's
        most = getattr(view, "most_bytes", limits.enclosures * limits.enclosure_bytes + 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        written = request.META.get("CONTENT_LENGTH") or "0"
        return too_large(request) if written.isdecimal() and int(written[:19]) > most else None
