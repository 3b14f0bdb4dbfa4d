"""The list of cases, one case, its enclosures: what the account of a body's own system may read."""

import uuid
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from mazalim.accounts.api import ServiceToken
from mazalim.common.text import number_in
from mazalim.complaints.access import complaints_shown_to, still_shown
from mazalim.complaints.actions import note_download
from mazalim.complaints.door import OutOfReach, as_attachment, case_opened, case_shown_to, standing_in
from mazalim.complaints.models import Download, State
from mazalim.complaints.queries import case_file, stored_file_shown_to
from mazalim.journey.casework.api import id_in
from mazalim.journey.replies.letters import NoLetter, letter_of, letter_pdf
from mazalim.journey.workbench.api.schemas import CaseList, CaseRead
from mazalim.journey.workbench.api.showing import line, whole
from mazalim.journey.workbench.queries.cases import AT_HAND, case_page
from mazalim.web.paging import Cursor, page_of
from mazalim.web.problems import OUT_OF_REACH, Problem, wrong_field
from mazalim.web.views import paper
from mazalim.work.views import may_read_replica

router = Router(tags=["office"])
bearer = ServiceToken()
SIZE = 100
STATUS_OK = 200


@router.get(
    "/office/cases",
    response=CaseList,
    auth=bearer,
    operation_id="office_cases",
    summary=gettext_noop("Cases"),
    description=gettext_noop("A hundred at once, those that changed longest ago first."),
)
@may_read_replica
def cases(
    request: HttpRequest,
    desk: str = Query("", examples=["12"]),
    state: str = Query("", examples=["with_body"]),
    changed_since: datetime | None = Query(None),  # noqa: B008 - ninja's way
    after: str = "",
) -> CaseList:
    """The cases that lie where the account works, by the moment of their last entry: whoever comes again reads on from there."""
    rows = complaints_shown_to(standing_in(request)).select_related("body", "desk", "category", "officer")
    if desk:
        rows = rows.filter(desk_id=id_in(desk, "desk"))
    if state:
        if state not in State.values:
            raise wrong_field("state", _("There is nothing with this id."))
        rows = rows.filter(state=state)
    if changed_since is not None:
        if changed_since.tzinfo is None:
            raise wrong_field("changed_since", _("This cannot be understood"))
        rows = rows.filter(last_entry_at__gte=changed_since)
    cursor = Cursor.read(after) if after else None
    if after and (cursor is None or not isinstance(cursor.moment, datetime)):
        raise wrong_field("after", _("This cannot be understood"))
    page = page_of(rows, by="last_entry_at", cursor=cursor, size=SIZE)
    return CaseList(cases=[line(one) for one in still_shown(standing_in(request), page.rows)], next=str(page.next) if page.next else None)


@router.get(
    "/office/cases/{case_number}",
    response=CaseRead,
    auth=bearer,
    operation_id="office_case",
    summary=gettext_noop("The case"),
    description=gettext_noop("As its page shows it. The complainant sees that it was opened."),
)
def case(request: HttpRequest, case_number: str) -> CaseRead:
    """One case; the day's first reading is noted as an opening."""
    standing, at = standing_in(request), timezone.now()
    complaint, openings = case_opened(request, case_number, *AT_HAND)
    return whole(standing, case_page(standing, complaint, openings, at=at), at=at)


@router.get(
    "/office/cases/{case_number}/enclosures/{enclosure_id}",
    auth=bearer,
    operation_id="office_download_enclosure",
    summary=gettext_noop("Download an enclosure"),
    description=gettext_noop(
        "As an attachment, once it was examined; images as a copy without metadata. The complainant sees that it was taken."
    ),
)
def download(request: HttpRequest, case_number: str, enclosure_id: str) -> HttpResponseBase:
    """A file of the case."""
    complaint = case_shown_to(request, case_number)
    try:
        public_id = str(uuid.UUID(enclosure_id))
    except ValueError as error:
        raise Http404 from error
    stored = stored_file_shown_to(standing_in(request), complaint, public_id, at=timezone.now())
    if stored is None:
        raise Http404
    try:
        response = as_attachment(stored)
    except OutOfReach as error:
        raise Problem(OUT_OF_REACH, retry_after=60) from error
    note_download(complaint=complaint, public_id=public_id, how=Download.How.TOOK, standing=standing_in(request), at=timezone.now())
    return response


@router.get(
    "/office/cases/{case_number}/letters/{entry}",
    auth=bearer,
    operation_id="office_letter",
    summary=gettext_noop("A letter of the case"),
    description=gettext_noop("As PDF in the complainant's language; “entry” is the number of the entry with which it was sent."),
)
def letter(request: HttpRequest, case_number: str, entry: str) -> HttpResponseBase:
    """One letter, as the complainant gets it."""
    complaint = case_shown_to(request, case_number)
    file, number = case_file(complaint, shown_to=standing_in(request)), number_in(entry) or 0
    try:
        listed = letter_of(file, number)
    except NoLetter as error:
        raise Http404 from error
    response = paper(request, lambda: letter_pdf(file, number), file_name=listed.file_name)
    if response.status_code != STATUS_OK:
        raise Problem(OUT_OF_REACH, retry_after=10)
    return response
