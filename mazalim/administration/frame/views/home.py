"""The overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.administration.audit.queries import changes, changes_page
from mazalim.administration.frame.queries import attention
from mazalim.administration.frame.views.door import administrators_only


@administrators_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs attention, and what was changed last."""
    newest = changes_page(changes(), cursor=None).rows[:8]
    now = timezone.now()
    return render(request, "administration/frame/home.html", {"attention": attention(at=now), "newest": newest, "now": now})
