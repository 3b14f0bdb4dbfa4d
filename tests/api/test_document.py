"""The OpenAPI document says what the door does, and the reference page shows it in four languages."""

import json
import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from mazalim.api.contract import document

CONTRACT = {
    "GET /api/v1/bodies",
    "GET /api/v1/bodies/{body_id}/categories",
    "GET /api/v1/figures",
    "POST /api/v1/drafts",
    "POST /api/v1/drafts/{draft_id}/enclosures",
    "DELETE /api/v1/drafts/{draft_id}/enclosures/{enclosure_id}",
    "POST /api/v1/drafts/{draft_id}/resend",
    "POST /api/v1/drafts/{draft_id}/lodge",
    "POST /api/v1/tracking",
    "GET /api/v1/complaint",
    "POST /api/v1/complaint/messages",
    "POST /api/v1/complaint/enclosures",
    "GET /api/v1/complaint/enclosures/{enclosure_id}",
    "GET /api/v1/complaint/letters/{entry}",
    "GET /api/v1/complaint/receipt",
    "GET /api/v1/complaint/receipt/words",
    "POST /api/v1/receipts/verify",
    "POST /api/v1/complaint/answer",
    "POST /api/v1/complaint/appeal",
    "POST /api/v1/complaint/appeal/withdraw",
    "POST /api/v1/complaint/contest",
    "POST /api/v1/complaint/withdraw",
    "POST /api/v1/complaint/confirm",
    "POST /api/v1/complaint/rating",
    "POST /api/v1/complaint/dispute",
    "POST /api/v1/complaint/reopen",
    "GET /api/v1/office/cases",
    "GET /api/v1/office/cases/{case_number}",
    "GET /api/v1/office/cases/{case_number}/enclosures/{enclosure_id}",
    "POST /api/v1/office/cases/{case_number}/take",
    "POST /api/v1/office/cases/{case_number}/assign",
    "POST /api/v1/office/cases/{case_number}/notes",
    "POST /api/v1/office/cases/{case_number}/ask",
    "POST /api/v1/office/cases/{case_number}/refer",
    "POST /api/v1/office/cases/{case_number}/categorise",
    "POST /api/v1/office/cases/{case_number}/links",
    "POST /api/v1/office/cases/{case_number}/refusal",
    "POST /api/v1/office/cases/{case_number}/refusal/decision",
    "POST /api/v1/office/cases/{case_number}/extension",
    "POST /api/v1/office/cases/{case_number}/extension/decision",
    "POST /api/v1/office/cases/{case_number}/identity",
    "POST /api/v1/office/cases/{case_number}/identity/decision",
    "POST /api/v1/office/cases/{case_number}/pause/decision",
    "POST /api/v1/office/cases/{case_number}/points",
    "POST /api/v1/office/cases/{case_number}/draft",
    "POST /api/v1/office/cases/{case_number}/draft/hand-in",
    "POST /api/v1/office/cases/{case_number}/draft/send",
    "POST /api/v1/office/cases/{case_number}/approval",
    "POST /api/v1/office/cases/{case_number}/approval/send-back",
    "POST /api/v1/office/cases/{case_number}/commitments/{commitment_id}",
    "POST /api/v1/office/cases/{case_number}/links/{other_number}/end",
    "POST /api/v1/office/cases/{case_number}/join",
    "POST /api/v1/office/cases/{case_number}/separate",
    "GET /api/v1/office/cases/{case_number}/official",
    "POST /api/v1/office/cases/{case_number}/official",
    "POST /api/v1/office/cases/{case_number}/release",
    "POST /api/v1/office/cases/{case_number}/recuse",
    "GET /api/v1/office/cases/{case_number}/tasks",
    "POST /api/v1/office/cases/{case_number}/tasks",
    "POST /api/v1/office/cases/{case_number}/tasks/{task_id}",
    "POST /api/v1/office/cases/{case_number}/split",
    "POST /api/v1/office/cases/{case_number}/draft/begin-with-lead",
    "GET /api/v1/office/cases/{case_number}/letters/{entry}",
    "POST /api/v1/office/bulk",
    "POST /api/v1/office/bulk/{bulk_id}/undo",
    "GET /api/v1/office/texts",
    "POST /api/v1/office/texts",
    "POST /api/v1/office/texts/{text_id}",
    "POST /api/v1/office/texts/{text_id}/archive",
    "POST /api/v1/office/cases/{case_number}/appeal/decision",
    "POST /api/v1/office/cases/{case_number}/appeal/statement",
}


@pytest.fixture
def schema(country):
    answer = Client().get("/api/openapi.json")
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_document_holds_the_contract(schema):
    assert schema["openapi"].startswith("3.1")
    assert schema["servers"] == [{"url": "http://127.0.0.1:8000"}]
    assert {name for name, _ in operations(schema)} == CONTRACT
    assert set(schema["components"]["securitySchemes"]) == {"DraftToken", "TrackingToken", "ServiceToken"}


def test_every_operation_is_whole(schema):
    known = {tag["name"] for tag in schema["tags"]}
    ids = [operation["operationId"] for _, operation in operations(schema)]
    assert len(set(ids)) == len(ids)
    for name, operation in operations(schema):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= known, name
        in_path = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", name)), name
        headers = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
        assert ("Idempotency-Key" in headers) == name.startswith("POST"), name
        assert all(response["description"] for response in operation["responses"].values()), name
        refusals = {status: response for status, response in operation["responses"].items() if status >= "400"}
        assert refusals, name
        assert all(set(response["content"]) == {"application/problem+json"} for response in refusals.values()), name
        if name.startswith("POST"):
            assert {"409", "422"} <= set(refusals), name
        assert ("security" in operation) == ("401" in refusals), name
        for scheme in operation.get("security", []):
            assert set(scheme) <= set(schema["components"]["securitySchemes"]), name


def test_every_reference_leads_somewhere(schema):
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema))):
        part = schema
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


def test_the_document_is_the_same_whoever_reads_it(country):
    assert len({Client(headers={"Accept-Language": code}).get("/api/openapi.json").content for code in ("en", "ar", "ckb", "fr")}) == 1
    assert document("https://complaints.example")["servers"] == [{"url": "https://complaints.example"}]


def test_every_address_of_the_door_stands_in_the_document(schema):
    def paths(patterns, before):
        for one in patterns:
            if isinstance(one, URLPattern):
                yield before + str(one.pattern)
            else:
                yield from paths(one.url_patterns, before + str(one.pattern))

    door = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/")
    there = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path) for path in paths(door.url_patterns, "/api/")}
    assert there - {"/api/", "/api/openapi.json", "/api/v1/{rest}"} == set(schema["paths"])


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ckb"])
def test_the_reference_page_shows_every_operation(schema, language):
    answer = Client().get("/api/", {"language": language})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    for name, operation in operations(schema):
        assert f'id="{operation["operationId"]}"' in page
        assert name.split()[1] in page
    assert all(f'id="{code}"' in page for code in ("no_token", "not_now", "wrong_fields", "too_many"))
    assert f'href="?language={language}"' in page


def test_the_reference_page_opens_in_the_language_of_the_browser(country):
    assert '<html lang="ckb"' in Client(headers={"Accept-Language": "ckb"}).get("/api/").content.decode()


def test_the_types_of_problems_lead_to_the_page(country):
    kind = Client().get("/api/v1/nothing").json()["type"]
    assert kind == "http://127.0.0.1:8000/api/#nothing_here"
    assert 'id="nothing_here"' in Client().get("/api/").content.decode()
