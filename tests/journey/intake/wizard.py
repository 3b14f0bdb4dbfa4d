"""A citizen at the wizard without a script: opens a page, fills in its form, presses a button, and is led on."""

import re
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from mazalim.directory.models import Place
from mazalim.journey.intake.models import Draft
from tests.factories import BODY, CATEGORY, body


def picture(name: str = "hole.png") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (8, 8), "grey").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), "image/png")


def paper(name: str = "letter.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "رسالة".encode(), "text/plain")


class Writer:
    """One browser."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"host": "127.0.0.1"})
        self.language = language

    def url(self, page: str) -> str:
        return f"/{self.language}/complain/{page}"

    def get(self, page: str, **kwargs: Any) -> Any:
        return self.client.get(self.url(page), **kwargs)

    def post(self, page: str, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        return self.client.post(self.url(page), dict(data or {}), **kwargs)

    def answers(self, **changes: Any) -> dict[str, dict[str, Any]]:
        """What to type on every page, by the page's address."""
        category = body().categories.get(code=CATEGORY)
        place = Place.objects.filter(level="district").first()
        questions = {f"q_{question['code']}": {"yes_no": "yes"}.get(question["kind"], "") for question in category.questions}
        return {
            "kind/": {"kind": "complaint", "website": ""},
            "body/": {"body": body(BODY).pk},
            "against/": {"against": "service"},
            "category/": {"category": category.pk},
            "what-happened/": {"subject": "A deep hole by the school", "description": "Two children fell into it.\n\nNobody came."},
            "when-and-where/": {
                "happened_on_day": "20", "happened_on_month": "10", "happened_on_year": "2026",
                "place": place.pk if place else "", "place_text": "Forty Metre Street",
            },
            "questions/": questions,
            "points/": {"point_0": "Fill the hole.", "point_1": "Put up a barrier."},
            "enclosures/": {},
            "name/": {"given_name": "Zainab", "family_name": "Karim"},
            "birth-date/": {"birth_date_day": "27", "birth_date_month": "3", "birth_date_year": "1984"},
            "citizenship/": {"citizenship": "IQ"},
            "identity-number/": {"identity_number": "1984 0327 1234"},
            "contact/": {"email": "Zainab@Example.org", "by": "email"},
            "known/": {"identity_mode": "confidential"},
            **changes,
        }  # fmt: skip

    def write_until(self, last: str, **changes: Any) -> Any:
        """Answer page after page up to and with `last`; returns its answer."""
        answer = None
        for page, data in self.answers(**changes).items():
            answer = self.post(page, data)
            assert answer.status_code == 302, f"{page}: {errors(answer)}"
            if page == last:
                return answer
        return answer

    def write_all(self, **changes: Any) -> Any:
        """Everything up to the page on which it is checked."""
        return self.write_until("known/", **changes)

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(pk=self.client.session["draft"][0])


def text(answer: Any) -> str:
    """The words of a page, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def errors(answer: Any) -> list[str]:
    """What the page says is wrong."""
    return [unescape(found) for found in re.findall(r'<p class="err">(.*?)</p>', answer.content.decode())]
