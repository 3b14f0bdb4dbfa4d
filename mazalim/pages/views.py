"""The pages for everybody: home, how it works, questions and answers, and the long texts of the profile."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.country.models import PageText
from mazalim.country.queries import page_text, questions_matching
from mazalim.journey.statistics.queries import last_month_strip
from mazalim.pages.forms import QuestionsForm
from mazalim.pages.queries import by_theme
from mazalim.web.views import packed
from mazalim.work.views import may_read_replica


@login_not_required
@require_safe
@packed
@may_read_replica
def home(request: HttpRequest) -> HttpResponse:
    """The four doors, what is promised, and how last month went."""
    return render(request, "pages/home.html", {"last_month": last_month_strip(at=timezone.now())})


@login_not_required
@require_safe
@packed
@may_read_replica
def how(request: HttpRequest) -> HttpResponse:
    """The way of a complaint, with the times of the policy in force."""
    return render(request, "pages/how.html", {"text": _text("how")})


@login_not_required
@require_safe
@packed
@may_read_replica
def questions(request: HttpRequest) -> HttpResponse:
    """Questions and answers by theme and words, in whichever language the words are."""
    form = QuestionsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": request.GET.get("q", "")[:100], "theme": ""}
    rows = questions_matching(asked["q"], theme=asked["theme"])
    is_narrowed = bool(asked["q"].strip() or asked["theme"])
    context = {"form": QuestionsForm(initial=asked), "themes": by_theme(rows), "total": len(rows), "is_narrowed": is_narrowed}
    return render(request, "pages/questions.html", context)


@login_not_required
@require_safe
@packed
@may_read_replica
def long_text(request: HttpRequest, code: str) -> HttpResponse:
    """One of the profile's long texts."""
    return render(request, "pages/text.html", {"text": _text(code)})


@login_not_required
@require_safe
@packed
@may_read_replica
def contact(request: HttpRequest) -> HttpResponse:
    """Where help is to be had; the telephone is shown even where the profile has no text."""
    return render(request, "pages/contact.html", {"text": page_text("contact")})


def _text(code: str) -> PageText:
    text = page_text(code)
    if text is None:
        raise Http404(f"The profile has no text {code!r}.")
    return text
