"""How a complainant comes in, in tests, and how two pages are compared."""

import re

from django.test import Client
from django.urls import reverse

from mazalim.web import traps
from tests.factories import Case

TOKEN = re.compile(rf'(name="(?:csrfmiddlewaretoken|{traps.STAMP})" value=")[^"]+')


def enter(case: Case, *, client: Client | None = None) -> Client:
    """A browser with the file open."""
    client = client or Client()
    answer = client.post(reverse("tracking:enter"), {"code": case.code, "contact": case.contact})
    assert answer.status_code == 302, answer.content.decode()
    return client


def page(client: Client, name: str, *args: object) -> str:
    """The text of a page that must be there."""
    answer = client.get(reverse(f"tracking:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str, *typed: str) -> str:
    """The page without what differs each time: the token of the form, the moment it was drawn, and what was typed."""
    html = TOKEN.sub(r"\1", html)
    for text in typed:
        html = html.replace(text, "…")
    return html
