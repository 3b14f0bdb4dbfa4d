"""A client that speaks as an app does: JSON, bearer tokens, no cookies."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import factories
from tests.countries import load_where_emptied

ROOT = "/api/v1"


class App:
    """An app that lodges and follows for people."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def call(self, method: str, path: str, body: Any = None, *, token: str = "", key: str = "", **headers: str) -> Any:
        """The raw answer of one request."""
        headers |= {"Accept-Language": self.language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        sent = {"data": body} if isinstance(body, dict) and any(hasattr(one, "read") for one in body.values()) else None
        if sent is None and body is not None:
            sent = {"data": body if isinstance(body, str | bytes) else json.dumps(body), "content_type": "application/json"}
        client = Client(headers=headers)
        return getattr(client, method.lower())(f"{ROOT}{path}", **(sent or {}))

    def get(self, path: str, **more: str) -> Any:
        """The raw answer of a GET."""
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: str) -> Any:
        """The raw answer of a POST."""
        return self.call("POST", path, body, **more)

    def draft(self, **changes: Any) -> dict[str, Any]:
        """A draft that was taken."""
        answer = self.post("/drafts", words(**changes))
        assert answer.status_code == 201, answer.content
        return answer.json()

    def lodged(self, **changes: Any) -> dict[str, Any]:
        """A complaint that was lodged, with `contact` and a `token` that opens it."""
        begun = self.draft(**changes)
        answer = self.post(f"/drafts/{begun['draft_id']}/lodge", {"verification_code": factories.sent_code()}, token=begun["draft_token"])
        assert answer.status_code == 201, answer.content
        complainant = words(**changes)["complainant"]
        contact = complainant["email"] if words(**changes)["verify_by"] == "email" else complainant["phone"]
        entered = self.post("/tracking", {"complaint_code": answer.json()["complaint_code"], "contact": contact})
        assert entered.status_code == 200, entered.content
        return {**answer.json(), "contact": contact, "token": entered.json()["token"]}


def words(**changes: Any) -> dict[str, Any]:
    """A whole draft as the contract has it; arguments replace fields, and those of `complainant` its fields."""
    where = factories.body()
    person = {
        "given_name": "Zainab",
        "family_name": "Karim",
        "birth_date": "1984-03-27",
        "citizenship": "IQ",
        "identity_number": "1984 0327 1234",
        "email": "Zainab@Example.org",
        "phone": "0750 123 45 67",
    }
    whole = {
        "language": "en",
        "kind": "complaint",
        "body": str(where.pk),
        "category": str(where.categories.get(code=factories.CATEGORY).pk),
        "subject": "A deep hole outside a primary school",
        "description": "For three weeks there has been a hole in front of the gate.\nTwo children fell into it.",
        "points": ["Fill the hole.", "Put a barrier there."],
        "happened_on": "2026-10-20",
        "place": "Kirkuk Road, by the school gate",
        "official": None,
        "identity_mode": "named",
        "complainant": person | changes.pop("complainant", {}),
        "verify_by": "email",
    }
    return whole | changes


def picture(name: str = "hole.png") -> SimpleUploadedFile:
    """A small photograph."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


@pytest.fixture
def country(country_of_the_module: None, db: None) -> None:
    """The Kurdistan profile."""
    load_where_emptied()


@pytest.fixture
def app(country: None) -> App:
    """An app that speaks English."""
    return App()
