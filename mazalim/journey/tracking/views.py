"""Where a complainant enters the file with code and contact."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Code and contact."""
    return render(request, "tracking/enter.html")
