"""Papers taken at a counter: the mandate of who comes for somebody, and the signed form of who has neither e-mail nor phone."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.forms import CANNOT_KEEP_NOW
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import PaperForm, RepresentativeForm
from mazalim.journey.intake.queries import enclosures_of
from mazalim.journey.intake.rules import ON_PAPER
from mazalim.journey.intake.views.asking import Here, language, on_page, posted, show
from mazalim.journey.intake.views.check import answers_of
from mazalim.journey.intake.views.done import to_done
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@require_http_methods(["GET", "POST"])
@on_page("representative")
def representative(request: HttpRequest, here: Here) -> HttpResponse:
    """Name, relation, and the mandate that the desk may look at together with the identity."""
    kept = enclosures_of(here.draft, purpose=actions.MANDATE)
    form = RepresentativeForm(posted(request), request.FILES, walk=here.walk, has_mandate=bool(kept))
    if request.method == "POST" and form.is_valid() and _keep(here, form, "mandate", actions.MANDATE):
        return redirect(here.write(form.changes()).onward)
    return show(request, here, form, template="intake/counter/representative.html", kept=kept)


@personal
@require_http_methods(["GET", "POST"])
@done_once
@on_page("check")
def signed(request: HttpRequest, here: Here) -> HttpResponse:
    """Print, have it signed, scan it: the paper stands where else the code stands, and lodges the complaint."""
    if (answer := _turned_away(here)) is not None:
        return answer
    form = PaperForm(posted(request), request.FILES if request.method == "POST" else None, policy=here.walk.policy)
    if request.method == "POST" and form.is_valid() and _keep(here, form, "signed", actions.SIGNED_FORM):
        try:
            lodged = actions.lodge_once(draft_id=here.draft.pk, token=here.token, at=timezone.now())
        except actions.NotComplete:
            return redirect("intake:go_on")
        return to_done(request, lodged, at=here.at)
    return show(request, here, form, template="intake/counter/signed.html", back=reverse("intake:check"))


@personal
@require_safe
@on_page("check")
def form(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole letter with the declaration and a line for the signature, in the citizen's language, to be printed."""
    if (answer := _turned_away(here)) is not None:
        return answer
    context = {"here": here, "draft": here.draft, "content": here.walk.content, "at": here.at, "reads_in": language()}
    context |= {"back": reverse("intake:signed")}
    with translation.override(here.walk.content.language):
        return render(request, "intake/counter/form.html", context | answers_of(here, enclosures_of(here.draft)))


def _turned_away(here: Here) -> HttpResponse | None:
    """These pages are of officers who write for somebody without e-mail and phone."""
    if not here.draft.is_for_other:
        raise Http404
    content = here.walk.content
    return None if content.is_checked and content.verify_by == ON_PAPER else redirect("intake:check")


def _keep(here: Here, form: Form, name: str, purpose: str) -> bool:
    """Keep the scan of a valid form; False with the fault beside its field. Without a file, the one kept before stays."""
    files: Sequence[UploadedFile] = form.cleaned_data[name]
    for file in files:
        try:
            actions.add_paper(
                draft_id=here.draft.pk, token=here.token, purpose=purpose, name=file.name or "", file=file.file, at=here.at  # type: ignore[arg-type]
            )  # fmt: skip
        except (TooLarge, WrongKind):
            form.add_error(name, _("Only a photo or a PDF can be taken here"))
            return False
        except CannotKeep:
            form.add_error(name, CANNOT_KEEP_NOW)
            return False
    return True
