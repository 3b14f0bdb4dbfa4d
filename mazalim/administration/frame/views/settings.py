"""What may be configured."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mazalim.administration.frame.views.door import administrators_only


@administrators_only
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """The subjects that may be configured without code."""
    return render(request, "administration/settings/settings.html")
