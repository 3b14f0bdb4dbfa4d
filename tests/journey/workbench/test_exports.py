"""A list taken out: the same rows as on the screen, in words and dates that people and machines read, and nothing that carries itself out."""

import json
import os
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as product
from django.test import Client
from django.utils import timezone, translation

from mazalim.accounts.models import Role
from mazalim.common.clock import day_of
from mazalim.complaints.models import Complaint, Exclusion, Opening, State
from mazalim.country.queries import calendar
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of
from mazalim.journey.casework import actions as casework
from mazalim.journey.workbench.actions import forget_exports
from mazalim.journey.workbench.models import Export
from mazalim.journey.workbench.rules import as_cell
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import client_of, standing
from tests.journey.workbench.opening import Opened, open_csv, open_workbook

EXPORT, DESK = "/{}/office/desk/export/", "/{}/office/desk/"
STRINGS = Path(product.BASE_DIR) / "tests" / "data" / "naughty_strings" / "blns.json"


@pytest.fixture(autouse=True)
def country(country_in_a_transaction: None, db: None) -> None:
    """Stands in for the fixture of the journey, which commits."""


@pytest.fixture
def lodged() -> list[factories.Case]:
    """Three cases of one desk: one taken up and asked about, one answered late, one new and in Arabic."""
    at = timezone.now() - timedelta(days=3)
    cases = [factories.lodge(at=at + timedelta(hours=place), language=code) for place, code in enumerate(("en", "fr", "ar"))]
    by = standing(factories.officer_for(cases[0]))
    casework.take(complaint_id=cases[0].complaint.pk, by=by, at=at + timedelta(hours=4))
    Complaint.objects.filter(pk=cases[1].complaint.pk).update(
        state=State.ANSWERED, outcome="partly_upheld", answered_at=at + timedelta(hours=9), rating=4, round=2, referrals=1
    )
    return cases


def take_csv(client: Client, query: str = "", language: str = "en", **fields: str) -> Opened:
    answer = client.post(EXPORT.format(language), {"list": query, "form": "csv", **fields})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return open_csv(b"".join(answer.streaming_content))


def take_workbook(client: Client, query: str = "", language: str = "en", **fields: str) -> Opened:
    page = client.post(EXPORT.format(language), {"list": query, "form": "xlsx", **fields})["Location"]
    assert Job.objects.filter(name="workbench.make_workbook", done_at=None).exists()
    work_all(at=timezone.now())
    answer = client.get(f"{page}file/")
    assert answer.status_code == 200
    return open_workbook(b"".join(answer.streaming_content))


@pytest.mark.parametrize("take", [take_csv, take_workbook])
def test_who_takes_subjects_out_has_opened_those_files_and_their_writers_see_it(lodged: list[factories.Case], take) -> None:
    officer = factories.officer_for(lodged[0])
    take(client_of(officer), "view=all")
    assert not Opening.objects.filter(officer=officer).exists()
    take(client_of(officer), "view=all", has_subjects="on")
    opened = set(Opening.objects.filter(officer=officer, role="officer").values_list("complaint", flat=True))
    assert opened
    assert opened <= {case.complaint.pk for case in lodged}


def on_the_list(client: Client, query: str, language: str = "en") -> list[Complaint]:
    return [row.complaint for row in client.get(f"{DESK.format(language)}?{query}").context["listed"].rows]


def days(moment: object) -> object:
    return day_of(moment, calendar().zone) if moment else ""  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "state"), [("en", "State"), ("ar", "الحالة")])
@pytest.mark.parametrize("query", ["view=all", "view=due", "view=all&language=fr", "view=answered"])
def test_both_files_hold_the_rows_of_the_list_in_its_order_and_language(lodged, query, language, state):
    client = client_of(factories.supervisor_for(lodged[0]))
    listed = on_the_list(client, query, language)
    assert listed
    table, book = take_csv(client, query, language), take_workbook(client, query, language)
    assert table.headings == book.headings
    assert state in table.headings
    assert [row[0] for row in table.rows] == [row[0] for row in book.rows] == [one.case_number for one in listed]
    assert book.is_right_to_left is (language == "ar")
    with translation.override(language):
        assert table.column(state) == book.column(state) == [str(one.get_state_display()) for one in listed]
    dates = [place for place, cell in enumerate(book.rows[0]) if isinstance(cell, date)]
    assert [[row[place] for place in dates[:2]] for row in book.rows] == [[days(one.lodged_at), days(one.due_at)] for one in listed]
    for of_table, of_book in zip(table.rows, book.rows, strict=True):
        assert of_table == [cell.isoformat() if isinstance(cell, date) else str(cell) for cell in of_book]
    assert not any("٠" <= sign <= "٩" for row in table.rows for cell in row for sign in str(cell))


def test_an_officer_finds_what_the_list_does_not_show(lodged):
    table = take_workbook(client_of(factories.supervisor_for(lodged[0])), "view=all")
    row = dict(zip(table.headings, next(row for row in table.rows if row[0] == lodged[1].complaint.case_number), strict=True))
    answered = lodged[1].fresh()
    assert row["Public body"] == answered.body.names["en"]
    assert (row["Outcome"], row["Rating"], row["Round"], row["Referrals"]) == ("Partly upheld", 4, 2, 1)
    assert (row["Answered"], row["Closed"], row["Written in"]) == (days(answered.answered_at), "", "French")
    assert row["Lodged by way of"] == "Pages of this service"


def test_the_subject_goes_out_only_where_it_was_asked_for_and_no_name_ever(lodged):
    client = client_of(factories.supervisor_for(lodged[0]))
    assert "Subject" not in take_csv(client).headings
    table = take_csv(client, "view=all", has_subjects="on")
    assert set(table.column("Subject")) == {"A deep hole outside a primary school"}
    assert not {"Zainab", "Karim", "198403271234"} & {str(cell) for row in table.rows for cell in row}
    assert list(Export.objects.order_by("pk").values_list("has_subjects", flat=True)) == [False, True]


def test_no_string_becomes_a_formula_or_breaks_a_file(lodged, monkeypatch):
    monkeypatch.setattr("mazalim.journey.workbench.queries.exports.CHUNK", 50)  # so that the rows come in several pieces
    strings = [text.replace("\0", "")[:200] for text in json.loads(STRINGS.read_text("utf-8"))]
    strings = [text for number, text in enumerate(strings) if number % 8 == 0 or (number % 2 and as_cell(text) != text)]
    strings += [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        '=HYPERLINK("http://x")',
        "http://example.org",
        "=cmd|' /C calc'!A0",
    ]
    model = lodged[0].fresh()
    Complaint.objects.bulk_create(
        Complaint(
            **{
                field.attname: getattr(model, field.attname)
                for field in Complaint._meta.concrete_fields
                if field.attname not in {"id", "case_number", "code_hash", "complainant_ref", "subject", "lodged_at"}
            },
            case_number=f"2026-9{number:06d}",
            code_hash=os.urandom(32),
            complainant_ref=uuid.uuid4(),
            subject=text,
            lodged_at=model.lodged_at,
        )
        for number, text in enumerate(strings)
    )
    client = client_of(factories.supervisor_for(lodged[0]))
    wanted = {f"2026-9{number:06d}": text for number, text in enumerate(strings)}
    table, book = (take(client, "view=all", has_subjects="on") for take in (take_csv, take_workbook))
    found = dict(zip(table.column("Case number"), table.column("Subject"), strict=True))
    assert {number: found[number] for number in wanted} == {number: as_cell(text) for number, text in wanted.items()}
    assert not [text for text in found.values() if str(text)[:1] in set("=+-@\t\r\n")]
    place = book.headings.index("Subject")
    for row, marks in zip(book.rows, book.quoted, strict=True):
        text = wanted.get(str(row[0]))
        if text is not None:
            assert row[place] == text
            assert marks[place] is (as_cell(text) != text)


def test_what_the_officer_may_not_see_is_in_no_file_even_where_it_was_on_the_list(lodged):
    guarded = factories.lodge(at=timezone.now(), against="official", official={"name": "R. S.", "post": "Inspector", "unit": "Roads"})
    foreign = factories.lodge(at=timezone.now(), body="MUN-SUL")
    supervisor = factories.supervisor_for(lodged[0])
    client = client_of(supervisor)
    page = client.post(EXPORT.format("en"), {"list": "view=all", "form": "xlsx"})["Location"]
    Exclusion.objects.create(complaint=lodged[2].complaint, officer=supervisor, why="recused", at=timezone.now())
    work_all(at=timezone.now())
    numbers = set(open_workbook(b"".join(client.get(f"{page}file/").streaming_content)).column("Case number"))
    assert numbers == {lodged[0].complaint.case_number, lodged[1].complaint.case_number}
    assert not numbers & {guarded.complaint.case_number, foreign.complaint.case_number}
    assert set(take_csv(client, "view=all&place=body-1&q=").column("Case number")) == numbers
    Exclusion.objects.create(complaint=lodged[1].complaint, officer=supervisor, why="accused", at=timezone.now())
    assert client.get(f"{page}file/").status_code == 404, "made before, and it holds a case that is closed to the officer now"


def test_a_workbook_is_for_who_asked_alone_as_long_as_they_read_those_desks_and_for_a_day(lodged):
    officer = factories.officer_for(lodged[0])
    client = client_of(officer)
    take_workbook(client)
    export = Export.objects.get()
    pages = [f"/en/office/exports/{export.public_id}/", f"/en/office/exports/{export.public_id}/file/"]
    colleague = client_of(factories.officer_for(lodged[0]))
    assert [colleague.get(page).status_code for page in pages] == [404, 404]
    assert export.file is not None
    assert b"".join(contents_of(export.file)).startswith(b"PK")
    assert forget_exports(at=timezone.now() + timedelta(hours=23)) == 0
    officer.grants.update(ended_at=timezone.now())
    factories.grant(officer=officer, role=Role.OFFICER, desk=factories.body("MUN-SUL").desks.get(kind="general"), at=timezone.now())
    assert [client.get(page).status_code for page in pages] == [200, 404]
    assert forget_exports(at=timezone.now() + timedelta(hours=25)) == 1
    export.refresh_from_db()
    assert (export.file, export.rows, StoredFile.objects.count()) == (None, 2, 0)
    assert client.get(pages[1]).status_code == 404
    assert "not here any more" in client.get(pages[0]).content.decode()


def test_who_took_what_out_is_noted_also_where_the_reader_broke_off(lodged):
    supervisor = factories.supervisor_for(lodged[0])
    client = client_of(supervisor)
    answer = client.post(EXPORT.format("ar"), {"list": "view=all&language=fr&nonsense=1", "form": "csv"})
    lines = iter(answer.streaming_content)
    next(lines)
    for close in answer._resource_closers:  # what a server does when the reader is gone, but for the connection, which the test still needs
        close()
    noted = Export.objects.get()
    assert (noted.officer, noted.form, noted.rows, noted.total) == (supervisor, "csv", 0, 1)
    assert noted.done_at is not None
    assert noted.query == f"place=body-{lodged[0].fresh().body_id}&view=all&language=fr"
    assert noted.described[-1][1] == "الفرنسية"
    auditor = client_of(factories.officer(role=Role.AUDITOR))
    page = auditor.get("/en/office/audit/exports/").content.decode()
    assert supervisor.name in page
    assert lodged[0].complaint.case_number not in page
    assert client.get("/en/office/audit/exports/").status_code == 403


def test_the_page_says_how_far_a_workbook_is(lodged):
    client = client_of(factories.supervisor_for(lodged[0]))
    page = client.post(EXPORT.format("en"), {"list": "view=all", "form": "xlsx"})["Location"]
    waiting = client.get(page).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert 'hx-trigger="every 1s"' in waiting
    Export.objects.update(rows=1200, total=30_000)
    assert "1,200 of 30,000 rows" in client.get(page).content.decode()
    Job.objects.filter(name="workbench.make_workbook").update(attempts=3)
    work_all(at=timezone.now())
    failed = client.get(page).content.decode()
    assert "could not be made" in failed
    assert "hx-trigger" not in failed


def test_a_list_without_end_is_taken_out_only_so_often(lodged, settings):
    settings.MAZALIM_LIMITS = {**product.MAZALIM_LIMITS, "exports_per_officer": (1, 3600)}
    client = client_of(factories.supervisor_for(lodged[0]))
    take_csv(client)
    refused = client.post(EXPORT.format("en"), {"form": "csv"})
    assert refused.status_code == 429
    assert Export.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_reads_no_case_takes_none_out(role):
    client = client_of(factories.officer(role=role))
    assert {client.get(EXPORT.format("en")).status_code, client.post(EXPORT.format("en"), {"form": "csv"}).status_code} == {404}
    assert not Export.objects.exists()


def test_the_number_of_queries_is_the_same_for_any_number_of_rows(lodged, django_assert_max_num_queries):
    client = client_of(factories.supervisor_for(lodged[0]))
    take_csv(client)
    spent = []
    for query in ("view=all&language=fr", "view=all"):
        with django_assert_max_num_queries(22) as one:
            take_csv(client, query)
        spent.append(len(one))
    assert spent[0] == spent[1]
