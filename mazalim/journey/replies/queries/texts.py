"""Standard texts: who reads which, which fit a case, and how they read once filled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from mazalim.accounts.queries import Standing
from mazalim.common.text import normalise
from mazalim.common.words import pick
from mazalim.complaints.models import Complaint, State
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.journey.replies.models import Part, StandardText, StandardTextVersion
from mazalim.journey.replies.rules import PLACEHOLDERS, fill
from mazalim.web import formats
from mazalim.web.paging import ROWS, Cursor, Page, page_of

SAMPLE_CASE = "2026-0001234"


def texts_shown_to(standing: Standing) -> QuerySet[StandardText]:
    """The texts of the bodies that an officer works for or supervises, and those for all bodies."""
    if not standing.works_cases:
        return StandardText.objects.none()
    own = Desk.objects.filter(pk__in=standing.desks).values("body_id")
    return StandardText.objects.filter(Q(body=None) | Q(body_id__in=standing.bodies) | Q(body_id__in=own))


def text_shown_to(standing: Standing, text_id: int) -> StandardText | None:
    """One text that an officer may read."""
    return texts_shown_to(standing).select_related("body", "category").filter(pk=text_id).first()


@dataclass(frozen=True)
class Wanted:
    """What the list of texts is narrowed to; whatever is empty narrows nothing."""

    words: str = ""
    language: str = ""
    part: str = ""
    outcome: str = ""
    category: int | None = None
    is_archived: bool = False


def texts_listed(standing: Standing, wanted: Wanted, *, cursor: Cursor | None, size: int = ROWS) -> Page[StandardText]:
    """A page of the texts that an officer may read, those changed last first. One query."""
    rows = texts_shown_to(standing).filter(is_archived=wanted.is_archived).select_related("body", "category")
    for word in normalise(wanted.words).split():
        rows = rows.filter(found_by__contains=word)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.part:
        rows = rows.filter(part=wanted.part)
    if wanted.outcome:
        rows = rows.filter(outcome__in=["", wanted.outcome])
    if wanted.category:
        rows = rows.filter(Q(category=None) | Q(category_id=wanted.category))
    return page_of(rows, by="changed_at", cursor=cursor, size=size, is_newest_first=True)


def versions_of(text: StandardText) -> QuerySet[StandardTextVersion]:
    """Every version of a text that the caller may read, with who wrote it; the newest first."""
    return text.versions.select_related("written_by", "category").order_by("-number")


def bodies_written_for(standing: Standing) -> list[PublicBody]:
    """The bodies whose texts an officer writes."""
    return list(PublicBody.objects.filter(pk__in=standing.bodies, is_active=True).order_by("path"))


def categories_written_for(standing: Standing) -> QuerySet[Category]:
    """The categories that a text may be for: those of the officer's bodies, for central officers all."""
    rows = Category.objects.filter(is_active=True)
    return rows if standing.is_central else rows.filter(bodies__in=standing.bodies).distinct()


@dataclass(frozen=True)
class Offer:
    """A text that may be taken into a reply."""

    pk: int
    title: str
    outcome: str


@dataclass(frozen=True)
class Offers:
    """The texts for the summary, and those for the reasons of a point."""

    summary: tuple[Offer, ...] = ()
    reason: tuple[Offer, ...] = ()


def texts_for(complaint: Complaint) -> QuerySet[StandardText]:
    """The texts that fit a case by body, category and the complainant's language."""
    fits = Q(body=None) | Q(body_id=complaint.body_id)
    fits &= Q(category=None) | Q(category_id=complaint.category_id)
    return StandardText.objects.filter(fits, language=complaint.language, is_archived=False)


def offers_for(complaint: Complaint) -> Offers:
    """What a reply to a case may be made of. One query."""
    found = texts_for(complaint).order_by("title", "pk").values_list("part", "pk", "title", "outcome")
    rows = [(part, Offer(pk, title, outcome)) for part, pk, title, outcome in found]
    return Offers(tuple(offer for part, offer in rows if part == Part.SUMMARY), tuple(offer for part, offer in rows if part == Part.REASON))


def values_for(complaint: Complaint, *, by: Standing, point: str = "") -> dict[str, str]:
    """What the placeholders stand for in a reply, in the complainant's language."""
    with translation.override(complaint.language):
        return {
            "case_number": complaint.case_number,
            "lodged_date": formats.plain_day(complaint.lodged_at),
            "due_date": formats.plain_day(complaint.due_at) if complaint.due_at else "–",
            "body": pick(complaint.body.names, complaint.language)[0],
            "desk": pick(complaint.desk.names, complaint.language)[0],
            "category": pick(complaint.category.names, complaint.language)[0],
            "officer_role": _role(complaint, by),
            "point": point,
        }


def _role(complaint: Complaint, by: Standing) -> str:
    """As the complainant's own file calls the officer."""
    if complaint.state == State.SCREENING or complaint.desk.kind == Desk.Kind.CENTRAL:
        return gettext("Officer of the central desk")
    return gettext("Officer") if complaint.desk_id in by.desks else gettext("Supervisor")


def text_filled(text: StandardText, complaint: Complaint, *, by: Standing, point: str = "") -> str:
    """The words of a text for a case."""
    return fill(text.words, values_for(complaint, by=by, point=point))


def sample_of(words: str, language: str, *, body: PublicBody | None, category: Category | None, at: datetime) -> str:
    """The words of a text with made-up values, as a complainant would read them."""
    names = {"body": body.names if body else None, "category": category.names if category else None}
    with translation.override(language):
        samples = {
            "case_number": SAMPLE_CASE,
            "lodged_date": formats.plain_day(at - timedelta(days=10)),
            "due_date": formats.plain_day(at + timedelta(days=11)),
            "body": gettext("the municipality"),
            "desk": gettext("the complaints desk"),
            "category": gettext("roads and pavements"),
            "officer_role": gettext("Officer"),
            "point": gettext("Fill the hole in front of the school."),
        }
    samples |= {name: pick(known, language)[0] for name, known in names.items() if known}
    return fill(words, {name: samples[name] for name in PLACEHOLDERS})
