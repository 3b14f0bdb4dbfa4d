"""The pages on the matter itself: what is wrong is said beside the field, and everything typed comes back."""

from html import escape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from mazalim.directory.models import PublicBody
from mazalim.evidence.models import StoredFile
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.queries import enclosures_of
from mazalim.web.traps import stamp
from tests.journey.intake.wizard import Writer, errors, paper, picture, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    return Writer()


# --- The first page ----------------------------------------------------------------------------------------


def test_a_letter_without_a_kind_is_not_begun(writer):
    assert errors(writer.post("kind/", {})) == ["Choose what you would like to write"]
    assert Draft.objects.count() == 0


def test_who_answers_faster_than_anybody_can_read_presses_once_more_and_loses_nothing(writer, settings):
    settings.MAZALIM_LEAST_SECONDS = 60
    asked = writer.post("kind/", {"kind": "remark", "drawn": stamp()})
    assert "Please continue once more" in text(asked)
    assert Draft.objects.count() == 0
    repeated = dict(asked.context["repeated"])
    assert repeated == {"kind": "remark"}
    assert writer.post("kind/", repeated | {"drawn": stamp(61)}).status_code == 302
    assert Draft.objects.get().language == "en"


def test_a_network_that_begins_too_many_is_told_when_it_may_go_on(writer, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "drafts_per_network": (1, 3600)}
    writer.write_until("kind/")
    answer = Writer().post("kind/", writer.answers()["kind/"])
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Please wait a little" in text(answer)


def test_the_session_holds_the_draft_and_its_token_alone(writer):
    writer.write_until("what-happened/")
    held = dict(writer.client.session)
    assert list(held) == ["draft"]
    assert len(held["draft"]) == 2


# --- Which public body ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Municipality of Erbil", "municipalty of erbil", "بلدية أربيل", "بلديه اربيل", "شارەوانی هەولێر"])
def test_a_body_is_found_by_its_name_in_any_language_with_slips(writer, words):
    writer.write_until("kind/")
    page = writer.get("body/", data={"q": words})
    found = [option.row.code for option in page.context["form"].offered]
    assert "MUN-EBL" in found
    assert "General Directorate of Municipalities of Erbil" in text(page)


def test_a_name_that_no_body_has_says_what_to_do_next(writer):
    writer.write_until("kind/")
    assert "say that you do not know" in text(writer.get("body/?q=xyzzy"))


def test_the_tree_opens_branch_by_branch(writer):
    writer.write_until("kind/")
    roots = writer.get("body/?under=")
    interior = PublicBody.objects.get(code="KRG03")
    assert f"?under={interior.pk}" in roots.content.decode()
    branch = writer.get(f"body/?under={interior.pk}")
    assert "Governorate of Erbil" in text(branch)
    assert f'value="{interior.pk}"' in branch.content.decode()


@pytest.mark.parametrize("query", ["under=999999999", "under=x", "under=١", "under=1&start=-1", "under=" + "9" * 40])
def test_a_branch_that_is_not_there_is_not_found(writer, query):
    writer.write_until("kind/")
    assert writer.get(f"body/?{query}").status_code == 404


@pytest.mark.parametrize("typed", ["", "0", "none", "999999999", "9" * 50, "١"])
def test_a_body_that_is_not_there_cannot_be_chosen(writer, typed):
    writer.write_until("kind/")
    answer = writer.post("body/", {"body": typed})
    assert answer.status_code == 200
    assert len(errors(answer)) == 1


# --- Against whom, what happened, when and where ---------------------------------------------------------------


def test_an_official_needs_a_name_or_a_post(writer):
    writer.write_until("body/")
    answer = writer.post("against/", {"against": "official", "name": "", "post": "", "unit": "Roads"})
    assert errors(answer) == ["Give the name or the post of the official"]
    assert 'value="Roads"' in answer.content.decode()
    assert writer.post("against/", {"against": "official", "post": "The clerk at window 3"}).status_code == 302


def test_a_text_that_is_too_long_comes_back_whole_and_says_by_how_much(writer):
    writer.write_until("category/")
    subject, description = "s" * 151, "د" * 10_003
    answer = writer.post("what-happened/", {"subject": subject, "description": description})
    assert errors(answer) == ["The text is 1 character too long", "The text is 3 characters too long"]
    assert subject in answer.content.decode()
    assert description in answer.content.decode()


def test_a_description_as_long_as_the_policy_allows_is_taken(writer):
    writer.write_until("category/")
    assert writer.post("what-happened/", {"subject": "s" * 150, "description": "a\r\n" * 4999 + "bb"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("31", "2", "2026"), "There is no such day: check the day and the month"),
        (("1", "13", "2026"), "The month must be a number from 1 to 12"),
        (("1", "1", "26"), "The year must have four figures"),
        (("1", "1", "2199"), "The date must be"),
    ],
)
def test_a_day_that_is_not_or_has_not_come_is_refused(writer, typed, error):
    writer.write_until("what-happened/")
    answer = writer.post("when-and-where/", dict(zip(("happened_on_day", "happened_on_month", "happened_on_year"), typed, strict=True)))
    assert errors(answer)[0].startswith(error)
    assert f'value="{typed[2]}"' in answer.content.decode()


def test_a_day_may_be_written_in_arabic_digits(writer):
    writer.write_until("what-happened/")
    typed = {"happened_on_day": "٢٠", "happened_on_month": "١٠", "happened_on_year": "٢٠٢٦", "place": "", "place_text": ""}
    assert writer.post("when-and-where/", typed).status_code == 302


def test_a_required_question_of_the_category_must_be_answered(writer):
    writer.write_until("when-and-where/")
    answer = writer.post("questions/", {"q_what": "nothing-of-the-kind"})
    assert len(errors(answer)) == 2


def test_points_left_empty_between_others_are_closed_up(writer):
    writer.write_until("points/", **{"points/": {"point_0": "", "point_2": "Second", "point_4": "Third"}})
    page = writer.get("points/")
    assert [bound.value() for bound in page.context["form"]] == ["Second", "Third", "", "", ""]
    too_long = writer.post("points/", {"point_4": "x" * 501})
    assert errors(too_long) == ["The text is 1 character too long"]
    assert [bound.name for bound in too_long.context["form"].folded()] == ["point_2", "point_3"]


def test_similar_questions_are_shown_once_where_some_fit(writer):
    pages = writer.answers(**{"what-happened/": {"subject": "My salary has not been paid", "description": "For three months."}})
    for page, data in pages.items():
        answer = writer.post(page, data)
        if page == "points/":
            break
    assert answer["Location"] == writer.url("similar/")
    assert "salary" in text(writer.get("similar/"))
    assert writer.url("enclosures/") in writer.get("similar/").content.decode()


def test_no_questions_are_shown_where_none_fits(writer):
    assert writer.write_until("points/")["Location"] == writer.url("enclosures/")
    assert writer.get("similar/")["Location"] == writer.url("enclosures/")


# --- Enclosures -------------------------------------------------------------------------------------------------


def test_files_are_added_listed_and_removed_without_a_script(writer):
    writer.write_until("points/")
    assert writer.post("enclosures/", {"files": [picture(), paper()], "add": "1"})["Location"] == writer.url("enclosures/")
    listed = text(writer.get("enclosures/"))
    assert "hole.png" in listed
    assert "letter.txt" in listed
    first = enclosures_of(writer.draft)[0]
    path = StoredFile.objects.get(pk=first.key).path
    writer.post("enclosures/", {"remove": first.key})
    assert [file.name for file in enclosures_of(writer.draft)] == ["letter.txt"]
    assert StoredFile.objects.count() == 1
    assert path


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_from_the_storage(writer):
    writer.write_until("points/")
    writer.post("enclosures/", {"files": [paper()], "add": "1"})
    stored = StoredFile.objects.get()
    writer.post("enclosures/", {"remove": str(stored.pk)})
    assert not default_storage.exists(stored.path)


@pytest.mark.parametrize("wanted", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_file_that_is_not_there_cannot_be_removed(writer, wanted):
    writer.write_until("points/")
    writer.post("enclosures/", {"files": [paper()], "add": "1"})
    assert writer.post("enclosures/", {"remove": wanted}).status_code == 302
    assert len(enclosures_of(writer.draft)) == 1


def test_nobody_removes_the_file_of_another_draft(writer):
    writer.write_until("points/")
    writer.post("enclosures/", {"files": [paper()], "add": "1"})
    stranger = Writer()
    stranger.write_until("points/")
    stranger.post("enclosures/", {"remove": enclosures_of(writer.draft)[0].key})
    assert len(enclosures_of(writer.draft)) == 1


def test_a_file_of_the_wrong_kind_is_named_and_the_others_are_kept(writer):
    writer.write_until("points/")
    wrong = SimpleUploadedFile("run<b>.exe", b"MZ", "application/octet-stream")
    liar = SimpleUploadedFile("photo.png", b"not a picture", "image/png")
    empty = SimpleUploadedFile("empty.txt", b"", "text/plain")
    answer = writer.post("enclosures/", {"files": [wrong, liar, empty, paper()]})
    assert [error.split("”")[0].strip("“") for error in errors(answer)] == ["run<b>.exe", "photo.png", "empty.txt"]
    assert escape("run<b>.exe") in answer.content.decode()
    assert [file.name for file in enclosures_of(writer.draft)] == ["letter.txt"]


def test_the_eleventh_file_is_left_out_and_named(writer):
    writer.write_until("points/")
    writer.post("enclosures/", {"files": [paper(f"{number}.txt") for number in range(8)], "add": "1"})
    answer = writer.post("enclosures/", {"files": [paper("a.txt"), paper("b.txt"), paper("c.txt")]})
    assert errors(answer) == ["“c.txt” was left out: a letter takes up to 10 files"]
    assert len(enclosures_of(writer.draft)) == 10
    assert 'type="file"' not in answer.content.decode()


def test_whoever_chooses_thirteen_files_at_once_keeps_ten_and_reads_which_were_left_out(writer):
    writer.write_until("points/")
    answer = writer.post("enclosures/", {"add": "1", "files": [paper(f"{number}.txt") for number in range(13)]})
    assert answer.status_code == 200
    assert [name for name in ("10.txt", "11.txt", "12.txt") if any(name in error for error in errors(answer))] == [
        "10.txt",
        "11.txt",
        "12.txt",
    ]
    assert 'class="errors"' in answer.content.decode()
    assert len(enclosures_of(writer.draft)) == 10


def test_a_storage_that_does_not_answer_stops_nobody(writer, monkeypatch):
    writer.write_until("points/")

    def no_disk(*_args, **_kwargs):
        raise OSError("The disk is gone.")

    monkeypatch.setattr(default_storage, "save", no_disk)
    answer = writer.post("enclosures/", {"files": [paper()]})
    assert "could not be kept just now" in errors(answer)[0]
    monkeypatch.undo()
    assert writer.post("enclosures/", {}).status_code == 302
