"""The bodies as a table: out, back in, nothing changed; faults by line before anything is done; all or nothing."""

import csv
import io

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mazalim.accounts.queries import standing_of
from mazalim.administration.bodies import actions
from mazalim.administration.bodies.table import difference
from mazalim.administration.models import BodiesTable, Change
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.directory.queries import accepting_bodies, general_desk_names
from tests import factories
from tests.factories import NOON

BODIES = "/en/office/administration/bodies/"


def taken_away(browser):
    return b"".join(browser.get(BODIES + "bodies.csv").streaming_content).decode()


def send(browser, text, **more):
    file = SimpleUploadedFile("bodies.csv", text.encode(), "text/csv")
    return browser.post(BODIES + "table/", {"table": file, **more}, follow=True)


def carried_out(administrator, text, *, closes_missing=False):
    by = standing_of(administrator)
    table = actions.keep_table(by=by, text=text, closes_missing=closes_missing, at=NOON)
    mark = actions.mark_of(difference(text, closes_missing=closes_missing, at=NOON))
    return actions.import_bodies(by=by, table=table, mark=mark, desk_names=general_desk_names(), at=NOON)


def test_the_file_taken_away_changes_nothing_when_it_is_sent_back(office):
    before = list(PublicBody.objects.order_by("pk").values())
    shown = send(office, taken_away(office), closes_missing="on").content.decode()
    assert "the table tells the bodies as they are" in shown
    semicolons = taken_away(office).replace(",", ";", 9)
    assert "yes nor no" in send(office, semicolons).content.decode()
    assert list(PublicBody.objects.order_by("pk").values()) == before


def test_every_fault_is_told_with_its_line_and_nothing_is_changed(office):
    head = "code,parent,kind,sector,accepts,name_en\n"
    bad = head + (
        "A,,ministry,any,yes,First\n"
        "A,,ministry,any,yes,Twice\n"
        ",,ministry,any,yes,No code\n"
        "B,NOWHERE,ministry,any,maybe,Neither\n"
        "C,,ministry,nonsense,yes,\n"
        "D,E,ministry,any,yes,Round\n"
        "E,D,ministry,any,yes,And round\n"
        "F,NOWHERE,ministry,any,no,Orphan\n"
        "no good,,ministry,any,no,Blank\n"
    )
    found = {(fault.line, fault.why) for fault in difference(bad, closes_missing=False, at=NOON).faults}
    assert found == {
        (3, "twice"),
        (4, "no_code"),
        (5, "accepts"),
        (6, "no_name"),
        (7, "circle"),
        (8, "circle"),
        (9, "no_parent"),
        (10, "bad_code"),
    }
    shown = send(office, bad).content.decode()
    assert "8 lines are wrong" in shown
    assert "Change all this" not in shown
    assert not PublicBody.objects.filter(code="A").exists()
    assert "These columns are missing" in send(office, "name\nx\n").content.decode()
    assert "UTF-8" in office.post(BODIES + "table/", {"table": SimpleUploadedFile("t.csv", b"\xff\xfe\x00")}).content.decode()
    assert "no table of this form" in send(office, head + 'A,"x').content.decode()


def test_bodies_are_added_changed_moved_and_closed_in_one_go(office, administrator):
    text = taken_away(office)
    lines = [line for line in text.split("\r\n") if not line.startswith("MUN-DHW,")]
    lines = [line.replace("MUN-KHA,GDM-EBL,", "MUN-KHA,NEW1,") for line in lines]
    lines.insert(1, "NEW2,NEW1,municipality,municipality,yes,Under the new one,,,")
    lines.insert(2, "NEW1,GDM-EBL,directorate,municipality,yes,A new one,,,")
    shown = send(office, "\r\n".join(lines), closes_missing="on")
    told = shown.content.decode()
    assert "Under the new one" in told
    office.post(shown.request["PATH_INFO"], {"mark": "another"})
    assert not PublicBody.objects.filter(code="NEW1").exists()
    mark = told.partition('name="mark" value="')[2][:32]
    office.post(shown.request["PATH_INFO"], {"mark": mark})
    assert PublicBody.objects.get_parent(PublicBody.objects.get(code="MUN-KHA")).code == "NEW1"
    assert PublicBody.objects.get_parent(PublicBody.objects.get(code="NEW2")).code == "NEW1"
    assert not PublicBody.objects.get(code="MUN-DHW").is_active
    assert Desk.objects.filter(body__code__in=["NEW1", "NEW2"], kind="general").count() == 2
    assert accepting_bodies().filter(code="NEW2").exists()
    assert not any(PublicBody.objects.find_problems())
    assert Change.objects.get(subject="table").after == {"added": 2, "changed": 1, "closed": 1}
    assert Change.objects.filter(subject="body").count() == 4
    assert not BodiesTable.objects.exists()
    # What was just made is what the next file says.
    assert difference(taken_away(office), closes_missing=True, at=NOON).is_nothing


def test_a_body_with_cases_is_not_closed_by_a_table(office):
    factories.lodge()
    lines = [line for line in taken_away(office).split("\r\n") if not line.startswith("MUN-EBL,")]
    faults = difference("\r\n".join(lines), closes_missing=True, at=NOON).faults
    assert [(fault.line, fault.why, fault.value) for fault in faults] == [(0, "has_cases", "MUN-EBL")]


def test_a_name_that_looks_like_a_formula_comes_back_as_it_was(office):
    PublicBody.objects.filter(code="MUN-EBL").update(names={"en": "=SUM(1)"})
    text = taken_away(office)
    assert "'=SUM(1)" in text
    assert difference(text, closes_missing=True, at=NOON).is_nothing


def test_1837_bodies_go_in_and_out_with_few_queries(office, administrator):
    known = set(Category.objects.values_list("sector", flat=True))
    rows = list(csv.DictReader((settings.BASE_DIR / "profiles/morocco/bodies.csv").read_text("utf-8").splitlines()))
    for row in rows:
        row["sector"] = ";".join(sector for sector in row["sector"].split(";") if sector in known) or "any"
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    with CaptureQueriesContext(connection) as queries:
        done = carried_out(administrator, written.getvalue())
    assert len(done.added) == len(rows) == 1837
    assert len(queries) < 200  # written in batches: of bodies, categories, desks, lines of the audit list
    with CaptureQueriesContext(connection) as queries:
        text = taken_away(office)
        assert difference(text, closes_missing=True, at=NOON).is_nothing
    assert len(queries) <= 12
    for page in (BODIES, BODIES + "?kind=commune", BODIES + "?q=commune", "/en/office/administration/desks/", "/en/office/administration/"):
        office.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page).status_code == 200
        assert len(queries) <= 7, page
