"""Wires the stages' routers into one door, and its OpenAPI document."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_noop, override
from ninja import NinjaAPI, Schema
from ninja.renderers import JSONRenderer
from pydantic import Field

from mazalim.api.errors import handle_all
from mazalim.directory.api import router as directory
from mazalim.journey.appeals.api import office as appeal_desk
from mazalim.journey.appeals.api import router as appeals
from mazalim.journey.casework.api import router as casework
from mazalim.journey.intake.api import router as drafts
from mazalim.journey.replies.api import router as replies
from mazalim.journey.satisfaction.api import router as satisfaction
from mazalim.journey.statistics.api import router as statistics
from mazalim.journey.tracking.api import router as tracking
from mazalim.journey.workbench.api import router as workbench
from mazalim.proof.receipts.api import router as receipts
from mazalim.web.problems import MEDIA_TYPE, SORTS
from mazalim.work.api import HEADER

PREFIX = "/api/v1"
TAGS = {
    "directory": (gettext_noop("Public bodies"), gettext_noop("Whom a complaint can go to, and what it can be about.")),
    "drafts": (gettext_noop("Lodge a complaint"), gettext_noop("Write a draft, prove the contact by the code that is sent to it, lodge.")),
    "complaint": (gettext_noop("Follow a complaint"), gettext_noop("What the complainant may do with code and contact.")),
    "office": (
        gettext_noop("For a public body's own system"),
        gettext_noop("What officers do on their pages, with a key that has their place and their rights."),
    ),
    "figures": (gettext_noop("Figures"), gettext_noop("What the public sees.")),
}
KEY_SAYS = gettext_noop("Best a UUID, new for each new request. Whoever repeats the request with it within a day gets the first answer.")
LANGUAGE_SAYS = gettext_noop("The language of names and of problems.")


class Readable(JSONRenderer):
    """JSON in UTF-8 as it is, not in escapes: half the bytes for names in Arabic script."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str = Field(examples=["complainant.birth_date"])
    detail: str


class ProblemShown(Schema):
    """A problem document, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str = Field(
        default="",
        description=gettext_noop(
            "Of a fault on our side: the number to quote when you ask us. Every answer has it in the header X-Request-ID."
        ),
    )
    errors: list[FieldProblem] = Field(default=[], description=gettext_noop("The fields at fault."))


door = NinjaAPI(
    title="Mazalim",
    version="1.0.0",
    description="Lodge a complaint against a public body, follow it, and read the figures. Bearer tokens only: no cookie is read, no session is kept.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="machines",
    renderer=Readable(),
)
door.add_router("", directory)
door.add_router("/drafts", drafts)
door.add_router("", tracking)
door.add_router("", satisfaction)
door.add_router("", appeals)
door.add_router("", workbench)
door.add_router("", casework)
door.add_router("", replies)
door.add_router("", appeal_desk)
door.add_router("", statistics)
door.add_router("", receipts)
handle_all(door)


@cache
def document(origin: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an installation, in English."""
    schema = json.loads(json.dumps(door.get_openapi_schema(path_prefix=PREFIX.removeprefix("/") + "/"), cls=DjangoJSONEncoder))
    schema["servers"] = [{"url": origin}]
    schema["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    schema["tags"] = [{"name": tag, "x-displayName": name, "description": text} for tag, (name, text) in TAGS.items()]
    _add_problem_schemas(schema["components"]["schemas"])
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return schema


def shown_document() -> dict[str, Any]:
    """The document of this installation."""
    return document(settings.MAZALIM_ORIGIN)


def _add_problem_schemas(schemas: dict[str, Any]) -> None:
    found = ProblemShown.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= found.pop("$defs") | {"Problem": found | {"title": "Problem"}}


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Say what ninja does not know: headers, and the problems that may come in place of the answer."""
    text = {"type": "string"}
    operation["parameters"].append(
        {"in": "header", "name": "Accept-Language", "required": False, "schema": text, "description": LANGUAGE_SAYS, "example": "ar"}
    )
    if method == "post":
        key = {"type": "string", "minLength": 1, "maxLength": 255}
        operation["parameters"].append({"in": "header", "name": HEADER, "required": False, "schema": key, "description": KEY_SAYS})
    if operation["operationId"].endswith("download_enclosure"):
        binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        operation["responses"]["200"] = {"description": "OK", "content": binary}
    if operation["operationId"] == "download_receipt":
        receipt = {
            "application/json": {"schema": {"type": "object"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        }
        operation["responses"]["200"] = {"description": "OK", "content": receipt}
    for status in statuses_of(path, method, operation):
        sorts = [sort for sort in SORTS if sort.status == status]
        operation["responses"][str(status)] = {
            "description": " / ".join(_plain(sort.title) for sort in sorts),
            "headers": {"Retry-After": {"schema": {"type": "integer"}}} if status in {409, 429, 503} else {},
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _plain(words: Any) -> str:
    """Lazy words in English, the language of the document."""
    with override("en"):
        return str(words)


def statuses_of(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    """The statuses of the problems that an operation may answer with."""
    found = {500, 503}
    if operation.get("security"):
        found |= {401}
    if "requestBody" in operation:
        found |= {400, 413, 422}
    if "{" in path.replace("{draft_id}", "") or operation["operationId"] in {"enter", "download_receipt", "download_words"}:
        found |= {404}
    if any(parameter["in"] == "query" for parameter in operation["parameters"]):
        found |= {422}
    if method == "post":
        found |= {409, 422, 429}
    if path.startswith(f"{PREFIX}/office/"):
        found |= {429}
    if operation["operationId"] == "enter":
        found |= {403}
    return sorted(found)
