"""The post of the demonstration: what would have reached a mailbox or a telephone."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.demo.forms import PostForm
from mazalim.demo.models import Letter
from mazalim.demo.queries import post_to
from mazalim.web.views import personal

# A letter is drawn in a frame without scripts, forms or a place of its own; its links open beside it.
ITS_OWN_WORLD = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@login_not_required
@require_safe
@personal
def post(request: HttpRequest) -> HttpResponse:
    """Everything that was sent, newest first; `?to=` narrows it to a recipient."""
    form = PostForm(request.GET)
    form.is_valid()
    to = form.cleaned_data.get("to", "")
    bundle = post_to(to, before=form.cleaned_data.get("before"))
    return render(request, "demo/post.html", {"form": form, "bundle": bundle, "to": to, "now": timezone.now()})


@login_not_required
@require_safe
@csp_update({"frame-src": [SELF]})
@personal
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter or SMS."""
    return render(request, "demo/letter.html", {"letter": get_object_or_404(Letter, pk=pk)})


@login_not_required
@require_safe
@csp(ITS_OWN_WORLD)
@personal
def letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part as a mail program would draw it, for the frame of the letter's page."""
    html = get_object_or_404(Letter, pk=pk).html
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
