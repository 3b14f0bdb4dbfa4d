"""A body that every operation of the machine's door takes, made from its own description: so that a refusal is never for the shape."""

from functools import cache
from typing import Any

from mazalim.api.contract import shown_document
from mazalim.complaints.access.addresses import Address

_PLAIN = {"string": "some words that say something", "integer": 1, "number": 1, "boolean": False, "object": {}}


def body_of(address: Address) -> Any:
    """What a POST to this operation may send."""
    path = address.key.replace("<", "{").replace(">", "}")
    operation = _document()["paths"].get(path, {}).get("post", {})
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _sample(schema) if schema else {}


@cache
def _document() -> dict[str, Any]:
    return shown_document()


def _sample(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    if schema.get("examples"):
        return schema["examples"][0]
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        return _sample(one)
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_sample(schema["items"])]
    if schema.get("properties"):
        return {name: _sample(part) for name, part in schema["properties"].items() if name in schema.get("required", ())}
    return _PLAIN.get(schema.get("type", "string"))
