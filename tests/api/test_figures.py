"""The figures of the API are those of the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.figures.actions import advance
from tests import factories
from tests.api.conftest import App
from tests.journey.statistics.conftest import set_smallest_cell


@pytest.mark.django_db
def test_before_anything_is_counted_there_are_no_numbers(app: App):
    found = app.get("/figures").json()
    assert (found["counted_at"], found["months"], found["bodies"]) == (None, [], [])


@pytest.mark.django_db(transaction=True)
def test_the_figures_count_what_was_lodged_and_hide_what_is_small(app: App):
    app.lodged()
    app.lodged(complainant={"email": "other@example.org"})
    advance(at=timezone.now())
    found = app.get("/figures").json()
    assert found["counted_at"]
    assert (found["lodged"], found["open"]) == (None, None)
    assert all(body["lodged"] is None for body in found["bodies"])
    set_smallest_cell(1)
    found = app.get("/figures").json()
    assert (found["lodged"], found["answered"], found["open"]) == (2, 0, 2)
    assert [(body["code"], body["lodged"]) for body in found["bodies"]] == [(factories.BODY, 2)]
    assert sum(month["lodged"] or 0 for month in found["months"]) == 2
    with CaptureQueriesContext(connection) as asked:
        answer = app.get("/figures")
        queries = len(asked)
    assert queries <= 3, "Figures are kept until they change."
    assert answer["Cache-Control"] == "public, max-age=60"
