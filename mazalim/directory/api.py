"""Public bodies and what may be complained about at each of them."""

from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from mazalim.common.text import number_in
from mazalim.directory.models import Category
from mazalim.directory.queries import BodyRow, accepting_bodies, bodies_named_like, body_rows, categories_of
from mazalim.web import formats
from mazalim.web.problems import wrong_field

router = Router(tags=["directory"])
MOST_FOUND = 50


class BodyShown(Schema):
    """A public body that accepts complaints."""

    id: str = Field(description=gettext_noop("The id to lodge with."), examples=["17"])
    code: str = Field(examples=["MUN-EBL"])
    name: str = Field(
        description=gettext_noop("The name in the language asked for or, where there is none, in another one."),
        examples=["Erbil Municipality"],
    )
    language: str = Field(description=gettext_noop("The language of the name."), examples=["en"])
    names: dict[str, str] = Field(
        description=gettext_noop("The name in every language that is known."), examples=[{"en": "Erbil Municipality"}]
    )
    kind: str = Field(examples=["municipality"])
    part_of: str = Field(description=gettext_noop("The body above it; empty at the top."))


class Choice(Schema):
    """One answer to choose."""

    code: str
    label: str


class QuestionAsked(Schema):
    """A question that belongs to a category. Answers are sent as `answers` of the draft, by their code."""

    code: str
    kind: str = Field(description=gettext_noop("text, number, date, yes_no or choice."))
    required: bool = Field(description=gettext_noop("Whether the pages for people insist on it; here every answer may be left out."))
    label: str
    hint: str
    choices: list[Choice]


class ResponseTime(Schema):
    """How soon a reasoned answer is promised."""

    days: int
    unit: str = Field(description=gettext_noop("working or calendar."), examples=["calendar"])


class CategoryShown(Schema):
    """What a complaint may be about."""

    id: str = Field(description=gettext_noop("The id to lodge with."), examples=["3"])
    code: str = Field(examples=["road_damage"])
    name: str
    language: str = Field(description=gettext_noop("The language of the name."))
    hint: str
    sector: str
    response_time: ResponseTime
    questions: list[QuestionAsked]


def body_shown(row: BodyRow) -> BodyShown:
    """A body in the current language."""
    name, language = formats.in_language(row.names)
    return BodyShown(
        id=str(row.pk),
        code=row.code,
        name=name,
        language=language,
        names={code: text for code, text in row.names.items() if text},
        kind=row.kind,
        part_of=formats.in_language(row.parent_names)[0],
    )


def _offered(language: str) -> str:
    if not language:
        return formats.language()
    if language not in formats.manner().languages:
        raise wrong_field("language", _("This service does not speak this language."))
    return language


@router.get(
    "/bodies",
    response=list[BodyShown],
    auth=None,
    operation_id="bodies",
    summary=gettext_noop("Find public bodies"),
    description=gettext_noop(
        "All bodies that accept complaints or, with q, those whose name in any language is like the words; typing errors are forgiven."
    ),
)
def bodies(
    request: HttpRequest,
    q: str = Query("", max_length=200, description=gettext_noop("Words of the name.")),
    language: str = Query("", description=gettext_noop("The language of the names; without it that of Accept-Language.")),
) -> list[BodyShown]:
    """Bodies that accept complaints; each has at least one category."""
    open_ids = list(accepting_bodies().values_list("pk", flat=True))
    rows = body_rows(open_ids)
    if q.strip():
        known = set(open_ids)
        rows = [row for row in bodies_named_like(q, most=MOST_FOUND) if row.pk in known]
    with translation.override(_offered(language)):
        return [body_shown(row) for row in rows]


def category_shown(category: Category) -> CategoryShown:
    """A category in the current language."""

    def text(names: dict[str, str] | None) -> str:
        return formats.in_language(names)[0]

    name, language = formats.in_language(category.names)
    return CategoryShown(
        id=str(category.pk),
        code=category.code,
        name=name,
        language=language,
        hint=text(category.hints),
        sector=category.sector,
        response_time=ResponseTime(days=category.response_days, unit=category.response_unit),
        questions=[
            QuestionAsked(
                code=question["code"],
                kind=question["kind"],
                required=bool(question.get("required")),
                label=text(question["label"]),
                hint=text(question.get("hint")),
                choices=[Choice(code=choice["code"], label=text(choice["label"])) for choice in question.get("choices", [])],
            )
            for question in category.questions
        ],
    )


@router.get(
    "/bodies/{body_id}/categories",
    response=list[CategoryShown],
    auth=None,
    operation_id="categories",
    summary=gettext_noop("What may be complained about at a body"),
    description=gettext_noop("The categories of one body, with the promised response time and the questions that belong to each."),
)
def categories(
    request: HttpRequest,
    body_id: str,
    language: str = Query("", description=gettext_noop("The language of the names; without it that of Accept-Language.")),
) -> list[CategoryShown]:
    """The categories of a body that accepts complaints."""
    number = number_in(body_id)
    if number is None or not accepting_bodies().filter(pk=number).exists():
        raise Http404
    with translation.override(_offered(language)):
        return [category_shown(category) for category in categories_of(number)]
