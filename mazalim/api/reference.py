"""The OpenAPI document, shaped for the reference page and in the reader's language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from mazalim.web.problems import SORTS, Sort

Schema = dict[str, Any]
DEEPEST = 3
SAID_ABOVE = {"Accept-Language", "Idempotency-Key"}  # of every operation, so the head of the page explains them
_SAMPLES = {"date-time": "2026-11-22T09:00:00Z", "date": "2026-11-22", "binary": "…"}


@dataclass(frozen=True)
class FieldShown:
    """One parameter, or one field of a body, indented by how deep it lies."""

    name: str
    type: str
    is_needed: bool
    says: str
    depth: int = 0


@dataclass(frozen=True)
class OperationShown:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    token: str  # what must be sent as the bearer's token; empty where nothing is asked
    parameters: tuple[FieldShown, ...]
    body: tuple[FieldShown, ...]
    status: str
    answer: tuple[FieldShown, ...]
    is_list: bool
    sample: str
    answer_sample: str
    problems: tuple[Sort, ...]


@dataclass(frozen=True)
class Chapter:
    """The operations of one tag."""

    id: str
    name: str
    says: str
    operations: tuple[OperationShown, ...]


def _words(text: str) -> str:
    return gettext(text) if text else ""


def chapters(document: Schema) -> list[Chapter]:
    """Every operation of the document, tag by tag."""
    found: dict[str, list[OperationShown]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append(_operation(document, path, method, operation))
    return [
        Chapter(tag["name"], _words(tag["x-displayName"]), _words(tag["description"]), tuple(found[tag["name"]]))
        for tag in document["tags"]
        if found[tag["name"]]
    ]


def sorts_shown() -> tuple[Sort, ...]:
    """Every sort of problem, by status."""
    return SORTS


def _operation(document: Schema, path: str, method: str, operation: Schema) -> OperationShown:
    media, body = _content(operation.get("requestBody", {}))
    status = next(status for status in operation["responses"] if status < "300")
    kind, answer = _content(operation["responses"][status])
    token = next((name for names in operation.get("security", []) for name in names), "")
    inner = _resolved(document, answer)
    return OperationShown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=_words(operation["summary"]),
        says=_words(operation.get("description", "")),
        token=_words(document["components"]["securitySchemes"][token]["description"]) if token else "",
        parameters=tuple(_parameter(one) for one in operation["parameters"] if one["name"] not in SAID_ABOVE),
        body=tuple(_fields(document, body)),
        status=status,
        answer=tuple(_fields(document, inner.get("items", inner))),
        is_list=inner.get("type") == "array",
        sample=_request(document, path, method, media, body, has_token=bool(token)),
        answer_sample=_json(_sample(document, answer)) if kind == "application/json" else "",
        problems=tuple(sort for sort in SORTS if str(sort.status) in operation["responses"] and not _is_elsewhere(sort, operation)),
    )


def _content(said: Schema) -> tuple[str, Schema]:
    """Media type and schema of a body; empty where there is none."""
    for media, content in said.get("content", {}).items():
        return str(media), content["schema"]
    return "", {}


def _is_elsewhere(sort: Sort, operation: Schema) -> bool:
    """Whether a sort shares its status with another one that is meant here."""
    has_key = any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
    return sort.code in {"under_way", "key_reused"} and not has_key


def _parameter(parameter: Schema) -> FieldShown:
    return FieldShown(parameter["name"], parameter["in"], parameter["required"], _words(parameter.get("description", "")))


def _resolved(document: Schema, schema: Schema) -> Schema:
    """The schema itself, behind a reference or a choice between it and null."""
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return _resolved(document, found)
    if "anyOf" in schema:
        return _resolved(document, next(one for one in schema["anyOf"] if one.get("type") != "null"))
    return schema


def _type(document: Schema, schema: Schema) -> str:
    inner = _resolved(document, schema)
    name = str(inner.get("format") or inner.get("type", "object"))
    if name == "array":
        return f"{_type(document, inner.get('items', {}))}[]"
    return name


def _fields(document: Schema, schema: Schema, depth: int = 0) -> Iterator[FieldShown]:
    schema = _resolved(document, schema)
    needed = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        inner = _resolved(document, field)
        says = field.get("description", "")
        yield FieldShown(name, _type(document, field), name in needed, _words(says), depth)
        below = _resolved(document, inner.get("items", {})) if inner.get("type") == "array" else inner
        if depth < DEEPEST and "properties" in below and not _is_shown_elsewhere(below, depth):
            yield from _fields(document, below, depth + 1)


def _is_shown_elsewhere(schema: Schema, depth: int) -> bool:
    """A body within an answer is the body of the directory: repeating its fields would only hide the others."""
    return depth > 0 or schema.get("title") == "BodyShown"


def _sample(document: Schema, schema: Schema) -> Any:
    if schema.get("examples"):
        return schema["examples"][0]
    inner = _resolved(document, schema)
    if inner.get("examples"):
        return inner["examples"][0]
    if inner.get("type") == "array":
        return [_sample(document, inner["items"])]
    if "properties" in inner:
        return {
            name: _sample(document, field) for name, field in inner["properties"].items() if "default" not in field or field.get("examples")
        }
    if inner.get("type") == "object":
        return {}
    plain = {"integer": 1, "number": 0.5, "boolean": False}
    return _SAMPLES.get(inner.get("format", ""), plain.get(inner.get("type", ""), "…"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _request(document: Schema, path: str, method: str, media: str, body: Schema, *, has_token: bool) -> str:
    """The request as a curl command."""
    lines = [f"curl -X {method.upper()} {document['servers'][0]['url']}{path}"]
    if has_token:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if method == "post":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if media == "multipart/form-data":
        lines.append("-F file=@photo.jpg")
    elif media:
        lines += ['-H "Content-Type: application/json"', f"-d '{_json(_sample(document, body))}'"]
    return " \\\n  ".join(lines)
