"""Official letters: what they say, in which language, their numbers, and who gets them."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from mazalim.complaints.access import Follower
from mazalim.complaints.queries import case_file
from mazalim.country.queries import policy_at
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import letters
from mazalim.web import formats
from mazalim.web.documents import typesetting
from tests import factories
from tests.factories import NOON
from tests.journey import lives
from tests.journey.tracking.visiting import enter

LANGUAGES = ("en", "fr", "ar", "ckb")


def file_of(life):
    complaint = life.case.fresh()
    return case_file(complaint, shown_to=Follower(complaint.pk))


@pytest.fixture
def set_papers(monkeypatch):
    """What was handed to the typesetter, as text; the PDF is made all the same."""
    policy, whole, real = policy_at(NOON), [], typesetting._compiled
    formats.use(policy.locales, policy.zone, languages=policy.languages, fallback=policy.fallback)

    def compiled(document, at):
        whole.append(json.loads(document))
        return real(document, at)

    monkeypatch.setattr(typesetting, "_compiled", compiled)
    return whole


def words(part) -> str:
    if isinstance(part, dict):
        return " ".join(words(value) for key, value in part.items() if key in {"k", "b", "head", "foot", "blocks", "title", "mark"})
    return " ".join(words(one) for one in part) if isinstance(part, list) else str(part)


def plain(part) -> str:
    return " ".join(words(part).replace("\u2066", "").replace("\u2068", "").replace("\u2069", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_is_a_letter_in_the_language_of_the_complaint(set_papers, language):
    life = lives.answered(at=NOON, language=language, promise="A barrier")
    listed = letters.letters_of(file_of(life))
    assert [(one.kind, one.number) for one in listed] == [("reply", f"{life.case.complaint.case_number}/1")]
    with translation.override("en" if language != "en" else "ar"):  # whoever asks for it, in whatever language they read
        assert b"pdfuaid:part" in letters.letter_pdf(file_of(life), listed[0].entry)  # the promise of accessibility
    paper = set_papers[-1]
    assert (paper["language"], paper["dir"]) == (language, "rtl" if language in {"ar", "ckb"} else "ltr")
    said = plain(paper)
    with translation.override(language):
        expected = [
            formats.day(NOON),
            formats.day(NOON + timedelta(days=30)),
            formats.in_language(life.case.complaint.body.names)[0],
            formats.in_language(life.case.complaint.desk.names)[0],
            formats.in_language(policy_at(NOON).next_instance)[0],
        ]
    for part in (
        *expected,
        listed[0].number,
        lives.SUMMARY,
        "Fill the hole.",
        "The hole was filled on Monday.",
        "A barrier",
        f"/{language}/follow/",
    ):
        assert part in said, part


def test_a_letter_says_the_same_whenever_it_is_asked_for(set_papers):
    life = lives.answered(at=NOON)
    entry = file_of(life).newest_reply.number
    letters.letter_pdf(file_of(life), entry)
    casework.note(complaint_id=life.pk, by=life.officer, text="Seen.", at=NOON + timedelta(days=1))
    casework.sweep(at=NOON + timedelta(days=40))
    letters.letter_pdf(file_of(life), entry)
    assert set_papers[0] == set_papers[1]


def test_more_time_a_certificate_and_a_refusal_are_letters_with_numbers_of_their_own(set_papers):
    life = lives.taken(at=NOON)
    life.extend(at=NOON + timedelta(days=3))
    casework.sweep(at=NOON + timedelta(days=70))
    listed = letters.letters_of(file_of(life))
    number = life.case.complaint.case_number
    assert [(one.kind, one.number) for one in listed] == [("extension", f"{number}/1"), ("certificate", f"{number}/2")]
    for one in listed:
        assert b"pdfuaid:part" in letters.letter_pdf(file_of(life), one.entry)
    more_time, certificate = map(plain, set_papers)
    assert "The sewer must be surveyed first." in more_time
    assert "22 November 2026" in more_time  # the date before
    assert "6 December 2026" in more_time
    assert "31 December 2026" in certificate  # the ceiling
    assert "at once" in certificate
    assert "Re-open" not in certificate
    refused = lives.taken(at=NOON)
    entry = refused.refuse(at=NOON)
    assert b"pdfuaid:part" in letters.letter_pdf(file_of(refused), entry.number)
    for part in ("A court is dealing with it", "Law 12, section 4", "The court of Erbil", "1 December 2026"):
        assert part in plain(set_papers[-1]), part


def test_a_leaf_that_is_no_letter_has_none():
    life = lives.taken(at=NOON)
    with pytest.raises(letters.NoLetter):
        letters.letter_pdf(file_of(life), 1)


def test_a_draft_is_marked_on_each_page(set_papers):
    life = lives.taken(at=NOON)
    letters.draft_pdf(file_of(life), {"summary": "Soon.", "points": [], "commitments": []}, at=NOON)
    assert set_papers[-1]["mark"] == "Draft"
    assert "Soon." in plain(set_papers[-1])


def test_complainants_and_officers_download_what_is_theirs_and_strangers_find_nothing(client):
    life = lives.answered(at=timezone.now() - timedelta(days=1))
    number, entry = life.case.complaint.case_number, file_of(life).newest_reply.number
    mine = enter(life.case)
    page = mine.get(reverse("tracking:file")).content.decode()
    for address in (reverse("tracking:letter", args=[entry]), reverse("tracking:whole_paper")):
        assert address in page
        answer = mine.get(address)
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/pdf", "no-store")
        assert answer["Content-Disposition"].startswith("attachment")
        assert client.get(address).status_code == 404
    assert mine.get(reverse("tracking:letter", args=[1])).status_code == 404
    assert reverse("tracking:letter", args=[entry]) in mine.get(reverse("satisfaction:rate")).content.decode()
    theirs = [reverse("workbench:letter", args=[number, entry]), reverse("workbench:case_paper", args=[number])]
    for person, status in ((factories.officer_for(life.case), 200), (factories.officer(), 404)):
        client.force_login(person)
        assert [client.get(address).status_code for address in theirs] == [status, status]
    client.force_login(factories.officer_for(life.case))
    for address in theirs:
        assert address in client.get(reverse("workbench:case", args=[number])).content.decode()


def test_the_offices_file_marks_internal_leaves_and_the_complainants_holds_none(client, set_papers):
    life = lives.taken(at=timezone.now() - timedelta(days=1))
    casework.note(complaint_id=life.pk, by=life.officer, text="For us alone.", at=timezone.now())
    client.force_login(factories.officer_for(life.case))
    client.get(reverse("workbench:case_paper", args=[life.case.complaint.case_number]))
    enter(life.case).get(reverse("tracking:whole_paper"))
    office, complainant = map(plain, set_papers)
    assert "For us alone." in office
    assert "internal" in office
    assert "For us alone." not in complainant


def test_where_no_paper_can_be_set_now_the_page_says_so(monkeypatch):
    life = lives.answered(at=timezone.now())
    complainant = enter(life.case)
    monkeypatch.setattr(typesetting, "SECONDS_WAITED", 0.01)
    with typesetting._compiler(), typesetting._compiler():
        answer = complainant.get(reverse("tracking:letter", args=[file_of(life).newest_reply.number]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
