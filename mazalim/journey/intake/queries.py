"""Reads for the wizard's pages. A draft is shown to who holds its token; the directory is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mazalim.common.clock import day_of
from mazalim.common.crypto import blind_indexes, unseal
from mazalim.common.text import normalise, number_in
from mazalim.country.models import QuestionAndAnswer
from mazalim.country.queries import policy_at, questions_matching
from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.directory.queries import (
    BodyRow,
    all_categories,
    bodies_named_like,
    bodies_under,
    body_row,
    categories_of,
    category_known,
    line_above,
)
from mazalim.evidence.queries import name_of
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.rules import code_binding
from mazalim.journey.intake.steps import Walk
from mazalim.journey.routing.queries import NoDesk, destination_of
from mazalim.journey.routing.suggest import Why, suggest_bodies
from mazalim.verification.queries import LivingCode, living_code
from mazalim.web import formats

LONG_LIST = 25  # categories; more than these are offered sector by sector
PAGE = 25  # bodies on one page of the tree
SIGNS_OF_A_WORD = 4
COMMON = 2  # a word that stands in more questions than these says nothing
MOST_SIMILAR = 3
MOST_LISTED = 20  # drafts of one contact


def walk_of(content: Content, *, at: datetime, for_other: bool = False) -> Walk:
    """The way of a draft through the wizard, which an officer may write for a citizen. Costs no query while the directory is kept."""
    policy = policy_at(at)
    category = category_known(content.category)
    category = category if category and category.is_active else None
    return Walk(content, policy, day_of(at, policy.zone), category, for_other)


# --- Bodies ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BodyOption:
    """A body to choose, with the bodies above it and how many stand under it."""

    row: BodyRow
    above: tuple[BodyRow, ...]

    @property
    def key(self) -> str:
        """The value of its radio button."""
        return str(self.row.pk)


@dataclass(frozen=True)
class Branch:
    """A page of the tree: the body whose children are listed (None: the highest ones), the line above, the children, where the next page begins."""

    parent: BodyRow | None
    above: tuple[BodyRow, ...]
    options: tuple[BodyOption, ...]
    next_from: int | None


def option_of(row: BodyRow) -> BodyOption:
    """A body with its line."""
    return BodyOption(row, tuple(line_above(row.pk)))


def line_of(option: BodyOption) -> str:
    """The names of the bodies above, the highest first."""
    return " – ".join(formats.in_language(row.names)[0] for row in option.above)


def bodies_found(words: str) -> list[BodyOption]:
    """Bodies named like the words."""
    return [option_of(row) for row in bodies_named_like(words)]


def branch(parent: int | None, *, start: int = 0) -> Branch | None:
    """A page of the tree; None where there is no such body."""
    row = body_row(parent) if parent else None
    if parent and row is None:
        return None
    children = bodies_under(parent or None)
    shown = tuple(option_of(child) for child in children[start : start + PAGE])
    rest = start + PAGE if len(children) > start + PAGE else None
    return Branch(row, tuple(line_above(row.pk)) if row else (), shown, rest)


def option_named(key: str) -> BodyOption | None:
    """The body of a radio button, whichever list it stood in."""
    number = number_in(key)
    row = body_row(number) if number is not None else None
    return option_of(row) if row else None


def chosen_body(content: Content) -> BodyOption | None:
    """The body of the draft, where it is still there."""
    row = body_row(content.body) if content.body else None
    return option_of(row) if row else None


@dataclass(frozen=True)
class BodyThatMayFit:
    """A body to choose, and what speaks for it."""

    option: BodyOption
    why: Why


def bodies_that_may_fit(content: Content, *, most: int = 3) -> list[BodyThatMayFit]:
    """Bodies that take the chosen category and fit what was written and where it happened."""
    text = f"{content.subject} {content.description} {content.place_text} {content.official.unit}"
    found = suggest_bodies(text=text, language=content.language, place_id=content.place, category_id=content.category, most=4 * most)
    return [BodyThatMayFit(option_of(one.body), one.why) for one in found if one.category.pk == content.category][:most]


# --- Categories and questions ------------------------------------------------------------------------------


def categories_offered(content: Content) -> list[Category]:
    """What may be chosen: the categories of the body, or all where it is unknown."""
    return list(categories_of(content.body) if content.body else all_categories())


@dataclass(frozen=True)
class AnswerShown:
    """One of the category's own questions with its answer."""

    kind: str
    label: Mapping[str, str]
    value: str
    choice: Mapping[str, str]

    @property
    def day(self) -> date | None:
        """The answer to a question for a date."""
        return date.fromisoformat(self.value) if self.kind == "date" else None

    @property
    def number(self) -> int | None:
        """The answer to a question for a number."""
        return int(self.value) if self.kind == "number" else None


def answers_shown(walk: Walk) -> list[AnswerShown]:
    """The answered questions in their order."""
    shown = []
    for question in walk.category.questions if walk.category else []:
        if value := walk.content.answers.get(question["code"]):
            choices = {choice["code"]: choice["label"] for choice in question.get("choices", [])}
            shown.append(AnswerShown(question["kind"], question["label"], value, choices.get(value, {})))
    return shown


def similar_questions(content: Content) -> list[QuestionAndAnswer]:
    """Questions and answers that share a telling word with the subject: one that few questions hold and that its answer takes up again. One query."""
    language = formats.language()
    rows = [(row, normalise(row.question.get(language, ""))) for row in questions_matching()]
    words = {bare for word in normalise(content.subject).split() if len(bare := _without_article(word)) >= SIGNS_OF_A_WORD}
    found: dict[str, QuestionAndAnswer] = {}
    for word in sorted(words):
        fits = [row for row, asked in rows if any(_without_article(one).startswith(word) for one in asked.split())]
        if len(fits) <= COMMON:
            found |= {row.code: row for row in fits if row.search_text.count(word) > 1}
    return list(found.values())[:MOST_SIMILAR]


def _without_article(word: str) -> str:
    return word.removeprefix("و").removeprefix("ال")


# --- The draft ---------------------------------------------------------------------------------------------


def drafts_of(*, channel: str, contact: str, at: datetime) -> QuerySet[Draft]:
    """The drafts that were begun with a contact, by whomever."""
    return Draft.objects.filter(contact_index__in=blind_indexes(contact, of=channel), expires_at__gt=at)


@dataclass(frozen=True)
class DraftListed:
    """One of several drafts to go on with."""

    draft_id: str
    subject: str
    begun_at: datetime


def drafts_listed(*, channel: str, contact: str, at: datetime) -> list[DraftListed]:
    """The drafts of a contact that the caller has proved, the newest first. One query."""
    listed = []
    for draft in drafts_of(channel=channel, contact=contact, at=at).order_by("-created_at")[:MOST_LISTED]:
        content = Content.read(unseal(draft.sealed, place=draft.place))
        listed.append(DraftListed(str(draft.pk), content.subject, draft.created_at))
    return listed


def living_code_of(draft: Draft, content: Content, *, at: datetime) -> LivingCode | None:
    """The code that was sent for this draft to the contact it has now, while it may still be typed. One query."""
    return living_code(binding=code_binding(draft.pk, content), at=at)


@dataclass(frozen=True)
class EnclosureKept:
    """A file of the draft."""

    key: str
    name: str
    size: int  # bytes
    state: str = ""


def enclosures_of(draft: Draft, *, purpose: str = "") -> list[EnclosureKept]:
    """The files in the order in which they came, or the paper of a purpose that was taken at a counter. One query."""
    rows = draft.enclosures.filter(purpose=purpose).select_related("file").order_by("pk")
    return [EnclosureKept(str(row.file_id), name_of(row.file), row.file.size, row.file.state) for row in rows]


@dataclass(frozen=True)
class Reader:
    """Who will read the letter: the names of the body and, where it is not the body's own, of the desk outside."""

    names: Mapping[str, str]
    is_unknown: bool = False
    is_integrity_desk: bool = False


def reader_of(walk: Walk) -> Reader:
    """The desk to which the letter will go as things stand. Four queries at most."""
    content = walk.content
    body = PublicBody.objects.filter(pk=content.body, is_active=True, accepts_complaints=True).first() if content.body else None
    if body is None or walk.category is None:
        return Reader({}, is_unknown=True)
    if content.against != "official" or content.kind == "praise":
        return Reader(body.names)
    try:
        destination = destination_of(body=body, category_id=walk.category.pk, accuses_official=True)
    except NoDesk:
        return Reader({}, is_unknown=True)
    desk = Desk.objects.select_related("body").get(pk=destination.desk_id)
    return Reader(desk.body.names, is_integrity_desk=True)


def place_of(content: Content) -> Place | None:
    """The district with the governorate above it."""
    return Place.objects.select_related("parent").filter(pk=content.place).first() if content.place else None


def sectors_of(categories: Sequence[Category]) -> dict[str, list[Category]]:
    """Categories under their sectors, in the order in which the sectors first come; those of every body come last."""
    found: dict[str, list[Category]] = {}
    for category in categories:
        found.setdefault(category.sector, []).append(category)
    if "any" in found:
        found["any"] = found.pop("any")
    return found


def reasons_to_turn_away(walk: Walk) -> list[str]:
    """The pages (birth_date, citizenship) whose answer says that this person may not complain here."""
    pages = ("birth_date", "citizenship")
    return [step.name for step in walk.steps() if step.name in pages and getattr(walk.content, step.name) and not step.is_filled(walk)]
