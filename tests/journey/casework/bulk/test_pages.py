"""The pages of an act on many cases, from the ticks on the list to the undoing."""

import re

import pytest
from django.test import Client

from mazalim.complaints.models import Entry
from tests import factories
from tests.journey.casework.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.supervisor)
    return client


def _ticked(cases, **more):
    return {"case": [case.complaint.case_number for case in cases], **more}


def test_the_pages_lead_from_the_ticks_to_the_undoing(desk, cast, cases):
    page = desk.get("/en/office/desk/", {"tick": "all"}).content.decode()
    assert len(re.findall(r'name="case"[^>]* checked>', page)) == 3
    asked = desk.get("/en/office/bulk/", _ticked(cases, act="assign", list="view=unassigned&tick=all"))
    assert asked.context["back"] == "/en/office/desk/?view=unassigned"
    prepared = desk.post("/en/office/bulk/", _ticked(cases[:2], act="assign", officer=cast.officer.pk, list="view=unassigned"))
    preview = prepared["Location"]
    assert "Assign 2 cases" in desk.get(preview).content.decode()
    assert Entry.objects.filter(kind="assign").count() == 0
    assert desk.post(preview, {"once": "a"})["Location"] == desk.post(preview, {"once": "a"})["Location"] == preview
    done = desk.get(preview).content.decode()
    assert "2 cases are assigned" in done
    assert f"{preview}undo/" in done
    assert preview in desk.get("/en/office/desk/").content.decode()
    desk.post(f"{preview}undo/")
    assert "2 cases are as they were before" in desk.get(preview).content.decode()
    assert preview not in desk.get("/en/office/desk/").content.decode()
    stranger = Client()
    stranger.force_login(cast.officer)
    assert {stranger.get(preview).status_code, stranger.post(preview).status_code, stranger.post(f"{preview}undo/").status_code} == {404}


def test_a_form_with_an_error_keeps_the_ticks_and_what_was_typed(desk, cases):
    numbers = [case.complaint.case_number for case in cases]
    page = desk.post("/en/office/bulk/", {"act": "note", "shown": numbers, "case": numbers[:1], "text": ""})
    assert [(row[0].case_number, row[1]) for row in page.context["rows"]] == [(number, number == numbers[0]) for number in numbers]
    page = desk.post("/en/office/bulk/", {"act": "note", "shown": numbers, "text": "<b>Typed</b>"}).content.decode()
    assert "Tick at least one case" in page
    assert "&lt;b&gt;Typed&lt;/b&gt;" in page


def test_an_act_that_does_not_exist_and_a_list_without_ticks_change_nothing(desk, cases):
    assert desk.get("/en/office/bulk/", _ticked(cases, act="delete")).status_code == 404
    assert desk.get("/en/office/bulk/", {"act": "note"})["Location"] == "/en/office/desk/"
    foreign = factories.lodge(body="MUN-SUL")
    assert desk.get("/en/office/bulk/", _ticked([foreign], act="note", list="place=body-1"))["Location"] == "/en/office/desk/?place=body-1"
    page = desk.get("/en/office/bulk/", _ticked([foreign, *cases], act="note"))
    assert page.context["left_out"] == 1
    assert {row[0].pk for row in page.context["rows"]} == {case.complaint.pk for case in cases}
