"""Answers for machines that watch: is it ready, and what does it measure."""

import hmac
import os
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mazalim.keeping.queries.readiness import is_ready, parts


def _is_monitor(request: HttpRequest) -> bool:
    """Whoever holds the token; or, where the setting says so, whoever asks from this machine itself and not through a proxy."""
    token = settings.MAZALIM_METRICS_TOKEN
    if token and hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    if not settings.MAZALIM_METRICS_LOCAL or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 while people can be served, else 503. A monitor reads part by part why; everybody else reads one word."""
    found = parts(at=timezone.now())
    status = 200 if is_ready(found) else 503
    said = "ready" if status == 200 else "not ready"
    shown = found if _is_monitor(request) else []
    if request.accepts("text/plain") and not request.headers.get("Accept", "").startswith("application/json"):
        lines = [said, *(f"{part.name}: {part.state}. {part.words}" for part in shown)]
        return HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8")
    told = {part.name: {"state": part.state, "words": part.words} for part in shown}
    return JsonResponse({"ready": status == 200, **({"parts": told} if shown else {})}, status=status)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text; 404 for whoever may not, and where it is not switched on."""
    if not _is_monitor(request):
        raise Http404
    # Loaded here: most installations never ask for it.
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST
    from prometheus_client.multiprocess import MultiProcessCollector

    from mazalim.keeping.queries.measures import Kept

    registry = CollectorRegistry()
    registry.register(Kept(timezone.now()))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
