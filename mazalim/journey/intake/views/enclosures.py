"""Photos and papers: several at once, listed with their size, each removable; all of it without a script."""

import logging
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.evidence.actions import TooLarge, clean_name
from mazalim.evidence.forms import TOO_MANY_PIXELS
from mazalim.evidence.kinds import TooManyPixels, WrongKind
from mazalim.journey.intake import actions
from mazalim.journey.intake.queries import enclosures_of
from mazalim.journey.intake.views.asking import Here, on_page, show
from mazalim.web import formats
from mazalim.web.templatetags.fields import SummaryLine
from mazalim.web.views import personal
from mazalim.work.views import done_once

logger = logging.getLogger(__name__)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@done_once
@on_page("enclosures")
def enclosures(request: HttpRequest, here: Here) -> HttpResponse:
    """Every button sends the chosen files along, so none is lost by pressing another one."""
    faults: list[str] = []
    if request.method == "POST":
        if wanted := request.POST.get("remove"):
            _remove(here, wanted)
        faults = [fault for file in request.FILES.getlist("files") if (fault := _add(here, file))]
        if not faults and ("add" in request.POST or wanted):
            return redirect(request.get_full_path())
        if not faults:
            here = here.write({})
            return redirect("intake:later" if "later" in request.POST and not here.draft.is_for_other else here.onward)
    files = enclosures_of(here.draft)
    limits = here.walk.policy.limits
    room = limits.enclosures - len(files)
    context: dict[str, Any] = {
        "files": files,
        "faults": [SummaryLine(fault, "id_files" if room else "") for fault in faults],
        "limits": limits,
        "most_bytes": limits.enclosure_bytes,
        "room": room,
    }
    return show(request, here, template="intake/matter/enclosures.html", **context)


def _remove(here: Here, wanted: str) -> None:
    try:
        ident = uuid.UUID(wanted)
    except ValueError:
        return
    actions.remove_enclosure(draft_id=here.draft.pk, token=here.token, file_id=ident, at=here.at)


def _add(here: Here, file: UploadedFile) -> str:
    """Keep one file; returns what is wrong with it, in words, or nothing."""
    words = {"name": clean_name(file.name or "") or _("File"), "size": formats.filesize(here.walk.policy.limits.enclosure_bytes)}
    try:
        actions.add_enclosure(draft_id=here.draft.pk, token=here.token, name=file.name or "", file=file.file, at=here.at)  # type: ignore[arg-type]
    except TooLarge:
        return _("“%(name)s” is empty or larger than %(size)s") % words
    except TooManyPixels:
        return TOO_MANY_PIXELS % words
    except WrongKind:
        return _("“%(name)s” is of a kind that we cannot accept, or it is not what its name says") % words
    except actions.TooManyEnclosures:
        most = formats.count(here.walk.policy.limits.enclosures)
        return _("“%(name)s” was left out: a letter takes up to %(most)s files") % (words | {"most": most})
    except OSError:
        logger.exception("An enclosure could not be stored.")
        return _("“%(name)s” could not be kept just now. Try again in a few minutes, or go on without it") % words
    return ""
